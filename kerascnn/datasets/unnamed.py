"""Data sets that have no name here, by their files: IDX files called otherwise, CIFAR-100, `.npz`, tables of pixels.

EMNIST has labels from 1 and pictures that lie on their side (Cohen et al. 2017, arXiv:1702.05373: the files are
MATLAB's, column by column); KMNIST has the names of MNIST. Whatever is found, what it was taken for is said.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerascnn import bounded_zip
from kerascnn.datasets import cifar100, emnist, idx, npy, pixel_table
from kerascnn.datasets.dataset import Dataset, Images
from kerascnn.datasets.folder import drawn
from kerascnn.datasets.known import KNOWN
from kerascnn.datasets.picture import SUFFIXES
from kerascnn.datasets.search import is_litter
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["Unnamed", "find", "read"]

MOST_BYTES = 2**30
MOST_LABEL_BYTES = 2**24
MOST_FILES = 200
MOST_FOLDERS = 20
"""Folders in the folder that are looked into; one with more is one of classes."""
TEST_FRACTION = 0.2
ROLES = {"train": "train", "training": "train", "test": "test", "t10k": "test", "testing": "test"}
IMAGES, LABELS = {"images", "image", "imgs"}, {"labels", "label"}
FILLING = {"idx3", "idx1", "ubyte", "gz", "data", "csv", "npz", "idx"} | IMAGES | LABELS | set(ROLES)
IN_NPZ = (("x_train", "y_train", "x_test", "y_test"), ("train_images", "train_labels", "test_images", "test_labels"))

Part = tuple[Images, np.ndarray]


@dataclass(frozen=True)
class Unnamed:
    """A data set that was found, not yet read.

    Attributes:
        place: the folder that it lies in.
        kind: what its files are, in the reader's language.
        name: what tells it from others in the folder.
        train: reads the training pictures and their labels.
        test: reads those of the test; None where there is no such file.
        notes: what else is to be said.
    """

    place: Path
    kind: str
    name: str
    train: Callable[[], Part]
    test: Callable[[], Part] | None
    notes: tuple[str, ...] = ()


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
    if len(found) > 1:
        text = _("{path} holds {count} data sets: {names}; put the files of one into a folder of its own")
        names = ", ".join(visible(each.name) for each in found)
        raise InputError(text.format(path=folder, count=len(found), names=names))
    return found[0] if found else None


def _in(folder: Path) -> Iterator[Unnamed]:
    files = [path for path in sorted(folder.iterdir())[:MOST_FILES] if path.suffix.lower() not in SUFFIXES]
    files = [path for path in files if path.is_file() and not is_litter(path.name)]
    yield from _idx(folder, files)
    pair = cifar100.find(folder)
    if pair and all(path.stat().st_size > cifar100.RECORD for path in pair):
        train, test = pair
        yield Unnamed(folder, "CIFAR-100", folder.name, lambda: cifar100.read(train), lambda: cifar100.read(test))
    yield from _npz_each(folder, [path for path in files if path.suffix == ".npz"])
    for path in files:
        if path.suffix == ".npz":
            yield from _npz(folder, path)
    yield from _tables(folder, [path for path in files if path.suffix.lower() == ".csv"])


def _words(path: Path) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", path.name.lower()) if word]


def _role(path: Path) -> str:
    return next((ROLES[word] for word in _words(path) if word in ROLES), "train")


def _rest(path: Path) -> str:
    return "-".join(word for word in _words(path) if word not in FILLING)


def _idx(folder: Path, files: list[Path]) -> Iterator[Unnamed]:
    """Sets of IDX files: which belong together is in their names, what they are in their first bytes."""
    sets: dict[str, dict[tuple[str, int], Path]] = {}
    for path in files:
        dimensions = idx.dimensions_of(path)
        if dimensions in (1, 3):
            sets.setdefault(_rest(path), {}).setdefault((_role(path), dimensions), path)
    for name, paths in sets.items():
        if not {("train", 1), ("train", 3)} <= set(paths):
            continue
        test = _from_idx(paths, "test") if {("test", 1), ("test", 3)} <= set(paths) else None
        yield Unnamed(folder, _("IDX files"), name or folder.name, _from_idx(paths, "train"), test)


def _from_idx(paths: dict[tuple[str, int], Path], role: str) -> Callable[[], Part]:
    def read_it() -> Part:
        images = idx.read_file(paths[role, 3], dimensions=3, most=MOST_BYTES)
        return images[..., None], idx.read_file(paths[role, 1], dimensions=1)

    return read_it


def _npz(folder: Path, path: Path) -> Iterator[Unnamed]:
    try:
        with bounded_zip.zip_archive(path) as archive:
            there = {name.removesuffix(".npy") for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError):
        return
    for names in IN_NPZ:
        if set(names) <= there:
            yield Unnamed(folder, path.name, path.stem, _from_npz(path, *names[:2]), _from_npz(path, *names[2:]))
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
            test = _from_each(paths, "test") if {("test", True), ("test", False)} <= set(paths) else None
            yield Unnamed(folder, _("NumPy's files"), name or folder.name, _from_each(paths, "train"), test)


def _from_each(paths: dict[tuple[str, bool], Path], role: str) -> Callable[[], Part]:
    def only(path: Path, most: int) -> Any:
        with bounded_zip.zip_archive(path) as archive:
            (name,) = archive.namelist()
            return npy.array(archive, name.removesuffix(".npy"), most=most)

    def read_it() -> Part:
        return only(paths[role, True], MOST_BYTES), only(paths[role, False], MOST_LABEL_BYTES)

    return read_it


def _from_npz(path: Path, images: str, labels: str) -> Callable[[], Part]:
    def read_it() -> Part:
        with bounded_zip.zip_archive(path) as archive:
            pictures: Any = npy.array(archive, images, most=MOST_BYTES)
            return pictures, npy.array(archive, labels, most=MOST_LABEL_BYTES)

    return read_it


def _tables(folder: Path, files: list[Path]) -> Iterator[Unnamed]:
    """Tables of pixels; one for the test may have no labels."""
    tables = [path for path in files if pixel_table.is_table(path)]
    training = [path for path in tables if _role(path) == "train"]
    for path in training:
        tests = [other for other in tables if _role(other) == "test" and _rest(other) == _rest(path)]
        if not tests and len(training) == 1:
            tests = [other for other in tables if _role(other) == "test"]
        notes, test = [], None
        if tests and not pixel_table.equally_wide(tests[0], path):
            notes.append(_("{path} has no labels; it is left out").format(path=tests[0].name))
        elif tests:
            test = _reads(tests[0])
        name = path.stem if _rest(path) else folder.name
        yield Unnamed(folder, path.name, name, _reads(path), test, tuple(notes))


def _reads(path: Path) -> Callable[[], Part]:
    def read_it() -> Part:
        images, labels = pixel_table.read(path)
        if labels is None:
            text = _("{path}: has no labels, in the first or the last column; expected a label a picture")
            raise InputError(text.format(path=path))
        return images, labels

    return read_it


def read(found: Unnamed, *, seed: int = 0) -> Dataset:
    """Read a data set.

    Args:
        found: from `find`.
        seed: decides which pictures are for the test, where there is no file for it.

    Raises:
        InputError: a file is damaged, or they do not belong together.
    """
    try:
        parts = [_checked(found, *read_part()) for read_part in (found.train, found.test) if read_part]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        text = _("{path}: the files are damaged or do not belong together; get them again")
        raise InputError(text.format(path=found.place)) from error
    values = np.unique(np.concatenate([labels for _images, labels in parts]))
    if len(values) < 2:
        raise InputError(_("{path}: all pictures have the same label; expected two or more").format(path=found.place))
    names = _class_names(found, values)
    notes = list(found.notes)
    if emnist.is_emnist(found.name):
        parts = [(images.transpose(0, 2, 1, 3), labels) for images, labels in parts]
        notes.append(_("the pictures of EMNIST lie on their side in its files; they are set upright"))
    if not np.array_equal(values, np.arange(len(values))):
        text = _("the labels are {first} to {last}; they are numbered from 0 anew, and keep their names")
        notes.append(text.format(first=values[0], last=values[-1]))
    (images, labels), *others = [(images, np.searchsorted(values, labels)) for images, labels in parts]
    if others:
        (test_images, test_labels) = others[0]
        if test_images.shape[1:] != images.shape[1:]:
            text = _("{path}: the pictures for the training and for the test differ in size")
            raise InputError(text.format(path=found.place))
    else:
        train, test = drawn(labels, names, fraction=TEST_FRACTION, seed=seed, where=found.place)
        images, labels, test_images, test_labels = images[train], labels[train], images[test], labels[test]
        notes.append(
            _("there is no test set; the test pictures are drawn from every class with seed {seed}").format(seed=seed)
        )
    text = _("{path}: {kind} with {train:,} and {test:,} pictures of {size}, {count} classes: {first} to {last}")
    said = text.format(
        path=visible(str(found.place)),
        kind=visible(found.kind),
        train=len(images),
        test=len(test_images),
        size="×".join(map(str, images.shape[1:])),
        count=len(names),
        first=names[0],
        last=names[-1],
    )
    return Dataset(
        train_images=images,
        train_labels=labels.astype(np.int64),
        test_images=test_images,
        test_labels=test_labels.astype(np.int64),
        name=visible(_name(found)),
        class_names=names,
        source=visible(str(found.place)),
        taken_as=(said, *(visible(note) for note in notes)),
    )


def _name(found: Unnamed) -> str:
    """What a data set is called: never as one that is known here, whatever its folder is called."""
    name = found.place.parent.name if found.name == "raw" else found.name
    taken = {Path(folder).name.casefold() for facts in KNOWN.values() for folder in facts.folders}
    return "other-pictures" if name.casefold() in taken - {"raw"} else name


def _checked(found: Unnamed, images: np.ndarray, labels: np.ndarray) -> Part:
    """Images `(n, height, width, channels)` and labels `(n,)`, or an error."""
    if images.ndim == 3:
        images = images[..., None]
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] not in (1, 3) or 0 in images.shape:
        text = _("{path}: the images are {dtype} {shape}; expected uint8 (n, height, width), grey or with 3 channels")
        raise InputError(text.format(path=found.place, dtype=images.dtype, shape=images.shape))
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        text = _("{where}: the labels are {dtype} {shape}; expected one whole number an image")
        raise InputError(text.format(where=found.place, dtype=labels.dtype, shape=labels.shape))
    if len(images) != len(labels):
        text = _("{where}: {images} images but {labels} labels; the files do not belong together")
        raise InputError(text.format(where=found.place, images=len(images), labels=len(labels)))
    return images, labels.astype(np.int64)


def _class_names(found: Unnamed, values: np.ndarray) -> tuple[str, ...]:
    """What the labels stand for, as far as it is known."""
    if found.kind == "CIFAR-100":
        names = cifar100.class_names(found.place)
        return tuple(names[value] for value in values)
    known = emnist.characters(found.place, found.name)
    return tuple(known.get(int(value), str(value)) for value in values)
