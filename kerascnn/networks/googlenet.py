"""GoogLeNet, made of Inception modules."""

from typing import Any, Literal

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.layers import LocalResponseNormalization
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["googlenet"]

PUBLISHED = {"year": 2014, "paper": "Szegedy et al.", "decks": "C E"}
REMARKS = {
    "googlenet:inference": N_(
        "the parameters in the paper's table 1 add up to 6.8 million; this variant has {parameters}, because "
        "several rows of that table do not follow from the filters beside them"
    ),
    "googlenet:paper": N_(
        "the parameters in the paper's table 1 add up to 6.8 million; this variant has {parameters}, because "
        "it has the two auxiliary heads as well"
    ),
}
"""What was published of it, and why this network differs."""

# The paper's table 1, one row a module: 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool proj. Pooling ends each group.
MODULES = (
    (("3a", (64, 96, 128, 16, 32, 32)), ("3b", (128, 128, 192, 32, 96, 64))),
    (
        ("4a", (192, 96, 208, 16, 48, 64)),
        ("4b", (160, 112, 224, 24, 64, 64)),
        ("4c", (128, 128, 256, 24, 64, 64)),
        ("4d", (112, 144, 288, 32, 64, 64)),
        ("4e", (256, 160, 320, 32, 128, 128)),
    ),
    (("5a", (256, 160, 320, 32, 128, 128)), ("5b", (384, 192, 384, 48, 128, 128))),
)
# After which modules the auxiliary heads stand.
HEADS = {"4a": "aux1", "4d": "aux2"}


@network
def googlenet(
    input_shape: tuple[int, int, int] = (224, 224, 3),
    num_classes: int = 1000,
    *,
    variant: Literal["inference", "paper"] = "inference",
    width: float = 1.0,
    normalization: Normalization = "none",
) -> Model:
    """Szegedy et al., "Going deeper with convolutions", 2014, arXiv:1409.4842.

    `inference`, 6,998,552 parameters:

    | layer               | what                                    | output     | parameters |
    |---------------------|-----------------------------------------|------------|------------|
    | conv1               | 64 of 7×7, stride 2, ReLU               | 112×112×64 | 9,472      |
    | pool1, norm1        | max 3×3, stride 2; response norm.       | 56×56×64   | 0          |
    | conv2_reduce, conv2 | 64 of 1×1, 192 of 3×3, ReLU             | 56×56×192  | 114,944    |
    | norm2, pool2        | response norm.; max 3×3, stride 2       | 28×28×192  | 0          |
    | inception_3a, 3b    | branches of 1×1, 3×3, 5×5 and pooling   | 28×28×480  | 552,432    |
    | pool3               | max 3×3, stride 2                       | 14×14×480  | 0          |
    | inception_4a to 4e  |                                         | 14×14×832  | 2,809,168  |
    | pool4               | max 3×3, stride 2                       | 7×7×832    | 0          |
    | inception_5a, 5b    |                                         | 7×7×1024   | 2,487,536  |
    | pool5, dropout      | average of all pixels; two fifths       | 1024       | 0          |
    | predictions         | dense, softmax                          | 1000       | 1,025,000  |

    Inside a module: `inception_3a_1x1`, `_3x3_reduce`, `_3x3`, `_5x5_reduce`, `_5x5`, `_pool`, `_pool_proj`.

    `paper` adds the two auxiliary heads that help the training, after 4a and 4d: 13,378,280. It has three outputs,
    `predictions`, `aux1_predictions` and `aux2_predictions`, of which the paper weighs the last two with 0.3:
    `model.compile(loss=[...] * 3, loss_weights=[1, 0.3, 0.3])`. The paper drops them once the training is done.

    Departures: the last pooling averages all pixels, whatever the input's size; weights start from He's distribution;
    a normalisation stands between convolution and ReLU and takes the place of the response normalisation.

    Args:
        input_shape: `(height, width, channels)`.
        num_classes: how many classes.
        variant: which of the two.
        width: how many times as many filters.
        normalization: what normalises the feature maps.
    """
    conv = _Convolution(width, normalization)
    respond = LocalResponseNormalization if normalization == "none" else layers.Identity
    x = inputs = Input(input_shape)
    x = conv(x, 64, 7, "conv1", strides=2)
    x = _pool(x, "pool1")
    x = respond(name="norm1")(x)
    x = conv(conv(x, 64, 1, "conv2_reduce"), 192, 3, "conv2")
    x = respond(name="norm2")(x)
    heads = []
    for number, modules in enumerate(MODULES, start=2):
        x = _pool(x, f"pool{number}")
        for name, filters in modules:
            x = _inception(x, filters, f"inception_{name}", conv)
            if variant == "paper" and name in HEADS:
                heads.append(_head(x, num_classes, HEADS[name], conv))
    x = layers.GlobalAveragePooling2D(name="pool5")(x)
    x = layers.Dropout(0.4, name="dropout")(x)
    x = layers.Dense(num_classes, activation="softmax", name="predictions")(x)
    return Model(inputs, [x, *heads] if heads else x, name=f"googlenet_{variant}")


class _Convolution:
    """Convolution, normalisation, ReLU."""

    def __init__(self, width: float, normalization: Normalization) -> None:
        self.width, self.normalization = width, normalization

    def __call__(self, x: Any, filters: int, kernel_size: int, name: str, strides: int = 1) -> Any:
        filters = scaled(filters, self.width)
        x = layers.Conv2D(
            filters, kernel_size, strides=strides, padding="same", kernel_initializer="he_normal", name=name
        )(x)
        x = normalized(x, self.normalization, name=f"{name}_bn")
        return layers.ReLU(name=f"{name}_relu")(x)


def _pool(x: Any, name: str) -> Any:
    return layers.MaxPooling2D(3, strides=2, padding="same", name=name)(x)


def _inception(x: Any, filters: tuple[int, ...], name: str, conv: _Convolution) -> Any:
    one, three_reduce, three, five_reduce, five, projection = filters
    branches = [
        conv(x, one, 1, f"{name}_1x1"),
        conv(conv(x, three_reduce, 1, f"{name}_3x3_reduce"), three, 3, f"{name}_3x3"),
        conv(conv(x, five_reduce, 1, f"{name}_5x5_reduce"), five, 5, f"{name}_5x5"),
        conv(
            layers.MaxPooling2D(3, strides=1, padding="same", name=f"{name}_pool")(x),
            projection,
            1,
            f"{name}_pool_proj",
        ),
    ]
    return layers.Concatenate(name=name)(branches)


def _head(x: Any, num_classes: int, name: str, conv: _Convolution) -> Any:
    x = layers.AveragePooling2D(5, strides=3, name=f"{name}_pool")(x)
    x = conv(x, 128, 1, f"{name}_conv")
    x = layers.Flatten(name=f"{name}_flatten")(x)
    x = layers.Dense(scaled(1024, conv.width), activation="relu", name=f"{name}_fc")(x)
    x = layers.Dropout(0.7, name=f"{name}_dropout")(x)
    return layers.Dense(num_classes, activation="softmax", name=f"{name}_predictions")(x)
