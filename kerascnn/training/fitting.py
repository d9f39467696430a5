"""Keras's own `fit`, with the best model kept and an interruption survived."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import keras
import numpy as np

from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.runs.steps import FEW_EPOCHS
from kerascnn.training import model_state
from kerascnn.training.averages import Settling
from kerascnn.training.checkpointing import Checkpointer
from kerascnn.training.checkpoints import Arrays, Checkpoint
from kerascnn.training.feed import Feed
from kerascnn.training.interruption import listening
from kerascnn.training.progress import progress
from kerascnn.training.recorder import Recorder
from kerascnn.training.training_state import TrainingState, since_the_row_before

__all__ = ["Fit", "Phase", "fit"]

FEW_ROWS = 16
"""At so many steps a training of a few epochs notes the loss at least, where it has them."""


class Phase(NamedTuple):
    """A part of a training in which the model is compiled in its own way.

    Attributes:
        last: the number, from 1, of its last epoch.
        prepare: compiles the model for it; the training goes on with a new optimizer.
    """

    last: int
    prepare: Callable[[keras.Model], None]


@dataclass(frozen=True)
class Fit:
    """What a training measured.

    Attributes:
        history: one row per finished epoch.
        steps: `epoch`, `batch`, the loss and what else is a mean, at some steps, each since the row before.
        best_epoch: the number, from 1, of the epoch whose weights the model now has; None where none finished.
        seconds: wall-clock seconds, validation included, in all processes that had a part in it.
        cpu_seconds: seconds of all processors together.
        images: how many examples were trained on, each finished epoch counted.
        interrupted: whether Ctrl-C, or the system, ended it.
    """

    history: list[dict[str, float]]
    steps: list[dict[str, float]]
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
    phases: Sequence[Phase] = (),
    measures: Sequence[Measure] = (),
    best: Measure = VALIDATION_LOSS,
    checkpointer: Checkpointer | None = None,
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
        phases: the parts of the training, in their order, the last of which ends with it; none for a training that is
            one, as the model is compiled.
        measures: what is shown of each epoch beside the loss, by the names that Keras gives the metrics.
        best: the column of the history by which the best epoch is chosen.
        checkpointer: writes checkpoints and the best model; None for none.
        checkpoint: where to go on; None for the start.

    Raises:
        WorkError: the loss is no longer a number.
        InputError: the checkpoint is of another network.
    """
    training_state, weights, metrics = _training_state(model, validation, checkpoint, phases)
    with listening() as request:
        record = Recorder(
            training,
            training_state,
            choice=best,
            best=weights,
            request=request,
            checkpointer=checkpointer,
            metrics=metrics,
            epochs=epochs,
        )
        # The record may end the training, so that the epoch's line is printed before.
        callbacks = [progress(epochs, training, measures), record, Settling(training, training_state)]
        try:
            for first, last in _stretches(training_state, epochs, [phase.last for phase in phases]):
                if training_state.batch == 0:
                    _enter(model, phases, first)
                model.steps_per_execution = _steps_at_once(model, epochs, training.batches_per_epoch)
                training.start_at(first + 1, training_state.batch)  # Keras counts the batches before it begins
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
        history=training_state.history,
        steps=since_the_row_before(training_state.steps),
        best_epoch=training_state.best_epoch,
        seconds=training_state.seconds,
        cpu_seconds=training_state.cpu_seconds,
        images=len(training_state.history) * training.batches_per_epoch * training.batch_size,
        interrupted=interrupted,
    )


def _training_state(
    model: keras.Model, validation: Feed, checkpoint: Checkpoint | None, phases: Sequence[Phase]
) -> tuple[TrainingState, list[np.ndarray] | None, Arrays | None]:
    """Give `model` the checkpoint's state; where it stands, its best weights, its metrics within an epoch."""
    if checkpoint is None:
        return TrainingState(), None, None
    arrays, training_state = checkpoint.arrays["state"], TrainingState.from_json(checkpoint.training_state["training"])
    if phases:  # that of the last step, whose optimizer the checkpoint holds
        _phase(phases, training_state.epoch - (training_state.batch == 0)).prepare(model)
    if training_state.batch:
        model.test_on_batch(*validation[0])  # Keras makes the metrics' variables when it meets the first batch
    model_state.restore(model, arrays)
    if training_state.best_epoch is None:
        return training_state, None, arrays
    best = checkpoint.arrays.get("best")
    return training_state, model.get_weights() if best is None else [best[name] for name in sorted(best)], arrays


def _steps_at_once(model: keras.Model, epochs: int, batches: int) -> int:
    """Steps that Keras computes between two looks at the loss: fewer where a short training is to be drawn by steps.

    The weights do not hang on it, to the bit; what it saves, an overhead at each look, is little where steps are few.
    """
    if epochs > FEW_EPOCHS:
        return int(model.steps_per_execution)
    return max(1, min(int(model.steps_per_execution), epochs * batches // FEW_ROWS))


def _phase(phases: Sequence[Phase], epoch: int) -> Phase:
    """The phase of an epoch, from 0."""
    return next((phase for phase in phases if epoch < phase.last), phases[-1])


def _enter(model: keras.Model, phases: Sequence[Phase], epoch: int) -> None:
    """Compile the model for the phase that begins with an epoch, where one does."""
    if phases and (epoch == 0 or _phase(phases, epoch) is not _phase(phases, epoch - 1)):
        _phase(phases, epoch).prepare(model)


def _stretches(training_state: TrainingState, epochs: int, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The epochs of each call of Keras's `fit`; the rest of an epoch is one of its own, since it has fewer batches."""
    if training_state.batch and training_state.epoch < epochs:
        yield training_state.epoch, training_state.epoch + 1
    for end in (*ends, epochs):
        if training_state.epoch < min(end, epochs):
            yield training_state.epoch, min(end, epochs)
