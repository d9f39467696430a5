"""The chance in drawn faces: what a person looks like, in all pictures of the person."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "Person", "between", "numbers_of"]

Numbers = npt.NDArray[np.floating[Any]]
OF_A_PERSON = 40
"""Random numbers that are drawn for each."""
REDRAWN = 5
"""In how many of its numbers a twin is drawn anew."""
SKINS = np.array([(0.99, 0.86, 0.75), (0.93, 0.74, 0.58), (0.78, 0.56, 0.40), (0.55, 0.36, 0.25), (0.36, 0.23, 0.17)])
HAIRS = np.array(
    [(0.09, 0.07, 0.07), (0.28, 0.17, 0.10), (0.50, 0.30, 0.15), (0.66, 0.27, 0.12), (0.87, 0.72, 0.42), (0.72,) * 3]
)
IRISES = np.array([(0.22, 0.13, 0.08), (0.42, 0.28, 0.12), (0.30, 0.46, 0.28), (0.28, 0.46, 0.68), (0.45, 0.50, 0.52)])
FRAMES = np.array([(0.08, 0.08, 0.08), (0.45, 0.20, 0.12), (0.62, 0.55, 0.35), (0.18, 0.25, 0.50)])


def numbers_of(key: tuple[int, ...], count: int) -> npt.NDArray[np.float64]:
    """`(count,)` from 0 to 1, always the same for a key."""
    return np.random.default_rng(key).random(count)


def between(drawn: npt.NDArray[np.float64], low: float, high: float) -> Numbers:
    """Numbers from 0 to 1 as numbers from `low` to `high`."""
    return (low + drawn * (high - low)).astype(np.float32)


def _along(ramp: npt.NDArray[np.float64], drawn: npt.NDArray[np.float64]) -> Numbers:
    """`(n, 3)` colours on the way from the first of a ramp to its last."""
    place = drawn * (len(ramp) - 1)
    first = np.minimum(place.astype(np.intp), len(ramp) - 2)
    part = (place - first)[:, None]
    return ((1 - part) * ramp[first] + part * ramp[first + 1]).astype(np.float32)


def _one_of(colours: npt.NDArray[np.float64], drawn: npt.NDArray[np.float64]) -> Numbers:
    """`(n, 3)` one of the colours each, a little lighter or darker."""
    place = drawn * len(colours)
    which = np.minimum(place.astype(np.intp), len(colours) - 1)
    return (colours[which] * (0.85 + 0.3 * (place - which)[:, None])).astype(np.float32)


@dataclass(frozen=True)
class Person:
    """What stays the same in all pictures of a person: arrays of one number, or one colour, per picture.

    Lengths are parts of half the picture's side, in the face's own frame: x from left to right, y downwards, the middle
    of the head at (0, 0).

    Attributes:
        skin: `(n, 3)`, red, green and blue, 0 to 1.
        hair: likewise, of the hair, the brows and the beard.
        iris: likewise.
        frame: likewise, of the glasses.
        lips: `(n,)` how much redder than the skin.
        wide: half the head's width.
        high: half its height.
        jaw: exponent of the head's outline: 2 is an ellipse, more is squarer.
        ears: how far they stand out.
        hairline: y of the hair's lower border on the forehead.
        parting: how much the border slopes.
        fringe: how much it is curved.
        volume: how far the hair stands off the head.
        length: y down to which it falls at the sides; above the ears for short hair.
        bald: whether there is none on top.
        apart: distance of the eyes from the middle.
        eye_y: y of the eyes.
        eye_wide: half their width.
        eye_high: half their height.
        brow_y: how far above the eyes the brows are.
        brow_thick: half their thickness.
        brow_tilt: how much they slope.
        nose_long: y of the nose's tip.
        nose_wide: half its width.
        mouth_y: y of the mouth.
        mouth_wide: half its width.
        mouth_thick: half the thickness of the lips.
        glasses: 0 for none, 1 for those who wear them.
        lens: half the width of a lens.
        square: exponent of its outline.
        moustache: how much of it there is, 0 to 1.
        beard: likewise.
        mole: 0 or 1, and where: mole_x and mole_y.
        mole_x: x of the mole.
        mole_y: y of the mole.
    """

    skin: Numbers
    hair: Numbers
    iris: Numbers
    frame: Numbers
    lips: Numbers
    wide: Numbers
    high: Numbers
    jaw: Numbers
    ears: Numbers
    hairline: Numbers
    parting: Numbers
    fringe: Numbers
    volume: Numbers
    length: Numbers
    bald: Numbers
    apart: Numbers
    eye_y: Numbers
    eye_wide: Numbers
    eye_high: Numbers
    brow_y: Numbers
    brow_thick: Numbers
    brow_tilt: Numbers
    nose_long: Numbers
    nose_wide: Numbers
    mouth_y: Numbers
    mouth_wide: Numbers
    mouth_thick: Numbers
    glasses: Numbers
    lens: Numbers
    square: Numbers
    moustache: Numbers
    beard: Numbers
    mole: Numbers
    mole_x: Numbers
    mole_y: Numbers

    @classmethod
    def of(cls, seed: int, part: int, identities: npt.NDArray[np.integer[Any]], *, twins: bool) -> Self:
        """The people with these numbers, one per picture.

        Args:
            seed: of everything.
            part: number of the part.
            identities: `(n,)`.
            twins: whether the person 2k + 1 looks almost like the person 2k.
        """
        each, place = np.unique(identities, return_inverse=True)
        drawn = np.array([_numbers_of_person(seed, part, number, twins=twins) for number in each.tolist()])
        column = iter(drawn.reshape(-1, OF_A_PERSON)[place].T)

        def draw(low: float = 0.0, high: float = 1.0) -> Numbers:
            return between(next(column), low, high)

        def some(part: float) -> Numbers:
            return (next(column) < part).astype(np.float32)

        short = next(column)
        bearded = some(0.4)
        return cls(
            skin=_along(SKINS, next(column)),
            hair=_one_of(HAIRS, next(column)),
            iris=_one_of(IRISES, next(column)),
            frame=_one_of(FRAMES, next(column)),
            lips=draw(0.05, 0.30),
            wide=draw(0.46, 0.60),
            high=draw(0.62, 0.76),
            jaw=draw(1.8, 3.0),
            ears=draw(0.03, 0.12),
            hairline=draw(-0.52, -0.30),
            parting=draw(-0.5, 0.5),
            fringe=draw(-0.5, 0.5),
            volume=draw(0.03, 0.16),
            length=np.where(short < 0.55, between(short / 0.55, -0.35, -0.10), between(short, 0.2, 1.2)),
            bald=some(0.08),
            apart=draw(0.18, 0.27),
            eye_y=draw(-0.16, -0.02),
            eye_wide=draw(0.085, 0.125),
            eye_high=draw(0.040, 0.075),
            brow_y=draw(0.10, 0.18),
            brow_thick=draw(0.012, 0.042),
            brow_tilt=draw(-0.30, 0.30),
            nose_long=draw(0.14, 0.28),
            nose_wide=draw(0.06, 0.13),
            mouth_y=draw(0.36, 0.46),
            mouth_wide=draw(0.13, 0.24),
            mouth_thick=draw(0.018, 0.050),
            glasses=some(0.28),
            lens=draw(0.13, 0.17),
            square=draw(2.0, 5.0),
            moustache=some(0.5) * bearded * draw(0.4, 0.9),
            beard=some(0.6) * bearded * draw(0.3, 0.9),
            mole=some(0.25),
            mole_x=draw(-0.28, 0.28),
            mole_y=draw(0.10, 0.35),
        )


def _numbers_of_person(seed: int, part: int, number: int, *, twins: bool) -> npt.NDArray[np.float64]:
    if not twins or number % 2 == 0:
        return numbers_of((seed, part, number), OF_A_PERSON)
    first = numbers_of((seed, part, number - 1), OF_A_PERSON)
    chance = np.random.default_rng((seed, part, number, 1))
    chosen = chance.permutation(OF_A_PERSON)[:REDRAWN]
    # Far enough from the other's number to be seen, going around where it would leave 0 to 1.
    first[chosen] = (first[chosen] + chance.uniform(0.3, 0.7, REDRAWN)) % 1
    return first
