"""A configuration read against the list of `allowed`, and written anew from it."""

from collections.abc import Iterator
from typing import Any

from kerascnn.language import _
from kerascnn.loading import allowed
from kerascnn.loading.checked_configuration import Checked, kind_of, stated_module
from kerascnn.loading.values import LARGEST_NUMBER, plain
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import Config, in_order, tensors

__all__ = ["MOST_CALLS", "checked"]

MOST_CALLS = 2_500
"""Layers that are called when the network is built; a model inside a model counts as often as it is called.

NASNetLarge, the largest of keras.applications, has 1,041."""
COSTS = {
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN", "SimpleRNN"), 20),
    **dict.fromkeys(("GroupQueryAttention", "MultiHeadAttention"), 5),
}
"""Layers that take as long to build as so many others."""
LARGEST_SETTINGS = {("LocalResponseNormalization", "n"): 1_000, ("LayerScale", "projection_dim"): 2**20}
"""Settings that layers make as many copies of something for, or as many numbers."""

KEPT_OF_MODELS = ("name", "trainable", "layers", "input_layers", "output_layers", "build_input_shape")
SEQUENTIAL = "kerascnn>Sequential"
"""Under which name `kerascnn.loading.sequential` reads it."""
KERAS_ACTIVATIONS = ("keras.activations.", "keras.src.activations.", "keras>")
KEPT_OF_INPUTS = ("name", "batch_shape", "batch_input_shape", "dtype")


def checked(config: Config) -> Checked:
    """Check a configuration without importing or building anything that it names.

    Args:
        config: what `config_of` gives: JSON of bounded length and depth.
    """
    found = Checked()
    inner = config.get("config")
    found.kind = str(config.get("class_name", ""))
    found.name = str(inner.get("name", "")) if isinstance(inner, dict) else ""
    if found.kind not in allowed.MODELS or stated_module(config).partition(".")[0] != "keras":
        text = _("the model is of the kind {kind}; only Sequential and functional models are loaded")
        found.refuse(text.format(kind=kind_of(config)))
        found.classes.update(_classes(config))
        return found
    found.config = _Walk(found).model(config)
    return found


def _classes(value: object) -> Iterator[str]:
    """The classes that a configuration names anywhere, for one that is not read further."""
    if isinstance(value, dict):
        if isinstance(value.get("class_name"), str):
            yield value["class_name"]
        for each in value.values():
            yield from _classes(each)
    elif isinstance(value, list):
        for each in value:
            yield from _classes(each)


class _Walk:
    """Writes a configuration anew, noting what is not allowed."""

    def __init__(self, found: Checked) -> None:
        self.found = found
        self.calls = 0

    def model(self, config: Config, times: int = 1) -> dict[str, Any]:
        """A model, which is called `times` times."""
        kind = str(config["class_name"])
        inner = config.get("config")
        listed = inner.get("layers") if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or not isinstance(listed, list):
            self.found.refuse(_("a model in it has no list of layers"))
            return {}
        layers = []
        functional = kind != "Sequential"
        for layer in in_order(listed) if functional else listed:
            if self.calls > MOST_CALLS:
                break
            if not isinstance(layer, dict):
                self.found.refuse(_("a model in it has no list of layers"))
                continue
            if functional and not all(map(_takes_tensors, _calls(layer))):
                # Keras would compute it at once, in whatever size, while it puts the network together.
                text = _("the layer {name} is called on constants alone")
                self.found.refuse(text.format(name=_name(layer)))
            layers.append(self.layer(layer, times))
        kept = {
            key: plain(self.found, inner[key], key, kind) for key in KEPT_OF_MODELS if key in inner and key != "layers"
        }
        made = self._object(config, allowed.MODELS[kind], {**kept, "layers": layers})
        if kind == "Sequential":
            made["registered_name"] = SEQUENTIAL
        built = config.get("build_config")
        if kind == "Sequential" and isinstance(built, dict) and "input_shape" in built:
            made["build_config"] = {"input_shape": plain(self.found, built["input_shape"], "input_shape", kind)}
        return made

    def layer(self, config: Config, times: int, *, wrapped: bool = False) -> dict[str, Any]:
        """A layer, an operation or a model that is used as a layer."""
        kind, module = str(config.get("class_name")), stated_module(config)
        self.found.classes[kind] += 1
        calls = config.get("inbound_nodes")
        # Without bounds: Python's numbers do not overflow, and the next line stops at the first that is too many.
        times *= max(1, len(calls)) if isinstance(calls, list) else 1
        self.calls += times * self._cost(config)
        if self.calls > MOST_CALLS:
            self.found.refuse(_("it takes the work of more than {n} layers to build").format(n=f"{MOST_CALLS:,}"))
            return {}
        if kind in allowed.MODELS and module.partition(".")[0] == "keras":
            made = self.model(config, times)
        elif kind in allowed.OPERATIONS.get(module, ()):
            made = self._object(config, module, self.settings(config, times), registered=kind)
        elif kind in allowed.LAYERS and (module == "keras" or module.startswith(("keras.layers", "keras.src.layers"))):
            made = self._object(config, "keras.layers", self.settings(config, times))
        elif allowed.APPLICATIONS.get(kind) == module:
            made = self._object(config, module, self.settings(config, times), registered=kind)
        elif kind in allowed.OURS and config.get("registered_name") == f"kerascnn>{kind}" and not wrapped:
            settings = self.settings(config, times)
            made = self._object(config, allowed.OURS[kind], settings, registered=f"kerascnn>{kind}")
        else:
            self.unknown(config)
            return {}
        if isinstance(calls, list):
            made["inbound_nodes"] = plain(self.found, calls, "inbound_nodes", kind)
        if "name" in config:
            made["name"] = plain(self.found, config["name"], "name", kind)
        return made

    def _cost(self, config: Config) -> int:
        """How many simple layers take as long to build as this one."""
        kind, inner = str(config.get("class_name")), config.get("config")
        copies = inner.get("n") if kind == "LocalResponseNormalization" and isinstance(inner, dict) else 1
        return max(COSTS.get(kind, 1), min(copies, 1_000) if isinstance(copies, int) else 1)

    def _object(
        self, config: Config, module: str, settings: dict[str, Any], *, registered: str | None = None
    ) -> dict[str, Any]:
        said = config.get("registered_name")
        if said not in (None, registered, config["class_name"]):
            text = _("the layer {name} says that it is registered as {registered}, which it is not")
            self.found.refuse(text.format(name=_name(config), registered=shown(str(said))))
        made = {"module": module, "class_name": config["class_name"], "config": settings, "registered_name": registered}
        if isinstance(config.get("shared_object_id"), int):
            made["shared_object_id"] = config["shared_object_id"]
        return made

    def unknown(self, config: Config) -> None:
        """Note a class that is not in the list, and why if it is well known."""
        kind = str(config.get("class_name"))
        why = allowed.FOREIGN.get(kind) or (allowed.CALLING.get(kind) if _is_operation(config) else None)
        if why:
            text = _("the layer {name} is a {kind}: {why}")
            self.found.refuse(text.format(name=_name(config), kind=kind, why=_(why)))
            return
        text = _("the layer {name} is of the kind {kind}, which is not in the list of those that are loaded")
        self.found.refuse(text.format(name=_name(config), kind=kind_of(config)))

    def settings(self, config: Config, times: int) -> dict[str, Any]:
        """What a layer was made with."""
        inner, kind = config.get("config"), str(config["class_name"])
        if not isinstance(inner, dict):
            self.found.refuse(_("the layer {name} has no settings").format(name=_name(config)))
            return {}
        if kind == "InputLayer":
            inner = {key: value for key, value in inner.items() if key in KEPT_OF_INPUTS}
        if kind == "Normalization":
            inner = _small_normalization(inner)
        made = {}
        for key, value in inner.items():
            if key.startswith(("lora_", "quantization", "gptq", "awq")):
                if value is not None:
                    self._setting(config, key)
            elif key == "unroll" and value not in (False, None):
                self._setting(config, key)
            else:
                made[key] = self.setting(config, key, value, times)
        return made

    def setting(self, config: Config, key: str, value: Any, times: int) -> Any:
        """One setting of a layer."""
        if key.endswith("initializer"):
            self.helper(config, "keras.initializers", value)
            # The weights come from the file, so what they begin with is not looked at, and zeros cost nothing.
            return "zeros"
        for what in ("regularizer", "constraint"):
            if key.endswith(what):
                return self.helper(config, f"keras.{what}s", value)
        if key.endswith("activation"):
            return self.activation(config, value, times)
        if key in ("dtype", "dtype_policy"):
            return self.dtype(config, value)
        if key == "seed":
            return value if isinstance(value, int) else self.helper(config, "keras.random", value)
        if key in ("layer", "backward_layer", "cell") and isinstance(value, dict):
            return self.layer(value, 2 * times, wrapped=True)  # Bidirectional has two of them
        if key in ("cells", "layers") and isinstance(value, list):
            return [self.layer(each, times, wrapped=True) for each in value if isinstance(each, dict)]
        if isinstance(value, int) and value > LARGEST_SETTINGS.get((config["class_name"], key), LARGEST_NUMBER):
            self._setting(config, key)
        return plain(self.found, value, key, _name(config))

    def helper(self, config: Config, module: str, value: Any) -> None:
        """An object that is checked and left out, given by its name or in full."""
        if isinstance(value, dict):
            name = value.get("class_name")
            known = isinstance(name, str) and name in allowed.HELPERS[module] and value.get("module") in (None, module)
            registered = value.get("registered_name")
            ours = registered == f"kerascnn>{name}" and registered in allowed.OUR_HELPERS.get(module, ())
            if not (known or ours):
                self._unknown_helper(config, value)
            if "config" in value:
                plain(self.found, value["config"], module, _name(config))
        elif value is not None and not isinstance(value, str):
            self._unknown_helper(config, {"class_name": value})

    def activation(self, config: Config, value: Any, times: int) -> Any:
        """A function by its name, or a layer in its place."""
        if isinstance(value, dict) and value.get("class_name") == "function":
            value = value.get("config")
        if isinstance(value, str) and value.startswith(KERAS_ACTIVATIONS):
            value = value.rpartition("." if "." in value else ">")[2]
        if isinstance(value, dict):
            return self.layer(value, times, wrapped=True)
        if value is None or (isinstance(value, str) and value in allowed.ACTIVATIONS):
            return value
        if isinstance(value, str) and value in allowed.FUNCTIONS:
            return {"module": "builtins", "class_name": "function", "config": value, "registered_name": "function"}
        text = _("the layer {name} has the activation {function}, which is not in the list")
        self.found.refuse(text.format(name=_name(config), function=shown(str(value))))
        return None

    def dtype(self, config: Config, value: Any) -> Any:
        """The name of a type or of a policy."""
        if isinstance(value, dict):
            inner = value.get("config")
            policy = value.get("class_name") in ("DTypePolicy", "FloatDTypePolicy") and isinstance(inner, dict)
            value = inner.get("name") if policy and isinstance(inner, dict) else ""
        if value is None or (isinstance(value, str) and value in allowed.DTYPES):
            return value
        self._setting(config, "dtype")
        return None

    def _setting(self, config: Config, key: str) -> None:
        text = _("the setting {setting} of the layer {name} is not accepted")
        self.found.refuse(text.format(name=_name(config), setting=shown(key)))

    def _unknown_helper(self, config: Config, value: Config) -> None:
        text = _("the layer {name} names {kind}, which is not in the list")
        self.found.refuse(text.format(name=_name(config), kind=kind_of(value)))


def _small_normalization(inner: Config) -> Config:
    """The settings of a Normalization whose mean is one number, without its axes.

    Keras spreads mean and variance over all of the axes, into arrays as large as a picture, and comes to the same.
    """
    found = {key: inner.get(key) for key in ("mean", "variance")}
    for key, value in found.items():
        while isinstance(value, list) and len(value) == 1:
            value = value[0]
        found[key] = value
    alone = all(isinstance(value, int | float) for value in found.values())
    return {**inner, **found, "axis": None} if alone else inner


def _is_operation(config: Config) -> bool:
    return stated_module(config) in allowed.OPERATIONS


def _calls(layer: Config) -> list[Any]:
    """How a layer of a functional model is called; an input layer is not."""
    nodes = layer.get("inbound_nodes")
    return nodes if isinstance(nodes, list) and layer.get("class_name") != "InputLayer" else []


def _takes_tensors(node: object) -> bool:
    """Whether a call takes what another layer puts out."""
    if isinstance(node, dict):
        return any(True for _each in tensors([node.get("args"), node.get("kwargs")]))
    return isinstance(node, list) and bool(node)  # as Keras 2 wrote it: the tensors alone


def _name(config: Config) -> str:
    inner = config.get("config")
    name = inner.get("name") if isinstance(inner, dict) else None
    return shown(str(name or config.get("name") or config.get("class_name")))
