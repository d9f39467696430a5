"""Layers that multiply numbers by others that are learned, one for each channel or for each number."""

from dataclasses import dataclass

from kerascnn.language import _
from kerascnn.shapes.layers.base import Layer, Line, Shape, equation, product, times

__all__ = ["LearnedSlope", "Scale"]


@dataclass(frozen=True, kw_only=True)
class LearnedSlope(Layer):
    """Keras's `PReLU`: numbers below 0 times a slope that is learned.

    Attributes:
        shared: axes along which the slope is the same, the batch being 0.
    """

    shared: tuple[int, ...] = ()

    def parameters(self, shape: Shape) -> int:
        """A slope for each number of the input, but for the axes that share it."""
        return product(self._slopes(shape))

    def _slopes(self, shape: Shape) -> Shape:
        return tuple(1 if axis in self.shared else size for axis, size in enumerate(shape, start=1))

    def explain(self, shape: Shape) -> list[Line]:
        """The slopes."""
        return [(_("parameters"), equation(times(self._slopes(shape)), self.parameters(shape)))]

    def __str__(self) -> str:
        return "prelu"


@dataclass(frozen=True, kw_only=True)
class Scale(Layer):
    """Each channel times a number that is learned: ConvNeXt's `LayerScale`.

    Source:
        Touvron et al. (2021), Going deeper with image transformers.
    """

    def parameters(self, shape: Shape) -> int:
        """One for each channel."""
        return shape[-1]

    def explain(self, shape: Shape) -> list[Line]:
        """The scales."""
        return [(_("parameters"), f"{shape[-1]}: γ")]

    def __str__(self) -> str:
        return "scale"
