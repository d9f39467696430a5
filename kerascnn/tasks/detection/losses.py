"""What a grid detector is trained to make small: YOLO's loss, with what was learned about its parts since."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

__all__ = ["BOX", "GridLoss", "distance_iou"]

BOX = 5
SMALLEST = 1e-7


def _sides(grid: Any) -> tuple[Any, Any, Any, Any]:
    """Left, top, right and bottom of the boxes of a target tensor, in cells from the cell's own corner."""
    x, y, height, width = (grid[..., number] for number in range(1, BOX))
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def distance_iou(first: Any, second: Any) -> tuple[Any, Any]:
    """Intersection over union of the boxes at each place of two target tensors, and how far apart their middles are.

    Zheng et al. 2020, "Distance-IoU loss", arXiv:1911.08287: the squared distance of the middles as a part of that
    across the smallest box around both.

    Args:
        first: `(batch, rows, columns, anchors, 5 + classes)`.
        second: likewise.

    Returns:
        Both `(batch, rows, columns, anchors)`, 0 to 1.
    """
    left, top, right, bottom = _sides(first)
    left2, top2, right2, bottom2 = _sides(second)
    width = ops.relu(ops.minimum(right, right2) - ops.maximum(left, left2))
    height = ops.relu(ops.minimum(bottom, bottom2) - ops.maximum(top, top2))
    both = width * height
    union = (right - left) * (bottom - top) + (right2 - left2) * (bottom2 - top2) - both
    across = ops.square(ops.maximum(right, right2) - ops.minimum(left, left2))
    across = across + ops.square(ops.maximum(bottom, bottom2) - ops.minimum(top, top2))
    apart = ops.square(first[..., 1] - second[..., 1]) + ops.square(first[..., 2] - second[..., 2])
    return both / ops.maximum(union, SMALLEST), apart / ops.maximum(across, SMALLEST)


@keras.saving.register_keras_serializable("kerascnn")
class GridLoss(keras.losses.Loss):
    """The loss of `yolo-grid`: is there an object, where, and of which class; of an empty cell only the first counts.

    - p_c is to be the intersection over union of the box with the object, as in YOLO (Redmon et al. 2016, section 2),
      and 0 where there is none; its cross-entropy is weighted as varifocal loss does (Zhang et al. 2021,
      arXiv:2008.13367), so that the many cells that are surely empty do not outweigh the few others.
    - The box: 1 − IoU + the distance of the middles (distance IoU).
    - The class: cross-entropy.

    Sums over all cells, as a part of the number of cells that have an object.

    Args:
        box: the weight of the box.
        empty: the weight of cells without an object.
        focus: how much less an empty cell counts the surer it is: with p_c to this power.
    """

    def __init__(self, *, box: float = 2.5, empty: float = 0.75, focus: float = 2.0, **settings: Any) -> None:
        super().__init__(**settings)
        self.box, self.empty, self.focus = box, empty, focus

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """`(batch,)` the loss of each picture."""
        there, found = y_true[..., 0], ops.clip(y_pred[..., 0], SMALLEST, 1 - SMALLEST)
        overlap, apart = distance_iou(y_true, y_pred)
        quality = there * ops.stop_gradient(overlap)
        weight = ops.where(there > 0, quality, self.empty * ops.stop_gradient(found) ** self.focus)
        cross_entropy = -(quality * ops.log(found) + (1 - quality) * ops.log(1 - found))
        classes = -ops.sum(y_true[..., BOX:] * ops.log(ops.maximum(y_pred[..., BOX:], SMALLEST)), axis=-1)
        boxes = 1 - overlap + apart
        loss = weight * cross_entropy + there * (self.box * boxes + classes)
        pictures = ops.cast(ops.shape(there)[0], there.dtype)
        return ops.sum(loss, axis=(1, 2, 3)) * pictures / ops.maximum(ops.sum(there), 1.0)

    def get_config(self) -> dict[str, Any]:
        """What the loss was made with."""
        return {**super().get_config(), "box": self.box, "empty": self.empty, "focus": self.focus}
