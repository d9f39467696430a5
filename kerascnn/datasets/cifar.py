"""CIFAR-10's own files: the binary batches and the Python ones, read without executing anything.

A binary batch is one record an image: a byte for the label, then 1,024 red, 1,024 green and 1,024 blue values, row by
row. A Python batch is a pickle of a dictionary with the same values under `data` and `labels`. Source: Krizhevsky,
"Learning Multiple Layers of Features from Tiny Images", 2009.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.cifar_planes import images_of
from kerascnn.datasets.dataset import MOST_IMAGES, Arrays, checked
from kerascnn.datasets.known import Known
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _

__all__ = ["TEST", "TRAIN", "find", "read", "read_binary"]

TRAIN = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")
TEST = "test_batch"

PLANE = 32 * 32
RECORD = 1 + 3 * PLANE

Pixels = npt.NDArray[np.uint8]
Batch = tuple[Pixels, npt.NDArray[np.integer]]


def find(folder: Path) -> list[Path] | None:
    """The five training batches and the test batch in `folder`, all binary or all Python; None if one lacks."""
    for suffix in (".bin", ""):
        paths = [folder / f"{name}{suffix}" for name in (*TRAIN, TEST)]
        if all(path.is_file() for path in paths):
            return paths
    return None


def read(paths: list[Path], facts: Known) -> Arrays:
    """Read the batches that `find` found.

    Raises:
        InputError: one is damaged, or holds something else.
    """
    from kerascnn.datasets.cifar_pickle import read_python

    reader: Callable[[Path], Batch] = read_binary if paths[0].suffix == ".bin" else read_python
    batches = [checked(*reader(path), facts, path) for path in paths]
    train, (test_images, test_labels) = batches[:-1], batches[-1]
    return Arrays(
        np.concatenate([images for images, _labels in train]),
        np.concatenate([labels for _images, labels in train]),
        test_images,
        test_labels,
    )


def read_binary(path: Path) -> Batch:
    """Images `(n, 32, 32, 3)` and labels `(n,)` of a binary batch.

    Raises:
        InputError: its length is not a whole number of records.
    """
    check_no_pointer(path)
    size = path.stat().st_size
    if size % RECORD or not 0 < size <= RECORD * MOST_IMAGES:
        text = _("{path}: {size} bytes are not a whole number of CIFAR-10 records of {record}; get the file again")
        raise InputError(text.format(path=path, size=size, record=RECORD))
    records = np.fromfile(path, np.uint8).reshape(-1, RECORD)
    return images_of(records[:, 1:]), records[:, 0]
