"""Pictures that have been decoded once, kept in an unnamed file on disk for the epochs that follow."""

import contextlib
import math
import shutil
import tempfile
import threading
import weakref
from collections.abc import Sequence

import numpy as np

from kerascnn.datasets.dataset import Images

__all__ = ["DecodedCache", "kept"]

PART = 0.5
"""The part of the free disk that is taken at most."""


class DecodedCache:
    """Decoded pictures of one shape, each by its number; the file is gone when nobody holds it any more.

    A file rather than memory: the system keeps as much of it in memory as nothing else needs, so that a training of
    many pictures takes no more memory than one of few.

    Args:
        count: how many pictures there are.
        shape: `(height, width, channels)` of each.
    """

    def __init__(self, count: int, shape: Sequence[int]) -> None:
        self.shape = tuple(shape)
        self._bytes = math.prod(shape)
        self._file = tempfile.TemporaryFile(prefix="kerascnn-")  # noqa: SIM115 (as long as this object)
        weakref.finalize(self, self._file.close)
        self._has = np.zeros(count, bool)
        self._lock = threading.Lock()

    def has(self, number: int) -> bool:
        """Whether a picture is kept."""
        return bool(self._has[number])

    def get(self, number: int, into: Images) -> None:
        """Read a picture that is kept.

        Args:
            number: of the picture.
            into: `(height, width, channels)` uint8, contiguous, which is filled.
        """
        with self._lock:
            self._file.seek(number * self._bytes)
            self._file.readinto(into.data.cast("B"))

    def put(self, number: int, pixels: Images) -> None:
        """Keep a picture; where the disk is full meanwhile, it is decoded again when it is needed."""
        with self._lock, contextlib.suppress(OSError):
            self._file.seek(number * self._bytes)
            self._file.write(pixels.tobytes())
            self._file.flush()
            self._has[number] = True


def kept(count: int, shape: Sequence[int]) -> DecodedCache | None:
    """A cache for so many pictures, where the disk has room for all of them twice; else None."""
    try:
        free = shutil.disk_usage(tempfile.gettempdir()).free
        return DecodedCache(count, shape) if count * math.prod(shape) <= PART * free else None
    except OSError:  # there is no folder for such files
        return None
