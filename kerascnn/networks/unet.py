"""U-Net: down as a classifier, up again to the picture's own size, with a shortcut across at each size."""

from typing import Any, Literal, NamedTuple, get_args

from keras import Input, Model, layers

from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _
from kerascnn.networks._backbone import built, name_of, pyramid
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["unet"]

PUBLISHED = {"year": 2015, "paper": "Ronneberger et al.", "decks": "E"}
TASK = "segmentation"
REMARKS = {
    "unet:paper": N_(
        "the paper pads nothing, so that 572×572 pixels give 388×388; padded, its layers have as many parameters"
    ),
    "unet:keras": N_(
        "the often quoted 31,031,685: two more 3×3 filters and a sigmoid stand where the paper has a 1×1 convolution"
    ),
}
"""What was published of it, and why this network differs."""

LEVELS = 5
Up = Literal["transpose", "upsampling"]


class Variant(NamedTuple):
    """A form of the network: its filters at the picture's own size, and what goes with them by default."""

    filters: int
    up: Up
    normalization: Normalization
    input_shape: tuple[int, int, int]


VARIANTS = {
    "narrow": Variant(16, "transpose", "batch", (96, 96, 3)),
    "paper": Variant(64, "upsampling", "none", (512, 512, 1)),
    "keras": Variant(64, "upsampling", "none", (512, 512, 1)),
}


@network
def unet(
    input_shape: tuple[int, int, int] | None = None,
    num_classes: int = 2,
    *,
    variant: Literal["narrow", "paper", "keras"] = "narrow",
    up: Up | None = None,
    backbone: str | None = None,
    preprocess: bool = False,
    width: float = 1.0,
    normalization: Normalization | None = None,
) -> Model:
    """U-Net: Ronneberger, Fischer and Brox 2015, arXiv:1505.04597; one probability per class for each pixel.

    `paper`, 31,030,658 parameters for grey pictures and two classes:

    | layers                | what                                             | output      | parameters |
    |-----------------------|--------------------------------------------------|-------------|------------|
    | down1_conv1, _conv2   | 64 of 3×3, ReLU                                  | 512×512×64  | 37,568     |
    | down1_pool            | max 2×2, as after each of the next three         | 256×256×64  | 0          |
    | down2_conv1, _conv2   | 128 of 3×3, ReLU                                 | 256×256×128 | 221,440    |
    | down3_conv1, _conv2   | 256 of 3×3, ReLU                                 | 128×128×256 | 885,248    |
    | down4_conv1, _conv2   | 512 of 3×3, ReLU                                 | 64×64×512   | 3,539,968  |
    | bottom_conv1, _conv2  | 1024 of 3×3, ReLU                                | 32×32×1024  | 14,157,824 |
    | up4_up, _concat       | twice as large, 512 of 2×2; down4_conv2 beside it| 64×64×1024  | 2,097,664  |
    | up4_conv1, _conv2     | 512 of 3×3, ReLU                                 | 64×64×512   | 7,078,912  |
    | up3_up to _conv2      | the same with 256                                | 128×128×256 | 2,294,272  |
    | up2_up to _conv2      | the same with 128                                | 256×256×128 | 573,824    |
    | up1_up to _conv2      | the same with 64                                 | 512×512×64  | 143,808    |
    | scores                | 1×1, softmax over the classes                    | 512×512×2   | 130        |

    `keras`, 31,031,685, is what is mostly taught by that name: before the scores stand two more 3×3 filters with ReLU
    (`head`, 1,154), and the scores are one sigmoid, the probability of the second of two classes (3).

    `narrow`, the default, 1,942,594 trainable parameters and 2,944 moving averages for colour pictures and two classes,
    has a quarter of the filters (16 to 256), a batch normalisation before each ReLU, and transpose convolutions of
    2×2 on the way up. An up-sampling (`up4_enlarged`) with a 2×2 convolution has as many parameters: `up` chooses.

    Departures: the paper pads nothing, and cuts the shortcuts to the smaller maps; here all convolutions are padded
    and the scores are as large as the picture. Where a side is no multiple of 16, zeros stand below and to the right of
    the picture (`pad`), and the scores there are cut off again (`crop`). No dropout; He's distribution for the weights.

    Args:
        input_shape: `(height, width, channels)`; by default 96×96×3, and 512×512×1 for `paper` and `keras`.
        num_classes: how many classes, the background included; 2 for `keras`.
        variant: which of the three.
        up: "transpose" convolutions of 2×2 with stride 2, or "upsampling" by repetition and a 2×2 convolution; by
            default the variant's.
        backbone: another network, whose last feature map of each size, as far as half of half of ..., four times, takes
            the place of the way down; both sides of the picture are then multiples of 16.
        preprocess: whether the backbone begins with the layer that the weights of keras.applications expect.
        width: how many times as many filters; with a backbone those of the way up.
        normalization: what normalises the feature maps; by default the variant's.

    Raises:
        InputError: another number of classes than two for `keras`; or the feature maps of the backbone are not half as
            large from one to the next.
    """
    form = VARIANTS[variant]
    if variant == "keras" and num_classes != 2:
        text = _("this variant of unet tells two classes apart, not {count}; choose the variant narrow or paper")
        raise InputError(text.format(count=num_classes))
    if up is not None and up not in get_args(Up):
        raise unknown("up", up, get_args(Up))
    if normalization is not None and normalization not in get_args(Normalization):
        raise unknown("normalization", normalization, get_args(Normalization))
    kind, way = normalization or form.normalization, up or form.up
    filters = [scaled(form.filters * 2**level, width) for level in range(LEVELS)]
    shape = input_shape or form.input_shape
    missing = tuple((0, -side % 2 ** (LEVELS - 1)) for side in shape[:2])
    whole = backbone is not None or missing == ((0, 0), (0, 0))
    if backbone is None:
        inputs: Any = Input(shape)
        x = inputs if whole else layers.ZeroPadding2D(missing, name="pad")(inputs)
        across = []
        for level in range(1, LEVELS):
            x = _convolutions(x, filters[level - 1], kind, f"down{level}")
            across.append(x)
            x = layers.MaxPooling2D(2, name=f"down{level}_pool")(x)
        x = _convolutions(x, filters[-1], kind, "bottom")
    else:
        seen = built(backbone, shape, preprocess)
        (inputs,), (*across, x) = seen.inputs, pyramid(seen, LEVELS)
    for level in range(len(across), 0, -1):
        x = _enlarged(x, filters[level - 1], way, f"up{level}")
        x = layers.Concatenate(name=f"up{level}_concat")([across[level - 1], x])
        x = _convolutions(x, filters[level - 1], kind, f"up{level}")
    if variant == "keras":
        x = layers.Conv2D(2, 3, padding="same", activation="relu", kernel_initializer="he_normal", name="head")(x)
        x = layers.Conv2D(1, 1, activation="sigmoid", name="scores")(x)
    else:
        x = layers.Conv2D(num_classes, 1, activation="softmax", name="scores")(x)
    if not whole:
        x = layers.Cropping2D(missing, name="crop")(x)
    return Model(inputs, x, name=name_of("unet", backbone, variant))


def _convolutions(x: Any, filters: int, kind: Normalization, name: str) -> Any:
    """Two of 3×3, each with its normalisation and ReLU."""
    for number in (1, 2):
        x = layers.Conv2D(
            filters,
            3,
            padding="same",
            use_bias=kind == "none",
            kernel_initializer="he_normal",
            name=f"{name}_conv{number}",
        )(x)
        x = normalized(x, kind, name=f"{name}_bn{number}", momentum=0.9)
        x = layers.ReLU(name=f"{name}_relu{number}")(x)
    return x


def _enlarged(x: Any, filters: int, way: Up, name: str) -> Any:
    """Twice as high and wide, with `filters` channels."""
    if way == "transpose":
        return layers.Conv2DTranspose(filters, 2, strides=2, kernel_initializer="he_normal", name=f"{name}_up")(x)
    x = layers.UpSampling2D(2, name=f"{name}_enlarged")(x)
    return layers.Conv2D(
        filters, 2, padding="same", activation="relu", kernel_initializer="he_normal", name=f"{name}_up"
    )(x)
