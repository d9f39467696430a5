"""Transpose convolution: each input pixel stamps the kernel, times its value, onto a larger output."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from kerascnn.arrays import numbers
from kerascnn.errors import InputError
from kerascnn.filters.windows import Array, Pair, pair, shifted
from kerascnn.language import _
from kerascnn.shapes import transpose_output_size

__all__ = ["crop", "transpose_convolve"]


def transpose_convolve(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: int | Pair | Literal["valid", "same"] = 0,
    output_padding: int | Pair = 0,
) -> Array:
    """Stamp the kernel once for each input pixel, `stride` apart; where stamps overlap, they add.

    >>> transpose_convolve([[2, 1], [3, 2]], [[1, 2, 1], [2, 0, 1], [0, 2, 1]], stride=2, padding=1)
    array([[ 0.,  4.,  0.],
           [10.,  7.,  6.],
           [ 0.,  7.,  0.]])

    With a padding number the output has (n − 1)·stride − 2·padding + kernel + output_padding rows (Dumoulin and
    Visin 2016, relationship 14): the padding is cut off on both sides, and the output padding gives rows and
    columns back at the end. The words are Keras's: "valid" cuts nothing, and has n·stride rows where the kernel is
    smaller than the stride; "same" has n·stride rows, and what is to be cut is cut half before and half after, an
    odd row after. So Keras's "same" and a number with output padding 1 keep different rows of the same whole.

    Args:
        image: (height, width), or (height, width, channels) with a kernel of four axes.
        kernel: (height, width), or (height, width, filters, channels), Keras's order for a transpose layer.
        stride: rows and columns between stamps.
        padding: rows and columns cut off on each side, or "valid" or "same".
        output_padding: rows and columns more at the end; under the stride.

    Returns:
        (height, width) or (height, width, filters), in the image's floating type, else float64.

    Raises:
        InputError: the axes do not fit, more is cut than there is, or the output padding is not under the stride.
    """
    pixels, weights = numbers(_("image"), image), numbers(_("kernel"), kernel)
    fits = (pixels.ndim, weights.ndim) == (2, 2) or (
        (pixels.ndim, weights.ndim) == (3, 4) and pixels.shape[2] == weights.shape[3]
    )
    if not fits or 0 in pixels.shape + weights.shape:
        text = _(
            "the image has the axes {image} and the kernel {kernel}; expected (height, width) and (height, width), "
            "or (height, width, channels) and (height, width, filters, channels)"
        )
        raise InputError(text.format(image=pixels.shape, kernel=weights.shape))
    kind = pixels.dtype if np.issubdtype(pixels.dtype, np.floating) else np.dtype(np.float64)
    pixels, weights = pixels.astype(kind, copy=False), weights.astype(kind, copy=False)
    size, steps, reach = pixels.shape[:2], pair("stride", stride), weights.shape[:2]
    (top, height), (left, width) = crop(
        (size[0], size[1]), (reach[0], reach[1]), stride=steps, padding=padding, output_padding=output_padding
    )
    # Output padding and "same" may ask for rows that no stamp reaches: they are zero.
    room = [
        max((size[axis] - 1) * steps[axis] + reach[axis], (top, left)[axis] + (height, width)[axis]) for axis in (0, 1)
    ]
    whole = np.zeros((*room, *weights.shape[2:3]), kind)
    for row, column in np.ndindex(*reach):
        weight = weights[row, column]
        view = shifted(whole, (row, column), (size[0], size[1]), steps)
        view += pixels @ weight.T if weight.ndim else pixels * weight
    return whole[top : top + height, left : left + width]


def crop(
    size: Pair,
    kernel: Pair,
    *,
    stride: int | Pair = 1,
    padding: int | Pair | Literal["valid", "same"] = 0,
    output_padding: int | Pair = 0,
) -> tuple[Pair, Pair]:
    """Which rows and columns of the whole stamped image are the output.

    >>> crop((2, 2), (3, 3), stride=2, padding=1, output_padding=1)
    ((1, 4), (1, 4))
    >>> crop((2, 2), (3, 3), stride=2, padding="same")
    ((0, 4), (0, 4))

    Args:
        size: height and width of the input.
        kernel: height and width of the kernel.
        stride: as for `transpose_convolve`.
        padding: likewise.
        output_padding: likewise.

    Returns:
        (first row, rows), (first column, columns).

    Raises:
        InputError: nothing would be left, or the output padding is not under the stride.
    """
    steps, extra = pair("stride", stride), pair("output_padding", output_padding, at_least=0)
    if not isinstance(padding, str):
        cut = pair("padding", padding, at_least=0)
        rows, columns = (
            (
                cut[axis],
                transpose_output_size(
                    size[axis],
                    kernel=kernel[axis],
                    stride=steps[axis],
                    padding=cut[axis],
                    output_padding=extra[axis],
                ),
            )
            for axis in (0, 1)
        )
        return rows, columns
    if any(extra):
        raise InputError(_("output_padding goes with a padding number; padding is {padding!r}").format(padding=padding))
    # How far the kernel sticks out over its place: "valid" keeps it, "same" cuts it off, an odd row at the end.
    over = [max(side - step, 0) for side, step in zip(kernel, steps, strict=True)]
    whole = [count * step for count, step in zip(size, steps, strict=True)]
    if padding == "same":
        return (over[0] // 2, whole[0]), (over[1] // 2, whole[1])
    if padding == "valid":
        return (0, whole[0] + over[0]), (0, whole[1] + over[1])
    raise InputError(_("padding is {padding!r}; expected a number, or valid or same").format(padding=padding))
