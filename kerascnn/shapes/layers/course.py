"""The layers of `kerascnn.layers`, and those of which only the name is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Layer, Line, Shape, equation, product, times
from kerascnn.shapes.layers.convolutions import Filtering
from kerascnn.shapes.layers.pointwise import axes_of
from kerascnn.shapes.layers.sliding import Sliding

__all__ = ["Custom", "PaddedShortcut", "PartialConvolution", "RadialBasis", "Standardization", "Subsampling"]


@dataclass(frozen=True, kw_only=True)
class PartialConvolution(Filtering):
    """A convolution in which each filter reads only some of the channels, as C3 of LeNet-5.

    Attributes:
        connections: pairs of a channel and a filter that reads it, 60 in LeNet-5.
    """

    connections: int

    def parameters(self, shape: Shape) -> int:
        """`F·F` for each connection, and the biases."""
        return product(self._kernel(shape)) * self.connections + self.bias * self.filters

    def multiply_adds(self, shape: Shape) -> int:
        """One for each position and each weight; the zeros that fill the kernel up are not counted."""
        return product(self.output(shape)[:-1]) * product(self._kernel(shape)) * self.connections

    def _cost_lines(self, shape: Shape) -> list[Line]:
        kernel = times(self._kernel(shape))
        formula = f"{kernel}·{self.connections}" + (f" + {self.filters}" if self.bias else "")
        places = times(self.output(shape)[:-1])
        return [
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(f"{places} · {kernel}·{self.connections}", self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return self._notation("partialconv")


@dataclass(frozen=True, kw_only=True)
class Subsampling(Sliding):
    """LeNet-5's pooling: the sum of each window times a coefficient of the channel, plus a bias."""

    def parameters(self, shape: Shape) -> int:
        """A coefficient and a bias for each channel."""
        return 2 * shape[-1]

    def _cost_lines(self, shape: Shape) -> list[Line]:
        return [(_("parameters"), equation(f"2·{shape[-1]}", self.parameters(shape)))]

    def __str__(self) -> str:
        return f"subsampling{self.kernel[0]}"


@dataclass(frozen=True, kw_only=True)
class PaddedShortcut(Sliding):
    """A shortcut without parameters: every S-th pixel, and channels of zeros behind.

    Attributes:
        filters: channels of the output.
    """

    filters: int

    def channels(self, shape: Shape) -> int:
        """As many as the branch that it is added to has.

        Raises:
            InputError: the input has more.
        """
        if shape[-1] > self.filters:
            text = _("it cannot leave channels out: its input has {n}, its output {filters}")
            raise InputError(text.format(n=shape[-1], filters=self.filters))
        return self.filters

    def __str__(self) -> str:
        return f"shortcut{self.filters}{self._options()}"


@dataclass(frozen=True, kw_only=True)
class RadialBasis(Layer):
    """LeNet-5's output: the squared distance of the vector from each of some fixed ones.

    Attributes:
        centres: how many they are.
    """

    centres: int

    def output(self, shape: Shape) -> Shape:
        """A distance from each centre."""
        return (*shape[:-1], self.centres)

    def parameters(self, shape: Shape) -> int:
        """The numbers of the centres."""
        return shape[-1] * self.centres

    def fixed_parameters(self, shape: Shape) -> int:
        """All of them."""
        return self.parameters(shape)

    def multiply_adds(self, shape: Shape) -> int:
        """A square, added up, for each number of each centre."""
        return product(shape) * self.centres

    def explain(self, shape: Shape) -> list[Line]:
        """The centres, which are not trained."""
        formula = f"{shape[-1]}·{self.centres}"
        return [
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(formula, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return f"rbf{self.centres}"


@dataclass(frozen=True, kw_only=True)
class Standardization(Layer):
    """Keras's `Normalization`: each channel to mean 0 and variance 1, by what was measured beforehand.

    Attributes:
        given: whether mean and variance stand in the configuration and so are no weights.
        axes: those along which each place has a mean and a variance of its own, the batch being 0; none for one of all.
    """

    given: bool = False
    axes: tuple[int, ...] = (-1,)

    def output(self, shape: Shape) -> Shape:
        """The same.

        Raises:
            InputError: there is no such axis.
        """
        axes_of(shape, self.axes)
        return shape

    def parameters(self, shape: Shape) -> int:
        """The mean and the variance of each channel, and how many pictures were measured."""
        return 0 if self.given else 2 * product(axes_of(shape, self.axes)) + 1

    def fixed_parameters(self, shape: Shape) -> int:
        """All of them."""
        return self.parameters(shape)

    def explain(self, shape: Shape) -> list[Line]:
        """The parameters."""
        each = times(axes_of(shape, self.axes)) or "1"
        text = _("{formula}: mean, variance and how many examples were measured; they are kept, not trained")
        kept = text.format(formula=equation(f"2·{each} + 1", self.parameters(shape)))
        return [(_("parameters"), _("0: mean and variance stand in the configuration") if self.given else kept)]

    def __str__(self) -> str:
        return "standardization"


@dataclass(frozen=True, kw_only=True)
class Custom(Layer):
    """A layer of which only the name is known: it is not run, and nothing of it can be counted.

    Attributes:
        kind: the name of its class.
        made: the shape of its output, where the file says it; otherwise empty.
    """

    kind: str
    made: Shape = ()

    def output(self, shape: Shape) -> Shape:
        """What the file says."""
        return self.made

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """Not known."""
        return ()

    def __str__(self) -> str:
        return self.kind
