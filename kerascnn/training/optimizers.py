"""What makes the steps of a training: the optimizers by their names, and the learning rate over the steps."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import keras
from keras import ops

from kerascnn.training.muon import Muon, MuonWithAdamW

__all__ = ["OneCycle", "OptimizerName", "compile_model", "optimizer"]

OptimizerName = Literal["adamw", "sgd", "muon", "normalized", "muon-adamw"]
STEPS_PER_EXECUTION = 16
DENSE_RATE = 0.1
"""How many times Muon's learning rate a dense layer gets."""


def optimizer(
    name: OptimizerName, *, steps: int, learning_rate: float, vector_rate: float = 1.0
) -> keras.optimizers.Optimizer:
    """An optimizer with a one-cycle learning rate.

    Args:
        name: "adamw" (Loshchilov and Hutter 2019, arXiv:1711.05101), which suits any network; "sgd" with Nesterov's
            momentum, which takes less time for a step and much higher learning rates; "muon", see `Muon`;
            "normalized", the same with steps of kernels that are brought to the length of Muon's and keep their
            directions; or "muon-adamw", Muon for convolutions and AdamW for all else, see `MuonWithAdamW`.
        steps: how many batches the whole training has.
        learning_rate: the highest of the cycle.
        vector_rate: for "muon" and "normalized", how many times the learning rate the biases and offsets get.
    """
    cycle = OneCycle(learning_rate, steps)
    made: dict[str, Callable[[], keras.optimizers.Optimizer]] = {
        "adamw": lambda: keras.optimizers.AdamW(cycle, weight_decay=1e-4),
        "sgd": lambda: keras.optimizers.SGD(cycle, momentum=0.9, nesterov=True),
        "muon": lambda: Muon(cycle, vector_rate=vector_rate, dense_rate=DENSE_RATE),
        "normalized": lambda: Muon(cycle, vector_rate=vector_rate, dense_rate=DENSE_RATE, iterations_per_step=0),
        "muon-adamw": lambda: MuonWithAdamW(cycle, weight_decay=1e-4),
    }
    return made[name]()


def compile_model(
    model: keras.Model,
    optimizer: keras.optimizers.Optimizer,
    *,
    loss: Any,
    metrics: Sequence[Any] = (),
    jit: bool | None = None,
) -> None:
    """Prepare a model for `fit`.

    Keras runs several steps at once (`steps_per_execution`), which saves it a tenth of the time on small networks.

    Args:
        model: any.
        optimizer: what makes the steps.
        loss: as for `keras.Model.compile`.
        metrics: likewise.
        jit: compile with XLA; None leaves the choice to Keras.
    """
    model.compile(
        optimizer=optimizer,
        loss=loss,
        metrics=list(metrics),
        jit_compile="auto" if jit is None else jit,
        steps_per_execution=STEPS_PER_EXECUTION,
    )


@keras.saving.register_keras_serializable("kerascnn")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """Up in a straight line to the peak, then down in a straight line to nothing.

    Smith and Topin 2018, "Super-Convergence" (arXiv:1708.07120), without their last, slower phase.

    Args:
        peak: the highest learning rate.
        steps: how many steps the training has.
        rise: the part of the steps that goes up, between 0 and 1.
    """

    def __init__(self, peak: float, steps: int, rise: float = 0.2) -> None:
        self.peak = peak
        self.steps = steps
        self.rise = rise

    def __call__(self, step: keras.KerasTensor) -> keras.KerasTensor:
        """The learning rate of a step."""
        if self.steps == 1:  # which would be taken at the foot of the rise, with no length
            return ops.cast(self.peak, "float32")
        done = ops.cast(step, "float32") / self.steps
        return self.peak * ops.clip(ops.minimum(done / self.rise, (1 - done) / (1 - self.rise)), 0.0, 1.0)

    def get_config(self) -> dict[str, float]:
        """The constructor's arguments, for saving."""
        return {"peak": self.peak, "steps": self.steps, "rise": self.rise}
