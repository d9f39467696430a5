"""Arithmetic on the outputs of layers, as functional models have it: `x / 127.5`, `keras.ops.mean(x, axis=1)`."""

from collections.abc import Sequence
from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Joint, Line, Shape, equation, product, times
from kerascnn.shapes.layers.merging import Merge, repeated

__all__ = ["Announced", "Dot", "Elementwise", "Part", "Product", "Reduction"]


@dataclass(frozen=True, kw_only=True)
class Elementwise(Joint):
    """Something that is done number by number.

    Attributes:
        name: of the operation.
    """

    name: str

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The shape of the inputs, axes of 1 being repeated.

        Raises:
            InputError: an axis has two sizes.
        """
        return repeated(shapes)

    def seen(self, fields: Sequence[Sequence[Field]], shape: Shape) -> tuple[Field, ...]:
        """What any of the inputs sees."""
        return tuple(fields[0]) if len(fields) == 1 else Merge(mode="add").seen(fields, shape)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The shape."""
        return [(_("shape"), times(self.output(shapes), "×"))]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Reduction(Joint):
    """The numbers along some axes become one: their mean, their sum, the largest.

    Attributes:
        name: of the operation.
        axes: those axes, the batch being 0.
        keep: whether they stay, with 1 place each.
    """

    name: str
    axes: tuple[int, ...]
    keep: bool = False

    def _reduced(self, shape: Shape) -> set[int]:
        rank = len(shape) + 1
        found = {axis % rank for axis in self.axes if -rank <= axis < rank}
        if 0 in found or len(found) != len(self.axes):
            text = _("it works along the axis {axis}, which its input {shape} does not have")
            raise InputError(text.format(axis=times(self.axes, ", "), shape=times(shape, "×")))
        return found

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The other axes.

        Raises:
            InputError: there are no such axes.
        """
        (shape,), reduced = shapes[:1], self._reduced(shapes[0])
        places = enumerate(shape, start=1)
        return tuple(1 if axis in reduced else size for axis, size in places if self.keep or axis not in reduced)

    def seen(self, fields: Sequence[Sequence[Field]], shape: Shape) -> tuple[Field, ...]:
        """All along the axes that are reduced; as before where only the channels are."""
        rank = len(fields[0]) + 2
        reduced = {axis % rank for axis in self.axes}
        if not self.keep and reduced == {rank - 1}:
            return ()
        numbered = enumerate(fields[0], start=1)
        return tuple(field.whole(field.image) if axis in reduced else field for axis, field in numbered)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The shapes."""
        return [(_("shape"), f"{times(shapes[0], '×')} → {times(self.output(shapes), '×')}")]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Product(Joint):
    """The product of two stacks of matrices: `keras.ops.matmul`."""

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The rows of the first and the columns of the second, for each pair of the stacks.

        Raises:
            InputError: the shapes do not go together.
        """
        if len(shapes) != 2 or min(map(len, shapes)) < 2 or shapes[0][-1] != shapes[1][-2]:
            found = _(" and ").join(times(shape, "×") for shape in shapes)
            raise InputError(_("its inputs {found} are no matrices that can be multiplied").format(found=found))
        one, other = shapes
        return (*repeated([one[:-2], other[:-2]]), one[-2], other[-1])

    def multiply_adds(self, shapes: Sequence[Shape]) -> int:
        """The length of a row for each number of the output."""
        return product(self.output(shapes)) * shapes[0][-1]

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The product with its numbers."""
        formula = f"{times(self.output(shapes))} · {shapes[0][-1]}"
        return [(_("multiply-adds"), equation(formula, self.multiply_adds(shapes)))]

    def __str__(self) -> str:
        return "matmul"


@dataclass(frozen=True, kw_only=True)
class Part(Joint):
    """A part of a tensor: `x[:, -1]`, `x[..., :3]`.

    Attributes:
        key: for each axis behind the batch's a number, a slice or None for a new axis.
    """

    key: tuple[int | slice | None, ...]

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The axes that are left.

        Raises:
            InputError: there are not so many, or nothing is left.
        """
        left = list(shapes[0])
        made = []
        for each in self.key:
            if each is None:
                made.append(1)
            elif not left:
                text = _("it takes {n} axes of its input {shape}")
                raise InputError(text.format(n=len(self.key), shape=times(shapes[0], "×")))
            elif isinstance(each, slice):
                made.append(len(range(*each.indices(left.pop(0)))))
            else:
                left.pop(0)
        if 0 in made:
            raise InputError(_("it takes a part of {shape} that is empty").format(shape=times(shapes[0], "×")))
        return (*made, *left)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The shapes."""
        return [(_("shape"), f"{times(shapes[0], '×')} → {times(self.output(shapes), '×')}")]

    def __str__(self) -> str:
        return "part"


@dataclass(frozen=True, kw_only=True)
class Announced(Joint):
    """An operation without weights that puts numbers elsewhere, the shape of whose output the file says.

    Attributes:
        name: of the operation.
        made: that shape.
    """

    name: str
    made: Shape

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """What the file says."""
        return self.made

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """That the file says it."""
        return [(_("shape"), _("{shape}, as the file says").format(shape=times(self.made, "×")))]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Dot(Joint):
    """Keras's `Dot`: the products of the vectors along one axis of each of two inputs, added up.

    Attributes:
        axes: the axis of each input, the batch being 0; negative ones count from the last.
    """

    axes: tuple[int, int]

    def _places(self, shapes: Sequence[Shape]) -> tuple[int, int]:
        one, other = shapes
        first, second = self.axes[0] % (len(one) + 1), self.axes[1] % (len(other) + 1)
        if not first or not second or one[first - 1] != other[second - 1]:
            text = _("its two inputs {found} have no axes of one length at {axes}")
            found = _(" and ").join(times(shape, "×") for shape in shapes)
            raise InputError(text.format(found=found, axes=times(self.axes, ", ")))
        return first - 1, second - 1

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The other axes of the first input, and then those of the second; 1 where there are none.

        Raises:
            InputError: there are not two inputs, or the axes are not of one length.
        """
        if len(shapes) != 2:
            raise InputError(_("it takes two inputs, not {n}").format(n=len(shapes)))
        first, second = self._places(shapes)
        one, other = shapes
        return (*one[:first], *one[first + 1 :], *other[:second], *other[second + 1 :]) or (1,)

    def multiply_adds(self, shapes: Sequence[Shape]) -> int:
        """The length of the axis for each number of the output."""
        return product(self.output(shapes)) * shapes[0][self._places(shapes)[0]]

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The product with its numbers."""
        output, length = self.output(shapes), shapes[0][self._places(shapes)[0]]
        formula = f"{times(output)} · {length}"
        return [
            (_("shape"), times(output, "×")),
            (_("multiply-adds"), equation(formula, self.multiply_adds(shapes))),
        ]

    def __str__(self) -> str:
        return "dot"
