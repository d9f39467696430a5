"""Formats of boxes, and how one becomes another."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.arrays import array_of
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["FORMATS", "Boxes", "Format", "area", "checked", "clipped", "convert", "in_pixels", "relative"]

Boxes = npt.NDArray[np.floating[Any]]
"""`(n, 4)`."""

Format = Literal["xyxy", "xywh", "cxcywh"]
FORMATS: tuple[Format, ...] = ("xyxy", "xywh", "cxcywh")
"""Left, top, right, bottom (Pascal VOC); left, top, width, height (COCO); centre and size (YOLO)."""


def checked(boxes: npt.ArrayLike) -> Boxes:
    """Boxes as an array of floating numbers.

    Args:
        boxes: `(n, 4)`; nothing at all is no box.

    Raises:
        InputError: another shape, or a number that is not finite.
    """
    found = array_of(_("table of boxes"), boxes)
    if found.size == 0:
        return np.zeros((0, 4))
    if found.ndim != 2 or found.shape[1] != 4 or found.dtype.kind not in "iuf":
        text = _("the boxes are {dtype} of the shape {shape}; expected four numbers a box, (n, 4)")
        raise InputError(text.format(dtype=found.dtype, shape=found.shape))
    found = found if found.dtype.kind == "f" else found.astype(float)
    if not np.isfinite(found).all():
        raise InputError(_("the boxes have numbers that are not finite"))
    return found


def convert(boxes: npt.ArrayLike, source: Format, target: Format, *, size: tuple[float, float] | None = None) -> Boxes:
    """Write boxes in another format.

    >>> convert([[10, 20, 30, 60]], "xyxy", "cxcywh")
    array([[20., 40., 20., 40.]])
    >>> convert([[0.5, 0.5, 0.2, 0.4]], "cxcywh", "xyxy", size=(100, 200))  # YOLO's text files
    array([[ 40.,  60.,  60., 140.]])

    Args:
        boxes: `(n, 4)`.
        source: the format that they have.
        target: the format that they get.
        size: width and height of the picture, in pixels, where the boxes are parts of it, 0 to 1; they become pixels.

    Returns:
        `(n, 4)`.

    Raises:
        InputError: no boxes, or an unknown format.
    """
    for name in (source, target):
        if name not in FORMATS:
            text = _("there is no format {name!r} of boxes; expected one of {formats}")
            raise InputError(text.format(name=name, formats=", ".join(FORMATS)))
    found = checked(boxes)
    if size is not None:
        found = in_pixels(found, size)
    first, second = found[:, :2], found[:, 2:]
    if source == "xywh":
        second = first + second
    elif source == "cxcywh":
        first, second = first - second / 2, first + second / 2
    if target == "xywh":
        second = second - first
    elif target == "cxcywh":
        first, second = (first + second) / 2, second - first
    return np.concatenate([first, second], axis=1)


def relative(boxes: npt.ArrayLike, size: tuple[float, float]) -> Boxes:
    """Boxes in pixels, of any format, as parts of the picture, 0 to 1.

    >>> relative([[40, 60, 60, 140]], (100, 200))
    array([[0.4, 0.3, 0.6, 0.7]])

    Args:
        boxes: `(n, 4)`.
        size: width and height of the picture, in pixels.

    Raises:
        InputError: no boxes, or a side that is not above 0.
    """
    return checked(boxes) / _sides(size)


def in_pixels(boxes: npt.ArrayLike, size: tuple[float, float]) -> Boxes:
    """Boxes that are parts of the picture, of any format, in pixels: the way back from `relative`.

    Args:
        boxes: `(n, 4)`.
        size: width and height of the picture, in pixels.

    Raises:
        InputError: no boxes, or a side that is not above 0.
    """
    return checked(boxes) * _sides(size)


def _sides(size: tuple[float, float]) -> Boxes:
    for name, side in zip(("width", "height"), size, strict=True):
        checks.number(name, side, above=0)
    return np.array([*size, *size], float)


def area(boxes: npt.ArrayLike) -> npt.NDArray[np.floating[Any]]:
    """`(n,)` the areas of xyxy boxes; 0 for one that is empty.

    >>> area([[0, 0, 4, 5], [3, 3, 3, 9]])
    array([20.,  0.])
    """
    found = checked(boxes)
    return np.maximum(found[:, 2] - found[:, 0], 0) * np.maximum(found[:, 3] - found[:, 1], 0)


def clipped(boxes: npt.ArrayLike, width: float, height: float) -> Boxes:
    """Xyxy boxes without what lies outside of the picture.

    >>> clipped([[-5, 2, 12, 30]], 10, 20)
    array([[ 0.,  2., 10., 20.]])
    """
    return checked(boxes).clip(0, np.array([width, height, width, height], float))
