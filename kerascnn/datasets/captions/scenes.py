"""Composed scenes of coloured shapes, each with its sentence: one to three groups on a background that changes."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets.captions.sentences import COLOURS, HIGHEST_COUNT, LANGUAGES, SHAPES, Group, Language, sentence
from kerascnn.datasets.captions.shapes import Drawn, laid_out, painted
from kerascnn.datasets.dataset import Images
from kerascnn.errors import InputError, unknown
from kerascnn.language import _

__all__ = ["MOST_GROUPS", "SMALLEST", "ShapeBatch", "ShapeScenes", "shape_scenes"]

Part = Literal["train", "validation", "test"]
PARTS: dict[Part, int] = {"train": 0, "validation": 1, "test": 2}
AT_ONCE = 64
"""Scenes that are composed together, so that many take no more memory than these."""
SMALLEST, LARGEST = 48, 256
MOST_GROUPS = 4


class ShapeBatch(NamedTuple):
    """Scenes and what is in them.

    Attributes:
        images: `(n, size, size, 3)` uint8.
        groups: the groups of each, in the order in which its sentence names them.
        captions: the sentences of each, which is one, as words.
    """

    images: Images
    groups: tuple[tuple[Group, ...], ...]
    captions: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True)
class ShapeScenes:
    """Any number of scenes, each composed when it is asked for, always the same by its number.

    Attributes:
        seed: of everything that is drawn.
        count: how many there are; the number of a scene may go beyond, as a training does that sees new ones in every
            epoch.
        size: pixels along a side.
        part: "train", "validation" or "test": each has scenes of its own.
        language: of the sentences.
        groups: the most in a scene.
        most: the most shapes in a group.
    """

    seed: int
    count: int
    size: int
    part: Part
    language: Language
    groups: int
    most: int
    endless = True

    def __len__(self) -> int:
        """How many there are."""
        return self.count

    @property
    def sha256(self) -> str:
        """Of what the scenes follow from: the settings."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def batch(self, numbers: npt.NDArray[np.integer[Any]]) -> ShapeBatch:
        """Compose the scenes with these numbers, from 0; each is the same whichever others are asked for with it.

        Args:
            numbers: `(n,)`.

        Raises:
            InputError: a number that is none.
        """
        chosen = np.asarray(numbers)
        if chosen.ndim != 1 or (len(chosen) and (chosen.dtype.kind not in "iu" or chosen.min() < 0)):
            raise InputError(_("the numbers of scenes are to be whole, from 0 up, in an array of one axis"))
        pieces = [self._compose(chosen[first : first + AT_ONCE]) for first in range(0, max(1, len(chosen)), AT_ONCE)]
        groups = tuple(each for _images, several in pieces for each in several)
        captions = tuple((sentence(each, self.language),) for each in groups)
        return ShapeBatch(np.concatenate([images for images, _groups in pieces]), groups, captions)

    def _compose(self, numbers: npt.NDArray[np.integer[Any]]) -> tuple[Images, list[tuple[Group, ...]]]:
        chance = Drawn.of(self.seed, PARTS[self.part], numbers, groups=self.groups, most=self.most, size=self.size)
        layout = laid_out(chance, size=self.size, shapes=len(SHAPES), colours=len(COLOURS))
        images = painted(chance, layout, size=self.size, colours=len(COLOURS))
        counts = layout.there.sum(axis=2)
        found = [
            tuple(
                Group(count, SHAPES[kind // len(COLOURS)], COLOURS[kind % len(COLOURS)])
                for kind, count in zip(kinds, of_scene, strict=True)
                if count
            )
            for kinds, of_scene in zip(layout.kinds.tolist(), counts.tolist(), strict=True)
        ]
        return images, found


def shape_scenes(
    language: Language = "es",
    *,
    seed: int = 0,
    count: int = 8_000,
    size: int = 64,
    part: Part = "train",
    groups: int = 3,
    most: int = 3,
) -> ShapeScenes:
    """Scenes of circles, squares, triangles, stars and crosses in six colours, each with its sentence.

    One group or more, each of one to `most` shapes of a kind and a colour, which no other group of the scene has. The
    shapes measure 10 to 16 pixels across in a scene of 64, are turned a little and do not touch. Of as many as are
    drawn, those that find no room are left out; the sentence names what is there.

    Example:
        >>> some = shape_scenes("es", seed=1, count=100)
        >>> batch = some.batch(range(2))
        >>> batch.images.shape
        (2, 64, 64, 3)
        >>> " ".join(batch.captions[0][0])
        '...'

    Args:
        language: of the sentences, "es" or "en".
        seed: the same seed gives the same scenes.
        count: how many.
        size: pixels along a side, 48 to 256.
        part: "train", "validation" or "test".
        groups: the most in a scene, up to 4.
        most: the most shapes in a group, up to 5.

    Raises:
        InputError: an argument is none of these.
    """
    if language not in LANGUAGES:
        raise unknown(_("language"), language, LANGUAGES)
    if part not in PARTS:
        raise unknown(_("part"), part, PARTS)
    checks.whole("seed", seed, at_least=0)
    checks.whole("count", count, at_least=1)
    checks.whole("size", size, at_least=SMALLEST, at_most=LARGEST)
    checks.whole("groups", groups, at_least=1, at_most=MOST_GROUPS)
    checks.whole("most", most, at_least=1, at_most=HIGHEST_COUNT)
    return ShapeScenes(seed, count, size, part, language, groups, most)
