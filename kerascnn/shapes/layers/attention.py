"""Attention: each place of the query is made of all places of the value, so that the work grows with their product."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Joint, Line, Shape, equation, number, product, times

__all__ = ["Attention", "MultiHeadAttention"]


def _three(shapes: Sequence[Shape]) -> tuple[Shape, Shape, Shape]:
    """Query, value and key: the key is the value where it is not given.

    Raises:
        InputError: there are not two or three of them, or they do not go together.
    """
    if len(shapes) not in (2, 3):
        raise InputError(_("it takes a query, a value and perhaps a key, not {n} inputs").format(n=len(shapes)))
    query, value, key = (*shapes, shapes[1])[:3]
    if value[:-1] != key[:-1] or len(query) < 2:
        found = _(" and ").join(times(shape, "×") for shape in shapes)
        raise InputError(_("its value and its key have not the same places: {found}").format(found=found))
    return query, value, key


def _all_seen(fields: Sequence[Sequence[Field]]) -> tuple[Field, ...]:
    """What is made of every place sees all of what each of them sees."""
    first = tuple(fields[0])
    if any(tuple(each) != first for each in fields):
        return ()
    return tuple(field.whole(field.image) for field in first)


@dataclass(frozen=True, kw_only=True)
class Attention(Joint):
    """Keras's `Attention` and `AdditiveAttention`: no projections, one head.

    Attributes:
        score: "dot" (Luong's product of query and key), "concat" or "additive" (Bahdanau's).
        scale: whether there is a scale: one number, or one for each feature of an additive score.
        scores: whether the scores are put out as well.
    """

    score: Literal["dot", "concat", "additive"] = "dot"
    scale: bool = False
    scores: bool = False

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The query's places with the value's features.

        Raises:
            InputError: the shapes do not go together.
        """
        query, value, _key = _three(shapes)
        return (*query[:-1], value[-1])

    def outputs(self, shapes: Sequence[Shape]) -> tuple[Shape, ...]:
        """The output, and the scores where they are put out."""
        query, value, _key = _three(shapes)
        return (self.output(shapes), *([(*query[:-1], value[-2])] if self.scores else []))

    def parameters(self, shapes: Sequence[Shape]) -> int:
        """The scale, and a weight for a concatenated score."""
        each = shapes[0][-1] if self.score == "additive" else 1
        return self.scale * each + (self.score == "concat")

    def multiply_adds(self, shapes: Sequence[Shape]) -> int:
        """One for each pair of places and each feature, for the scores and for the sum."""
        query, value, key = _three(shapes)
        return product(query[:-1]) * value[-2] * (key[-1] + value[-1])

    def seen(self, fields: Sequence[Sequence[Field]], shape: Shape) -> tuple[Field, ...]:
        """All that the value sees."""
        return _all_seen(fields)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The pairs of places."""
        query, value, key = _three(shapes)
        formula = f"{times(query[:-1])}·{value[-2]} · ({key[-1]} + {value[-1]})"
        text = _("{formula}: one score for each pair of places")
        return [
            (_("parameters"), number(self.parameters(shapes))),
            (_("multiply-adds"), text.format(formula=equation(formula, self.multiply_adds(shapes)))),
        ]

    def __str__(self) -> str:
        return "attention" if self.score == "dot" else f"attention/{self.score}"


@dataclass(frozen=True, kw_only=True)
class MultiHeadAttention(Joint):
    """Keras's `MultiHeadAttention` and `GroupQueryAttention`.

    Attributes:
        heads: of the query.
        shared_heads: of the key and the value: as many, or fewer, each of which serves several of the query's.
        key_size: features of a head of the query and of the key.
        value_size: features of a head of the value.
        bias: whether the projections have biases.
        gate: whether the output is multiplied by a further projection of the query.
        features: of the output; none for those of the query.
        axes: along which it looks, the batch being 0; none for all but the last.
        scores: whether the scores are put out as well.

    Source:
        Vaswani et al. (2017), Attention is all you need; Ainslie et al. (2023), GQA.
    """

    heads: int
    shared_heads: int
    key_size: int
    value_size: int
    bias: bool = True
    gate: bool = False
    features: Shape = ()
    axes: tuple[int, ...] = ()
    scores: bool = False

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The query's places, and its features or those that were asked for.

        Raises:
            InputError: the shapes do not go together.
        """
        query, _value, _key = _three(shapes)
        return (*query[:-1], *(self.features or query[-1:]))

    def outputs(self, shapes: Sequence[Shape]) -> tuple[Shape, ...]:
        """The output, and the scores of each head where they are put out."""
        made = [self.output(shapes)]
        if self.scores:
            query, value, _key = _three(shapes)
            looked, rest = self._looked(query)
            made.append((*rest, self.heads, *looked, *self._looked(value)[0]))
        return tuple(made)

    def _looked(self, shape: Shape) -> tuple[Shape, Shape]:
        """The places along the axes that it looks along, and the others, along which it is worked alike."""
        rank = len(shape) + 1
        looked = {axis % rank for axis in self.axes} if self.axes else set(range(1, rank - 1))
        places = range(1, rank - 1)
        return (
            tuple(shape[axis - 1] for axis in places if axis in looked),
            tuple(shape[axis - 1] for axis in places if axis not in looked),
        )

    def _projections(self, shapes: Sequence[Shape]) -> list[tuple[str, int, int, int]]:
        """Name, places, features in and features out of each."""
        query, value, key = _three(shapes)
        keys, values = self.shared_heads * self.key_size, self.shared_heads * self.value_size
        found = [
            (_("query"), product(query[:-1]), query[-1], self.heads * self.key_size),
            (_("key"), product(key[:-1]), key[-1], keys),
            (_("value"), product(value[:-1]), value[-1], values),
        ]
        if self.gate:
            found.append((_("gate"), product(query[:-1]), query[-1], self.heads * self.value_size))
        made = product(self.features or query[-1:])
        return [*found, (_("output"), product(query[:-1]), self.heads * self.value_size, made)]

    def parameters(self, shapes: Sequence[Shape]) -> int:
        """Those of the four projections; they do not depend on the number of places."""
        return sum((read + self.bias) * made for _name, _places, read, made in self._projections(shapes))

    def _pairs(self, shapes: Sequence[Shape]) -> int:
        query, value, _key = _three(shapes)
        (looked, rest), (over, _rest) = self._looked(query), self._looked(value)
        return product(rest) * product(looked) * product(over)

    def multiply_adds(self, shapes: Sequence[Shape]) -> int:
        """Those of the projections, and for each pair of places those of the scores and of the sum."""
        projected = sum(places * read * made for _name, places, read, made in self._projections(shapes))
        return projected + self._pairs(shapes) * self.heads * (self.key_size + self.value_size)

    def seen(self, fields: Sequence[Sequence[Field]], shape: Shape) -> tuple[Field, ...]:
        """All that the value sees."""
        return () if self.axes else _all_seen(fields)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """Each projection, and the part that grows with the square of the places."""
        lines = []
        for name, _places, read, made in self._projections(shapes):
            formula = f"({read} + 1)·{made}" if self.bias else f"{read}·{made}"
            lines.append((_("parameters, {line}").format(line=name), equation(formula, (read + self.bias) * made)))
        pairs = self._pairs(shapes)
        work = pairs * self.heads * (self.key_size + self.value_size)
        formula = f"{pairs:,}·{self.heads}·({self.key_size} + {self.value_size})"
        text = _("{formula}: {pairs} pairs of places, which grow with the square of their number")
        return [
            *lines,
            (_("parameters"), number(self.parameters(shapes))),
            (_("multiply-adds, projections"), number(self.multiply_adds(shapes) - work)),
            (_("multiply-adds, pairs"), text.format(formula=equation(formula, work), pairs=f"{pairs:,}")),
            (_("multiply-adds"), number(self.multiply_adds(shapes))),
        ]

    def __str__(self) -> str:
        groups = "" if self.shared_heads == self.heads else f"/g{self.shared_heads}"
        return f"attention{self.heads}x{self.key_size}{groups}"
