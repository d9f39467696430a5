"""Regions of a picture, as COCO writes them: polygons, and lengths of runs (RLE), plain or compressed.

Which pixels a region has is what pycocotools says: `rleFrPoly`, `rleFrString` and `rleDecode` of its maskApi.c, by
P. Dollár and T.-Y. Lin, 2015. Runs go down the columns, and begin with what is outside.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Mask", "Polygons", "Runs", "check_has_area", "polygons_of", "runs_of"]

Mask = npt.NDArray[np.bool_]
"""`(height, width)`."""
Size = tuple[int, int]
"""Height and width in pixels."""

FINER = 5
"""Edges are followed on a grid so many times as fine as the pixels."""
MOST_STEPS = 50_000_000
"""Places along the edges of a region: one that has more was made to keep a computer busy."""
MOST_RUNS = 2**24
LEAST = 1e-4
"""Square pixels that are taken for nothing: numbers are rounded."""
SLACK = 1.0
"""Pixels that a region may reach over the border of the picture: programs round, and count from 0 or from 1."""


class Polygons(NamedTuple):
    """A region as the inside of polygons.

    Attributes:
        points: for each polygon `(n, 2)` float64, x and y in pixels.
    """

    points: tuple[npt.NDArray[np.float64], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The xyxy box around it."""
        every = np.concatenate(self.points)
        (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def mask(self, size: Size) -> Mask:
        """The pixels of the region.

        >>> Polygons((np.array([[1.0, 0.0], [3.0, 0.0], [3.0, 2.0], [1.0, 2.0]]),)).mask((2, 4)).astype(int)
        array([[0, 1, 1, 0],
               [0, 1, 1, 0]])
        """
        filled = np.zeros(size, bool)
        for points in self.points:
            filled |= _filled(points, size)
        return filled


class Runs(NamedTuple):
    """A region as lengths of runs, down the columns: outside, inside, outside, ...

    Attributes:
        counts: `(n,)` int64, adding up to height times width.
    """

    counts: npt.NDArray[np.int64]

    def mask(self, size: Size) -> Mask:
        """The pixels of the region.

        >>> Runs(np.array([1, 2, 1])).mask((2, 2)).astype(int)
        array([[0, 1],
               [1, 0]])
        """
        inside = np.arange(len(self.counts)) % 2 == 1
        return np.repeat(inside, self.counts).reshape(size[::-1]).T


def polygons_of(lists: Iterable[Any], size: Size) -> Polygons:
    """Polygons from lists of numbers, `[x1, y1, x2, y2, ...]`.

    Args:
        lists: as COCO has them, in pixels.
        size: height and width of the picture.

    Raises:
        InputError: what is wrong with them, to be said after their place.
    """
    points = []
    for each in lists:
        try:
            numbers = np.array(each, np.float64)
        except (TypeError, ValueError, OverflowError):
            raise InputError(_("a polygon of the region is no list of numbers")) from None
        if numbers.ndim != 1 or len(numbers) < 6 or len(numbers) % 2:
            text = _("a polygon of the region has {count} numbers; expected x and y of at least three corners")
            raise InputError(text.format(count=numbers.size))
        if not np.isfinite(numbers).all():
            raise InputError(_("a polygon of the region has numbers that are not finite"))
        corners = numbers.reshape(-1, 2)
        if (corners < -SLACK).any() or (corners > np.array(size[::-1]) + SLACK).any():
            text = _("a polygon of the region reaches outside of the picture of {width}×{height}")
            raise InputError(text.format(width=size[1], height=size[0]))
        points.append(corners)
    if not points:
        raise InputError(_("the region has no polygon"))
    if sum(float(_steps(_fine(each)).sum()) for each in points) > MOST_STEPS:
        raise InputError(_("the polygons of the region are longer than any outline in such a picture"))
    return Polygons(tuple(points))


def runs_of(counts: Any, size: Size) -> Runs:
    """Runs from a list of lengths, or from COCO's compressed text.

    Args:
        counts: either.
        size: height and width of the picture.

    Raises:
        InputError: what is wrong with them, to be said after their place.
    """
    try:
        lengths = np.array(_uncompressed(counts) if isinstance(counts, str) else counts, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise InputError(_("the run lengths of the region are no list of whole numbers")) from None
    if lengths.ndim != 1 or not (np.isfinite(lengths).all() and (lengths >= 0).all() and (lengths % 1 == 0).all()):
        raise InputError(_("the run lengths of the region are no list of whole numbers"))
    if lengths.sum() != size[0] * size[1]:
        text = _("the runs of the region add up to {sum:.0f} pixels; the picture has {width}×{height} = {all}")
        raise InputError(text.format(sum=lengths.sum(), width=size[1], height=size[0], all=size[0] * size[1]))
    return Runs(lengths.astype(np.int64))


def check_has_area(region: Polygons | Runs) -> None:
    """Check that a region is one.

    Raises:
        InputError: what is wrong with it, to be said after its place.
    """
    if isinstance(region, Runs):
        if not region.counts[1::2].any():
            raise InputError(_("the region has no area: its run lengths have no pixel inside"))
    elif all(_lies_on_a_line(each) for each in region.points):
        raise InputError(_("the region has no area: all its corners lie on a line"))


def _lies_on_a_line(corners: npt.NDArray[np.float64]) -> bool:
    """Whether a polygon `(n, 2)` has nothing inside: each side makes a triangle with its first corner."""
    x, y = (corners - corners[0]).T
    return bool((np.abs(x * np.roll(y, -1) - np.roll(x, -1) * y) < LEAST).all())


def _uncompressed(text: str) -> list[int]:
    """The lengths in COCO's text: five bits a letter, the lowest first; from the fourth on less the last but one."""
    counts: list[int] = []
    value = shift = 0
    for letter in text:
        code = ord(letter) - 48
        if not 0 <= code < 64 or shift > 60 or len(counts) > MOST_RUNS:
            raise ValueError("no run lengths")
        value |= (code & 0x1F) << shift
        shift += 5
        if code & 0x20:
            continue
        if code & 0x10:
            value -= 1 << shift
        counts.append(value + (counts[-2] if len(counts) > 2 else 0))
        value = shift = 0
    if shift:
        raise ValueError("the text breaks off")
    return counts


def _fine(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The corners on the finer grid, the first once more at the end."""
    corners = (FINER * points + 0.5).astype(np.int64)  # towards zero, as C does
    return np.concatenate([corners, corners[:1]])


def _steps(corners: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.abs(np.diff(corners, axis=0)).max(axis=1) + 1


def _filled(points: npt.NDArray[np.float64], size: Size) -> Mask:
    """The pixels within one polygon."""
    height, width = size
    corners = _fine(points)
    counts = _steps(corners)
    edge = np.repeat(np.arange(len(counts)), counts)
    along = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    start, end = corners[:-1], corners[1:]
    far = np.abs(end - start)
    flat = far[:, 0] >= far[:, 1]
    # Each edge is followed in the direction in which its longer side grows.
    turned = np.where(flat, start[:, 0] > end[:, 0], start[:, 1] > end[:, 1])
    first = np.where(turned[:, None], end, start)
    last = np.where(turned[:, None], start, end)
    longer = counts - 1
    short = np.where(flat, last[:, 1] - first[:, 1], last[:, 0] - first[:, 0])
    slope = np.divide(short, longer, out=np.zeros(len(longer)), where=longer > 0)
    step = np.where(turned[edge], longer[edge] - along, along)
    leading = step + np.where(flat, first[:, 0], first[:, 1])[edge]
    following = (np.where(flat, first[:, 1], first[:, 0])[edge] + slope[edge] * step + 0.5).astype(np.int64)
    u, v = np.where(flat[edge], leading, following), np.where(flat[edge], following, leading)
    # Where the outline crosses from a column of the fine grid to the next, in the middle of a column of pixels.
    crossing = u[1:] != u[:-1]
    before, after = u[:-1][crossing], u[1:][crossing]
    x = (np.where(after < before, after, after - 1) + 0.5) / FINER - 0.5
    y = (np.minimum(v[1:], v[:-1])[crossing] + 0.5) / FINER - 0.5
    kept = (np.floor(x) == x) & (x >= 0) & (x <= width - 1)
    places = x[kept].astype(np.int64) * height + np.ceil(y[kept].clip(0, height)).astype(np.int64)
    crossings = np.bincount(places, minlength=height * width + 1)[: height * width]
    # Behind an odd number of crossings lies the inside.
    return (np.cumsum(crossings) % 2 == 1).reshape(width, height).T
