"""Which files of a folder are a data set: IDX files called otherwise, CIFAR-100, `.npz`, tables of pixels."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerascnn import bounded_zip
from kerascnn.datasets import cifar100, idx, npy, pixel_cells, pixel_table
from kerascnn.datasets.dataset import Images
from kerascnn.datasets.picture import SUFFIXES
from kerascnn.datasets.search import is_litter
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["Part", "Unnamed", "find"]

MOST_BYTES = 2**30
MOST_LABEL_BYTES = 2**24
MOST_FILES = 200
MOST_FOLDERS = 20
"""Folders in the folder that are looked into; one with more is one of classes."""
ROLES = {"train": "train", "training": "train", "test": "test", "t10k": "test", "testing": "test"}
IMAGES, LABELS = {"images", "image", "imgs"}, {"labels", "label"}
FILLING = {"idx3", "idx1", "ubyte", "gz", "data", "csv", "npz", "idx"} | IMAGES | LABELS | set(ROLES)
IN_NPZ = (("x_{}", "y_{}"), ("{}_images", "{}_labels"))
PARTS_IN_NPZ = {"train": "train", "val": "validation", "test": "test"}

Part = tuple[Images, np.ndarray]
Parts = dict[str, Part]
"""The pictures and labels of "train" and, where there are such, of "validation" and "test"."""


@dataclass(frozen=True)
class Unnamed:
    """A data set that was found, not yet read.

    Attributes:
        place: the folder that it lies in.
        kind: what its files are, in the reader's language.
        name: what tells it from others in the folder.
        parts: reads the pictures and their labels.
        notes: what else is to be said.
        class_names: what the labels stand for, where the files say it.
    """

    place: Path
    kind: str
    name: str
    parts: Callable[[], Parts]
    notes: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()


def find(folder: Path) -> Unnamed | None:
    """Look for a data set in a folder and in the folders of it.

    Raises:
        InputError: there are several.
    """
    found = list(_in(folder))
    if not found:
        inner = sorted(path for path in folder.iterdir() if path.is_dir() and not is_litter(path.name))
        if len(inner) <= MOST_FOLDERS:
            raw = [path / "raw" for path in inner if (path / "raw").is_dir()]
            found = [each for place in (*inner, *raw) for each in _in(place)]
            if not found:
                # An archive of Kaggle's has each of MNIST's files in a folder of the file's name.
                found = list(_idx(folder, [path for place in inner for path in _files(place)]))
    if len(found) > 1:
        text = _("{path} holds {count} data sets: {names}; put the files of one into a folder of its own")
        names = ", ".join(visible(each.name) for each in found)
        raise InputError(text.format(path=folder, count=len(found), names=names))
    return found[0] if found else None


def _files(folder: Path) -> list[Path]:
    files = [path for path in sorted(folder.iterdir())[:MOST_FILES] if path.suffix.lower() not in SUFFIXES]
    return [path for path in files if path.is_file() and not is_litter(path.name)]


def _in(folder: Path) -> Iterator[Unnamed]:
    files = _files(folder)
    yield from _idx(folder, files)
    pair = cifar100.find(folder)
    if pair and all(path.stat().st_size > cifar100.RECORD for path in pair):
        train, test = pair
        yield Unnamed(
            folder, "CIFAR-100", folder.name, lambda: {"train": cifar100.read(train), "test": cifar100.read(test)}
        )
    yield from _npz_each(folder, [path for path in files if path.suffix == ".npz"])
    for path in files:
        if path.suffix == ".npz":
            yield from _npz(folder, path)
    tables = [path for path in files if path.suffix.lower() == ".csv"]
    yield from _tables(folder, tables)
    for path in tables:
        if pixel_cells.is_table(path):
            yield Unnamed(folder, path.name, path.stem, _from_cells(path), class_names=pixel_cells.class_names(path))


def _words(path: Path) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", path.name.lower()) if word]


def _role(path: Path) -> str:
    return next((ROLES[word] for word in _words(path) if word in ROLES), "train")


def _rest(path: Path) -> str:
    return "-".join(word for word in _words(path) if word not in FILLING)


def _idx(folder: Path, files: list[Path]) -> Iterator[Unnamed]:
    """Sets of IDX files: which belong together is in their names, what they are in their first bytes."""
    kinds = {path: idx.dimensions_of(path) for path in files}
    of_sets = {path: dimensions for path, dimensions in kinds.items() if dimensions in (1, 3)}
    sets: dict[str, dict[tuple[str, int], Path]] = {}
    unclear = False
    for path, dimensions in of_sets.items():
        first = sets.setdefault(_rest(path), {}).setdefault((_role(path), dimensions), path)
        # A file and the archive that it came out of are the same; what has another length is something else.
        unclear |= first != path and idx.count_of(first) != idx.count_of(path)
    whole = {name: paths for name, paths in sets.items() if not unclear and {("train", 1), ("train", 3)} <= set(paths)}
    for name, paths in whole.items() or _by_counts(of_sets):
        yield Unnamed(folder, _("IDX files"), name or folder.name, _from_idx(paths))


def _by_counts(kinds: dict[Path, int]) -> Iterator[tuple[str, dict[tuple[str, int], Path]]]:
    """One or two pairs of files whose names say nothing: as many labels as pictures; the smaller is for the test."""
    of_count: dict[int, dict[int, Path]] = {}
    for path, dimensions in kinds.items():
        of_count.setdefault(idx.count_of(path), {})[dimensions] = path
    if len(kinds) == 2 * len(of_count) in (2, 4) and all(len(pair) == 2 for pair in of_count.values()):
        roles = ("train", "test")
        largest_first = sorted(of_count, reverse=True)
        yield "", {(role, n): path for role, count in zip(roles, largest_first, strict=False)
                   for n, path in of_count[count].items()}  # fmt: skip


def _from_idx(paths: dict[tuple[str, int], Path]) -> Callable[[], Parts]:
    def read_it() -> Parts:
        parts: Parts = {}
        for role in ("train", "test"):
            if {(role, 1), (role, 3)} <= set(paths):
                images = idx.read_file(paths[role, 3], dimensions=3, most=MOST_BYTES)
                parts[role] = images[..., None], idx.read_file(paths[role, 1], dimensions=1)
        return parts

    return read_it


def _npz(folder: Path, path: Path) -> Iterator[Unnamed]:
    try:
        with bounded_zip.zip_archive(path) as archive:
            there = {name.removesuffix(".npy") for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError):
        return
    for forms in IN_NPZ:
        names = {part: (forms[0].format(word), forms[1].format(word)) for word, part in PARTS_IN_NPZ.items()}
        names = {part: pair for part, pair in names.items() if set(pair) <= there}
        if {"train", "test"} <= set(names):
            yield Unnamed(folder, path.name, path.stem, _from_npz(path, names))
            return


def _npz_each(folder: Path, files: list[Path]) -> Iterator[Unnamed]:
    """Sets of `.npz` files with an array each, as KMNIST's publishers have them: `kmnist-train-imgs.npz` and so on."""
    sets: dict[str, dict[tuple[str, bool], Path]] = {}
    for path in files:
        words = set(_words(path))
        if words & (IMAGES | LABELS):
            sets.setdefault(_rest(path), {}).setdefault((_role(path), bool(words & IMAGES)), path)
    for name, paths in sets.items():
        if {("train", True), ("train", False)} <= set(paths):
            yield Unnamed(folder, _("NumPy's files"), name or folder.name, _from_each(paths))


def _from_each(paths: dict[tuple[str, bool], Path]) -> Callable[[], Parts]:
    def only(path: Path, most: int) -> Any:
        with bounded_zip.zip_archive(path) as archive:
            (name,) = archive.namelist()
            return npy.array(archive, name.removesuffix(".npy"), most=most)

    def read_it() -> Parts:
        return {
            role: (only(paths[role, True], MOST_BYTES), only(paths[role, False], MOST_LABEL_BYTES))
            for role in ("train", "test")
            if {(role, True), (role, False)} <= set(paths)
        }

    return read_it


def _from_npz(path: Path, names: dict[str, tuple[str, str]]) -> Callable[[], Parts]:
    def read_it() -> Parts:
        parts: Parts = {}
        with bounded_zip.zip_archive(path) as archive:
            for part, (images, labels) in names.items():
                pictures: Any = npy.array(archive, images, most=MOST_BYTES)
                parts[part] = pictures, npy.array(archive, labels, most=MOST_LABEL_BYTES)
        return parts

    return read_it


def _tables(folder: Path, files: list[Path]) -> Iterator[Unnamed]:
    """Tables of pixels; one for the test may have no labels."""
    tables = [path for path in files if pixel_table.is_table(path)]
    training = [path for path in tables if _role(path) == "train"]
    for path in training:
        tests = [other for other in tables if _role(other) == "test" and _rest(other) == _rest(path)]
        if not tests and len(training) == 1:
            tests = [other for other in tables if _role(other) == "test"]
        notes, parts = [], {"train": path}
        if tests and not pixel_table.equally_wide(tests[0], path):
            notes.append(_("{path} has no labels; it is left out").format(path=tests[0].name))
        elif tests:
            parts["test"] = tests[0]
        name = path.stem if _rest(path) else folder.name
        yield Unnamed(folder, path.name, name, _from_tables(parts), tuple(notes))


def _from_tables(paths: dict[str, Path]) -> Callable[[], Parts]:
    def labelled(path: Path) -> Part:
        images, labels = pixel_table.read(path)
        if labels is None:
            text = _("{path}: has no labels, in the first or the last column; expected a label a picture")
            raise InputError(text.format(path=path))
        return images, labels

    return lambda: {part: labelled(path) for part, path in paths.items()}


def _from_cells(path: Path) -> Callable[[], Parts]:
    def read_it() -> Parts:
        images, labels, parts = pixel_cells.read(path)
        there = [part for part in ("train", "validation", "test") if part in parts]
        return {part: (images[parts == part], labels[parts == part]) for part in there}

    return read_it
