"""The course's convolutional network for CIFAR-10."""

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["cifar_cnn"]

PUBLISHED = {"year": None, "paper": N_("made for the course"), "decks": "A B"}

FILTERS = (16, 32, 64)
HIDDEN_UNITS = 500


@network
def cifar_cnn(
    input_shape: tuple[int, int, int] = (32, 32, 3),
    num_classes: int = 10,
    *,
    width: float = 1.0,
    normalization: Normalization = "none",
) -> Model:
    """Three convolutions, each with ReLU and pooling, and two dense layers with dropout (deck A).

    | layer       | what            | output   | parameters |
    |-------------|-----------------|----------|------------|
    | standardize | (x − 0.5) / 0.5 | 32×32×3  | 0          |
    | conv1       | 16 of 3×3, ReLU | 32×32×16 | 448        |
    | pool1       | max 2×2         | 16×16×16 | 0          |
    | conv2       | 32 of 3×3, ReLU | 16×16×32 | 4,640      |
    | pool2       | max 2×2         | 8×8×32   | 0          |
    | conv3       | 64 of 3×3, ReLU | 8×8×64   | 18,496     |
    | pool3       | max 2×2         | 4×4×64   | 0          |
    | flatten     |                 | 1024     | 0          |
    | dropout1    | a quarter       | 1024     | 0          |
    | fc1         | dense, ReLU     | 500      | 512,500    |
    | dropout2    | a quarter       | 500      | 0          |
    | scores      | dense, softmax  | 10       | 5,010      |

    541,094 parameters. The deck standardises its pictures before they reach the network, which ends in scores, to which
    PyTorch's loss applies the softmax; here the network does both. With a normalisation, a layer `bn1` (or
    `gn1`) stands between each convolution and its ReLU.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    inputs = Input(input_shape)
    x = layers.Rescaling(2.0, offset=-1.0, name="standardize")(inputs)
    for number, filters in enumerate(FILTERS, start=1):
        x = layers.Conv2D(scaled(filters, width), 3, padding="same", name=f"conv{number}")(x)
        x = normalized(x, normalization, name=f"bn{number}")
        x = layers.ReLU(name=f"relu{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool{number}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dropout(0.25, name="dropout1")(x)
    x = layers.Dense(HIDDEN_UNITS, activation="relu", name="fc1")(x)
    x = layers.Dropout(0.25, name="dropout2")(x)
    x = layers.Dense(num_classes, activation="softmax", name="scores")(x)
    return Model(inputs, x, name="cifar_cnn")
