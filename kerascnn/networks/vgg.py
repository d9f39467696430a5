"""VGG: nothing but 3×3 convolutions and pooling, up to 19 layers with weights."""

from functools import partial
from typing import Any

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network
from kerascnn.networks._family import like

__all__ = ["vgg11", "vgg13", "vgg16", "vgg19"]

PUBLISHED = {"year": 2015, "paper": "Simonyan, Zisserman", "decks": "E"}
REMARKS = {
    "vgg16": N_("the slide says about 138 million parameters; this network has {parameters}"),
}
"""What was published of it, and why this network differs."""

# How many convolutions each of the five blocks has (the paper's table 1: A, B, D and E), and their filters.
CONVOLUTIONS = {"vgg11": (1, 1, 2, 2, 2), "vgg13": (2, 2, 2, 2, 2), "vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
FILTERS = (64, 128, 256, 512, 512)


@network
def vgg16(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    width: float = 1.0,
    normalization: Normalization = "none",
) -> Model:
    """VGG-16, 138,357,544 parameters: Simonyan and Zisserman 2015, arXiv:1409.1556, configuration D.

    | layers              | what                                     | output      | parameters  |
    |---------------------|------------------------------------------|-------------|-------------|
    | block1_conv1 to 2   | 64 of 3×3, ReLU                          | 224×224×64  | 38,720      |
    | block1_pool         | max 2×2, as after each block             | 112×112×64  | 0           |
    | block2_conv1 to 2   | 128 of 3×3, ReLU                         | 112×112×128 | 221,440     |
    | block3_conv1 to 3   | 256 of 3×3, ReLU                         | 56×56×256   | 1,475,328   |
    | block4_conv1 to 3   | 512 of 3×3, ReLU                         | 28×28×512   | 5,899,776   |
    | block5_conv1 to 3   | 512 of 3×3, ReLU                         | 14×14×512   | 7,079,424   |
    | block5_pool         | max 2×2                                  | 7×7×512     | 0           |
    | fc1                 | dense, ReLU, dropout a half              | 4096        | 102,764,544 |
    | fc2                 | dense, ReLU, dropout a half              | 4096        | 16,781,312  |
    | predictions         | dense, softmax                           | 1000        | 4,097,000   |

    Layers have the names that keras.applications gives them. Departures: weights start from He's distribution, where
    the paper starts the deep ones from a trained shallow one; a normalisation, which the paper does not have, stands
    between each convolution and its ReLU (`block1_bn1`, ...).

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        width: how many times as many filters and units.
        normalization: what normalises the feature maps.
    """
    return _vgg("vgg16", input_shape, num_classes, width, normalization)


def _vgg(
    name: str, input_shape: tuple[int, int, int], num_classes: int, width: float, normalization: Normalization
) -> Model:
    x = inputs = Input(input_shape)
    for block, (count, filters) in enumerate(zip(CONVOLUTIONS[name], FILTERS, strict=True), start=1):
        for number in range(1, count + 1):
            x = _convolution(x, scaled(filters, width), f"block{block}", number, normalization)
        x = layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    for number in (1, 2):
        x = layers.Dense(scaled(4096, width), activation="relu", kernel_initializer="he_normal", name=f"fc{number}")(x)
        x = layers.Dropout(0.5, name=f"dropout{number}")(x)
    x = layers.Dense(num_classes, activation="softmax", name="predictions")(x)
    return Model(inputs, x, name=name)


def _convolution(x: Any, filters: int, block: str, number: int, normalization: Normalization) -> Any:
    plain = normalization == "none"
    x = layers.Conv2D(
        filters,
        3,
        padding="same",
        activation="relu" if plain else None,
        kernel_initializer="he_normal",
        name=f"{block}_conv{number}",
    )(x)
    if plain:
        return x
    x = normalized(x, normalization, name=f"{block}_bn{number}")
    return layers.ReLU(name=f"{block}_relu{number}")(x)


vgg11 = like(
    vgg16,
    "vgg11",
    "VGG-11, 132,863,336 parameters: as `vgg16`, with 1-1-2-2-2 convolutions (configuration A).",
    partial(_vgg, "vgg11"),
)
vgg13 = like(
    vgg16,
    "vgg13",
    "VGG-13, 133,047,848 parameters: as `vgg16`, with 2-2-2-2-2 convolutions (configuration B).",
    partial(_vgg, "vgg13"),
)
vgg19 = like(
    vgg16,
    "vgg19",
    "VGG-19, 143,667,240 parameters: as `vgg16`, with 2-2-4-4-4 convolutions (configuration E).",
    partial(_vgg, "vgg19"),
)
