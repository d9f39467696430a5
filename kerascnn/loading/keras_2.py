"""Configurations as Keras 2 wrote them, in the words of Keras 3: what is built from is one kind of configuration."""

from typing import Any

from kerascnn.shapes.saved import Config
from kerascnn.shapes.saved.uses import arguments

__all__ = ["is_of_keras_2", "modernized"]

DROPPED = frozenset(
    (
        *("batch_input_shape", "implementation", "input_length", "key_shape", "query_shape", "time_major"),
        *("softmax_robust_masking", "value_shape"),
    )
)
"""Settings that Keras 3 does not take, and that change nothing of what a layer computes."""
OF_TENSORFLOW = {
    "math.add": "Add",
    "__operators__.add": "Add",
    "math.subtract": "Subtract",
    "math.multiply": "Multiply",
    "math.truediv": "TrueDivide",
    "math.divide": "Divide",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "math.abs": "Absolute",
    "math.sqrt": "Sqrt",
    "math.square": "Square",
    "math.exp": "Exp",
    "math.log": "Log",
    "linalg.matmul": "Matmul",
}
"""TensorFlow's operations that Keras 2 kept as layers, and those of `keras.ops` that do the same with two tensors."""
OF_NN = {"nn.relu": "Relu", "nn.relu6": "Relu6", "math.sigmoid": "Sigmoid", "nn.silu": "Silu"}
WITH_GROUPS = ("Conv1D", "Conv2D", "Conv3D", "GroupNormalization")
"""Layers whose groups count: Keras 2 says of other convolutions too that they have one."""
INNER = ("layer", "backward_layer", "cell")
MODELS = ("Functional", "Model", "Sequential")


def is_of_keras_2(config: Config) -> bool:
    """Whether a configuration is written as Keras 2 wrote it, somewhere in it."""
    inner = config.get("config")
    listed = inner.get("layers") if isinstance(inner, dict) else inner
    if not isinstance(listed, list):
        return False
    if isinstance(inner, list):
        return True
    for layer in listed:
        settings = layer.get("config") if isinstance(layer, dict) else None
        if not isinstance(settings, dict):
            continue
        nodes = layer.get("inbound_nodes")
        if isinstance(nodes, list) and any(isinstance(node, list) for node in nodes):
            return True
        if DROPPED & settings.keys() or (layer.get("class_name") in MODELS and is_of_keras_2(layer)):
            return True
    return False


def modernized(config: Config) -> Config:
    """The configuration of a model as Keras 3 writes it; nothing of it is checked here.

    Args:
        config: JSON of bounded length and depth.
    """
    inner = config.get("config")
    settings = dict(inner) if isinstance(inner, dict) else {"name": "sequential", "layers": inner}
    listed = settings.get("layers")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return config
    kind = "Functional" if config.get("class_name") == "Model" else config.get("class_name")
    names = {str(layer.get("name")) for layer in listed}
    shifted = {str(layer.get("name")): _shift(layer) for layer in listed}
    layers = [_layer(layer, names, shifted) for layer in listed]
    first = listed[0].get("config") if listed else None
    if kind == "Sequential" and isinstance(first, dict) and listed[0].get("class_name") != "InputLayer":
        batch = first.get("batch_input_shape")
        if batch is not None:
            name = f"{first.get('name', 'first')}_input"
            # The numbers that go into a table of vectors are whole.
            dtype = "int32" if listed[0].get("class_name") == "Embedding" else "float32"
            layers.insert(
                0, {"class_name": "InputLayer", "config": {"batch_shape": batch, "name": name, "dtype": dtype}}
            )
    settings["layers"] = layers
    for key in ("input_layers", "output_layers"):
        if key in settings:
            settings[key] = _ends(settings[key], shifted)
    made = {**config, "class_name": kind, "config": settings}
    if str(config.get("module", "keras")).partition(".")[0] in ("keras", "tf_keras"):
        made["module"] = "keras"
        made["registered_name"] = None
    return made


def _shift(layer: Config) -> tuple[int, bool]:
    """By how much the uses of a layer are numbered too high, and whether it is a functional model.

    Keras 2 counts a model's own input as its first use.
    """
    inner = layer.get("config")
    listed = inner.get("layers") if isinstance(inner, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else None
    own = isinstance(first, dict) and first.get("class_name") == "InputLayer"
    return int(own), layer.get("class_name") in ("Functional", "Model")


def _ends(value: Any, shifted: dict[str, tuple[int, bool]]) -> Any:
    """The tensors that a model takes or puts out."""
    if isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and isinstance(value[1], int):
        shift, functional = shifted.get(value[0], (0, False))
        # Keras 3 takes one away itself where the layer is a functional model.
        return [value[0], value[1] - (0 if functional else shift), value[2]]
    if isinstance(value, list):
        return [_ends(each, shifted) for each in value]
    return {key: _ends(each, shifted) for key, each in value.items()} if isinstance(value, dict) else value


def _layer(layer: Config, names: set[str], shifted: dict[str, tuple[int, bool]]) -> dict[str, Any]:
    kind, inner = layer.get("class_name"), layer.get("config")
    made: dict[str, Any] = dict(layer)
    if str(layer.get("module", "")).startswith(("keras", "tf_keras")):
        made["module"] = "keras.layers"
        made["registered_name"] = None
    nodes = layer.get("inbound_nodes")
    if isinstance(nodes, list):
        made["inbound_nodes"] = [_node(node, names, shifted) for node in nodes if node != []]
    if kind in MODELS:
        return {**made, **modernized(made)}
    if not isinstance(inner, dict):
        return made
    if kind == "TFOpLambda":
        return _operation(made, inner)
    made["config"] = _settings(str(kind), inner, names, shifted)
    return made


def _settings(kind: str, inner: Config, names: set[str], shifted: dict[str, tuple[int, bool]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in inner.items():
        if (key in DROPPED and kind != "InputLayer") or (key == "groups" and kind not in WITH_GROUPS):
            continue
        if key == "axis" and kind == "BatchNormalization" and isinstance(value, list) and len(value) == 1:
            found[key] = value[0]
        elif key == "dtype" and isinstance(value, dict) and value.get("class_name") in ("Policy", "PolicyV1"):
            policy = value.get("config")
            found[key] = policy.get("name") if isinstance(policy, dict) else None
        elif key in INNER and isinstance(value, dict):
            found[key] = _layer(value, names, shifted)
        elif key == "cells" and isinstance(value, list):
            found[key] = [_layer(each, names, shifted) if isinstance(each, dict) else each for each in value]
        else:
            found[key] = _helper(value)
    return found


def _helper(value: Any) -> Any:
    """An initializer and its like without the module that Keras 2 says it has."""
    if isinstance(value, dict) and str(value.get("module", "")).startswith("tf_keras."):
        return {**value, "module": str(value["module"]).removeprefix("tf_")}
    return value


def _operation(layer: dict[str, Any], inner: Config) -> dict[str, Any]:
    """One of TensorFlow's operations, if `keras.ops` has it; otherwise it stays what it is, and is refused."""
    function = str(inner.get("function"))
    if function in OF_NN:
        module, kind = "keras.src.ops.nn", OF_NN[function]
    elif function in OF_TENSORFLOW:
        module, kind = "keras.src.ops.numpy", OF_TENSORFLOW[function]
    else:
        return layer
    nodes = []
    for node in layer.get("inbound_nodes", []):
        further = [value for key, value in node["kwargs"].items() if key in ("y", "b", "x")]
        nodes.append({"args": [*node["args"], *further], "kwargs": {}})
    made = {**layer, "module": module, "class_name": kind, "registered_name": kind, "inbound_nodes": nodes}
    return {**made, "config": {"name": inner.get("name")}}


def _node(node: Any, names: set[str], shifted: dict[str, tuple[int, bool]]) -> Any:
    if not isinstance(node, list):
        return node
    listed, named = arguments(node, names)
    args = [_tensor(each, shifted) for each in listed]
    nested = bool(node) and not isinstance(node[0], str)
    # A call of several tensors was written as a list of them: the layer takes a list.
    if nested and len(args) > 1:
        args = [args]
    kwargs = {key: _tensor(value, shifted) for key, value in named.items()}
    return {"args": args, "kwargs": kwargs}


def _tensor(value: Any, shifted: dict[str, tuple[int, bool]]) -> Any:
    if isinstance(value, list):
        return [_tensor(each, shifted) for each in value]
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        name, use, output = value["config"]["keras_history"]
        use = use - shifted.get(name, (0, False))[0] if isinstance(use, int) else use
        return {
            "class_name": "__keras_tensor__",
            "config": {"shape": [None], "dtype": "float32", "keras_history": [name, use, output]},
        }
    return value
