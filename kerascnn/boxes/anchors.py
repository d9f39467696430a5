"""Anchor boxes: a few widths and heights that stand for those of all objects."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.arrays import numbers
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Sizes", "checked_sizes", "fit_anchors", "shape_iou"]

Sizes = npt.NDArray[np.floating[Any]]
"""`(n, 2)` widths and heights."""
ROUNDS = 300


def checked_sizes(sizes: npt.ArrayLike) -> Sizes:
    """Widths and heights as an array.

    Args:
        sizes: `(n, 2)`.

    Raises:
        InputError: another shape, or a size that is not positive.
    """
    found = numbers(_("table of sizes"), sizes).astype(float)
    if found.ndim != 2 or found.shape[1] != 2 or not len(found):
        text = _("the sizes have the shape {shape}; expected a width and a height each, (n, 2)")
        raise InputError(text.format(shape=found.shape))
    if not (np.isfinite(found).all() and (found > 0).all()):
        raise InputError(_("the sizes have numbers that are not above 0"))
    return found


def shape_iou(first: Sizes, second: Sizes) -> Sizes:
    """`(n, m)` the intersection over union of boxes that lie on the same corner.

    >>> shape_iou(np.array([[4.0, 2.0]]), np.array([[2.0, 4.0], [4.0, 2.0]])).round(3)
    array([[0.333, 1.   ]])
    """
    both = np.minimum(first[:, None], second).prod(axis=2)
    return both / (first.prod(axis=1)[:, None] + second.prod(axis=1) - both)


def fit_anchors(sizes: npt.ArrayLike, count: int, *, seed: int = 0) -> Sizes:
    """Anchors by k-means with the distance 1 − IoU (Redmon and Farhadi 2016, arXiv:1612.08242, section 2).

    >>> fit_anchors([[10, 10], [12, 12], [40, 20], [44, 20]], 2)
    array([[11., 11.],
           [42., 20.]])

    Args:
        sizes: `(n, 2)` widths and heights of the objects, in any unit.
        count: how many anchors; at most as many as there are different sizes.
        seed: of the first centres, which are drawn far from one another (k-means++).

    Returns:
        `(count, 2)` widths and heights, the smallest area first.

    Raises:
        InputError: no sizes, or fewer different ones than anchors.
    """
    found = checked_sizes(sizes)
    checks.whole("count", count, at_least=1)
    different = len(np.unique(found, axis=0))
    if different < count:
        text = _("{count} anchors cannot be told from {different} different sizes; ask for fewer")
        raise InputError(text.format(count=count, different=different))
    random = np.random.default_rng(seed)
    centres = found[[random.integers(len(found))]]
    while len(centres) < count:
        distance = (1 - shape_iou(found, centres)).min(axis=1).clip(0) ** 2
        centres = np.vstack([centres, found[random.choice(len(found), p=distance / distance.sum())]])
    nearest = np.full(len(found), -1)
    for _round in range(ROUNDS):
        now = shape_iou(found, centres).argmax(axis=1)
        if (now == nearest).all():
            break
        nearest = now
        # A centre that no size is nearest to stays where it is.
        members = [found[nearest == number] for number in range(count)]
        centres = np.array(
            [each.mean(axis=0) if len(each) else old for each, old in zip(members, centres, strict=True)]
        )
    return centres[np.argsort(centres.prod(axis=1), kind="stable")]
