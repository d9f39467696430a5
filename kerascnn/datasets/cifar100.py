"""CIFAR-100's own files: the binary ones and the Python ones, read without executing anything.

As CIFAR-10's, with two labels an image, of twenty coarse and of a hundred fine classes; the fine ones are taken.
Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
"""

from pathlib import Path

import numpy as np

from kerascnn.datasets.cifar_planes import images_of
from kerascnn.datasets.dataset import Images, Labels
from kerascnn.datasets.text_files import read_text
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["class_names", "find", "read"]

RECORD = 2 + 3 * 32 * 32
MOST_RECORDS = 100_000
CLASSES = 100
LONGEST_NAMES = 10_000


def find(folder: Path) -> tuple[Path, Path] | None:
    """The training and the test file in a folder, both binary or both Python; None if one lacks."""
    for suffix in (".bin", ""):
        train, test = folder / f"train{suffix}", folder / f"test{suffix}"
        if train.is_file() and test.is_file():
            return train, test
    return None


def read(path: Path) -> tuple[Images, Labels]:
    """Images `(n, 32, 32, 3)` and fine labels `(n,)` of a file.

    Raises:
        InputError: it is damaged, or holds something else.
    """
    if path.suffix != ".bin":
        from kerascnn.datasets.cifar_pickle import read_python

        images, labels = read_python(path, "fine_labels")
    else:
        size = path.stat().st_size
        if size % RECORD or not 0 < size <= RECORD * MOST_RECORDS:
            text = _("{path}: {size} bytes are not a whole number of CIFAR-100 records of {record}; get the file again")
            raise InputError(text.format(path=path, size=size, record=RECORD))
        records = np.fromfile(path, np.uint8).reshape(-1, RECORD)
        images, labels = images_of(records[:, 2:]), records[:, 1]
    if len(images) != len(labels) or labels.min() < 0 or labels.max() >= CLASSES:
        text = _("{path}: {images} images with {labels} labels that are not all from 0 to {last}; get the file again")
        raise InputError(text.format(path=path, images=len(images), labels=len(labels), last=CLASSES - 1))
    return np.ascontiguousarray(images), labels.astype(np.int64)


def class_names(folder: Path) -> tuple[str, ...]:
    """The names of the hundred classes from `meta` or `fine_label_names.txt`; numbers where neither can be read."""
    names: list[object] = []
    try:
        if (folder / "fine_label_names.txt").is_file():
            names = list(read_text(folder / "fine_label_names.txt", most=LONGEST_NAMES).text.split())
        elif (folder / "meta").is_file():
            from kerascnn.datasets.cifar_pickle import read_dictionary

            found = read_dictionary(folder / "meta").get("fine_label_names")
            names = found if type(found) is list else []
    except (OSError, ValueError):
        names = []
    texts = tuple(name.decode("latin-1") if type(name) is bytes else name for name in names)
    if len(texts) == CLASSES and all(type(text) is str for text in texts):
        return tuple(str(text) for text in texts)
    return tuple(map(str, range(CLASSES)))
