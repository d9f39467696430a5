"""YOLO's target: which cell of a grid and which anchor answers for an object, and the numbers that it should give."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.boxes.anchors import checked_sizes, shape_iou
from kerascnn.boxes.formats import Boxes, checked, convert
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Encoded", "decode", "encode"]

BOX = 5
"""Numbers before the classes: p_c, b_x, b_y, b_h, b_w."""


class Encoded(NamedTuple):
    """A target tensor.

    Attributes:
        target: `(rows, columns, anchors, 5 + classes)` float32.
        left_out: the numbers of the boxes that found all anchors of their cell taken.
    """

    target: npt.NDArray[np.float32]
    left_out: tuple[int, ...]


def encode(
    boxes: npt.ArrayLike,
    labels: npt.ArrayLike,
    *,
    size: tuple[float, float],
    grid: tuple[int, int],
    anchors: npt.ArrayLike,
    classes: int,
) -> Encoded:
    """The target of a picture: deck E's 3×3×2×8 for a grid of 3×3, two anchors and three classes.

    The cell in which the middle of an object lies answers for it, with the anchor whose shape overlaps the box most;
    where that is taken, with the next. Its numbers are `[p_c, b_x, b_y, b_h, b_w, c_1, ..., c_n]`: 1, the place of the
    middle within the cell (0 to 1), height and width in cells, and 1 for the class. All others are 0.

    >>> target, _left_out = encode([[50, 100, 250, 200]], [1], size=(300, 300), grid=(3, 3),
    ...     anchors=[[50, 150], [200, 100]], classes=3)
    >>> target.shape, target[1, 1, 1].round(3).tolist()
    ((3, 3, 2, 8), [1.0, 0.5, 0.5, 1.0, 2.0, 0.0, 1.0, 0.0])

    Args:
        boxes: `(n, 4)` xyxy, in pixels.
        labels: `(n,)` class numbers.
        size: width and height of the picture, in pixels.
        grid: rows and columns.
        anchors: `(anchors, 2)` widths and heights, in pixels.
        classes: how many.

    Raises:
        InputError: no boxes, a middle outside of the picture, or a label that is no class.
    """
    found, numbers, shapes = checked(boxes), np.asarray(labels), checked_sizes(anchors)
    if numbers.shape != (len(found),) or (len(found) and not ((numbers >= 0) & (numbers < classes)).all()):
        text = _("the labels are not one class number from 0 to {last} for each box, {count} in all")
        raise InputError(text.format(last=classes - 1, count=len(found)))
    rows, columns = grid
    cell = np.array([size[0] / columns, size[1] / rows])
    middles = convert(found, "xyxy", "cxcywh") / np.array([*cell, *cell])
    target = np.zeros((rows, columns, len(shapes), BOX + classes), np.float32)
    left_out = []
    for number, (x, y, width, height) in enumerate(middles):
        column, row = int(np.floor(x)), int(np.floor(y))
        if not (0 <= column < columns and 0 <= row < rows) or width <= 0 or height <= 0:
            text = _("box {number}, {box}, is empty, or its middle lies outside of the picture of {width:g}×{height:g}")
            box = ", ".join(f"{side:g}" for side in found[number])
            raise InputError(text.format(number=number, box=box, width=size[0], height=size[1]))
        fits = shape_iou(np.array([[width, height]]) * cell, shapes)[0]
        free = [anchor for anchor in np.argsort(-fits, kind="stable") if target[row, column, anchor, 0] == 0]
        if not free:
            left_out.append(number)
            continue
        target[row, column, free[0], :BOX] = 1, x - column, y - row, height, width
        target[row, column, free[0], BOX + int(numbers[number])] = 1
    return Encoded(target, tuple(left_out))


def decode(
    target: npt.ArrayLike, *, size: tuple[float, float], least_score: float = 0.5
) -> tuple[Boxes, npt.NDArray[np.floating[Any]], npt.NDArray[np.intp]]:
    """The boxes in a target, or in what a network gives in its place.

    Args:
        target: `(rows, columns, anchors, 5 + classes)`, as `encode` gives it.
        size: width and height of the picture, in pixels.
        least_score: boxes whose p_c times the highest class is not above it are left out.

    Returns:
        Boxes `(n, 4)` xyxy in pixels, scores `(n,)` and class numbers `(n,)`, the highest score first.

    Raises:
        InputError: another shape.
    """
    found = np.asarray(target, float)
    if found.ndim != 4 or found.shape[3] <= BOX:
        text = _("the target has the shape {shape}; expected (rows, columns, anchors, 5 + classes)")
        raise InputError(text.format(shape=found.shape))
    rows, columns = found.shape[:2]
    scores = found[..., 0] * found[..., BOX:].max(axis=-1)
    row, column, anchor = np.nonzero(scores > least_score)
    chosen = found[row, column, anchor]
    cell = np.array([size[0] / columns, size[1] / rows])
    places = np.stack([chosen[:, 1] + column, chosen[:, 2] + row, chosen[:, 4], chosen[:, 3]], axis=1)
    boxes = convert(places * np.array([*cell, *cell]), "cxcywh", "xyxy") if len(chosen) else np.zeros((0, 4))
    values = scores[row, column, anchor]
    order = np.argsort(-values, kind="stable")
    return boxes[order], values[order], chosen[order, BOX:].argmax(axis=1) if len(chosen) else np.zeros(0, np.intp)
