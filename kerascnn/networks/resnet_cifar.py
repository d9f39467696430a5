"""Residual networks for CIFAR-10, and the same ones without their shortcuts.

He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, arXiv:1512.03385, section 4.2: 6n + 2
layers with weights. `resnet20` has the table of layers.
"""

from functools import partial
from typing import Literal

from keras import Input, Model, layers

from kerascnn.networks._blocks import Normalization, scaled
from kerascnn.networks._checks import network
from kerascnn.networks._family import like
from kerascnn.networks._residual import BASIC, Block

__all__ = [
    "plain_20",
    "plain_32",
    "plain_44",
    "plain_56",
    "plain_110",
    "resnet20",
    "resnet32",
    "resnet44",
    "resnet56",
    "resnet110",
]

PUBLISHED = {"year": 2015, "paper": "He et al.", "decks": "C E"}

FILTERS = (16, 32, 64)


@network
def resnet20(
    input_shape: tuple[int, int, int] = (32, 32, 3),
    num_classes: int = 10,
    *,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """ResNet-20, 269,722 trainable parameters and 1,376 moving averages of batch normalisation.

    | layers                  | what                                 | output   | parameters |
    |-------------------------|--------------------------------------|----------|------------|
    | conv1_conv, _bn, _relu  | 16 of 3×3                            | 32×32×16 | 496        |
    | conv2_block1 to block3  | 16 of 3×3, twice, and the shortcut   | 32×32×16 | 14,208     |
    | conv3_block1 to block3  | 32, the first with stride 2          | 16×16×32 | 51,456     |
    | conv4_block1 to block3  | 64, the first with stride 2          | 8×8×64   | 204,288    |
    | avg_pool, predictions   | average of all pixels; dense, softmax| 10       | 650        |

    Where the shape changes, the shortcut takes every second pixel and fills the new channels with zeros (option A).
    Layers of a block are `conv2_block1_1_conv`, `_1_bn`, `_1_relu`, `_2_conv`, `_2_bn`, `_add`, `_out`.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    return _resnet("resnet20", 3, "padding", input_shape, num_classes, width, normalization)


def _resnet(
    name: str,
    count: int,
    shortcut: Literal["padding", "none"],
    input_shape: tuple[int, int, int],
    num_classes: int,
    width: float,
    normalization: Normalization,
) -> Model:
    block = Block(BASIC, shortcut, normalization)
    x = inputs = Input(input_shape)
    x = block.convolution(x, scaled(FILTERS[0], width), 3, 1, "conv1")
    x = layers.Activation("relu", name="conv1_relu")(x)
    for number, filters in enumerate(FILTERS, start=2):
        x = block.stage(x, scaled(filters, width), count, 1 if number == 2 else 2, f"conv{number}")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dense(num_classes, activation="softmax", name="predictions")(x)
    return Model(inputs, x, name=name)


resnet32 = like(
    resnet20,
    "resnet32",
    "ResNet-32: as `resnet20` with 5 blocks a stage; 464,154 trainable parameters.",
    partial(_resnet, "resnet32", 5, "padding"),
)
resnet44 = like(
    resnet20,
    "resnet44",
    "ResNet-44: as `resnet20` with 7 blocks a stage; 658,586 trainable parameters.",
    partial(_resnet, "resnet44", 7, "padding"),
)
resnet56 = like(
    resnet20,
    "resnet56",
    "ResNet-56: as `resnet20` with 9 blocks a stage; 853,018 trainable parameters.",
    partial(_resnet, "resnet56", 9, "padding"),
)
resnet110 = like(
    resnet20,
    "resnet110",
    "ResNet-110: as `resnet20` with 18 blocks a stage; 1,727,962 trainable parameters.",
    partial(_resnet, "resnet110", 18, "padding"),
)
plain_20 = like(
    resnet20,
    "plain_20",
    "`resnet20` without its shortcuts, of as many parameters.",
    partial(_resnet, "plain_20", 3, "none"),
)
plain_32 = like(
    resnet20,
    "plain_32",
    "`resnet32` without its shortcuts, of as many parameters.",
    partial(_resnet, "plain_32", 5, "none"),
)
plain_44 = like(
    resnet20,
    "plain_44",
    "`resnet44` without its shortcuts, of as many parameters.",
    partial(_resnet, "plain_44", 7, "none"),
)
plain_56 = like(
    resnet20,
    "plain_56",
    "`resnet56` without its shortcuts, of as many parameters.",
    partial(_resnet, "plain_56", 9, "none"),
)
plain_110 = like(
    resnet20,
    "plain_110",
    "`resnet110` without its shortcuts, of as many parameters.",
    partial(_resnet, "plain_110", 18, "none"),
)
