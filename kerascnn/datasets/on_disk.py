"""Pictures that stay on disk and are indexed as an array of them would be."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kerascnn.datasets import picture
from kerascnn.datasets.dataset import Images
from kerascnn.datasets.picture import Fit

if TYPE_CHECKING:
    from pathlib import Path

    from kerascnn.datasets.decoded_cache import DecodedCache

__all__ = ["PicturesOnDisk"]


class PicturesOnDisk:
    """What stands for an array `(n, height, width, channels)` of uint8 in places that index it batch by batch.

    Only what is asked for is read, so memory does not grow with the number of pictures.

    Args:
        files: one path a picture.
        size: height and width that every picture is brought to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        fit: how it is brought to it.
        cache: what keeps pictures that were decoded once; None for nothing.
        numbers: `(n,)` of each picture, its number in the cache.
    """

    dtype = np.dtype(np.uint8)
    ndim = 4

    def __init__(
        self,
        files: "Sequence[Path]",
        *,
        size: tuple[int, int],
        channels: Literal[1, 3],
        fit: Fit = "stretch",
        cache: "DecodedCache | None" = None,
        numbers: Sequence[int] | None = None,
    ) -> None:
        self.files = tuple(files)
        self.size = size
        self.channels: Literal[1, 3] = channels
        self.fit: Fit = fit
        self.cache = cache
        self.numbers = range(len(self.files)) if numbers is None else numbers

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
        images = np.empty((chosen.size, *self.shape[1:]), np.uint8)
        missing = []
        for place, index in enumerate(np.atleast_1d(chosen)):
            number = int(self.numbers[index])
            if self.cache is not None and self.cache.has(number):
                self.cache.get(number, images[place])
            else:
                missing.append((place, int(index)))
        if missing:
            # Pillow lets other threads run while it decodes.
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                for (place, _index), pixels in zip(missing, threads.map(self._read, missing), strict=True):
                    images[place] = pixels
        return images if chosen.ndim else images[0]

    def _read(self, which: tuple[int, int]) -> Images:
        index = which[1]
        pixels = picture.read(self.files[index], size=self.size, channels=self.channels, fit=self.fit)
        if self.cache is not None:
            self.cache.put(int(self.numbers[index]), pixels)
        return pixels
