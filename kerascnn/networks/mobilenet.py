"""MobileNet, made of depthwise separable convolutions."""

from typing import Any

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["mobilenet"]

PUBLISHED = {"year": 2017, "paper": "Howard et al.", "decks": "E"}
REMARKS = {
    "mobilenet": N_(
        "the paper says 4.2 million parameters and 569 million multiply-adds; this network has {trainable} "
        "that are trained and {multiply_adds}"
    ),
}
"""What was published of it, and why this network differs."""

# Table 1: filters of the 1×1 convolution and stride of the depthwise one, for the thirteen blocks.
BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1)),
    *((512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1)),
    *((1024, 2), (1024, 1)),
)


@network
def mobilenet(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """MobileNet: Howard et al. 2017, arXiv:1704.04861.

    | layers                     | what                                        | output       |
    |----------------------------|---------------------------------------------|--------------|
    | conv1, _bn, _relu          | 32 of 3×3, stride 2                         | 112×112×32   |
    | conv_dw_1, _bn, _relu      | 3×3, each channel by itself (depthwise)     | 112×112×32   |
    | conv_pw_1, _bn, _relu      | 64 of 1×1 (pointwise)                       | 112×112×64   |
    | conv_dw_2 to conv_pw_13    | so on, to 128, 256, 512 and 1024 filters    | 7×7×1024     |
    | global_average_pooling     | average of all pixels                       | 1×1×1024     |
    | dropout, conv_preds        | dense, written as a 1×1 convolution         | 1×1×1000     |
    | reshape, predictions       | softmax                                     | 1000         |

    4,253,864 parameters, 21,888 of them moving averages of batch normalisation; the paper says 4.2 million. ReLU
    stops at 6. Layers are named as in keras.applications, whose weights it takes for sizes that divide by 32 (at
    others keras.applications pads the right and the bottom alone, this network as TensorFlow's "same" does). `width`
    is the paper's α.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    x = inputs = Input(input_shape)
    conv = layers.Conv2D(
        scaled(32, width), 3, strides=2, padding="same", use_bias=normalization == "none", name="conv1"
    )
    x = _normalized_relu(conv(x), normalization, "conv1")
    for number, (filters, strides) in enumerate(BLOCKS, start=1):
        x = _separable(x, scaled(filters, width), strides, number, normalization)
    x = layers.GlobalAveragePooling2D(keepdims=True, name="global_average_pooling")(x)
    x = layers.Dropout(1e-3, name="dropout")(x)
    x = layers.Conv2D(num_classes, 1, name="conv_preds")(x)
    x = layers.Reshape((num_classes,), name="reshape")(x)
    x = layers.Softmax(name="predictions")(x)
    return Model(inputs, x, name="mobilenet")


def _separable(x: Any, filters: int, strides: int, number: int, normalization: Normalization) -> Any:
    use_bias, dw, pw = normalization == "none", f"conv_dw_{number}", f"conv_pw_{number}"
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=use_bias, name=dw)(x)
    x = _normalized_relu(x, normalization, dw)
    x = layers.Conv2D(filters, 1, use_bias=use_bias, name=pw)(x)
    return _normalized_relu(x, normalization, pw)


def _normalized_relu(x: Any, normalization: Normalization, name: str) -> Any:
    x = normalized(x, normalization, name=f"{name}_bn")
    return layers.ReLU(6, name=f"{name}_relu")(x)
