"""A picture of any size in a frame of another, its proportions kept: the way there and back for boxes."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from kerascnn.datasets.dataset import Images
from kerascnn.language import _

__all__ = ["Frame", "letterboxed", "light_on_dark"]

AROUND = 127
"""The grey of what the picture leaves of the frame."""


class Frame(NamedTuple):
    """Where a picture lies in its frame.

    Attributes:
        scale: pixels of the frame for one of the picture, across and down.
        corner: the column and the row at which it begins.
        size: width and height of the picture, before it was scaled.
    """

    scale: tuple[float, float]
    corner: tuple[int, int]
    size: tuple[int, int]

    def line(self) -> str:
        """How large the picture is, and how large in the frame."""
        text = _("picture of {own}, seen by the network at {taken}, its proportions kept")
        taken = (round(side * scale) for side, scale in zip(self.size, self.scale, strict=True))
        return text.format(own="×".join(map(str, self.size)), taken="×".join(map(str, taken)))

    def inside(self, boxes: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float32]:
        """Boxes `(n, 4)` xyxy of the picture, as they lie in the frame."""
        return (boxes * np.tile(self.scale, 2) + np.tile(self.corner, 2)).astype(np.float32)

    def outside(self, boxes: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.floating[Any]]:
        """Boxes `(n, 4)` xyxy of the frame, as they lie in the picture; what lies beyond it is cut off."""
        found = (boxes - np.tile(self.corner, 2)) / np.tile(self.scale, 2)
        return found.clip(0, np.tile(self.size, 2).astype(float))


def letterboxed(picture: Images, size: tuple[int, int]) -> tuple[Images, Frame]:
    """Scale a picture until it just fits into a frame, and put it into the middle.

    Args:
        picture: `(height, width, 3)` uint8.
        size: height and width of the frame.

    Returns:
        `(*size, 3)` uint8, and where the picture lies in it.
    """
    height, width = picture.shape[:2]
    scale = min(size[0] / height, size[1] / width)
    rows, columns = (max(1, round(side * scale)) for side in (height, width))
    # Of what becomes smaller, every pixel counts; what becomes larger is smooth.
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    scaled = np.asarray(Image.fromarray(picture).resize((columns, rows), how))
    top, left = (size[0] - rows) // 2, (size[1] - columns) // 2
    found = np.full((*size, 3), AROUND, np.uint8)
    found[top : top + rows, left : left + columns] = scaled
    return found, Frame((columns / width, rows / height), (left, top), (width, height))


def light_on_dark(picture: Images, size: tuple[int, int], *, wanted: bool) -> tuple[Images, Frame, bool]:
    """A picture in a frame, and of a light one its negative, for networks that have learned light things on dark.

    Args:
        picture: `(height, width, 3)` uint8.
        size: height and width of the frame.
        wanted: whether a light picture is to become its negative.

    Returns:
        `(*size, 3)` uint8, where the picture lies in it, and whether it is the negative.
    """
    inverted = wanted and float(np.median(picture)) > AROUND
    seen, frame = letterboxed(_negative(picture) if inverted else picture, size)
    return seen, frame, inverted


def _negative(picture: Images) -> Images:
    """Light ink on black of ink on light paper, as strong as if it were black ink on white paper."""
    ink = 255 - picture.astype(np.float32)
    ink = np.maximum(ink - np.median(ink, axis=(0, 1)), 0)
    strongest = float(np.quantile(ink, 0.999)) or 1.0
    return np.clip(ink * (255 / strongest), 0, 255).astype(np.uint8)
