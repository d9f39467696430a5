"""Intersection over union of two boxes in exact fractions, as it is worked out by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Box", "Overlap", "overlap"]

Box = tuple[int, int, int, int]
"""xyxy: left, top, right and bottom edge in pixels; the width is right − left."""


@dataclass(frozen=True)
class Overlap:
    """The areas of two boxes, in pixels.

    Attributes:
        first: area of the first box.
        second: area of the second box.
        intersection: area that lies in both.
    """

    first: int
    second: int
    intersection: int

    @property
    def union(self) -> int:
        """Area that lies in at least one box; what lies in both counts once."""
        return self.first + self.second - self.intersection

    @property
    def iou(self) -> Fraction:
        """Intersection over union, 0 (apart) to 1 (equal)."""
        return Fraction(self.intersection, self.union)


def overlap(first: Box, second: Box) -> Overlap:
    """Measure how two boxes overlap.

    >>> overlap((0, 0, 10, 10), (5, 0, 15, 10))
    Overlap(first=100, second=100, intersection=50)
    >>> overlap((0, 0, 10, 10), (10, 0, 15, 10)).iou  # they touch
    Fraction(0, 1)

    Args:
        first: xyxy, whole pixels.
        second: likewise.

    Raises:
        InputError: a box has no width or no height.
    """
    for box in (first, second):
        if not isinstance(box, Sequence) or len(box) != 4 or not all(isinstance(side, int | Fraction) for side in box):
            text = _("the box is {box}; expected four whole numbers: left, top, right, bottom")
            raise InputError(text.format(box=" ".join(str(box).split())[:80]))
        if box[0] >= box[2] or box[1] >= box[3]:
            text = _("the box {box} is empty; expected left, top, right, bottom with left < right and top < bottom")
            raise InputError(text.format(box=box))
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return Overlap(_area(first), _area(second), max(width, 0) * max(height, 0))


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
