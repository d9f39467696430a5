"""The network that a configuration describes."""

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers import Custom, Layer, Merge, Shape
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.notation import LARGEST, Network, Node, Order
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.kinds import FURTHER, MAKERS, BadValueError
from kerascnn.shapes.saved.uses import Plan, Use, plan_of, sizes_of

__all__ = ["network_of"]

MOST_LAYERS = 5_000
MOST_CONNECTIONS = 200_000
"""A model within a model can be used many times over, so that a short file could describe a network without end."""
OTHER_OPERATIONS = ("Average", "Reshape")
"""Operations of `keras.ops` that are called as a layer and are made with other settings, or do something else."""


def network_of(config: Config, image: Shape | None = None, *, custom: bool = False, order: Order = "hwc") -> Network:
    """The network that a configuration describes.

    Args:
        config: what `config_of` or `json.loads(model.to_json())` gives.
        image: the shape of the input, channels last, instead of the model's own; needed where that leaves sizes open.
            Several inputs have it all, if the model's own are of one shape.
        custom: whether a layer that is not known here becomes a `Custom` one, of which nothing is counted; and
            whether the network may hold what the notation of `shape-calc` has no word for: further kinds of layers,
            several inputs, layers that are used more than once.
        order: of the axes of the shape that an error proposes.

    Raises:
        InputError: the model is not a Sequential or a functional one, or holds a layer that is not known here.
    """
    reader = _Reader(custom=custom, as_saved=image is None, frozen=_is_frozen(config))
    reader.model(config, None, ())
    if image is not None and len({sizes_of(batch) for batch in reader.images.values()}) > 1:
        text = _("the model has {n} inputs that are not of one shape; --input can only replace that of all of them")
        raise InputError(text.format(n=len(reader.images)))
    found = [image or sizes_of(batch) for batch in reader.images.values() or [None]]
    for batch, shape in zip(reader.images.values() or [None], found, strict=True):
        if not shape:
            raise _open(batch, order, _("with --input") if custom else _("in front"))
    return Network(found[0], reader.nodes, tuple(found[1:]))


def _open(batch: object, order: Order, where: str) -> InputError:
    """The error for an input that the file does not give the sizes of."""
    axes = batch[1:] if isinstance(batch, list) else [None] * 3
    told = times((str(axis) if isinstance(axis, int) else "?" for axis in axes), "×")
    if not 1 <= len(axes) <= 3 or any(isinstance(axis, int) and not 0 < axis <= LARGEST for axis in axes):
        text = _("the model's input is {shape}, which cannot be read here; save it again with an Input of fixed sizes")
        return InputError(text.format(shape=shown(told or "?")))
    usual = {1: (784,), 2: (100, 8), 3: (224, 224, 3)}[len(axes)]
    example = [axis if isinstance(axis, int) else size for axis, size in zip(axes, usual, strict=True)]
    if order == "chw":
        example = [example[-1], *example[:-1]]
    text = _("the model does not say the shape of its input; give it {where}, such as {example}")
    if isinstance(batch, list):
        text = _("the model's input is {shape}, ? being open; give its shape {where}, such as {example}")
    return InputError(text.format(shape=told, where=where, example=times(example, "x")))


class _Reader:
    """Collects the nodes of a model and of the models inside it.

    Attributes:
        nodes: those so far.
        images: the shape of a batch for each input of the outermost model, as the file says it, by the number that
            nodes call it by.
    """

    def __init__(self, *, custom: bool, as_saved: bool, frozen: bool) -> None:
        self.nodes: list[Node] = []
        self.images: dict[int, object] = {}
        self._custom, self._as_saved, self._frozen = custom, as_saved, frozen
        self._makers = MAKERS | FURTHER if custom else MAKERS
        self._plans: dict[int, Plan] = {}
        self._first_uses: dict[object, int] = {}
        self._models = self._connections = 0

    def model(self, config: Config, taken: tuple[int, ...] | None, path: tuple[str, ...]) -> tuple[int, ...]:
        """Add a model.

        Args:
            config: of the model.
            taken: the nodes whose outputs it takes; None for the outermost model.
            path: the names of the models that it lies within.

        Returns:
            The nodes that give its outputs.
        """
        inner = config.get("config")
        if not _is_model(config) or not isinstance(inner, dict):
            text = _("a model of the kind {kind} cannot be read here; Sequential and functional models can")
            raise InputError(text.format(kind=shown(str(config.get("class_name")))))
        listed = inner.get("layers")
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise InputError(_("the model has no list of layers"))
        self._models += 1
        self._connect(len(listed))
        if config.get("class_name") == "Sequential":
            return self._sequential(inner, listed, taken or (-1,), path)
        return self._functional(inner, listed, taken, path)

    def _sequential(
        self, inner: Config, listed: list[Config], made: tuple[int, ...], path: tuple[str, ...]
    ) -> tuple[int, ...]:
        self._input(made[0], inner.get("build_input_shape") or inner.get("batch_input_shape"))
        for number, layer in enumerate(listed):
            following: Config = listed[number + 1] if number + 1 < len(listed) else {}
            if layer.get("class_name") == "InputLayer":
                self._input(made[0], _batch_shape(layer))
            else:
                made = self._layer(layer, made, path, _shape(_mapping(following, "build_config")))
        return made

    def _functional(
        self, inner: Config, listed: list[Config], taken: tuple[int, ...] | None, path: tuple[str, ...]
    ) -> tuple[int, ...]:
        plan = self._plans.get(id(inner)) or plan_of(inner, listed, once=not self._custom)
        self._plans[id(inner)] = plan
        taken = tuple(-1 - number for number in range(len(plan.inputs))) if taken is None else taken
        if len(taken) != len(plan.inputs):
            text = _("the model {name} has {n} inputs and is given {m}")
            raise InputError(text.format(name=shown("/".join(path)), n=len(plan.inputs), m=len(taken)))
        made: dict[Use, tuple[int, ...]] = {}
        for node, layer in zip(taken, plan.inputs, strict=True):
            self._input(node, _batch_shape(layer))
            made[str(layer.get("name")), 0] = (node,)

        def node_of(use: Use, output: int) -> int:
            return made[use][min(output, len(made[use]) - 1)]

        for call in plan.calls:
            self._connect(len(call.takes))
            inputs = tuple(node_of(*tensor) for tensor in call.takes)
            made[call.use] = self._layer(call.layer, inputs, path, plan.shapes.get(call.use, ()))
        ends = tuple(node_of(*tensor) for tensor in plan.outputs if tensor[0] in made)
        return ends or (len(self.nodes) - 1,)

    def _connect(self, count: int) -> None:
        """Count connections, so that there is an end of them."""
        self._connections += count
        if self._models > MOST_LAYERS:
            raise InputError(_("the model has more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
        if self._connections > MOST_CONNECTIONS:
            text = _("the layers of the model are connected more than {limit} times")
            raise InputError(text.format(limit=f"{MOST_CONNECTIONS:,}"))

    def _layer(self, config: Config, inputs: tuple[int, ...], path: tuple[str, ...], said: Shape) -> tuple[int, ...]:
        """Add a use of a layer; `said` is the shape of its output by what the file says of the layer behind it."""
        kind, inner = str(config.get("class_name")), _mapping(config, "config")
        name = str(inner.get("name", kind))
        if _is_model(config):
            return self.model(config, inputs, (*path, name))
        layer = self._made(_full_name(config), inner, name, said)
        if len(inputs) != 1 and not isinstance(layer, (Merge, Custom)):
            text = _("the layer {name} of the kind {kind} has {n} inputs; expected 1")
            raise InputError(text.format(name=shown(name), kind=kind, n=len(inputs)))
        if len(self.nodes) >= MOST_LAYERS:
            raise InputError(_("the model has more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
        # What stands in the file once has its weights once, as has what Keras gives one number in several places.
        weights = config.get("shared_object_id")
        same = weights if isinstance(weights, int) else (id(config),)
        first = self._first_uses.setdefault(same, len(self.nodes))
        shares = None if first == len(self.nodes) else first
        # Freezing a model or a wrapper freezes what is in it; what a layer says itself counts, since it can be thawed.
        frozen = self._frozen or inner.get("trainable") is False
        self.nodes.append(Node(layer, inputs, name, path=path, shares=shares, frozen=frozen))
        return (len(self.nodes) - 1,)

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
            setting = str(error.args[0])
            if setting == "axis" and self._custom:
                return Custom(kind=kind.rpartition(">")[2], made=said if self._as_saved else ())
            if setting == "axis":
                text = _("the layer {name} works along the axis {axis}; only the last one can be read here")
                axis = shown(str(config.get(setting)))
                raise InputError(text.format(name=shown(name), axis=axis)) from None
            text = _("the layer {name} of the kind {kind} has no usable {setting}: {value}; save the model again")
            value = shown(str(config.get(setting)))
            raise InputError(text.format(name=shown(name), kind=kind, setting=shown(setting), value=value)) from None

    def _input(self, node: int, batch: object) -> None:
        """Note the shape of an input of the outermost model; what it says itself counts before what is within."""
        if node < 0:
            known = self.images.get(node)
            self.images[node] = known if sizes_of(known) else batch or known


def _batch_shape(layer: Config) -> object:
    inner = _mapping(layer, "config")
    return inner.get("batch_shape") or inner.get("batch_input_shape")


def _mapping(config: Config, key: str) -> Config:
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def _is_frozen(config: Config) -> bool:
    """Whether the outermost model freezes all of its layers, thawed ones too.

    Keras hands this on when it loads a functional model, and not when it loads a Sequential one.
    """
    return config.get("class_name") != "Sequential" and _mapping(config, "config").get("trainable") is False


def _is_model(config: Config) -> bool:
    return _full_name(config) in ("Sequential", "Functional", "Model")


def _full_name(config: Config) -> str:
    """The name of a layer's class; `package>name` where it is not one of Keras's own, whatever it is called."""
    kind, module, registered = (config.get(key) for key in ("class_name", "module", "registered_name"))
    own = module is None or str(module).partition(".")[0] == "keras"
    if isinstance(registered, str) and ">" in registered:
        return registered
    if kind in OTHER_OPERATIONS and str(module).startswith("keras.src.ops."):
        return f"{module}>{kind}"
    return str(kind) if own else f"{module}>{kind}"


def _shape(build: Config) -> Shape:
    """The shape of the input that a layer was built with."""
    return sizes_of(build.get("input_shape"))
