"""The layers of PyTorch's `torch.nn`, as code calls them; what comes of them has its channels last, as everywhere."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.layers import Layer
from kerascnn.shapes.layers.base import product
from kerascnn.shapes.notation import LARGEST, channels_last
from kerascnn.shapes.source_code.arguments import BadArgumentError, Class, Values, count, number, share, sizes, word

__all__ = ["IGNORED", "LAYERS", "Expecting"]

IGNORED = r"device|dtype|inplace|track_running_stats|momentum|eps"


class Expecting(NamedTuple):
    """A layer, and how many channels the code says that its input has."""

    layer: Layer
    channels: int | None = None


def _channels(values: Values, name: str) -> int | None:
    return count(name, values[name]) if name in values else None


def _convolution(values: Values, rank: int) -> Expecting:
    kernel, stride = (sizes(name, values.get(name, 1), rank) for name in ("kernel_size", "stride"))
    padding = values.get("padding", 0)
    if isinstance(padding, str):
        word("padding", padding, ("valid", "same"))
        if padding == "same" and max(stride) > 1:
            text = _('PyTorch refuses padding="same" with a stride; padding={n} is the usual number for this kernel')
            raise BadArgumentError("padding", text.format(n=(kernel[0] - 1) // 2))
    else:
        padding = sizes("padding", padding, rank, 0)
    layer = layers.Convolution(
        filters=count("out_channels", values["out_channels"]),
        kernel=kernel,
        stride=stride,
        padding=padding,
        dilation=sizes("dilation", values.get("dilation", 1), rank),
        groups=count("groups", values.get("groups", 1)),
        bias=values.get("bias", True) is not False,
    )
    return Expecting(layer, _channels(values, "in_channels"))


def _transpose(values: Values, rank: int) -> Expecting:
    if count("groups", values.get("groups", 1)) > 1:
        raise BadArgumentError("groups", _("a transpose convolution in groups cannot be counted here"))
    extra = sizes("output_padding", values.get("output_padding", 0), rank, 0)
    layer = layers.TransposeConvolution(
        filters=count("out_channels", values["out_channels"]),
        kernel=sizes("kernel_size", values["kernel_size"], rank),
        stride=sizes("stride", values.get("stride", 1), rank),
        padding=sizes("padding", values.get("padding", 0), rank, 0),
        output_padding=extra if max(extra) else None,
        dilation=sizes("dilation", values.get("dilation", 1), rank),
        bias=values.get("bias", True) is not False,
    )
    return Expecting(layer, _channels(values, "in_channels"))


def _pooling(mode: str) -> Callable[[Values, int], Expecting]:
    def make(values: Values, rank: int) -> Expecting:
        kernel = sizes("kernel_size", values["kernel_size"], rank)
        given = values.get("stride")
        if sizes("dilation", values.get("dilation", 1), rank) != (1,):
            raise BadArgumentError("dilation", _("a dilated pooling cannot be counted here"))
        layer = layers.Pooling(
            kernel=kernel,
            stride=kernel if given is None else sizes("stride", given, rank),
            padding=sizes("padding", values.get("padding", 0), rank, 0),
            mode=cast(Any, mode),
            ceil=values.get("ceil_mode") is True,
        )
        return Expecting(layer)

    return make


def _adaptive(mode: str) -> Callable[[Values, int], Expecting]:
    def make(values: Values, rank: int) -> Expecting:
        given = values["output_size"]
        found = tuple(0 if each is None else each for each in (given if isinstance(given, tuple) else (given,)))
        size = sizes("output_size", found, rank, 0)
        if size == (1,):
            return Expecting(layers.GlobalPooling(mode=cast(Any, mode), keep=True))
        return Expecting(layers.AdaptivePooling(size=size, mode=cast(Any, mode)))

    return make


def _linear(values: Values, rank: int) -> Expecting:
    units = count("out_features", values["out_features"])
    bias = values.get("bias", True) is not False
    return Expecting(layers.Dense(units=units, bias=bias), _channels(values, "in_features"))


def _flatten(values: Values, rank: int) -> Expecting:
    if values.get("start_dim", 1) != 1 or values.get("end_dim", -1) != -1:
        raise BadArgumentError("start_dim", _("only nn.Flatten() of all axes behind the batch can be read here"))
    return Expecting(layers.Flatten())


def _unflatten(values: Values, rank: int) -> Expecting:
    target = values["unflattened_size"]
    if values["dim"] not in (1, -1):
        raise BadArgumentError("dim", _("only the axis behind the batch, 1, can be read here"))
    if not isinstance(target, tuple) or not 1 <= len(target) <= 4 or target.count(-1) > 1:
        message = _("expected one to four numbers, of which one may be -1: (channels, height, width)")
        raise BadArgumentError("unflattened_size", message)
    sizes_of = tuple(-1 if each == -1 else count("unflattened_size", each) for each in target)
    known = None if -1 in sizes_of else product(sizes_of)
    return Expecting(layers.Reshape(target=channels_last(sizes_of)), known)


def _dropout(values: Values, rank: int) -> Expecting:
    return Expecting(layers.Dropout(rate=share("p", values.get("p", 0.5))))


def _batch(values: Values, rank: int) -> Expecting:
    affine = values.get("affine", True) is not False
    return Expecting(layers.Normalization(mode="batch", scale=affine, center=affine), _channels(values, "num_features"))


def _instance(values: Values, rank: int) -> Expecting:
    channels, affine = count("num_features", values["num_features"]), values.get("affine") is True
    return Expecting(layers.Normalization(mode="group", groups=channels, scale=affine, center=affine), channels)


def _group(values: Values, rank: int) -> Expecting:
    affine, groups = values.get("affine", True) is not False, count("num_groups", values["num_groups"])
    layer = layers.Normalization(mode="group", groups=groups, scale=affine, center=affine)
    return Expecting(layer, _channels(values, "num_channels"))


def _layer(values: Values, rank: int) -> Expecting:
    shape = values["normalized_shape"]
    found = shape if isinstance(shape, tuple) else (shape,)
    if len(found) != 1:
        raise BadArgumentError("normalized_shape", _("only a layer normalisation of vectors can be counted here"))
    affine = values.get("elementwise_affine", True) is not False
    layer = layers.Normalization(mode="layer", scale=affine, center=affine and values.get("bias", True) is not False)
    return Expecting(layer, count("normalized_shape", found[0]))


def _response(values: Values, rank: int) -> Expecting:
    # The notation's is AlexNet's; PyTorch's k is 1 where nothing is said.
    for name, usual, alexnet in (("alpha", 1e-4, 1e-4), ("beta", 0.75, 0.75), ("k", 1.0, 2.0)):
        value = number(name, values.get(name, usual))
        if value != alexnet:
            values.lost.append(f"{name}={value:g}")
    return Expecting(layers.ResponseNormalization(size=count("size", values["size"])))


def _leaky(values: Values, rank: int) -> Expecting:
    slope = number("negative_slope", values.get("negative_slope", 0.01))
    return Expecting(layers.Activation(function="leakyrelu", slope=slope))


def _function(name: str) -> Callable[[Values, int], Expecting]:
    return lambda values, rank: Expecting(layers.Activation(function=name))


def _zeros(values: Values, rank: int) -> Expecting:
    given = values["padding"]
    found = given if isinstance(given, tuple) else (given,) * 2 * rank
    if len(found) != 2 * rank:
        text = _("expected 1 number or {n}: left, right, top, bottom")
        raise BadArgumentError("padding", text.format(n=2 * rank))
    least = -LARGEST if all(isinstance(each, int) and each <= 0 for each in found) else 0
    numbers = [count("padding", each, least) for each in found]
    # PyTorch counts the axes from the last, and cuts off what is less than 0.
    if min(numbers) < 0:
        return Expecting(layers.Cropping(margins=_pairs([-each for each in numbers])))
    return Expecting(layers.ZeroPadding(margins=_pairs(numbers)))


def _pairs(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))[::-1]


def _upsample(values: Values, rank: int) -> Expecting:
    if values.get("size") is not None or values.get("scale_factor") is None:
        raise BadArgumentError("size", _("only a scale_factor of whole numbers can be read here"))
    given = values["scale_factor"]
    found = given if isinstance(given, tuple) else (given,)
    whole = tuple(int(each) if isinstance(each, float) and each.is_integer() else each for each in found)
    mode = word("mode", values.get("mode", "nearest"), ("nearest", "linear", "bilinear", "bicubic", "trilinear"))
    kind = mode if mode in ("nearest", "bicubic") else "bilinear"
    factor = tuple(count("scale_factor", each) for each in whole)
    return Expecting(layers.UpSampling(factor=factor, interpolation=kind))


CONVOLUTION = "out_channels! kernel_size! stride padding dilation groups bias padding_mode"
TRANSPOSE = "out_channels! kernel_size! stride padding output_padding groups bias dilation padding_mode"
NORMALIZATION = "eps momentum affine track_running_stats"
FUNCTIONS = {
    **{"ReLU": "relu", "ReLU6": "relu6", "SiLU": "silu", "Mish": "mish", "SELU": "selu"},
    **{"Hardswish": "hardsilu", "Hardsigmoid": "hardsigmoid"},
}

LAYERS: dict[str, Class] = {
    **{
        f"{name}{rank}d": Class(arguments, make, rank)
        for rank in (1, 2, 3)
        for name, arguments, make in (
            ("Conv", f"in_channels! {CONVOLUTION}", _convolution),
            ("LazyConv", CONVOLUTION, _convolution),
            ("ConvTranspose", f"in_channels! {TRANSPOSE}", _transpose),
            ("LazyConvTranspose", TRANSPOSE, _transpose),
            ("MaxPool", "kernel_size! stride padding dilation return_indices ceil_mode", _pooling("max")),
            (
                "AvgPool",
                "kernel_size! stride padding ceil_mode count_include_pad" + (" divisor_override" if rank > 1 else ""),
                _pooling("avg"),
            ),
            ("AdaptiveMaxPool", "output_size! return_indices", _adaptive("max")),
            ("AdaptiveAvgPool", "output_size!", _adaptive("avg")),
            ("LazyBatchNorm", NORMALIZATION, _batch),
            ("InstanceNorm", f"num_features! {NORMALIZATION}", _instance),
            ("ZeroPad", "padding!", _zeros),
            ("ConstantPad", "padding! value!", _zeros),
        )
    },
    **{
        f"{name}{rank}d": Class("padding!", _zeros, rank, another=True)
        for rank in (1, 2, 3)
        for name in ("ReflectionPad", "ReplicationPad")
    },
    "BatchNorm1d": Class(f"num_features! {NORMALIZATION}", _batch),
    "BatchNorm2d": Class(f"num_features! {NORMALIZATION}", _batch, 2),
    "BatchNorm3d": Class(f"num_features! {NORMALIZATION}", _batch, 3),
    "Dropout": Class("p inplace", _dropout),
    **{
        name: Class("p inplace", _dropout, another=True)
        for name in ("Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout")
    },
    "Linear": Class("in_features! out_features! bias", _linear, 0),
    "LazyLinear": Class("out_features! bias", _linear, 0),
    "Flatten": Class("start_dim end_dim", _flatten),
    "Unflatten": Class("dim! unflattened_size!", _unflatten, 0),
    "GroupNorm": Class("num_groups! num_channels! eps affine", _group),
    "LayerNorm": Class("normalized_shape! eps elementwise_affine bias", _layer, 0),
    "LocalResponseNorm": Class("size! alpha beta k", _response),
    **{name: Class("inplace", _function(function)) for name, function in FUNCTIONS.items()},
    "LeakyReLU": Class("negative_slope inplace", _leaky),
    "ELU": Class("alpha inplace", _function("elu")),
    "GELU": Class("approximate", _function("gelu")),
    "Softplus": Class("beta threshold", _function("softplus")),
    "Softmax": Class("dim", _function("softmax")),
    "Softmax2d": Class("", _function("softmax"), 2),
    "LogSoftmax": Class("dim", _function("logsoftmax")),
    "Sigmoid": Class("", _function("sigmoid")),
    "Tanh": Class("", _function("tanh")),
    "Identity": Class("", _function("linear")),
    "Upsample": Class("size scale_factor mode align_corners recompute_scale_factor", _upsample),
}
"""By their names; the arguments in PyTorch's order. A rank of 0 is a layer that takes vectors."""
