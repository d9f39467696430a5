"""What a training says while it runs: a bar in a terminal and a notebook, one line per epoch elsewhere."""

import importlib.util
import sys
import time
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from kerascnn.language import _
from kerascnn.training.feed import Batches

__all__ = ["EpochLines", "progress"]


def progress(epochs: int, batches: Batches) -> keras.callbacks.Callback:
    """The callback that fits where the output goes.

    A bar needs something that can redraw it: a terminal, or a notebook with ipywidgets, as Colab's are. `$FORCE_COLOR`,
    which rich takes for a terminal, redraws nothing.

    Args:
        epochs: the epochs of the whole training.
        batches: what the training learns from.
    """
    console = Console()
    redraws = importlib.util.find_spec("ipywidgets") is not None if console.is_jupyter else sys.stdout.isatty()
    return EpochBars(console, epochs, batches) if redraws else EpochLines(epochs)


class EpochLines(keras.callbacks.Callback):
    """One plain line per epoch."""

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self.epochs = epochs
        self.start = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Start the epoch's clock."""
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Print the epoch's line."""
        self.say(epoch_line(epoch, self.epochs, logs or {}, time.perf_counter() - self.start))

    def say(self, line: str) -> None:
        """Print one line, at once."""
        print(line, flush=True)


class EpochBars(EpochLines):
    """A bar with the time left, the loss and the accuracy; each finished epoch leaves its line."""

    def __init__(self, console: Console, epochs: int, batches: Batches) -> None:
        super().__init__(epochs)
        self.console = console
        self.total = epochs * batches.batches_per_epoch
        self.batches = batches
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
        self.done = epoch * self.batches.batches_per_epoch
        self.bar.update(self.task, description=name, completed=self.done)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Move on to the end of this batch."""
        scores = ""
        if logs:
            scores = _("loss {loss:.3f}, accuracy {accuracy:.2%}").format(**logs)
        self.bar.update(self.task, completed=self.done + self.batches.first_batch + batch + 1, scores=scores)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Take the bar away."""
        self.bar.stop()


def epoch_line(epoch: int, epochs: int, logs: dict[str, Any], seconds: float) -> str:
    """An epoch in one line.

    Args:
        epoch: its number, from 0.
        epochs: how many there are.
        logs: what Keras measured.
        seconds: how long it took.
    """
    text = _(
        "epoch {number}/{epochs}: loss {loss:.4f}, accuracy {accuracy:.2%}, "
        "validation loss {val_loss:.4f}, accuracy {val_accuracy:.2%}, {seconds:.1f} s"
    )
    return text.format(number=epoch + 1, epochs=epochs, seconds=seconds, **logs)
