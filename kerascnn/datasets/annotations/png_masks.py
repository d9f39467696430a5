"""Masks as pictures whose pixels are class numbers, in a folder of their own: `masks/` for `images/`.

0 is the background and 255 is no class (VOC's border). Where all masks have 0 and 255 alone, 255 is the one class.
"""

import functools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.datasets import picture
from kerascnn.datasets.annotations.annotated import VOID
from kerascnn.datasets.annotations.contents import Contents, class_list, part
from kerascnn.datasets.annotations.drafts import Draft, Object, Source
from kerascnn.datasets.annotations.problems import Place, Problems, quoted
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Pixels", "files", "read"]

MASKS = ("masks", "mask", "segmentationclass", "segmentation", "mascaras", "máscaras", "annotations", "labels", "gt")
IMAGES = ("images", "image", "jpegimages", "imgs", "img", "imagenes", "imágenes", "photos", "fotos", "pictures")
ENDINGS = ("", "_mask", "-mask", "_masks", "_seg", "_label", "_labels", "_gt")
LOSSY = (".jpg", ".jpeg", ".jpe", ".jfif", ".avif", ".webp")

Values = npt.NDArray[np.uint8]


class Pixels(NamedTuple):
    """A region as the pixels of a file that have one number.

    Attributes:
        path: the file.
        value: the number.
    """

    path: Path
    value: int

    def mask(self, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
        """The pixels of the region.

        Raises:
            InputError: the file has another size, or cannot be read any more.
        """
        values = _values(self.path)
        if values.shape != size:
            raise InputError(_("{path}: the mask has changed since it was first read").format(path=self.path))
        return values == self.value


# The objects of a picture are asked for one after the other.
@functools.lru_cache(maxsize=2)
def _values(path: Path) -> Values:
    return picture.indices(path)


def files(contents: Contents) -> list[Path]:
    """The pictures of a folder that are masks of others: they lie in `masks/` beside `images/`."""
    return [file for file in contents.pictures if contents.counterparts(file.parent, MASKS, IMAGES)]


def read(contents: Contents, problems: Problems) -> Source:
    """Read all masks of a folder. What a mask has of a class is one object: things are not told apart.

    Args:
        contents: the folder; `classes.txt` in it has the names of the numbers from 0, the background's first.
        problems: what is wrong goes here.

    Raises:
        InputError: the list of classes, where there is one, cannot be used.
    """
    listed = class_list(contents)
    drafts: dict[Path, Draft] = {}
    pairs: list[tuple[Path, Draft]] = []
    for file in files(contents):
        path = _picture_of(file, contents)
        if path is None:
            text = _("there is no picture {name} in the folder; get it, or take its annotation out")
            problems.add(Place(file), text.format(name=quoted(file.stem)))
        elif path in drafts:
            text = _("the picture {path} is annotated in {other} too; keep one of the two")
            problems.add(Place(file), text.format(path=path.name, other=drafts[path].place.file.name))
            drafts[path].bad = True
        else:
            drafts[path] = Draft(Place(file), path, part=part(path, contents.root))
            pairs.append((file, drafts[path]))
    every = list(_looked_at(pairs, problems))
    values = {value for _draft, found in every for value in found.boxes}
    one_class = values == {VOID}
    highest = 1 if one_class else max(values - {VOID}, default=0)
    names = listed[1][1:] if listed else tuple(str(value) for value in range(1, highest + 1))
    for draft, found in every:
        draft.size = found.size
        for value, box in found.boxes.items():
            region = Pixels(draft.place.file, value)
            if value == VOID and not one_class:
                draft.void = region
                continue
            label = 0 if one_class else value - 1
            if label >= len(names):
                text = _("has pixels of the class {value}; {file} lists the classes 0 to {last}")
                last, file_name = len(names), listed[0].name if listed else ""
                problems.add(draft.place, text.format(value=value, file=file_name, last=last))
                draft.bad = True
            else:
                draft.objects.append(Object(draft.place, names[label], box, region))
    masks = {file for file, _draft in pairs}
    unannotated = sum(path not in drafts and path not in masks for path in contents.pictures)
    return Source("masks", list(drafts.values()), names, unannotated=unannotated)


class _Found(NamedTuple):
    """What a mask has: its size, and the box around the pixels of each number but 0."""

    size: tuple[int, int]
    boxes: dict[int, tuple[float, float, float, float]]


def _looked_at(pairs: list[tuple[Path, Draft]], problems: Problems) -> Iterator[tuple[Draft, _Found]]:
    """Look at all masks once."""

    def look(file: Path) -> _Found | InputError:
        if file.suffix.lower() in LOSSY:
            text = _("a mask as {kind} has lost its class numbers; save it as PNG")
            return InputError(text.format(kind=file.suffix[1:].upper()))
        try:
            values = picture.indices(file)
        except InputError as error:
            return error
        present = np.flatnonzero(np.bincount(values.ravel(), minlength=256))
        boxes = {int(value): _around(values == value) for value in present if value}
        return _Found((values.shape[0], values.shape[1]), boxes)

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for (file, draft), found in zip(pairs, threads.map(look, [file for file, _draft in pairs]), strict=True):
            if isinstance(found, InputError):
                problems.add(Place(file), str(found).removeprefix(f"{file}: ").removeprefix(f"{file} "))
                draft.bad = True
            else:
                yield draft, found


def _around(mask: npt.NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """The xyxy box around the pixels of a mask that has some."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def _picture_of(file: Path, contents: Contents) -> Path | None:
    for folder in contents.counterparts(file.parent, MASKS, IMAGES):
        for ending in ENDINGS:
            if file.stem.lower().endswith(ending):
                found = contents.of_stem(folder, file.stem[: len(file.stem) - len(ending)])
                if found:
                    return found
    return None
