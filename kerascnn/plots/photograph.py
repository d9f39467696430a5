"""A photograph to try things on, without a download: it comes with matplotlib."""

import functools
from pathlib import Path

import numpy as np
from matplotlib import cbook
from PIL import Image

from kerascnn.datasets import picture

__all__ = ["PHOTOGRAPH", "open_picture", "photograph"]

PHOTOGRAPH = "grace_hopper.jpg"
"""Rear Admiral Grace Hopper, 1984, by James S. Davis, United States Navy: in the public domain."""


@functools.cache
def photograph() -> np.ndarray:
    """The photograph, `(600, 512, 3)` uint8.

    Source: matplotlib's sample data; a photograph of the United States Navy, in the public domain.
    """
    with Image.open(str(cbook.get_sample_data(PHOTOGRAPH, asfileobj=False))) as image:
        pixels = np.asarray(image.convert("RGB"))
    pixels.setflags(write=False)
    return pixels


def open_picture(path: Path | None, *, grey: bool) -> tuple[str, np.ndarray, tuple[str, ...]]:
    """A person's picture, or the photograph where there is none.

    Args:
        path: any picture.
        grey: one channel instead of three.

    Returns:
        Its name, `(height, width, channels)` uint8, and what a person should know of it, in the reader's language.

    Raises:
        InputError: as `datasets.picture.load`.
    """
    if path is not None:
        return path.name, *picture.as_array(path, grey=grey)
    pixels = photograph()
    if grey:
        pixels = np.asarray(Image.fromarray(pixels).convert("L"))[..., None]
    return PHOTOGRAPH, pixels, ()
