"""Layers of words and numbers that stand for things: tables of vectors, one-hot vectors, sums named by letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Joint, Layer, Line, Shape, equation, number, product, times

__all__ = ["Crossing", "Einsum", "Embedding", "OneHot", "Vectorization"]


@dataclass(frozen=True, kw_only=True)
class Embedding(Layer):
    """A table: each number of the input becomes the vector of its row.

    Attributes:
        rows: how many things there are vectors for.
        features: numbers of a vector.
        tied: in `ReversibleEmbedding`, whether the way back uses the same table; a plain embedding is tied.
        reverse: whether it is used the way back: vectors become a number for each row.
    """

    rows: int
    features: int
    tied: bool = True
    reverse: bool = False

    def output(self, shape: Shape) -> Shape:
        """A vector for each number; the way back, a number for each row.

        Raises:
            InputError: the way back, the vectors are of another length.
        """
        if self.reverse and shape[-1] != self.features:
            text = _("it takes vectors of {features} numbers, and its input is {shape}")
            raise InputError(text.format(features=self.features, shape=times(shape, "×")))
        return (*shape[:-1], self.rows) if self.reverse else (*shape, self.features)

    def parameters(self, shape: Shape) -> int:
        """A vector for each row."""
        return self.rows * self.features * (1 if self.tied else 2)

    def multiply_adds(self, shape: Shape) -> int:
        """None: rows are looked up; the way back one for each number of the table, for each vector."""
        return product(shape[:-1]) * self.rows * self.features if self.reverse else 0

    def explain(self, shape: Shape) -> list[Line]:
        """The table."""
        formula = f"{self.rows}·{self.features}" if self.tied else f"2·{self.rows}·{self.features}"
        lines = [(_("parameters"), equation(formula, self.parameters(shape)))]
        if self.reverse:
            work = f"{times(shape[:-1]) or 1}·{self.rows}·{self.features}"
            return [*lines, (_("multiply-adds"), equation(work, self.multiply_adds(shape)))]
        return [*lines, (_("multiply-adds"), _("0: the rows of the table are looked up"))]

    def __str__(self) -> str:
        return f"embedding{self.rows}x{self.features}"


@dataclass(frozen=True, kw_only=True)
class OneHot(Layer):
    """Numbers, words or pairs of them as vectors with a place for each thing that there is.

    Attributes:
        places: of a vector; 0 leaves the shape as it is (numbers become numbers).
        mode: "one_hot" (a vector for each number; an axis of 1 is used for it), "multi_hot" (one for all along the
            last axis; "count" and "tf_idf" have the same shape) or "binned" (one for all along the first axis, as
            `Discretization` has it).
    """

    places: int
    mode: Literal["one_hot", "multi_hot", "binned"] = "one_hot"

    def output(self, shape: Shape) -> Shape:
        """The vectors."""
        if not self.places:
            return shape
        if self.mode == "binned":
            return (*shape[1:], self.places)
        if self.mode == "one_hot" and shape[-1] != 1:
            return (*shape, self.places)
        return (*shape[:-1], self.places)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """As before where the axes stay."""
        return tuple(fields) if not self.places or self.output(shape)[:-1] == shape[:-1] else ()

    def explain(self, shape: Shape) -> list[Line]:
        """The places."""
        return [(_("places"), str(self.places))] if self.places else []

    def __str__(self) -> str:
        return f"onehot{self.places}" if self.places else "lookup"


@dataclass(frozen=True, kw_only=True)
class Vectorization(Layer):
    """Texts as numbers of words, or as one vector with a place for each word.

    Attributes:
        length: numbers of a text, or places of the vector.
        words: whether the output is the words one after another.
        split: whether each text is split into words, and so gets an axis of its own in front of the vector.
    """

    length: int
    words: bool = True
    split: bool = True

    def output(self, shape: Shape) -> Shape:
        """The numbers, or the vectors as Keras announces them."""
        if self.words:
            return (self.length,)
        return (*shape, self.length) if self.split else (*shape[:-1], self.length)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """Nothing: texts have no places."""
        return ()

    def explain(self, shape: Shape) -> list[Line]:
        """The length."""
        return [(_("words") if self.words else _("places"), str(self.length))]

    def __str__(self) -> str:
        return f"words{self.length}"


@dataclass(frozen=True, kw_only=True)
class Crossing(Joint):
    """Pairs of two inputs, each as a number of its own: Keras's `HashedCrossing`.

    Attributes:
        layer: what becomes of the numbers.
    """

    layer: OneHot

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """That of one of the inputs, with the places of the pairs.

        Raises:
            InputError: there are not two inputs, or not of one shape.
        """
        if len(shapes) != 2 or shapes[0] != shapes[1]:
            found = _(" and ").join(times(shape, "×") for shape in shapes)
            raise InputError(_("it takes two inputs of one shape, not {found}").format(found=found))
        return self.layer.output(shapes[0])

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The places."""
        return self.layer.explain(shapes[0])

    def __str__(self) -> str:
        return "pairs"


@dataclass(frozen=True, kw_only=True)
class Einsum(Layer):
    """Keras's `EinsumDense`: a product with weights whose axes are named by letters.

    Attributes:
        equation: such as "abc,cd->abd"; three dots stand for the axes that have no letter.
        made: the sizes of the output's last axes; 0 where the input says them.
        bias: letters of the output's axes that have biases.
    """

    equation: str
    made: Shape
    bias: str = ""

    def _sizes(self, shape: Shape) -> tuple[str, str, dict[str, int]]:
        """The letters of the weights and of the output, with the size of each; the batch is 1.

        Raises:
            InputError: the equation is none, or the input has not as many axes.
        """
        dotted = self.equation.replace("...", "0")
        found = re.fullmatch(r"(0?)([A-Za-z]{1,52})(0?),([A-Za-z]{1,52})->(0?)([A-Za-z]{1,52})(0?)", dotted)
        if not found or (found[1], found[3]) != (found[5], found[7]):
            raise InputError(_("it has no usable equation: {text}").format(text=self.equation[:60]))
        left, read, right, weights, _left, written, _right = found.groups()
        whole = (1, *shape)
        free = "".join(chr(0x1D400 + place) for place in range(max(0, len(whole) - len(read)))) if left or right else ""
        read, written = (free + read, free + written) if left else (read + free, written + free)
        if len(read) != len(whole):
            text = _("its equation {equation} takes {n} axes with the batch, and its input {shape} has {m}")
            raise InputError(text.format(equation=self.equation, n=len(read), shape=times(shape, "×"), m=len(whole)))
        sizes = dict(zip(read, whole, strict=True))
        # Keras writes the output's shape without the batch, and may leave out what stands in front or behind.
        kept = written[1:] if not left else written[len(written) - len(self.made) :]
        for letter, size in zip(kept, self.made, strict=False):
            if size:
                sizes[letter] = size
        if not set(weights) | set(written) <= sizes.keys():
            raise InputError(_("it has no usable equation: {text}").format(text=self.equation[:60]))
        return weights, written, sizes

    def output(self, shape: Shape) -> Shape:
        """The sizes of the output's letters.

        Raises:
            InputError: the equation does not fit the input.
        """
        _weights, written, sizes = self._sizes(shape)
        return tuple(sizes[letter] for letter in written[1:])

    def parameters(self, shape: Shape) -> int:
        """The product of the weights' letters, and the biases."""
        weights, written, sizes = self._sizes(shape)
        biases = [sizes[letter] for letter in written if letter in self.bias]
        return product(sizes[letter] for letter in weights) + (product(biases) if self.bias else 0)

    def multiply_adds(self, shape: Shape) -> int:
        """The product of all letters."""
        _weights, _written, sizes = self._sizes(shape)
        return product(sizes.values())

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """As before where it works on each place by itself."""
        return tuple(fields) if self.output(shape)[:-1] == shape[:-1] else ()

    def explain(self, shape: Shape) -> list[Line]:
        """The weights by their letters."""
        weights, _written, sizes = self._sizes(shape)
        formula = times(sizes[letter] for letter in weights)
        biases = self.parameters(shape) - product(sizes[letter] for letter in weights)
        return [
            (_("equation"), self.equation),
            (_("parameters"), equation(f"{formula} + {biases}" if self.bias else formula, self.parameters(shape))),
            (_("multiply-adds"), number(self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"einsum({self.equation})"
