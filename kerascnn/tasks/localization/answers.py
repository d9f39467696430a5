"""Deck E's vector y = [p_c, b_x, b_y, b_h, b_w, c_1, ..., c_n]: from a box and back, and to a localizer in batches."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.located import LocatedPart
from kerascnn.training import Feed

__all__ = ["BOX", "AnswerBatches", "answers", "boxes_of"]

BOX = 5
"""Numbers before the classes."""
GREY_LEVELS = np.float32(255)


def answers(
    boxes: npt.NDArray[np.floating[Any]], labels: npt.NDArray[np.integer[Any]], size: tuple[int, int], classes: int
) -> npt.NDArray[np.float32]:
    """The vector of each picture, of the first of its objects; where there is none, all numbers are 0.

    Args:
        boxes: `(n, most, 4)` xyxy, in pixels.
        labels: `(n, most)`, below 0 where there is none.
        size: height and width of a picture.
        classes: how many.

    Returns:
        `(n, 5 + classes)`; middle, height and width are parts of the picture, 0 to 1.
    """
    found = np.zeros((len(boxes), BOX + classes), np.float32)
    there = np.flatnonzero(labels[:, 0] >= 0)
    left, top, right, bottom = (boxes[there, 0] / np.tile(size[::-1], 2)).T
    found[there, :BOX] = np.stack(
        [np.ones(len(there)), (left + right) / 2, (top + bottom) / 2, bottom - top, right - left], axis=1
    )
    found[there, BOX + labels[there, 0]] = 1
    return found


def boxes_of(given: npt.NDArray[np.floating[Any]], size: tuple[int, int]) -> npt.NDArray[np.floating[Any]]:
    """The boxes `(n, 4)` xyxy in pixels that vectors `(n, 5 + classes)` say, cut off at the border of the picture.

    >>> boxes_of(np.array([[1, 0.5, 0.25, 0.5, 0.2, 1]]), (40, 100)).tolist()
    [[40.0, 0.0, 60.0, 20.0]]
    """
    x, y, height, width = given[:, 1:BOX].T
    sides = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)
    return sides.clip(0, 1) * np.tile(size[::-1], 2)


class AnswerBatches(Feed):
    """Batches of float32 pictures in [0, 1] and deck E's vectors.

    Args:
        part: the pictures. Of endless ones, every epoch of a training has new ones.
        classes: how many.
        batch_size: pictures in a batch.
        seed: shuffle with this seed and leave out the last, smaller batch; None keeps the order and every picture.
    """

    def __init__(self, part: LocatedPart, *, classes: int, batch_size: int, seed: int | None = None) -> None:
        super().__init__(np.arange(len(part)), batch_size=batch_size, seed=seed)
        self.part, self.classes = part, classes

    def batch(self, epoch: int, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Pictures `(batch, height, width, 3)` and vectors `(batch, 5 + classes)`."""
        chosen = self.chosen(epoch, number)
        if self.part.endless and self.seed is not None:
            chosen = chosen + epoch * len(self.part)
        pictures = self.part.batch(chosen)
        target = answers(pictures.boxes, pictures.labels, pictures.images.shape[1:3], self.classes)
        return pictures.images.astype("float32") / GREY_LEVELS, target
