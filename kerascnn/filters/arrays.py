"""What comes in as an array, checked: numbers, and the axes that a function can take."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.arrays import numbers
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["image_of", "kernel_of", "matrix"]

Array = npt.NDArray[Any]


def image_of(values: npt.ArrayLike) -> Array:
    """An image: (height, width) or (height, width, channels).

    Raises:
        InputError: no numbers, or other axes.
    """
    pixels = numbers(_("image"), values)
    if pixels.ndim not in (2, 3) or 0 in pixels.shape:
        text = _("the image has the axes {shape}; expected (height, width) or (height, width, channels)")
        raise InputError(text.format(shape=pixels.shape))
    return pixels


def kernel_of(values: npt.ArrayLike) -> Array:
    """A kernel: (height, width), (height, width, channels) or (height, width, channels, filters).

    Raises:
        InputError: no numbers, or other axes.
    """
    weights = numbers(_("kernel"), values)
    if weights.ndim not in (2, 3, 4) or 0 in weights.shape:
        text = _(
            "the kernel has the axes {shape}; expected (height, width), with (channels, filters) after it if need be"
        )
        raise InputError(text.format(shape=weights.shape))
    return weights


def matrix(kind: str, values: npt.ArrayLike) -> Array:
    """A matrix that a lesson works out number by number: one channel.

    >>> matrix("image", [[1, 2]])
    array([[1., 2.]])

    Returns:
        (height, width), float64.

    Raises:
        InputError: no numbers, other axes, or a number that is not finite.
    """
    made = numbers(kind, values).astype(float)
    if made.ndim != 2 or 0 in made.shape:
        text = _("the {kind} has the axes {shape}; expected (height, width): a lesson shows one channel at a time")
        raise InputError(text.format(kind=kind, shape=made.shape))
    if not np.isfinite(made).all():
        raise InputError(_("the {kind} has numbers that are not finite; put others in their place").format(kind=kind))
    return made
