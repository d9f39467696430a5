"""The last layer with a `?`: one of its numbers is solved for, the others are tried."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Any

from kerascnn.shapes.layers import Layer
from kerascnn.shapes.monotone import Tail
from kerascnn.shapes.notation import Order, read
from kerascnn.shapes.places import Word

__all__ = ["UNKNOWN", "SolvedLayer", "role_of"]

UNKNOWN = re.compile(r"[?_]")
ROLE = re.compile(r"([a-z]+|@)[\d?_x,]*$")


@dataclass(frozen=True)
class SolvedLayer:
    """The last layer with a `?`, of whose numbers one is solved for and the others are tried.

    Attributes:
        place: its number among the layers.
        word: its word.
        numbers: what may stand at each `?` of it.
        last: which of them is solved for.
        growing: whether the map grows with it.
        tail: the layers behind it.
    """

    place: int
    word: Word
    numbers: list[Sequence[int]]
    last: int
    growing: bool
    tail: Tail

    @property
    def tried(self) -> range:
        """What may stand at the `?` that is solved for."""
        numbers = self.numbers[self.last]
        return range(numbers[0], numbers[-1] + 1)

    @property
    def others(self) -> int:
        """How many combinations of the other numbers there are."""
        return math.prod(len(each) for index, each in enumerate(self.numbers) if index != self.last)

    def combinations(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """The other numbers: those in front of the one that is solved for, and those behind it."""
        before, after = self.numbers[: self.last], self.numbers[self.last + 1 :]
        yield from product(product(*before), product(*after))

    def text(self, values: tuple[int, ...]) -> str:
        """The layer's word with these numbers."""
        given = iter(values)
        return UNKNOWN.sub(lambda _found: str(next(given)), self.word.text)

    def maker(self, order: Order) -> "Callable[[tuple[int, ...], tuple[int, ...]], Callable[[int], Layer]]":
        """For the other numbers, in front and behind: the layer as a function of the one that is solved for.

        Reading a word is slow, so that only two are read for each `?`: what changes from one to the other is its place
        in the layer.

        Raises:
            InputError: the word is no layer, whatever the numbers.
        """
        first = tuple(each[0] for each in self.numbers)

        def layer(values: tuple[int, ...]) -> Layer:
            return read(self.word._replace(text=self.text(values)), order)

        base = layer(first)
        places = []
        for index, value in enumerate(first):
            other = layer((*first[:index], value + 1, *first[index + 1 :]))
            for field in fields(base):
                one, two = getattr(base, field.name), getattr(other, field.name)
                if one != two:
                    places.append((index, field.name, one, two))

        def layer_of(values: tuple[int, ...]) -> Layer:
            made: dict[str, Any] = {}
            for index, name, one, two in places:
                made[name] = _filled(made.get(name, one), one, two, values[index])
            return replace(base, **made)

        # With the other numbers in their places, only what the last one changes is made anew.
        changed = [(name, one, two) for index, name, one, two in places if index == self.last]

        def given(before: tuple[int, ...], after: tuple[int, ...]) -> Callable[[int], Layer]:
            rest = layer_of((*before, first[self.last], *after))
            values = [(name, getattr(rest, name), one, two) for name, one, two in changed]
            return lambda number: replace(
                rest, **{name: _filled(value, one, two, number) for name, value, one, two in values}
            )

        return given


def _filled(value: Any, one: Any, other: Any, number: int) -> Any:
    """The value with a number in the places in which `one` and `other` differ."""
    if isinstance(one, tuple):
        return tuple(_filled(*each, number) for each in zip(value, one, other, strict=True))
    return value if one == other else number


def role_of(text: str, place: int) -> str:
    """The letters that say what the number at a place of a word is.

    >>> role_of("conv8@3x?/s2", 8), role_of("maxpool?", 7)
    ('@', 'maxpool')
    """
    found = ROLE.search(text[:place])
    return found[1] if found else ""
