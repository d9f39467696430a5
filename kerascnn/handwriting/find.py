"""Finding the digits on a photograph."""

import numpy as np
from PIL import Image

from kerascnn.arrays import with_axes
from kerascnn.errors import InputError
from kerascnn.handwriting.digit import Digit, Doubts
from kerascnn.handwriting.ink import Ink, inks
from kerascnn.handwriting.mnist import as_mnist_shows, drawn_as_mnist
from kerascnn.handwriting.pieces import SMALLEST, Piece, can_be_digit, in_reading_order, pieces, strongest
from kerascnn.language import _

__all__ = ["find_digits"]

LOOKED_AT = 1200
"""Pixels of the longer side at which digits are looked for."""
MOST = 40
"""Digits on one photograph; what shows more is text."""
FEWEST = 64
LEAST_NOISE = 0.004
FAINTEST = 0.05
"""Contrast below which a picture is even."""
COVERED = 0.35
DARK_PART, LIGHT_PART = 0.5, 0.35
"""Of the strongest ink's contrast, what the ink of the other digits has at least."""
SMALL, FAINT, FINE = 28, 0.15, 0.045
"""Pixels of a digit, its contrast, and its strokes as a part of it, below which its reading is doubtful."""


def find_digits(grey: np.ndarray) -> tuple[Digit, ...]:
    """Find the digits on a photograph of paper, a board or a screen, or in a drawing.

    Args:
        grey: `(height, width)` uint8, of any size; one of fewer than `FEWEST` pixels a side is taken for one digit on
            even ground, since it has no room for more.

    Returns:
        The digits from left to right and top to bottom, at least one.

    Raises:
        InputError: there is none, there are so many that it is text, or ink covers it.
    """
    grey = with_axes(_("picture"), grey, "height, width")
    if grey.dtype != np.uint8:
        text = _("the picture holds {type}; expected uint8, grey from 0 to 255")
        raise InputError(text.format(type=grey.dtype))
    height, width = grey.shape
    if max(height, width) < FEWEST:
        return (Digit(0, 0, width, height, drawn_as_mnist(grey), 1.0, 1.0, Doubts()),)
    scale = min(1.0, LOOKED_AT / max(height, width))
    small = Image.fromarray(grey)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = small.resize(size, Image.Resampling.BOX)
    seen = np.asarray(small, "float32")
    both = inks(seen)
    for allow_cut in (False, True):
        for ink, contrast in _clearest_first(both, seen, allow_cut=allow_cut):
            groups, labels = _groups(ink, seen, contrast, allow_cut=allow_cut)
            if groups:
                digits = [_digit(ink, labels, group, 1 / scale, (height, width)) for group in groups]
                order = in_reading_order([(each.top, each.left, each.bottom, each.right) for each in digits])
                return tuple(digits[number] for number in order)
    raise _nothing(both)


def _clearest_first(both: tuple[Ink, Ink], grey: np.ndarray, *, allow_cut: bool) -> list[tuple[Ink, float]]:
    """Dark and light ink with the contrast of their digits, where they have any; what stands out more comes first."""
    found = []
    for ink in both:
        contrast, good = strongest(ink, grey, allow_cut=allow_cut)
        clear = sum(piece.area for piece in good) ** 0.5 * contrast / max(ink.noise, LEAST_NOISE)
        if clear:
            found.append((clear, ink, contrast))
    return [(ink, contrast) for _clear, ink, contrast in sorted(found, key=lambda each: -each[0])]


def _nothing(both: tuple[Ink, Ink]) -> InputError:
    """Why no digit was found."""
    if all(ink.strength.max() < FAINTEST for ink in both):
        return InputError(_("the picture shows nothing but an even background; expected a digit"))
    if any((ink.strength > 0.25).mean() > COVERED for ink in both):
        text = _("ink covers so much of the picture that no digit can be told; show some paper around the digit")
        return InputError(text)
    text = _("no digit found in the picture; take it closer and with more light, or write with a thicker pen")
    return InputError(text)


def _groups(ink: Ink, grey: np.ndarray, reference: float, *, allow_cut: bool) -> tuple[list[list[Piece]], np.ndarray]:
    # Light ink in a shadow differs less from its dark ground; on paper that is set right by its brightness.
    part = DARK_PART if ink.dark else LIGHT_PART
    level = max(part * reference, 3 * ink.noise)
    faint = max(0.76 * part * reference, 2.5 * ink.noise)
    labels, found = pieces(ink.strength, level, faint=faint, least=3)
    digits = [
        piece
        for piece in found
        if piece.longer >= SMALLEST and can_be_digit(piece, grey, labels, dark=ink.dark, allow_cut=allow_cut)
    ]
    if not digits:
        return [], labels
    tall = max(piece.longer for piece in digits)
    whole = sum(piece.longer > 0.5 * tall for piece in digits)
    if whole > MOST:
        raise _text(whole)
    usual = float(np.median([piece.longer for piece in digits if piece.longer > 0.5 * tall]))
    height, width = grey.shape
    parts = [
        piece
        for piece in found
        if piece.longer >= 0.07 * usual
        and piece.longer < 1.6 * usual
        and piece.strength > part * reference
        and (allow_cut or not piece.at_border((height, width)))
    ]
    groups = [[part] for part in parts]
    merged = True
    while merged:
        merged = False
        for one in range(len(groups)):
            for other in range(one + 1, len(groups)):
                if _together(groups[one], groups[other], labels, usual):
                    groups[one] += groups.pop(other)
                    merged = True
                    break
            if merged:
                break
    groups = _with_fragments(groups, labels, usual)
    kept = []
    for group in groups:
        top, left, bottom, right = _box(group)
        longer = max(bottom - top, right - left)
        if longer < 0.35 * usual or longer < SMALLEST:
            continue
        if right - left > 2.2 * (bottom - top):
            continue
        if len(group) == 1 and not can_be_digit(group[0], grey, labels, dark=ink.dark, allow_cut=allow_cut):
            continue
        kept.append(group)
    # One pen wrote them all: what is much fainter is a shadow.
    contrast = float(np.median([_contrast(group) for group in kept])) if len(kept) > 2 and ink.dark else 0.0
    kept = [group for group in kept if _contrast(group) > 0.65 * contrast]
    if len(kept) > MOST:
        raise _text(len(kept))
    return kept, labels


def _box(group: list[Piece]) -> tuple[int, int, int, int]:
    return (
        min(piece.top for piece in group),
        min(piece.left for piece in group),
        max(piece.bottom for piece in group),
        max(piece.right for piece in group),
    )


def _text(count: int) -> InputError:
    text = _("the picture shows {count} signs, more than {most}; is it text? photograph the digits alone")
    return InputError(text.format(count=count, most=MOST))


def _contrast(group: list[Piece]) -> float:
    return max(piece.strength for piece in group)


def _with_fragments(groups: list[list[Piece]], labels: np.ndarray, usual: float) -> list[list[Piece]]:
    """Give each stroke that is too low for a digit, such as the bar of a 5, to the nearest group."""
    whole = [group for group in groups if _height(group) >= 0.5 * usual]
    for group in groups:
        if _height(group) >= 0.5 * usual:
            continue
        gaps = [_distance(group, other, labels) for other in whole]
        nearest = int(np.argmin(gaps)) if gaps else -1
        if gaps and gaps[nearest] <= 0.2 * usual:
            top, left, bottom, right = _box(group + whole[nearest])
            if right - left <= 1.5 * max(usual, bottom - top) and bottom - top <= 1.6 * usual:
                whole[nearest] = whole[nearest] + group
    return whole


def _height(group: list[Piece]) -> int:
    top, _left, bottom, _right = _box(group)
    return bottom - top


def _together(one: list[Piece], other: list[Piece], labels: np.ndarray, usual: float) -> bool:
    """Whether two groups are strokes of one digit."""
    a, b = _box(one), _box(other)
    top, left, bottom, right = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    gap_y = max(a[0], b[0]) - min(a[2], b[2])
    gap_x = max(a[1], b[1]) - min(a[3], b[3])
    near = 0.2 * usual
    if max(gap_x, gap_y) > near:
        return False
    if right - left > 1.15 * (bottom - top) and min(a[3] - a[1], b[3] - b[1]) > 0.3 * usual:
        return False
    tall_a, tall_b = a[2] - a[0], b[2] - b[0]
    gap = _distance(one, other, labels)
    if gap <= 0.6 * min(max(piece.thick for piece in one), max(piece.thick for piece in other)):
        return True  # the pen was lifted, or the ink has a hole
    if bottom - top > 1.3 * usual or right - left > 1.2 * usual:
        return False
    both_whole = min(tall_a, tall_b) > 0.7 * usual
    shared = min(a[3], b[3]) - max(a[1], b[1])
    above = shared > 0.4 * min(a[3] - a[1], b[3] - b[1])
    most = 0.05 * usual if both_whole else 0.18 * usual if above else 0.1 * usual
    return gap <= most


def _distance(one: list[Piece], other: list[Piece], labels: np.ndarray) -> float:
    """Pixels of paper between two groups."""
    from scipy import ndimage

    top, left, bottom, right = _box(one + other)
    part = labels[top:bottom, left:right]
    first, second = (np.isin(part, [piece.number for piece in group]) for group in (one, other))
    return float(ndimage.distance_transform_edt(~first)[second].min()) - 1


def _digit(ink: Ink, labels: np.ndarray, group: list[Piece], factor: float, size: tuple[int, int]) -> Digit:
    from scipy import ndimage

    top, left, bottom, right = _box(group)
    edge = 3
    rows = slice(max(0, top - edge), bottom + edge)
    columns = slice(max(0, left - edge), right + edge)
    own = np.isin(labels[rows, columns], [piece.number for piece in group])
    strength = ink.strength[rows, columns]
    full = float(np.percentile(strength[own], 75))
    near = ndimage.binary_dilation(own, iterations=2) & ((labels[rows, columns] == 0) | own)
    shape = np.where(near, np.clip(strength / full, 0, 1), 0)
    picture = as_mnist_shows(shape)
    longer = max(bottom - top, right - left)
    stroke = max(piece.thick for piece in group) / longer
    at_border = any(piece.at_border(labels.shape) for piece in group)
    doubts = Doubts(longer * factor < SMALL, full < FAINT, stroke < FINE, at_border)
    return Digit(
        left=int(left * factor),
        top=int(top * factor),
        right=min(size[1], int(np.ceil(right * factor))),
        bottom=min(size[0], int(np.ceil(bottom * factor))),
        picture=picture,
        contrast=full,
        stroke=stroke,
        doubts=doubts,
    )
