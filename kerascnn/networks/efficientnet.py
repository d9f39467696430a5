"""EfficientNet: one small network, grown in depth, width and resolution together.

Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019, arXiv:1905.11946.
`efficientnetb0` has the table of layers; the others follow by the coefficients in `SCALES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any, NamedTuple

from keras import Input, Model, initializers, layers

from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network
from kerascnn.networks._family import like

__all__ = [
    "efficientnetb0",
    "efficientnetb1",
    "efficientnetb2",
    "efficientnetb3",
    "efficientnetb4",
    "efficientnetb5",
    "efficientnetb6",
    "efficientnetb7",
]

PUBLISHED = {"year": 2019, "paper": "Tan, Le", "decks": "E"}


class Scale(NamedTuple):
    """How much one of the networks is grown."""

    width: float
    depth: float
    side: int
    dropout: float


SCALES = {
    "efficientnetb0": Scale(1.0, 1.0, 224, 0.2),
    "efficientnetb1": Scale(1.0, 1.1, 240, 0.2),
    "efficientnetb2": Scale(1.1, 1.2, 260, 0.3),
    "efficientnetb3": Scale(1.2, 1.4, 300, 0.3),
    "efficientnetb4": Scale(1.4, 1.8, 380, 0.4),
    "efficientnetb5": Scale(1.6, 2.2, 456, 0.4),
    "efficientnetb6": Scale(1.8, 2.6, 528, 0.5),
    "efficientnetb7": Scale(2.0, 3.1, 600, 0.5),
}
# Table 1 for B0: kernel, blocks, filters, how many times wider the middle is, stride of the first block.
STAGES = (
    *((3, 1, 16, 1, 1), (3, 2, 24, 6, 2), (5, 2, 40, 6, 2), (3, 3, 80, 6, 2)),
    *((5, 3, 112, 6, 1), (5, 4, 192, 6, 2), (3, 1, 320, 6, 1)),
)
# How often the last block is left out in training, the others less, in proportion to their place.
DROP = 0.2


@network
def efficientnetb0(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    width: float = 1.0,
    normalization: Normalization = "batch",
) -> Model:
    """EfficientNet-B0, 5,330,571 parameters, of which 5,288,548 are trained; the paper says 5.3 million.

    | layers                             | what                                          | output     |
    |------------------------------------|-----------------------------------------------|------------|
    | normalization                      | mean 0 and variance 1, unless set             | 224×224×3  |
    | stem_conv, _bn, _activation        | 32 of 3×3, stride 2                           | 112×112×32 |
    | block1a                            | depthwise 3×3, excitation, 16 of 1×1          | 112×112×16 |
    | block2a to 2b                      | 6 times wider, depthwise 3×3, ..., 24         | 56×56×24   |
    | block3a to 3b                      | with 5×5, 40                                  | 28×28×40   |
    | block4a to 4c                      | with 3×3, 80                                  | 14×14×80   |
    | block5a to 5c                      | with 5×5, 112                                 | 14×14×112  |
    | block6a to 6d                      | with 5×5, 192                                 | 7×7×192    |
    | block7a                            | with 3×3, 320                                 | 7×7×320    |
    | top_conv, _bn, _activation         | 1280 of 1×1                                   | 7×7×1280   |
    | avg_pool, top_dropout, predictions | average of all pixels; a fifth; dense, softmax| 1000       |

    A block is `block2a_expand_conv`, `_dwconv`, `_se_squeeze` to `_se_excite` (squeeze and excitation: a weight for
    each channel, from the mean of all), `_project_conv`, each but the excitation with its `_bn`, and `_add` where the
    shapes agree. The activation is swish, x·sigmoid(x). Layers are named as in keras.applications, whose weights it
    takes.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        width: how many times as many filters, on top of the network's own coefficient.
        normalization: what normalises the feature maps.
    """
    return _efficientnet("efficientnetb0", input_shape, num_classes, width, normalization)


def _efficientnet(
    name: str, input_shape: tuple[int, int, int], num_classes: int, width: float, normalization: Normalization
) -> Model:
    scale = SCALES[name]
    width *= scale.width
    counts = [ceil(count * scale.depth) for _kernel, count, *_rest in STAGES]
    unit = _Unit(normalization)
    x = inputs = Input(input_shape)
    x = layers.Normalization(axis=-1, name="normalization")(x)
    x = unit.convolution(x, scaled(32, width), 3, "stem", strides=2)
    place = 0
    for stage, (row, count) in enumerate(zip(STAGES, counts, strict=True), start=1):
        kernel_size, _count, filters, widening, strides = row
        for letter in "abcdefghijklm"[:count]:
            drop = DROP * place / sum(counts)
            x = unit.block(x, scaled(filters, width), kernel_size, widening, strides, drop, f"block{stage}{letter}")
            place, strides = place + 1, 1
    x = unit.convolution(x, scaled(1280, width), 1, "top")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dropout(scale.dropout, name="top_dropout")(x)
    x = layers.Dense(num_classes, activation="softmax", name="predictions")(x)
    return Model(inputs, x, name=name)


@dataclass(frozen=True)
class _Unit:
    """The parts that the network repeats."""

    normalization: Normalization

    def convolution(self, x: Any, filters: int, kernel_size: int, name: str, strides: int = 1) -> Any:
        """Convolution, normalisation, swish."""
        x = self._conv(x, filters, kernel_size, f"{name}_conv", strides)
        x = normalized(x, self.normalization, name=f"{name}_bn")
        return layers.Activation("swish", name=f"{name}_activation")(x)

    def block(self, x: Any, filters: int, kernel_size: int, widening: int, strides: int, drop: float, name: str) -> Any:
        """Inverted residual with squeeze and excitation."""
        narrow = x
        if widening > 1:
            x = self.convolution(x, widening * x.shape[-1], 1, f"{name}_expand")
        x = layers.DepthwiseConv2D(
            kernel_size,
            strides=strides,
            padding="same",
            use_bias=self.normalization == "none",
            depthwise_initializer=_fan_out(),
            name=f"{name}_dwconv",
        )(x)
        x = normalized(x, self.normalization, name=f"{name}_bn")
        x = layers.Activation("swish", name=f"{name}_activation")(x)
        x = _excited(x, max(1, narrow.shape[-1] // 4), name)
        x = self._conv(x, filters, 1, f"{name}_project_conv")
        x = normalized(x, self.normalization, name=f"{name}_project_bn")
        if narrow.shape != x.shape:
            return x
        if drop:
            x = layers.Dropout(drop, noise_shape=(None, 1, 1, 1), name=f"{name}_drop")(x)
        return layers.Add(name=f"{name}_add")([x, narrow])

    def _conv(self, x: Any, filters: int, kernel_size: int, name: str, strides: int = 1) -> Any:
        return layers.Conv2D(
            filters,
            kernel_size,
            strides=strides,
            padding="same",
            use_bias=self.normalization == "none",
            kernel_initializer=_fan_out(),
            name=name,
        )(x)


def _fan_out() -> initializers.Initializer:
    return initializers.VarianceScaling(2.0, mode="fan_out")


def _excited(x: Any, squeezed: int, name: str) -> Any:
    """Each channel times a weight between 0 and 1 that is computed from the means of all channels."""
    weight = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_se_squeeze")(x)
    weight = layers.Conv2D(squeezed, 1, activation="swish", name=f"{name}_se_reduce")(weight)
    weight = layers.Conv2D(x.shape[-1], 1, activation="sigmoid", name=f"{name}_se_expand")(weight)
    return layers.Multiply(name=f"{name}_se_excite")([x, weight])


def _grown(name: str, parameters: str) -> Callable[..., Model]:
    """The function of one of the larger networks."""
    side = SCALES[name].side
    doc = (
        f"EfficientNet-{name[-2:].upper()}, {parameters} parameters: as `efficientnetb0`, grown by its row of `SCALES`."
    )
    return like(efficientnetb0, name, doc, partial(_efficientnet, name), input_shape=(side, side, 3))


efficientnetb1 = _grown("efficientnetb1", "7,856,239")
efficientnetb2 = _grown("efficientnetb2", "9,177,569")
efficientnetb3 = _grown("efficientnetb3", "12,320,535")
efficientnetb4 = _grown("efficientnetb4", "19,466,823")
efficientnetb5 = _grown("efficientnetb5", "30,562,527")
efficientnetb6 = _grown("efficientnetb6", "43,265,143")
efficientnetb7 = _grown("efficientnetb7", "66,658,687")
