"""Pictures with the objects in them: boxes, classes and, where there are any, masks."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets import picture
from kerascnn.datasets.annotations.problems import Problem
from kerascnn.datasets.dataset import Images
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["VOID", "Annotated", "AnnotatedImage", "Region"]

VOID = 255
"""The class map's value for pixels that are neither of a class nor background."""
MOST_MASK_PIXELS = 2**31
"""Of all masks of a picture together."""


class Region(Protocol):
    """What gives the pixels of an object."""

    def mask(self, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
        """`(height, width)`."""


@dataclass(frozen=True, eq=False)
class AnnotatedImage:
    """A picture and the objects in it; the picture stays on disk until it is asked for.

    Attributes:
        path: the picture.
        size: its height and width in pixels, upright.
        boxes: `(n, 4)` float64 xyxy in pixels, within the picture.
        labels: `(n,)` int64, indices into the data set's `class_names`.
        ignored: `(n,)` bool, objects that are neither asked for nor wrong: COCO's crowds and VOC's difficult ones.
        regions: what gives the mask of each object; None where it has none.
        part: "train", "validation" or "test"; "" where the folder does not say.
        void: what gives the pixels that are neither of a class nor background, where there are any.
    """

    path: Path
    size: tuple[int, int]
    boxes: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    ignored: npt.NDArray[np.bool_]
    regions: tuple[Region | None, ...] = ()
    part: str = ""
    void: Region | None = None

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def has_masks(self) -> bool:
        """Whether each object has a mask."""
        return len(self.regions) == len(self) and all(region is not None for region in self.regions)

    def pixels(self, channels: Literal[1, 3] = 3) -> Images:
        """The picture, `(height, width, channels)` uint8.

        Raises:
            InputError: it cannot be read.
        """
        return np.atleast_3d(np.asarray(picture.load(self.path, channels=channels)))

    def mask(self, number: int) -> npt.NDArray[np.bool_]:
        """The pixels of one object, `(height, width)`.

        Raises:
            InputError: it has no mask.
        """
        region = self.regions[number] if number < len(self.regions) else None
        if region is None:
            text = _("{path}: object {number} (counted from 0) has no mask; these annotations have boxes alone")
            raise InputError(text.format(path=self.path, number=number))
        return region.mask(self.size)

    def masks(self) -> npt.NDArray[np.bool_]:
        """The pixels of all objects, `(n, height, width)`.

        Raises:
            InputError: an object has no mask, or all masks together are too large; `mask` gives one of them.
        """
        if len(self) * self.size[0] * self.size[1] > MOST_MASK_PIXELS:
            text = _("{path}: {count} masks of {width}×{height} are too many at once; take them one by one")
            raise InputError(text.format(path=self.path, count=len(self), width=self.size[1], height=self.size[0]))
        found = np.zeros((len(self), *self.size), bool)
        for number in range(len(self)):
            found[number] = self.mask(number)
        return found

    def class_map(self) -> npt.NDArray[np.uint8]:
        """The class of each pixel, `(height, width)`: 0 for background, label + 1 for an object, `VOID` for neither.

        Where objects overlap, the one with the smaller box lies above.

        Raises:
            InputError: an object has no mask, or there are more than 254 classes.
        """
        found = np.zeros(self.size, np.uint8)
        if len(self.labels) and self.labels.max() >= VOID - 1:
            text = _("{path}: class {label} has no number in a map of bytes; such a map has at most 254 classes")
            raise InputError(text.format(path=self.path, label=self.labels.max()))
        if self.void is not None:
            found[self.void.mask(self.size)] = VOID
        areas = (self.boxes[:, 2:] - self.boxes[:, :2]).prod(axis=1)
        for number in np.argsort(-areas, kind="stable"):
            found[self.mask(number)] = VOID if self.ignored[number] else self.labels[number] + 1
        return found


@dataclass(frozen=True)
class Annotated:
    """Annotated pictures of a folder.

    Attributes:
        path: the folder.
        form: how the annotations are written: "coco", "voc", "yolo" or "masks".
        class_names: one name a class.
        images: the pictures.
        problems: what was wrong with those that were left out, in the order of the files.
        unannotated: how many pictures of the folder no annotation speaks of, where that does not mean "no object".
    """

    path: Path
    form: str
    class_names: tuple[str, ...]
    images: tuple[AnnotatedImage, ...]
    problems: tuple[Problem, ...] = ()
    unannotated: int = 0
    part_names: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, number: int) -> AnnotatedImage:
        return self.images[number]

    def __iter__(self) -> Iterator[AnnotatedImage]:
        return iter(self.images)

    @property
    def counts(self) -> dict[str, int]:
        """How many objects there are of each class, in the order of the classes."""
        found = Counter(int(label) for image in self.images for label in image.labels)
        return {name: found[number] for number, name in enumerate(self.class_names)}

    @property
    def has_masks(self) -> bool:
        """Whether there are objects, and every one has a mask."""
        return any(map(len, self.images)) and all(image.has_masks for image in self.images)

    def split(self, fraction: float = 0.2, seed: int = 0) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The positions of the training and of the test pictures, each in ascending order.

        Where the folder has parts, these are it: what is for validation counts as training, or as test where there is
        no test part. Else `fraction` of the pictures, and at least one, drawn with `seed`, is the test part.

        Raises:
            InputError: `fraction` is not between 0 and 1, or there are fewer than two pictures.
        """
        parts = np.array([image.part for image in self.images])
        for name in ("test", "validation"):
            if (parts == name).any() and (parts != name).any():
                return np.flatnonzero(parts != name), np.flatnonzero(parts == name)
        checks.fraction("fraction", fraction)
        checks.whole("seed", seed, at_least=0)
        if len(self) < 2:
            text = _(
                "{path}: holds {count} annotated picture; expected at least two, to train on one and test on the other"
            )
            raise InputError(text.format(path=self.path, count=len(self)))
        order = np.random.default_rng(seed).permutation(len(self))
        count = min(max(1, round(fraction * len(self))), len(self) - 1)
        return np.sort(order[count:]), np.sort(order[:count])
