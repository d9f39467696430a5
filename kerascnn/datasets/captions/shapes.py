"""Scenes of coloured shapes, many at once: where the shapes lie, their outlines, their colours, what is behind them."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.dataset import Images

__all__ = ["Drawn", "Layout", "laid_out", "painted"]

Numbers = npt.NDArray[np.floating[Any]]
Wholes = npt.NDArray[np.integer[Any]]

SHORTEST, LONGEST = 6.0, 8.0
"""Pixels from the middle of a shape to its farthest point, in a scene of 64 pixels."""
APART = 1.5
"""Pixels that shapes keep from one another at least."""
TRIES = 32
"""Places that are tried for a shape."""
TURN = 0.35
"""Radians that a shape is turned at most, either way."""
GRAIN = 0.06
"""Of the noise over the background, as a part of white."""
TINT = 0.12
"""By how much the channels of a background differ at most."""
ANGLES = 720
"""Directions in which the outline of a shape is known."""

HUES = ((-8.0, 6.0), (105.0, 145.0), (208.0, 232.0), (49.0, 58.0), (272.0, 292.0), (23.0, 33.0))
"""Degrees, of the colours in the order of `sentences.COLOURS`: no two meet."""
SATURATION, VALUE = (0.75, 1.0), (0.7, 1.0)


def _polygon(corners: npt.ArrayLike) -> Numbers:
    """`(ANGLES,)` how far a polygon's outline lies from (0, 0), from where all of it is seen, in each direction."""
    start = np.asarray(corners, float)
    edge = np.roll(start, -1, axis=0) - start
    angles = np.arange(ANGLES) * 2 * np.pi / ANGLES
    direction = np.stack([np.cos(angles), np.sin(angles)], axis=1)[:, None]
    # From (0, 0) along a direction d to the line through a corner a along an edge e: (a × e) / (d × e).
    across = direction[..., 0] * edge[:, 1] - direction[..., 1] * edge[:, 0]
    beside = start[:, 0] * edge[:, 1] - start[:, 1] * edge[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = beside / across
        place = ((far[..., None] * direction - start) * edge).sum(axis=2) / (edge**2).sum(axis=1)
    met = (far > 0) & (place >= -1e-9) & (place <= 1 + 1e-9)
    found: Numbers = np.where(met, far, np.inf).min(axis=1)
    return found


def _round(corners: int, radii: tuple[float, ...]) -> Numbers:
    """Corners on circles, the first at the top."""
    angles = -np.pi / 2 + np.arange(corners) * 2 * np.pi / corners
    return np.resize(radii, corners)[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _outlines() -> Numbers:
    """`(5, ANGLES)` the outlines of the shapes in the order of `sentences.SHAPES`, 1 at their farthest points."""
    arm = 0.36
    quarter = np.array([[arm, -1], [arm, -arm], [1, -arm]])
    turns = [quarter]
    for _side in range(3):
        turns.append(np.stack([-turns[-1][:, 1], turns[-1][:, 0]], axis=1))
    cross = np.concatenate(turns)
    found = [
        np.full(ANGLES, 0.86),
        _polygon([[1, -1], [1, 1], [-1, 1], [-1, -1]]),
        _polygon(_round(3, (1,))),
        _polygon(_round(10, (1, 0.42))),
        _polygon(cross),
    ]
    return np.stack([found[0], *(each / each.max() for each in found[1:])])


@dataclass(frozen=True)
class Drawn:
    """All chance in scenes: numbers from 0 to 1.

    Attributes:
        count: `(n,)` decides how many groups a scene has.
        kinds: `(n, groups)` which shape and colour each has.
        counts: `(n, groups)` how many shapes.
        shapes: `(n, groups, most, 5)` how large each is, how turned, its hue, saturation and value.
        places: `(n, groups, most, TRIES, 2)` where.
        background: `(n, 9)` two colours, and the direction from one to the other.
        grain: `(n, size, size)`.
    """

    count: Numbers
    kinds: Numbers
    counts: Numbers
    shapes: Numbers
    places: Numbers
    background: Numbers
    grain: Numbers

    @classmethod
    def of(cls, seed: int, part: int, numbers: Wholes, *, groups: int, most: int, size: int) -> Self:
        """Draw for each scene from a generator of its own, so that it is the same in any company."""
        many = groups * most
        sizes = [1, groups, groups, many * 5, many * TRIES * 2, 9, size**2]
        drawn = np.empty((len(numbers), sum(sizes)), np.float32)
        for row, number in zip(drawn, numbers.tolist(), strict=True):
            np.random.default_rng([seed, part, number]).random(out=row, dtype=np.float32)
        count, kinds, counts, shapes, places, background, grain = np.split(drawn, np.cumsum(sizes)[:-1], axis=1)
        shape = (len(numbers), groups, most)
        return cls(
            count[:, 0],
            kinds,
            counts,
            shapes.reshape(*shape, 5),
            places.reshape(*shape, TRIES, 2),
            background,
            grain.reshape(-1, size, size),
        )


@dataclass(frozen=True)
class Layout:
    """The shapes of scenes.

    Attributes:
        kinds: `(n, groups)` the number of the shape times that of all colours, plus the number of the colour; each kind
            is in a scene once.
        there: `(n, groups, most)` which shapes there are.
        middles: `(n, groups, most, 2)` x and y, in pixels.
        radii: `(n, groups, most)` from the middle to the farthest point, in pixels.
    """

    kinds: Wholes
    there: npt.NDArray[np.bool_]
    middles: Numbers
    radii: Numbers


def laid_out(drawn: Drawn, *, size: int, shapes: int, colours: int) -> Layout:
    """Choose groups and find places for their shapes, the largest first; what finds no room is left out.

    Args:
        drawn: chance.
        size: of a scene, in pixels.
        shapes: how many there are to choose from.
        colours: likewise.
    """
    count, groups, most = drawn.shapes.shape[:3]
    rows = np.arange(count)
    free = np.tile(np.arange(shapes * colours), (count, 1))
    kinds = np.empty((count, groups), np.intp)
    for number in range(groups):
        left = free.shape[1] - number
        chosen = np.minimum((drawn.kinds[:, number] * left).astype(np.intp), left - 1)
        kinds[:, number] = free[rows, chosen]
        free[rows, chosen] = free[:, left - 1]
    wanted = np.arange(groups) < 1 + np.floor(drawn.count * groups)[:, None]
    counts = 1 + np.floor(drawn.counts * most)
    wanted = wanted[..., None] & (np.arange(most) < counts[..., None])
    scale = size / 64
    radii = (scale * (SHORTEST + drawn.shapes[..., 0] * (LONGEST - SHORTEST))).reshape(count, -1)
    order = np.argsort(np.where(wanted.reshape(count, -1), -radii, 1), axis=1, kind="stable")
    tried = drawn.places.reshape(count, groups * most, -1, 2)
    inside = radii[..., None, None] + 0.5 * scale
    tried = inside + tried * (size - 2 * inside)
    middles, there = np.zeros((count, groups * most, 2)), np.zeros((count, groups * most), bool)
    for number in range(groups * most):
        which = order[:, number]
        own, place = radii[rows, which], tried[rows, which]
        apart = np.sqrt(((place[:, :, None] - middles[:, None]) ** 2).sum(axis=3))
        clear = ((apart >= (own[:, None] + radii + APART * scale)[:, None]) | ~there[:, None]).all(axis=2)
        middles[rows, which] = place[rows, clear.argmax(axis=1)]
        there[rows, which] = wanted.reshape(count, -1)[rows, which] & clear.any(axis=1)
    shape = (count, groups, most)
    return Layout(kinds, there.reshape(shape), middles.reshape(*shape, 2), radii.reshape(shape))


def _rgb(hue: Numbers, saturation: Numbers, value: Numbers) -> Numbers:
    """`(..., 3)` red, green and blue, 0 to 1, of hue in degrees, saturation and value (Smith 1978)."""
    steps = (np.array([5, 3, 1]) + hue[..., None] / 60) % 6
    found: Numbers = value[..., None] * (1 - saturation[..., None] * np.clip(np.minimum(steps, 4 - steps), 0, 1))
    return found


def _background(drawn: Drawn) -> npt.NDArray[np.float32]:
    """From one colour to another, with grain: `(n, size, size, 3)`, 0 to 1."""
    size = drawn.grain.shape[1]
    grey, tint = drawn.background[:, :2], drawn.background[:, 2:8].reshape(-1, 2, 3)
    first, last = np.moveaxis(grey[..., None] + TINT * (tint - 0.5), 1, 0)[:, :, None, None]
    angle = 2 * np.pi * drawn.background[:, 8]
    steps = ((np.arange(size, dtype=np.float32) + 0.5) / size - 0.5) / np.float32(np.sqrt(2))
    along = np.cos(angle)[:, None, None] * steps + np.sin(angle)[:, None, None] * steps[:, None] + np.float32(0.5)
    found: npt.NDArray[np.float32] = along[..., None] * (last - first)
    found += first
    found += (GRAIN * (drawn.grain - np.float32(0.5)))[..., None]
    return np.clip(found, 0, 1, out=found)


def painted(drawn: Drawn, layout: Layout, *, size: int, colours: int) -> Images:
    """Paint the shapes: `(n, size, size, 3)` uint8.

    Args:
        drawn: chance.
        layout: the shapes.
        size: of a scene, in pixels.
        colours: how many there are.
    """
    images = _background(drawn)
    scene, group, number = np.nonzero(layout.there)
    kind = layout.kinds[scene, group]
    middle, radius = layout.middles[layout.there], layout.radii[layout.there]
    _size, turn, hue, saturation, value = drawn.shapes[scene, group, number].T
    half = int(np.ceil(LONGEST * size / 64)) + 2
    corner = np.floor(middle).astype(np.intp) - half
    steps = np.arange(2 * half + 1)
    column, row = (corner[:, axis, None] + steps for axis in (0, 1))
    x = column[:, None] + 0.5 - middle[:, 0, None, None]
    y = row[:, :, None] + 0.5 - middle[:, 1, None, None]
    angle = np.arctan2(y, x) + (TURN * (2 * turn - 1))[:, None, None]
    direction = np.rint(angle * ANGLES / (2 * np.pi)).astype(np.intp) % ANGLES
    far = _OUTLINES[(kind // colours)[:, None, None], direction] * radius[:, None, None]
    # A pixel that the outline crosses is covered in part.
    cover = np.clip(far - np.hypot(x, y) + 0.5, 0, 1)
    low, high = np.array(HUES).T
    of = kind % colours
    paint = _rgb(
        low[of] + hue * (high - low)[of],
        SATURATION[0] + saturation * (SATURATION[1] - SATURATION[0]),
        VALUE[0] + value * (VALUE[1] - VALUE[0]),
    )
    which, down, across = np.nonzero(cover)
    place = scene[which], row[which, down], column[which, across]
    images[place] += cover[which, down, across, None] * (paint[which] - images[place])
    images *= 255
    return np.rint(images, out=images).astype(np.uint8)


_OUTLINES = _outlines()
