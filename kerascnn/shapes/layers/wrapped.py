"""Layers around others: for each step of a sequence, with a normalised kernel, with the channels first."""

from collections.abc import Sequence
from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Joint, Layer, Line, Shape, equation, number, times
from kerascnn.shapes.layers.convolutions import Depthwise
from kerascnn.shapes.layers.resizing import TransposeConvolution

__all__ = ["ChannelsFirst", "SpectralNormalization", "StepsJoint", "TimeDistributed"]


def _of_step(shape: Shape) -> Shape:
    if len(shape) < 2:
        text = _("it works on each step of a sequence, and its input is {shape}")
        raise InputError(text.format(shape=times(shape, "×")))
    return shape[1:]


@dataclass(frozen=True, kw_only=True)
class TimeDistributed(Layer):
    """A layer that works on each step of a sequence by itself, with the same weights.

    Attributes:
        layer: the layer.
        frozen: whether none of the layer's weights are trained.
    """

    layer: Layer
    frozen: bool = False

    def output(self, shape: Shape) -> Shape:
        """The steps, and what the layer makes of each.

        Raises:
            InputError: as the layer; or the input has no steps.
        """
        return (shape[0], *self.layer.output(_of_step(shape)))

    def parameters(self, shape: Shape) -> int:
        """Those of the layer: they do not depend on the number of steps."""
        return self.layer.parameters(_of_step(shape))

    def fixed_parameters(self, shape: Shape) -> int:
        """Those of the layer: all, where it is frozen."""
        return self.parameters(shape) if self.frozen else self.layer.fixed_parameters(_of_step(shape))

    def frozen_parameters(self, shape: Shape) -> int:
        """Those of the layer, where it is frozen, or of one within it."""
        return self.parameters(shape) if self.frozen else self.layer.frozen_parameters(_of_step(shape))

    def multiply_adds(self, shape: Shape) -> int:
        """Those of the layer, for each step."""
        return shape[0] * self.layer.multiply_adds(_of_step(shape))

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """The step itself, and what the layer sees of it."""
        return (*fields[:1], *self.layer.seen(fields[1:], _of_step(shape))) if fields else ()

    def explain(self, shape: Shape) -> list[Line]:
        """The formulas of the layer, for one step, and the work of all."""
        step = _of_step(shape)
        lines = [(_("each step, {line}").format(line=name), text) for name, text in self.layer.explain(step)]
        formula = f"{shape[0]} · {self.layer.multiply_adds(step):,}"
        return [
            *lines,
            (_("parameters"), number(self.parameters(shape))),
            (_("multiply-adds"), equation(formula, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"each-step({self.layer})"


@dataclass(frozen=True, kw_only=True)
class StepsJoint(Joint):
    """A layer of several inputs that works on each step of sequences by itself.

    Attributes:
        layer: the layer.
    """

    layer: Joint

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The steps, and what the layer makes of each.

        Raises:
            InputError: as the layer; or an input has no steps.
        """
        return (shapes[0][0], *self.layer.output([_of_step(shape) for shape in shapes]))

    def parameters(self, shapes: Sequence[Shape]) -> int:
        """Those of the layer."""
        return self.layer.parameters([_of_step(shape) for shape in shapes])

    def multiply_adds(self, shapes: Sequence[Shape]) -> int:
        """Those of the layer, for each step."""
        return shapes[0][0] * self.layer.multiply_adds([_of_step(shape) for shape in shapes])

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The formulas of the layer."""
        lines = self.layer.explain([_of_step(shape) for shape in shapes])
        return [(_("each step, {line}").format(line=name), text) for name, text in lines]

    def __str__(self) -> str:
        return f"each-step({self.layer})"


@dataclass(frozen=True, kw_only=True)
class SpectralNormalization(Layer):
    """A layer whose kernel is divided by its largest singular value, which is estimated with a vector that is kept.

    Attributes:
        layer: the layer.
        frozen: whether none of the layer's weights are trained.

    Source:
        Miyato et al. (2018), Spectral normalization for generative adversarial networks.
    """

    layer: Layer
    frozen: bool = False

    def _columns(self, shape: Shape) -> int:
        """The last axis of the kernel: outputs of each place, but inputs where the kernel is a transpose one's."""
        if isinstance(self.layer, TransposeConvolution):
            return shape[-1]
        if isinstance(self.layer, Depthwise):
            return self.layer.multiplier
        return self.layer.output(shape)[-1]

    def output(self, shape: Shape) -> Shape:
        """That of the layer.

        Raises:
            InputError: as the layer.
        """
        return self.layer.output(shape)

    def parameters(self, shape: Shape) -> int:
        """Those of the layer, and a number for each column of its kernel."""
        return self.layer.parameters(shape) + self._columns(shape)

    def fixed_parameters(self, shape: Shape) -> int:
        """The vector that is kept, and those of the layer: all, where it is frozen."""
        own = self.layer.parameters(shape) if self.frozen else self.layer.fixed_parameters(shape)
        return own + self._columns(shape)

    def frozen_parameters(self, shape: Shape) -> int:
        """Those of the layer, where it is frozen, or of one within it."""
        return self.layer.parameters(shape) if self.frozen else self.layer.frozen_parameters(shape)

    def multiply_adds(self, shape: Shape) -> int:
        """Those of the layer: the kernel is divided in training only."""
        return self.layer.multiply_adds(shape)

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """As the layer."""
        return self.layer.seen(fields, shape)

    def explain(self, shape: Shape) -> list[Line]:
        """The formulas of the layer, and the vector."""
        formula = f"{self.layer.parameters(shape):,} + {self._columns(shape):,}"
        text = _("{formula}: the second are a vector that is kept, not trained")
        return [
            *self.layer.explain(shape),
            (_("parameters with the vector"), text.format(formula=equation(formula, self.parameters(shape)))),
        ]

    def __str__(self) -> str:
        return f"spectral({self.layer})"


@dataclass(frozen=True, kw_only=True)
class ChannelsFirst(Layer):
    """A layer that takes and gives its channels in front of the places.

    Attributes:
        layer: the layer, which has them behind.
        steps: axes that stand in front of the channels: 1 for a sequence of maps.
    """

    layer: Layer
    steps: int = 0

    def _turned(self, shape: Shape) -> Shape:
        head, tail = shape[: self.steps], shape[self.steps :]
        return (*head, *tail[1:], *tail[:1])

    def _back(self, shape: Shape, *, steps: int) -> Shape:
        head, tail = shape[:steps], shape[steps:]
        return (*head, *tail[-1:], *tail[:-1])

    def output(self, shape: Shape) -> Shape:
        """That of the layer, with its channels first.

        Raises:
            InputError: as the layer.
        """
        made = self.layer.output(self._turned(shape))
        return self._back(made, steps=self.steps if len(made) == len(shape) else 0)

    def outputs(self, shape: Shape) -> tuple[Shape, ...]:
        """Those of the layer, with their channels first."""
        found = self.layer.outputs(self._turned(shape))
        return tuple(self._back(made, steps=self.steps if len(made) == len(shape) else 0) for made in found)

    def parameters(self, shape: Shape) -> int:
        """Those of the layer."""
        return self.layer.parameters(self._turned(shape))

    def fixed_parameters(self, shape: Shape) -> int:
        """Those of the layer."""
        return self.layer.fixed_parameters(self._turned(shape))

    def frozen_parameters(self, shape: Shape) -> int:
        """Those of the layer."""
        return self.layer.frozen_parameters(self._turned(shape))

    def multiply_adds(self, shape: Shape) -> int:
        """Those of the layer."""
        return self.layer.multiply_adds(self._turned(shape))

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """None are given: fields are followed along the axes of a network with its channels last."""
        return ()

    def explain(self, shape: Shape) -> list[Line]:
        """The formulas of the layer."""
        return [(_("channels first"), times(shape, "×")), *self.layer.explain(self._turned(shape))]

    def __str__(self) -> str:
        return f"{self.layer}/first"
