"""Layers that leave the map behind: flatten, global pooling, dense, and a change of shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Layer, Line, Shape, equation, places, product, times

__all__ = ["Dense", "Flatten", "GlobalPooling", "Reshape"]


@dataclass(frozen=True)
class Flatten(Layer):
    """All numbers of a map one after another: the feature vector."""

    def output(self, shape: Shape) -> Shape:
        """The product of the axes."""
        return (product(shape),)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """All of the map."""
        return tuple(field.whole(count) for field, count in zip(fields, shape, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The product with its numbers."""
        return [(_("features"), equation(times(shape), product(shape)))]

    def __str__(self) -> str:
        return "flatten"


@dataclass(frozen=True, kw_only=True)
class GlobalPooling(Layer):
    """The largest or the mean value of each channel's whole map.

    Attributes:
        mode: "max" or "avg".
        keep: whether the axes stay, with 1 position each.
    """

    mode: Literal["max", "avg"] = "avg"
    keep: bool = False

    def output(self, shape: Shape) -> Shape:
        """One number a channel."""
        rank = len(places(shape))
        return (*((1,) * rank if self.keep else ()), shape[-1])

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """All of the map."""
        return tuple(field.whole(count) for field, count in zip(fields, shape, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """What becomes of what."""
        text = _("{places} numbers of each channel become 1: {channels}")
        return [
            (_("features"), text.format(places=equation(times(shape[:-1]), product(shape[:-1])), channels=shape[-1]))
        ]

    def __str__(self) -> str:
        return f"global{self.mode}pool" + ("/keep" if self.keep else "")


@dataclass(frozen=True, kw_only=True)
class Dense(Layer):
    """A fully connected layer: each unit reads every number of the vector.

    Attributes:
        units: numbers of the output.
        bias: whether each unit adds a number of its own.
        each: on a map, work on each position by itself, as Keras does without being asked.
    """

    units: int
    bias: bool = True
    each: bool = False

    def output(self, shape: Shape) -> Shape:
        """The units; on a map, for each position."""
        if len(shape) > 1 and not self.each:
            flat, per_position = product(shape), Dense(units=self.units, bias=self.bias, each=True)
            text = _(
                "its input is the map {shape}, not a vector. After a flatten it makes {units} of {flat} numbers, with "
                "{parameters} parameters. As it stands, Keras applies it at each position: {made}, {fewer} parameters"
            )
            raise InputError(
                text.format(
                    shape=times(shape, "×"),
                    flat=flat,
                    units=self.units,
                    parameters=f"{self.parameters((flat,)):,}",
                    made=times((*shape[:-1], self.units), "×"),
                    fewer=f"{per_position.parameters(shape):,}",
                )
            )
        return (*shape[:-1], self.units)

    def parameters(self, shape: Shape) -> int:
        """`(n + 1)·K`."""
        return (shape[-1] + self.bias) * self.units

    def multiply_adds(self, shape: Shape) -> int:
        """One for each weight, at each position."""
        return product(shape) * self.units

    def explain(self, shape: Shape) -> list[Line]:
        """The units, the parameters, the multiply-adds."""
        weights = f"({shape[-1]} + 1)·{self.units}" if self.bias else f"{shape[-1]}·{self.units}"
        return [
            (_("units"), str(self.units)),
            (_("parameters"), equation(weights, self.parameters(shape))),
            (_("multiply-adds"), equation(f"{times(shape)}·{self.units}", self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"dense{self.units}" + ("/each" if self.each else "") + ("" if self.bias else "/nobias")


@dataclass(frozen=True, kw_only=True)
class Reshape(Layer):
    """The same numbers in another shape, channels last.

    Attributes:
        target: the shape; one of its axes may be -1, which is what the others leave of the numbers.
    """

    target: Shape

    def output(self, shape: Shape) -> Shape:
        """The target.

        Raises:
            InputError: it holds more numbers, or fewer.
        """
        target = self._target(shape)
        if product(target) != product(shape):
            text = _("{target} = {wanted} numbers cannot be made of {shape} = {there}")
            raise InputError(
                text.format(
                    target=times(target),
                    wanted=f"{product(target):,}",
                    shape=times(shape),
                    there=f"{product(shape):,}",
                )
            )
        return target

    def _target(self, shape: Shape) -> Shape:
        known = product(size for size in self.target if size != -1)
        return tuple(max(1, product(shape) // known) if size == -1 else size for size in self.target)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """As before where the axes stay; otherwise all of the map."""
        if self._target(shape)[: len(fields)] == shape[:-1]:
            return tuple(fields)
        return tuple(field.whole(count) for field, count in zip(fields, shape, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The product with its numbers."""
        return [(_("features"), f"{times(shape)} = {times(self._target(shape))} = {product(shape):,}")]

    def __str__(self) -> str:
        return f"reshape{times(self.target, 'x')}"
