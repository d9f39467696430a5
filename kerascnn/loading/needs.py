"""What a network takes to run on one picture: numbers in its weights and between its layers, and the work.

Keras has described the network, so that the shapes of all that goes through it are known, and none of it is there yet.
The counts are bounds from above, not the table of `kerascnn summary`.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import keras

__all__ = ["Needs", "needs"]

BASE = 750_000_000
"""Bytes that Python, Keras and TensorFlow take themselves."""
BYTES = 4
COPIES = 4
"""Of what a layer puts out, while it computes: an activation such as gelu has several steps."""
STEPS = 20
"""Operations for each number that a layer puts out."""
A_SECOND = 5e9
"""Multiply-adds or operations, on one core that is not the newest."""
SECONDS_A_LAYER = 0.01
PAIRING = ("MultiHeadAttention", "GroupedQueryAttention", "Attention", "AdditiveAttention", "DotProductAttention")
"""Layers that make a number of each pair of positions."""


class Needs(NamedTuple):
    """What one picture takes.

    Attributes:
        parameters: numbers in the weights.
        largest: numbers that the largest layer puts out.
        name: which layer that is.
        memory: bytes, with those that Keras takes.
        multiply_adds: of all layers.
        seconds: of one processor core.
    """

    parameters: int
    largest: int
    name: str
    memory: int
    multiply_adds: int
    seconds: float


class _Work(NamedTuple):
    name: str
    out: int
    multiply_adds: int
    temporary: int


def needs(model: "keras.Model") -> Needs:
    """Count what a network that was described takes for one picture."""
    weights = [math.prod(variable.shape) for variable in model.weights]
    work = list(_of(model, 1))
    largest = max((each for each, _times in work), key=lambda each: each.out, default=_Work("", 0, 0, 0))
    total = sum(each.multiply_adds * times for each, times in work)
    steps = sum(each.out * STEPS * times for each, times in work)
    layers = sum(times for _each, times in work)
    between = _alive(model) + max((each.temporary for each, _times in work), default=0)
    return Needs(
        parameters=sum(weights),
        largest=largest.out,
        name=largest.name,
        memory=BASE + BYTES * (sum(weights) + 2 * max(weights, default=0) + between),
        multiply_adds=total,
        seconds=(total + steps) / A_SECOND + layers * SECONDS_A_LAYER,
    )


def _is_model(operation: Any) -> bool:
    import keras

    return isinstance(operation, keras.Model)


def _operations(model: "keras.Model") -> list[Any]:
    """The layers and operations of a model; those that a layer wraps are not seen."""
    found: Any = getattr(model, "operations", None) or getattr(model, "layers", ())
    return list(found)


def _nodes(operation: Any) -> list[Any]:
    return list(getattr(operation, "_inbound_nodes", ()))


def _of(model: "keras.Model", times: int) -> Iterator[tuple[_Work, int]]:
    """The work of each call in a model that is itself called `times` times, and how often that is."""
    for operation in _operations(model):
        calls = _nodes(operation)
        if _is_model(operation):
            yield from _of(operation, times * max(1, len(calls)))
        for node in calls:
            yield _work(operation, node), times


def _size(tensor: Any) -> int:
    return math.prod(side or 1 for side in tensor.shape)


def _places(tensor: Any) -> int:
    return _size(tensor) // (tensor.shape[-1] or 1) if tensor.shape else 1


def _work(operation: Any, node: Any) -> _Work:
    taken = [tensor for tensor in node.input_tensors if hasattr(tensor, "shape")]
    out = sum(map(_size, node.outputs))
    kind = type(operation).__name__
    # A convolution works once for each place of its output; a recurrent layer, and a transposed one, of its input.
    sliding = hasattr(operation, "kernel_size") and "Transpose" not in kind
    places = max(map(_places, node.outputs if sliding else (*taken, *node.outputs)), default=1)
    multiply_adds = places * _kernels(operation)
    temporary = COPIES * out
    sizes = sorted(map(_size, taken))[-2:]
    if kind in PAIRING:
        lengths = [tensor.shape[1] or 1 for tensor in taken[:2] if len(tensor.shape) > 1] or [1]
        heads = max(1, getattr(operation, "num_heads", getattr(operation, "num_query_heads", 1)) or 1)
        pairs = heads * lengths[0] * lengths[-1]
        temporary += COPIES * pairs
        multiply_adds += 2 * pairs * max((tensor.shape[-1] or 1 for tensor in taken), default=1)
    elif len(sizes) == 2 and not hasattr(operation, "weights"):
        # A product of two matrices takes as much; nothing that takes two tensors takes more.
        multiply_adds += math.isqrt(sizes[0] * sizes[1] * max(out, 1))
    window = getattr(operation, "pool_size", getattr(operation, "n", 0))
    if isinstance(window, (int, tuple)):
        multiply_adds += out * math.prod(window if isinstance(window, tuple) else (window,))
    return _Work(str(operation.name), out, multiply_adds, temporary)


def _kernels(operation: Any) -> int:
    """Numbers in what an operation multiplies at each place."""
    if type(operation).__name__ == "LocallyConnected2D" or _is_model(operation):
        return 0  # it has one kernel a place; a model's own layers are counted by themselves
    found = (each for each in getattr(operation, "weights", ()) if "kernel" in each.name and len(each.shape) > 1)
    return sum(math.prod(each.shape) for each in found)


def _alive(model: "keras.Model") -> int:
    """The most numbers that wait between layers at once."""
    nodes = [node for operation in _operations(model) for node in _nodes(operation)]
    waiting: dict[int, int] = {}
    for node in nodes:
        for tensor in node.input_tensors:
            waiting[id(tensor)] = waiting.get(id(tensor), 0) + 1
    there: dict[int, int] = {}
    alive = most = 0
    for node in nodes:
        for tensor in node.outputs:
            there[id(tensor)] = _size(tensor)
            alive += _size(tensor)
        most = max(most, alive + (_alive(node.operation) if _is_model(node.operation) else 0))
        for tensor in node.input_tensors:
            waiting[id(tensor)] -= 1
            if not waiting[id(tensor)]:
                alive -= there.pop(id(tensor), 0)
    return most
