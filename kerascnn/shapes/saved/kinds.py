"""How the layers that networks of pictures are made of are read from their configurations."""

import math
from collections.abc import Callable
from typing import Any, cast

from kerascnn.shapes import layers
from kerascnn.shapes.layers import ACTIVATIONS, INTERPOLATIONS, Joint, Layer, Merge
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.settings import (
    BadValueError,
    axes,
    axis,
    margins,
    padding,
    rate,
    sizes,
    target,
    whole,
    window,
)

__all__ = ["MAKERS", "Maker", "activation_of"]

Maker = Callable[[Config], Layer | Joint]
RANKS = (1, 2, 3)


def _convolution(config: Config) -> Layer:
    return layers.Convolution(filters=whole(config, "filters"), groups=whole(config, "groups", 1), **window(config))


def _depthwise(config: Config) -> Layer:
    return layers.Depthwise(multiplier=whole(config, "depth_multiplier", 1), **window(config))


def _separable(config: Config) -> Layer:
    multiplier = whole(config, "depth_multiplier", 1)
    return layers.Separable(filters=whole(config, "filters"), multiplier=multiplier, **window(config))


def _transpose(config: Config) -> Layer:
    found = window(config)
    if config.get("output_padding") is not None:
        found["output_padding"] = sizes(config, "output_padding", least=0)
    return layers.TransposeConvolution(filters=whole(config, "filters"), **found)


def _local(config: Config) -> Layer:
    found = window({"dilation_rate": 1, "padding": "valid", **config})
    return layers.LocallyConnected(filters=whole(config, "filters"), **found)


def _pooling(mode: str) -> Maker:
    def make(config: Config) -> Layer:
        kernel = sizes(config, "pool_size")
        stride = kernel if config.get("strides") is None else sizes(config, "strides")
        return layers.Pooling(kernel=kernel, stride=stride, padding=padding(config), mode=cast(Any, mode))

    return make


def _global_pooling(mode: str) -> Maker:
    def make(config: Config) -> Layer:
        return layers.GlobalPooling(mode=cast(Any, mode), keep=config.get("keepdims") is True)

    return make


def _adaptive_pooling(mode: str) -> Maker:
    return lambda config: layers.AdaptivePooling(size=sizes(config, "output_size"), mode=cast(Any, mode))


def _dense(config: Config) -> Layer:
    return layers.Dense(units=whole(config, "units"), bias=config.get("use_bias") is not False, each=True)


def _normalization(mode: str) -> Maker:
    def make(config: Config) -> Layer:
        several = mode in ("layer", "rms")
        # −1 groups are as many as channels: the parameters are the same.
        grouped = mode == "group" and config.get("groups") != -1
        squares = config.get("rms_scaling") is True or mode == "rms"
        return layers.Normalization(
            mode=cast(Any, mode),
            groups=whole(config, "groups", 32) if grouped else 1,
            scale=config.get("scale") is not False or squares,
            center=config.get("center") is not False and not squares,
            axes=axes(config) or (-1,) if several else (axis(config),),
        )

    return make


def activation_of(value: object) -> layers.Activation | None:
    """The activation that a configuration names; None where there is no word for it here.

    Args:
        value: its name, or what the file holds of a layer that is used as one.
    """
    if isinstance(value, dict):
        inner = value.get("config")
        maker = {"LeakyReLU": _leaky, "ReLU": _relu}.get(str(value.get("class_name")))
        if maker and isinstance(inner, dict):
            return maker(inner)
        value = inner if isinstance(inner, str) else value.get("class_name")
    name = str(value or "linear").replace("_", "").lower()
    name = {"swish": "silu", "hardswish": "hardsilu"}.get(name, name)
    if name == "leakyrelu":
        return layers.Activation(function=name, slope=0.2)  # as keras.activations.leaky_relu
    return layers.Activation(function=name) if name in ACTIVATIONS else None


def _activation(config: Config) -> Layer:
    return activation_of(config.get("activation")) or layers.Activation(function="linear")


def _leaky(config: Config) -> layers.Activation:
    slope = config.get("negative_slope", config.get("alpha"))
    return layers.Activation(function="leakyrelu", slope=_slope_of(slope, 0.3))


def _relu(config: Config) -> layers.Activation:
    slope = _slope_of(config.get("negative_slope"), 0.0)
    if slope:
        return layers.Activation(function="leakyrelu", slope=slope)
    return layers.Activation(function="relu6" if config.get("max_value") == 6 else "relu")


def _slope_of(value: object, otherwise: float) -> float:
    """A slope; Keras 2 wrote some as arrays of no axis, in a mapping."""
    if isinstance(value, dict):
        value = value.get("value")
    usable = isinstance(value, (int, float)) and math.isfinite(value)
    return float(value) if usable else otherwise  # type: ignore[arg-type]


def _function(name: str) -> Maker:
    return lambda config: layers.Activation(function=name)


def _upsampling(config: Config) -> Layer:
    interpolation = config.get("interpolation", "nearest")
    if not isinstance(interpolation, str) or interpolation not in INTERPOLATIONS:
        raise BadValueError("interpolation")
    return layers.UpSampling(factor=sizes(config, "size"), interpolation=interpolation)


def _reshape(config: Config) -> Layer:
    return layers.Reshape(target=target(config, "target_shape"))


def _merge(mode: str) -> Maker:
    return lambda config: Merge(mode=cast(Any, mode), repeats=True)


def _concatenate(config: Config) -> Merge:
    found = axis(config)
    if not found:
        raise BadValueError("axis")
    # Of an example the axes are counted without the batch.
    return Merge(mode="concat", axis=found if found < 0 else found - 1)


def _dot(config: Config) -> Joint:
    found = axes(config, "axes", None)
    if len(found) not in (1, 2):
        raise BadValueError("axes")
    return layers.Dot(axes=(found[0], found[-1]))


def _slope(config: Config) -> Layer:
    return layers.LearnedSlope(shared=axes(config, "shared_axes", None))


def _partial(config: Config) -> Layer:
    connections = config.get("connections")
    if not isinstance(connections, list) or not all(isinstance(each, list) for each in connections) or not connections:
        raise BadValueError("connections")
    return layers.PartialConvolution(
        filters=len(connections), kernel=sizes(config, "kernel_size"), connections=sum(map(len, connections))
    )


def _subsampling(config: Config) -> Layer:
    size = sizes(config, "pool_size")
    return layers.Subsampling(kernel=size, stride=size)


def _radial_basis(config: Config) -> Layer:
    centres = config.get("centres")
    if not isinstance(centres, list) or not centres:
        raise BadValueError("centres")
    return layers.RadialBasis(centres=len(centres))


def _padded_shortcut(config: Config) -> Layer:
    return layers.PaddedShortcut(filters=whole(config, "filters"), kernel=(1,), stride=sizes(config, "strides"))


def _ranks(name: str, maker: Maker, ranks: tuple[int, ...] = RANKS) -> dict[str, Maker]:
    """A maker under the names of a layer in one, two and three dimensions."""
    return {name.format(rank): maker for rank in ranks}


MAKERS: dict[str, Maker] = {
    **_ranks("Conv{}D", _convolution),
    **_ranks("Convolution{}D", _convolution),
    **_ranks("DepthwiseConv{}D", _depthwise),
    **_ranks("SeparableConv{}D", _separable),
    **_ranks("SeparableConvolution{}D", _separable),
    **_ranks("Conv{}DTranspose", _transpose),
    **_ranks("Convolution{}DTranspose", _transpose),
    **_ranks("LocallyConnected{}D", _local),
    **_ranks("MaxPooling{}D", _pooling("max")),
    **_ranks("MaxPool{}D", _pooling("max")),
    **_ranks("AveragePooling{}D", _pooling("avg")),
    **_ranks("AvgPool{}D", _pooling("avg")),
    **_ranks("GlobalMaxPooling{}D", _global_pooling("max")),
    **_ranks("GlobalMaxPool{}D", _global_pooling("max")),
    **_ranks("GlobalAveragePooling{}D", _global_pooling("avg")),
    **_ranks("GlobalAvgPool{}D", _global_pooling("avg")),
    **_ranks("AdaptiveMaxPooling{}D", _adaptive_pooling("max")),
    **_ranks("AdaptiveAveragePooling{}D", _adaptive_pooling("avg")),
    **_ranks("ZeroPadding{}D", lambda config: layers.ZeroPadding(margins=margins(config, "padding"))),
    **_ranks("Cropping{}D", lambda config: layers.Cropping(margins=margins(config, "cropping"))),
    **_ranks("UpSampling{}D", _upsampling),
    **_ranks("SpatialDropout{}D", lambda config: layers.Dropout(rate=rate(config))),
    "Flatten": lambda config: layers.Flatten(),
    "Dense": _dense,
    "BatchNormalization": _normalization("batch"),
    "GroupNormalization": _normalization("group"),
    "LayerNormalization": _normalization("layer"),
    "RMSNormalization": _normalization("rms"),
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky,
    "ELU": _function("elu"),
    "ThresholdedReLU": _function("relu"),
    "Softmax": _function("softmax"),
    "PReLU": _slope,
    "Rescaling": _function("linear"),
    "Identity": _function("linear"),
    "Dropout": lambda config: layers.Dropout(rate=rate(config)),
    "Reshape": _reshape,
    "Add": _merge("add"),
    "Multiply": _merge("multiply"),
    "Average": _merge("average"),
    "Maximum": _merge("maximum"),
    "Minimum": _merge("minimum"),
    "Subtract": _merge("subtract"),
    "Concatenate": _concatenate,
    "Dot": _dot,
    "kerascnn>LocallyConnected2D": _local,
    "kerascnn>LocalResponseNormalization": lambda config: layers.ResponseNormalization(size=whole(config, "n")),
    "kerascnn>PaddedShortcut": _padded_shortcut,
    "kerascnn>PartialConv2D": _partial,
    "kerascnn>RadialBasis": _radial_basis,
    "kerascnn>Subsampling2D": _subsampling,
}
"""By the names of their classes; those of `kerascnn.layers` by their full name."""
