"""What every task can do. A new task adds a row to `TASKS`, and nothing else here."""

import importlib
import json
from typing import NamedTuple

import pytest

from kerascnn import engine, language, report, runs, tasks
from kerascnn.engine import training_run
from kerascnn.recipes import train_detector, train_edges, train_localizer, train_mnist, train_segmenter
from kerascnn.runs.plan import DataChoice, Plan
from kerascnn.training.recorder import Recorder
from publishers import digits, write_idx


class Row(NamedTuple):
    """A task, with what it is tried on."""

    options: dict[str, object]
    """Of the plan that `planned` makes."""
    headline: str
    section: str
    """A section of the report, by its key."""


TASKS = {
    "classification": Row({"variant": "course", "batch_size": 16}, "accuracy", "confusion"),
    "counting": Row({}, "error", "spots"),
    "edges": Row(
        {"size": 48, "digits": 2, "scenes": 24, "test_scenes": 12, "width": 0.5, "batch_size": 8}, "ods", "methods"
    ),
    "segmentation": Row(
        {"size": 48, "digits": 2, "scenes": 24, "test_scenes": 12, "width": 0.5, "batch_size": 8}, "mean_iou", "masks"
    ),
    "detection": Row({"epochs": 2, "scenes": 32, "test_scenes": 8, "batch_size": 16}, "ap50", "misses"),
    "localization": Row({"epochs": 2, "scenes": 32, "test_scenes": 8, "batch_size": 16}, "iou", "overlaps"),
}


OF_SCENES = {"edges": train_edges, "segmentation": train_segmenter}


@pytest.fixture(scope="module", autouse=True)
def toys():
    """The tasks beside this file, found as those of the package are: as folders."""
    from pathlib import Path

    tasks.__path__.append(str(Path(__file__).parent / "toys"))
    yield
    tasks.__path__.pop()


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """The first digits, as their publishers' files."""
    folder = tmp_path_factory.mktemp("mnist")
    write_idx(folder, digits(120, 40))
    return folder


@pytest.fixture(scope="module", autouse=True)
def few_scenes():
    """Scenes enough to test a road, not a network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in OF_SCENES:
            data = importlib.import_module(f"kerascnn.tasks.{name}.data")
            patch.setattr(data, "VALIDATION_SCENES", 6)
        yield


@pytest.fixture
def planned(few):
    """The plan of a short training of a task."""

    def plan(name: str) -> Plan:
        if name == "localization":
            return train_localizer.run.plan(size=48, width=0.1, **TASKS[name].options)
        if name == "detection":
            return train_detector.run.plan(size=48, backbone="mnist-cnn", stride=4, width=0.1, **TASKS[name].options)
        if name == "classification":
            return train_mnist.run.plan(epochs=2, data_dir=few, **TASKS[name].options)
        if name in OF_SCENES:
            return OF_SCENES[name].run.plan(epochs=2, **TASKS[name].options)
        return Plan("train-counter", name, DataChoice("spots"), tasks.named(name).Options(**TASKS[name].options))

    return plan


def weights(folder):
    return json.loads((folder / "metrics.json").read_text())["weights_sha256"]


@pytest.mark.parametrize("name", TASKS)
def test_a_run_leaves_a_folder_that_is_read_and_reported(planned, tmp_path, name, capsys):
    out = tmp_path / "run"
    result = engine.run_plan(planned(name), out)
    assert getattr(result, TASKS[name].headline) == result.score
    printed = capsys.readouterr().out
    assert "epoch 2/2: loss " in printed
    measure = tasks.named(name).HEADLINE
    last = runs.read(out).history[-1]
    assert f"{measure.written(getattr(last, f'val_{measure.name}'))}, " in printed
    run = runs.read(out)
    assert (run.task, run.score, run.scores.measure.name) == (name, result.score, TASKS[name].headline)
    assert hasattr(run.history[-1], f"val_{TASKS[name].headline}")
    assert {"model.keras", "run.json", "metrics.json", "history.csv", "steps.csv", "report.html", "figures"} == {
        path.name for path in out.iterdir()
    }
    assert (out / "figures" / "curves.png").is_file()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f'id="{TASKS[name].section}"' in page
    language.use("es")
    again = report.of_run(run)
    assert '<html lang="es">' in again
    assert f'id="{TASKS[name].section}"' in again


@pytest.mark.parametrize("name", TASKS)
def test_what_was_stopped_goes_on_to_the_same_weights(planned, tmp_path, name, monkeypatch, few):
    plan = planned(name)
    engine.run_plan(plan, tmp_path / "whole")
    original = Recorder.on_epoch_end

    def stop(self, epoch, logs=None):
        original(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "on_epoch_end", stop)
        with pytest.raises(KeyboardInterrupt, match="kerascnn resume"):
            engine.run_plan(plan, tmp_path / "stopped")
    assert runs.read_run_json(tmp_path / "stopped").status == "interrupted"
    assert engine.resume(tmp_path / "stopped", data_dir=plan.data.data_dir) is not None
    assert weights(tmp_path / "stopped") == weights(tmp_path / "whole")
    assert runs.read(tmp_path / "stopped").history[1].loss == runs.read(tmp_path / "whole").history[1].loss


@pytest.mark.parametrize("name", TASKS)
def test_bad_options_are_refused_before_anything_is_loaded(planned, tmp_path, name, monkeypatch):
    from dataclasses import replace

    plan = planned(name)
    monkeypatch.setattr(tasks.named(name), "load", lambda *_arguments, **_settings: pytest.fail("loaded"))
    with pytest.raises(ValueError, match="epochs is 0; expected a whole number from 1 up"):
        engine.run_plan(replace(plan, options=replace(plan.options, epochs=0)), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", TASKS)
def test_runs_that_differ_in_the_seed_alone_are_compared_as_one(planned, tmp_path, name):
    from dataclasses import replace

    plan = planned(name)
    for seed in (0, 1):
        again = replace(plan, options=replace(plan.options, seed=seed, epochs=1))
        training_run.run_plan(again, tmp_path / str(seed))
    (group,) = runs.grouped([runs.read(tmp_path / str(seed)) for seed in (0, 1)])
    assert len(group.runs) == 2
    assert group.measure.name == TASKS[name].headline
    assert group.score.lowest <= group.score.median <= group.score.highest
    assert TASKS[name].headline in json.loads(runs.as_json([group]))["groups"][0]


def test_runs_of_different_tasks_are_not_compared(planned, tmp_path):
    two = ("classification", "counting")
    for name in two:
        engine.run_plan(planned(name), tmp_path / name)
    with pytest.raises(ValueError, match="cannot be compared"):
        runs.grouped([runs.read(tmp_path / name) for name in two])


def test_every_task_of_the_package_stands_here():
    assert set(tasks.names()) == set(TASKS)


def test_an_unknown_task_in_a_file_is_one_line(planned, tmp_path):
    engine.run_plan(planned("counting"), tmp_path / "run")
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    (tmp_path / "run" / "run.json").write_text(json.dumps(facts | {"task": "counting2", "status": "interrupted"}))
    with pytest.raises(ValueError, match="there is no task 'counting2'; did you mean 'counting'"):
        engine.resume(tmp_path / "run")


def test_a_task_is_found_as_an_attribute_and_nothing_heavy_is_imported(python):
    said = python("""
import sys
import kerascnn as kc
print(kc.tasks.classification.Options.__name__, {"keras", "numpy"} & set(sys.modules) or "light")
print(kc.tasks.classification.Batches.__name__, "Batches" in dir(kc.tasks.classification))
try:
    kc.tasks.cooking
except AttributeError as error:
    print(error)
""")
    assert said.splitlines() == ["Options light", "Batches True", "module 'kerascnn.tasks' has no attribute 'cooking'"]
