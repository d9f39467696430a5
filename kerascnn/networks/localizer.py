"""A network that says whether an object is in a picture, where, and of which class."""

from typing import Any

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.networks import features
from kerascnn.networks._backbone import built
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["localizer"]

PUBLISHED = {"year": None, "paper": N_("made for the course"), "decks": "E"}
TASK = "localization"

CONVOLUTIONS = ((24, 2), (48, 2), (96, 2), (128, 1), (128, 1))
"""Filters and strides."""
HIDDEN_UNITS = 128


@network
def localizer(
    input_shape: tuple[int, int, int] = (64, 64, 3),
    num_classes: int = 10,
    *,
    backbone: str | None = None,
    preprocess: bool = False,
    stride: int = 8,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """Classification with localisation: the vector y of deck E, from one look at the picture.

    | layers                    | what                                     | output   | parameters |
    |---------------------------|------------------------------------------|----------|------------|
    | conv1, bn1, relu1         | 24 of 3×3, stride 2                      | 32×32×24 | 744        |
    | conv2, bn2, relu2         | 48 of 3×3, stride 2                      | 16×16×48 | 10,560     |
    | conv3, bn3, relu3         | 96 of 3×3, stride 2                      | 8×8×96   | 41,856     |
    | conv4, bn4, relu4         | 128 of 3×3                               | 8×8×128  | 111,104    |
    | conv5, bn5, relu5         | 128 of 3×3                               | 8×8×128  | 147,968    |
    | strongest                 | the maximum of each map                  | 128      | 0          |
    | object                    | dense, sigmoid: p_c                      | 1        | 129        |
    | class                     | dense, softmax: c_1 to c_n               | 10       | 1,290      |
    | flatten, fc               | of relu5 too: dense, ReLU                | 128      | 1,048,704  |
    | place                     | dense, sigmoid: b_x, b_y                 | 2        | 258        |
    | side                      | dense, sigmoid: b_h, b_w                 | 2        | 258        |
    | answer                    | all of it beside one another             | 15       | 0          |

    1,362,871 parameters. The output is `[p_c, b_x, b_y, b_h, b_w, c_1, ..., c_n]`: is there an object, the middle,
    height and width of its box as parts of the picture, and the classes. What there is does not depend on where it
    is, so the maximum over all places tells it; where it is, a dense layer sees, which knows the places.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        backbone: another network, whose feature map of that stride takes the place of the convolutions.
        preprocess: whether the backbone begins with the layer that the weights of keras.applications expect.
        stride: pixels of the picture from place to place of the backbone's map.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    if backbone is None:
        inputs: Any = Input(input_shape)
        x = layers.Rescaling(2.0, offset=-1.0, name="standardize")(inputs)
        for number, (filters, strides) in enumerate(CONVOLUTIONS, start=1):
            x = layers.Conv2D(
                scaled(filters, width),
                3,
                strides,
                padding="same",
                use_bias=normalization == "none",
                name=f"conv{number}",
            )(x)
            x = normalized(x, normalization, name=f"bn{number}", momentum=0.97)
            x = layers.ReLU(name=f"relu{number}")(x)
    else:
        seen = features(built(backbone, input_shape, preprocess), stride)
        (inputs,), x = seen.inputs, seen.output
    strongest = layers.GlobalMaxPooling2D(name="strongest")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(scaled(HIDDEN_UNITS, width), activation="relu", name="fc")(x)
    heads = (
        ("object", strongest, 1, "sigmoid"),
        ("place", x, 2, "sigmoid"),
        ("side", x, 2, "sigmoid"),
        ("class", strongest, num_classes, "softmax"),
    )
    # In float32 whatever the rest computes in: a box is to be right to a part of a pixel.
    parts = [
        layers.Dense(units, activation=activation, dtype="float32", name=name)(given)
        for name, given, units, activation in heads
    ]
    return Model(inputs, layers.Concatenate(dtype="float32", name="answer")(parts), name="localizer")
