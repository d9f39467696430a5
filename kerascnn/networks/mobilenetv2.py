"""MobileNetV2, made of inverted residuals: narrow at both ends, wide in the middle."""

from typing import Any

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["mobilenetv2"]

PUBLISHED = {"year": 2018, "paper": "Sandler et al.", "decks": "E"}
REMARKS = {
    "mobilenetv2": N_(
        "the paper says 3.4 million parameters and 300 million multiply-adds; the layers of its table 2, "
        "which this network has, come to {trainable} that are trained and {multiply_adds}"
    ),
}
"""What was published of it, and why this network differs."""

# Table 2: how many times wider the middle is, filters, blocks, stride of the first block.
STAGES = (
    *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
    *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
)
MOMENTUM = 0.999


@network
def mobilenetv2(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """MobileNetV2: Sandler et al. 2018, arXiv:1801.04381.

    | layers                   | what                                                | output     |
    |--------------------------|-----------------------------------------------------|------------|
    | Conv1, bn_Conv1, _relu   | 32 of 3×3, stride 2                                 | 112×112×32 |
    | expanded_conv            | depthwise 3×3, then 16 of 1×1                       | 112×112×16 |
    | block_1 to block_2       | 1×1 to 6 times as many, depthwise 3×3, 24 of 1×1    | 56×56×24   |
    | block_3 to block_5       | 32                                                  | 28×28×32   |
    | block_6 to block_9       | 64                                                  | 14×14×64   |
    | block_10 to block_12     | 96                                                  | 14×14×96   |
    | block_13 to block_15     | 160                                                 | 7×7×160    |
    | block_16                 | 320                                                 | 7×7×320    |
    | Conv_1, _bn, out_relu    | 1280 of 1×1                                         | 7×7×1280   |
    | global_average_pooling   | average of all pixels                               | 1280       |
    | predictions              | dense, softmax                                      | 1000       |

    3,538,984 parameters, 34,112 of them moving averages of batch normalisation; the paper says 3.4 million. ReLU stops
    at 6; there is none after a block's last convolution; the shortcut joins the narrow ends where they are of the same
    shape. Layers are named as in keras.applications, whose weights it takes. `width` is the paper's multiplier; below
    1 the 1280 stay.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    use_bias = normalization == "none"
    x = inputs = Input(input_shape)
    x = layers.Conv2D(scaled(32, width), 3, strides=2, padding="same", use_bias=use_bias, name="Conv1")(x)
    x = normalized(x, normalization, name="bn_Conv1", momentum=MOMENTUM)
    x = layers.ReLU(6, name="Conv1_relu")(x)
    number = 0
    for widening, filters, count, first_stride in STAGES:
        for position in range(count):
            name = f"block_{number}" if number else "expanded_conv"
            x = _block(x, widening, scaled(filters, width), 1 if position else first_stride, name, normalization)
            number += 1
    x = layers.Conv2D(scaled(1280, max(width, 1)), 1, use_bias=use_bias, name="Conv_1")(x)
    x = normalized(x, normalization, name="Conv_1_bn", momentum=MOMENTUM)
    x = layers.ReLU(6, name="out_relu")(x)
    x = layers.GlobalAveragePooling2D(name="global_average_pooling")(x)
    x = layers.Dense(num_classes, activation="softmax", name="predictions")(x)
    return Model(inputs, x, name="mobilenetv2")


def _block(x: Any, widening: int, filters: int, strides: int, name: str, normalization: Normalization) -> Any:
    use_bias, narrow = normalization == "none", x
    if widening > 1:
        x = layers.Conv2D(widening * x.shape[-1], 1, use_bias=use_bias, name=f"{name}_expand")(x)
        x = normalized(x, normalization, name=f"{name}_expand_BN", momentum=MOMENTUM)
        x = layers.ReLU(6, name=f"{name}_expand_relu")(x)
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=use_bias, name=f"{name}_depthwise")(x)
    x = normalized(x, normalization, name=f"{name}_depthwise_BN", momentum=MOMENTUM)
    x = layers.ReLU(6, name=f"{name}_depthwise_relu")(x)
    x = layers.Conv2D(filters, 1, use_bias=use_bias, name=f"{name}_project")(x)
    x = normalized(x, normalization, name=f"{name}_project_BN", momentum=MOMENTUM)
    return layers.Add(name=f"{name}_add")([narrow, x]) if narrow.shape == x.shape else x
