"""What is in a folder of pictures that a person should know before training on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerascnn.datasets.folder import ImageFolder, Indices
from kerascnn.datasets.opening import open_folder
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.untrusted_text import visible

__all__ = ["FolderSurvey", "check_folder", "survey_folder"]

SIDE = 64
"""Pixels along a side at which pictures are compared, where nothing is trained."""

RARE = 3
"""A class with so many times fewer pictures than the largest is rare."""
MOST_NAMED = 3
FORMATS = {
    "JPEG": ".jfif .jif .jpe .jpeg .jpg",
    "MPO": ".jfif .jif .jpe .jpeg .jpg",
    "PNG": ".apng .png",
    "GIF": ".gif",
    "BMP": ".bmp .dib",
    "DIB": ".bmp .dib",
    "TIFF": ".tif .tiff",
    "WEBP": ".webp",
    "AVIF": ".avif",
    "HEIF": ".heic .heif",
    "PPM": ".pbm .pgm .pnm .ppm",
}
"""The endings of each format."""


@dataclass(frozen=True)
class FolderSurvey:
    """What was found in a folder.

    Attributes:
        path: the folder.
        classes: the number of pictures of each class, by its name.
        parts: the number of pictures for each use: "training", "validation", "test".
        shortest, median, longest: pixels along the shorter side of the smallest, the middle and the largest picture.
        rare: the classes that have less than a third of the pictures of the largest.
        in_both: pairs of pictures that are the same, the first to learn from, the second for the test.
        in_two_classes: pairs that are the same and lie in different classes.
        misnamed: pictures in another format than their ending says, each with its format.
        damaged: what is wrong with each picture that cannot be read.
        left_out: what else was left out, in one line; "" for nothing.
        taken_as: what of the folder was taken for what, a line each.
    """

    path: str
    classes: dict[str, int]
    parts: dict[str, int]
    shortest: int
    median: int
    longest: int
    rare: tuple[str, ...]
    in_both: tuple[tuple[str, str], ...]
    in_two_classes: tuple[tuple[str, str], ...]
    misnamed: tuple[tuple[str, str], ...]
    damaged: tuple[str, ...]
    left_out: str
    taken_as: tuple[str, ...]

    def lines(self) -> list[str]:
        """What a person should know, in the reader's language: the classes and sizes, and whatever is odd."""
        return [*self.taken_as, *self.remarks()]

    def remarks(self) -> list[str]:
        """The same without the classes: sizes always, the rest where there is something."""
        text = _("pixels along the shorter side: {shortest:,} to {longest:,}, half of the pictures at most {median:,}")
        said = [text.format(shortest=self.shortest, longest=self.longest, median=self.median)]
        most = max(self.classes.values())
        for name in self.rare[:MOST_NAMED]:
            text = _("the class {name} is rare: {count:,} against {most:,} of the largest; --balance makes up for it")
            said.append(text.format(name=name, count=self.classes[name], most=most))
        pairs = [
            (
                self.in_both,
                _("in the training and in the test, which makes the test too easy: {count:,} ({names})"),
            ),
            (self.in_two_classes, _("the same picture in two classes: {count:,} ({names})")),
        ]
        for found, text in pairs:
            if found:
                names = _some([f"{one} = {other}" for one, other in found])
                said.append(text.format(count=len(found), names=names))
        if self.misnamed:
            text = _("in another format than the ending says, and read all the same: {count:,} ({names})")
            names = _some([f"{name}: {form}" for name, form in self.misnamed])
            said.append(text.format(count=len(self.misnamed), names=names))
        said += [visible(sentence) for sentence in self.damaged[:MOST_NAMED]]
        if len(self.damaged) > MOST_NAMED:
            text = _("pictures that cannot be read: {count:,} in all; --skip-bad leaves them out")
            said.append(text.format(count=len(self.damaged)))
        return said + ([visible(self.left_out)] if self.left_out else [])

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "path": self.path,
            "classes": self.classes,
            "parts": self.parts,
            "shorter_side": {"smallest": self.shortest, "median": self.median, "largest": self.longest},
            "rare": list(self.rare),
            "in_training_and_test": [list(pair) for pair in self.in_both],
            "in_two_classes": [list(pair) for pair in self.in_two_classes],
            "other_format": [{"picture": name, "format": form} for name, form in self.misnamed],
            "damaged": list(self.damaged),
            "left_out": self.left_out,
        }


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return shown
    return _("{names} and {count} more").format(names=shown, count=len(names) - MOST_NAMED)


def survey_folder(folder: ImageFolder, *, fraction: float = 0.2, seed: int = 0) -> FolderSurvey:
    """Look at a folder that was opened.

    Pictures are the same where their pixels are, once they have the folder's size: copies under another name, and
    those saved anew without loss. A JPEG of a JPEG is another picture.

    Args:
        folder: as `open_folder` gives it.
        fraction: the part of every class that is for the test, where the folder has no parts.
        seed: draws it.

    Raises:
        InputError: as `ImageFolder.split`.
    """
    train, test = folder.split(fraction, seed)
    counts = np.bincount(folder.labels, minlength=len(folder.class_names)).tolist()
    rare = [name for count, name in sorted(zip(counts, map(visible, folder.class_names), strict=True))]
    rare = rare[: sum(RARE * count < max(counts) for count in counts)]
    sides = sorted(min(each.height, each.width) for each in folder.headers)
    classes = {visible(name): count for name, count in zip(folder.class_names, counts, strict=True)}
    parts = {"training": len(train), "test": len(test)}
    if folder.parts is not None and {"validation", "test"} <= set(folder.part_names):
        parts["validation"] = int((folder.parts == "validation").sum())
        parts["training"] -= parts["validation"]
    return FolderSurvey(
        path=visible(str(folder.path)),
        classes=classes,
        parts=parts,
        shortest=sides[0],
        median=sides[len(sides) // 2],
        longest=sides[-1],
        rare=tuple(rare),
        in_both=_twins(folder, train, test),
        in_two_classes=_in_two_classes(folder),
        misnamed=_misnamed(folder),
        damaged=folder.damaged,
        left_out=str(folder.left_out) if folder.left_out else "",
        taken_as=folder.taken_as(len(test), fraction, seed),
    )


@takes_texts
def check_folder(path: Path, labels: Path | None = None) -> FolderSurvey:
    """Open a folder of photographs and look at it; pictures that cannot be read are said, not raised.

    Args:
        path: the folder, as `open_folder` takes it.
        labels: a table of names and classes, in place of one folder a class.

    Raises:
        InputError: as `open_folder` and `ImageFolder.split`.
    """
    return survey_folder(open_folder(path, size=(SIDE, SIDE), skip_bad=True, fit="pad", labels=labels))


def _name(folder: ImageFolder, index: int) -> str:
    return visible(folder.files[index].relative_to(folder.path).as_posix())


def _twins(folder: ImageFolder, train: Indices, test: Indices) -> tuple[tuple[str, str], ...]:
    """The pictures of the test that are among those to learn from."""
    first = {folder.digests[index]: index for index in reversed(train.tolist())}
    return tuple(
        (_name(folder, first[folder.digests[index]]), _name(folder, index))
        for index in test.tolist()
        if folder.digests[index] in first
    )


def _in_two_classes(folder: ImageFolder) -> tuple[tuple[str, str], ...]:
    first: dict[bytes, int] = {}
    found = []
    for index, digest in enumerate(folder.digests):
        other = first.setdefault(digest, index)
        if folder.labels[other] != folder.labels[index]:
            found.append((_name(folder, other), _name(folder, index)))
    return tuple(found)


def _misnamed(folder: ImageFolder) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_name(folder, index), header.format)
        for index, header in enumerate(folder.headers)
        if folder.files[index].suffix.lower() not in FORMATS[header.format].split()
    )
