"""Layers that divide by the root of a variance which has none, so that all that they put out is NaN."""

from collections.abc import Iterator
from typing import Any

__all__ = ["without_root"]


def without_root(model: Any, path: str = "") -> Iterator[str]:
    """The layers whose variance, with what is added to it, is not above 0.

    A variance is a mean of squares and no training makes one below 0. In a file it can be, and then NaN follows for
    every picture; ReLU makes 0 of it, and all classes would be equally probable, without a word.

    Args:
        model: a network with its weights.
        path: the names of the models that it lies in, each with a "/" behind it.

    Yields:
        The names of the layers, such as "resnet/bn1".
    """
    import keras
    import numpy as np

    for layer in model.layers if isinstance(model, keras.Model) else (getattr(model, "layer", None),):
        if not isinstance(layer, keras.layers.Layer):
            continue
        if isinstance(layer, keras.layers.BatchNormalization):
            variance, added = layer.moving_variance, layer.epsilon
        elif isinstance(layer, keras.layers.Normalization):
            variance, added = layer.variance, keras.config.epsilon()  # Keras divides by no less
        elif isinstance(layer, (keras.Model, keras.layers.Wrapper)):
            yield from without_root(layer, f"{path}{layer.name}/")
            continue
        else:
            continue
        if variance is not None and float(np.min(keras.ops.convert_to_numpy(variance))) + added <= 0:
            yield f"{path}{layer.name}"
