"""The chance in composed scenes: drawn for each scene by its own number, so that a scene is the same in any company."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

__all__ = ["COLOURS", "TRIES", "Drawn", "Numbers"]

Numbers = npt.NDArray[np.floating[Any]]
TRIES = 24
"""Places that are tried for a digit."""
COLOURS = 16
"""That are tried for a digit on a bright photograph; then it is black or white."""


@dataclass(frozen=True)
class Drawn:
    """All chance in scenes: numbers from 0 to 1.

    Attributes:
        count: `(n,)` decides how many digits a scene has.
        background: `(n, 6)` which photograph, how much of it, from where down and right, mirrored, how bright.
        digit: `(n, most, 2)` which digit, and how large.
        places: `(n, most, TRIES, 2)` where.
        colours: `(n, most, COLOURS, 3)`.
    """

    count: Numbers
    background: Numbers
    digit: Numbers
    places: Numbers
    colours: Numbers

    @classmethod
    def of(cls, seed: int, part: int, numbers: npt.NDArray[np.integer[Any]], most: int) -> Self:
        """Draw for each scene from a generator of its own, so that it is the same in any company."""
        sizes = [1, 6, most * 2, most * TRIES * 2, most * COLOURS * 3]
        drawn = np.empty((len(numbers), sum(sizes)))
        for row, number in zip(drawn, numbers.tolist(), strict=True):
            np.random.default_rng([seed, part, number]).random(out=row)
        count, background, digit, places, colours = np.split(drawn, np.cumsum(sizes)[:-1], axis=1)
        return cls(
            count[:, 0],
            background,
            digit.reshape(-1, most, 2),
            places.reshape(-1, most, TRIES, 2),
            colours.reshape(-1, most, COLOURS, 3),
        )
