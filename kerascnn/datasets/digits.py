"""A photo of a digit as MNIST would show it."""

import numpy as np
from PIL import Image

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["as_mnist"]

SIDE = 28
BOX = 20
FAINT = 0.2


def as_mnist(grey: np.ndarray) -> np.ndarray:
    """Turn a grey picture of one digit, of any size, into what MNIST's makers made of theirs.

    LeCun et al. 1998: the digit is scaled, its proportions kept, into a box of 20×20 pixels, and placed into 28×28
    so that its centre of mass is in the middle; it is light on dark. Dark on light is recognised by the border of
    the picture, and turned round; an even background is taken away.

    Args:
        grey: `(height, width)`, 0 to 255, uint8 or float.

    Returns:
        `(28, 28, 1)` uint8.

    Raises:
        InputError: the picture shows one even colour.
    """
    ink = _light_on_dark(grey.astype("float32"))
    rows, columns = (np.flatnonzero((ink > FAINT).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise InputError(_("the picture shows nothing but an even background; expected one digit"))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(digit.shape)
    height, width = (max(1, round(side * scale)) for side in digit.shape)
    small = Image.fromarray(digit).resize(
        (width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    )
    return (np.clip(_centred(np.asarray(small)), 0, 1) * 255).round().astype(np.uint8)[..., None]


def _light_on_dark(grey: np.ndarray) -> np.ndarray:
    """The ink between 0 (background) and 1, whichever of the two is the darker."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    background = np.median(border)
    ink = grey - background
    if -ink.min() > ink.max():
        ink = -ink
    strongest = ink.max()
    return np.clip(ink / strongest, 0, 1) if strongest > 1 else np.zeros_like(ink)


def _centred(digit: np.ndarray) -> np.ndarray:
    """The digit in a square of 28 pixels, its centre of mass as near to the middle as the square allows."""
    middle = (SIDE - 1) / 2
    square = np.zeros((SIDE, SIDE), "float32")
    places = []
    for length, weights in zip(digit.shape, (digit.sum(axis=1), digit.sum(axis=0)), strict=True):
        centre = float(np.average(np.arange(length), weights=np.maximum(weights, 0) + 1e-9))
        places.append(int(np.clip(round(middle - centre), 0, SIDE - length)))
    top, left = places
    square[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return square
