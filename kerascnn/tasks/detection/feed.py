"""Pictures and their target tensors to a detector, a batch at a time."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.located import LocatedPart
from kerascnn.tasks.detection.targets import encode_batch
from kerascnn.training import Feed

__all__ = ["GridBatches"]

GREY_LEVELS = np.float32(255)


class GridBatches(Feed):
    """Batches of float32 pictures in [0, 1] and target tensors, as `encode_batch` gives them.

    Args:
        part: the pictures. Of endless ones, every epoch of a training has new ones.
        grid: rows and columns.
        anchors: `(anchors, 2)` widths and heights, in pixels.
        classes: how many.
        batch_size: pictures in a batch.
        seed: shuffle with this seed and leave out the last, smaller batch; None keeps the order and every picture.
    """

    def __init__(
        self,
        part: LocatedPart,
        *,
        grid: tuple[int, int],
        anchors: npt.NDArray[np.floating[Any]],
        classes: int,
        batch_size: int,
        seed: int | None = None,
    ) -> None:
        super().__init__(np.arange(len(part)), batch_size=batch_size, seed=seed)
        self.part, self.grid, self.anchors, self.classes = part, grid, anchors, classes

    def batch(self, epoch: int, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Pictures `(batch, height, width, 3)` and targets `(batch, rows, columns, anchors, 5 + classes)`."""
        chosen = self.chosen(epoch, number)
        if self.part.endless and self.seed is not None:
            chosen = chosen + epoch * len(self.part)
        pictures = self.part.batch(chosen)
        height, width = pictures.images.shape[1:3]
        target = encode_batch(
            pictures.boxes,
            pictures.labels,
            size=(width, height),
            grid=self.grid,
            anchors=self.anchors,
            classes=self.classes,
        )
        return pictures.images.astype("float32") / GREY_LEVELS, target
