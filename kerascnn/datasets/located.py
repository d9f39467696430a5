"""Pictures with boxes around what is in them, all of one size: composed scenes, or a reader's own annotated folder."""

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.annotations import Annotated, AnnotatedImage, load
from kerascnn.datasets.composed_scenes import Part, Scenes, scenes
from kerascnn.datasets.dataset import Images, SkippedWarning
from kerascnn.datasets.letterbox import letterboxed
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.untrusted_text import visible

__all__ = ["Located", "LocatedBatch", "LocatedPart", "Pictures", "locate"]

SCENES = "digit-scenes"
TRAINING, VALIDATION, TEST = 8_000, 500, 1_000
"""How many scenes there are by default; a training sees new ones in every epoch."""
HELD_OUT = 0.1
"""The part of a folder's training pictures that chooses the best epoch, where the folder has none for it."""
MOST_BYTES = 4 * 2**30
"""Of the pictures of a folder, which are kept in memory."""


class LocatedBatch(Protocol):
    """Pictures, and boxes in them."""

    @property
    def images(self) -> Images:
        """`(n, height, width, 3)` uint8."""
        ...

    @property
    def boxes(self) -> npt.NDArray[np.floating[Any]]:
        """`(n, most, 4)` xyxy in pixels."""
        ...

    @property
    def labels(self) -> npt.NDArray[np.integer[Any]]:
        """`(n, most)` class numbers, and -1 where there is no box."""
        ...


class LocatedPart(Protocol):
    """Pictures with boxes, by their numbers."""

    @property
    def endless(self) -> bool:
        """Whether numbers beyond `len` give pictures that were not there before."""
        ...

    def __len__(self) -> int: ...

    def batch(self, numbers: npt.NDArray[np.integer[Any]]) -> LocatedBatch:
        """The pictures with these numbers."""
        ...


@dataclass(frozen=True)
class Pictures:
    """Pictures in memory, and boxes in them: a `LocatedPart`, and its batches.

    Attributes:
        images: `(n, height, width, 3)` uint8.
        boxes: `(n, most, 4)` float32, xyxy in pixels.
        labels: `(n, most)` int64, and -1 where there is no box.
    """

    images: Images
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    endless: bool = False

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, numbers: npt.NDArray[np.integer[Any]]) -> "Pictures":
        """The pictures with these numbers."""
        return Pictures(self.images[numbers], self.boxes[numbers], self.labels[numbers])


@dataclass(frozen=True)
class Located:
    """Pictures in three parts, with boxes around what is in them.

    Attributes:
        name: of the data set.
        source: where it came from, in one line.
        class_names: one name per class.
        size: height and width of a picture.
        train: to learn from.
        validation: to choose the best epoch with.
        test: for the test.
        sha256: of all of it.
    """

    name: str
    source: str
    class_names: tuple[str, ...]
    size: tuple[int, int]
    train: LocatedPart
    validation: LocatedPart
    test: LocatedPart
    sha256: str


@takes_texts
def locate(
    name: str = SCENES,
    *,
    size: int = 96,
    digits: tuple[int, int] = (1, 6),
    counts: tuple[int, int, int] = (TRAINING, VALIDATION, TEST),
    data_dir: Path | None = None,
    seed: int = 0,
    skip_bad: bool = False,
) -> Located:
    """Scenes of digits, or the annotated pictures of a folder, made as large as the scenes would be.

    Args:
        name: "digit-scenes".
        size: pixels along a side. Pictures of a folder are made smaller or larger and keep their proportions; what is
            left of the square stays grey.
        digits: fewest and most in a scene.
        counts: scenes to learn from, to choose the best epoch and for the test.
        data_dir: a folder as `annotations.load` reads it, in place of the scenes.
        seed: of the scenes, or of what divides a folder that has no parts.
        skip_bad: leave out pictures of the folder whose annotation is wrong, with a `SkippedWarning`.

    Raises:
        InputError: the folder cannot be used, or an argument cannot.
    """
    if data_dir is None:
        names: tuple[Part, ...] = ("train", "validation", "test")
        parts = [
            scenes(seed=seed, count=count, size=size, part=part, digits=digits)
            for part, count in zip(names, counts, strict=True)
        ]
        source = _("composed of MNIST's digits and CIFAR-10's sample, inside kerascnn")
        sha256 = hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()
        train, validation, test = parts
        return Located(name, source, Scenes.class_names, (size, size), train, validation, test, sha256)
    found = load(data_dir, skip_bad=skip_bad)
    if found.problems:
        text = _("{folder}: annotations that are left out: {count}; the first: {problem}")
        problem = str(found.problems[0])
        message = text.format(folder=data_dir, count=len(found.problems), problem=problem)
        warnings.warn(visible(message), SkippedWarning, stacklevel=2)
    return _of_folder(found, size, seed)


def _of_folder(found: Annotated, size: int, seed: int) -> Located:
    if len(found) < 3:
        text = _("{path}: annotated pictures: {count}; expected at least 3: to learn, to choose the epoch, to test")
        raise InputError(text.format(path=found.path, count=len(found)))
    if not any(len(image) for image in found):
        raise InputError(_("{path}: no object is annotated in any picture").format(path=found.path))
    if len(found) * size**2 * 3 > MOST_BYTES:
        text = _("{path}: {count:,} pictures of {size}×{size} do not fit into memory; choose a smaller --size")
        raise InputError(text.format(path=found.path, count=len(found), size=size))
    learned, tested = found.split(seed=seed)
    said = np.array([found[number].part == "validation" for number in learned])
    if not said.any() or said.all():
        count = max(1, round(HELD_OUT * len(learned)))
        said = np.zeros(len(learned), bool)
        said[np.random.default_rng(seed).permutation(len(learned))[:count]] = True
    if said.all():
        text = _("{path}: has one picture to learn from; expected at least two, one to choose the best epoch")
        raise InputError(text.format(path=found.path))
    divided = (learned[~said], learned[said], tested)
    train, validation, test = (_read([found[number] for number in numbers], size) for numbers in divided)
    digest = hashlib.sha256(repr(found.class_names).encode())
    for part in (train, validation, test):
        for array in (part.images, part.boxes, part.labels):
            digest.update(f"{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
    name = found.path.resolve().name or "folder"
    sha256 = digest.hexdigest()
    return Located(name, str(found.path), found.class_names, (size, size), train, validation, test, sha256)


def _read(images: Sequence[AnnotatedImage], size: int) -> Pictures:
    """The pictures in a square, with their boxes; objects that are to be ignored are left out."""
    most = max((int((~image.ignored).sum()) for image in images), default=0) or 1
    found = Pictures(
        np.zeros((len(images), size, size, 3), np.uint8),
        np.zeros((len(images), most, 4), np.float32),
        np.full((len(images), most), -1),
    )
    for number, image in enumerate(images):
        pixels, frame = letterboxed(image.pixels(), (size, size))
        boxes, labels = frame.inside(image.boxes[~image.ignored]), image.labels[~image.ignored]
        # The largest first: where two want the same cell of a detector's grid, the smaller one gets it.
        order = np.argsort(-(boxes[:, 2:] - boxes[:, :2]).prod(axis=1), kind="stable")
        found.images[number] = pixels
        found.boxes[number, : len(order)], found.labels[number, : len(order)] = boxes[order], labels[order]
    return found
