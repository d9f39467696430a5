"""Correlation and convolution, written out in NumPy: the reference that every layer and every exercise is held to.

What a network's "convolution" computes is correlation: the kernel slides over the image as it is written. The
convolution of mathematics turns the kernel by half a turn first. `correlate` is the one, `convolve` the other.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.filters.arrays import image_of, kernel_of
from kerascnn.filters.windows import Pair, Zeros, padded_rows, pair, shifted, spans, zeros_around
from kerascnn.language import _

__all__ = ["Array", "convolve", "correlate", "flip"]

Array = npt.NDArray[Any]

# Rows are filtered in bands that fit a processor's cache: on photographs that is twice as fast as whole images.
BAND_BYTES = 1 << 18


def correlate(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: Zeros = 0,
    dilation: int | Pair = 1,
) -> Array:
    """Slide a kernel over an image; each output pixel is the sum of the products under the kernel.

    >>> correlate([[3, 0, 1, 2], [1, 5, 8, 9], [2, 7, 2, 5]], [[1, 0, -1], [1, 0, -1], [1, 0, -1]])
    array([[-5., -4.]])

    Args:
        image: (height, width) or (height, width, channels).
        kernel: one of
            (height, width), applied to each channel by itself, as a photo filter is;
            (height, width, channels), summed over the channels, as one filter of a convolutional layer is;
            (height, width, channels, filters), as all filters of a layer are, in Keras's order.
        stride: pixels between neighbouring windows, one number or (rows, columns).
        padding: zeros on each side, one number or (rows, columns); or "valid" (none), or "same", which is Keras's:
            an odd zero goes after the image.
        dilation: pixels between neighbouring weights of the kernel; 1 is an ordinary kernel.

    Returns:
        (height, width), (height, width, channels) or (height, width, filters), in the image's floating type,
        float64 for an image of whole numbers.

    Raises:
        InputError: the axes do not fit, a stride or dilation is under 1, or the kernel is larger than the padded image.
    """
    pixels, weights = _arrays(image, kernel)
    steps, gaps = pair("stride", stride), pair("dilation", dilation)
    around = zeros_around(padding, pixels.shape[:2], weights.shape[:2], steps, gaps)
    height, width = spans(pixels.shape[:2], weights.shape[:2], steps, around, gaps)
    output = np.zeros((height, width, *_depth(pixels, weights)), pixels.dtype)
    taps = [(row, column) for row, column in np.ndindex(*weights.shape[:2]) if np.any(weights[row, column])]
    band = max(1, BAND_BYTES // max(1, output[:1].nbytes))
    product = np.empty_like(output[:band])
    for top in range(0, height, band):
        rows = output[top : top + band]
        first, reach = top * steps[0], (weights.shape[0] - 1) * gaps[0] + 1
        padded = padded_rows(pixels, around, first, first + (len(rows) - 1) * steps[0] + reach)
        room = product[: len(rows)]
        for row, column in taps:
            start = (row * gaps[0], column * gaps[1])
            view = shifted(padded, start, rows.shape[:2], steps)
            weight = weights[row, column]
            if weight.ndim:
                np.matmul(view, weight if weight.ndim == 2 else weight[:, None], out=_with_filters(room, weight))
            else:
                np.multiply(view, weight, out=room)
            rows += room
    return output


def convolve(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: Zeros = 0,
    dilation: int | Pair = 1,
) -> Array:
    """The convolution of mathematics: `correlate` with the kernel turned by half a turn.

    >>> convolve([[1, 2, 3]], [[1, 0, -1]])
    array([[2.]])
    >>> correlate([[1, 2, 3]], [[1, 0, -1]])
    array([[-2.]])

    Args, returned array and errors are those of `correlate`.
    """
    return correlate(image, flip(kernel), stride=stride, padding=padding, dilation=dilation)


def flip(kernel: npt.ArrayLike) -> Array:
    """The kernel turned by half a turn: rows and columns in reverse order, channels as they are.

    Its axes and errors are those of `correlate`.

    >>> flip([[1, 2], [3, 4]])
    array([[4, 3],
           [2, 1]])
    """
    return kernel_of(kernel)[::-1, ::-1]


def _arrays(image: npt.ArrayLike, kernel: npt.ArrayLike) -> tuple[Array, Array]:
    """Both as arrays of the image's floating type, their axes checked against each other."""
    pixels, weights = image_of(image), kernel_of(kernel)
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if weights.ndim > 2 and weights.shape[2] != channels:
        text = _("the kernel has {given} channels and the image {expected}; they must be equal")
        raise InputError(text.format(given=weights.shape[2], expected=channels))
    if weights.ndim > 2 and pixels.ndim == 2:
        pixels = pixels[..., None]
    kind = pixels.dtype if np.issubdtype(pixels.dtype, np.floating) else np.dtype(np.float64)
    return pixels.astype(kind, copy=False), weights.astype(kind, copy=False)


def _depth(pixels: Array, weights: Array) -> tuple[int, ...]:
    """The axes of the output after height and width."""
    return pixels.shape[2:] if weights.ndim == 2 else weights.shape[3:]


def _with_filters(room: Array, weight: Array) -> Array:
    """The room for a product with an axis of filters, which a single filter's output lacks."""
    return room if weight.ndim == 2 else room[..., None]
