"""Occlusion: how a class's score falls when a part of the picture is covered."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import keras
import numpy as np

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.insight.feature_maps import shape_of
from kerascnn.language import _
from kerascnn.prediction import Network
from kerascnn.prediction.inputs import as_unit

__all__ = ["Occluded", "occlusion"]

BATCH = 64
"""Covered pictures that are in memory at once."""


@dataclass(frozen=True)
class Occluded:
    """A class's score for a picture that a square covers in turn everywhere.

    Attributes:
        scores: `(rows, columns)`, the score with the square at each of its places.
        score: without the square.
        tops: the square's first row at each place, `(rows,)`.
        lefts: its first column, `(columns,)`.
        size: the square's side, in pixels.
        shape: height and width of the picture.
        label: the number of the class.
    """

    scores: np.ndarray
    score: float
    tops: np.ndarray
    lefts: np.ndarray
    size: int
    shape: tuple[int, int]
    label: int

    @property
    def heat(self) -> np.ndarray:
        """`(height, width)`: by how much the score falls, as a mean over all squares that cover a pixel.

        Negative where covering a pixel makes the network surer.
        """
        fall, covered = np.zeros(self.shape), np.zeros(self.shape)
        for (row, column), score in np.ndenumerate(self.scores):
            top, left = self.tops[row], self.lefts[column]
            square = np.s_[top : top + self.size, left : left + self.size]
            fall[square] += self.score - score
            covered[square] += 1
        return fall / covered


def occlusion(
    model: keras.Model | Network,
    picture: np.ndarray,
    *,
    label: int | None = None,
    size: int | None = None,
    stride: int | None = None,
) -> Occluded:
    """Slide a square of the picture's mean colour over the picture and note a class's score.

    Args:
        model: any Keras model that takes one picture and gives one score per class, or a saved one.
        picture: `(height, width, channels)`, uint8, or float in [0, 1].
        label: the number of the class; by default the one with the highest score.
        size: the square's side in pixels; a quarter of the picture's shorter side by default.
        stride: pixels from one place to the next; a quarter of the square by default. The last square ends at the
            picture's edge, however far the stride would carry it.

    Raises:
        InputError: the square is larger than the picture.

    Source:
        Zeiler and Fergus (2014), Visualizing and understanding convolutional networks, section 4.2; their square is
        grey.
    """
    height, width, _channels = shape_of(picture)
    size = max(1, min(height, width) // 4) if size is None else size
    checks.whole("size", size, at_least=1)
    stride = max(1, size // 4) if stride is None else stride
    checks.whole("stride", stride, at_least=1)
    if size > min(height, width):
        text = _("size is {size}; expected at most the picture's shorter side, {side}")
        raise InputError(text.format(size=size, side=min(height, width)))
    network = Network.of(model, shape_of(picture))
    pixels = as_unit(picture)
    (scores,) = network.scores_of(pixels[None])
    label = int(scores.argmax()) if label is None else label
    tops, lefts = _places(height, size, stride), _places(width, size, stride)
    covered = _covered(pixels, tops, lefts, size)
    found: list[np.ndarray] = []
    while some := list(islice(covered, BATCH)):
        found.append(network.scores_of(np.stack(some))[:, label])
    table = np.concatenate(found).reshape(len(tops), len(lefts))
    return Occluded(table, float(scores[label]), tops, lefts, size, (height, width), label)


def _places(length: int, size: int, stride: int) -> np.ndarray:
    """Where a square begins along an axis; the last one ends where the axis does.

    >>> _places(10, 4, 4).tolist()
    [0, 4, 6]
    """
    return np.unique([*range(0, length - size, stride), length - size])


def _covered(pixels: np.ndarray, tops: np.ndarray, lefts: np.ndarray, size: int) -> Iterator[np.ndarray]:
    colour = pixels.mean(axis=(0, 1))
    for top in tops:
        for left in lefts:
            copy = pixels.copy()
            copy[top : top + size, left : left + size] = colour
            yield copy
