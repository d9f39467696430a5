"""Drawn faces: people who do not exist, and pictures of each, since no pictures of real people can ship.

Who draws a face knows who it is; a network can be asked about people whom it has never seen.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets.dataset import Images
from kerascnn.datasets.face_chance import Person
from kerascnn.datasets.face_painting import painted
from kerascnn.datasets.face_pose import OF_A_PICTURE, Pose
from kerascnn.errors import InputError, unknown
from kerascnn.language import _

__all__ = ["Faces", "Part", "faces"]

Part = Literal["train", "validation", "test"]
PARTS: dict[Part, int] = {"train": 0, "validation": 1, "test": 2}
SMALLEST, LARGEST = 24, 256
AT_ONCE = 2**16
"""Pixels that are painted together: what is worked on fits into the processor's caches."""
VERSION = 1
"""Of the drawing: to be raised when the same numbers give other pictures."""


@dataclass(frozen=True)
class Faces:
    """People who do not exist, and any number of pictures of each, always the same by its number.

    Attributes:
        seed: of everything that is drawn.
        identities: how many people there are.
        pictures: how many pictures of each; the number of a picture may go beyond.
        size: pixels along a side.
        part: "train", "validation" or "test": no part has people of another.
        hard: whether heads turn to the side, some wear hats, and each second person is almost a twin of the one before.
    """

    seed: int
    identities: int
    pictures: int
    size: int
    part: Part
    hard: bool

    def __len__(self) -> int:
        """How many pictures there are."""
        return self.identities * self.pictures

    @property
    def sha256(self) -> str:
        """Of what the faces follow from."""
        return hashlib.sha256(repr((VERSION, *vars(self).values())).encode()).hexdigest()

    def batch(self, identities: npt.ArrayLike, pictures: npt.ArrayLike) -> Images:
        """Draw pictures; each is the same whichever others are asked for with it.

        Args:
            identities: `(n,)` whose pictures, from 0.
            pictures: `(n,)` which pictures of them, from 0.

        Returns:
            `(n, size, size, 3)` uint8.

        Raises:
            InputError: a number that is none, or not as many of the one as of the other.
        """
        who, which = (_whole(each) for each in (identities, pictures))
        if len(who) != len(which):
            text = _("{first} numbers of people and {second} of pictures; expected as many of both")
            raise InputError(text.format(first=len(who), second=len(which)))
        found = np.empty((len(who), self.size, self.size, 3), np.uint8)
        step = max(1, AT_ONCE // self.size**2)
        for first in range(0, len(who), step):
            some = slice(first, first + step)
            found[some] = self._drawn(who[some], which[some])
        return found

    def all(self) -> tuple[Images, npt.NDArray[np.int64]]:
        """All pictures `(identities * pictures, size, size, 3)`, person after person, and who is on each."""
        who = np.repeat(np.arange(self.identities), self.pictures)
        return self.batch(who, np.tile(np.arange(self.pictures), self.identities)), who

    def _drawn(self, who: npt.NDArray[np.int64], which: npt.NDArray[np.int64]) -> Images:
        part = PARTS[self.part]
        drawn = np.empty((len(who), OF_A_PICTURE))
        grain = np.empty((len(who), self.size, self.size, 3), np.float32)
        for number, generator in enumerate(self._generators(part, who, which)):
            generator.random(out=drawn[number])
            generator.standard_normal(dtype=np.float32, out=grain[number])
        person = Person.of(self.seed, part, who, twins=self.hard)
        return painted(person, Pose.of(drawn, hard=self.hard), self.size, grain)

    def _generators(
        self, part: int, who: npt.NDArray[np.int64], which: npt.NDArray[np.int64]
    ) -> Iterator[np.random.Generator]:
        for pair in zip(who.tolist(), which.tolist(), strict=True):
            yield np.random.default_rng((self.seed, part, *pair, 0))


def faces(
    *,
    seed: int = 0,
    identities: int = 400,
    pictures: int = 20,
    size: int = 48,
    part: Part = "train",
    hard: bool = False,
) -> Faces:
    """Drawn faces of people who do not exist.

    A person is a draw of skin, hair and its cut, the head's shape, eyes, brows, nose, mouth, glasses, beard, a mole.
    Each picture of the person has another expression, pose, light, background and noise.

    Example:
        >>> import kerascnn as kc
        >>> people = kc.datasets.faces(seed=1, identities=10)
        >>> people.batch([0, 0, 7], [0, 1, 0]).shape
        (3, 48, 48, 3)

    Args:
        seed: the same seed gives the same people.
        identities: how many people.
        pictures: how many of each.
        size: pixels along a side, from 24 to 256.
        part: "train", "validation" or "test"; no part has people of another.
        hard: faces that are harder to tell: heads turn until they are seen from the side, a third of the pictures
            has a hat, pose and light differ more, and the person 2k + 1 differs from the person 2k in a few features
            alone.

    Raises:
        InputError: an argument is none of these.
    """
    if part not in PARTS:
        raise unknown(_("part"), part, PARTS)
    checks.whole("seed", seed, at_least=0)
    checks.whole("identities", identities, at_least=1)
    checks.whole("pictures", pictures, at_least=1)
    checks.whole("size", size, at_least=SMALLEST, at_most=LARGEST)
    return Faces(seed, identities, pictures, size, part, hard)


def _whole(numbers: npt.ArrayLike) -> npt.NDArray[np.int64]:
    found = np.asarray(numbers)
    if found.ndim != 1 or (len(found) and (found.dtype.kind not in "iu" or found.min() < 0)):
        raise InputError(_("the numbers of faces are to be whole, from 0 up, in an array of one axis"))
    return found.astype(np.int64)
