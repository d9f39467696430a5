"""Where a sliding window stands: strides, zeros around an image, and the pixels under one weight."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import same_padding
from kerascnn.shapes.sizes import Window

__all__ = ["Around", "Pair", "Zeros", "pad", "padded_rows", "pair", "shifted", "spans", "zeros_around"]

Array = npt.NDArray[Any]
Pair = tuple[int, int]
Zeros = int | Pair | Literal["valid", "same"]
Around = tuple[Pair, Pair]
"""Rows (above, below) and columns (left, right) that are added around an image."""


def pair(name: str, value: int | tuple[int, ...], *, at_least: int = 1) -> Pair:
    """One number for rows and columns, or two.

    >>> pair("stride", 2), pair("stride", (1, 3))
    ((2, 2), (1, 3))

    Raises:
        InputError: a number is not whole or is under `at_least`.
    """
    both = value if isinstance(value, tuple) else (value, value)
    if len(both) != 2:
        text = _("{name} is {value!r}; expected one number, or two: for rows and columns")
        raise InputError(text.format(name=name, value=value))
    for number in both:
        checks.whole(name, number, at_least=at_least)
    rows, columns = both
    return rows, columns


def zeros_around(padding: Zeros, size: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Around:
    """The zeros that a padding puts around an image of a size.

    >>> zeros_around("same", (4, 5), (3, 3), (2, 2), (1, 1))
    ((0, 1), (1, 1))

    Raises:
        InputError: the padding is neither a number from 0 up, nor two, nor "valid" or "same".
    """
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        above_below, left_right = (
            same_padding(size[axis], kernel=kernel[axis], stride=stride[axis], dilation=dilation[axis])
            for axis in (0, 1)
        )
        return above_below, left_right
    if isinstance(padding, str):
        raise InputError(_("padding is {padding!r}; expected a number, or valid or same").format(padding=padding))
    rows, columns = ((zeros, zeros) for zeros in pair("padding", padding, at_least=0))
    return rows, columns


def spans(size: Pair, kernel: Pair, stride: Pair, around: Around, dilation: Pair) -> Pair:
    """The number of windows down and across.

    Raises:
        InputError: the kernel is larger than the padded image.
    """
    windows = [Window(kernel[axis], stride[axis], dilation[axis], *around[axis]) for axis in (0, 1)]
    if any(window.slack(side) < 0 for window, side in zip(windows, size, strict=True)):
        reach = [window.extent for window in windows]
        room = [side + sum(zeros) for side, zeros in zip(size, around, strict=True)]
        text = _(
            "the kernel covers {reach} and the image with its padding is {room}; use a smaller kernel or more padding"
        )
        raise InputError(text.format(reach="{}x{}".format(*reach), room="{}x{}".format(*room)))
    height, width = (window.count(side) for window, side in zip(windows, size, strict=True))
    return height, width


def pad(pixels: Array, around: Around, value: float = 0) -> Array:
    """The image with rows and columns of one value around it; channels get none."""
    if not any(map(sum, around)):
        return pixels
    return np.pad(pixels, [*around, (0, 0)][: pixels.ndim], constant_values=value)


def padded_rows(pixels: Array, around: Around, first: int, last: int) -> Array:
    """Rows `first` to `last` of the padded image, without a copy of the whole.

    >>> padded_rows(np.array([[1, 2], [3, 4]]), ((1, 1), (0, 1)), 0, 2)
    array([[0, 0, 0],
           [1, 2, 0]])
    """
    (above, _below), sides = around
    start, end = (min(max(row - above, 0), len(pixels)) for row in (first, last))
    before = min(max(above - first, 0), last - first)
    return pad(pixels[start:end], ((before, last - first - before - (end - start)), sides))


def shifted(padded: Array, start: Pair, size: Pair, stride: Pair) -> Array:
    """A view of the pixels that one weight of the kernel meets, window after window.

    Args:
        padded: the image with its padding.
        start: row and column that the weight meets in the first window.
        size: windows down and across.
        stride: rows and columns between windows.
    """
    rows, columns = (
        slice(first, first + (count - 1) * step + 1, step)
        for first, count, step in zip(start, size, stride, strict=True)
    )
    return padded[rows, columns]
