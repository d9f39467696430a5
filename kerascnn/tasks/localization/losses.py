"""What a localizer is trained to make small, and what is measured meanwhile."""

from typing import Any, Literal

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

from kerascnn.tasks.detection.losses import distance_iou
from kerascnn.tasks.localization.answers import BOX

__all__ = ["AnswerLoss", "ClassesRight", "MeanOverlap"]

SMALLEST = 1e-7


@keras.saving.register_keras_serializable("kerascnn")
class AnswerLoss(keras.losses.Loss):
    """Deck E's loss: where there is no object, only p_c counts.

    Args:
        kind: "squared", as the deck writes it first: the squared differences of all numbers, added up. "overlap", with
            what suits each part: cross-entropy for p_c and for the class, and for the box 1 − IoU and the distance of
            the middles (Zheng et al. 2020, arXiv:1911.08287).
        box: the weight of the box, with "overlap".
    """

    def __init__(self, kind: Literal["overlap", "squared"] = "overlap", *, box: float = 2.5, **settings: Any) -> None:
        super().__init__(**settings)
        self.kind, self.box = kind, box

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """`(batch,)` the loss of each picture."""
        there = y_true[:, 0]
        if self.kind == "squared":
            squares = ops.square(y_true - y_pred)
            return squares[:, 0] + there * ops.sum(squares[:, 1:], axis=-1)
        found = ops.clip(y_pred[:, 0], SMALLEST, 1 - SMALLEST)
        overlap, apart = distance_iou(y_true, y_pred)
        presence = -(there * ops.log(found) + (1 - there) * ops.log(1 - found))
        classes = -ops.sum(y_true[:, BOX:] * ops.log(ops.maximum(y_pred[:, BOX:], SMALLEST)), axis=-1)
        return presence + there * (self.box * (1 - overlap + apart) + classes)

    def get_config(self) -> dict[str, Any]:
        """What the loss was made with."""
        return {**super().get_config(), "kind": self.kind, "box": self.box}


class _OverObjects(keras.metrics.Metric):
    """The mean over the pictures that have an object."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name=name, **settings)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def values(self, y_true: Any, y_pred: Any) -> Any:
        raise NotImplementedError

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        there = y_true[:, 0]
        self.total.assign_add(ops.sum(there * self.values(y_true, y_pred)))
        self.count.assign_add(ops.sum(there))

    def result(self) -> Any:
        """The mean so far."""
        return self.total / ops.maximum(self.count, 1.0)


@keras.saving.register_keras_serializable("kerascnn")
class MeanOverlap(_OverObjects):
    """The mean intersection over union of the box with the object, over the pictures that have one."""

    def __init__(self, name: str = "iou", **settings: Any) -> None:
        super().__init__(name, **settings)

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """`(batch,)` the intersection over union of each picture."""
        return distance_iou(y_true, y_pred)[0]


@keras.saving.register_keras_serializable("kerascnn")
class ClassesRight(_OverObjects):
    """The part of the objects whose class is right."""

    def __init__(self, name: str = "class_accuracy", **settings: Any) -> None:
        super().__init__(name, **settings)

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """`(batch,)` 1 where the class is right."""
        same = ops.equal(ops.argmax(y_true[:, BOX:], axis=-1), ops.argmax(y_pred[:, BOX:], axis=-1))
        return ops.cast(same, "float32")
