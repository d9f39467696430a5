"""Mean average precision while a detector trains, worked out where it trains."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

from kerascnn.tasks.detection.losses import BOX

__all__ = ["MeanAveragePrecision"]

MOST = 64
"""Boxes of a picture that are looked at, the surest."""
BINS = 100
"""Kinds of scores that are told apart; the test tells all."""


@keras.saving.register_keras_serializable("kerascnn")
class MeanAveragePrecision(keras.metrics.Metric):
    """Average precision over the classes, of target tensors: close to what `boxes.average_precision` gives.

    Scores are counted in a hundred bins, and boxes are dropped that overlap any surer one of their class, even one that
    is dropped itself (Bolya et al. 2019, arXiv:1904.02689, section 4.2): then all can be done at once.

    Args:
        classes: how many.
        threshold: the intersection over union from which on a box is right, and from which on a less sure one is
            dropped.
        name: of the metric.
    """

    def __init__(self, classes: int, *, threshold: float = 0.5, name: str = "ap50", **settings: Any) -> None:
        super().__init__(name=name, **settings)
        self.classes, self.threshold = classes, threshold
        self.right = self.add_variable((classes * BINS,), "zeros", name="right")
        self.wrong = self.add_variable((classes * BINS,), "zeros", name="wrong")
        self.objects = self.add_variable((classes,), "zeros", name="objects")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count the boxes of a batch."""
        own = self._own(y_true)
        truth, found = _boxes(y_true), _boxes(y_pred)
        scores = _flat(y_pred[..., :1] * y_pred[..., BOX:])
        best = ops.max(scores, axis=-1)
        score, number = ops.top_k(best, min(MOST, best.shape[1]))
        # A product with ones and zeros picks them: TensorFlow's gathering counts in 64 bits, of which oneDNN complains.
        picked = ops.one_hot(number, best.shape[1])
        box = ops.matmul(picked, found)
        label = ops.matmul(picked, ops.cast(ops.argmax(scores, axis=-1), "float32")[..., None])[..., 0]
        earlier = ops.cast(ops.triu(ops.ones((score.shape[1],) * 2), 1), "bool")[None]
        same = ops.equal(label[:, :, None], label[:, None, :])
        kept = ~ops.any((_overlaps(box, box) >= self.threshold) & same & earlier, axis=1)
        true_label = ops.cast(ops.argmax(_flat(y_true[..., BOX:]), axis=-1), "float32")
        candidates = own[:, None, :] & ops.equal(label[:, :, None], true_label[:, None, :])
        overlaps = ops.where(candidates, _overlaps(box, truth), 0.0)
        matched, which = ops.max(overlaps, axis=2), ops.argmax(overlaps, axis=2)
        good = kept & (matched >= self.threshold)
        again = ops.equal(which[:, :, None], which[:, None, :]) & good[:, :, None] & earlier
        right = good & ~ops.any(again, axis=1)
        place = ops.cast(label, "int32") * BINS + ops.cast(ops.clip(score * BINS, 0, BINS - 1), "int32")
        self.right.assign_add(self._counted(right, place))
        self.wrong.assign_add(self._counted(kept & ~right, place))
        there = ops.where(own[..., None], _flat(y_true[..., BOX:]), 0.0)
        self.objects.assign_add(ops.sum(there, axis=(0, 1)))

    def result(self) -> Any:
        """The mean over the classes that were there."""
        shape = (self.classes, BINS)
        right, wrong = (
            ops.flip(ops.cumsum(ops.flip(ops.reshape(each, shape), 1), axis=1), 1) for each in (self.right, self.wrong)
        )
        recall = right / ops.maximum(self.objects, 1.0)[:, None]
        precision = right / ops.maximum(right + wrong, 1.0)
        # At each score the best precision of it and all lower ones.
        lower = ops.cast(ops.tril(ops.ones((BINS, BINS))), "bool")
        precision = ops.max(ops.where(lower, precision[:, None, :], 0.0), axis=2)
        steps = recall - ops.pad(recall[:, 1:], ((0, 0), (0, 1)))
        there = ops.cast(self.objects > 0, "float32")
        return ops.sum(ops.sum(steps * precision, axis=1) * there) / ops.maximum(ops.sum(there), 1.0)

    def get_config(self) -> dict[str, Any]:
        """What the metric was made with."""
        return {**super().get_config(), "classes": self.classes, "threshold": self.threshold}

    def _own(self, y_true: Any) -> Any:
        """Which cells have the middle of an object: the cells beside them have it in the target too."""
        x, y = y_true[..., 1:2], y_true[..., 2:3]
        own = (y_true[..., :1] > 0) & (x >= 0) & (x < 1) & (y >= 0) & (y < 1)
        return _flat(own)[..., 0]

    def _counted(self, which: Any, place: Any) -> Any:
        values = ops.cast(ops.reshape(which, (-1,)), "float32")
        return ops.segment_sum(values, ops.reshape(place, (-1,)), num_segments=self.classes * BINS)


def _flat(grid: Any) -> Any:
    """`(batch, cells, numbers)` of `(batch, rows, columns, anchors, numbers)`."""
    rows, columns, anchors, numbers = grid.shape[1:]
    return ops.reshape(grid, (-1, rows * columns * anchors, numbers))


def _boxes(grid: Any) -> Any:
    """`(batch, cells, 4)` xyxy, in cells."""
    rows, columns = grid.shape[1:3]
    x = grid[..., 1] + ops.reshape(ops.arange(columns, dtype="float32"), (1, columns, 1))
    y = grid[..., 2] + ops.reshape(ops.arange(rows, dtype="float32"), (rows, 1, 1))
    height, width = grid[..., 3], grid[..., 4]
    return _flat(ops.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=-1))


def _overlaps(first: Any, second: Any) -> Any:
    """`(batch, n, m)` intersections over union."""
    first, second = first[:, :, None], second[:, None]
    sides = ops.minimum(first[..., 2:], second[..., 2:]) - ops.maximum(first[..., :2], second[..., :2])
    sides = ops.relu(sides)
    both = sides[..., 0] * sides[..., 1]
    areas = [(box[..., 2] - box[..., 0]) * (box[..., 3] - box[..., 1]) for box in (first, second)]
    return both / ops.maximum(areas[0] + areas[1] - both, 1e-7)
