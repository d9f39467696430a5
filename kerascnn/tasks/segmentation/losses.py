"""What a network for segmentation makes small."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

__all__ = ["CrossEntropyAndDice"]


@keras.saving.register_keras_serializable("kerascnn")
class CrossEntropyAndDice(keras.losses.Loss):
    """Cross-entropy in which the background weighs less, and the Dice loss of the classes.

    Most pixels are background. With plain cross-entropy a network first learns to call all of them that, and does
    not leave that place for long. So the background weighs less, and the Dice loss (Milletari et al. 2016,
    arXiv:1606.04797), one minus the mean of `2 |A ∩ B| / (|A| + |B|)` over the classes, is added: of it each class is
    an equal part, however few pixels it has, and no background.

    Args:
        classes: how many, the background, class 0, included.
        background: how much a pixel of the background weighs in the cross-entropy; one of a class weighs 1.
        dice: how much the Dice loss weighs beside the cross-entropy.
        reduction: as Keras has it; there is one number for a batch.
        name: of the loss.
    """

    def __init__(
        self,
        classes: int,
        *,
        background: float = 0.2,
        dice: float = 1.0,
        reduction: str = "sum_over_batch_size",
        name: str = "cross_entropy_and_dice",
    ) -> None:
        super().__init__(name=name, reduction=reduction)
        self.classes, self.background, self.dice = classes, background, dice

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of a batch.

        Args:
            y_true: `(n, height, width)` the class of each pixel; from `classes` up for pixels that do not count.
            y_pred: `(n, height, width, classes)` probabilities.
        """
        labels = ops.cast(y_true, "int32")
        counts = ops.cast(labels < self.classes, y_pred.dtype)[..., None]
        truth = ops.one_hot(ops.where(labels < self.classes, labels, 0), self.classes, dtype=y_pred.dtype) * counts
        each = ops.convert_to_tensor([self.background] + [1.0] * (self.classes - 1), y_pred.dtype)
        weights = truth * each
        logarithms = ops.log(ops.clip(y_pred, 1e-7, 1.0))
        entropy = -ops.sum(weights * logarithms) / ops.maximum(ops.sum(weights), 1e-7)
        both = ops.sum(truth * y_pred, axis=(0, 1, 2))[1:]
        sizes = ops.sum(truth + y_pred * counts, axis=(0, 1, 2))[1:]
        # One is added to both, so that a class that a batch lacks counts for nothing where it is not found either.
        return entropy + self.dice * (1 - ops.mean((2 * both + 1) / (sizes + 1)))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, for saving."""
        own = {"classes": self.classes, "background": self.background, "dice": self.dice}
        return {"name": self.name, "reduction": self.reduction, **own}
