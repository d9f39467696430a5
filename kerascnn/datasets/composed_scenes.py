"""Scenes composed from real pictures: digits of MNIST, coloured, on photographs of CIFAR-10, and where each digit is.

Whoever composes a scene knows where everything is in it, so nobody has to draw boxes by hand.
"""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets import scene_parts as parts
from kerascnn.datasets.dataset import Dataset, Images
from kerascnn.datasets.embedded import SHA256
from kerascnn.datasets.scene_chance import Drawn
from kerascnn.datasets.sources import load
from kerascnn.errors import InputError, unknown
from kerascnn.language import _

__all__ = ["Part", "SceneBatch", "Scenes", "scenes"]

Part = Literal["train", "validation", "test"]
PARTS: dict[Part, int] = {"train": 0, "validation": 1, "test": 2}
HELD_OUT = {"digits": 5_000, "backgrounds": 200}
"""How many of the last training pictures are kept for validation scenes alone."""
AT_ONCE = 64
"""Scenes that are composed together, so that many take no more memory than these."""
SMALLEST, MOST_DIGITS = 48, 12
CLASSES = tuple("0123456789")


class SceneBatch(NamedTuple):
    """Scenes, and what is where in them.

    Attributes:
        images: `(n, size, size, 3)` uint8.
        boxes: `(n, most, 4)` float32, xyxy in pixels, each tightly around a digit's ink; zeros where there is none.
        labels: `(n, most)` int64, the digit in each box, and -1 where there is none; digits come first.
        masks: `(n, size, size)` uint8, 0 for the background and the digit + 1 on its ink.
        edges: `(n, size, size)` uint8, 1 on the outermost pixels of each digit's ink.
    """

    images: Images
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    masks: npt.NDArray[np.uint8]
    edges: npt.NDArray[np.uint8]

    def objects(self) -> Iterator[tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]]:
        """The boxes `(k, 4)` and the labels `(k,)` of one scene after the other, without those that are none."""
        for boxes, labels in zip(self.boxes, self.labels, strict=True):
            there = labels >= 0
            yield boxes[there], labels[there]


@dataclass(frozen=True)
class Scenes:
    """Any number of scenes, each composed when it is asked for, always the same by its number.

    Attributes:
        seed: of everything that is drawn.
        count: how many there are; the number of a scene may go beyond, as a training does that sees new ones in every
            epoch.
        size: pixels along a side.
        part: of which pictures they are composed.
        fewest: digits in a scene.
        most: digits in a scene, where there is room for them.
        edges_hard: whether digits have any colour and stand on bright photographs.
    """

    seed: int
    count: int
    size: int
    part: Part
    fewest: int
    most: int
    edges_hard: bool
    class_names = CLASSES
    endless = True

    def __len__(self) -> int:
        """How many there are."""
        return self.count

    @property
    def sha256(self) -> str:
        """Of what the scenes follow from: the pictures and the settings."""
        said = (SHA256["mnist"], SHA256["cifar10"], *vars(self).values())
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def batch(self, numbers: npt.ArrayLike) -> SceneBatch:
        """Compose the scenes with these numbers, from 0; each is the same whichever others are asked for with it.

        Args:
            numbers: `(n,)`.

        Raises:
            InputError: a number that is none.
        """
        chosen = np.asarray(numbers)
        if chosen.ndim != 1 or (len(chosen) and (chosen.dtype.kind not in "iu" or chosen.min() < 0)):
            raise InputError(_("the numbers of scenes are to be whole, from 0 up, in an array of one axis"))
        pieces = [self._compose(chosen[first : first + AT_ONCE]) for first in range(0, len(chosen), AT_ONCE)]
        if len(pieces) == 1:
            return pieces[0]
        return SceneBatch(*map(np.concatenate, zip(*pieces, strict=True))) if pieces else self._compose(chosen)

    def _compose(self, numbers: npt.NDArray[np.integer[Any]]) -> SceneBatch:
        pictures = _pictures(self.part)
        drawn = Drawn.of(self.seed, PARTS[self.part], numbers, self.most)
        background = parts.backgrounds(pictures.backgrounds, drawn, self.size, bright=self.edges_hard)
        digits = parts.digits(pictures.digits, drawn, self.size, fewest=self.fewest)
        colours = parts.contrasting(background, digits, drawn) if self.edges_hard else parts.bright(drawn)
        images, owners = parts.painted(background, digits, colours)
        classes = np.pad(digits.labels + 1, ((0, 0), (1, 0))).astype(np.uint8)
        order = np.argsort(digits.labels < 0, axis=1, kind="stable")
        return SceneBatch(
            images,
            np.take_along_axis(digits.boxes, order[..., None], axis=1),
            np.take_along_axis(digits.labels, order, axis=1),
            classes[np.arange(len(numbers))[:, None, None], owners],
            parts.edges(owners),
        )


def scenes(
    kind: Literal["digits"] = "digits",
    *,
    seed: int = 0,
    count: int = 8_000,
    size: int = 96,
    part: Part = "train",
    digits: tuple[int, int] = (1, 6),
    edges_hard: bool = False,
) -> Scenes:
    """Scenes of handwritten digits on photographs, with boxes, labels, masks and edges.

    Digits of MNIST, their longer side 17 to 45 pixels, in colours, at places where they hardly overlap; behind them a
    part of a photograph of the CIFAR-10 sample, darkened to 15 to 50 % of its brightness. Of as many digits as are
    drawn, some find no room and are left out: 2 % at 96×96, 11 % of 1 to 3 at 64×64. The largest are placed first.

    Example:
        >>> import kerascnn as kc
        >>> some = kc.datasets.scenes("digits", seed=1, count=100)
        >>> batch = some.batch(range(4))
        >>> batch.images.shape, batch.boxes.shape, batch.masks.shape
        ((4, 96, 96, 3), (4, 6, 4), (4, 96, 96))

    Args:
        kind: "digits".
        seed: the same seed gives the same scenes.
        count: how many.
        size: pixels along a side, from 48 up.
        part: "train", "validation" (the last 5,000 training digits and 200 training photographs, which no scene of
            "train" has) or "test" (test digits and test photographs).
        digits: fewest and most in a scene; (0, 1) for one object or none.
        edges_hard: scenes whose edges are hard to find: the photograph keeps 50 to 100 % of its brightness, and a
            digit has any colour whose grey differs by 45 of 255 or more from the mean grey behind it.

    Raises:
        InputError: an argument is none of these.
    """
    if kind != "digits":
        raise unknown(_("kind of scenes"), kind, ["digits"])
    if part not in PARTS:
        raise unknown(_("part"), part, PARTS)
    checks.whole("seed", seed, at_least=0)
    checks.whole("count", count, at_least=1)
    checks.whole("size", size, at_least=SMALLEST, at_most=1024)
    fewest, most = digits
    checks.whole("digits", fewest, at_least=0, at_most=MOST_DIGITS)
    checks.whole("digits", most, at_least=max(1, fewest), at_most=MOST_DIGITS)
    return Scenes(seed, count, size, part, fewest, most, edges_hard)


class _Pictures(NamedTuple):
    digits: parts.Inked
    backgrounds: Images


@functools.lru_cache(maxsize=len(PARTS))
def _pictures(part: Part) -> _Pictures:
    """Digits, and photographs `(n, 32, 32, 3)`, as the package brings them."""
    mnist, cifar = _sources()
    if part == "test":
        return _Pictures(parts.Inked.of(mnist.test_images[..., 0], mnist.test_labels), cifar.test_images)
    kept = {name: slice(-count, None) if part == "validation" else slice(-count) for name, count in HELD_OUT.items()}
    digits, photographs = kept["digits"], kept["backgrounds"]
    inked = parts.Inked.of(mnist.train_images[digits, ..., 0], mnist.train_labels[digits])
    return _Pictures(inked, cifar.train_images[photographs])


@functools.lru_cache(maxsize=1)
def _sources() -> tuple[Dataset, Dataset]:
    return load("mnist", data="sample"), load("cifar10", data="sample")
