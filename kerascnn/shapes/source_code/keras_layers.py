"""The layers of Keras, as code calls them."""

from collections.abc import Callable
from typing import Any, cast

from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.layers import ACTIVATIONS, INTERPOLATIONS, Layer
from kerascnn.shapes.source_code.arguments import BadArgumentError, Class, Values, count, number, share, sizes, word
from kerascnn.shapes.source_code.values import Named

__all__ = ["ALIASES", "IGNORED", "LAYERS", "activation"]

IGNORED = (
    r"name|dtype|trainable|autocast|batch_size|seed|weights|\w+_(initializer|regularizer|constraint)|lora_\w+"
    r"|quantization_config|input_shape|batch_input_shape|input_dim|batch_shape|shape"
)
"""Arguments that change no shape; the input's shape is read beforehand."""


def _channels_last(values: Values) -> None:
    if values.get("data_format") not in (None, "channels_last"):
        raise BadArgumentError("data_format", _("only channels last can be read here"))


def _padding(values: Values, *further: str) -> Any:
    return word("padding", values.get("padding", "valid"), ("valid", "same", *further))


def _bias(values: Values) -> bool:
    return values.get("use_bias", True) is not False


def _window(values: Values, rank: int, *paddings: str) -> dict[str, Any]:
    _channels_last(values)
    return {
        "kernel": sizes("kernel_size", values["kernel_size"], rank),
        "stride": sizes("strides", values.get("strides", 1), rank),
        "padding": _padding(values, *paddings),
        "dilation": sizes("dilation_rate", values.get("dilation_rate", 1), rank),
        "bias": _bias(values),
    }


def _convolution(values: Values, rank: int) -> Layer:
    window = _window(values, rank, *(("causal",) if rank == 1 else ()))
    groups = count("groups", values.get("groups", 1))
    return layers.Convolution(filters=count("filters", values["filters"]), groups=groups, **window)


def _depthwise(values: Values, rank: int) -> Layer:
    multiplier = count("depth_multiplier", values.get("depth_multiplier", 1))
    return layers.Depthwise(multiplier=multiplier, **_window(values, rank))


def _separable(values: Values, rank: int) -> Layer:
    multiplier = count("depth_multiplier", values.get("depth_multiplier", 1))
    window = _window(values, rank, *(("causal",) if rank == 1 else ()))
    return layers.Separable(filters=count("filters", values["filters"]), multiplier=multiplier, **window)


def _transpose(values: Values, rank: int) -> Layer:
    window = _window(values, rank)
    if values.get("output_padding") is not None:
        window["output_padding"] = sizes("output_padding", values["output_padding"], rank, 0)
    return layers.TransposeConvolution(filters=count("filters", values["filters"]), **window)


def _pooling(mode: str) -> Callable[[Values, int], Layer]:
    def make(values: Values, rank: int) -> Layer:
        _channels_last(values)
        kernel = sizes("pool_size", values.get("pool_size", 2), rank)
        given = values.get("strides")
        stride = kernel if given is None else sizes("strides", given, rank)
        return layers.Pooling(kernel=kernel, stride=stride, padding=_padding(values), mode=cast(Any, mode))

    return make


def _global(mode: str) -> Callable[[Values, int], Layer]:
    def make(values: Values, rank: int) -> Layer:
        _channels_last(values)
        return layers.GlobalPooling(mode=cast(Any, mode), keep=values.get("keepdims") is True)

    return make


def _adaptive(mode: str) -> Callable[[Values, int], Layer]:
    def make(values: Values, rank: int) -> Layer:
        _channels_last(values)
        return layers.AdaptivePooling(size=sizes("output_size", values["output_size"], rank), mode=cast(Any, mode))

    return make


def _dense(values: Values, rank: int) -> Layer:
    return layers.Dense(units=count("units", values["units"]), bias=_bias(values), each=True)


def _flatten(values: Values, rank: int) -> Layer:
    _channels_last(values)
    return layers.Flatten()


def _dropout(name: str) -> Callable[[Values, int], Layer]:
    return lambda values, rank: layers.Dropout(rate=share(name, values[name]))


def _normalization(mode: str) -> Callable[[Values, int], Layer]:
    def make(values: Values, rank: int) -> Layer:
        # As for a saved model: 3 is the last axis of a batch of pictures.
        if values.get("axis", -1) not in (-1, 3, (-1,), (3,)):
            raise BadArgumentError("axis", _("only the last axis, -1, can be read here"))
        return layers.Normalization(
            mode=cast(Any, mode),
            groups=count("groups", values.get("groups", 32)) if mode == "group" else 1,
            scale=values.get("scale", True) is not False,
            center=values.get("center", True) is not False,
        )

    return make


def activation(name: str, value: object) -> Layer | None:
    """The layer of an activation that is given as a text or by its function; none for None.

    Raises:
        BadArgumentError: there is no such activation.
    """
    if value is None:
        return None
    if isinstance(value, Layer):
        return value
    text = value.name if isinstance(value, Named) else value
    plain = {"swish": "silu", "hard_swish": "hard_silu"}.get(str(text), str(text)).replace("_", "")
    if plain not in ACTIVATIONS:
        message = _("there is no such activation; there are: {names}").format(names=", ".join(ACTIVATIONS))
        raise BadArgumentError(name, message)
    if plain == "leakyrelu":
        return layers.Activation(function=plain, slope=0.2)  # as keras.activations.leaky_relu
    return layers.Activation(function=plain)


def _activation(values: Values, rank: int) -> Layer:
    found = activation("activation", values["activation"])
    return found or layers.Activation(function="linear")


def _relu(values: Values, rank: int) -> Layer:
    most, slope = values.get("max_value"), number("negative_slope", values.get("negative_slope", 0.0))
    if most == 6 and not slope:
        return layers.Activation(function="relu6")
    if most is not None:
        values.lost.append(f"max_value={most}")
    return layers.Activation(function="leakyrelu", slope=slope) if slope else layers.Activation(function="relu")


def _leaky(values: Values, rank: int) -> Layer:
    # Keras 2 called it alpha; 0.3 is what Keras takes where nothing is said.
    name = "alpha" if "alpha" in values else "negative_slope"
    return layers.Activation(function="leakyrelu", slope=number(name, values.get(name, 0.3)))


def _function(name: str) -> Callable[[Values, int], Layer]:
    return lambda values, rank: layers.Activation(function=name)


def _margins(name: str, value: object, rank: int) -> tuple[tuple[int, int], ...]:
    """One number, one for each axis, or a pair for each axis; of one axis also a pair."""
    found = value if isinstance(value, tuple) else (value,)
    if rank == 1 and len(found) == 2:
        found = (found,)
    if len(found) not in (1, rank):
        sizes(name, value, rank, 0)
    pairs = [each if isinstance(each, tuple) and len(each) == 2 else (each, each) for each in found]
    return tuple((count(name, before, 0), count(name, after, 0)) for before, after in pairs)


def _zeros(values: Values, rank: int) -> Layer:
    _channels_last(values)
    return layers.ZeroPadding(margins=_margins("padding", values.get("padding", 1), rank))


def _cropping(values: Values, rank: int) -> Layer:
    _channels_last(values)
    default = 0 if rank == 2 else 1
    return layers.Cropping(margins=_margins("cropping", values.get("cropping", default), rank))


def _upsampling(values: Values, rank: int) -> Layer:
    _channels_last(values)
    interpolation = word("interpolation", values.get("interpolation", "nearest"), tuple(INTERPOLATIONS))
    return layers.UpSampling(factor=sizes("size", values.get("size", 2), rank), interpolation=interpolation)


def _reshape(values: Values, rank: int) -> Layer:
    value = values["target_shape"]
    target = value if isinstance(value, tuple) else (value,)
    if not 1 <= len(target) <= 8 or target.count(-1) > 1:
        raise BadArgumentError("target_shape", _("expected up to 8 numbers, of which one may be -1"))
    return layers.Reshape(target=tuple(-1 if each == -1 else count("target_shape", each) for each in target))


LAYERS: dict[str, Class] = {
    **{
        f"{name}{rank}D": Class(arguments, make, rank)
        for rank in (1, 2, 3)
        for name, arguments, make in (
            (
                "Conv",
                "filters! kernel_size! strides padding data_format dilation_rate groups activation use_bias",
                _convolution,
            ),
            ("MaxPooling", "pool_size strides padding data_format", _pooling("max")),
            ("AveragePooling", "pool_size! strides padding data_format", _pooling("avg")),
            ("GlobalMaxPooling", "data_format keepdims", _global("max")),
            ("GlobalAveragePooling", "data_format keepdims", _global("avg")),
            ("AdaptiveMaxPooling", "output_size! data_format", _adaptive("max")),
            ("AdaptiveAveragePooling", "output_size! data_format", _adaptive("avg")),
            ("ZeroPadding", "padding data_format", _zeros),
            ("Cropping", "cropping" if rank == 1 else "cropping data_format", _cropping),
        )
    },
    **{
        f"SpatialDropout{rank}D": Class(
            "rate!" if rank != 2 else "rate! data_format", _dropout("rate"), rank, another=True
        )
        for rank in (1, 2, 3)
    },
    **{
        f"{name}{rank}D": Class(arguments, make, rank)
        for rank in (1, 2)
        for name, arguments, make in (
            (
                "DepthwiseConv",
                "kernel_size! strides padding depth_multiplier data_format dilation_rate activation use_bias",
                _depthwise,
            ),
            (
                "SeparableConv",
                "filters! kernel_size! strides padding data_format dilation_rate depth_multiplier activation use_bias",
                _separable,
            ),
        )
    },
    **{
        f"Conv{rank}DTranspose": Class(
            f"filters! kernel_size! strides padding {middle} dilation_rate activation use_bias", _transpose, rank
        )
        for rank, middle in (
            (1, "output_padding data_format"),
            (2, "output_padding data_format"),
            (3, "data_format output_padding"),
        )
    },
    "UpSampling1D": Class("size", _upsampling, 1),
    "UpSampling2D": Class("size data_format interpolation", _upsampling, 2),
    "UpSampling3D": Class("size data_format", _upsampling, 3),
    "Flatten": Class("data_format", _flatten),
    "Dense": Class("units! activation use_bias", _dense),
    "BatchNormalization": Class("axis momentum epsilon center scale", _normalization("batch")),
    "LayerNormalization": Class("axis epsilon center scale", _normalization("layer")),
    "GroupNormalization": Class("groups axis epsilon center scale", _normalization("group")),
    "Activation": Class("activation!", _activation),
    "ReLU": Class("max_value negative_slope threshold", _relu),
    "LeakyReLU": Class("negative_slope * alpha", _leaky),
    "ELU": Class("alpha", _function("elu")),
    "Softmax": Class("axis", _function("softmax")),
    "Rescaling": Class("scale! offset", _function("linear"), another=True),
    "Identity": Class("", _function("linear")),
    "Dropout": Class("rate! noise_shape seed", _dropout("rate")),
    "AlphaDropout": Class("rate! noise_shape seed", _dropout("rate"), another=True),
    "GaussianDropout": Class("rate! seed", _dropout("rate"), another=True),
    "GaussianNoise": Class("stddev! seed", _function("linear"), another=True),
    **{
        name: Class(arguments, _function("linear"), another=True)
        for name, arguments in (
            ("RandomFlip", "mode seed data_format"),
            ("RandomRotation", "factor! fill_mode interpolation seed fill_value data_format"),
            ("RandomZoom", "height_factor! width_factor fill_mode interpolation seed fill_value data_format"),
            ("RandomContrast", "factor! value_range seed"),
            ("RandomTranslation", "height_factor! width_factor! fill_mode interpolation seed fill_value data_format"),
        )
    },
    "Reshape": Class("target_shape!", _reshape),
}
"""By their names; the arguments in Keras's order."""

ALIASES = {
    **{
        f"{before}{short}Pool{rank}D": f"{before}{long}Pooling{rank}D"
        for rank in (1, 2, 3)
        for before in ("", "Global")
        for short, long in (("Max", "Max"), ("Avg", "Average"))
    },
    **{f"Convolution{rank}D{end}": f"Conv{rank}D{end}" for rank in (1, 2, 3) for end in ("", "Transpose")},
    **{f"SeparableConvolution{rank}D": f"SeparableConv{rank}D" for rank in (1, 2)},
    "Deconv2D": "Conv2DTranspose",
}
"""Other names that Keras has, or had, for the same layers."""
