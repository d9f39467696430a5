"""Layers that leave the shape as it is: activations, dropout, normalisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers.base import Layer, Line, Shape, product, times

__all__ = [
    "ACTIVATIONS",
    "SLOPE",
    "Activation",
    "Dropout",
    "Normalization",
    "ResponseNormalization",
    "axes_of",
]

ACTIVATIONS = (
    *("relu", "relu6", "leakyrelu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hardsigmoid", "hardsilu"),
    *("tanh", "softplus", "softmax", "logsoftmax", "linear"),
)

SLOPE = 0.01
"""Of a leakyrelu of which nothing else is said."""


@dataclass(frozen=True, kw_only=True)
class Activation(Layer):
    """A function of each number, or, for softmax, of the channels of each position.

    Attributes:
        function: its name.
        slope: of leakyrelu alone: what a number less than 0 is multiplied by. Keras's layer has 0.3 unasked, its
            activation 0.2, and PyTorch 0.01, as the paper (Maas, Hannun and Ng 2013).
    """

    function: str
    slope: float = SLOPE

    def __str__(self) -> str:
        written = f"{self.slope:.9f}".rstrip("0").rstrip(".")
        return self.function if self.slope == SLOPE else f"{self.function}{written}"


def axes_of(shape: Shape, axes: Sequence[int]) -> Shape:
    """The sizes of the axes of an example, the batch being axis 0 and the last one -1, in their order.

    >>> axes_of((32, 30, 3), (-1,)), axes_of((32, 30, 3), (3, 1))
    ((3,), (32, 3))

    Raises:
        InputError: there is no such axis.
    """
    rank = len(shape)
    places = sorted(axis if axis >= 0 else rank + 1 + axis for axis in axes)
    if any(not 0 < place <= rank for place in places):
        text = _("it works along the axis {axis}, which its input {shape} does not have")
        raise InputError(text.format(axis=times(axes, ", "), shape=times(shape, "×")))
    return tuple(shape[place - 1] for place in places)


@dataclass(frozen=True, kw_only=True)
class Dropout(Layer):
    """In training, a share of the numbers becomes 0."""

    rate: float

    def __str__(self) -> str:
        return f"dropout{self.rate:g}"


@dataclass(frozen=True, kw_only=True)
class Normalization(Layer):
    """Batch, group, layer or root-mean-square normalisation, with a scale γ and a shift β for each channel.

    Attributes:
        mode: over what the mean and the variance are taken; "rms" takes no mean.
        groups: groups of channels, for "group".
        scale: whether there is a γ.
        center: whether there is a β.
        axes: those along which each place has a γ and a β of its own, the batch being 0 and the last one -1.
    """

    mode: Literal["batch", "group", "layer", "rms"]
    groups: int = 1
    scale: bool = True
    center: bool = True
    axes: tuple[int, ...] = (-1,)

    def _each(self, shape: Shape) -> Shape:
        return axes_of(shape, self.axes)

    def output(self, shape: Shape) -> Shape:
        """The same.

        Raises:
            InputError: the groups do not divide the channels, or there is no such axis.
        """
        channels = product(self._each(shape))
        if channels % self.groups:
            divisors = [n for n in range(1, min(channels, 1024) + 1) if channels % n == 0]
            text = _("its {groups} groups do not divide the {count} {name}; these do: {divisors}")
            raise InputError(
                text.format(
                    groups=self.groups,
                    count=channels,
                    name=_("channels of its input"),
                    divisors=", ".join(map(str, divisors[-6:])),
                )
            )
        return shape

    def parameters(self, shape: Shape) -> int:
        """γ and β for each channel; for a batch normalisation also the mean and the variance that it keeps."""
        return (self.scale + self.center) * product(self._each(shape)) + self.fixed_parameters(shape)

    def fixed_parameters(self, shape: Shape) -> int:
        """The mean and the variance of each channel that a batch normalisation keeps."""
        return 2 * product(self._each(shape)) if self.mode == "batch" else 0

    def explain(self, shape: Shape) -> list[Line]:
        """The parameters by their names."""
        trained = [name for name, there in (("γ", self.scale), ("β", self.center)) if there]
        kept = [_("mean"), _("variance")] if self.mode == "batch" else []
        formula = f"{len(trained + kept)}·{times(self._each(shape))} = {self.parameters(shape):,}"
        if not kept:
            return [(_("parameters"), f"{formula}: {', '.join(trained)}")]
        text = _("{formula}: {trained} are trained; {kept} are kept, not trained")
        return [(_("parameters"), text.format(formula=formula, trained=", ".join(trained), kept=", ".join(kept)))]

    def __str__(self) -> str:
        name = {"batch": "bn", "group": f"gn{self.groups}", "layer": "ln", "rms": "rmsnorm"}[self.mode]
        return name + ("" if self.scale else "/noscale") + ("" if self.center else "/nocenter")


@dataclass(frozen=True, kw_only=True)
class ResponseNormalization(Layer):
    """AlexNet's local response normalisation: each value divided by its neighbours in `size` channels."""

    size: int = 5

    def explain(self, shape: Shape) -> list[Line]:
        """That there is nothing to learn."""
        return [(_("parameters"), "0")]

    def __str__(self) -> str:
        return f"lrn{self.size}"
