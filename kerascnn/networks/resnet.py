"""Residual networks for ImageNet, and the plain ones that the paper compares them with.

He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015, arXiv:1512.03385, table 1. `resnet50` has
the table of layers; the others differ in the blocks per stage, and below 50 in the block.
"""

from functools import partial
from typing import Literal, NamedTuple

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.networks._blocks import Normalization, scaled
from kerascnn.networks._checks import network
from kerascnn.networks._family import like
from kerascnn.networks._residual import BASIC, BOTTLENECK, Block

__all__ = ["plain_18", "plain_34", "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]

PUBLISHED = {"year": 2015, "paper": "He et al.", "decks": "C E"}
REMARKS = {
    "resnet50:keras": N_(
        "torchvision's has 25,557,032 parameters that are trained; this variant has {trainable}, because its "
        "convolutions have a bias, 26,560 in all. The paper's 3.8 billion FLOPs are multiply-adds"
    ),
    "resnet50:torchvision": N_(
        "the paper's 3.8 billion FLOPs are multiply-adds; this variant has {multiply_adds}, because its "
        "stride stands on the 3×3 convolution"
    ),
    "resnet50:paper": N_("the paper's 3.8 billion FLOPs are multiply-adds; this variant has {multiply_adds}"),
}
"""What was published of it, and why this network differs."""

Variant = Literal["keras", "torchvision", "paper"]


class Form(NamedTuple):
    """What the variants of the bottleneck differ in, by the names of `Block`."""

    strided: int
    use_bias: bool
    epsilon: float


VARIANTS = {"keras": Form(1, True, 1.001e-5), "torchvision": Form(2, False, 1e-5), "paper": Form(1, False, 1e-5)}
FILTERS = (64, 128, 256, 512)


@network
def resnet50(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    variant: Variant = "keras",
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """ResNet-50: 3-4-6-3 blocks of three convolutions.

    | layers                | what                                        | output     | parameters |
    |-----------------------|---------------------------------------------|------------|------------|
    | conv1_conv, _bn, _relu| 64 of 7×7, stride 2                         | 112×112×64 | 9,728      |
    | pool1_pool            | max 3×3, stride 2                           | 56×56×64   | 0          |
    | conv2_block1 to 3     | 64 of 1×1, 64 of 3×3, 256 of 1×1, shortcut  | 56×56×256  | 220,032    |
    | conv3_block1 to 4     | 128, 128, 512                               | 28×28×512  | 1,230,336  |
    | conv4_block1 to 6     | 256, 256, 1024                              | 14×14×1024 | 7,129,088  |
    | conv5_block1 to 3     | 512, 512, 2048                              | 7×7×2048   | 14,998,528 |
    | avg_pool, predictions | average of all pixels; dense, softmax       | 1000       | 2,049,000  |

    Those are the parameters of `keras`, 25,636,712 in all, 53,120 of them the moving averages of batch normalisation:
    keras.applications gives the convolutions biases, which the normalisation makes idle. `torchvision` has none and
    puts the stride of a block on its 3×3 convolution instead of the first 1×1:
    25,557,032 trainable. `paper` has no biases and the stride on the 1×1: 25,557,032 trainable too. Layers of a block
    are `conv2_block1_1_conv`, `_1_bn`, `_1_relu`, ..., `_0_conv` in the shortcut, `_add`, `_out`.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        variant: which of the three.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    return _bottlenecks("resnet50", (3, 4, 6, 3), input_shape, num_classes, variant, width, normalization)


@network
def resnet18(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """ResNet-18: 2-2-2-2 blocks of two 3×3 convolutions; 11,689,512 trainable parameters, as torchvision's."""
    return _basic("resnet18", (2, 2, 2, 2), "projection", input_shape, num_classes, width, normalization)


def _bottlenecks(
    name: str,
    counts: tuple[int, ...],
    input_shape: tuple[int, int, int],
    num_classes: int,
    variant: Variant,
    width: float,
    normalization: Normalization,
) -> Model:
    block = Block(BOTTLENECK, "projection", normalization, **VARIANTS[variant]._asdict())
    return _resnet(f"{name}_{variant}", counts, input_shape, num_classes, width, block)


def _basic(
    name: str,
    counts: tuple[int, ...],
    shortcut: Literal["projection", "none"],
    input_shape: tuple[int, int, int],
    num_classes: int,
    width: float,
    normalization: Normalization,
) -> Model:
    return _resnet(name, counts, input_shape, num_classes, width, Block(BASIC, shortcut, normalization))


def _resnet(
    name: str,
    counts: tuple[int, ...],
    input_shape: tuple[int, int, int],
    num_classes: int,
    width: float,
    block: Block,
) -> Model:
    x = inputs = Input(input_shape)
    x = block.convolution(x, scaled(64, width), 7, 2, "conv1")
    x = layers.Activation("relu", name="conv1_relu")(x)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    for number, (filters, count) in enumerate(zip(FILTERS, counts, strict=True), start=2):
        x = block.stage(x, scaled(filters, width), count, 1 if number == 2 else 2, f"conv{number}")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dense(num_classes, activation="softmax", name="predictions")(x)
    return Model(inputs, x, name=name)


resnet101 = like(
    resnet50,
    "resnet101",
    "ResNet-101: as `resnet50` with 3-4-23-3 blocks; 44,707,176 parameters, `torchvision` 44,549,160 trainable.",
    partial(_bottlenecks, "resnet101", (3, 4, 23, 3)),
)
resnet152 = like(
    resnet50,
    "resnet152",
    "ResNet-152: as `resnet50` with 3-8-36-3 blocks; 60,419,944 parameters, `torchvision` 60,192,808 trainable.",
    partial(_bottlenecks, "resnet152", (3, 8, 36, 3)),
)
resnet34 = like(
    resnet18,
    "resnet34",
    "ResNet-34: 3-4-6-3 blocks of two 3×3 convolutions; 21,797,672 trainable parameters, as torchvision's.",
    partial(_basic, "resnet34", (3, 4, 6, 3), "projection"),
)
plain_18 = like(
    resnet18,
    "plain_18",
    "ResNet-18 without its shortcuts, to show what they bring (table 2); 11,515,688 trainable parameters.",
    partial(_basic, "plain_18", (2, 2, 2, 2), "none"),
)
plain_34 = like(
    resnet18,
    "plain_34",
    "ResNet-34 without its shortcuts: deeper than `plain_18`, and worse (table 2); 21,623,848 trainable.",
    partial(_basic, "plain_34", (3, 4, 6, 3), "none"),
)
