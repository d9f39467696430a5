"""One layer at work, and of which kind it is."""

from dataclasses import dataclass

import keras

__all__ = [
    "ACTIVATIONS",
    "CONVOLUTIONS",
    "NORMALIZATIONS",
    "PASSING",
    "POOLINGS",
    "SQUASHING",
    "WatchedLayer",
    "activation",
]

ACTIVATIONS = (
    *(keras.layers.Activation, keras.layers.ReLU, keras.layers.LeakyReLU),
    *(keras.layers.PReLU, keras.layers.ELU),
)
NORMALIZATIONS = (keras.layers.BatchNormalization, keras.layers.GroupNormalization, keras.layers.LayerNormalization)
PASSING = (keras.layers.Dropout, keras.layers.SpatialDropout2D, keras.layers.Identity)
CONVOLUTIONS = (
    *(keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D),
    keras.layers.Conv2DTranspose,
)
POOLINGS = (keras.layers.MaxPooling2D, keras.layers.AveragePooling2D)
SQUASHING = ("softmax", "sigmoid")


@dataclass(frozen=True)
class WatchedLayer:
    """One layer at work.

    Attributes:
        name: the layer's name; behind the names of the models that it lies within: "resnet/conv1".
        layer: the layer.
        shape: of what it puts out for one picture: `(height, width, channels)` or `(features,)`.
        takes: the layers that it takes its inputs from, as numbers into `Inside.seen`.
    """

    name: str
    layer: keras.layers.Layer
    shape: tuple[int, ...]
    takes: tuple[int, ...]

    @property
    def activated(self) -> bool:
        """Whether what it puts out has gone through its activation function."""
        return isinstance(self.layer, ACTIVATIONS) or bool(activation(self.layer))

    @property
    def spatial(self) -> bool:
        """Whether its outputs have places: rows and columns."""
        return len(self.shape) == 3


def activation(layer: keras.layers.Layer) -> str:
    """The name of the function that the layer applies last, "" where it applies none."""
    name = getattr(getattr(layer, "activation", None), "__name__", "")
    return "" if name == "linear" else name
