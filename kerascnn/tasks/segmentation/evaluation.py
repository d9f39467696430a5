"""How well a network says what each pixel belongs to."""

from dataclasses import dataclass
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.tasks.pixel_pictures import PixelData
from kerascnn.tasks.protocol import About

__all__ = ["Segmented", "confusion", "evaluate"]

AT_ONCE = 100

Pixels = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Segmented:
    """What a network makes of test pictures, and what follows from it.

    Attributes:
        masks: `(n, height, width)` uint8, the class of each pixel.
        confusion: `(classes, classes)` pixels of all pictures; row: the true class, column: the one that was found.
        of_pictures: `(n,)` the mean IoU of each picture by itself, over the classes that are there or found in it; nan
            where there is none.
        entropy: the mean of −ln of the true class's probability over all pixels that count, in nats.
    """

    masks: Pixels
    confusion: Counts
    of_pictures: npt.NDArray[np.float64]
    entropy: float

    @property
    def iou(self) -> npt.NDArray[np.float64]:
        """`(classes,)` of each class the pixels that are both there and found, as a part of those that are either.

        nan where there is neither.
        """
        return _iou(self.confusion)

    @property
    def mean_iou(self) -> float:
        """Over all classes but the background that are there or found; 0 where there is none."""
        return float(np.nan_to_num(_mean(self.iou)))

    @property
    def pixel_accuracy(self) -> float:
        """The part of all pixels that is right."""
        counts = self.confusion
        return float(counts.diagonal().sum() / max(counts.sum(), 1))

    @property
    def score(self) -> float:
        """The headline: the mean IoU."""
        return self.mean_iou

    @property
    def loss(self) -> float:
        """The mean cross-entropy of a pixel, without weights, in nats."""
        return self.entropy

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: IoU, precision and recall of each class, the part that is right, all counts."""
        counts = self.confusion
        right, found, true = counts.diagonal(), counts.sum(axis=0), counts.sum(axis=1)
        return {
            "classes": {
                name: {
                    "mean_iou": _or_none(right[number], found[number] + true[number] - right[number]),
                    "precision": _or_none(right[number], found[number]),
                    "recall": _or_none(right[number], true[number]),
                }
                for number, name in enumerate(about.class_names)
            },
            "pixel_accuracy": self.pixel_accuracy,
            "confusion": counts.tolist(),
        }

    def line(self) -> str:
        """The mean IoU in words."""
        text = _("mean IoU {iou:.4f} of {classes} classes on {count:,} test images, {accuracy:.2%} of the pixels right")
        known = int((~np.isnan(self.iou[1:])).sum())
        return text.format(iou=self.mean_iou, classes=known, count=len(self.masks), accuracy=self.pixel_accuracy)


def _iou(counts: Counts) -> npt.NDArray[np.float64]:
    right = counts.diagonal()
    either = counts.sum(axis=0) + counts.sum(axis=1) - right
    return np.divide(right, either, out=np.full(len(right), np.nan), where=either > 0)


def _mean(iou: npt.NDArray[np.float64]) -> float:
    """Over all classes but the background that are there or found; nan where there is none."""
    known = iou[1:][~np.isnan(iou[1:])]
    return float(known.mean()) if len(known) else float("nan")


def _or_none(part: Any, whole: Any) -> float | None:
    return float(part / whole) if whole else None


def confusion(true: Pixels, found: Pixels, classes: int) -> Counts:
    """How many pixels of each class were taken for each.

    >>> import numpy as np
    >>> confusion(np.array([[0, 0, 1, 255]], np.uint8), np.array([[0, 1, 1, 1]], np.uint8), 2)
    array([[1, 1],
           [0, 1]])

    Args:
        true: the class of each pixel, of any shape; from `classes` up for pixels that do not count.
        found: the same.
        classes: how many.

    Returns:
        `(classes, classes)`; row: the true class, column: the one that was found.
    """
    counts = true < classes
    flat = true[counts].astype(np.int64) * classes + found[counts]
    return np.bincount(flat, minlength=classes**2).reshape(classes, classes)


def evaluate(model: keras.Model, data: PixelData) -> Segmented:
    """Let a model say what each pixel of the test pictures is.

    Raises:
        InputError: it takes pictures of another size, or knows another number of classes.
    """
    classes = len(data.about.class_names)
    _check_takes(model, data, classes)
    masks, ratios, entropy, pixels = [], [], 0.0, 0
    counts = np.zeros((classes, classes), np.int64)
    for first in range(0, len(data.test), AT_ONCE):
        numbers = np.arange(first, min(first + AT_ONCE, len(data.test)))
        images, true = data.test.batch(numbers, 0)
        scores = np.asarray(model.predict_on_batch(images.astype("float32") / np.float32(255))).astype("float32")
        found = scores.argmax(axis=-1).astype(np.uint8)
        masks.append(found)
        for both in zip(true, found, strict=True):
            of_picture = confusion(*both, classes)
            counts += of_picture
            ratios.append(_mean(_iou(of_picture)))
        known = true < classes
        right = np.take_along_axis(scores, np.where(known, true, 0)[..., None].astype(np.intp), axis=-1)[..., 0]
        entropy -= float(np.log(np.maximum(right[known], 1e-7)).sum(dtype=np.float64))
        pixels += int(known.sum())
    return Segmented(np.concatenate(masks), counts, np.array(ratios), entropy / max(pixels, 1))


def _check_takes(model: keras.Model, data: PixelData, classes: int) -> None:
    wanted = ((None, *data.shape), (None, *data.shape[:2], classes))
    if (model.input_shape, model.output_shape) != wanted:
        text = _("{network} takes {own} and gives {given}; the data have pictures of {shape} and {classes} classes")
        own, given = ("×".join(map(str, each[1:])) for each in (model.input_shape, model.output_shape))
        shape = "×".join(map(str, data.shape))
        raise InputError(text.format(network=shown(model.name), own=own, given=given, shape=shape, classes=classes))
