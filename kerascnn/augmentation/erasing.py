"""Rectangles of a picture that are taken away, or filled from another picture."""

import numpy as np

__all__ = ["ERASED", "erase", "rectangles"]

ERASED = (0.02, 0.33)
"""Parts of the picture's area, from and to: Zhong et al. 2017 (arXiv:1708.04896) and Keras's RandomErasing draw each
side as the square root of such a part."""


def erase(images: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Put a black rectangle on some pictures.

    Args:
        images: `(n, height, width, channels)` uint8.
        amount: on which part of them, 0 to 1.
        generator: where the rectangles are drawn from.
    """
    erased = generator.random(len(images)) < amount
    sides = np.sqrt(generator.uniform(*ERASED, (2, len(images))))
    return np.where(rectangles(images, sides, generator) & erased[:, None, None, None], np.uint8(0), images)


def rectangles(images: np.ndarray, sides: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """`(n, height, width, 1)` whether a pixel lies in its picture's rectangle, which is anywhere in the frame.

    Args:
        images: for their number and size.
        sides: `(2, n)` height and width of each rectangle as parts of the picture's.
        generator: where the places are drawn from.
    """
    count, *size, _ = images.shape
    inside = []
    for length, side in zip(size, sides, strict=True):
        first = generator.random(count) * (1 - side) * length
        pixels = np.arange(length)
        inside.append((pixels >= first[:, None]) & (pixels < (first + side * length)[:, None]))
    return (inside[0][:, :, None] & inside[1][:, None, :])[..., None]
