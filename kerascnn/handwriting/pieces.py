"""Connected pieces of ink, which of them can be strokes of digits, and which belong together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kerascnn.handwriting.ink import Ink

__all__ = ["Piece", "can_be_digit", "in_reading_order", "pieces", "strongest"]

LEVELS = (0.7, 0.55, 0.42, 0.33, 0.25, 0.19, 0.14, 0.1, 0.075)
"""Contrasts at which digits are looked for, the strongest first."""
ABOVE_NOISE = 3.5
SMALLEST = 12
"""Pixels of the longer side of a digit."""
SMALLEST_PART = 0.018
"""And as a part of the picture's longer side."""
SHARPEST = 0.07
"""Part of its contrast by which ink must change from one pixel to the next at its edge; a shadow does not."""
FILLED = 0.62
"""The widest place of a stroke, as a part of the piece's longer side; a coin or a finger has more."""


@dataclass(frozen=True)
class Piece:
    """A connected piece of ink.

    Attributes:
        number: its number among the labels.
        top: its first row.
        left: its first column.
        bottom: the row below its last.
        right: the column behind its last.
        area: its pixels.
        thick: its widest place, in pixels.
        strength: its contrast with the paper.
    """

    number: int
    top: int
    left: int
    bottom: int
    right: int
    area: int
    thick: float
    strength: float

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    def at_border(self, size: tuple[int, ...]) -> bool:
        """Whether it touches the border of a picture of `size` rows and columns."""
        return self.top == 0 or self.left == 0 or self.bottom == size[0] or self.right == size[1]

    @property
    def longer(self) -> int:
        """The longer side."""
        return max(self.height, self.width)


def pieces(strength: np.ndarray, level: float, *, faint: float, least: int) -> tuple[np.ndarray, list[Piece]]:
    """The connected pieces of ink that are above a level somewhere, and above a fainter one throughout.

    Args:
        strength: `(height, width)`, the contrast with the paper.
        level: a piece must reach it.
        faint: where a piece ends.
        least: pixels of the longer side of a piece.

    Returns:
        `(height, width)` labels, and the pieces.
    """
    from scipy import ndimage

    labels, count = ndimage.label(strength > faint, np.ones((3, 3), bool))
    found = []
    for number, place in enumerate(ndimage.find_objects(labels, count), 1):
        if place is None or max(side.stop - side.start for side in place) < least:
            continue
        own = labels[place] == number
        values = strength[place][own]
        if values.max() < level:
            continue
        thick = 2 * float(ndimage.distance_transform_edt(np.pad(own, 1)).max())
        rows, columns = place
        strong = float(np.percentile(values, 80))
        found.append(Piece(number, rows.start, columns.start, rows.stop, columns.stop, len(values), thick, strong))
    return labels, found


def can_be_digit(piece: Piece, grey: np.ndarray, labels: np.ndarray, *, dark: bool, allow_cut: bool) -> bool:
    """Whether a piece looks like a digit written on something, and, unless allowed, does not touch the border."""
    height, width = grey.shape
    if not allow_cut and piece.at_border(grey.shape):
        return False
    if piece.thick > FILLED * piece.longer or piece.width > 2.5 * piece.height:
        return False
    if piece.longer > 0.6 * max(height, width) and piece.thick < 0.02 * piece.longer:
        return False  # a long thin line
    if piece.height > 12 * piece.width:
        return False
    # What lies around is paper: within the loop of a 0 the paper is no ink, though the loop is.
    more = max(3, round(0.5 * piece.longer))
    rows = slice(max(0, piece.top - more), piece.bottom + more)
    columns = slice(max(0, piece.left - more), piece.right + more)
    around = grey[rows, columns]
    own = labels[rows, columns] == piece.number
    ink = float(np.median(around[own]))
    paper = float(np.percentile(around[~own], 50))
    away = (paper - ink) if dark else (ink - paper)
    scale = max(paper, 24.0) if dark else 255.0 - min(paper, 128.0)
    if away < 0.5 * piece.strength * scale:
        return False
    from scipy import ndimage

    edge = own & ~ndimage.binary_erosion(own)
    steep = ndimage.maximum_filter(ndimage.gaussian_gradient_magnitude(around, 1.5), 3)[edge]
    return float(np.median(steep)) > SHARPEST * away


def strongest(ink: Ink, grey: np.ndarray, *, allow_cut: bool) -> tuple[float, list[Piece]]:
    """The contrast of the strongest ink that looks like digits.

    Returns:
        The contrast, 0 where nothing does, and the pieces.
    """
    longer = max(grey.shape)
    least = max(SMALLEST, round(SMALLEST_PART * longer))
    for level in LEVELS:
        if level < ABOVE_NOISE * ink.noise:
            break
        labels, found = pieces(ink.strength, level, faint=level, least=least)
        good = [piece for piece in found if can_be_digit(piece, grey, labels, dark=ink.dark, allow_cut=allow_cut)]
        if good:
            strength = max(piece.strength for piece in good)
            return strength, good
    return 0.0, []


def in_reading_order(boxes: Sequence[tuple[int, int, int, int]]) -> list[int]:
    """The numbers of boxes (top, left, bottom, right) from left to right and top to bottom.

    >>> in_reading_order([(0, 50, 10, 58), (40, 0, 50, 8), (2, 0, 12, 8)])
    [2, 0, 1]
    """
    rows: list[list[int]] = []
    for number in sorted(range(len(boxes)), key=lambda each: boxes[each][0] + boxes[each][2]):
        top, left, bottom, _right = boxes[number]
        for row in rows:
            nearest = min(row, key=lambda each: abs(boxes[each][1] - left))
            other = boxes[nearest]
            middle = (other[0] + other[2]) / 2
            shared = min(bottom, other[2]) - max(top, other[0])
            if top <= middle <= bottom or shared > 0.5 * min(bottom - top, other[2] - other[0]):
                row.append(number)
                break
        else:
            rows.append([number])
    rows.sort(key=lambda row: np.mean([boxes[each][0] + boxes[each][2] for each in row]))
    return [number for row in rows for number in sorted(row, key=lambda each: boxes[each][1])]
