"""Pictures with something known of each pixel, for the tasks that learn that: composed, or read from a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import numpy as np
import numpy.typing as npt

from kerascnn.datasets import Scenes
from kerascnn.training import Feed

__all__ = ["MOST_BYTES", "Arrays", "Composed", "PixelFeed", "Source", "divided"]

MOST_BYTES = 2**31
"""Of the pictures of a folder, and what is known of them, together in memory."""
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
