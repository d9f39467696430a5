"""Pictures of identities: who is on which, those that are learned from, those that choose, those for the test."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kerascnn.datasets import Faces
from kerascnn.datasets.dataset import Images
from kerascnn.tasks.protocol import About

__all__ = ["Drawn", "Identities", "Part", "Pictures"]

Numbers = npt.NDArray[np.integer[Any]]


class Pictures(Protocol):
    """Pictures by their numbers."""

    def __getitem__(self, numbers: Numbers) -> Images:
        """`(n, height, width, channels)` uint8."""
        ...


class Drawn:
    """Drawn faces, person after person, each drawn when it is first asked for and kept until another epoch's are.

    Args:
        faces: the people.
    """

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self._kept = self._none_of(0)

    def _none_of(self, epoch: int) -> tuple[int, npt.NDArray[np.bool_], Images]:
        count, size = len(self.faces), self.faces.size
        return epoch, np.zeros(count, bool), np.empty((count, size, size, 3), np.uint8)

    def __getitem__(self, numbers: Numbers) -> Images:
        """`(n, size, size, 3)` uint8."""
        return self.of_epoch(numbers, 0)

    def of_epoch(self, numbers: Numbers, epoch: int) -> Images:
        """Pictures of the same people that no other epoch has, `(n, size, size, 3)` uint8; those of epoch 0 by `[]`."""
        if epoch != self._kept[0]:
            self._kept = self._none_of(epoch)
        _epoch, there, images = self._kept
        missing = np.unique(numbers[~there[numbers]])
        if len(missing):
            who, which = np.divmod(missing, self.faces.pictures)
            images[missing] = self.faces.batch(who, which + epoch * self.faces.pictures)
            there[missing] = True
        return images[numbers]


@dataclass(frozen=True)
class Part:
    """Pictures of identities that no other part has.

    Attributes:
        pictures: by their numbers.
        labels: `(n,)` the number of the identity on each picture, from 0 to the count of names.
        names: of the identities.
    """

    pictures: Pictures
    labels: npt.NDArray[np.int64]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def of_epoch(self, numbers: Numbers, epoch: int) -> Images:
        """Pictures by their numbers; drawn people have new ones in each epoch."""
        if isinstance(self.pictures, Drawn):
            return self.pictures.of_epoch(numbers, epoch)
        return self.pictures[numbers]

    @cached_property
    def of_each(self) -> list[npt.NDArray[np.intp]]:
        """The numbers of each identity's pictures."""
        order = np.argsort(self.labels, kind="stable")
        ends = np.cumsum(np.bincount(self.labels, minlength=len(self.names)))[:-1]
        return np.split(order, ends)

    def at_most(self, each: int) -> npt.NDArray[np.intp]:
        """The numbers of at most so many pictures of each identity, evenly chosen."""
        places = (np.unique(np.linspace(0, len(own) - 1, each).round().astype(np.intp)) for own in self.of_each)
        return np.concatenate([own[some] for own, some in zip(self.of_each, places, strict=True)])


@dataclass(frozen=True)
class Identities:
    """What there is to learn from.

    Attributes:
        training: whom the network learns from.
        validation: others, who choose the best epoch and the threshold.
        test: again others, for the test.
        shape: `(height, width, channels)` of a picture.
        about: in words.
    """

    training: Part
    validation: Part
    test: Part
    shape: tuple[int, int, int]
    about: About
