"""What comes into a function as an array, checked: rows of one length, numbers, and the axes that it can take."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["array_of", "numbers", "with_axes"]

Array = npt.NDArray[Any]


def array_of(kind: str, values: npt.ArrayLike) -> Array:
    """The values as an array of whatever they are.

    Args:
        kind: what they are, in the reader's language, for the error.
        values: an array, or what NumPy makes one of.

    Raises:
        InputError: rows of different lengths.
    """
    try:
        return np.asarray(values)
    except ValueError:
        text = _("the {kind} is no array: its rows differ in length; make all rows equally long")
        raise InputError(text.format(kind=kind)) from None


def numbers(kind: str, values: npt.ArrayLike) -> Array:
    """The values as an array of whole, floating or truth values.

    Args:
        kind: what they are, in the reader's language, for the error.
        values: an array, or what NumPy makes one of.

    Raises:
        InputError: rows of different lengths, or something else than numbers.
    """
    made = array_of(kind, values)
    if made.dtype.kind not in "biuf":
        raise InputError(_("the {kind} holds {type}; expected numbers").format(kind=kind, type=made.dtype))
    return made


def with_axes(kind: str, values: npt.ArrayLike, axes: str) -> Array:
    """The values as an array of numbers that has so many axes, none of them empty.

    >>> with_axes("picture", [[1, 2, 3]], "height, width").shape
    (1, 3)

    Args:
        kind: what they are, in the reader's language, for the error.
        values: an array, or what NumPy makes one of.
        axes: the names of the axes, with commas between them.

    Raises:
        InputError: rows of different lengths, something else than numbers, or other axes.
    """
    made = numbers(kind, values)
    if made.ndim != axes.count(",") + 1 or 0 in made.shape:
        text = _("the {kind} has the axes {shape}; expected ({axes})")
        raise InputError(text.format(kind=kind, shape=made.shape, axes=axes))
    return made
