"""Pictures that stay on disk and are indexed as an array of them would be."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kerascnn.datasets import picture
from kerascnn.datasets.dataset import Images

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PicturesOnDisk"]


class PicturesOnDisk:
    """What stands for an array `(n, height, width, channels)` of uint8 in places that index it batch by batch.

    Only what is asked for is read, so memory does not grow with the number of pictures.

    Args:
        files: one path a picture.
        size: height and width that every picture is stretched to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(self, files: "Sequence[Path]", *, size: tuple[int, int], channels: Literal[1, 3]) -> None:
        self.files = tuple(files)
        self.size = size
        self.channels: Literal[1, 3] = channels

    def __len__(self) -> int:
        return len(self.files)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """`(n, height, width, channels)`."""
        return (len(self), *self.size, self.channels)

    def __getitem__(self, where: Any) -> Images:
        """Read one picture, or those that a slice or an array of indices names, in several threads.

        Raises:
            InputError: a picture cannot be read; the sentence names it.
        """
        chosen = np.arange(len(self))[where]
        if chosen.ndim == 0:
            return self._read(int(chosen))
        images = np.empty((len(chosen), *self.shape[1:]), np.uint8)
        # Pillow lets other threads run while it decodes.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for place, pixels in enumerate(threads.map(self._read, chosen)):
                images[place] = pixels
        return images

    def _read(self, index: int) -> Images:
        return picture.read(self.files[index], size=self.size, channels=self.channels)
