"""What the layers of a network make of one picture: kernels, feature maps, pooling, the feature vector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import keras
import numpy as np

from kerascnn.arrays import numbers
from kerascnn.errors import InputError
from kerascnn.insight.inside import Inside
from kerascnn.language import _
from kerascnn.prediction import Network
from kerascnn.prediction.inputs import as_unit

__all__ = ["Pooled", "feature_maps", "feature_vector", "kernels", "pooling", "telling", "telling_channels"]

MOST_LAYERS = 4
Layer = TypeVar("Layer")


@dataclass(frozen=True)
class Pooled:
    """A pooling layer at work.

    Attributes:
        name: the layer.
        before: `(height, width, channels)`, what it takes.
        after: `(rows, columns, channels)`, what it gives.
        window: height and width of its window.
        strides: rows and columns from one window to the next.
    """

    name: str
    before: np.ndarray
    after: np.ndarray
    window: tuple[int, int]
    strides: tuple[int, int]


def telling(layers: Sequence[Layer], most: int = MOST_LAYERS) -> list[Layer]:
    """The layers to look at where nobody chooses: the first, the last, and others spread evenly between them.

    >>> telling("abcdefgh", 4)
    ['a', 'c', 'f', 'h']
    """
    if len(layers) <= most:
        return list(layers)
    return [layers[round(place)] for place in np.linspace(0, len(layers) - 1, most)]


def telling_channels(maps: np.ndarray, most: int) -> np.ndarray:
    """The channels that differ most from place to place, by their standard deviation, the strongest first.

    Args:
        maps: `(height, width, channels)`.
        most: how many.
    """
    return np.argsort(-maps.std(axis=(0, 1)), kind="stable")[:most]


def feature_maps(
    model: keras.Model | Network, picture: np.ndarray, layers: Sequence[str] = ()
) -> dict[str, np.ndarray]:
    """What layers put out for one picture.

    Args:
        model: any Keras model that takes one picture, or a saved one.
        picture: `(height, width, channels)`, uint8, or float in [0, 1].
        layers: names, such as "conv1" or, inside a model inside the model, "resnet/conv1". By default four
            convolutions, spread from the first to the last, each at the first activation behind it.

    Returns:
        For each layer `(height, width, channels)`.

    Raises:
        InputError: there is no such layer, or its outputs have no rows and columns.
    """
    inside = Inside(model, shape_of(picture))
    names = [inside.place(name).name for name in layers] or default_maps(inside)
    return _first(inside, picture, names)


def default_maps(inside: Inside) -> list[str]:
    """The names of the layers that `feature_maps` takes where none are named."""
    units = list(inside.units().values())
    active = [each for each in units if each.activated] or units
    # Two convolutions may meet in one activation.
    return telling(list(dict.fromkeys(each.name for each in active))) or [inside.last_maps().name]


def pooling(model: keras.Model | Network, picture: np.ndarray, layers: Sequence[str] = ()) -> list[Pooled]:
    """What pooling layers take and give for one picture.

    Args:
        model: any Keras model that takes one picture, or a saved one.
        picture: `(height, width, channels)`, uint8, or float in [0, 1].
        layers: names; by default up to four, spread from the first to the last.

    Raises:
        InputError: there is no such layer, it is no pooling layer, or the network has none.
    """
    inside = Inside(model, shape_of(picture))
    chosen = [inside.find(name, inside.poolings()) for name in layers] or telling(inside.poolings())
    wrong = [each.name for each in chosen if each not in inside.poolings()]
    names = ", ".join(each.name for each in inside.poolings())
    if wrong:
        text = _("the layer {name} does not pool; those that do: {names}")
        raise InputError(text.format(name=wrong[0], names=names or "—"))
    if not chosen:
        raise InputError(_("the network has no layer that pools with a window"))
    found = []
    for each in chosen:
        before, after = inside.taken_and_given(_batch(picture), each.name)
        layer = each.layer
        found.append(Pooled(each.name, before[0], after[0], layer.pool_size, layer.strides))
    return found


def kernels(model: keras.Model | Network, layer: str = "") -> tuple[str, np.ndarray]:
    """The kernels that a convolution has learned.

    Args:
        model: any Keras model that takes one picture, or a saved one.
        layer: its name; the first convolution by default.

    Returns:
        The layer's name, and `(height, width, channels, filters)`.

    Raises:
        InputError: there is no such layer, or it is no convolution.
    """
    inside = Inside(model)
    convolutions = [each for each in inside.convolutions() if hasattr(each.layer, "kernel")]
    names = ", ".join(each.name for each in convolutions)
    if not convolutions:
        raise InputError(_("the network has no convolution with kernels to show"))
    chosen = inside.find(layer, convolutions) if layer else convolutions[0]
    if chosen not in convolutions:
        text = _("the layer {name} has no kernels; those that have: {names}")
        raise InputError(text.format(name=chosen.name, names=names))
    return chosen.name, keras.ops.convert_to_numpy(chosen.layer.kernel)


def feature_vector(model: keras.Model | Network, picture: np.ndarray, layer: str = "") -> tuple[str, np.ndarray]:
    """The picture as the network's scores are made of it: the course's feature vector.

    Args:
        model: any Keras model that takes one picture, or a saved one.
        picture: `(height, width, channels)`, uint8, or float in [0, 1].
        layer: by default the one in front of the scores. Of feature maps the mean over all places is taken.

    Returns:
        The layer's name, and `(features,)`.

    Raises:
        InputError: there is no such layer, or the one in front of the scores cannot be told.
    """
    inside = Inside(model, shape_of(picture))
    chosen = inside.find(layer) if layer else inside.vector()
    vector = _first(inside, picture, [chosen.name])[chosen.name]
    return chosen.name, vector.mean(axis=tuple(range(vector.ndim - 1)))


def shape_of(picture: np.ndarray) -> tuple[int, int, int]:
    """The picture's `(height, width, channels)`.

    Raises:
        InputError: it has another number of axes.
    """
    made = numbers(_("picture"), picture)
    if made.ndim != 3:
        text = _("the picture is an array of shape {shape}; expected (height, width, channels)")
        raise InputError(text.format(shape=made.shape))
    height, width, channels = made.shape
    return height, width, channels


def _batch(picture: np.ndarray) -> np.ndarray:
    return as_unit(picture)[None]


def _first(inside: Inside, picture: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    outputs = inside.outputs(_batch(picture), names)
    return {name: keras.ops.convert_to_numpy(output)[0] for name, output in outputs.items()}
