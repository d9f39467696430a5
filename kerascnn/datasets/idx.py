"""IDX files, the format of MNIST and Fashion-MNIST, plain and `.gz`.

Four bytes of magic (0, 0, the type of the values, the number of dimensions), one big-endian 32-bit size a
dimension, then the values. Here the type is always 8, unsigned bytes. Source: LeCun, Cortes and Burges, "The MNIST
database of handwritten digits".
"""

import gzip
import math
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from kerascnn.datasets.dataset import MOST_IMAGES, Arrays, Images, checked
from kerascnn.datasets.known import Known
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _

__all__ = ["FILES", "count_of", "dimensions_of", "find", "header", "read", "read_file"]

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")

UNSIGNED_BYTES = 8
MOST_BYTES = MOST_IMAGES * 28 * 28
DEFLATE_AT_MOST = 1032
"""Deflate shrinks by this factor at most, so a small file cannot hold more than this many times its size."""


def find(folder: Path) -> tuple[Path, Path, Path, Path] | None:
    """The four files of `FILES` in `folder`, each plain or `.gz`, also with a dot before `idx`; None if one lacks."""
    found = [_first(_spellings(folder, name)) for name in FILES]
    if None in found:
        return None
    train_images, train_labels, test_images, test_labels = (path for path in found if path)
    return train_images, train_labels, test_images, test_labels


def _spellings(folder: Path, name: str) -> list[Path]:
    stems = (name, name.replace("-idx", ".idx"))
    return [folder / f"{stem}{suffix}" for stem in stems for suffix in ("", ".gz")]


def _first(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


def read(files: tuple[Path, Path, Path, Path], facts: Known) -> Arrays:
    """Read the four files of a data set.

    Raises:
        InputError: one is damaged, or they do not belong together.
    """
    train_images, train_labels = (read_file(path, dimensions=n) for path, n in zip(files[:2], (3, 1), strict=True))
    test_images, test_labels = (read_file(path, dimensions=n) for path, n in zip(files[2:], (3, 1), strict=True))
    return Arrays(
        *checked(train_images, train_labels, facts, files[0]), *checked(test_images, test_labels, facts, files[2])
    )


def dimensions_of(path: Path) -> int | None:
    """How many dimensions an IDX file of bytes has, by its first four bytes; None if it is none."""
    start = _start(path, 4)
    return start[3] if len(start) == 4 and start[:3] == bytes([0, 0, UNSIGNED_BYTES]) else None


def count_of(path: Path) -> int:
    """How many pictures or labels an IDX file says that it has; 0 if its header is cut short."""
    start = _start(path, 8)
    return int.from_bytes(start[4:], "big") if len(start) == 8 else 0


def _start(path: Path, length: int) -> bytes:
    """The first bytes of a file, of what a packed one holds; fewer if it is shorter or cannot be read."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            with gzip.GzipFile(fileobj=raw) if packed else raw as unpacked:
                return unpacked.read(length)
    except (OSError, EOFError, zlib.error):
        return b""


def read_file(path: Path, *, dimensions: int, most: int | None = None) -> Images:
    """Read one file. What its header says is compared with its size before memory is taken for it.

    Args:
        path: the file; `.gz` is told by its first two bytes, whatever its name.
        dimensions: 3 for images `(n, height, width)`, 1 for labels `(n,)`.
        most: bytes of data that are read; `MOST_BYTES` by default.

    Raises:
        InputError: it is no IDX file of that kind, its header does not fit its length, or it is cut short.
    """
    check_no_pointer(path)
    most = MOST_BYTES if most is None else most
    size = path.stat().st_size
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if not packed:
                return _read(raw, path, dimensions, most=min(size, most))
            with gzip.GzipFile(fileobj=raw) as unpacked:
                return _read(unpacked, path, dimensions, most=min(size * DEFLATE_AT_MOST, most))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(_("{path}: damaged or cut short; get the file again").format(path=path)) from error


def _read(file: BinaryIO | gzip.GzipFile, path: Path, dimensions: int, *, most: int) -> Images:
    header = file.read(4 + 4 * dimensions)
    if len(header) < 4 + 4 * dimensions or header[:4] != bytes([0, 0, UNSIGNED_BYTES, dimensions]):
        text = _("{path}: no IDX file of bytes in {dimensions} dimension(s); is it the right file?")
        raise InputError(text.format(path=path, dimensions=dimensions))
    shape = struct.unpack(f">{dimensions}I", header[4:])
    length = math.prod(shape)
    if length > most:
        text = _("{path}: its header promises {length} bytes of data, more than it can hold; get the file again")
        raise InputError(text.format(path=path, length=length))
    content = file.read(length)
    if len(content) < length:
        text = _("{path}: its header promises {length} bytes of data, {found} are there; get the file again")
        raise InputError(text.format(path=path, length=length, found=len(content)))
    if file.read(1):
        text = _("{path}: more data than the {length} bytes that its header promises; get the file again")
        raise InputError(text.format(path=path, length=length))
    return np.frombuffer(content, np.uint8).reshape(shape)


def header(shape: tuple[int, ...]) -> bytes:
    """The header of an IDX file of bytes.

    >>> header((60_000,)).hex()
    '000008010000ea60'
    """
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, UNSIGNED_BYTES, len(shape), *shape)
