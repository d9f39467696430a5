"""Layers that put numbers elsewhere, or make pictures of another size of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Layer, Line, Shape, Sizes, times
from kerascnn.shapes.sizes import Window

__all__ = ["Permute", "Repeat", "Resizing"]


@dataclass(frozen=True, kw_only=True)
class Permute(Layer):
    """The axes in another order.

    Attributes:
        order: which axis of the input each axis of the output is; the first is 1.
    """

    order: Shape

    def output(self, shape: Shape) -> Shape:
        """The sizes in that order.

        Raises:
            InputError: the order is not one of the input's axes.
        """
        if sorted(self.order) != list(range(1, len(shape) + 1)):
            text = _("it puts the axes in the order {order}, and its input {shape} has {n}")
            raise InputError(text.format(order=times(self.order, ", "), shape=times(shape, "×"), n=len(shape)))
        return tuple(shape[axis - 1] for axis in self.order)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """As before where the channels stay behind; otherwise all of the map."""
        if self.order[-1] == len(shape) and len(fields) == len(shape) - 1:
            return tuple(fields[axis - 1] for axis in self.order[:-1])
        return tuple(field.whole(count) for field, count in zip(fields, shape, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The axes."""
        return [(_("axes"), f"{times(shape, '×')} → {times(self.output(shape), '×')}")]

    def __str__(self) -> str:
        return f"permute{times(self.order, 'x')}"


@dataclass(frozen=True, kw_only=True)
class Repeat(Layer):
    """A vector so many times: Keras's `RepeatVector`.

    Attributes:
        count: how many times.
    """

    count: int

    def output(self, shape: Shape) -> Shape:
        """A sequence of the same vector.

        Raises:
            InputError: the input is no vector.
        """
        if len(shape) != 1:
            raise InputError(_("it repeats a vector, and its input is {shape}").format(shape=times(shape, "×")))
        return (self.count, *shape)

    def explain(self, shape: Shape) -> list[Line]:
        """The sequence."""
        return [(_("length"), str(self.count))]

    def __str__(self) -> str:
        return f"repeat{self.count}"


@dataclass(frozen=True, kw_only=True)
class Resizing(Layer):
    """A picture of another size: Keras's `Resizing`, `CenterCrop` and `RandomCrop`.

    Attributes:
        size: height and width of the output.
        how: "resize", "center" (the middle is cut out) or "random" (some part is).
    """

    size: Sizes
    how: Literal["resize", "center", "random"] = "resize"

    def output(self, shape: Shape) -> Shape:
        """The height and the width, and the channels.

        Raises:
            InputError: the input is no picture.
        """
        if len(shape) != 3:
            raise InputError(_("it takes a picture, and its input is {shape}").format(shape=times(shape, "×")))
        return (*self.size, shape[-1])

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """The middle where that is cut out; otherwise nobody knows which pixels."""
        cut = [old - new for old, new in zip(shape, self.size, strict=False)]
        if self.how != "center" or min(cut) < 0:
            return ()
        windows = [Window(1, before=-(each // 2)) for each in cut]
        return tuple(field.through(window) for field, window in zip(fields, windows, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The sizes."""
        return [(_("height, width"), f"{times(shape[:-1], '×')} → {times(self.size, '×')}")]

    def __str__(self) -> str:
        return {"resize": "resize", "center": "centercrop", "random": "randomcrop"}[self.how] + times(self.size, "x")
