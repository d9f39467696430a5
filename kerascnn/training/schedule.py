"""The learning rate over the steps of a training."""

import keras
from keras import ops

__all__ = ["OneCycle"]


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
