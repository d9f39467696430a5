"""Grad-CAM: where in the picture a network finds what speaks for a class."""

from dataclasses import dataclass

import keras
import numpy as np

from kerascnn.errors import InputError
from kerascnn.insight.backend import value_and_gradient
from kerascnn.insight.feature_maps import shape_of
from kerascnn.insight.inside import Inside
from kerascnn.insight.watched_layer import WatchedLayer
from kerascnn.language import _
from kerascnn.prediction import Network
from kerascnn.prediction.hooks import hooked
from kerascnn.prediction.inputs import as_unit
from kerascnn.shapes.places import shown

__all__ = ["Attention", "gradcam"]


@dataclass(frozen=True)
class Attention:
    """What speaks for a class, place by place.

    Attributes:
        heat: `(rows, columns)`; zero or more, in the units of the score.
        layer: the layer whose feature maps were weighed.
        label: the number of the class.
    """

    heat: np.ndarray
    layer: str
    label: int


def gradcam(
    model: keras.Model | Network, picture: np.ndarray, *, layer: str = "", label: int | None = None
) -> Attention:
    """Weigh the feature maps of a layer by how much they matter for the score of a class.

    The weight of a channel is the mean over all places of the score's derivative by the channel's values; the heat is
    the weighted sum of the channels, negative values set to 0. The score is the one before the softmax or sigmoid where
    the model's last layer applies that (as `activation=` or as a layer of its own), since a softmax's own slope
    vanishes where the network is sure; where a model computes it otherwise, the score is as the model gives it.

    Nothing is cut out of the model and nothing is built anew, so that Sequential models, models inside models and
    subclassed models work as functional ones do.

    Args:
        model: any Keras model that takes one picture and gives one score per class, or a saved one.
        picture: `(height, width, channels)`, uint8, or float in [0, 1].
        layer: a layer with rows and columns; by default the last one that does more than pool.
        label: the number of the class; by default the one with the highest score.

    Raises:
        InputError: there is no such layer, its outputs have no rows and columns, it is called several times, or the
            model has several inputs or outputs.

    Source:
        Selvaraju et al. (2017), Grad-CAM: Visual explanations from deep networks via gradient-based localization.
    """
    inside = Inside(model, shape_of(picture))
    chosen = inside.place(layer) if layer else inside.last_maps()
    if inside.calls[chosen.name] > 1:
        text = _("the layer {name} is called {n} times for a picture, and has feature maps of each; name another layer")
        raise InputError(text.format(name=shown(chosen.name), n=inside.calls[chosen.name]))
    batch = as_unit(picture)[None]
    label = inside.best(picture) if label is None else label
    maps, slopes = _slopes(inside, batch, chosen, label)
    weights = slopes.mean(axis=(0, 1))
    return Attention(np.maximum(maps @ weights, 0), chosen.name, label)


def _slopes(inside: Inside, batch: np.ndarray, chosen: WatchedLayer, label: int) -> tuple[np.ndarray, np.ndarray]:
    """The layer's feature maps, and the derivative of the class's score by each of their values."""

    # What is added to the maps is zero; the derivative by it is the derivative by the maps.
    def score(added: np.ndarray) -> np.ndarray:
        with hooked({chosen.name: chosen.layer}, lambda name, inputs, output: output + added):
            return inside.logits(batch)[:, label]

    _score, slopes = value_and_gradient(score)(np.zeros((1, *chosen.shape)))
    maps = inside.outputs(batch, [chosen.name])[chosen.name]
    return keras.ops.convert_to_numpy(maps)[0], slopes[0]
