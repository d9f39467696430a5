"""The encoder of a siamese network: a picture becomes 128 numbers, near for the same face and far for another."""

from typing import Any

from keras import Input, Model, layers

from kerascnn import checks
from kerascnn.networks import features
from kerascnn.networks._backbone import built, name_of
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["siamese_encoder"]

PUBLISHED = {"year": 2015, "paper": "Schroff et al. (FaceNet)", "decks": "E"}
TASK = "siamese"

STAGES = (32, 64, 128)
"""Filters of each block; each halves the height and the width."""
MOMENTUM = 0.97
"""Of batch normalisation's moving averages: a training is short."""


@network
def siamese_encoder(
    input_shape: tuple[int, int, int] = (48, 48, 3),
    *,
    dimensions: int = 128,
    backbone: str | None = None,
    preprocess: bool = False,
    stride: int = 8,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """An encoder as FaceNet has it (Schroff et al. 2015, arXiv:1503.03832): a unit vector of 128 numbers per picture.

    | layers              | what                                    | output   | parameters |
    |---------------------|-----------------------------------------|----------|------------|
    | conv1, bn1, relu1   | 32 of 3×3, stride 2                     | 24×24×32 | 992        |
    | conv2, bn2, relu2   | 64 of 3×3, stride 2                     | 12×12×64 | 18,688     |
    | block2              | 64 of 3×3, twice, added to what came in | 12×12×64 | 74,240     |
    | conv3, bn3, relu3   | 128 of 3×3, stride 2                    | 6×6×128  | 74,240     |
    | block3              | 128 of 3×3, twice, added likewise       | 6×6×128  | 295,936    |
    | flatten, fc         | dense                                   | 128      | 589,952    |
    | encoding            | divided by its length                   | 128      | 0          |

    1,054,048 parameters. Two pictures are compared by the distance of their encodings, 0 to 2: the same network
    encodes both, which is what makes it siamese. What the encoding of a face is good for does not depend on who is on
    it, so a network that has learned from some people tells others apart.

    Departures: FaceNet's network is an Inception of 7.5 million parameters for 220×220. This one, for small pictures,
    is a residual network of three blocks.

    Args:
        input_shape: `(height, width, channels)`.
        dimensions: how many numbers an encoding has.
        backbone: another network, whose feature map of that stride, averaged over all places, takes the place of the
            layers before `fc`.
        preprocess: whether the backbone begins with the layer that the weights of keras.applications expect.
        stride: pixels of the picture from place to place of the backbone's map.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    checks.whole("dimensions", dimensions, at_least=2, at_most=4096)
    if backbone is None:
        inputs: Any = Input(input_shape)
        x = _blocks(inputs, width, normalization)
        x = layers.Flatten(name="flatten")(x)
    else:
        seen = features(built(backbone, input_shape, preprocess), stride)
        (inputs,), x = seen.inputs, seen.output
        x = layers.GlobalAveragePooling2D(name="average")(x)
    # In float32 whatever the rest computes in: distances are small differences.
    x = layers.Dense(dimensions, dtype="float32", name="fc")(x)
    encoding = layers.UnitNormalization(dtype="float32", name="encoding")(x)
    return Model(inputs, encoding, name=name_of("siamese_encoder", backbone))


def _blocks(x: Any, width: float, normalization: Normalization) -> Any:
    x = layers.Rescaling(2.0, offset=-1.0, name="standardize")(x)
    for number, filters in enumerate(STAGES, start=1):
        filters = scaled(filters, width)
        x = _convolution(x, filters, 2, normalization, f"conv{number}", f"bn{number}")
        x = layers.ReLU(name=f"relu{number}")(x)
        if number > 1:
            name = f"block{number}"
            y = _convolution(x, filters, 1, normalization, f"{name}_conv1", f"{name}_bn1")
            y = layers.ReLU(name=f"{name}_relu1")(y)
            y = _convolution(y, filters, 1, normalization, f"{name}_conv2", f"{name}_bn2")
            x = layers.Add(name=f"{name}_add")([x, y])
            x = layers.ReLU(name=f"{name}_out")(x)
    return x


def _convolution(
    x: Any, filters: int, strides: int, normalization: Normalization, name: str, normalization_name: str
) -> Any:
    use_bias = normalization == "none"
    x = layers.Conv2D(filters, 3, strides, padding="same", use_bias=use_bias, name=name)(x)
    return normalized(x, normalization, name=normalization_name, momentum=MOMENTUM)
