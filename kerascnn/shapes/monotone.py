"""One unknown number of a layer, solved for: a map grows or shrinks with it, so that halving finds where it fits.

A larger padding never makes a map smaller, a larger stride never larger, and so on through all layers that follow, as
long as each takes the one in front of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.shapes.layers import (
    Activation,
    Cropping,
    Dropout,
    Flatten,
    Joint,
    Layer,
    Normalization,
    Pooling,
    ResponseNormalization,
    Shape,
    Sliding,
    TransposeConvolution,
    UpSampling,
    ZeroPadding,
)
from kerascnn.shapes.notation import Node

__all__ = ["Goal", "Tail", "grows", "keeps_channels", "output_or_none", "solve"]

GROWING = (Sliding, TransposeConvolution, UpSampling, ZeroPadding, Cropping)
UNCHANGED = (Activation, Normalization, ResponseNormalization, Dropout)
# Into a map of such sides every window fits: what a layer refuses there, it refuses at any size.
HUGE = 1_000_000


def grows(layer: Layer | Joint, role: str) -> bool | None:
    """Whether a layer's output grows with the number behind these letters; None where it need not do either.

    >>> grows(Pooling(kernel=(2,)), "s")
    False
    """
    if isinstance(layer, TransposeConvolution):
        if layer.padding == "same" and layer.output_padding is not None and role in ("@", "d"):
            return None  # of the kernel it counts only whether it is odd
        return {"s": True, "d": True, "@": True, "op": True, "p": False}.get(role)
    if isinstance(layer, Sliding):
        return {"p": True, "s": False, "d": False, "@": False, "pool": False, "maxpool": False, "avgpool": False}.get(
            role
        )
    if isinstance(layer, Cropping):
        return False if role == "crop" else None
    return True if isinstance(layer, UpSampling | ZeroPadding) and role in ("up", "pad") else None


def keeps_channels(layer: Layer | Joint) -> bool:
    """Whether the output has the channels that come in."""
    return isinstance(layer, (*UNCHANGED, Pooling, UpSampling, ZeroPadding, Cropping))


@dataclass(frozen=True)
class Goal:
    """The wanted shape: its sides, or the features of a vector, and its channels if they matter."""

    sides: Shape
    channels: int | None = None


class Tail:
    """The layers behind the one that is solved for, each the only one that takes the one in front of it."""

    def __init__(self, nodes: Sequence[Node], first: int) -> None:
        """Take `nodes`, the first of which has the number `first`."""
        self.nodes = nodes
        self.monotone = all(
            node.inputs == (first + place - 1,) and isinstance(node.layer, (*GROWING, *UNCHANGED, Flatten))
            for place, node in enumerate(nodes)
        )
        self._known: dict[Shape, Shape | None] = {}

    def output(self, shape: Shape) -> Shape | None:
        """The shape at the end; None where a map is too small for a layer."""
        if shape not in self._known:
            made: Shape | None = shape
            try:
                for node in self.nodes:
                    assert made is not None and not isinstance(node.layer, Joint)  # noqa: PT018, S101
                    made = node.layer.output(made)
            except InputError:
                made = None
            self._known[shape] = made
        return self._known[shape]


def solve(
    layer_of: Callable[[int], Layer], numbers: range, shape: Shape, tail: Tail, goal: Goal, *, growing: bool
) -> tuple[range, list[int]]:
    """The numbers that make of `shape` the goal's sides, and those that come closest where there are none.

    Args:
        layer_of: the layer with a number.
        numbers: those that may be tried.
        shape: what comes into the layer.
        tail: the layers behind it.
        goal: what is wanted.
        growing: whether the output grows with the number.
    """
    ends: dict[int, Shape | None] = {}

    def sides(number: int) -> Shape | None:
        if number not in ends:
            made = output_or_none(layer_of(number), shape)
            end = None if made is None else tail.output(made)
            ends[number] = None if end is None else end[: len(goal.sides)]
        return ends[number]

    if numbers and (sides(numbers[0]) is None or sides(numbers[-1]) is None):
        numbers = _allowed(layer_of, numbers, shape)

    def reached(number: int) -> bool:
        found = sides(number)
        return found is not None and all(one >= other for one, other in zip(found, goal.sides, strict=False))

    def passed(number: int) -> bool:
        found = sides(number)
        return found is not None and any(one > other for one, other in zip(found, goal.sides, strict=False))

    if growing:
        first, last = _turn(numbers, reached), _turn(numbers, passed)
    else:
        first, last = _turn(numbers, lambda number: not passed(number)), _turn(numbers, lambda n: not reached(n))
    if first < last or not numbers:
        return numbers[first:last], []
    return numbers[:0], [numbers[place] for place in sorted({max(first - 1, 0), min(first, len(numbers) - 1)})]


def output_or_none(layer: Layer, shape: Shape) -> Shape | None:
    """What a layer makes of a shape; None where it does not fit."""
    try:
        # To write down why a window does not fit takes longer than all else.
        if isinstance(layer, Sliding):
            windows = zip(layer.windows(shape), shape, strict=False)
            if any(window.slack(size) < 0 for window, size in windows):
                return None
        return layer.output(shape)
    except InputError:
        return None


def _allowed(layer_of: Callable[[int], Layer], numbers: range, shape: Shape) -> range:
    """The numbers that a layer takes at any size: a pooling's padding is at most half of its window, say."""
    huge = (*(HUGE for _side in shape[:-1]), shape[-1])

    def taken(number: int) -> bool:
        return output_or_none(layer_of(number), huge) is not None

    def good(number: int) -> bool:
        return output_or_none(layer_of(number), shape) is not None or taken(number)

    if not numbers or (good(numbers[0]) and good(numbers[-1])):
        return numbers
    if taken(numbers[0]):
        return numbers[: _turn(numbers, lambda number: not taken(number))]
    return numbers[_turn(numbers, taken) :] if taken(numbers[-1]) else numbers[:0]


def _turn(numbers: range, reached: Callable[[int], bool]) -> int:
    """The place of the first number for which it holds, as it does for all behind it; past the end if for none."""
    low, high = 0, len(numbers)
    # Most combinations reach nothing at all, or everything: the ends say so at once.
    if not numbers or not reached(numbers[-1]):
        return high
    if reached(numbers[0]):
        return 0
    while low < high:
        middle = (low + high) // 2
        if reached(numbers[middle]):
            high = middle
        else:
            low = middle + 1
    return low
