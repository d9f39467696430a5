"""Layers that leave the shape as it is: activations, dropout, normalisation."""

from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers.base import Layer, Line, Shape

__all__ = ["ACTIVATIONS", "Activation", "Dropout", "Normalization", "ResponseNormalization"]

ACTIVATIONS = (
    *("relu", "relu6", "leakyrelu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hardsigmoid", "hardsilu"),
    *("tanh", "softplus", "softmax", "logsoftmax", "linear"),
)


@dataclass(frozen=True, kw_only=True)
class Activation(Layer):
    """A function of each number, or, for softmax, of the channels of each position."""

    function: str

    def __str__(self) -> str:
        return self.function


@dataclass(frozen=True, kw_only=True)
class Dropout(Layer):
    """In training, a share of the numbers becomes 0."""

    rate: float

    def __str__(self) -> str:
        return f"dropout{self.rate:g}"


@dataclass(frozen=True, kw_only=True)
class Normalization(Layer):
    """Batch, group or layer normalisation, with a scale γ and a shift β for each channel.

    Attributes:
        mode: over what the mean and the variance are taken.
        groups: groups of channels, for "group".
        scale: whether there is a γ.
        center: whether there is a β.
    """

    mode: Literal["batch", "group", "layer"]
    groups: int = 1
    scale: bool = True
    center: bool = True

    def output(self, shape: Shape) -> Shape:
        """The same.

        Raises:
            InputError: the groups do not divide the channels.
        """
        if shape[-1] % self.groups:
            divisors = [n for n in range(1, min(shape[-1], 1024) + 1) if shape[-1] % n == 0]
            text = _("its {groups} groups do not divide the {count} {name}; these do: {divisors}")
            raise InputError(
                text.format(
                    groups=self.groups,
                    count=shape[-1],
                    name=_("channels of its input"),
                    divisors=", ".join(map(str, divisors[-6:])),
                )
            )
        return shape

    def parameters(self, shape: Shape) -> int:
        """γ and β for each channel; for a batch normalisation also the mean and the variance that it keeps."""
        return (self.scale + self.center) * shape[-1] + self.fixed_parameters(shape)

    def fixed_parameters(self, shape: Shape) -> int:
        """The mean and the variance of each channel that a batch normalisation keeps."""
        return 2 * shape[-1] if self.mode == "batch" else 0

    def explain(self, shape: Shape) -> list[Line]:
        """The parameters by their names."""
        trained = [name for name, there in (("γ", self.scale), ("β", self.center)) if there]
        kept = [_("mean"), _("variance")] if self.mode == "batch" else []
        formula = f"{len(trained + kept)}·{shape[-1]} = {self.parameters(shape):,}"
        if not kept:
            return [(_("parameters"), f"{formula}: {', '.join(trained)}")]
        text = _("{formula}: {trained} are trained; {kept} are kept, not trained")
        return [(_("parameters"), text.format(formula=formula, trained=", ".join(trained), kept=", ".join(kept)))]

    def __str__(self) -> str:
        name = {"batch": "bn", "group": f"gn{self.groups}", "layer": "ln"}[self.mode]
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
