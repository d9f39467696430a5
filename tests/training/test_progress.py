import importlib.util

import numpy as np
import pytest
from rich.console import Console

from kerascnn.runs.measures import ACCURACY
from kerascnn.tasks.classification import Batches
from kerascnn.training import progress as module
from kerascnn.training.progress import EpochBars, EpochLines, progress

BATCHES = Batches(np.zeros((40, 1, 1, 1), np.uint8), np.zeros(40, int), num_classes=1, batch_size=10, seed=0)


def test_a_file_gets_lines_even_where_colour_is_forced(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert type(progress(1, BATCHES, (ACCURACY,))) is EpochLines


@pytest.mark.parametrize(("widgets", "expected"), [(True, EpochBars), (False, EpochLines)])
def test_a_notebook_gets_a_bar_where_widgets_can_redraw_it(monkeypatch, widgets, expected):
    monkeypatch.setattr(module, "Console", lambda: Console(force_jupyter=True))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if widgets else None)
    assert type(progress(1, BATCHES, (ACCURACY,))) is expected


def test_an_epoch_is_one_line(capsys):
    lines = EpochLines(2, (ACCURACY,))
    lines.on_epoch_begin(0)
    lines.on_epoch_end(0, {"loss": 0.5, "accuracy": 0.9, "val_loss": 0.25, "val_accuracy": 0.95})
    out = capsys.readouterr().out
    assert out.startswith("epoch 1/2: loss 0.5000, accuracy 90.00%, validation loss 0.2500, accuracy 95.00%, ")
    assert out.count("\n") == 1


def test_a_bar_goes_on_in_the_middle_of_an_epoch():
    BATCHES.start_at(2, 3)
    bars = EpochBars(Console(quiet=True), 2, BATCHES, (ACCURACY,))
    bars.on_epoch_begin(1)
    bars.on_train_batch_end(0, {"loss": 0.5, "accuracy": 0.9})
    (task,) = bars.bar.tasks
    assert (task.completed, task.total) == (8, 8)
