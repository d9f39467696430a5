"""How each kind of Keras layer is read from its configuration."""

from collections.abc import Callable
from typing import Any, cast

from kerascnn.shapes import layers
from kerascnn.shapes.layers import ACTIVATIONS, INTERPOLATIONS, Layer, Merge
from kerascnn.shapes.notation import LARGEST
from kerascnn.shapes.saved.archive import Config

__all__ = ["FURTHER", "MAKERS", "BadValueError"]


LAST_AXIS = (-1, 3, [-1], [3])
"""How configurations write the axis of the channels; keras.applications counts it from the front."""


class BadValueError(Exception):
    """A setting of a layer that cannot be: its name."""


def _whole(config: Config, key: str, default: int | None = None, *, least: int = 1) -> int:
    value = config.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        raise BadValueError(key)
    return value


def _sizes(config: Config, key: str, default: int | None = None, *, least: int = 1) -> tuple[int, ...]:
    value = config.get(key, default)
    found = value if isinstance(value, list) else [value]
    if not 1 <= len(found) <= 2:
        raise BadValueError(key)
    return tuple(_whole({key: each}, key, least=least) for each in found)


def _padding(config: Config) -> Any:
    if config.get("padding") not in ("same", "valid", "causal"):
        raise BadValueError("padding")
    return config["padding"]


def _window(config: Config) -> dict[str, Any]:
    return {
        "kernel": _sizes(config, "kernel_size"),
        "stride": _sizes(config, "strides", 1),
        "padding": _padding(config),
        "dilation": _sizes(config, "dilation_rate", 1),
        "bias": config.get("use_bias") is not False,
    }


def _convolution(config: Config) -> Layer:
    return layers.Convolution(filters=_whole(config, "filters"), groups=_whole(config, "groups", 1), **_window(config))


def _depthwise(config: Config) -> Layer:
    return layers.Depthwise(multiplier=_whole(config, "depth_multiplier", 1), **_window(config))


def _separable(config: Config) -> Layer:
    return layers.Separable(
        filters=_whole(config, "filters"), multiplier=_whole(config, "depth_multiplier", 1), **_window(config)
    )


def _transpose(config: Config) -> Layer:
    window = _window(config)
    if config.get("output_padding") is not None:
        window["output_padding"] = _sizes(config, "output_padding", least=0)
    return layers.TransposeConvolution(filters=_whole(config, "filters"), **window)


def _local(config: Config) -> Layer:
    window = _window({"dilation_rate": 1, **config})
    return layers.LocallyConnected(filters=_whole(config, "filters"), **window)


def _pooling(mode: str) -> Callable[[Config], Layer]:
    def make(config: Config) -> Layer:
        kernel = _sizes(config, "pool_size")
        stride = kernel if config.get("strides") is None else _sizes(config, "strides")
        return layers.Pooling(kernel=kernel, stride=stride, padding=_padding(config), mode=cast(Any, mode))

    return make


def _global_pooling(mode: str) -> Callable[[Config], Layer]:
    def make(config: Config) -> Layer:
        return layers.GlobalPooling(mode=cast(Any, mode), keep=config.get("keepdims") is True)

    return make


def _dense(config: Config) -> Layer:
    return layers.Dense(units=_whole(config, "units"), bias=config.get("use_bias") is not False, each=True)


def _normalization(mode: str) -> Callable[[Config], Layer]:
    def make(config: Config) -> Layer:
        if config.get("axis", -1) not in LAST_AXIS:
            raise BadValueError("axis")
        # −1 groups are as many as channels: the parameters are the same.
        grouped = mode == "group" and config.get("groups") != -1
        return layers.Normalization(
            mode=cast(Any, mode),
            groups=_whole(config, "groups", 32) if grouped else 1,
            scale=config.get("scale") is not False,
            center=config.get("center") is not False,
        )

    return make


def _activation(config: Config) -> Layer:
    name = str(config.get("activation")).replace("_", "")
    return layers.Activation(function=name if name in ACTIVATIONS else "linear")


def _function(name: str) -> Callable[[Config], Layer]:
    return lambda config: layers.Activation(function=name)


def _margins(config: Config, key: str) -> tuple[tuple[int, int], ...]:
    value = config.get(key)
    pairs = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
    if len(pairs) > 2:
        raise BadValueError(key)
    return tuple((_sizes({key: pair}, key, least=0)[0], _sizes({key: pair}, key, least=0)[-1]) for pair in pairs)


def _upsampling(config: Config) -> Layer:
    interpolation = config.get("interpolation", "nearest")
    if interpolation not in INTERPOLATIONS:
        raise BadValueError("interpolation")
    return layers.UpSampling(factor=_sizes(config, "size"), interpolation=interpolation)


def _reshape(config: Config) -> Layer:
    target = config.get("target_shape")
    if not isinstance(target, list) or not 1 <= len(target) <= 8 or target.count(-1) > 1:
        raise BadValueError("target_shape")
    sizes = (each if each == -1 else _whole({"target_shape": each}, "target_shape") for each in target)
    return layers.Reshape(target=tuple(sizes))


def _concatenate(config: Config) -> Merge:
    if config.get("axis", -1) not in LAST_AXIS:
        raise BadValueError("axis")
    return Merge(mode="concat")


MAKERS: dict[str, Callable[[Config], Layer | Merge]] = {
    **{f"Conv{rank}D": _convolution for rank in (1, 2)},
    **{f"DepthwiseConv{rank}D": _depthwise for rank in (1, 2)},
    **{f"SeparableConv{rank}D": _separable for rank in (1, 2)},
    **{f"Conv{rank}DTranspose": _transpose for rank in (1, 2)},
    **{f"LocallyConnected{rank}D": _local for rank in (1, 2)},
    **{f"MaxPooling{rank}D": _pooling("max") for rank in (1, 2)},
    **{f"AveragePooling{rank}D": _pooling("avg") for rank in (1, 2)},
    **{f"GlobalMaxPooling{rank}D": _global_pooling("max") for rank in (1, 2)},
    **{f"GlobalAveragePooling{rank}D": _global_pooling("avg") for rank in (1, 2)},
    **{
        f"ZeroPadding{rank}D": lambda config: layers.ZeroPadding(margins=_margins(config, "padding")) for rank in (1, 2)
    },
    **{f"Cropping{rank}D": lambda config: layers.Cropping(margins=_margins(config, "cropping")) for rank in (1, 2)},
    **{f"UpSampling{rank}D": _upsampling for rank in (1, 2)},
    **{f"SpatialDropout{rank}D": lambda config: layers.Dropout(rate=_rate(config)) for rank in (1, 2)},
    "Flatten": lambda config: layers.Flatten(),
    "Dense": _dense,
    "BatchNormalization": _normalization("batch"),
    "GroupNormalization": _normalization("group"),
    "LayerNormalization": _normalization("layer"),
    "Activation": _activation,
    "ReLU": _function("relu"),
    "LeakyReLU": _function("leakyrelu"),
    "ELU": _function("elu"),
    "Softmax": _function("softmax"),
    "Rescaling": _function("linear"),
    "Identity": _function("linear"),
    "Dropout": lambda config: layers.Dropout(rate=_rate(config)),
    "Reshape": _reshape,
    "Add": lambda config: Merge(mode="add"),
    "Multiply": lambda config: Merge(mode="multiply"),
    "Concatenate": _concatenate,
}
"""Kinds that the notation of `shape-calc` has a word for."""


def _standardization(config: Config) -> Layer:
    if config.get("axis", -1) not in LAST_AXIS:
        raise BadValueError("axis")
    return layers.Standardization(given=config.get("mean") is not None)


def _partial(config: Config) -> Layer:
    connections = config.get("connections")
    if not isinstance(connections, list) or not all(isinstance(each, list) for each in connections) or not connections:
        raise BadValueError("connections")
    return layers.PartialConvolution(
        filters=len(connections), kernel=_sizes(config, "kernel_size"), connections=sum(map(len, connections))
    )


def _subsampling(config: Config) -> Layer:
    size = _sizes(config, "pool_size")
    return layers.Subsampling(kernel=size, stride=size)


def _radial_basis(config: Config) -> Layer:
    centres = config.get("centres")
    if not isinstance(centres, list) or not centres:
        raise BadValueError("centres")
    return layers.RadialBasis(centres=len(centres))


def _padded_shortcut(config: Config) -> Layer:
    return layers.PaddedShortcut(filters=_whole(config, "filters"), kernel=(1,), stride=_sizes(config, "strides"))


def _unchanged(config: Config) -> Layer:
    return layers.Activation(function="linear")


UNCHANGED = (
    *("Absolute", "ActivityRegularization", "AlphaDropout", "GaussianDropout", "GaussianNoise", "UnitNormalization"),
    *("RandomBrightness", "RandomContrast", "RandomFlip", "RandomHue", "RandomRotation", "RandomSaturation"),
    *("RandomTranslation", "RandomZoom"),
)
"""Kinds without parameters that keep the shape."""

FURTHER: dict[str, Callable[[Config], Layer | Merge]] = {
    **dict.fromkeys(UNCHANGED, _unchanged),
    "Normalization": _standardization,
    "Average": lambda config: Merge(mode="average"),
    "Maximum": lambda config: Merge(mode="maximum"),
    "Minimum": lambda config: Merge(mode="minimum"),
    "Subtract": lambda config: Merge(mode="subtract"),
    "kerascnn>LocallyConnected2D": lambda config: _local({"padding": "valid", **config}),
    "kerascnn>LocalResponseNormalization": lambda config: layers.ResponseNormalization(size=_whole(config, "n")),
    "kerascnn>PaddedShortcut": _padded_shortcut,
    "kerascnn>PartialConv2D": _partial,
    "kerascnn>RadialBasis": _radial_basis,
    "kerascnn>Subsampling2D": _subsampling,
    "kerascnn>RandomShift": _unchanged,
}
"""Kinds that can be counted and that the notation has no word for; those of `kerascnn.layers` by their full name."""


def _rate(config: Config) -> float:
    rate = config.get("rate")
    if not isinstance(rate, (int, float)) or not 0 <= rate <= 1:
        raise BadValueError("rate")
    return float(rate)
