"""A digit as the makers of MNIST would show it."""

import numpy as np
from PIL import Image

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["as_mnist_shows", "drawn_as_mnist", "stroke_width"]

SIDE = 28
BOX = 20
FAINT = 0.2
FINE = 6
"""The digit is scaled at so many times the final resolution, where its strokes can still be made thicker."""
THINNEST = 1.9
"""Pixels in the box of 20: strokes of MNIST are rarely thinner."""
MADE = 2.3
"""What thinner strokes are made."""
SHARP = 2.0
"""By how much the lens's soft edges are steepened: MNIST was black and white before it was scaled."""


def as_mnist_shows(ink: np.ndarray) -> np.ndarray:
    """Bring the ink of one digit into MNIST's shape.

    LeCun et al. 1998: the digit is scaled, its proportions kept, into a box of 20×20 pixels, and placed into 28×28
    so that its centre of mass is in the middle; it is light on dark. Strokes that are thinner than MNIST's, of a fine
    pen or a pencil, are made as thick as its thin ones.

    Args:
        ink: `(height, width)` float, 0 to 1, some of it above 0.5.

    Returns:
        `(28, 28, 1)` uint8.
    """
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype("float32")
    scale = BOX * FINE / max(digit.shape)
    height, width = (max(FINE, round(side * scale)) for side in digit.shape)
    way = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    fine = np.asarray(Image.fromarray(digit).resize((width, height), way))
    fine = np.clip((fine - 0.5) * SHARP + 0.5, 0, 1)
    wide = stroke_width(fine > 0.5) / FINE
    if wide < THINNEST:
        from scipy import ndimage

        more = (MADE - wide) / 2 * FINE
        edge = int(np.ceil(more)) + 1
        away = ndimage.distance_transform_edt(np.pad(fine, edge) <= 0.5)
        fine = np.clip(more + 0.5 - away, 0, 1).astype("float32")
        fine = fine[edge - round(more) : fine.shape[0] - edge + round(more)]
        fine = fine[:, edge - round(more) : fine.shape[1] - edge + round(more)]
    scale = BOX / max(fine.shape)
    height, width = (max(1, round(side * scale)) for side in fine.shape)
    small = np.asarray(Image.fromarray(fine).resize((width, height), Image.Resampling.BOX))
    return _as_bytes(small)


def drawn_as_mnist(grey: np.ndarray) -> np.ndarray:
    """Bring a small drawing of one digit on even ground, such as one of MNIST itself, into MNIST's shape.

    Args:
        grey: `(height, width)`, 0 to 255, dark on light or light on dark, as the border says.

    Returns:
        `(28, 28, 1)` uint8.

    Raises:
        InputError: the picture shows one even colour.
    """
    ground = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    ink = grey.astype("float32") - ground
    ink = -ink if -ink.min() > ink.max() else ink
    if ink.max() <= 1:
        raise InputError(_("the picture shows nothing but an even background; expected a digit"))
    ink = np.clip(ink / ink.max(), 0, 1)
    rows, columns = (np.flatnonzero((ink > FAINT).any(axis=axis)) for axis in (1, 0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(digit.shape)
    height, width = (max(1, round(side * scale)) for side in digit.shape)
    way = Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC
    return _as_bytes(np.asarray(Image.fromarray(digit).resize((width, height), way)))


def _as_bytes(digit: np.ndarray) -> np.ndarray:
    return (np.clip(centred(digit), 0, 1) * 255).round().astype(np.uint8)[..., None]


def stroke_width(shape: np.ndarray) -> float:
    """The mean width of the strokes in pixels: the area by the length of the middle line."""
    from skimage.morphology import skeletonize

    return float(shape.sum() / max(1, skeletonize(shape).sum()))


def centred(digit: np.ndarray) -> np.ndarray:
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
