"""Keras's own `fit`, with the best model kept and an interruption survived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import keras
import numpy as np

from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.training import state
from kerascnn.training.checkpoints import Arrays, Checkpoint
from kerascnn.training.feed import Feed
from kerascnn.training.interruption import listening
from kerascnn.training.keeping import Keeper
from kerascnn.training.progress import progress
from kerascnn.training.recording import Recording
from kerascnn.training.standing import Standing

__all__ = ["Fit", "fit"]


@dataclass(frozen=True)
class Fit:
    """What a training measured.

    Attributes:
        history: one row per finished epoch.
        best_epoch: the number, from 1, of the epoch whose weights the model now has; None where none finished.
        seconds: wall-clock seconds, validation included, in all processes that had a part in it.
        cpu_seconds: seconds of all processors together.
        images: how many examples were trained on, each finished epoch counted.
        interrupted: whether Ctrl-C, or the system, ended it.
    """

    history: list[dict[str, float]]
    best_epoch: int | None
    seconds: float
    cpu_seconds: float
    images: int
    interrupted: bool


def fit(
    model: keras.Model,
    training: Feed,
    validation: Feed,
    *,
    epochs: int,
    measures: Sequence[Measure] = (),
    best: Measure = VALIDATION_LOSS,
    keeper: Keeper | None = None,
    checkpoint: Checkpoint | None = None,
) -> Fit:
    """Train a compiled `model`; it ends with the weights of its best epoch.

    The best epoch is by default the one with the lowest validation loss, the later one of two equals; the loss of a few
    thousand pictures is much less a matter of luck than their accuracy. Ctrl-C ends the training and is reported in the
    result, not raised: once, at the end of the steps that Keras is computing, with a checkpoint; twice, without.

    Args:
        model: compiled.
        training: what it learns from.
        validation: what chooses the best epoch.
        epochs: how often it sees every example.
        measures: what is shown of each epoch beside the loss, by the names that Keras gives the metrics.
        best: the column of the history by which the best epoch is chosen.
        keeper: writes checkpoints and the best model; None for none.
        checkpoint: where to go on; None for the start.

    Raises:
        WorkError: the loss is no longer a number.
        InputError: the checkpoint is of another network.
    """
    standing, weights, metrics = _standing(model, validation, checkpoint)
    with listening() as request:
        record = Recording(
            training, standing, choice=best, best=weights, request=request, keeper=keeper, metrics=metrics
        )
        # The record may end the training, so that the epoch's line is printed before.
        callbacks = [progress(epochs, training, measures), record]
        try:
            for first, last in _stretches(standing, epochs):
                training.start_at(first + 1, standing.batch)  # Keras counts the batches before it begins
                model.fit(
                    training,
                    initial_epoch=first,
                    epochs=last,
                    validation_data=validation,
                    shuffle=False,  # or Keras puts the batches of a PyDataset in an order of its own
                    callbacks=callbacks,
                    verbose=0,
                )
            interrupted = request.made
        except KeyboardInterrupt:
            interrupted = True
            callbacks[0].on_train_end()
    if record.best is not None:
        model.set_weights(record.best)
    return Fit(
        history=standing.history,
        best_epoch=standing.best_epoch,
        seconds=standing.seconds,
        cpu_seconds=standing.cpu_seconds,
        images=len(standing.history) * training.batches_per_epoch * training.batch_size,
        interrupted=interrupted,
    )


def _standing(
    model: keras.Model, validation: Feed, checkpoint: Checkpoint | None
) -> tuple[Standing, list[np.ndarray] | None, Arrays | None]:
    """Give `model` the checkpoint's state; where it stands, its best weights, its metrics within an epoch."""
    if checkpoint is None:
        return Standing(), None, None
    arrays, standing = checkpoint.arrays["state"], Standing.from_json(checkpoint.standing["training"])
    if standing.batch:
        model.test_on_batch(*validation[0])  # Keras makes the metrics' variables when it meets the first batch
    state.restore(model, arrays)
    if standing.best_epoch is None:
        return standing, None, arrays
    best = checkpoint.arrays.get("best")
    return standing, model.get_weights() if best is None else [best[name] for name in sorted(best)], arrays


def _stretches(standing: Standing, epochs: int) -> Iterator[tuple[int, int]]:
    """The epochs of each call of Keras's `fit`; the rest of an epoch is one of its own, since it has fewer batches."""
    if standing.batch and standing.epoch < epochs:
        yield standing.epoch, standing.epoch + 1
    if standing.epoch < epochs:
        yield standing.epoch, epochs
