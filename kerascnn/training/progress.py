"""What a training says while it runs: a bar in a terminal and a notebook, one line per epoch elsewhere."""

import importlib.util
import sys
import time
from collections.abc import Sequence
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from kerascnn.language import _
from kerascnn.runs.measures import LOSS, VALIDATION_LOSS, Measure
from kerascnn.training.feed import Feed

__all__ = ["EpochLines", "progress"]


def progress(epochs: int, feed: Feed, measures: Sequence[Measure]) -> keras.callbacks.Callback:
    """The callback that fits where the output goes.

    A bar needs something that can redraw it: a terminal, or a notebook with ipywidgets, as Colab's are. `$FORCE_COLOR`,
    which rich takes for a terminal, redraws nothing.

    Args:
        epochs: the epochs of the whole training.
        feed: what the training learns from.
        measures: what is shown beside the loss.
    """
    console = Console()
    redraws = importlib.util.find_spec("ipywidgets") is not None if console.is_jupyter else sys.stdout.isatty()
    return EpochBars(console, epochs, feed, measures) if redraws else EpochLines(epochs, measures)


class EpochLines(keras.callbacks.Callback):
    """One plain line per epoch."""

    def __init__(self, epochs: int, measures: Sequence[Measure]) -> None:
        super().__init__()
        self.epochs = epochs
        self.measures = measures
        self.start = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's line."""
        self.say(epoch_line(epoch, self.epochs, self.measures, logs or {}, time.perf_counter() - self.start))

    def say(self, line: str) -> None:
        """Print one line, at once."""
        print(line, flush=True)


class EpochBars(EpochLines):
    """A bar with the time left, the loss and what else is measured; each finished epoch leaves its line."""

    def __init__(self, console: Console, epochs: int, feed: Feed, measures: Sequence[Measure]) -> None:
        super().__init__(epochs, measures)
        self.console = console
        self.total = epochs * feed.batches_per_epoch
        self.feed = feed
        self.done = 0
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn(_("time left")),
            TimeRemainingColumn(),
            TextColumn("{task.fields[scores]}"),
            console=console,
            transient=True,
        )
        self.task = self.bar.add_task("", total=self.total, scores="")

    def say(self, line: str) -> None:
        """Print one line above the bar."""
        self.console.print(line, highlight=False, soft_wrap=True)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Show the bar."""
        self.bar.start()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Name the epoch."""
        super().on_epoch_begin(epoch, logs)
        name = _("epoch {number}/{epochs}").format(number=epoch + 1, epochs=self.epochs)
        self.done = epoch * self.feed.batches_per_epoch
        self.bar.update(self.task, description=name, completed=self.done)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move on to the end of this batch."""
        scores = ""
        if logs:
            scores = ", ".join(each.written(logs[each.name]) for each in (LOSS, *self.measures) if each.name in logs)
        self.bar.update(self.task, completed=self.done + self.feed.first_batch + batch + 1, scores=scores)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Take the bar away."""
        self.bar.stop()


def epoch_line(epoch: int, epochs: int, measures: Sequence[Measure], logs: dict[str, Any], seconds: float) -> str:
    """An epoch in one line.

    Args:
        epoch: its number, from 0.
        epochs: how many there are.
        measures: what is said beside the loss.
        logs: what Keras measured.
        seconds: how long it took.
    """
    training = [each.written(logs[each.name]) for each in (LOSS, *measures) if each.name in logs]
    validation = [VALIDATION_LOSS.written(logs[VALIDATION_LOSS.name])] if VALIDATION_LOSS.name in logs else []
    validation += [each.written(logs[f"val_{each.name}"]) for each in measures if f"val_{each.name}" in logs]
    text = _("epoch {number}/{epochs}: {measured}, {seconds:.1f} s")
    return text.format(number=epoch + 1, epochs=epochs, measured=", ".join(training + validation), seconds=seconds)
