"""AlexNet, the network that won ImageNet's contest of 2012."""

from typing import Literal, NamedTuple

from keras import Input, Model, layers

from kerascnn.language import N_
from kerascnn.layers import LocalResponseNormalization
from kerascnn.networks._blocks import scaled
from kerascnn.networks._checks import network

__all__ = ["alexnet"]

PUBLISHED = {"year": 2012, "paper": "Krizhevsky et al.", "decks": "B C E"}
REMARKS = {
    "alexnet:paper": N_("the slide says about 60 million parameters; this variant has {parameters}"),
    "alexnet:single": N_(
        "the slide says about 60 million parameters; this variant has {parameters}, because without the two "
        "towers conv2, conv4 and conv5 read all channels"
    ),
    "alexnet:torchvision": N_(
        "the slide says about 60 million parameters; this variant has {parameters}, because it has other "
        "filters (64-192-384-256-256) and no towers"
    ),
}
"""What was published of it, and why this network differs."""


class Form(NamedTuple):
    """What the variants differ in."""

    filters: tuple[int, int, int, int, int]
    groups: int
    response_normalization: bool
    side: int
    first_padding: int


# For conv1 to conv5: kernel, stride, whether each filter sees one tower only, whether pooling follows.
CONVOLUTIONS = ((11, 4, False, True), (5, 1, True, True), (3, 1, False, False), (3, 1, True, False), (3, 1, True, True))

VARIANTS = {
    "paper": Form((96, 256, 384, 384, 256), 2, True, 227, 0),
    "single": Form((96, 256, 384, 384, 256), 1, True, 227, 0),
    "torchvision": Form((64, 192, 384, 256, 256), 1, False, 224, 2),
}


@network
def alexnet(
    input_shape: tuple[int, int, int] | None = None,
    num_classes: int = 1000,
    *,
    variant: Literal["paper", "single", "torchvision"] = "paper",
    width: float = 1.0,
) -> Model:
    """Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks", 2012.

    `paper`, 60,965,224 parameters; the two towers of the two graphics cards are the two groups of a convolution:

    | layer | what                                | output    | parameters |
    |-------|-------------------------------------|-----------|------------|
    | conv1 | 96 of 11×11, stride 4, ReLU         | 55×55×96  | 34,944     |
    | norm1 | local response normalisation        | 55×55×96  | 0          |
    | pool1 | max 3×3, stride 2                   | 27×27×96  | 0          |
    | conv2 | 256 of 5×5, 2 groups, ReLU          | 27×27×256 | 307,456    |
    | norm2 | local response normalisation        | 27×27×256 | 0          |
    | pool2 | max 3×3, stride 2                   | 13×13×256 | 0          |
    | conv3 | 384 of 3×3, ReLU                    | 13×13×384 | 885,120    |
    | conv4 | 384 of 3×3, 2 groups, ReLU          | 13×13×384 | 663,936    |
    | conv5 | 256 of 3×3, 2 groups, ReLU          | 13×13×256 | 442,624    |
    | pool5 | max 3×3, stride 2                   | 6×6×256   | 0          |
    | fc6   | dense, ReLU, dropout a half         | 4096      | 37,752,832 |
    | fc7   | dense, ReLU, dropout a half         | 4096      | 16,781,312 |
    | fc8   | dense, softmax                      | 1000      | 4,097,000  |

    `single` is the same without the groups: 62,378,344. `torchvision` is the later single-tower form that PyTorch
    ships (Krizhevsky 2014, arXiv:1404.5997): 64-192-384-256-256 filters, no response normalisation, 61,100,840.

    Departures: the paper says 224×224, but its 55×55 maps need 227×227, which is the default here; weights start
    from He's distribution instead of the paper's Gaussians.

    Args:
        input_shape: `(height, width, channels)`; by default RGB 227×227, and 224×224 for `torchvision`.
        num_classes: how many classes.
        variant: which of the three.
        width: how many times as many filters and units.
    """
    form = VARIANTS[variant]
    x = inputs = Input(input_shape or (form.side, form.side, 3))
    if form.first_padding:
        x = layers.ZeroPadding2D(form.first_padding, name="pad1")(x)
    for number, (filters, row) in enumerate(zip(form.filters, CONVOLUTIONS, strict=True), start=1):
        kernel_size, strides, one_tower, pooled = row
        x = layers.Conv2D(
            scaled(filters, width),
            kernel_size,
            strides=strides,
            padding="same" if number > 1 else "valid",
            groups=form.groups if one_tower else 1,
            activation="relu",
            kernel_initializer="he_normal",
            name=f"conv{number}",
        )(x)
        if form.response_normalization and number <= 2:
            x = LocalResponseNormalization(name=f"norm{number}")(x)
        if pooled:
            x = layers.MaxPooling2D(3, strides=2, name=f"pool{number}")(x)
    x = layers.Flatten(name="flatten")(x)
    for number in (6, 7):
        x = layers.Dense(scaled(4096, width), activation="relu", kernel_initializer="he_normal", name=f"fc{number}")(x)
        x = layers.Dropout(0.5, name=f"dropout{number}")(x)
    x = layers.Dense(num_classes, activation="softmax", name="fc8")(x)
    return Model(inputs, x, name=f"alexnet_{variant}")
