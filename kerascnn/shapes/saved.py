"""The layers of a saved Keras model, read from its JSON: no Keras, and nothing of the file is run.

A `.keras` file is a zip archive that may come from a stranger, so what is read of it is bounded.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, cast

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes import layers
from kerascnn.shapes.layers import ACTIVATIONS, Layer, Merge, Shape
from kerascnn.shapes.notation import LARGEST, Network, Node
from kerascnn.shapes.places import shown

__all__ = ["LARGEST_JSON", "config_of", "network_of"]

LARGEST_JSON = 8 * 2**20
DEEPEST_JSON = 64
MOST_LAYERS = 5_000
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)

Config = Mapping[str, Any]


def config_of(path: Path) -> Config:
    """The configuration that a `.keras` file holds.

    Args:
        path: the file.

    Raises:
        InputError: it is no whole `.keras` file, or its configuration is too large, too deep or no JSON.
    """
    import json

    try:
        with zipfile.ZipFile(path) as archive, archive.open("config.json") as member:
            content = member.read(LARGEST_JSON + 1)
    except KeyError:
        _refuse(path, _("it holds no config.json"))
    except OSError as error:
        _refuse(path, error.strerror or str(error))
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError, zlib.error):
        _refuse(path, _("it is empty, damaged or no saved Keras model"))
    if len(content) > LARGEST_JSON:
        _refuse(path, _("its config.json is larger than {n} MB").format(n=LARGEST_JSON >> 20))
    depth = 0
    for token in TOKENS.finditer(content):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token[0], 0)
        if depth > DEEPEST_JSON:
            _refuse(path, _("its config.json is nested deeper than {n} levels").format(n=DEEPEST_JSON))
    try:
        config = json.loads(content)
    except ValueError:
        _refuse(path, _("its config.json is no JSON"))
    if not isinstance(config, dict):
        _refuse(path, _("its config.json describes no model"))
    return cast(Config, config)


def _refuse(path: Path, reason: str) -> NoReturn:
    text = _("cannot read {path}: {reason}; save the model again with model.save")
    raise InputError(text.format(path=shown(str(path), 100), reason=reason)) from None


def network_of(config: Config, image: Shape | None = None) -> Network:
    """The network that a configuration describes.

    Args:
        config: what `config_of` or `json.loads(model.to_json())` gives.
        image: the shape of the input, channels last, instead of the model's own; needed where that leaves sizes open.

    Raises:
        InputError: the model is not a Sequential or a functional one, or holds a layer that is not known here.
    """
    reader = _Reader()
    reader.model(config, -1)
    found = image or reader.image
    if found is None:
        raise InputError(_("the model does not say the shape of its input; give it in front, such as 224x224x3"))
    return Network(found, reader.nodes)


class _Reader:
    """Collects the nodes of a model and of the models inside it."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.image: Shape | None = None

    def model(self, config: Config, taken: int) -> int:
        """Add a model that takes the output of the node `taken`; return the node that gives its output."""
        inner = config.get("config")
        kind = config.get("class_name")
        if kind not in ("Sequential", "Functional", "Model") or not isinstance(inner, dict):
            text = _("a model of the kind {kind} cannot be read here; Sequential and functional models can")
            raise InputError(text.format(kind=shown(str(kind))))
        listed = inner.get("layers")
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise InputError(_("the model has no list of layers"))
        if kind == "Sequential":
            self._input(inner.get("build_input_shape") or inner.get("batch_input_shape"))
            for layer in listed:
                taken = self._layer(layer, (taken,))
            return taken
        return self._functional(inner, listed, taken)

    def _functional(self, inner: Config, listed: list[Config], taken: int) -> int:
        made: dict[str, int] = {}
        for layer in listed:
            name = str(layer.get("name"))
            calls = layer.get("inbound_nodes")
            if layer.get("class_name") == "InputLayer":
                if made:
                    raise InputError(_("the model has several inputs; only one can be followed here"))
                self._layer(layer, ())
                made[name] = taken
                continue
            if not isinstance(calls, list) or len(calls) != 1:
                text = _("the layer {name} is used {n} times; only layers used once can be followed here")
                raise InputError(text.format(name=shown(name), n=len(calls) if isinstance(calls, list) else 0))
            histories = list(_histories(calls[0]))
            missing = [history for history in histories if history not in made]
            if missing or not histories:
                text = _("the layer {name} takes an input that no layer in front of it gives")
                raise InputError(text.format(name=shown(name)))
            made[name] = self._layer(layer, tuple(made[history] for history in histories))
        outputs = list(_output_names(inner.get("output_layers")))
        return made.get(outputs[0], len(self.nodes) - 1) if outputs else len(self.nodes) - 1

    def _layer(self, config: Config, inputs: tuple[int, ...]) -> int:
        kind, inner = str(config.get("class_name")), config.get("config")
        if not isinstance(inner, dict):
            inner = {}
        if kind == "InputLayer":
            self._input(inner.get("batch_shape") or inner.get("batch_input_shape"))
            return inputs[0] if inputs else -1
        if kind in ("Sequential", "Functional", "Model"):
            return self.model(config, inputs[0])
        if kind not in MAKERS:
            text = _("the layer {name} is of the kind {kind}, which is not known here; known are: {kinds}")
            kinds = ", ".join(sorted(MAKERS))
            raise InputError(text.format(name=shown(str(inner.get("name"))), kind=shown(kind), kinds=kinds))
        name = str(inner.get("name", kind))
        if inner.get("data_format") == "channels_first":
            text = _("the layer {name} has its channels first; only channels last can be read here")
            raise InputError(text.format(name=shown(name)))
        try:
            layer = MAKERS[kind](inner)
        except (_BadValueError, KeyError) as error:
            text = _("the layer {name} of the kind {kind} has no usable {setting}")
            raise InputError(text.format(name=shown(name), kind=kind, setting=shown(str(error.args[0])))) from None
        if len(inputs) != 1 and not isinstance(layer, Merge):
            text = _("the layer {name} of the kind {kind} has {n} inputs; expected 1")
            raise InputError(text.format(name=shown(name), kind=kind, n=len(inputs)))
        if len(self.nodes) >= MOST_LAYERS:
            raise InputError(_("the model has more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
        self.nodes.append(Node(layer, inputs, name))
        return len(self.nodes) - 1

    def _input(self, batch: object) -> None:
        if self.image is None and isinstance(batch, list) and 2 <= len(batch) <= 4:
            sizes = batch[1:]
            if all(isinstance(size, int) and 0 < size <= LARGEST for size in sizes):
                self.image = tuple(sizes)


def _histories(call: object) -> Iterator[str]:
    """The names of the layers whose outputs a call takes, in their order."""
    if isinstance(call, dict):
        history = call.get("config", {}).get("keras_history") if call.get("class_name") == "__keras_tensor__" else None
        if isinstance(history, list) and history:
            yield str(history[0])
            return
        call = call.get("args")
    if isinstance(call, list):
        for each in call:
            yield from _histories(each)


def _output_names(outputs: object) -> Iterator[str]:
    if isinstance(outputs, list) and outputs and isinstance(outputs[0], str):
        yield outputs[0]
    elif isinstance(outputs, list):
        for each in outputs:
            yield from _output_names(each)


class _BadValueError(Exception):
    """A setting of a layer that cannot be: its name."""


def _whole(config: Config, key: str, default: int | None = None, *, least: int = 1) -> int:
    value = config.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        raise _BadValueError(key)
    return value


def _sizes(config: Config, key: str, default: int | None = None, *, least: int = 1) -> tuple[int, ...]:
    value = config.get(key, default)
    found = value if isinstance(value, list) else [value]
    if not 1 <= len(found) <= 2:
        raise _BadValueError(key)
    return tuple(_whole({key: each}, key, least=least) for each in found)


def _padding(config: Config) -> Any:
    if config.get("padding") not in ("same", "valid", "causal"):
        raise _BadValueError("padding")
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
        # Keras then counts (n − 1)·S + F − 2P + OP, with half of the kernel as P for "same".
        window["output_padding"] = _sizes(config, "output_padding", least=0)
        kernel, dilation = window["kernel"], window["dilation"]
        wide = dilation if len(dilation) == len(kernel) else dilation * len(kernel)
        same = tuple((d * (k - 1) + 1) // 2 for k, d in zip(kernel, wide, strict=True))
        window["padding"] = same if window["padding"] == "same" else (0,)
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
        if config.get("axis", -1) not in (-1, [-1]):
            raise _BadValueError("axis")
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
    return tuple((_sizes({key: pair}, key, least=0)[0], _sizes({key: pair}, key, least=0)[-1]) for pair in pairs)


def _reshape(config: Config) -> Layer:
    target = config.get("target_shape")
    if not isinstance(target, list) or not 1 <= len(target) <= 8:
        raise _BadValueError("target_shape")
    return layers.Reshape(target=tuple(_whole({"target_shape": each}, "target_shape") for each in target))


def _concatenate(config: Config) -> Merge:
    if config.get("axis", -1) not in (-1, 3):
        raise _BadValueError("axis")
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
    **{f"UpSampling{rank}D": lambda config: layers.UpSampling(factor=_sizes(config, "size")) for rank in (1, 2)},
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
    "Concatenate": _concatenate,
}
"""How each kind of Keras layer is read from its configuration."""


def _rate(config: Config) -> float:
    rate = config.get("rate")
    if not isinstance(rate, (int, float)) or not 0 <= rate <= 1:
        raise _BadValueError("rate")
    return float(rate)
