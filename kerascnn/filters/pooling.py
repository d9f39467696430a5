"""Max and average pooling: the window of a convolution, without weights, on each channel by itself."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError, unknown
from kerascnn.filters.arrays import image_of
from kerascnn.filters.windows import Around, Array, Pair, Zeros, pad, pair, shifted, spans, zeros_around
from kerascnn.language import _

__all__ = ["average_pool", "max_pool", "pooling_of"]


def max_pool(
    image: npt.ArrayLike, size: int | Pair = 2, *, stride: int | Pair | None = None, padding: Zeros = 0
) -> Array:
    """The largest value under each window.

    >>> max_pool([[1, 9, 6, 4], [5, 4, 7, 8], [5, 1, 2, 9], [6, 7, 6, 0]])
    array([[9, 8],
           [7, 9]])

    Args:
        image: (height, width) or (height, width, channels).
        size: the window, one number or (rows, columns).
        stride: pixels between windows; the size itself where it is None, so that windows do not overlap.
        padding: rows and columns around the image, which never win; at most half the window on each side.

    Returns:
        (height, width) or (height, width, channels), of the image's type.

    Raises:
        InputError: a window is larger than the image, or lies in the padding alone.
    """
    pixels, window, steps, around = _prepared(image, size, stride, padding)
    padded = pad(pixels, around, _lowest(pixels.dtype))
    counts = spans((pixels.shape[0], pixels.shape[1]), window, steps, around, (1, 1))
    output = shifted(padded, (0, 0), counts, steps).copy()
    for start in np.ndindex(*window):
        np.maximum(output, shifted(padded, (start[0], start[1]), counts, steps), out=output)
    return output


def average_pool(
    image: npt.ArrayLike, size: int | Pair = 2, *, stride: int | Pair | None = None, padding: Zeros = 0
) -> Array:
    """The mean of the image's own pixels under each window.

    >>> average_pool([[31, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]])
    array([[36.5, 80. ],
           [12. , 15. ]])

    Padding is not counted, as in Keras; PyTorch counts it unless it is told `count_include_pad=False`.

    Args, axes and errors are those of `max_pool`; the type is the image's where it is floating, else float64.
    """
    pixels, window, steps, around = _prepared(image, size, stride, padding)
    kind = pixels.dtype if np.issubdtype(pixels.dtype, np.floating) else np.dtype(np.float64)
    padded = pad(pixels.astype(kind, copy=False), around)
    present = pad(np.ones(pixels.shape[:2], kind), around)
    counts = spans((pixels.shape[0], pixels.shape[1]), window, steps, around, (1, 1))
    total, number = np.zeros((*counts, *pixels.shape[2:]), kind), np.zeros(counts, kind)
    for start in np.ndindex(*window):
        total += shifted(padded, (start[0], start[1]), counts, steps)
        number += shifted(present, (start[0], start[1]), counts, steps)
    total /= number.reshape(*counts, *[1] * (pixels.ndim - 2))
    return total


def pooling_of(kind: str) -> Callable[..., Array]:
    """`max_pool` for "max", `average_pool` for "average".

    Raises:
        InputError: another word.
    """
    known = {"max": max_pool, "average": average_pool}
    if kind not in known:
        raise unknown(_("pooling"), kind, known)
    return known[kind]


def _lowest(kind: np.dtype[Any]) -> float:
    """What never wins against a number of a type; no number is below its lowest."""
    if kind.kind == "b":
        return False
    return np.finfo(kind).min if np.issubdtype(kind, np.floating) else np.iinfo(kind).min


def _prepared(
    image: npt.ArrayLike, size: int | Pair, stride: int | Pair | None, padding: Zeros
) -> tuple[Array, Pair, Pair, Around]:
    pixels = image_of(image)
    window = pair("size", size)
    steps = window if stride is None else pair("stride", stride)
    around = zeros_around(padding, (pixels.shape[0], pixels.shape[1]), window, steps, (1, 1))
    # "same" never puts a window into the padding alone, and numbers must not either.
    if padding != "same" and any(2 * before > side for (before, _after), side in zip(around, window, strict=True)):
        text = _("padding is {padding}; it may be at most half the window, which is {window}")
        raise InputError(text.format(padding=padding, window="{}x{}".format(*window)))
    return pixels, window, steps, around
