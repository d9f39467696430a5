"""A kernel on a photograph: brightness from 0 to 1, each channel filtered by itself."""

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.arrays import numbers
from kerascnn.errors import InputError
from kerascnn.filters.arrays import image_of
from kerascnn.filters.correlate import Array, correlate
from kerascnn.filters.kernels import kernel as weights_of
from kerascnn.filters.matrices import written
from kerascnn.filters.windows import Zeros, pair
from kerascnn.language import _

__all__ = ["apply", "brightness", "explain_sum"]

LARGEST_KERNEL = 31


def brightness(picture: npt.ArrayLike) -> Array:
    """A picture as float32 brightness: 8 bits become 0 to 1, floating numbers stay as they are.

    >>> brightness(np.array([[0, 255]], np.uint8)).tolist()
    [[0.0, 1.0]]

    Args:
        picture: (height, width) or (height, width, channels), uint8 or floating.

    Raises:
        InputError: other axes, or another type, whose white is unknown.
    """
    pixels = image_of(picture)
    if pixels.dtype == np.uint8:
        return np.divide(pixels, 255, dtype=np.float32)
    if np.issubdtype(pixels.dtype, np.floating):
        return pixels.astype(np.float32, copy=False)
    raise InputError(_("the image is of type {kind}; expected uint8, or numbers from 0 to 1").format(kind=pixels.dtype))


def apply(
    picture: npt.ArrayLike,
    kernel: str | npt.ArrayLike,
    *,
    stride: int | tuple[int, int] = 1,
    padding: Zeros = "valid",
    relu: bool = False,
) -> Array:
    """Filter a photograph, as `kerascnn filter` does: `correlate` on each channel of its brightness.

    >>> apply(np.array([[255, 255, 0, 0]] * 3, np.uint8), "vertical")
    array([[3., 3.]], dtype=float32)

    Args:
        picture: (height, width) or (height, width, channels), uint8, or floating with white as 1.
        kernel: a name, a matrix as text, or an array (height, width) of at most 31×31.
        stride: pixels between windows, one number or (rows, columns).
        padding: "valid" (none), "same" (zeros all around, so that stride 1 keeps the size), or a number of zeros.
        relu: replace what is negative by 0.

    Returns:
        float32, (height, width) or (height, width, channels); below 0 and above 1 where the kernel makes it so.

    Raises:
        InputError: no such kernel or no matrix, an even kernel with "same", or a kernel larger than the picture.
    """
    weights = weights_of(kernel) if isinstance(kernel, str) else numbers(_("kernel"), kernel)
    check_kernel(weights, padding)
    for number in pair("stride", stride):
        checks.whole("stride", number, at_least=1)
    output = correlate(brightness(picture), weights, stride=stride, padding=padding)
    return np.maximum(output, 0, out=output) if relu else output


def check_kernel(weights: Array, padding: Zeros) -> None:
    """Check that a kernel can be slid over a photograph.

    Raises:
        InputError: it is no matrix, is too large, or has no middle although "same" needs one.
    """
    if weights.ndim != 2 or 0 in weights.shape:
        text = _("the kernel has the axes {shape}; expected (height, width)")
        raise InputError(text.format(shape=weights.shape))
    height, width = weights.shape
    if max(height, width) > LARGEST_KERNEL:
        text = _("the kernel is {height}x{width}; on a picture it is at most {limit}x{limit}")
        raise InputError(text.format(height=height, width=width, limit=LARGEST_KERNEL))
    if padding == "same" and not (height % 2 and width % 2):
        text = _(
            "the kernel is {height}x{width}: an even side has no middle, so same would need one zero more at the end "
            "than at the start; use an odd kernel, or --padding valid"
        )
        raise InputError(text.format(height=height, width=width))


def explain_sum(weights: Array) -> str:
    """What the sum of a kernel's weights does to the brightness, in the reader's language.

    >>> explain_sum(weights_of("edge"))
    'the weights add up to 0: an even area becomes 0, only changes (edges) are left'
    >>> explain_sum(weights_of("blur"))
    'the weights add up to 1: an even area keeps its brightness'
    """
    total = float(weights.sum())
    if abs(total) < 1e-9:
        return _("the weights add up to 0: an even area becomes 0, only changes (edges) are left")
    if abs(total - 1) < 1e-9:
        return _("the weights add up to 1: an even area keeps its brightness")
    shown = written(total).replace("-", "−")
    if total < 0:
        text = _("the weights add up to {total}: an even area becomes negative, {total} times its brightness")
    else:
        text = _("the weights add up to {total}: an even area becomes {total} times as bright")
    return text.format(total=shown)
