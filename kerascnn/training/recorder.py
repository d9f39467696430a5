"""What happens between the steps of a training: its history, its best epoch, its checkpoints, its end."""

import math
import time
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from kerascnn.errors import WorkError
from kerascnn.language import _
from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.training import model_state
from kerascnn.training.checkpointing import Checkpointer
from kerascnn.training.feed import Feed
from kerascnn.training.interruption import Request
from kerascnn.training.training_state import TrainingState

__all__ = ["Recorder"]

MOST_STEPS = 500
"""At how many steps a training notes the loss, about."""


def _means(model: keras.Model) -> list[str]:
    """What Keras measures as a mean over the epoch so far, of which the mean since an earlier step follows."""
    measured = [inner for metric in model.metrics for inner in getattr(metric, "metrics", [metric])]
    return ["loss", *(each.name for each in measured if isinstance(each, keras.metrics.Mean) and each.name != "loss")]


class Recorder(keras.callbacks.Callback):
    """Records a training from `training_state` on, gives it to a checkpointer, and ends it when it is asked to.

    Args:
        feed: what the training learns from.
        training_state: how far it has come; brought up to date.
        choice: the column of the history by which the best epoch is chosen.
        best: the weights of the best epoch so far.
        request: whether it should stop.
        checkpointer: what writes checkpoints; None for none.
        metrics: the state of the metrics in the middle of an epoch, to go on from.
        epochs: of the whole training.
    """

    def __init__(
        self,
        feed: Feed,
        training_state: TrainingState,
        *,
        choice: Measure = VALIDATION_LOSS,
        best: list[np.ndarray] | None = None,
        request: Request | None = None,
        checkpointer: Checkpointer | None = None,
        metrics: Mapping[str, np.ndarray] | None = None,
        epochs: int = 1,
    ) -> None:
        super().__init__()
        self.feed = feed
        self.training_state = training_state
        self.choice = choice
        self.best = best
        self.request = request or Request()
        self.checkpointer = checkpointer
        self.metrics = metrics
        self._every = max(1, -(-epochs * feed.batches_per_epoch // MOST_STEPS))
        self._last = self._clocks()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Draw the epoch's order; go on in its middle, where the training stands there."""
        self.feed.start_at(epoch + 1, self.training_state.batch)
        if self.training_state.batch and self.metrics is not None:
            model_state.restore_metrics(self.model, self.metrics)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Look at the loss; write a checkpoint when it is time to, or when the training should stop."""
        before = self.training_state.batch
        self.training_state.batch = min(self.feed.first_batch + batch + 1, self.feed.batches_per_epoch)
        if not math.isfinite((logs or {}).get("loss", 0.0)):
            raise self._no_number(self.training_state.epoch + 1, before + 1, self.training_state.batch)
        self._note(before, logs or {})
        if self.checkpointer:
            self.checkpointer.run.check_there()
        if self.training_state.batch == self.feed.batches_per_epoch:
            return  # the validation follows, and then the end of the epoch
        if self.checkpointer and (self.request.made or self.checkpointer.is_due()):
            self._keep(self.checkpointer)
        if self.request.made:
            raise KeyboardInterrupt

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Write the epoch's row, and its checkpoint."""
        now = self.training_state
        row = {name: float(value) for name, value in (logs or {}).items()}
        if not all(map(math.isfinite, row.values())):
            raise self._no_number(epoch + 1, 1, self.feed.batches_per_epoch)
        if self.checkpointer:
            self.checkpointer.run.check_there()
        self._count_seconds()
        row = {"epoch": epoch + 1, **row, "seconds": now.epoch_seconds}
        weights = self.model.get_weights() if now.is_better(row, self.choice) else None
        now.epoch, now.batch, now.epoch_seconds = epoch + 1, 0, 0.0
        now.history.append(row)
        if weights is not None and model_state.is_finite(weights):
            now.best_epoch, self.best = epoch + 1, weights
            if self.checkpointer:
                self.checkpointer.keep_best(self.model)
        if self.checkpointer:
            self._keep(self.checkpointer)
        if self.request.made:
            raise KeyboardInterrupt

    def _note(self, before: int, logs: Mapping[str, Any]) -> None:
        """Note the loss so far, where the step is one of those that are; which ones hangs on their numbers alone."""
        now, whole = self.training_state, self.feed.batches_per_epoch
        first, last = now.epoch * whole + before, now.epoch * whole + now.batch
        if last // self._every > first // self._every or now.batch == whole:
            means = {name: float(logs[name]) for name in _means(self.model) if name in logs}
            now.steps.append({"epoch": now.epoch + 1, "batch": now.batch} | means)

    def _keep(self, checkpointer: Checkpointer) -> None:
        self._count_seconds()
        if not checkpointer.keep(self.model, self.training_state, self.best):
            # Some layers hide a weight that is no number from the loss: a ReLU may make 0 of it.
            epoch, batch = self.training_state.epoch, self.training_state.batch
            raise self._no_number(epoch + (batch > 0), 1, batch or self.feed.batches_per_epoch)

    def _count_seconds(self) -> None:
        wall, cpu = self._clocks()
        self.training_state.seconds += wall - self._last[0]
        self.training_state.epoch_seconds += wall - self._last[0]
        self.training_state.cpu_seconds += cpu - self._last[1]
        self._last = wall, cpu

    def _clocks(self) -> tuple[float, float]:
        return time.perf_counter(), time.process_time()

    def _no_number(self, epoch: int, first: int, last: int) -> WorkError:
        where = _("step {first} of {steps}") if first == last else _("steps {first} to {last} of {steps}")
        text = _(
            "the loss or a weight is no longer a number in epoch {epoch}, {where}, at a "
            "learning rate of {rate:.2g}; try a smaller --learning-rate, a tenth of it first, or --optimizer adamw"
        )
        line = text.format(
            epoch=epoch,
            where=where.format(first=first, last=last, steps=self.feed.batches_per_epoch),
            rate=float(self.model.optimizer.learning_rate),
        )
        if self.checkpointer and self.training_state.best_epoch is not None:
            text = _("{line}; the best model so far, of epoch {epoch}, is {path}")
            line = text.format(line=line, epoch=self.training_state.best_epoch, path=self.checkpointer.run.model)
        return WorkError(line)
