"""LeNet-5, the network that read the handwriting on cheques."""

from typing import Literal

from keras import Input, Model, Sequential, layers

from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.layers import PartialConv2D, RadialBasis, Subsampling2D, scaled_tanh
from kerascnn.networks._checks import network
from kerascnn.networks._lenet5_codes import CODES

__all__ = ["lenet5"]

PUBLISHED = {"year": 1998, "paper": "LeCun et al.", "decks": "E"}
REMARKS = {
    "lenet5:paper": N_(
        "the paper says 60,000 parameters: those that are trained; the other 840 are the fixed bitmaps of the"
        " digits. The slide's table, 62,006, is the variant course"
    ),
    "lenet5:full": N_(
        "the paper says 60,000 parameters; this variant has {parameters}: 900 more in C3, which sees all "
        "maps, 850 in the output, and 44 fewer in S2 and S4"
    ),
    "lenet5:course": N_("the slide says 62,006 parameters; this variant has {parameters}"),
}
"""What was published of it, and why this network differs."""

SIDE = 32

# Table I: the feature maps of S2 that each of the sixteen maps of C3 sees, 60 connections of the 96 possible.
TABLE_I = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)


@network
def lenet5(
    input_shape: tuple[int, int, int] | None = None,
    num_classes: int = 10,
    *,
    variant: Literal["paper", "full", "course"] = "paper",
) -> Model:
    """LeNet-5: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998.

    `paper`, grey 32×32, 60,000 parameters that are trained (and 840 fixed ones in the output):

    | layer  | what                                         | output   | parameters |
    |--------|----------------------------------------------|----------|------------|
    | C1     | 6 of 5×5                                     | 28×28×6  | 156        |
    | S2     | sum of 2×2, times a coefficient, plus a bias | 14×14×6  | 12         |
    | C3     | 16 of 5×5, each sees 3 to 6 maps (table I)   | 10×10×16 | 1,516      |
    | S4     | as S2                                        | 5×5×16   | 32         |
    | C5     | 120 of 5×5                                   | 1×1×120  | 48,120     |
    | F6     | dense                                        | 84       | 10,164     |
    | output | squared distance to each digit's 7×12 bitmap | 10       | 840 fixed  |

    Everything up to F6 goes through 1.7159 tanh(2a/3). Departures: the bitmaps are drawn anew, since the paper only
    shows them as a picture; softmax(−distance / 10) makes probabilities of them, so that cross-entropy is the paper's
    equation (9) without its constant and with a tenth of the distances, which keeps the softmax from saturating;
    pictures are [0, 1] instead of [−0.1, 1.175]; weights start from Keras's defaults, coefficients from 1. It
    knows ten classes alone, the digits that the bitmaps show.

    `full` is what is mostly taught by that name, 61,706 parameters: C3 sees all six maps (2,416), S2 and S4 are
    average pooling, tanh instead of the scaled one, and the output is dense (850) with softmax.

    `course` is the slide's table (deck E), for RGB 32×32, 62,006 parameters:

    | layer  | what           | output   | parameters |
    |--------|----------------|----------|------------|
    | conv1  | 6 of 5×5, ReLU | 28×28×6  | 456        |
    | pool1  | max 2×2        | 14×14×6  | 0          |
    | conv2  | 16 of 5×5, ReLU| 10×10×16 | 2,416      |
    | pool2  | max 2×2        | 5×5×16   | 0          |
    | fc3    | dense, ReLU    | 120      | 48,120     |
    | fc4    | dense, ReLU    | 84       | 10,164     |
    | scores | dense, softmax | 10       | 850        |

    In each, pictures smaller than 32×32 get a frame of zeros first (layer `pad`), as the paper does with 28×28 digits.

    Args:
        input_shape: `(height, width, channels)`; by default grey 32×32, and RGB 32×32 for `course`.
        num_classes: how many classes; 10 for `paper`.
        variant: which of the three.

    Raises:
        InputError: another number of classes than ten for `paper`.
    """
    height, width, channels = input_shape or (SIDE, SIDE, 3 if variant == "course" else 1)
    if variant == "paper" and num_classes != len(CODES):
        text = _(
            "lenet5 as in the paper tells ten digits apart, not {count} classes; choose the variant full or course"
        )
        raise InputError(text.format(count=num_classes))
    body = {"paper": _paper, "full": _full, "course": _course}[variant]
    frame = tuple(_halves(max(SIDE - side, 0)) for side in (height, width))
    padding = [layers.ZeroPadding2D(frame, name="pad")] if any(map(any, frame)) else []
    return Sequential([Input((height, width, channels)), *padding, *body(num_classes)], name=f"lenet5_{variant}")


def _halves(total: int) -> tuple[int, int]:
    return total // 2, total - total // 2


def _paper(num_classes: int) -> list[layers.Layer]:
    return [
        layers.Conv2D(6, 5, activation=scaled_tanh, name="C1"),
        Subsampling2D(2, activation=scaled_tanh, name="S2"),
        PartialConv2D(TABLE_I, 5, activation=scaled_tanh, name="C3"),
        Subsampling2D(2, activation=scaled_tanh, name="S4"),
        layers.Conv2D(120, 5, activation=scaled_tanh, name="C5"),
        layers.Flatten(name="flatten"),
        layers.Dense(84, activation=scaled_tanh, name="F6"),
        RadialBasis(CODES, name="output"),
        layers.Rescaling(-1 / 10, name="nearness"),
        layers.Softmax(name="scores"),
    ]


def _full(num_classes: int) -> list[layers.Layer]:
    return [
        layers.Conv2D(6, 5, activation="tanh", name="C1"),
        layers.AveragePooling2D(2, name="S2"),
        layers.Conv2D(16, 5, activation="tanh", name="C3"),
        layers.AveragePooling2D(2, name="S4"),
        layers.Conv2D(120, 5, activation="tanh", name="C5"),
        layers.Flatten(name="flatten"),
        layers.Dense(84, activation="tanh", name="F6"),
        layers.Dense(num_classes, activation="softmax", name="output"),
    ]


def _course(num_classes: int) -> list[layers.Layer]:
    return [
        layers.Conv2D(6, 5, activation="relu", name="conv1"),
        layers.MaxPooling2D(2, name="pool1"),
        layers.Conv2D(16, 5, activation="relu", name="conv2"),
        layers.MaxPooling2D(2, name="pool2"),
        layers.Flatten(name="flatten"),
        layers.Dense(120, activation="relu", name="fc3"),
        layers.Dense(84, activation="relu", name="fc4"),
        layers.Dense(num_classes, activation="softmax", name="scores"),
    ]
