"""In which order the layers of a functional model are used, and which outputs each use takes."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.notation import LARGEST
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved.archive import Config

__all__ = ["Call", "Plan", "Use", "arguments", "in_order", "plan_of", "sizes_of", "tensors"]

MOST_AXES = 8

Use = tuple[str, int]
"""The name of a layer, and which of its uses: 0 is the first."""

Tensor = tuple[Use, int]
"""What a use of a layer puts out, and which of its outputs."""


class Call(NamedTuple):
    """One use of a layer.

    Attributes:
        layer: its configuration.
        use: its name and number.
        takes: what goes in.
        settings: what else it is called with.
    """

    layer: Config
    use: Use
    takes: tuple[Tensor, ...]
    settings: Config


class Plan(NamedTuple):
    """A functional model.

    Attributes:
        inputs: the configurations of its input layers, in the order in which the model takes them.
        calls: the uses of its other layers, each behind those that it takes something of.
        outputs: what the model puts out.
        shapes: of the outputs, by what the file says where layers take them; empty where it says several.
    """

    inputs: list[Config]
    calls: list[Call]
    outputs: list[Tensor]
    shapes: dict[Tensor, Shape]


def plan_of(inner: Config, listed: list[Config]) -> Plan:
    """Read how the layers of a functional model are connected.

    Args:
        inner: the configuration of the model.
        listed: its layers.

    Raises:
        InputError: something is taken that nothing gives.
    """
    given = {str(layer.get("name")): layer for layer in listed if layer.get("class_name") == "InputLayer"}
    names = {str(layer.get("name")) for layer in listed}
    order = [name for (name, _use), _output in _named(inner.get("input_layers")) if name in given]
    inputs = [given[name] for name in dict.fromkeys([*order, *given])]
    shapes: dict[Tensor, Shape] = {}
    calls = []
    for layer in listed:
        if layer.get("class_name") != "InputLayer":
            calls += _calls(layer, shapes, names)
    return Plan(
        inputs, _in_order(calls, {(name, 0) for name in given}), list(_named(inner.get("output_layers"))), shapes
    )


def _calls(layer: Config, shapes: dict[Tensor, Shape], names: set[str]) -> list[Call]:
    """The uses of a layer; the shapes of what they take go into `shapes`."""
    name, nodes = str(layer.get("name")), layer.get("inbound_nodes")
    calls = []
    for number, node in enumerate(nodes if isinstance(nodes, list) else (), start=_first_use(layer, nodes)):
        takes = []
        taken, settings = _arguments(node, names)
        for tensor, shape in tensors(taken):
            takes.append(tensor)
            shapes[tensor] = shape if shapes.get(tensor, shape) == shape else ()
        calls.append(Call(layer, (name, number), tuple(takes), settings))
    return calls


def _first_use(layer: Config, nodes: object) -> int:
    """The number of the first use of a layer in the model that it stands in.

    Keras 2 counts a model's own input as its first, where that has one, and writes that one nowhere.
    """
    inner = layer.get("config")
    listed = inner.get("layers") if isinstance(inner, dict) else None
    of_keras_2 = isinstance(nodes, list) and bool(nodes) and isinstance(nodes[0], list)
    first = listed[0] if isinstance(listed, list) and listed else None
    return int(of_keras_2 and isinstance(first, dict) and first.get("class_name") == "InputLayer")


IN_FRONT = ("query", "value", "key")
"""Arguments of attention layers, in the order in which these take them."""


def _arguments(node: object, names: set[str]) -> tuple[list[Any], Config]:
    """What a call takes, with its tensors in their order, and its other settings.

    Masks are left out: they say which numbers count, and change no shape.
    """
    if isinstance(node, dict):
        args, kwargs = node.get("args"), node.get("kwargs")
        listed = args if isinstance(args, list) else [args]
        named = kwargs if isinstance(kwargs, dict) else {}
    else:
        listed, named = arguments(node, names)
    first = [named[key] for key in IN_FRONT if key in named]
    rest = [value for key, value in named.items() if "mask" not in key and key not in IN_FRONT]
    settings: dict[str, Any] = {key: value for key, value in named.items() if not any(True for _each in tensors(value))}
    settings["arguments"] = [value for value in listed if not any(True for _each in tensors(value))]
    if any(_is_array(value) for value in [*listed, *named.values()]):
        settings["constants"] = True
    return [*listed, *first, *rest], settings


def _is_array(value: object) -> bool:
    """Whether it is an array that stands in the file, of whatever shape."""
    if isinstance(value, list):
        return any(isinstance(each, (int, float, list)) for each in value)
    return isinstance(value, dict) and value.get("class_name") in ("__numpy__", "__tensor__")


def _in_order(calls: Iterable[Call], ready: set[Use]) -> list[Call]:
    """The calls as they stand, but each behind those that it takes something of: Keras lists a layer once.

    Raises:
        InputError: one takes something that nothing in front of it gives.
    """
    found: list[Call] = []
    waiting: dict[Use, list[Call]] = {}
    lacking: dict[Use, int] = {}
    for first in calls:
        lacks = {use for use, _output in first.takes} - ready
        lacking[first.use] = len(lacks) or -1 * (not first.takes)
        for use in lacks:
            waiting.setdefault(use, []).append(first)
        queue = deque([first] if not lacking[first.use] else ())
        while queue:
            call = queue.popleft()
            found.append(call)
            ready.add(call.use)
            for other in waiting.pop(call.use, ()):
                lacking[other.use] -= 1
                if not lacking[other.use]:
                    queue.append(other)
    stuck = next((use for use, count in lacking.items() if count), None)
    if stuck:
        text = _("the layer {name} takes an input that no layer in front of it gives")
        raise InputError(text.format(name=shown(stuck[0])))
    return found


def in_order(listed: list[Any]) -> list[Any]:
    """The layers of a functional model as they are used first, so that Keras finds each call's inputs made already.

    Where they stand the other way round, Keras goes through all of them once for each. What cannot be followed is left
    as it stands.
    """
    named = [layer for layer in listed if isinstance(layer, dict)]
    names = {str(layer.get("name")) for layer in named}
    inputs = [layer for layer in named if layer.get("class_name") == "InputLayer"]
    ready: set[Use] = {(str(layer.get("name")), 0) for layer in inputs}
    calls = []
    for layer in named:
        nodes = layer.get("inbound_nodes")
        if layer.get("class_name") == "InputLayer" or not isinstance(nodes, list) or not nodes:
            continue
        for number, node in enumerate(nodes, start=_first_use(layer, nodes)):
            taken = [node.get("args"), node.get("kwargs")] if isinstance(node, dict) else arguments(node, names)
            takes = tuple(tensor for tensor, _shape in tensors(list(taken)))
            calls.append(Call(layer, (str(layer.get("name")), number), takes, {}))
    try:
        found = _in_order(calls, ready)
    except InputError:
        return listed
    order = {
        id(layer): number for number, layer in reversed(list(enumerate([*inputs, *(call.layer for call in found)])))
    }
    return sorted(listed, key=lambda layer: order.get(id(layer), len(listed)))


def arguments(node: object, names: set[str]) -> tuple[list[Any], dict[str, Any]]:
    """What a call takes, as Keras 2 wrote it: lists of a layer's name, the number of its call, and of its output.

    Behind these three stand the other arguments, in which a list that begins with a layer's name is a tensor too.
    """
    listed = node if isinstance(node, list) else []
    if listed and isinstance(listed[0], str):
        listed = [listed]  # a call of one tensor, which TensorFlow's operations have
    found: list[Any] = []
    named: dict[str, Any] = {}
    for each in listed:
        if isinstance(each, dict):
            found += [_as_tensor(value, names) for value in each.values()]
        elif isinstance(each, list) and each and isinstance(each[0], str):
            found.append(_as_tensor(each, names))
            if len(each) > 3 and isinstance(each[3], dict):
                named.update({key: _as_tensor(value, names) for key, value in each[3].items()})
    return found, named


def _as_tensor(value: object, names: set[str]) -> Any:
    if isinstance(value, list) and len(value) >= 3 and isinstance(value[0], str):
        if value[0] in names:
            return {"class_name": "__keras_tensor__", "config": {"keras_history": value[:3]}}
        if value[0] == "_CONSTANT_VALUE":
            return value[2]
    if isinstance(value, list):
        return [_as_tensor(each, names) for each in value]
    return value


def tensors(value: object) -> Iterator[tuple[Tensor, Shape]]:
    """What a call takes, in its order, each with its shape; a mapping is in the order of its keys, as in Keras."""
    if isinstance(value, list):
        for each in value:
            yield from tensors(each)
    elif isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        tensor = value.get("config")
        history = tensor.get("keras_history") if isinstance(tensor, dict) else None
        if isinstance(tensor, dict) and isinstance(history, list) and history:
            yield _tensor(history), sizes_of(tensor.get("shape"))
    elif isinstance(value, dict) and "class_name" not in value:
        for key in sorted(value):
            yield from tensors(value[key])


def _named(value: object) -> Iterator[Tensor]:
    """The tensors of `input_layers` or `output_layers`: lists that begin with a name, in lists or mappings."""
    if isinstance(value, list) and value and isinstance(value[0], str):
        yield _tensor(value)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from _named(value[key])


def _tensor(history: list[object]) -> Tensor:
    """A layer's name, the number of the use and that of the output, as Keras writes them."""
    use, output = (each if isinstance(each, int) and each > 0 else 0 for each in [*history[1:3], 0, 0][:2])
    return (str(history[0]), use), output


def sizes_of(batch: object) -> Shape:
    """The shape of one example, from that of a batch; empty where a size is open."""
    if isinstance(batch, list) and 2 <= len(batch) <= MOST_AXES + 1:
        sizes = batch[1:]
        if all(isinstance(size, int) and not isinstance(size, bool) and 0 < size <= LARGEST for size in sizes):
            return tuple(sizes)
    return ()
