"""The layer that a configuration describes, whatever it is wrapped in."""

from collections.abc import Callable

from kerascnn.shapes import layers
from kerascnn.shapes.layers import Joint, Layer, Shape
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.kinds import MAKERS
from kerascnn.shapes.saved.operations import MODULE, is_named_as_operation, is_operation, operation_of
from kerascnn.shapes.saved.sequences import CALLED, SEQUENCES
from kerascnn.shapes.saved.settings import BadValueError

__all__ = ["full_name", "is_model", "layer_of", "mapping"]

KNOWN = MAKERS | SEQUENCES
OTHER_OPERATIONS = "keras.src.ops."
"""Where the operations of `keras.ops` are, of which some are called as a layer is."""
MOST_WRAPPERS = 10
OF_STEPS = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
"""Kinds in which the channels of each step stand first, and not those of the whole."""
APPLICATIONS: dict[str, Layer | Joint] = {
    "LayerScale": layers.Scale(),
    "CustomScaleLayer": layers.Merge(mode="add", repeats=True),
    "StochasticDepth": layers.Activation(function="linear"),
}
"""Layers that `keras.applications` has of its own."""


def mapping(config: Config, key: str) -> Config:
    """An object of a configuration; an empty one where there is none."""
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def is_model(config: Config) -> bool:
    """Whether it is a model with layers of its own."""
    return full_name(config) in ("Sequential", "Functional", "Model")


def full_name(config: Config) -> str:
    """The name of a layer's class; `package>name` where it is not one of Keras's own, whatever it is called."""
    kind, module, registered = (config.get(key) for key in ("class_name", "module", "registered_name"))
    own = module is None or str(module).partition(".")[0] in ("keras", "tf_keras")
    if isinstance(registered, str) and ">" in registered:
        return registered
    if str(module).startswith(OTHER_OPERATIONS):
        return f"{module}>{kind}"
    if module is None and is_named_as_operation(str(kind)) and not _has_settings_of_layer(config):
        return f"{MODULE}>{kind}"
    return str(kind) if own else f"{module}>{kind}"


def _has_settings_of_layer(config: Config) -> bool:
    """Whether a class that is called as an operation and as a layer is the layer."""
    return str(config.get("class_name")) in KNOWN and "newshape" not in mapping(config, "config")


def layer_of(config: Config, call: Config, count: int, said: Shape, depth: int = 0) -> Layer | Joint | None:
    """The layer that a configuration describes; None where its kind is not known.

    Args:
        config: of the layer, with its class.
        call: the arguments of its call that are no tensors.
        count: how many tensors it takes.
        said: the shape of its output as the file says it; empty where it does not.
        depth: how many layers it is wrapped in.

    Raises:
        BadValueError: a setting of it cannot be.
        KeyError: a setting of it is missing.
    """
    kind, inner = full_name(config), mapping(config, "config")
    if is_operation(kind):
        return operation_of(kind, inner, call, count, said)
    layer: Layer | Joint | None
    if kind in WRAPPERS:
        layer = WRAPPERS[kind](inner, depth + 1)
    elif kind in CALLED:
        layer = CALLED[kind](inner, call)
    elif kind in APPLICATIONS:
        layer = APPLICATIONS[kind]
    else:
        maker = KNOWN.get(kind)
        layer = maker(inner) if maker else None
    if inner.get("data_format") == "channels_first" and isinstance(layer, Layer):
        return layers.ChannelsFirst(layer=layer, steps=1 if kind in OF_STEPS else 0)
    return layer


def _wrapped(config: Config, depth: int, key: str = "layer") -> Layer | None:
    """The layer of one input that a wrapper holds; None where it is not known.

    Raises:
        BadValueError: as the layer; or wrappers lie too deep within one another.
    """
    if depth > MOST_WRAPPERS:
        raise BadValueError(key)
    found = layer_of(mapping(config, key), {}, 1, (), depth)
    return found if isinstance(found, Layer) else None


def _is_frozen(config: Config, key: str) -> bool:
    """Whether the layer that a wrapper holds says that none of its weights are trained."""
    return mapping(mapping(config, key), "config").get("trainable") is False


def _each_step(config: Config, depth: int) -> Layer | None:
    layer = _wrapped(config, depth)
    return layers.TimeDistributed(layer=layer, frozen=_is_frozen(config, "layer")) if layer else None


def _spectral(config: Config, depth: int) -> Layer | None:
    layer = _wrapped(config, depth)
    return layers.SpectralNormalization(layer=layer, frozen=_is_frozen(config, "layer")) if layer else None


def _both_ways(config: Config, depth: int) -> Layer | None:
    forward = _wrapped(config, depth)
    backward = _wrapped(config, depth, "backward_layer") if mapping(config, "backward_layer") else forward
    merge = config.get("merge_mode", "concat")
    if merge not in (None, "concat", "sum", "mul", "ave"):
        raise BadValueError("merge_mode")
    if forward is None or backward is None:
        return None
    state = (
        len(mapping(config, "layer")) > 0 and mapping(mapping(config, "layer"), "config").get("return_state") is True
    )
    frozen = (_is_frozen(config, "layer"), _is_frozen(config, "backward_layer"))
    return layers.Bidirectional(forward=forward, backward=backward, merge=merge or "", state=state, frozen=frozen)


WRAPPERS: dict[str, Callable[[Config, int], Layer | None]] = {
    "TimeDistributed": _each_step,
    "SpectralNormalization": _spectral,
    "Bidirectional": _both_ways,
}
