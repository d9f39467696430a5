"""The part of a picture that a unit of a layer sees, from the arithmetic of `kerascnn.shapes`."""

import json
from dataclasses import dataclass

import keras
import numpy as np

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.chain import run
from kerascnn.shapes.fields import Field
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import network_of

__all__ = ["Window", "receptive_fields", "window"]


@dataclass(frozen=True)
class Window:
    """What is drawn of a picture for one unit at one place.

    Where the receptive field is smaller than the picture it is the field itself, which may stick out of the picture;
    else it is the whole picture, of which the unit may not see everything.

    Attributes:
        top: its first row; the picture's is 0.
        left: its first column.
        height: its rows.
        width: its columns.
        sees: the first row and the row behind the last one that the unit sees, and the same of the columns; all
            within the picture.
    """

    top: int
    left: int
    height: int
    width: int
    sees: tuple[tuple[int, int], tuple[int, int]]

    def cut(self, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cut the window out of a picture.

        Args:
            picture: `(height, width, channels)`.

        Returns:
            `(window's height, window's width, channels)`, zero where the unit sees nothing of the picture; and bool,
            `(window's height, window's width)`, where it sees something.
        """
        (top, bottom), (left, right) = self.sees
        patch = np.zeros((self.height, self.width, picture.shape[-1]), picture.dtype)
        seen = np.zeros((self.height, self.width), bool)
        place = np.s_[top - self.top : bottom - self.top, left - self.left : right - self.left]
        patch[place] = picture[top:bottom, left:right]
        seen[place] = True
        return patch, seen


def receptive_fields(model: keras.Model, shape: tuple[int, int, int]) -> dict[str, tuple[Field, ...]]:
    """The receptive field of each layer's outputs, one an axis of the picture, by the layer's name.

    Args:
        model: a Sequential or a functional model.
        shape: `(height, width, channels)` of the picture.

    Raises:
        InputError: the model is a subclassed one, which does not say how its layers hang together.
    """
    try:
        config = json.loads(model.to_json())
    except NotImplementedError as error:
        text = _("{name} is a subclassed model, whose receptive fields are not known; expected another kind of model")
        raise InputError(text.format(name=shown(model.name))) from error
    trace = run(network_of(config, shape))
    return {"/".join((*row.node.path, row.node.text)): row.fields for row in trace.rows}


def window(fields: tuple[Field, ...], place: tuple[int, int]) -> Window:
    """What to draw for the unit at a place of a feature map.

    >>> window((Field(28, low=-2, size=5, step=2), Field(28, low=-2, size=5, step=2)), (0, 3))
    Window(top=-2, left=4, height=5, width=5, sees=((0, 3), (4, 9)))

    Args:
        fields: of the layer, along the rows and along the columns.
        place: row and column in the feature map.
    """
    starts, lengths, sees = [], [], []
    for field, number in zip(fields, place, strict=True):
        first, last = field.seen(number)
        whole = field.size >= field.image
        starts.append(0 if whole else first)
        lengths.append(field.image if whole else field.size)
        sees.append((min(max(0, first), field.image), max(0, min(field.image, last + 1))))
    return Window(starts[0], starts[1], lengths[0], lengths[1], (sees[0], sees[1]))
