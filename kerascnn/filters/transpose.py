"""Transpose convolution: each input pixel stamps the kernel, times its value, onto a larger output."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.filters.windows import Array, Pair, pair, shifted
from kerascnn.language import _

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
    pixels, weights = np.asarray(image), np.asarray(kernel)
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
    for more, step in zip(extra, steps, strict=True):
        if more >= step:
            text = _("output_padding is {extra}; it must be under the stride, which is {stride}")
            raise InputError(text.format(extra=more, stride=step))
    if isinstance(padding, str) and any(extra):
        raise InputError(_("output_padding goes with a padding number; padding is {padding!r}").format(padding=padding))
    if padding == "same":
        rows, columns = (
            (max(side - step, 0) // 2, count * step) for count, side, step in zip(size, kernel, steps, strict=True)
        )
        return rows, columns
    if padding == "valid":
        rows, columns = (
            (0, count * step + max(side - step, 0)) for count, side, step in zip(size, kernel, steps, strict=True)
        )
        return rows, columns
    if isinstance(padding, str):
        raise InputError(_("padding is {padding!r}; expected a number, or valid or same").format(padding=padding))
    cut = pair("padding", padding, at_least=0)
    rows, columns = (
        (before, (count - 1) * step + side - 2 * before + more)
        for count, side, step, before, more in zip(size, kernel, steps, cut, extra, strict=True)
    )
    if rows[1] < 1 or columns[1] < 1:
        text = _("padding {padding} cuts everything off: {rows}x{columns} would be left; use less")
        raise InputError(text.format(padding=padding, rows=rows[1], columns=columns[1]))
    return rows, columns
