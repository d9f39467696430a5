"""The multilayer perceptron that the course starts from: the picture as one long vector."""

from keras import Input, Model, Sequential, layers

from kerascnn.language import N_
from kerascnn.networks._checks import network

__all__ = ["mlp"]

PUBLISHED = {"year": None, "paper": N_("made for the course"), "decks": "A B"}

MAPS = False

HIDDEN_UNITS = (128, 64)


@network
def mlp(input_shape: tuple[int, int, int] = (28, 28, 1), num_classes: int = 10) -> Model:
    """Flatten, two dense layers with dropout, softmax (deck A, deck B).

    | layer    | output | parameters |
    |----------|--------|------------|
    | flatten  | 784    | 0          |
    | dense1   | 128    | 100,480    |
    | dropout1 | 128    | 0          |
    | dense2   | 64     | 8,256      |
    | dropout2 | 64     | 0          |
    | scores   | 10     | 650        |

    109,386 parameters for 28×28 grey pictures and ten classes.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
    """
    model = Sequential([Input(input_shape), layers.Flatten(name="flatten")], name="mlp")
    for number, units in enumerate(HIDDEN_UNITS, start=1):
        model.add(layers.Dense(units, activation="relu", name=f"dense{number}"))
        model.add(layers.Dropout(0.2, name=f"dropout{number}"))
    model.add(layers.Dense(num_classes, activation="softmax", name="scores"))
    return model
