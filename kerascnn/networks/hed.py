"""HED, holistically-nested edge detection: each stage of a network says where it sees edges, and all are fused."""

from typing import Any, Literal, NamedTuple, get_args

from keras import Input, Model, initializers, layers

from kerascnn.errors import unknown
from kerascnn.language import N_
from kerascnn.networks._backbone import built, name_of, pyramid
from kerascnn.networks._blocks import Normalization, normalized, scaled
from kerascnn.networks._checks import network

__all__ = ["hed"]

PUBLISHED = {"year": 2015, "paper": "Xie, Tu", "decks": "D"}
TASK = "edges"
REMARKS = {
    "hed:vgg16": N_(
        "the kernels that enlarge the side outputs, which the paper's program counts, are fixed, and here no parameters"
    ),
}
"""What was published of it, and why this network differs."""


class Variant(NamedTuple):
    """A form of the network: convolutions and filters of each stage, and what goes with them by default."""

    stages: tuple[tuple[int, int], ...]
    normalization: Normalization
    input_shape: tuple[int, int, int]


VARIANTS = {
    "narrow": Variant(((2, 16), (2, 32), (2, 64)), "batch", (96, 96, 3)),
    "vgg16": Variant(((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)), "none", (480, 320, 3)),
}


@network
def hed(
    input_shape: tuple[int, int, int] | None = None,
    *,
    variant: Literal["narrow", "vgg16"] = "narrow",
    backbone: str | None = None,
    preprocess: bool = False,
    width: float = 1.0,
    normalization: Normalization | None = None,
) -> Model:
    """HED, holistically-nested edge detection: Xie and Tu 2015, arXiv:1504.06375; the probability of an edge per pixel.

    `vgg16`, 14,716,171 parameters, on the convolutions of VGG-16, whose names its layers have:

    | layers              | what                                                  | output      | parameters |
    |---------------------|-------------------------------------------------------|-------------|------------|
    | block1_conv1, 2     | 64 of 3×3, ReLU                                       | 480×320×64  | 38,720     |
    | block1_pool         | max 2×2, as after each but the last                   | 240×160×64  | 0          |
    | block2_conv1, 2     | 128 of 3×3, ReLU                                      | 240×160×128 | 221,440    |
    | block3_conv1 to 3   | 256 of 3×3, ReLU                                      | 120×80×256  | 1,475,328  |
    | block4_conv1 to 3   | 512 of 3×3, ReLU                                      | 60×40×512   | 5,899,776  |
    | block5_conv1 to 3   | 512 of 3×3, ReLU                                      | 30×20×512   | 7,079,424  |
    | side1_score to side5| 1×1 on each block's last map, to one channel          |             | 1,477      |
    | side2_up to side5_up| bilinear, to the picture's size                       | 480×320×1   | 0          |
    | side1 to side5      | sigmoid                                               | 480×320×1   | 0          |
    | fuse                | 1×1 over the five side scores, then sigmoid           | 480×320×1   | 6          |

    The outputs are `fuse`, then `side1` to `side5`, each `(batch, height, width, 1)`; each gets a loss of its own.

    `narrow`, the default, 72,423 trainable parameters and 448 moving averages, has three stages of two convolutions
    with 16, 32 and 64 filters and a batch normalisation before each ReLU, enough for digits.

    Departures: the paper begins with VGG-16's weights for ImageNet, which `kerascnn.networks.build("vgg16",
    weights="imagenet")` has, layer by layer under the same names; here weights start from He's distribution. The paper
    pads the picture by 35 pixels and cuts the side outputs; here zeros stand below and to the right of a picture whose
    sides are no multiple of the coarsest stage's step (`pad`), and what they give is cut off (`fuse_crop`, ...). The
    fusion starts as the mean of the side scores, as in the paper.

    Args:
        input_shape: `(height, width, channels)`; by default 96×96×3, and 480×320×3 for `vgg16`.
        variant: which of the two.
        backbone: another network, whose last feature map of each size takes the place of a block's; both sides of the
            picture are then multiples of the largest step.
        preprocess: whether the backbone begins with the layer that the weights of keras.applications expect.
        width: how many times as many filters.
        normalization: what normalises the feature maps; by default the variant's.

    Raises:
        InputError: the feature maps of the backbone are not half as large from one to the next.
    """
    form = VARIANTS[variant]
    if normalization is not None and normalization not in get_args(Normalization):
        raise unknown("normalization", normalization, get_args(Normalization))
    kind = normalization or form.normalization
    shape = input_shape or form.input_shape
    missing = tuple((0, -side % 2 ** (len(form.stages) - 1)) for side in shape[:2])
    whole = backbone is not None or missing == ((0, 0), (0, 0))
    if backbone is None:
        inputs: Any = Input(shape)
        x = inputs if whole else layers.ZeroPadding2D(missing, name="pad")(inputs)
        stages = []
        for number, (count, filters) in enumerate(form.stages, start=1):
            if number > 1:
                x = layers.MaxPooling2D(2, name=f"block{number - 1}_pool")(x)
            for each in range(1, count + 1):
                x = _convolution(x, scaled(filters, width), kind, f"block{number}", each)
            stages.append(x)
    else:
        seen = built(backbone, shape, preprocess)
        (inputs,), stages = seen.inputs, pyramid(seen, len(VARIANTS["vgg16"].stages))
    scores = []
    for number, stage in enumerate(stages, start=1):
        score = layers.Conv2D(1, 1, name=f"side{number}_score")(stage)
        if number > 1:
            score = layers.UpSampling2D(2 ** (number - 1), interpolation="bilinear", name=f"side{number}_up")(score)
        scores.append(score)
    x = layers.Concatenate(name="sides")(scores)
    fused = layers.Conv2D(1, 1, kernel_initializer=initializers.Constant(1 / len(scores)), name="fuse_score")(x)
    outputs = []
    for name, score in zip(("fuse", *(f"side{n}" for n in range(1, len(scores) + 1))), (fused, *scores), strict=True):
        score = score if whole else layers.Cropping2D(missing, name=f"{name}_crop")(score)
        outputs.append(layers.Activation("sigmoid", name=name)(score))
    return Model(inputs, outputs, name=name_of("hed", backbone, variant))


def _convolution(x: Any, filters: int, kind: Normalization, block: str, number: int) -> Any:
    x = layers.Conv2D(
        filters,
        3,
        padding="same",
        use_bias=kind == "none",
        kernel_initializer="he_normal",
        name=f"{block}_conv{number}",
    )(x)
    x = normalized(x, kind, name=f"{block}_bn{number}", momentum=0.9)
    return layers.ReLU(name=f"{block}_relu{number}")(x)
