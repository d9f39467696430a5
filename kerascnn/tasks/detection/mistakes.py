"""Which boxes of a detector are right, which wrong, and which objects it has missed."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.boxes import Detections, Truth, iou
from kerascnn.tasks.detection.evaluation import Evaluation

__all__ = ["RIGHT_FROM", "Matched", "all_matched", "matched", "worst"]

RIGHT_FROM = 0.5
"""The intersection over union from which on a box of the right class is right (deck E)."""


class Matched(NamedTuple):
    """The boxes of a picture beside its objects.

    Attributes:
        found: the boxes.
        right: `(n,)` whether each is right.
        missed: the numbers of the objects that no box is right about.
    """

    found: Detections
    right: npt.NDArray[np.bool_]
    missed: npt.NDArray[np.intp]

    @property
    def badness(self) -> float:
        """How sure the surest wrong box is; an object that was missed counts as one of a half."""
        wrong = self.found.scores[~self.right]
        return max(float(wrong.max(initial=0.0)), 0.5 if len(self.missed) else 0.0)


def matched(truth: Truth, found: Detections) -> Matched:
    """Compare: the surest box chooses first, and every object is chosen once."""
    overlaps = iou(found.boxes, truth.boxes) * (found.labels[:, None] == truth.labels)
    right, taken = np.zeros(len(found.boxes), bool), np.zeros(len(truth.boxes), bool)
    for number in np.argsort(-found.scores, kind="stable"):
        free = np.where(taken, 0.0, overlaps[number])
        if len(free) and free.max() >= RIGHT_FROM:
            right[number] = taken[free.argmax()] = True
    return Matched(found, right, np.flatnonzero(~taken))


def all_matched(tested: Evaluation) -> list[Matched]:
    """The boxes of each test picture that are sure enough, beside its objects."""
    pairs = zip(tested.truth, tested.found, strict=True)
    return [matched(truth, found.surer_than(tested.least_score)) for truth, found in pairs]


def worst(pairs: Sequence[Matched], most: int) -> list[int]:
    """The numbers of the pictures with the surest wrong boxes and with objects that were missed, the worst first."""
    order = sorted(range(len(pairs)), key=lambda number: -pairs[number].badness)
    return [number for number in order[:most] if pairs[number].badness > 0]
