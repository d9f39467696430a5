"""Convolutions of all kinds whose window slides over the input."""

from dataclasses import dataclass

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers.base import Line, Shape, Sizes, equation, number, per_axis, product, times
from kerascnn.shapes.layers.sliding import Sliding

__all__ = ["Convolution", "Depthwise", "LocallyConnected", "Separable"]


@dataclass(frozen=True, kw_only=True)
class Filtering(Sliding):
    """A layer whose output has one channel for each filter.

    Attributes:
        filters: channels of the output.
        bias: whether each filter adds a number of its own.
    """

    filters: int
    bias: bool = True

    def channels(self, shape: Shape) -> int:
        """One for each filter."""
        return self.filters

    def _kernel(self, shape: Shape) -> Sizes:
        return per_axis(self.kernel, len(shape) - 1)

    def _channel_lines(self, shape: Shape) -> list[Line]:
        return [(_("channels"), _("{n}, one for each filter").format(n=self.filters))]

    def _notation(self, name: str, *further: str) -> str:
        options = self._options(*further, "" if self.bias else "nobias")
        return f"{name}{self.filters}@{times(self.kernel, 'x')}{options}"


@dataclass(frozen=True, kw_only=True)
class Convolution(Filtering):
    """A convolution: each of `filters` kernels reads all channels of its group.

    Attributes:
        groups: parts into which channels and filters are divided; AlexNet's two towers are 2.
    """

    groups: int = 1

    def channels(self, shape: Shape) -> int:
        """One for each filter."""
        if shape[-1] % self.groups == self.filters % self.groups == 0:
            return self.filters
        for name, count in ((_("channels of its input"), shape[-1]), (_("filters"), self.filters)):
            if count % self.groups:
                text = _("its {groups} groups do not divide the {count} {name}; these do: {divisors}")
                both = range(1, min(shape[-1], self.filters, 1024) + 1)
                divisors = [n for n in both if shape[-1] % n == 0 and self.filters % n == 0]
                raise InputError(
                    text.format(groups=self.groups, count=count, name=name, divisors=", ".join(map(str, divisors[-6:])))
                )
        return self.filters

    def parameters(self, shape: Shape) -> int:
        """`(F·F·C/G + 1)·K`; they do not depend on the image's size."""
        return (product(self._kernel(shape)) * (shape[-1] // self.groups) + self.bias) * self.filters

    def multiply_adds(self, shape: Shape) -> int:
        """One for each output and each weight of its kernel."""
        return product(self.output(shape)) * product(self._kernel(shape)) * (shape[-1] // self.groups)

    def _cost_lines(self, shape: Shape) -> list[Line]:
        weights = times((*self._kernel(shape), shape[-1])) + (f"/{self.groups}" if self.groups > 1 else "")
        formula = f"({weights} + 1)·{self.filters}" if self.bias else f"{weights}·{self.filters}"
        operations = f"{times(self.output(shape))} · {weights}"
        return [
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(operations, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return self._notation("conv", f"g{self.groups}" if self.groups > 1 else "")


@dataclass(frozen=True, kw_only=True)
class Depthwise(Sliding):
    """A depthwise convolution: each channel has `multiplier` kernels of its own."""

    multiplier: int = 1
    bias: bool = True

    def channels(self, shape: Shape) -> int:
        """`multiplier` for each channel."""
        return shape[-1] * self.multiplier

    def parameters(self, shape: Shape) -> int:
        """`(F·F + 1)·C·M`."""
        return (product(per_axis(self.kernel, len(shape) - 1)) + self.bias) * self.channels(shape)

    def multiply_adds(self, shape: Shape) -> int:
        """One for each output and each weight of its kernel, which reads one channel."""
        return product(self.output(shape)) * product(per_axis(self.kernel, len(shape) - 1))

    def _channel_lines(self, shape: Shape) -> list[Line]:
        return [(_("channels"), equation(_per_channel(shape, self.multiplier), self.channels(shape)))]

    def _cost_lines(self, shape: Shape) -> list[Line]:
        kernel, channels = times(per_axis(self.kernel, len(shape) - 1)), _per_channel(shape, self.multiplier)
        formula = f"({kernel} + 1)·{channels}" if self.bias else f"{kernel}·{channels}"
        return [
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(f"{times(self.output(shape))} · {kernel}", self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        further = (f"m{self.multiplier}" if self.multiplier > 1 else "", "" if self.bias else "nobias")
        return f"dwconv@{times(self.kernel, 'x')}{self._options(*further)}"


def _per_channel(shape: Shape, multiplier: int) -> str:
    return f"{shape[-1]}·{multiplier}" if multiplier > 1 else str(shape[-1])


@dataclass(frozen=True, kw_only=True)
class Separable(Filtering):
    """A depthwise convolution without bias, and then a 1×1 convolution with one: MobileNet's saving."""

    multiplier: int = 1

    def _depthwise(self) -> Depthwise:
        return Depthwise(
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            multiplier=self.multiplier,
            bias=False,
        )

    def _pointwise(self) -> Convolution:
        return Convolution(filters=self.filters, kernel=(1,), bias=self.bias)

    def parameters(self, shape: Shape) -> int:
        """Those of the depthwise part and those of the 1×1 part."""
        depthwise, pointwise = self._depthwise(), self._pointwise()
        return depthwise.parameters(shape) + pointwise.parameters(depthwise.output(shape))

    def multiply_adds(self, shape: Shape) -> int:
        """Those of the depthwise part and those of the 1×1 part."""
        depthwise, pointwise = self._depthwise(), self._pointwise()
        return depthwise.multiply_adds(shape) + pointwise.multiply_adds(depthwise.output(shape))

    def _cost_lines(self, shape: Shape) -> list[Line]:
        depthwise, pointwise = self._depthwise(), self._pointwise()
        middle = depthwise.output(shape)
        normal = Convolution(
            filters=self.filters, kernel=self.kernel, stride=self.stride, padding=self.padding, dilation=self.dilation
        ).multiply_adds(shape)
        operations = self.multiply_adds(shape)
        text = _("{total}; a normal convolution needs {normal}")
        return [
            *((_("depthwise {line}").format(line=name), line) for name, line in depthwise._cost_lines(shape)),
            *((_("1×1 {line}").format(line=name), line) for name, line in pointwise._cost_lines(middle)),
            (_("parameters"), number(self.parameters(shape))),
            (_("multiply-adds"), text.format(total=number(operations), normal=number(normal))),
        ]

    def __str__(self) -> str:
        return self._notation("sepconv", f"m{self.multiplier}" if self.multiplier > 1 else "")


@dataclass(frozen=True, kw_only=True)
class LocallyConnected(Filtering):
    """A convolution whose weights are not shared: every position has kernels and biases of its own."""

    def parameters(self, shape: Shape) -> int:
        """`(F·F·C + 1)·K` for each position."""
        kernel = product(self._kernel(shape))
        return product(self.output(shape)) * (kernel * shape[-1] + self.bias)

    def multiply_adds(self, shape: Shape) -> int:
        """As many as the convolution of the same sizes."""
        return product(self.output(shape)) * product(self._kernel(shape)) * shape[-1]

    def _cost_lines(self, shape: Shape) -> list[Line]:
        weights = times((*self._kernel(shape), shape[-1]))
        formula = f"({weights} + 1)·{self.filters}" if self.bias else f"{weights}·{self.filters}"
        output = self.output(shape)
        shared = (product(self._kernel(shape)) * shape[-1] + self.bias) * self.filters
        text = _("{formula}; a convolution shares its weights and has {shared}")
        own = equation(f"{times(output[:-1])} · {formula}", self.parameters(shape))
        return [
            (_("parameters"), text.format(formula=own, shared=number(shared))),
            (_("multiply-adds"), equation(f"{times(output)} · {weights}", self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        return self._notation("local")
