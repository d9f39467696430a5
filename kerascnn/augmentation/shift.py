"""Move pictures by a few whole pixels."""

from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kerascnn import checks
from kerascnn.arrays import with_axes
from kerascnn.language import _

__all__ = ["Border", "moved", "shift"]

Border = Literal["black", "reflect"]


def shift(images: np.ndarray, generator: np.random.Generator, *, pixels: int, border: Border = "black") -> np.ndarray:
    """Move each picture by up to `pixels` to any side.

    This is the translation of the course's augmentation lesson, written in NumPy because a Keras layer would
    interpolate, and because at this size it costs less than a hundredth of a training step.

    Args:
        images: `(n, height, width, channels)`.
        generator: where the shifts are drawn from.
        pixels: the longest shift along each axis; 0 leaves the pictures as they are.
        border: what comes in at the border: "black", or "reflect" for what lies beside it, mirrored.

    Returns:
        Pictures of the same shape and type.

    Example:
        >>> dot = np.zeros((1, 3, 3, 1), np.uint8)
        >>> dot[0, 1, 1] = 255
        >>> int(shift(dot, np.random.default_rng(0), pixels=1).sum())
        255
    """
    images = with_axes(_("array of pictures"), images, "n, height, width, channels")
    checks.whole("pixels", pixels, at_least=0)
    down, right = pixels - generator.integers(0, 2 * pixels + 1, (2, len(images)))
    return moved(images, down, right, border=border)


def moved(images: np.ndarray, down: np.ndarray, right: np.ndarray, *, border: Border = "black") -> np.ndarray:
    """Move each picture by its own number of whole pixels.

    Args:
        images: `(n, height, width, channels)`.
        down: `(n,)` pixels, negative is up.
        right: `(n,)` pixels, negative is left.
        border: as `shift` has it.

    Returns:
        Pictures of the same shape and type.
    """
    count, height, width, _channels = images.shape
    vertical, horizontal = int(np.abs(down).max(initial=0)), int(np.abs(right).max(initial=0))
    sides = (0, 0), (vertical, vertical), (horizontal, horizontal), (0, 0)
    padded = np.pad(images, sides, mode="reflect" if border == "reflect" else "constant")
    windows = sliding_window_view(padded, (height, width), axis=(1, 2))
    return np.moveaxis(windows[np.arange(count), vertical - down, horizontal - right], 1, -1)
