"""What a scene is composed of, for many scenes at once: background, digits and their places, colours, edges."""

from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.dataset import Images
from kerascnn.datasets.scene_chance import Drawn, Numbers

__all__ = ["Digits", "Inked", "Strokes", "backgrounds", "bright", "contrasting", "digits", "edges", "painted"]

Truths = npt.NDArray[np.bool_]

SHORTEST, LONGEST = 17, 45
"""Pixels along the longer side of a digit."""
NARROWEST = 3
"""Pixels along the other: a 1 would vanish."""
INK = 0.5
"""How much of a pixel a digit covers at least that counts as its ink."""
RIM = 2
"""Pixels around a digit's box that its faint border reaches into."""
PATCH = LONGEST + 2 * RIM
OVERLAP = 0.1
"""The part of the smaller of two boxes that may be covered by the other."""
DARK, BRIGHT = (0.15, 0.5), (0.5, 1.0)
"""How much of its brightness a photograph keeps, from and to."""
CLOSEST_VIEW = 16
"""Pixels of a photograph that are seen at least, along a side."""
FAINTEST = 0.25
"""The least channel of a bright colour, as a part of the largest."""
CONTRAST = 45
GREY = np.array([0.299, 0.587, 0.114], np.float32)
"""Of ITU-R BT.601: how bright red, green and blue look."""


def _whole(drawn: Numbers, fewest: int, most: int | npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.intp]:
    """Whole numbers from `fewest` to `most`, both included, all as likely."""
    return (fewest + np.floor(drawn * (most - fewest + 1))).astype(np.intp)


def _between(drawn: Numbers, limits: tuple[float, float]) -> Numbers:
    return limits[0] + drawn * (limits[1] - limits[0])


def _weights(positions: Numbers, length: int) -> npt.NDArray[np.float32]:
    """`(..., n, length)` by which a line of pixels is multiplied to see it, linearly, at `n` positions."""
    apart = np.abs(positions.astype(np.float32)[..., None] - np.arange(length, dtype=np.float32))
    found: npt.NDArray[np.float32] = np.maximum(0, 1 - apart).astype(np.float32, copy=False)
    return found


def backgrounds(photographs: Images, drawn: Drawn, size: int, *, bright: bool) -> npt.NDArray[np.float32]:
    """A part of a photograph behind each scene, enlarged and darkened: `(n, 3, size, size)`, 0 to 255."""
    which, view, down, right, mirror, brightness = drawn.background.T
    side = photographs.shape[1]
    seen = _between(view, (CLOSEST_VIEW, side))
    steps = (np.arange(size) + 0.5) / size

    def positions(start: Numbers) -> Numbers:
        return np.clip((start * (side - seen))[:, None] + steps * seen[:, None] - 0.5, 0, side - 1)

    rows, columns = positions(down), positions(right)
    columns = np.where((mirror < 0.5)[:, None], columns[:, ::-1], columns)
    planes = photographs[_whole(which, 0, len(photographs) - 1)].transpose(0, 3, 1, 2).astype(np.float32)
    across = _weights(columns, side).transpose(0, 2, 1)
    found = _weights(rows, side)[:, None] @ planes @ across[:, None]
    kept = _between(brightness, BRIGHT if bright else DARK)[:, None, None, None]
    return found.astype(np.float32, copy=False) * kept.astype(np.float32)


class Inked(NamedTuple):
    """Pictures of digits, and where in them the ink is.

    Attributes:
        pictures: `(n, 28, 28)` uint8, light on dark.
        labels: `(n,)` which digits.
        starts: `(n, 2)` the first row and the first column with ink.
        sides: `(n, 2)` rows and columns from there to the last with ink.
    """

    pictures: Images
    labels: npt.NDArray[np.int64]
    starts: npt.NDArray[np.intp]
    sides: npt.NDArray[np.intp]

    @classmethod
    def of(cls, pictures: Images, labels: npt.NDArray[np.int64]) -> Self:
        """Look for the ink."""
        ink = pictures >= INK * 255
        (top, bottom), (left, right) = _extent(ink.any(axis=2)), _extent(ink.any(axis=1))
        starts, ends = np.stack([top, left], axis=1), np.stack([bottom, right], axis=1)
        return cls(pictures, labels, starts, ends - starts)


class Digits(NamedTuple):
    """The digits of scenes, in the order in which they are placed.

    Attributes:
        labels: `(n, most)` which digit each is, -1 where it is not in the scene.
        boxes: `(n, most, 4)` float32, xyxy, tightly around its ink; zeros where it is not there.
        strokes: all pixels that digits cover.
    """

    labels: npt.NDArray[np.int64]
    boxes: npt.NDArray[np.float32]
    strokes: "Strokes"


class Strokes(NamedTuple):
    """Pixels that digits cover, one after the other: those of a scene's first digit before those of its second.

    Attributes:
        scene: `(p,)` in which scene.
        digit: `(p,)` of which of its digits.
        place: `(p,)` which pixel of the scene, row by row.
        cover: `(p,)` float32, how much of it, above 0 to 1.
    """

    scene: npt.NDArray[np.intp]
    digit: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]
    cover: npt.NDArray[np.float32]


def _extent(covered: Any) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The first, and the one behind the last, of the truths along the last axis; 0 and 0 where there is none."""
    length, some = covered.shape[-1], covered.any(axis=-1)
    return np.where(some, covered.argmax(axis=-1), 0), np.where(some, length - covered[..., ::-1].argmax(axis=-1), 0)


def digits(inked: Inked, drawn: Drawn, size: int, *, fewest: int) -> Digits:
    """Choose digits, scale them and find places for them, the largest first.

    Args:
        inked: to choose from.
        drawn: chance.
        size: of a scene.
        fewest: digits in a scene.
    """
    most = drawn.digit.shape[1]
    numbers = _whole(drawn.digit[..., 0], 0, len(inked.pictures) - 1)
    ink = inked.sides[numbers]
    wanted = np.arange(most) < _whole(drawn.count, fewest, most)[:, None]
    wanted &= (ink > 0).all(axis=2)
    scale = _whole(drawn.digit[..., 1], SHORTEST, LONGEST) / np.maximum(ink.max(axis=2), 1)
    sides = np.clip(np.round(ink * scale[..., None]), NARROWEST, LONGEST).astype(np.intp)
    # The largest find places first; what is not wanted comes last.
    order = np.argsort(np.where(wanted, -sides.prod(axis=2), 1), axis=1, kind="stable")
    numbers = np.take_along_axis(numbers, order, axis=1)
    wanted = np.take_along_axis(wanted, order, axis=1)
    sides = np.take_along_axis(sides, order[..., None], axis=1)
    corners, there = _places(sides, wanted, drawn.places, size)
    scene, digit = np.nonzero(there)
    patches = _scaled(inked, numbers[there], sides[there])
    covered = patches >= INK
    (top, bottom), (left, right) = _extent(covered.any(axis=2)), _extent(covered.any(axis=1))
    # A faint digit may lose its ink when it becomes smaller.
    seen = bottom > 0
    scene, digit, patches = scene[seen], digit[seen], patches[seen]
    down, across = corners[scene, digit].T
    boxes = np.zeros((*there.shape, 4), np.float32)
    tight = np.stack([left, top, right, bottom], axis=1)[seen]
    # The half of a stroke's border may lie a pixel beyond the scene.
    boxes[scene, digit] = np.clip(np.stack([across, down, across, down], axis=1) + tight, 0, size)
    labels = np.full(there.shape, -1)
    labels[scene, digit] = inked.labels[numbers[scene, digit]]
    which, row, column = np.nonzero(patches)
    cover = patches[which, row, column]
    row, column = row + down[which], column + across[which]
    within = (row >= 0) & (row < size) & (column >= 0) & (column < size)
    pixels = (scene[which], digit[which], row * size + column, cover)
    return Digits(labels, boxes, Strokes(*(each[within] for each in pixels)))


def _places(
    sides: npt.NDArray[np.intp], wanted: Truths, drawn: Numbers, size: int
) -> tuple[npt.NDArray[np.intp], Truths]:
    """Where the patches of digits begin `(n, most, 2)`, and which found room `(n, most)`, in their order."""
    count, most = wanted.shape
    places = np.floor(drawn * (size - sides + 1)[:, :, None]).astype(np.intp)
    found, there = np.zeros((count, most, 2), np.intp), np.zeros((count, most), bool)
    rows = np.arange(count)
    for number in range(most):
        start, end = places[:, number], places[:, number] + sides[:, number, None]
        taken, ends = found[:, :number], found[:, :number] + sides[:, :number]
        both = np.minimum(end[:, :, None], ends[:, None]) - np.maximum(start[:, :, None], taken[:, None])
        # Those that were placed before are not smaller.
        covered = np.maximum(both, 0).prod(axis=3) / sides[:, number].prod(axis=1)[:, None, None]
        free = ((covered <= OVERLAP) | ~there[:, None, :number]).all(axis=2)
        found[:, number] = start[rows, free.argmax(axis=1)]
        there[:, number] = wanted[:, number] & free.any(axis=1)
    return found - RIM, there


def _scaled(inked: Inked, numbers: npt.NDArray[np.intp], sides: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """Digits with their ink scaled to `sides` `(d, 2)`, at `RIM` within patches `(d, PATCH, PATCH)`, 0 to 1."""
    inside = np.arange(PATCH, dtype=np.float32) - RIM
    steps = (inked.sides[numbers] / sides).astype(np.float32)
    positions = inked.starts[numbers].astype(np.float32)[..., None] + (inside + 0.5) * steps[..., None] - 0.5
    weights = _weights(positions, inked.pictures.shape[-1])
    # Beyond its rim nothing of it is seen, not even where the picture goes on.
    weights *= (inside < sides[..., None] + RIM)[..., None]
    grey = inked.pictures[numbers].astype(np.float32) / np.float32(255)
    found: npt.NDArray[np.float32] = weights[:, 0] @ grey @ weights[:, 1].swapaxes(1, 2)
    return found


def bright(drawn: Drawn) -> npt.NDArray[np.float32]:
    """`(n, most, 3)` colours with one channel at its highest, 0 to 255."""
    found = _between(drawn.colours[:, :, 0], (FAINTEST, 1.0))
    return (255 * found / found.max(axis=2, keepdims=True)).astype(np.float32)


def contrasting(background: npt.NDArray[np.float32], digits: Digits, drawn: Drawn) -> npt.NDArray[np.float32]:
    """`(n, most, 3)` colours whose grey differs from the mean behind the digit by `CONTRAST` or more, 0 to 255."""
    of, shape = digits.strokes, digits.labels.shape
    number = of.scene * shape[1] + of.digit
    grey = background.reshape(len(background), 3, -1)[of.scene, :, of.place] @ GREY
    total, weight = (np.bincount(number, each * of.cover, digits.labels.size) for each in (grey, np.ones_like(grey)))
    behind = (total / np.maximum(weight, 1e-6)).reshape(shape)
    colours = 255 * drawn.colours
    far: Truths = np.greater_equal(np.abs(colours @ GREY - behind[..., None]), CONTRAST)
    chosen = np.argmax(far, axis=2)[..., None, None]
    first = np.take_along_axis(colours, chosen, axis=2)[:, :, 0]
    otherwise = np.where(behind < 128, 255.0, 0.0)[..., None]
    return np.where(np.any(far, axis=2)[..., None], first, otherwise).astype(np.float32)


def painted(
    background: npt.NDArray[np.float32], digits: Digits, colours: npt.NDArray[np.float32]
) -> tuple[Images, npt.NDArray[np.uint8]]:
    """Paint digits on backgrounds; where two meet, the one that covers more of a pixel is seen.

    Returns:
        Images `(n, size, size, 3)`, and on whose ink a pixel is, `(n, size, size)`: 0 for none's, then the number of
        the digit in the scene, from 1.
    """
    count, _channels, size, _width = background.shape
    covered, owners = np.zeros(count * size**2, np.float32), np.zeros(count * size**2, np.uint8)
    images = np.ascontiguousarray(background.transpose(0, 2, 3, 1)).reshape(-1, 3)
    of = digits.strokes
    places = of.scene * size**2 + of.place
    for number in range(digits.labels.shape[1]):
        own = of.digit == number
        pixels, cover = places[own], of.cover[own]
        seen = cover > covered[pixels]
        covered[pixels[seen]] = cover[seen]
        owners[pixels[seen]] = number + 1
    pixels = np.flatnonzero(covered)
    paint = colours[pixels // size**2, owners[pixels].astype(np.intp) - 1]
    images[pixels] += covered[pixels, None] * (paint - images[pixels])
    owners[covered < INK] = 0
    shape = (count, size, size)
    return np.round(images).astype(np.uint8).reshape(*shape, 3), owners.reshape(shape)


def edges(owners: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The pixels of each digit that touch, above, below or beside, one that is not its own: `(n, size, size)`."""
    around = np.pad(owners, ((0, 0), (1, 1), (1, 1)), mode="edge")
    same = np.ones(owners.shape, bool)
    middle = slice(1, -1)
    for beside in (slice(None, -2), slice(2, None)):
        same &= around[:, beside, middle] == owners
        same &= around[:, middle, beside] == owners
    return ((owners > 0) & ~same).astype(np.uint8)
