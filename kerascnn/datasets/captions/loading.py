"""Pictures with captions, in three parts: composed scenes, or a folder as Flickr8k is one."""

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kerascnn.datasets import picture
from kerascnn.datasets.captions.files import CaptionedPicture, CaptionFolder, read
from kerascnn.datasets.captions.scenes import PARTS, shape_scenes
from kerascnn.datasets.captions.sentences import Language, words_of
from kerascnn.datasets.captions.vocabulary import SPECIAL, Caption, Vocabulary
from kerascnn.datasets.dataset import Images, SkippedWarning
from kerascnn.datasets.letterbox import letterboxed
from kerascnn.datasets.text_files import UTF_8
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["SCENES", "CaptionBatch", "CaptionPart", "Captioned", "CaptionedPictures", "load"]

SCENES = "shape-scenes"
TRAINING, VALIDATION, TEST = 8_000, 500, 1_000
"""How many scenes there are by default; a training sees new ones in every epoch."""
HELD_OUT = 0.15
"""The part of a folder's pictures for the test, and of the others to choose the best epoch."""
FEWEST = 3
MOST_BYTES = 4 * 2**30
"""Of the pictures of a folder, which are kept in memory."""
MOST_WORDS = 20_000


class CaptionBatch(Protocol):
    """Pictures, and what was said of them."""

    @property
    def images(self) -> Images:
        """`(n, height, width, 3)` uint8."""
        ...

    @property
    def captions(self) -> Sequence[Sequence[Caption]]:
        """The captions of each picture, at least one."""
        ...


class CaptionPart(Protocol):
    """Pictures with captions, by their numbers."""

    @property
    def endless(self) -> bool:
        """Whether numbers beyond `len` give pictures that were not there before."""
        ...

    def __len__(self) -> int: ...

    def batch(self, numbers: npt.NDArray[np.integer[Any]]) -> CaptionBatch:
        """The pictures with these numbers."""
        ...


@dataclass(frozen=True)
class CaptionedPictures:
    """Pictures in memory: a `CaptionPart`, and its batches.

    Attributes:
        images: `(n, height, width, 3)` uint8.
        captions: of each picture, at least one.
    """

    images: Images
    captions: tuple[tuple[Caption, ...], ...]
    endless: bool = False

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, numbers: npt.NDArray[np.integer[Any]]) -> "CaptionedPictures":
        """The pictures with these numbers."""
        return CaptionedPictures(self.images[numbers], tuple(self.captions[number] for number in numbers))


@dataclass(frozen=True)
class Captioned:
    """Pictures in three parts, with captions.

    Attributes:
        name: of the data set.
        source: where it came from, in one line.
        language: of the sentences of scenes; None for a folder.
        size: pixels along a side of a picture.
        vocabulary: the words that a network is to know.
        longest: words of a caption, its end included, at most; longer ones are cut.
        train: to learn from.
        validation: to choose the best epoch with.
        test: for the test.
        sha256: of all of it.
        taken_as: what of a folder was taken for what, a line each.
    """

    name: str
    source: str
    language: Language | None
    size: int
    vocabulary: Vocabulary
    longest: int
    train: CaptionPart
    validation: CaptionPart
    test: CaptionPart
    sha256: str
    taken_as: tuple[str, ...] = ()


def load(
    *,
    language: Language = "es",
    size: int = 64,
    groups: int = 3,
    most: int = 3,
    counts: tuple[int, int, int] = (TRAINING, VALIDATION, TEST),
    data_dir: Path | None = None,
    min_count: int = 5,
    longest: int = 20,
    seed: int = 0,
    skip_bad: bool = False,
) -> Captioned:
    """Scenes of shapes with their sentences, or the pictures and captions of a folder.

    Args:
        language: of the scenes' sentences.
        size: pixels along a side. Pictures of a folder are made smaller or larger and keep their proportions; what is
            left of the square stays grey.
        groups: the most in a scene.
        most: the most shapes in a group.
        counts: scenes to learn from, to choose the best epoch and for the test.
        data_dir: a folder as `captions.read` takes it, in place of the scenes.
        min_count: how often a word of a folder stands in the captions that are learned from, so that it is known.
        longest: words of a folder's caption that are learned.
        seed: of the scenes to learn from, or of what divides a folder that has no parts. Every seed is tested on the
            same scenes.
        skip_bad: leave out lines of a folder's captions that are wrong, with a `SkippedWarning`.

    Raises:
        InputError: the folder cannot be used, or an argument cannot.
    """
    if data_dir is not None:
        return _of_folder(read(data_dir, skip_bad=skip_bad), size, min_count, longest, seed)
    parts = [
        shape_scenes(
            language, seed=seed if part == "train" else 0, count=count, size=size, part=part, groups=groups, most=most
        )
        for part, count in zip(PARTS, counts, strict=True)
    ]
    train, validation, test = parts
    # Three words a group, what stands between groups, and the end.
    vocabulary = Vocabulary((*SPECIAL, *words_of(language, most, groups)))
    sha256 = hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()
    source = _("drawn by kerascnn, with sentences in {language}").format(
        language={"es": _("Spanish"), "en": _("English")}[language]
    )
    return Captioned(
        f"{SCENES}-{language}", source, language, size, vocabulary, 4 * groups, train, validation, test, sha256
    )


def _of_folder(found: CaptionFolder, size: int, min_count: int, longest: int, seed: int) -> Captioned:
    if found.problems:
        text = _("{path}: lines that are left out: {count}; the first: {problem}")
        message = text.format(path=found.file, count=len(found.problems), problem=found.problems[0])
        warnings.warn(visible(message), SkippedWarning, stacklevel=3)
    if len(found.pictures) < FEWEST:
        text = _("{path}: pictures with captions: {count}; expected {fewest} or more: to learn, to choose, to test")
        raise InputError(text.format(path=found.file, count=len(found.pictures), fewest=FEWEST))
    if len(found.pictures) * size**2 * 3 > MOST_BYTES:
        text = _("{path}: {count:,} pictures of {size}×{size} do not fit into memory; choose a smaller --size")
        raise InputError(text.format(path=found.path, count=len(found.pictures), size=size))
    train, validation, test = _divided(found, seed)
    learned = [caption for each in train for caption in each.captions]
    vocabulary = Vocabulary.of(learned, min_count)
    if len(vocabulary) == len(SPECIAL):
        text = _("{path}: no word stands {count} times in the captions to learn from; choose a smaller --min-count")
        raise InputError(text.format(path=found.file, count=min_count))
    if len(vocabulary) > MOST_WORDS:
        text = _("{path}: {count:,} words stand there often enough, more than {most:,}; choose a larger --min-count")
        raise InputError(text.format(path=found.file, count=len(vocabulary), most=MOST_WORDS))
    parts = tuple(_pictures(each, size) for each in (train, validation, test))
    digest = hashlib.sha256(repr(vocabulary.words).encode())
    for part in parts:
        digest.update(f"{part.images.shape}{part.captions!r}".encode())
        digest.update(part.images.data)
    return Captioned(
        name=found.path.resolve().name or "folder",
        source=str(found.path),
        language=None,
        size=size,
        vocabulary=vocabulary,
        longest=longest + 1,
        train=parts[0],
        validation=parts[1],
        test=parts[2],
        sha256=digest.hexdigest(),
        taken_as=tuple(map(visible, _said(found, learned, vocabulary, longest))),
    )


def _divided(found: CaptionFolder, seed: int) -> tuple[list[CaptionedPicture], ...]:
    """What to learn from, to choose by and to test on: as the folder says, else drawn.

    Raises:
        InputError: nothing is left to learn from.
    """
    order = np.random.default_rng(seed).permutation(len(found.pictures)).tolist()
    parts: dict[str, list[int]] = {name: [] for name in (*PARTS, "")}
    for number in order:
        parts[found.pictures[number].part].append(number)
    if parts["train"]:
        # What no part was said of is not known to be apart from the test.
        learned, validation, test = parts["train"], parts["validation"], parts["test"]
    else:
        learned, validation, test = [*parts[""], *parts["validation"]], [], parts["test"]
    if not test:
        test, learned = _cut(learned)
    if not validation:
        validation, learned = _cut(learned)
    if not learned:
        text = _("{path}: no picture with a caption is left to learn from, beside those to choose by and to test on")
        raise InputError(text.format(path=found.path))
    return tuple([found.pictures[number] for number in sorted(part)] for part in (learned, validation, test))


def _cut(numbers: list[int]) -> tuple[list[int], list[int]]:
    count = max(1, round(HELD_OUT * len(numbers)))
    return numbers[:count], numbers[count:]


def _pictures(found: Sequence[CaptionedPicture], size: int) -> CaptionedPictures:
    images = np.empty((len(found), size, size, 3), np.uint8)
    for row, each in zip(images, found, strict=True):
        row[:] = letterboxed(np.asarray(picture.load(each.path, channels=3)), (size, size))[0]
    return CaptionedPictures(images, tuple(each.captions for each in found))


def _said(found: CaptionFolder, learned: Sequence[Caption], vocabulary: Vocabulary, longest: int) -> Iterator[str]:
    """What was found in a folder, a line each."""
    text = _("{path}: captions {count:,}, of pictures {pictures:,}, brought to a square with their proportions kept")
    count = sum(len(each.captions) for each in found.pictures)
    yield text.format(path=found.file, count=count, pictures=len(found.pictures))
    if found.encoding != UTF_8:
        yield _("{path} is in {encoding}, not UTF-8").format(path=found.file, encoding=found.encoding)
    if found.without:
        text = _("{folder}: pictures without a caption, which are left alone: {count:,}")
        yield text.format(folder=found.path, count=found.without)
    known = set(vocabulary.words)
    rare = len(set(chain.from_iterable(learned)) - known)
    text = _("words that are known: {known:,}; {rare:,} are too rare and become <unknown>")
    yield text.format(known=len(vocabulary) - len(SPECIAL), rare=rare)
    cut = sum(len(each) > longest for each in learned)
    if cut:
        text = _("captions of more than {longest} words, which are cut there: {count:,}; --longest takes more")
        yield text.format(longest=longest, count=cut)
