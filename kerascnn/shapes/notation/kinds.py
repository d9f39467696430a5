"""The table of the notation: every kind of layer, and the words for branches, shapes and options."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kerascnn.language import N_
from kerascnn.shapes import layers
from kerascnn.shapes.layers import ACTIVATIONS, INTERPOLATIONS, Layer
from kerascnn.shapes.notation.parts import Part, margins, rate, sizes, slope, target, whole, zeros

__all__ = ["BRANCHES", "BY_NAME", "KINDS", "OPTIONS", "SHAPES", "Kind"]

STRIDE = {"s": Part("stride", sizes)}
PADDING = {"p": Part("padding", zeros)}
DILATION = {"d": Part("dilation", sizes)}
NUMBERS = {**STRIDE, **PADDING, **DILATION}
GROUPS = {"g": Part("groups", whole)}
MULTIPLIER = {"m": Part("multiplier", whole)}
SAME = {"same": {"padding": "same"}, "valid": {"padding": "valid"}}
CAUSAL = {"causal": {"padding": "causal"}}
NO_BIAS = {"nobias": {"bias": False}}
INTERPOLATION = {word: {"interpolation": word} for word in INTERPOLATIONS if word != "nearest"}
FILTERS = Part("filters", whole)


class Kind(NamedTuple):
    """A kind of layer in the notation.

    Attributes:
        names: the words that it begins with; the first is the one that is printed.
        make: makes the layer.
        example: one that parses.
        meaning: what the example is.
        amount: the part that follows the name, if one may.
        default: the amount when it is left out; None when it may not be.
        kernel: whether `@` and a kernel follow.
        options: the parts that may follow slashes, by the letters they begin with.
        flags: the words that may follow slashes, and what they set.
        fixed: arguments that the name itself sets.
    """

    names: tuple[str, ...]
    make: Callable[..., Layer]
    example: str
    meaning: str
    amount: Part | None = None
    default: Any = None
    kernel: bool = False
    options: Mapping[str, Part] = {}
    flags: Mapping[str, Mapping[str, Any]] = {}
    fixed: Mapping[str, Any] = {}

    @property
    def allowed(self) -> list[str]:
        """What may follow a slash."""
        return [*(f"{letters}N" for letters in self.options), *self.flags]


def _pool(*names: str, mode: str, example: str, meaning: str) -> Kind:
    return Kind(
        names,
        layers.Pooling,
        example,
        meaning,
        amount=Part("kernel", sizes),
        options={**STRIDE, **PADDING},
        flags={**SAME, "ceil": {"ceil": True}},
        fixed={"mode": mode},
    )


def _adaptive(mode: str, meaning: str) -> Kind:
    name = f"adaptive{mode}pool"
    amount = Part("size", zeros)
    return Kind((name,), layers.AdaptivePooling, f"{name}7", meaning, amount=amount, fixed={"mode": mode})


KINDS = (
    Kind(
        ("conv",),
        layers.Convolution,
        "conv16@3/s2/p1",
        N_("convolution: 16 filters, kernel 3×3, stride 2, padding 1"),
        amount=FILTERS,
        kernel=True,
        options={**NUMBERS, **GROUPS},
        flags={**SAME, **CAUSAL, **NO_BIAS},
    ),
    Kind(
        ("dwconv",),
        layers.Depthwise,
        "dwconv@3/same",
        N_("depthwise convolution: one 3×3 kernel for each channel; /m2 for two"),
        kernel=True,
        options={**NUMBERS, **MULTIPLIER},
        flags={**SAME, **CAUSAL, **NO_BIAS},
    ),
    Kind(
        ("sepconv",),
        layers.Separable,
        "sepconv32@3/same",
        N_("depthwise separable convolution: depthwise 3×3, then 32 filters of 1×1"),
        amount=FILTERS,
        kernel=True,
        options={**NUMBERS, **MULTIPLIER},
        flags={**SAME, **CAUSAL, **NO_BIAS},
    ),
    Kind(
        ("tconv",),
        layers.TransposeConvolution,
        "tconv32@3/s2/p1/op1",
        N_("transpose convolution: stride 2, padding 1, output padding 1"),
        amount=FILTERS,
        kernel=True,
        options={"op": Part("output_padding", zeros), **NUMBERS},
        flags={**SAME, **NO_BIAS},
    ),
    Kind(
        ("local",),
        layers.LocallyConnected,
        "local8@3/s2",
        N_("locally connected layer: a convolution that does not share its weights"),
        amount=FILTERS,
        kernel=True,
        options=NUMBERS,
        flags={**SAME, **NO_BIAS},
    ),
    _pool(
        "pool",
        "maxpool",
        mode="max",
        example="pool3/s2",
        meaning=N_("max pooling: window 3×3, stride 2; pool2 has stride 2 as well"),
    ),
    _pool("avgpool", mode="avg", example="avgpool2", meaning=N_("average pooling: window 2×2, stride 2")),
    _adaptive("avg", N_("average pooling to 7×7 pixels, whatever comes in; 7x0 leaves the width as it is")),
    _adaptive("max", N_("max pooling to 7×7 pixels")),
    Kind(
        ("globalavgpool", "gap"),
        layers.GlobalPooling,
        "globalavgpool",
        N_("global average pooling; /keep keeps the axes"),
        flags={"keep": {"keep": True}},
        fixed={"mode": "avg"},
    ),
    Kind(
        ("globalmaxpool", "gmp"),
        layers.GlobalPooling,
        "globalmaxpool",
        N_("global max pooling"),
        flags={"keep": {"keep": True}},
        fixed={"mode": "max"},
    ),
    Kind(("flatten",), layers.Flatten, "flatten", N_("all numbers one after another")),
    Kind(
        ("dense", "fc"),
        layers.Dense,
        "dense120",
        N_("dense (fully connected) layer of 120 units; /each: at each position of a map"),
        amount=Part("units", whole),
        flags={**NO_BIAS, "each": {"each": True}},
    ),
    Kind(
        ("bn",),
        layers.Normalization,
        "bn",
        N_("batch normalisation; /noscale and /nocenter leave γ or β out"),
        flags={"noscale": {"scale": False}, "nocenter": {"center": False}},
        fixed={"mode": "batch"},
    ),
    Kind(
        ("gn",),
        layers.Normalization,
        "gn8",
        N_("group normalisation in 8 groups"),
        amount=Part("groups", whole),
        flags={"noscale": {"scale": False}, "nocenter": {"center": False}},
        fixed={"mode": "group"},
    ),
    Kind(
        ("ln",),
        layers.Normalization,
        "ln",
        N_("layer normalisation"),
        flags={"noscale": {"scale": False}, "nocenter": {"center": False}},
        fixed={"mode": "layer"},
    ),
    Kind(
        ("lrn",),
        layers.ResponseNormalization,
        "lrn5",
        N_("local response normalisation over 5 channels"),
        amount=Part("size", whole),
        default=5,
    ),
    Kind(
        ("dropout",),
        layers.Dropout,
        "dropout0.5",
        N_("dropout of half of the numbers"),
        amount=Part("rate", rate),
        default=0.5,
    ),
    Kind(
        ("pad",),
        layers.ZeroPadding,
        "pad1",
        N_("zeros around; pad1x2: above and below, left and right; pad0,1: before and after"),
        amount=Part("margins", margins),
    ),
    Kind(
        ("crop",),
        layers.Cropping,
        "crop1",
        N_("edges cut off, written as for pad"),
        amount=Part("margins", margins),
    ),
    Kind(
        ("up",),
        layers.UpSampling,
        "up2",
        N_("upsampling: each pixel becomes 2×2; /bilinear: a mean of its neighbours"),
        amount=Part("factor", sizes),
        flags=INTERPOLATION,
    ),
    Kind(
        ("reshape",),
        layers.Reshape,
        "reshape3x3x16",
        N_("the same numbers in another shape"),
        amount=Part("target", target),
    ),
    *(
        Kind((name,), layers.Activation, name, N_("activation"), fixed={"function": name})
        for name in ACTIVATIONS
        if name != "leakyrelu"
    ),
    Kind(
        ("leakyrelu",),
        layers.Activation,
        "leakyrelu0.2",
        N_("activation with the slope 0.2 below 0; without a number 0.01"),
        amount=Part("slope", slope),
        default=layers.SLOPE,
        fixed={"function": "leakyrelu"},
    ),
)
BY_NAME = {name: kind for kind in KINDS for name in kind.names}

BRANCHES = (
    ("split", N_("branches begin: each takes what comes in here")),
    ("and", N_("the next branch; one without layers is a shortcut")),
    ("add", N_("the branches end and are added (a residual connection)")),
    ("concat", N_("the branches end and their channels are put one after another")),
)
"""The words that are no layer of their own: `split conv8@3/same and add`."""

SHAPES = (
    ("32x32x3", N_("the input: height, width, channels; --order chw: channels first")),
    ("16x16x16x1", N_("three dimensions: depth, height, width, channels; layers follow, @3 is then 3×3×3")),
    ("100x8", N_("one dimension: length, channels")),
    ("784", N_("a vector")),
)
OPTIONS = (
    ("s2", N_("stride; s2x1: height and width apart, as in a kernel: @3x5")),
    ("p1", N_("padding: zeros at each end")),
    ("same", N_('Keras\'s padding="same": as many zeros as make ⌈W/S⌉ outputs')),
    ("valid", N_("no padding")),
    ("causal", N_("in one dimension: all zeros in front")),
    ("ceil", N_("pooling: one more window where pixels are left, as PyTorch's ceil_mode")),
    ("d2", N_("dilation: pixels from one element of the kernel to the next")),
    ("g2", N_("groups of channels and filters")),
    ("m2", N_("depthwise: kernels for each channel")),
    ("op1", N_("transpose convolution: output padding")),
    ("nobias", N_("without biases")),
    ("p?", N_("? or _ is an unknown number that --want SHAPE solves for; zsh wants _")),
)
"""What stands in front of the layers and behind the slashes, for the reader."""
