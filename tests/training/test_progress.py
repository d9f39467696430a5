import importlib.util

import pytest
from rich.console import Console

from kerascnn.training import progress as module
from kerascnn.training.progress import EpochBars, EpochLines, progress


def test_a_file_gets_lines_even_where_colour_is_forced(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert type(progress(1, 1)) is EpochLines


@pytest.mark.parametrize(("widgets", "expected"), [(True, EpochBars), (False, EpochLines)])
def test_a_notebook_gets_a_bar_where_widgets_can_redraw_it(monkeypatch, widgets, expected):
    monkeypatch.setattr(module, "Console", lambda: Console(force_jupyter=True))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if widgets else None)
    assert type(progress(1, 1)) is expected


def test_an_epoch_is_one_line(capsys):
    lines = EpochLines(2)
    lines.on_epoch_begin(0)
    lines.on_epoch_end(0, {"loss": 0.5, "accuracy": 0.9, "val_loss": 0.25, "val_accuracy": 0.95})
    out = capsys.readouterr().out
    assert out.startswith("epoch 1/2: loss 0.5000, accuracy 90.00%, validation loss 0.2500, accuracy 95.00%, ")
    assert out.count("\n") == 1
