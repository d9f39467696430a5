"""How much boxes overlap, all pairs at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.boxes.formats import Boxes, area, checked

__all__ = ["diou", "giou", "intersections", "iou"]

Overlaps = npt.NDArray[np.floating[Any]]


def intersections(first: Boxes, second: Boxes) -> Overlaps:
    """`(n, m)` areas that lie in both."""
    # One side after the other: arrays (n, m, 2) would be read from memory twice as often.
    width = np.minimum(first[:, None, 2], second[:, 2]) - np.maximum(first[:, None, 0], second[:, 0])
    height = np.minimum(first[:, None, 3], second[:, 3]) - np.maximum(first[:, None, 1], second[:, 1])
    np.maximum(width, 0, out=width)
    np.maximum(height, 0, out=height)
    return np.multiply(width, height, out=width)


def iou(first: npt.ArrayLike, second: npt.ArrayLike) -> Overlaps:
    """Intersection over union of every box with every other: deck E, "correct" from 0.5 on.

    >>> iou([[0, 0, 10, 10]], [[5, 0, 15, 10], [0, 0, 10, 10], [20, 20, 30, 30]]).round(3)
    array([[0.333, 1.   , 0.   ]])

    Args:
        first: `(n, 4)` xyxy.
        second: `(m, 4)` xyxy.

    Returns:
        `(n, m)`, 0 (apart) to 1 (equal); 0 for two boxes without an area.

    Raises:
        InputError: no boxes.
    """
    first, second = checked(first), checked(second)
    both = intersections(first, second)
    union = area(first)[:, None] + area(second) - both
    return np.divide(both, union, out=np.zeros_like(both), where=union > 0)


def giou(first: npt.ArrayLike, second: npt.ArrayLike) -> Overlaps:
    """Generalised intersection over union (Rezatofighi et al. 2019, arXiv:1902.09630).

    It tells how far apart boxes are that do not touch: the intersection over union, less the part of the smallest box
    around both that neither covers.

    >>> giou([[0, 0, 10, 10]], [[10, 0, 20, 10], [20, 0, 30, 10]]).round(3)
    array([[ 0.   , -0.333]])

    Args:
        first: `(n, 4)` xyxy.
        second: `(m, 4)` xyxy.

    Returns:
        `(n, m)`, above −1 (far apart) to 1 (equal).

    Raises:
        InputError: no boxes.
    """
    first, second = checked(first), checked(second)
    both = intersections(first, second)
    union = area(first)[:, None] + area(second) - both
    width, height = _around(first, second)
    around = width * height
    zeros = np.zeros_like(both)
    overlap = np.divide(both, union, out=zeros.copy(), where=union > 0)
    return overlap - np.divide(around - union, around, out=zeros, where=around > 0)


def diou(first: npt.ArrayLike, second: npt.ArrayLike) -> Overlaps:
    """Distance intersection over union (Zheng et al. 2020, arXiv:1911.08287).

    The intersection over union, less the square of the distance between the middles over the square of the diagonal of
    the smallest box around both.

    >>> diou([[0, 0, 10, 10]], [[10, 0, 20, 10], [0, 0, 10, 10]]).round(3)  # 0 − 10²/(20² + 10²)
    array([[-0.2,  1. ]])

    Args:
        first: `(n, 4)` xyxy.
        second: `(m, 4)` xyxy.

    Returns:
        `(n, m)`, above −1 (far apart) to 1 (equal).

    Raises:
        InputError: no boxes.
    """
    first, second = checked(first), checked(second)
    middles = [(each[:, :2] + each[:, 2:]) / 2 for each in (first, second)]
    apart = ((middles[0][:, None] - middles[1]) ** 2).sum(axis=2)
    width, height = _around(first, second)
    diagonal = width**2 + height**2
    return iou(first, second) - np.divide(apart, diagonal, out=np.zeros_like(apart), where=diagonal > 0)


def _around(first: Boxes, second: Boxes) -> tuple[Overlaps, Overlaps]:
    """`(n, m)` width and height of the smallest box around both."""
    width = np.maximum(first[:, None, 2], second[:, 2]) - np.minimum(first[:, None, 0], second[:, 0])
    height = np.maximum(first[:, None, 3], second[:, 3]) - np.minimum(first[:, None, 1], second[:, 1])
    return width, height
