"""The target tensors of many pictures at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.boxes.anchors import shape_iou

__all__ = ["encode_batch"]

BOX = 5


def encode_batch(
    boxes: npt.NDArray[np.floating[Any]],
    labels: npt.NDArray[np.integer[Any]],
    *,
    size: tuple[int, int],
    grid: tuple[int, int],
    anchors: npt.NDArray[np.floating[Any]],
    classes: int,
    beside: bool = True,
) -> npt.NDArray[np.float32]:
    """As `boxes.encode`, of a batch, and with the cells beside an object's own.

    With `beside`, the cell left or right and the one above or below, whichever lies nearer to the object's middle,
    answer for it too (Jocher 2020, YOLOv5): three times as many cells learn from it. Where two objects want the same
    cell and anchor, it belongs to the one whose middle it has, and of two such ones to the later.

    Args:
        boxes: `(n, most, 4)` xyxy, in pixels.
        labels: `(n, most)`, below 0 where there is none.
        size: width and height of a picture.
        grid: rows and columns.
        anchors: `(anchors, 2)` widths and heights, in pixels.
        classes: how many.
        beside: whether the cells beside it answer too.

    Returns:
        `(n, rows, columns, anchors, 5 + classes)`.
    """
    rows, columns = grid
    target = np.zeros((len(boxes), rows, columns, len(anchors), BOX + classes), np.float32)
    picture, number = np.nonzero(labels >= 0)
    found, classes_of = boxes[picture, number], labels[picture, number]
    cell = np.array([size[0] / columns, size[1] / rows])
    sides = (found[:, 2:] - found[:, :2]) / cell
    middles = (found[:, 2:] + found[:, :2]) / 2 / cell
    own = np.floor(middles).astype(np.intp).clip(0, (columns - 1, rows - 1))
    anchor = shape_iou(sides * cell, anchors).argmax(axis=1)
    nearer = np.where(middles - own < 0.5, -1, 1)
    steps = [np.zeros_like(own)]
    if beside:
        steps = [nearer * (1, 0), nearer * (0, 1), *steps]
    # An object's own cell comes last and stays.
    for step in steps:
        at = own + step
        inside = ((at >= 0) & (at < (columns, rows))).all(axis=1)
        place = (picture[inside], at[inside, 1], at[inside, 0], anchor[inside])
        target[place] = 0
        within = middles[inside] - at[inside]
        target[(*place, slice(BOX))] = np.column_stack([np.ones(len(within)), within, sides[inside, ::-1]])
        target[(*place, BOX + classes_of[inside])] = 1
    return target
