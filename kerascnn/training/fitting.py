"""Keras's own `compile` and `fit`, with the best model kept and an interruption survived."""

import math
import time
from dataclasses import dataclass
from typing import Any, Literal

import keras

from kerascnn.errors import WorkError
from kerascnn.language import _
from kerascnn.training.feed import Batches
from kerascnn.training.muon import Muon
from kerascnn.training.progress import progress
from kerascnn.training.schedule import OneCycle

__all__ = ["Fit", "compile_classifier", "fit"]


STEPS_PER_EXECUTION = 16
DENSE_RATE = 0.1
"""How many times Muon's learning rate a dense layer gets."""


@dataclass(frozen=True)
class Fit:
    """What a training measured.

    Attributes:
        history: one row per finished epoch.
        best_epoch: the number, from 1, of the epoch whose weights the model now has; None where none finished.
        seconds: wall-clock seconds, validation included.
        cpu_seconds: seconds of all processors together.
        images: how many pictures were trained on, each epoch counted.
        interrupted: whether Ctrl-C ended it.
    """

    history: list[dict[str, float]]
    best_epoch: int | None
    seconds: float
    cpu_seconds: float
    images: int
    interrupted: bool


def compile_classifier(
    model: keras.Model,
    *,
    steps: int,
    learning_rate: float,
    optimizer: Literal["adamw", "sgd", "muon"] = "adamw",
    label_smoothing: float = 0.0,
    vector_rate: float = 1.0,
    jit: bool | None = None,
) -> None:
    """Prepare `model` for training: an optimizer, a one-cycle learning rate, cross-entropy.

    Keras runs several steps at once (`steps_per_execution`), which saves it a tenth of the time on small networks.

    Args:
        model: ends in one probability per class.
        steps: how many batches the whole training has.
        learning_rate: the highest of the cycle.
        optimizer: "adamw" (Loshchilov and Hutter 2019, arXiv:1711.05101), which suits any network; "sgd" with
            Nesterov's momentum, which takes less time for a step and much higher learning rates; or "muon", see `Muon`.
        label_smoothing: the part of the label that is spread over all classes, 0 to 1 (Szegedy et al. 2016).
        vector_rate: for "muon", how many times the learning rate the biases and offsets get.
        jit: compile with XLA; None leaves the choice to Keras.
    """
    cycle = OneCycle(learning_rate, steps)
    chosen = {
        "adamw": lambda: keras.optimizers.AdamW(cycle, weight_decay=1e-4),
        "sgd": lambda: keras.optimizers.SGD(cycle, momentum=0.9, nesterov=True),
        "muon": lambda: Muon(cycle, vector_rate=vector_rate, dense_rate=DENSE_RATE),
    }
    model.compile(
        optimizer=chosen[optimizer](),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing),
        metrics=["accuracy"],
        jit_compile="auto" if jit is None else jit,
        steps_per_execution=STEPS_PER_EXECUTION,
    )


def fit(model: keras.Model, training: Batches, validation: Batches, *, epochs: int) -> Fit:
    """Train a compiled `model`; it ends with the weights of its best epoch.

    The best epoch is the one with the lowest validation loss, the later one of two equals; the loss of a few thousand
    pictures is much less a matter of luck than their accuracy. Ctrl-C ends the training and is reported in the
    result, not raised.

    Args:
        model: compiled.
        training: what it learns from.
        validation: what chooses the best epoch.
        epochs: how often it sees every picture.

    Raises:
        WorkError: the loss is no longer a number.
    """
    record = _Record()
    wall, cpu, interrupted = time.perf_counter(), time.process_time(), False
    callbacks = [record, progress(epochs, len(training))]
    try:
        model.fit(training, epochs=epochs, validation_data=validation, callbacks=callbacks, verbose=0)
    except KeyboardInterrupt:
        interrupted = True
        callbacks[-1].on_train_end()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    if record.best_weights is not None:
        model.set_weights(record.best_weights)
    return Fit(
        history=record.rows,
        best_epoch=record.best_epoch,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        images=len(record.rows) * len(training) * training.batch_size,
        interrupted=interrupted,
    )


class _Record(keras.callbacks.Callback):
    """The rows of the history, and the weights of the best epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, float]] = []
        self.best_weights: list[Any] | None = None
        self.best_epoch: int | None = None
        self.best_loss = math.inf
        self.start = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        row = {name: float(value) for name, value in (logs or {}).items()}
        if not all(map(math.isfinite, row.values())):
            text = _("the loss is no longer a number in epoch {number}; try a smaller --learning-rate")
            raise WorkError(text.format(number=epoch + 1))
        self.rows.append({"epoch": epoch + 1, **row, "seconds": time.perf_counter() - self.start})
        if row["val_loss"] <= self.best_loss:
            self.best_loss, self.best_epoch = row["val_loss"], epoch + 1
            self.best_weights = self.model.get_weights()
