"""The network that a configuration describes."""

from collections.abc import Iterator

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers import Custom, Layer, Merge, Shape
from kerascnn.shapes.notation import LARGEST, Network, Node
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.kinds import FURTHER, MAKERS, BadValueError

__all__ = ["network_of"]

MOST_LAYERS = 5_000


def network_of(config: Config, image: Shape | None = None, *, custom: bool = False) -> Network:
    """The network that a configuration describes.

    Args:
        config: what `config_of` or `json.loads(model.to_json())` gives.
        image: the shape of the input, channels last, instead of the model's own; needed where that leaves sizes open.
        custom: whether a layer that is not known here becomes a `Custom` one, of which nothing is counted; and
            whether layers may stand in the network that the notation of `shape-calc` has no word for.

    Raises:
        InputError: the model is not a Sequential or a functional one, or holds a layer that is not known here.
    """
    reader = _Reader(custom=custom, as_saved=image is None)
    reader.model(config, -1, ())
    found = image or reader.image
    if found is None:
        raise InputError(
            _("the model does not say the shape of its input; give it, in front or with --input, such as 224x224x3")
        )
    return Network(found, reader.nodes)


class _Reader:
    """Collects the nodes of a model and of the models inside it."""

    def __init__(self, *, custom: bool, as_saved: bool) -> None:
        self.nodes: list[Node] = []
        self.image: Shape | None = None
        self._custom, self._as_saved = custom, as_saved
        self._makers = MAKERS | FURTHER if custom else MAKERS

    def model(self, config: Config, taken: int, path: tuple[str, ...]) -> int:
        """Add a model that takes the output of the node `taken`; return the node that gives its output."""
        inner = config.get("config")
        if not _is_model(config) or not isinstance(inner, dict):
            text = _("a model of the kind {kind} cannot be read here; Sequential and functional models can")
            raise InputError(text.format(kind=shown(str(config.get("class_name")))))
        listed = inner.get("layers")
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise InputError(_("the model has no list of layers"))
        if config.get("class_name") == "Sequential":
            self._input(inner.get("build_input_shape") or inner.get("batch_input_shape"))
            for number, layer in enumerate(listed):
                following: Config = listed[number + 1] if number + 1 < len(listed) else {}
                taken = self._layer(layer, (taken,), path, _shape(_mapping(following, "build_config")))
            return taken
        return self._functional(inner, listed, taken, path)

    def _functional(self, inner: Config, listed: list[Config], taken: int, path: tuple[str, ...]) -> int:
        made: dict[str, int] = {}
        said = {name: shape for layer in listed for name, shape in _histories(layer.get("inbound_nodes"))}
        for layer in listed:
            name = str(layer.get("name"))
            calls = layer.get("inbound_nodes")
            if layer.get("class_name") == "InputLayer":
                if made:
                    raise InputError(_("the model has several inputs; only one can be followed here"))
                self._layer(layer, (), path, ())
                made[name] = taken
                continue
            if not isinstance(calls, list) or len(calls) != 1:
                text = _("the layer {name} is used {n} times; only layers used once can be followed here")
                raise InputError(text.format(name=shown(name), n=len(calls) if isinstance(calls, list) else 0))
            histories = [history for history, _shape_of_it in _histories(calls[0])]
            missing = [history for history in histories if history not in made]
            if missing or not histories:
                text = _("the layer {name} takes an input that no layer in front of it gives")
                raise InputError(text.format(name=shown(name)))
            inputs = tuple(made[history] for history in histories)
            made[name] = self._layer(layer, inputs, path, said.get(name, ()))
        outputs = list(_output_names(inner.get("output_layers")))
        return made.get(outputs[0], len(self.nodes) - 1) if outputs else len(self.nodes) - 1

    def _layer(self, config: Config, inputs: tuple[int, ...], path: tuple[str, ...], said: Shape) -> int:
        """Add a layer; `said` is the shape of its output by what the file says of the layer behind it."""
        kind, inner = str(config.get("class_name")), _mapping(config, "config")
        if kind == "InputLayer":
            self._input(inner.get("batch_shape") or inner.get("batch_input_shape"))
            return inputs[0] if inputs else -1
        name = str(inner.get("name", kind))
        if _is_model(config):
            return self.model(config, inputs[0], (*path, name))
        layer = self._made(_full_name(config), inner, name, said)
        if len(inputs) != 1 and not isinstance(layer, (Merge, Custom)):
            text = _("the layer {name} of the kind {kind} has {n} inputs; expected 1")
            raise InputError(text.format(name=shown(name), kind=kind, n=len(inputs)))
        if len(self.nodes) >= MOST_LAYERS:
            raise InputError(_("the model has more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
        self.nodes.append(Node(layer, inputs, name, path=path))
        return len(self.nodes) - 1

    def _made(self, kind: str, config: Config, name: str, said: Shape) -> Layer | Merge:
        if kind not in self._makers and self._custom:
            return Custom(kind=kind.rpartition(">")[2], made=said if self._as_saved else ())
        if kind not in self._makers:
            text = _("the layer {name} is of the kind {kind}, which is not known here; known are: {kinds}")
            kinds = ", ".join(sorted(self._makers))
            raise InputError(text.format(name=shown(name), kind=shown(kind), kinds=kinds))
        if config.get("data_format") == "channels_first":
            text = _("the layer {name} has its channels first; only channels last can be read here")
            raise InputError(text.format(name=shown(name)))
        try:
            return self._makers[kind](config)
        except (BadValueError, KeyError) as error:
            text = _("the layer {name} of the kind {kind} has no usable {setting}")
            raise InputError(text.format(name=shown(name), kind=kind, setting=shown(str(error.args[0])))) from None

    def _input(self, batch: object) -> None:
        self.image = self.image or _sizes_of(batch) or None


def _mapping(config: Config, key: str) -> Config:
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def _is_model(config: Config) -> bool:
    return _full_name(config) in ("Sequential", "Functional", "Model")


def _full_name(config: Config) -> str:
    """The name of a layer's class; `package>name` where it is not one of Keras's own, whatever it is called."""
    kind, module, registered = (config.get(key) for key in ("class_name", "module", "registered_name"))
    own = module is None or str(module).partition(".")[0] == "keras"
    if isinstance(registered, str) and ">" in registered:
        return registered
    return str(kind) if own else f"{module}>{kind}"


def _sizes_of(batch: object) -> Shape:
    """The shape of one example, from that of a batch; empty where a size is open."""
    if isinstance(batch, list) and 2 <= len(batch) <= 4:
        sizes = batch[1:]
        if all(isinstance(size, int) and not isinstance(size, bool) and 0 < size <= LARGEST for size in sizes):
            return tuple(sizes)
    return ()


def _shape(build: Config) -> Shape:
    """The shape of the input that a layer was built with."""
    return _sizes_of(build.get("input_shape"))


def _histories(call: object) -> Iterator[tuple[str, Shape]]:
    """The layers whose outputs a call takes, in their order, each with the shape of its output."""
    if isinstance(call, dict):
        tensor = _mapping(call, "config") if call.get("class_name") == "__keras_tensor__" else {}
        history = tensor.get("keras_history")
        if isinstance(history, list) and history:
            yield str(history[0]), _sizes_of(tensor.get("shape"))
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
