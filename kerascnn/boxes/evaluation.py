"""Average precision of a detector, as COCO defines it.

Lin et al. 2014, arXiv:1405.0312, and the evaluation of the benchmark (cocodataset.org/#detection-eval): precision at
101 values of recall, averaged over classes; at an intersection over union of 0.5, or over 0.5, 0.55, ..., 0.95.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from kerascnn.arrays import numbers
from kerascnn.boxes.formats import Boxes, area, checked
from kerascnn.boxes.overlaps import intersections, iou
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Detections", "Precision", "Truth", "average_precision"]

THRESHOLDS = tuple(float(each) for each in np.linspace(0.5, 0.95, 10))
RECALLS = np.linspace(0, 1, 101)
MOST = 100
"""How many detections of a picture count, the surest."""
Size = Literal["all", "small", "medium", "large"]
AREAS: dict[Size, tuple[float, float]] = {
    "all": (0, 1e10),
    "small": (0, 32**2),
    "medium": (32**2, 96**2),
    "large": (96**2, 1e10),
}
"""Square pixels, from and to."""

Numbers = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Truth:
    """The objects of a picture.

    Attributes:
        boxes: `(n, 4)` xyxy.
        labels: `(n,)` class numbers.
        crowd: `(n,)` bool, groups of objects that nobody has told apart: they are not asked for, and what lies within
            one, however many, is not wrong. None for none.
        areas: `(n,)` what tells small objects from large ones, as COCO has the area of the mask; None for the boxes'.
    """

    boxes: Boxes
    labels: npt.NDArray[np.integer[Any]]
    crowd: npt.NDArray[np.bool_] | None = None
    areas: Numbers | None = None


@dataclass(frozen=True)
class Detections:
    """What a detector found in a picture.

    Attributes:
        boxes: `(n, 4)` xyxy.
        labels: `(n,)` class numbers.
        scores: `(n,)`.
    """

    boxes: Boxes
    labels: npt.NDArray[np.integer[Any]]
    scores: Numbers


@dataclass(frozen=True)
class Precision:
    """Precision at each recall.

    Attributes:
        thresholds: `(t,)` intersections over union from which on a detection is right.
        classes: `(c,)` class numbers that are among the objects.
        precision: `(t, 101, c)` the highest precision at that recall or a higher one.
        recall: `(t, c)` the part of the objects that was found.
    """

    thresholds: tuple[float, ...]
    classes: tuple[int, ...]
    precision: Numbers
    recall: Numbers

    @property
    def of_classes(self) -> dict[int, float]:
        """The average precision of each class, over all thresholds."""
        return dict(zip(self.classes, self.precision.mean(axis=(0, 1)).tolist(), strict=True))

    @property
    def mean(self) -> float:
        """Mean average precision (mAP), over all classes and thresholds; nan where there is no object."""
        return float(self.precision.mean()) if self.classes else math.nan

    def at(self, threshold: float) -> float:
        """Mean average precision at one threshold, as mAP@0.5; nan where there is no object.

        Raises:
            InputError: it was not measured there.
        """
        near = [number for number, each in enumerate(self.thresholds) if math.isclose(each, threshold)]
        if not near:
            text = _("the precision at {threshold:g} was not measured; expected one of {thresholds}")
            measured = ", ".join(f"{each:g}" for each in self.thresholds)
            raise InputError(text.format(threshold=threshold, thresholds=measured))
        return float(self.precision[near[0]].mean()) if self.classes else math.nan


def average_precision(
    truth: Sequence[Truth],
    found: Sequence[Detections],
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    size: Size = "all",
    most: int = MOST,
) -> Precision:
    """Measure a detector on pictures.

    In each picture the surest detection chooses first: the object of its class, not yet taken, that it overlaps most,
    by at least the threshold. A detection that finds none is wrong.

    >>> square = Truth(np.array([[0.0, 0, 10, 10]]), np.array([0]))
    >>> seen = Detections(np.array([[0.0, 0, 10, 8], [20, 20, 30, 30]]), np.array([0, 0]), np.array([0.9, 0.8]))
    >>> measured = average_precision([square], [seen])
    >>> measured.at(0.5), round(measured.mean, 2)  # 0.8 of it: right at 7 of 10 thresholds
    (1.0, 0.7)

    Args:
        truth: of each picture.
        found: of each picture, in the same order.
        thresholds: intersections over union, 0 to 1.
        size: "small" (below 32² pixels), "medium", "large" (from 96² on) or "all" objects; what has another size is
            neither asked for nor counted as wrong.
        most: how many detections of a picture count for each class, the surest.

    Raises:
        InputError: not as many pictures, boxes, labels or scores.
    """
    _check_kinds(truth, Truth)
    _check_kinds(found, Detections)
    if len(truth) != len(found):
        text = _("{truth} pictures with objects and {found} with detections; expected as many of each")
        raise InputError(text.format(truth=len(truth), found=len(found)))
    for each in truth:
        _check(each)
    for seen in found:
        _check(seen)
    labels = sorted({int(label) for picture in truth for label in picture.labels})
    columns = [_of_class(truth, found, label, tuple(thresholds), AREAS[size], most) for label in labels]
    present = [(label, column) for label, column in zip(labels, columns, strict=True) if column is not None]
    count = len(thresholds)
    return Precision(
        tuple(thresholds),
        tuple(label for label, _column in present),
        np.stack([column[0] for _label, column in present], axis=2) if present else np.zeros((count, len(RECALLS), 0)),
        np.stack([column[1] for _label, column in present], axis=1) if present else np.zeros((count, 0)),
    )


def _check_kinds(pictures: Sequence[object], kind: type) -> None:
    if not isinstance(pictures, Sequence) or not all(isinstance(each, kind) for each in pictures):
        text = _("expected a list with a {kind} for each picture, got {given}")
        raise InputError(text.format(kind=kind.__name__, given=type(pictures).__name__))


def _check(picture: Truth | Detections) -> None:
    count = len(checked(picture.boxes))
    others: list[Any]
    if isinstance(picture, Detections):
        others = [numbers(_("list of scores"), picture.scores)]
    else:
        others = [picture.crowd, picture.areas]
    kind = _("list of labels, scores or the like")
    parts = [numbers(kind, part) for part in (picture.labels, *others) if part is not None]
    if any(part.shape != (count,) for part in parts):
        text = _("{count} boxes have labels, scores or the like of the shapes {shapes}; expected one for each")
        raise InputError(text.format(count=count, shapes=", ".join(str(np.shape(part)) for part in parts)))


def _of_class(
    truth: Sequence[Truth],
    found: Sequence[Detections],
    label: int,
    thresholds: tuple[float, ...],
    sizes: tuple[float, float],
    most: int,
) -> tuple[Numbers, Numbers] | None:
    """Precision `(t, 101)` and recall `(t,)` of a class; None where no object of it has that size."""
    scores, right, counts, objects = [], [], [], 0
    for picture, seen in zip(truth, found, strict=True):
        own = np.asarray(picture.labels) == label
        boxes = checked(picture.boxes)[own]
        crowd = np.zeros(len(boxes), bool) if picture.crowd is None else np.asarray(picture.crowd)[own]
        areas = area(boxes) if picture.areas is None else np.asarray(picture.areas)[own]
        chosen = np.flatnonzero(np.asarray(seen.labels) == label)
        chosen = chosen[np.argsort(-np.asarray(seen.scores, float)[chosen], kind="stable")][:most]
        detected = checked(seen.boxes)[chosen]
        asked = _within(areas, sizes) & ~crowd
        taken, matched = _matches(_overlaps(detected, boxes, crowd), asked, crowd, thresholds)
        scores.append(np.asarray(seen.scores, float)[chosen])
        right.append(taken)
        # What found an object that is not asked for is not counted, nor what has another size and found none.
        counts.append(np.where(matched, taken, _within(area(detected), sizes)))
        objects += int(asked.sum())
    if not objects:
        return None
    order = np.argsort(-np.concatenate(scores), kind="stable")
    rights = (np.concatenate(right, axis=1) & np.concatenate(counts, axis=1))[:, order]
    wrongs = (~np.concatenate(right, axis=1) & np.concatenate(counts, axis=1))[:, order]
    true, false = np.cumsum(rights, axis=1, dtype=float), np.cumsum(wrongs, axis=1, dtype=float)
    recall = true / objects
    precision = true / np.maximum(true + false, np.spacing(1))
    # At each recall the best precision that can be had with it or a higher one.
    precision = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    table = np.zeros((len(thresholds), len(RECALLS)))
    for number in range(len(thresholds)):
        places = np.searchsorted(recall[number], RECALLS, side="left")
        there = places < recall.shape[1]
        table[number, there] = precision[number, places[there]]
    return table, recall[:, -1] if recall.shape[1] else np.zeros(len(thresholds))


def _within(areas: Numbers, sizes: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (areas >= sizes[0]) & (areas <= sizes[1])


def _overlaps(detected: Boxes, boxes: Boxes, crowd: npt.NDArray[np.bool_]) -> Numbers:
    """Intersection over union; for a crowd, the part of what was detected that lies within it."""
    found = iou(detected, boxes)
    if crowd.any():
        both, areas = intersections(detected, boxes[crowd]), area(detected)[:, None]
        found[:, crowd] = np.divide(both, areas, out=np.zeros_like(both), where=areas > 0)
    return found


def _matches(
    overlaps: Numbers, asked: npt.NDArray[np.bool_], crowd: npt.NDArray[np.bool_], thresholds: tuple[float, ...]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which detections `(t, n)` found an object that is asked for, and which found any."""
    count = len(overlaps)
    right, matched = np.zeros((2, len(thresholds), count), bool)
    # Objects that are asked for are chosen first, as COCO has it.
    columns = [*np.flatnonzero(asked), *np.flatnonzero(~asked)]
    for row, threshold in enumerate(thresholds):
        free = set(columns)
        for number in range(count):
            best, best_overlap = -1, min(threshold, 1 - 1e-10)
            for column in columns:
                if column not in free:
                    continue
                if best >= 0 and asked[best] and not asked[column]:
                    break
                if overlaps[number, column] >= best_overlap:
                    best, best_overlap = column, overlaps[number, column]
            if best >= 0:
                if not crowd[best]:
                    free.discard(best)
                matched[row, number], right[row, number] = True, asked[best]
    return right, matched
