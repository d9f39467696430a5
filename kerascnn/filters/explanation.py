"""The arithmetic of each output pixel, written as a student writes it."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kerascnn.filters.arrays import matrix
from kerascnn.filters.correlate import correlate
from kerascnn.filters.matrices import equals, signed, written
from kerascnn.filters.pooling import pooling_of
from kerascnn.filters.transpose import crop, transpose_convolve
from kerascnn.filters.windows import Pair, Zeros, pad, pair, zeros_around
from kerascnn.language import _

__all__ = ["correlation_steps", "pooling_steps", "transpose_steps"]


def correlation_steps(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: Zeros = 0,
    dilation: int | Pair = 1,
    relu: bool = False,
) -> Iterator[str]:
    r"""The products and the sum of each output pixel of `correlate`, row by row.

    >>> print(*correlation_steps([[3, 0, 1], [1, 5, 8]], [[1, 0], [0, -1]]), sep="\n")
    (0,0): 3·1 + 0·0 + 1·0 + 5·(−1) = −2
    (0,1): 0·1 + 1·0 + 5·0 + 8·(−1) = −8

    Args:
        image: (height, width).
        kernel: (height, width).
        stride: as for `correlate`.
        padding: likewise; pixels of the padding are written as the zeros that they are.
        dilation: likewise.
        relu: say what ReLU leaves of each sum.
    """
    pixels, weights = matrix(_("image"), image), matrix(_("kernel"), kernel)
    steps, gaps = pair("stride", stride), pair("dilation", dilation)
    output = correlate(pixels, weights, stride=steps, padding=padding, dilation=gaps)
    padded = pad(pixels, zeros_around(padding, pixels.shape, weights.shape, steps, gaps))
    for (row, column), total in np.ndenumerate(output):
        products = [
            (padded[row * steps[0] + i * gaps[0], column * steps[1] + j * gaps[1]], weight)
            for (i, j), weight in np.ndenumerate(weights)
        ]
        line = f"({row},{column}): {_products(products)} {equals(total, *sum(products, ()))}"
        yield f"{line} → ReLU → {_plain(max(total, 0))}" if relu else line


def pooling_steps(
    image: npt.ArrayLike,
    kind: str,
    size: int | Pair = 2,
    *,
    stride: int | Pair | None = None,
    padding: Zeros = 0,
) -> Iterator[str]:
    """What each output pixel of `max_pool` or `average_pool` is made of, row by row.

    >>> print(*pooling_steps([[31, 15], [0, 100]], "average"))
    (0,0): (31 + 15 + 0 + 100)/4 = 36.5

    Args:
        image: (height, width).
        kind: "max" or "average".
        size: as for `max_pool`.
        stride: likewise.
        padding: likewise; pixels of the padding take no part and are left out.
    """
    pixels = matrix(_("image"), image)
    window = pair("size", size)
    steps = window if stride is None else pair("stride", stride)
    pool = pooling_of(kind)
    (top, _bottom), (left, _right) = zeros_around(padding, pixels.shape, window, steps, (1, 1))
    for (row, column), value in np.ndenumerate(pool(pixels, window, stride=steps, padding=padding)):
        first, start = row * steps[0] - top, column * steps[1] - left
        seen = pixels[max(first, 0) : first + window[0], max(start, 0) : start + window[1]].ravel()
        if kind == "max":
            yield f"({row},{column}): max({', '.join(map(_plain, seen))}) = {_plain(value)}"
        else:
            yield f"({row},{column}): ({' + '.join(map(signed, seen))})/{seen.size} {equals(value, *seen)}"


def transpose_steps(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int | Pair = 1,
    padding: Zeros = 0,
    output_padding: int | Pair = 0,
) -> Iterator[str]:
    r"""Which input pixel times which weight falls on each output pixel of `transpose_convolve`, row by row.

    >>> print(*transpose_steps([[2, 1]], [[1, 2, 1]], stride=2), sep="\n")
    (0,0): 2·1 = 2
    (0,1): 2·2 = 4
    (0,2): 2·1 + 1·1 = 3
    (0,3): 1·2 = 2
    (0,4): 1·1 = 1

    Args:
        image: (height, width).
        kernel: (height, width).
        stride: as for `transpose_convolve`.
        padding: likewise.
        output_padding: likewise.
    """
    pixels, weights = matrix(_("image"), image), matrix(_("kernel"), kernel)
    steps = pair("stride", stride)
    (top, _height), (left, _width) = crop(
        pixels.shape, weights.shape, stride=steps, padding=padding, output_padding=output_padding
    )
    output = transpose_convolve(pixels, weights, stride=steps, padding=padding, output_padding=output_padding)
    for (row, column), total in np.ndenumerate(output):
        stamps = [
            (value, weights[row + top - i * steps[0], column + left - j * steps[1]])
            for (i, j), value in np.ndenumerate(pixels)
            if 0 <= row + top - i * steps[0] < weights.shape[0] and 0 <= column + left - j * steps[1] < weights.shape[1]
        ]
        yield f"({row},{column}): {_products(stamps) or '—'} {equals(total, *sum(stamps, ()))}"


def _products(terms: list[tuple[float, float]]) -> str:
    return " + ".join(f"{signed(value)}·{signed(weight)}" for value, weight in terms)


def _plain(value: float) -> str:
    """A number that stands alone, with the sign of formulas."""
    return written(value).replace("-", "−")
