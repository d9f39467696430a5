"""The course's convolutional network for the digits, and a faster one of the same parts."""

from typing import Literal

from keras import Input, Model, Sequential, layers

from kerascnn.networks._checks import network

__all__ = ["mnist_cnn"]

# The filters of conv1, conv2 and conv3, and the part that dropout sets to zero.
VARIANTS = {
    "fast": ((16, 32, 64), 0.0),
    "standard": ((24, 48, 96), 0.3),
    "wide": ((32, 64, 128), 0.3),
}


@network
def mnist_cnn(
    input_shape: tuple[int, int, int] = (28, 28, 1),
    num_classes: int = 10,
    *,
    variant: Literal["standard", "fast", "wide", "course"] = "standard",
) -> Model:
    """Convolution, ReLU, pooling, dropout, dense, softmax.

    `course` is the Keras practical of deck B, 34,826 parameters:

    | layer   | what                 | output   | parameters |
    |---------|----------------------|----------|------------|
    | conv1   | 32 of 3×3, ReLU      | 26×26×32 | 320        |
    | pool1   | max 2×2              | 13×13×32 | 0          |
    | conv2   | 64 of 3×3, ReLU      | 11×11×64 | 18,496     |
    | pool2   | max 2×2              | 5×5×64   | 0          |
    | flatten |                      | 1600     | 0          |
    | dropout | half                 | 1600     | 0          |
    | scores  | dense, softmax       | 10       | 16,010     |

    `standard`, `fast` and `wide` have the same parts in another order, which trains ten times as fast on a CPU:
    the first convolution is 5×5 with stride 2, so that everything after it works on a quarter of the pixels;
    pooling stands before batch normalisation, which then has a quarter of the values to normalise. They differ in
    their filters (24-48-96, 16-32-64, 32-64-128), and `fast`, which sees each picture once, has no dropout; `fast` has
    29,658 parameters, `wide` 105,386.
    `standard`, 61,762 parameters of which 336 are not trained:

    | layer   | what                  | output   | parameters |
    |---------|-----------------------|----------|------------|
    | conv1   | 24 of 5×5, stride 2   | 14×14×24 | 600        |
    | norm1   | and ReLU              | 14×14×24 | 96         |
    | conv2   | 48 of 3×3             | 14×14×48 | 10,368     |
    | pool2   | max 2×2               | 7×7×48   | 0          |
    | norm2   | and ReLU              | 7×7×48   | 192        |
    | conv3   | 96 of 3×3             | 7×7×96   | 41,472     |
    | pool3   | max 2×2               | 3×3×96   | 0          |
    | norm3   | and ReLU              | 3×3×96   | 384        |
    | flatten |                       | 864      | 0          |
    | dropout | three tenths          | 864      | 0          |
    | scores  | dense, softmax        | 10       | 8,650      |

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        variant: which of the four.
    """
    if variant == "course":
        return _course(input_shape, num_classes)
    all_filters, dropout = VARIANTS[variant]
    model = Sequential([Input(input_shape)], name=f"mnist_cnn_{variant}")
    for number, filters in enumerate(all_filters, start=1):
        kernel_size, strides = (5, 2) if number == 1 else (3, 1)
        conv = layers.Conv2D(
            filters, kernel_size, strides=strides, padding="same", use_bias=False, name=f"conv{number}"
        )
        model.add(conv)
        if number > 1:
            model.add(layers.MaxPooling2D(2, name=f"pool{number}"))
        model.add(layers.BatchNormalization(name=f"norm{number}"))
        model.add(layers.ReLU(name=f"relu{number}"))
    model.add(layers.Flatten(name="flatten"))
    if dropout:
        model.add(layers.Dropout(dropout, name="dropout"))
    model.add(layers.Dense(num_classes, activation="softmax", name="scores"))
    return model


def _course(input_shape: tuple[int, int, int], num_classes: int) -> Model:
    return Sequential(
        [
            Input(input_shape),
            layers.Conv2D(32, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(64, 3, activation="relu", name="conv2"),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Flatten(name="flatten"),
            layers.Dropout(0.5, name="dropout"),
            layers.Dense(num_classes, activation="softmax", name="scores"),
        ],
        name="mnist_cnn_course",
    )
