"""The network that a configuration describes."""

from collections.abc import Mapping, Sequence

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers import (
    Activation,
    Bidirectional,
    ChannelsFirst,
    ConvolutionalLSTM,
    Custom,
    Joint,
    Layer,
    Recurrent,
    Shape,
    StepsJoint,
    TimeDistributed,
)
from kerascnn.shapes.notation import Network, Node, Order
from kerascnn.shapes.places import shown
from kerascnn.shapes.row import WIDTHS
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.inputs import given_shapes, open_input, with_own_sizes
from kerascnn.shapes.saved.kinds import activation_of
from kerascnn.shapes.saved.left_out import left_out
from kerascnn.shapes.saved.makers import full_name, is_model, layer_of, mapping
from kerascnn.shapes.saved.operations import is_operation
from kerascnn.shapes.saved.settings import BadValueError
from kerascnn.shapes.saved.uses import Plan, Use, plan_of, sizes_of

__all__ = ["network_of"]

MOST_LAYERS = 5_000
MOST_CONNECTIONS = 200_000
"""A model within a model can be used many times over, so that a short file could describe a network without end."""
OF_STATES = (Recurrent, ConvolutionalLSTM, Bidirectional, ChannelsFirst)
"""Layers of one input that can be given the states that they begin with as further ones."""

Ref = tuple[int, int]
"""A node, and which of its outputs."""


def network_of(
    config: Config,
    image: Shape | Sequence[Shape] | None = None,
    *,
    order: Order = "hwc",
    option: bool = True,
    stored: Mapping[int, int] | None = None,
    own_sizes: bool = False,
) -> Network:
    """The network that a configuration describes.

    A layer that is not known here becomes a `Custom` one, of which nothing is counted.

    Args:
        config: what `config_of` or `json.loads(model.to_json())` gives.
        image: the shape of the input, channels last, instead of the model's own; needed where that leaves sizes open.
            Several inputs have it all, if the model's own are of one shape, or each its own of as many shapes.
        order: of the axes of the shape that an error proposes.
        option: whether that error proposes an option, or a word in front of the file.
        stored: how many numbers the file holds for layers, by the `id` of their configurations.
        own_sizes: whether `image` gives only the sizes that the file leaves open.

    Raises:
        InputError: the model is not a Sequential or a functional one, or a layer has a setting that cannot be.
    """
    reader = _Reader(as_saved=image is None, frozen=_is_frozen(config), stored=stored or {})
    reader.model(config, None, ())
    batches = list(reader.images.values()) or [None]
    given = given_shapes(batches, image)
    if own_sizes:
        given = [with_own_sizes(batch, shape) for batch, shape in zip(batches, given, strict=True)]
    found = [shape or sizes_of(batch) for shape, batch in zip(given, batches, strict=True)]
    for batch, shape in zip(batches, found, strict=True):
        if not shape:
            raise open_input(batch, order, _("with --input") if option else _("in front"))
    return Network(found[0], reader.nodes, tuple(found[1:]))


class _Reader:
    """Collects the nodes of a model and of the models inside it.

    Attributes:
        nodes: those so far.
        images: the shape of a batch for each input of the outermost model, as the file says it, by the number that
            nodes call it by.
    """

    def __init__(self, *, as_saved: bool, frozen: bool, stored: Mapping[int, int]) -> None:
        self.nodes: list[Node] = []
        self.images: dict[int, object] = {}
        self._as_saved, self._frozen, self._stored = as_saved, frozen, stored
        self._plans: dict[int, Plan] = {}
        self._first_uses: dict[object, int] = {}
        self._models = self._connections = self._steps = 0

    def model(self, config: Config, taken: tuple[Ref, ...] | None, path: tuple[str, ...]) -> tuple[Ref, ...]:
        """Add a model.

        Args:
            config: of the model.
            taken: the outputs that it takes; None for the outermost model.
            path: the names of the models that it lies within.

        Returns:
            Its outputs.
        """
        inner = config.get("config")
        if not is_model(config) or not isinstance(inner, dict | list):
            text = _("a model of the kind {kind} cannot be read here; Sequential and functional models can")
            raise InputError(text.format(kind=shown(str(config.get("class_name")))))
        # The Sequential models of the first files of Keras 2 are a list.
        listed = inner if isinstance(inner, list) else inner.get("layers")
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise InputError(_("the model has no list of layers"))
        self._models += 1
        self._connect(len(listed))
        settings = inner if isinstance(inner, dict) else {}
        if config.get("class_name") == "Sequential":
            return self._sequential(settings, listed, taken or ((-1, 0),), path)
        return self._functional(settings, listed, taken, path)

    def _sequential(
        self, inner: Config, listed: list[Config], made: tuple[Ref, ...], path: tuple[str, ...]
    ) -> tuple[Ref, ...]:
        self._input(made[0][0], inner.get("build_input_shape") or inner.get("batch_input_shape"))
        for number, layer in enumerate(listed):
            following: Config = listed[number + 1] if number + 1 < len(listed) else {}
            if not number or layer.get("class_name") == "InputLayer":
                self._input(made[0][0], _batch_shape(layer))
            if layer.get("class_name") != "InputLayer":
                made = self._layer(layer, made[:1], path, _shape(mapping(following, "build_config")), {})
        return made

    def _functional(
        self, inner: Config, listed: list[Config], taken: tuple[Ref, ...] | None, path: tuple[str, ...]
    ) -> tuple[Ref, ...]:
        plan = self._plans.get(id(inner)) or plan_of(inner, listed)
        self._plans[id(inner)] = plan
        taken = tuple((-1 - number, 0) for number in range(len(plan.inputs))) if taken is None else taken
        if len(taken) != len(plan.inputs):
            text = _("the model {name} has {n} inputs and is given {m}")
            raise InputError(text.format(name=shown("/".join(path)), n=len(plan.inputs), m=len(taken)))
        made: dict[Use, tuple[Ref, ...]] = {}
        models: set[Use] = set()
        for ref, layer in zip(taken, plan.inputs, strict=True):
            self._input(ref[0], _batch_shape(layer))
            made[str(layer.get("name")), 0] = (ref,)

        def ref_of(use: Use, output: int) -> Ref:
            refs = made[use]
            if output and use not in models:
                return (refs[0][0], output)
            return refs[min(output, len(refs) - 1)]

        for call in plan.calls:
            self._connect(len(call.takes))
            inputs = tuple(ref_of(*tensor) for tensor in call.takes)
            if is_model(call.layer):
                models.add(call.use)
            made[call.use] = self._layer(call.layer, inputs, path, plan.shapes.get((call.use, 0), ()), call.settings)
        ends = tuple(ref_of(*tensor) for tensor in plan.outputs if tensor[0] in made)
        return ends or ((len(self.nodes) - 1, 0),)

    def _connect(self, count: int) -> None:
        """Count connections, so that there is an end of them."""
        self._connections += count
        if self._models > MOST_LAYERS:
            raise InputError(_("the model has more than {limit} layers").format(limit=f"{MOST_LAYERS:,}"))
        if self._connections > MOST_CONNECTIONS:
            text = _("the layers of the model are connected more than {limit} times")
            raise InputError(text.format(limit=f"{MOST_CONNECTIONS:,}"))

    def _layer(
        self, config: Config, inputs: tuple[Ref, ...], path: tuple[str, ...], said: Shape, call: Config
    ) -> tuple[Ref, ...]:
        """Add a use of a layer.

        Args:
            config: of the layer.
            inputs: the outputs that it takes.
            path: the names of the models that it lies within.
            said: the shape of its output as the file says it of the layer behind it.
            call: what else it is called with.
        """
        kind, inner = str(config.get("class_name")), mapping(config, "config")
        name = str(inner.get("name", kind))
        if is_model(config):
            return self.model(config, inputs, (*path, name))
        if kind == "TimeDistributed" and is_model(mapping(inner, "layer")):
            self._steps += 1
            made = self.model(mapping(inner, "layer"), inputs, (*path, name))
            self._steps -= 1
            return made
        if full_name(config) == "Pipeline" and isinstance(inner.get("layers"), list):
            return self.model({"class_name": "Sequential", "config": inner}, inputs, (*path, name))
        layer = self._in_steps(self._made(config, call, len(inputs), name, said))
        if len(inputs) != 1 and not isinstance(layer, (Joint, Custom, *OF_STATES)):
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
        numbers, ports = tuple(node for node, _port in inputs), tuple(port for _node, port in inputs)
        stored = 0 if is_operation(full_name(config)) else self._stored.get(id(config))
        self.nodes.append(
            Node(
                layer,
                numbers,
                name,
                path=path,
                shares=shares,
                frozen=frozen,
                ports=ports if any(ports) else (),
                stored=stored,
                dtype=_dtype(inner.get("dtype")),
                activation=_own_activation(config, inner),
                lost=left_out(full_name(config), inner),
            )
        )
        return ((len(self.nodes) - 1, 0),)

    def _in_steps(self, layer: Layer | Joint) -> Layer | Joint:
        """The layer for each step of a sequence, where the model that it lies in works on each."""
        for _depth in range(self._steps):
            if isinstance(layer, Joint):
                layer = StepsJoint(layer=layer)
            elif not isinstance(layer, Custom):
                layer = TimeDistributed(layer=layer)
        return layer

    def _made(self, config: Config, call: Config, count: int, name: str, said: Shape) -> Layer | Joint:
        kind, inner = full_name(config), mapping(config, "config")
        said = said if self._as_saved else ()
        try:
            layer = layer_of(config, call, count, said)
        except (BadValueError, KeyError) as error:
            setting = str(error.args[0])
            if setting in ("cell", "vocabulary"):
                layer = None
            else:
                text = _("the layer {name} of the kind {kind} has no usable {setting}: {value}; save the model again")
                value, plain = shown(str(inner.get(setting))), kind.rpartition(">")[2]
                reason = text.format(name=shown(name), kind=plain, setting=shown(setting), value=value)
                raise InputError(reason) from None
        return layer or Custom(kind=str(inner.get("function") or kind.rpartition(">")[2]), made=said)

    def _input(self, node: int, batch: object) -> None:
        """Note the shape of an input of the outermost model; what it says itself counts before what is within."""
        if node < 0:
            known = self.images.get(node)
            self.images[node] = known if sizes_of(known) else batch or known


def _batch_shape(layer: Config) -> object:
    inner = mapping(layer, "config")
    return inner.get("batch_shape") or inner.get("batch_input_shape")


def _dtype(value: object) -> str:
    """The type of a layer's weights: of a mixed policy the one that they are kept in."""
    if isinstance(value, dict):
        inner = mapping(value, "config")
        value = inner.get("mode") if "source_name" in inner else inner.get("name")
    name = str(value or "float32").partition("_from_")[0]
    return name if name in WIDTHS else "float32"


def _own_activation(config: Config, inner: Config) -> Activation | None:
    """The activation that a layer has beside its own arithmetic; none where it is nothing else, or does nothing."""
    if full_name(config) == "Activation" or "activation" not in inner:
        return None
    found = activation_of(inner["activation"])
    return None if found is None or found.function == "linear" else found


def _is_frozen(config: Config) -> bool:
    """Whether the outermost model freezes all of its layers, thawed ones too.

    Keras hands this on when it loads a functional model, and not when it loads a Sequential one.
    """
    return config.get("class_name") != "Sequential" and mapping(config, "config").get("trainable") is False


def _shape(build: Config) -> Shape:
    """The shape of the input that a layer was built with."""
    return sizes_of(build.get("input_shape"))
