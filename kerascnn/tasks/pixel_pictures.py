"""Pictures with something known of each pixel, for the tasks that learn that: composed, or read from a folder."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import numpy as np
import numpy.typing as npt

from kerascnn import datasets
from kerascnn.datasets import Scenes
from kerascnn.tasks.pixel_options import Pictures
from kerascnn.tasks.protocol import About
from kerascnn.training import Feed

__all__ = [
    "FEWEST",
    "MOST_BYTES",
    "PART",
    "Arrays",
    "Composed",
    "PixelData",
    "PixelFeed",
    "Source",
    "composed",
    "divided",
]

MOST_BYTES = 2**31
"""Of the pictures of a folder, and what is known of them, together in memory."""
FEWEST = 3
"""Pictures of a folder: one to learn from, one to choose the best epoch, one for the test."""
PART = 0.15
"""Of a folder's pictures for the test; and of the others, to choose the best epoch."""

Pixels = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.intp]


class Source(Protocol):
    """Pictures, and what is known of their pixels."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def batch(self, numbers: Numbers, epoch: int) -> tuple[Pixels, Pixels]:
        """Pictures `(n, height, width, 3)` and a number for each pixel `(n, height, width)`."""
        ...


@dataclass(frozen=True)
class Composed:
    """Scenes, which are composed when they are asked for.

    Attributes:
        scenes: which.
        known: what is known of each pixel.
        renewed: whether each epoch has new ones.
    """

    scenes: Scenes
    known: Literal["masks", "edges"]
    renewed: bool = False

    def __len__(self) -> int:
        return len(self.scenes)

    def batch(self, numbers: Numbers, epoch: int) -> tuple[Pixels, Pixels]:
        """Compose scenes."""
        found = self.scenes.batch(numbers + epoch * len(self) if self.renewed else numbers)
        return found.images, found.masks if self.known == "masks" else found.edges


@dataclass(frozen=True)
class Arrays:
    """Pictures in memory.

    Attributes:
        images: `(n, height, width, 3)` uint8.
        known: `(n, height, width)` uint8.
    """

    images: Pixels
    known: Pixels

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, numbers: Numbers, epoch: int) -> tuple[Pixels, Pixels]:
        """Take pictures out."""
        return self.images[numbers], self.known[numbers]


@dataclass(frozen=True)
class PixelData:
    """What there is to learn from.

    Attributes:
        training: what is learned from.
        validation: what chooses the best epoch.
        test: what is tested on.
        shape: `(height, width, channels)` of a picture.
        about: in words.
    """

    training: Source
    validation: Source
    test: Source
    shape: tuple[int, int, int]
    about: About


def composed(
    known: Literal["masks", "edges"],
    pictures: Pictures,
    *,
    seed: int,
    validation: int,
    hard: bool,
    name: str,
    source: str,
    class_names: Sequence[str] = (),
) -> PixelData:
    """Composed scenes of digits; every seed is tested on the same ones.

    Args:
        known: what is known of each pixel.
        pictures: how large they are, how many digits they have, and how many there are.
        seed: of the scenes that are learned from.
        validation: how many choose the best epoch.
        hard: whether the edges of digits are hard to find: digits of any colour on bright photographs.
        name: of the data set.
        source: where it came from, in one line.
        class_names: of what is in front of the digits.

    Raises:
        InputError: as `datasets.scenes`.
    """
    side, digits = pictures.size, (1, pictures.digits)

    def scenes(part: Literal["train", "validation", "test"], count: int, seed: int) -> Scenes:
        return datasets.scenes("digits", size=side, digits=digits, edges_hard=hard, seed=seed, count=count, part=part)

    parts = (
        scenes("train", pictures.scenes, seed),
        scenes("validation", validation, 0),
        scenes("test", pictures.test_scenes, 0),
    )
    learned, choosing, tested = parts
    about = About(
        name=name,
        source=source,
        sample=False,
        training=len(learned) + len(choosing),
        test=len(tested),
        class_names=(*class_names, *learned.class_names) if class_names else (),
        sha256=hashlib.sha256("".join(each.sha256 for each in parts).encode()).hexdigest(),
    )
    return PixelData(
        Composed(learned, known, renewed=True),
        Composed(choosing, known),
        Composed(tested, known),
        (side, side, 3),
        about,
    )


def divided(numbers: Numbers, seed: int, *, tested: Numbers | None = None) -> Sequence[Numbers]:
    """The numbers of the pictures to learn from, to choose the best epoch by, and to test on, each in ascending order.

    >>> [len(part) for part in divided(np.arange(20), 0)]
    [14, 3, 3]

    Args:
        numbers: of all pictures but those of `tested`; at least two, or three where `tested` is None.
        seed: the same seed gives the same division.
        tested: those to test on; None to draw them.
    """
    order = np.random.default_rng(seed).permutation(numbers)
    if tested is None:
        tested, order = np.split(order, [max(1, round(PART * len(order)))])
    choosing, learned = np.split(order, [max(1, round(PART * len(order)))])
    return [np.sort(each) for each in (learned, choosing, tested)]


class PixelFeed(Feed):
    """Pictures in [0, 1] and what is known of each pixel, a batch at a time.

    Args:
        source: the pictures.
        batch_size: pictures in a batch.
        seed: shuffle with this seed; None keeps the order and every picture.
        mirror: mirror half of the pictures left to right.
    """

    def __init__(self, source: Source, *, batch_size: int, seed: int | None = None, mirror: bool = False) -> None:
        super().__init__(np.arange(len(source)), batch_size=batch_size, seed=seed)
        self.source, self.mirror = source, mirror

    def batch(self, epoch: int, number: int) -> tuple[Any, ...]:
        """Pictures `(batch, height, width, 3)` float32 and a number for each pixel `(batch, height, width)` uint8."""
        images, known = self.source.batch(self.chosen(epoch, number), epoch)
        if self.mirror:
            turned = self.generator(epoch, number).random(len(images)) < 0.5
            images = np.where(turned[:, None, None, None], images[:, :, ::-1], images)
            known = np.where(turned[:, None, None], known[:, :, ::-1], known)
        return images.astype("float32") / np.float32(255), known
