"""The same small network with a locally connected, a convolutional or a dense first layer, to compare them."""

from typing import Literal

from keras import Input, Model, Sequential, layers

from kerascnn.language import N_
from kerascnn.layers import LocallyConnected2D
from kerascnn.networks._checks import network

__all__ = ["locally_connected"]

PUBLISHED = {"year": None, "paper": N_("made for the course"), "decks": "A"}

FILTERS = 4
KERNEL_SIZE = 5
STRIDES = 2


@network
def locally_connected(
    input_shape: tuple[int, int, int] = (28, 28, 1),
    num_classes: int = 10,
    *,
    variant: Literal["local", "shared", "dense"] = "local",
) -> Model:
    """One hidden layer of 12×12×4 units, of which each sees a window of 5×5 pixels (deck A).

    | layer   | what                               | output  | parameters |
    |---------|------------------------------------|---------|------------|
    | local1  | 4 of 5×5, stride 2, not shared     | 12×12×4 | 14,976     |
    | flatten |                                    | 576     | 0          |
    | scores  | dense, softmax                     | 10      | 5,770      |

    20,746 parameters. The other variants differ in the first layer alone, so that their parameters can be compared:
    `shared` has a convolution of the same windows, `conv1`: 104 parameters, 144 times fewer, one set for all 144
    positions, 5,874 in all. `dense` lets all 576 units see every pixel, `dense1`: 452,160 parameters, 457,930 in all.
    The deck draws the layer and gives no sizes; these are chosen for MNIST.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        variant: which first layer.
    """
    body = {"local": _local, "shared": _shared, "dense": _dense}[variant](input_shape)
    scores = layers.Dense(num_classes, activation="softmax", name="scores")
    return Sequential([Input(input_shape), *body, scores], name=f"locally_connected_{variant}")


def _local(input_shape: tuple[int, int, int]) -> list[layers.Layer]:
    local = LocallyConnected2D(FILTERS, KERNEL_SIZE, strides=STRIDES, activation="relu", name="local1")
    return [local, layers.Flatten(name="flatten")]


def _shared(input_shape: tuple[int, int, int]) -> list[layers.Layer]:
    conv = layers.Conv2D(FILTERS, KERNEL_SIZE, strides=STRIDES, activation="relu", name="conv1")
    return [conv, layers.Flatten(name="flatten")]


def _dense(input_shape: tuple[int, int, int]) -> list[layers.Layer]:
    rows, columns = (max((side - KERNEL_SIZE) // STRIDES + 1, 1) for side in input_shape[:2])
    units = rows * columns * FILTERS
    return [layers.Flatten(name="flatten"), layers.Dense(units, activation="relu", name="dense1")]
