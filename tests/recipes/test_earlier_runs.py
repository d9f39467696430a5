"""Run folders of version 0.1.0 as it was before a run named its task and what it was called with.

`earlier/whole` and `earlier/stopped` were written by `kerascnn train-mnist --network locally-connected --variant shared
--epochs 3 --batch-size 16 --seed 3 --data-dir digits`, on the first 120 and 40 digits; the second was stopped in its
third epoch.
"""

import shutil
from pathlib import Path

import pytest

from kerascnn import report, runs
from kerascnn.engine import resume
from kerascnn.recipes import command_of
from kerascnn.runs.plan import Plan
from kerascnn.tasks.classification import Augmentation, Network, Optimizer, Options
from publishers import digits, write_idx

EARLIER = Path(__file__).parent / "earlier"


@pytest.fixture
def stopped(tmp_path):
    return shutil.copytree(EARLIER / "stopped", tmp_path / "stopped")


def test_its_plan_is_read():
    plan = Plan.read(runs.read_run_json(EARLIER / "whole"), Options)
    assert plan.task == "classification"
    assert plan.options == Options(
        network=Network("locally-connected", "shared"),
        optimizer=Optimizer("adamw", 8e-3),
        epochs=3,
        batch_size=16,
        label_smoothing=0.05,
        seed=3,
        augmentation=Augmentation(shift=1),
    )
    assert (plan.data.name, plan.data.data_dir) == ("mnist", Path("/home/student/digits"))


def test_it_is_compared_with_a_run_of_today(tmp_path, stopped):
    write_idx(tmp_path / "digits", digits(120, 40))
    resume(stopped, data_dir=tmp_path / "digits")
    earlier, today = runs.read(EARLIER / "whole"), runs.read(stopped)
    assert earlier.score == 0.6
    assert earlier.scores.classes == today.scores.classes
    (group,) = runs.grouped([earlier, today])
    assert group.label == "locally-connected"


def test_it_goes_on_to_what_it_would_have_come_to(tmp_path, stopped):
    write_idx(tmp_path / "digits", digits(120, 40))
    result = resume(stopped, data_dir=tmp_path / "digits")
    whole = runs.read(EARLIER / "whole")
    # Another processor adds in another order, so that the last digits may differ.
    assert result.accuracy == whole.score
    assert result.loss == pytest.approx(whole.loss, rel=1e-4)
    rows = runs.read(stopped).history
    assert [row.loss for row in rows] == pytest.approx([row.loss for row in whole.history], rel=1e-4)


def test_its_report_has_all_but_the_command():
    run = runs.read(EARLIER / "whole")
    assert command_of(run) == ""
    page = report.of_run(run)
    assert 'id="confusion"' in page
    assert "No command is known that does the same again" in page
