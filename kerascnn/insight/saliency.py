"""Saliency: the pixels that a class's score changes most with."""

import keras
import numpy as np

from kerascnn.errors import InputError
from kerascnn.insight.backend import value_and_gradient
from kerascnn.insight.feature_maps import shape_of
from kerascnn.insight.gradcam import Attention
from kerascnn.insight.inside import Inside
from kerascnn.language import _
from kerascnn.prediction import Network
from kerascnn.prediction.inputs import as_unit

__all__ = ["saliency"]


def saliency(model: keras.Model | Network, picture: np.ndarray, *, label: int | None = None) -> Attention:
    """How strongly a class's score changes with each pixel: the derivative's size, the largest of the channels.

    The score is the one before the softmax, as in `gradcam`.

    Args:
        model: any Keras model that takes one picture and gives one score per class, or a saved one.
        picture: `(height, width, channels)`, uint8, or float in [0, 1].
        label: the number of the class; by default the one with the highest score.

    Returns:
        `heat` is `(height, width)`, the score's change for a change of a pixel from 0 to 1; `layer` is "".

    Source:
        Simonyan, Vedaldi and Zisserman (2014), Deep inside convolutional networks, section 3.
    """
    inside = Inside(model, shape_of(picture))
    batch = as_unit(picture)[None]
    if inside.inputs.whole:
        raise InputError(_("the model takes whole numbers, by which its score has no derivative; expected fractions"))
    label = inside.best(picture) if label is None else label
    _score, slopes = value_and_gradient(lambda pixels: inside.logits(pixels)[:, label])(batch)
    return Attention(np.abs(slopes[0]).max(axis=-1), "", label)
