"""The course's convolutional network for the digits, and a faster one of the same parts."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from keras import Input, Model, Sequential, layers

from kerascnn.language import N_
from kerascnn.networks._checks import network

__all__ = ["mnist_cnn"]

PUBLISHED = {"year": None, "paper": N_("made for the course"), "decks": "B"}

FILTERS = (24, 48, 96)


@network
def mnist_cnn(
    input_shape: tuple[int, int, int] = (28, 28, 1),
    num_classes: int = 10,
    *,
    variant: Literal["standard", "fast", "deep", "course"] = "standard",
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

    `standard`, `deep` and `fast` have the same parts in another order, which trains much faster on a CPU: the first
    convolution is 5×5 with stride 2, so that everything after it works on a quarter of the pixels; pooling stands
    before batch normalisation, which then has a quarter of the values to normalise. `standard`, 61,762 parameters
    of which 336 are not trained:

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

    `deep` has two convolutions, conv2_1 and conv2_2, where `standard` has conv2, and likewise for conv3: 166,018
    parameters. `fast` is for seeing each picture once: it pools after conv1 already, has 16, 32 and 64 filters and
    no dropout, 29,610 parameters.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        variant: which of the four.
    """
    bodies: dict[str, Callable[[], list[layers.Layer]]] = {
        "standard": _standard,
        "deep": partial(_standard, depth=2),
        "fast": _fast,
        "course": _course,
    }
    scores = layers.Dense(num_classes, activation="softmax", name="scores")
    return Sequential([Input(input_shape), *bodies[variant](), scores], name=f"mnist_cnn_{variant}")


def _standard(depth: int = 1) -> list[layers.Layer]:
    body: list[layers.Layer] = []
    for block, filters in enumerate(FILTERS, start=1):
        count = 1 if block == 1 else depth
        for step in range(1, count + 1):
            name = str(block) if count == 1 else f"{block}_{step}"
            kernel_size, strides = (5, 2) if block == 1 else (3, 1)
            body.append(layers.Conv2D(filters, kernel_size, strides, "same", use_bias=False, name=f"conv{name}"))
            if block > 1 and step == count:
                body.append(layers.MaxPooling2D(2, name=f"pool{block}"))
            body += [layers.BatchNormalization(name=f"norm{name}"), layers.ReLU(name=f"relu{name}")]
    return [*body, layers.Flatten(name="flatten"), layers.Dropout(0.3, name="dropout")]


def _fast() -> list[layers.Layer]:
    return [
        layers.Conv2D(16, 5, strides=2, padding="same", activation="relu", name="conv1"),
        layers.MaxPooling2D(2, name="pool1"),
        layers.Conv2D(32, 3, padding="same", use_bias=False, name="conv2"),
        layers.BatchNormalization(name="norm2"),
        layers.ReLU(name="relu2"),
        layers.Conv2D(64, 3, padding="same", use_bias=False, name="conv3"),
        layers.MaxPooling2D(2, name="pool3"),
        layers.BatchNormalization(name="norm3"),
        layers.ReLU(name="relu3"),
        layers.Flatten(name="flatten"),
    ]


def _course() -> list[layers.Layer]:
    return [
        layers.Conv2D(32, 3, activation="relu", name="conv1"),
        layers.MaxPooling2D(2, name="pool1"),
        layers.Conv2D(64, 3, activation="relu", name="conv2"),
        layers.MaxPooling2D(2, name="pool2"),
        layers.Flatten(name="flatten"),
        layers.Dropout(0.5, name="dropout"),
    ]
