"""What all layers have in common."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.fields import Field

__all__ = [
    "Joint",
    "Layer",
    "Line",
    "Shape",
    "Sizes",
    "ends",
    "equation",
    "number",
    "per_axis",
    "places",
    "product",
    "times",
    "together",
]

Shape = tuple[int, ...]
"""The axes of one example, channels last: (height, width, channels), (features,), (length, channels), or of a volume
(depth, height, width, channels)."""

Sizes = tuple[int, ...]
"""One number for all axes, or one for each."""

Line = tuple[str, str]
"""A line of an explanation: what it is about, and the formula with its numbers."""


@dataclass(frozen=True)
class Layer:
    """A layer of one input. `str` gives it in the notation of `shape-calc`."""

    def output(self, shape: Shape) -> Shape:
        """The shape that the layer makes of `shape`.

        Raises:
            InputError: the layer cannot take this shape.
        """
        return shape

    def outputs(self, shape: Shape) -> tuple[Shape, ...]:
        """The shapes of all that the layer puts out: one, but for a few layers of saved models."""
        return (self.output(shape),)

    def parameters(self, shape: Shape) -> int:
        """Numbers that the layer holds for an input of this shape, as Keras's `count_params` counts them."""
        return 0

    def fixed_parameters(self, shape: Shape) -> int:
        """How many of the parameters are not trained by gradient descent (the averages of batch normalisation)."""
        return 0

    def frozen_parameters(self, shape: Shape) -> int:
        """How many of these belong to a frozen layer that this one is around."""
        return 0

    def multiply_adds(self, shape: Shape) -> int:
        """Multiplications (each with its addition) for one example, in convolutions and dense layers, biases apart."""
        return 0

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """The receptive fields of the outputs, from those of the inputs: one field an axis of the image."""
        return tuple(fields)

    def unseen(self, shape: Shape) -> Sizes:
        """Rows and columns of the input that no window covers, one number an axis."""
        return ()

    def cautions(self, shape: Shape) -> list[str]:
        """What goes wrong where the layer is really built, though its arithmetic is right."""
        return []

    def explain(self, shape: Shape) -> list[Line]:
        """The formulas with the numbers put in."""
        return []


@dataclass(frozen=True)
class Joint:
    """A layer of several inputs."""

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The shape that the layer makes of its inputs.

        Raises:
            InputError: the shapes do not go together.
        """
        return shapes[0]

    def outputs(self, shapes: Sequence[Shape]) -> tuple[Shape, ...]:
        """The shapes of all that the layer puts out."""
        return (self.output(shapes),)

    def parameters(self, shapes: Sequence[Shape]) -> int:
        """Numbers that the layer holds for inputs of these shapes."""
        return 0

    def fixed_parameters(self, shapes: Sequence[Shape]) -> int:
        """How many of the parameters are not trained by gradient descent."""
        return 0

    def multiply_adds(self, shapes: Sequence[Shape]) -> int:
        """Multiplications (each with its addition) for one example."""
        return 0

    def seen(self, fields: Sequence[Sequence[Field]], shape: Shape) -> tuple[Field, ...]:
        """The receptive fields of the outputs, from those of the inputs; none where nothing can be said.

        Args:
            fields: of each input.
            shape: of the output.
        """
        return ()

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The formulas with the numbers put in."""
        return []


def places(shape: Shape) -> Shape:
    """The axes of `shape` that a window can slide along.

    Raises:
        InputError: there are none, or more than the three of a volume.
    """
    if len(shape) in (2, 3, 4):
        return shape[:-1]
    if len(shape) == 1:
        text = _("it slides over a map (height×width×channels or length×channels), and its input is a vector of {n}")
        raise InputError(text.format(n=shape[0]))
    text = _("it slides along one to three axes, and its input {shape} has {n}")
    raise InputError(text.format(shape=times(shape, "×"), n=len(shape) - 1))


def per_axis(values: Sizes, rank: int) -> Sizes:
    """One number an axis.

    Raises:
        InputError: there are several numbers, and not as many as the input has axes.
    """
    if len(values) == rank:
        return values
    if len(values) == 1:
        return values * rank
    text = ngettext(
        "it has {n} numbers ({values}), and its input has {rank} axis to slide along",
        "it has {n} numbers ({values}), and its input has {rank} axes to slide along",
        rank,
    )
    raise InputError(text.format(n=len(values), values=times(values, "x"), rank=rank))


def product(numbers: Iterable[int]) -> int:
    """The product of all."""
    return math.prod(numbers)


def times(numbers: Iterable[int | str], sign: str = "·") -> str:
    """The numbers with a sign between them: "5·5·3"."""
    return sign.join(map(str, numbers))


def number(value: int) -> str:
    """A number as a person reads it: "62,006", "−1"."""
    return f"{value:,}".replace("-", "−")


def equation(formula: str, value: int) -> str:
    """A formula and its value, once where the two are the same."""
    return formula if formula == str(value) else f"{formula} = {number(value)}"


def ends(rank: int) -> tuple[tuple[str, str, str], ...]:
    """For each axis its name and the names of its two ends, in the reader's language."""
    if rank == 1:
        return ((_("length"), _("before"), _("after")),)
    if rank == 3:
        return ((_("depth"), _("in front"), _("behind")), *ends(2))
    if rank > 3:
        return tuple((_("axis {n}").format(n=n), _("before"), _("after")) for n in range(1, rank + 1))
    return ((_("height"), _("above"), _("below")), (_("width"), _("on the left"), _("on the right")))


def together(lines: Sequence[Line]) -> list[Line]:
    """Lines about each axis; one for all of them where they say the same."""
    if len(lines) > 1 and len({text for _name, text in lines}) == 1:
        return [(", ".join(name for name, _text in lines), lines[0][1])]
    return list(lines)
