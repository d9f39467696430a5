"""Layers that make a map larger, or cut from it: transpose convolution, upsampling, zero padding, cropping."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import (
    Layer,
    Line,
    Shape,
    Sizes,
    ends,
    equation,
    per_axis,
    places,
    product,
    times,
)
from kerascnn.shapes.sizes import Window

__all__ = ["Cropping", "Margins", "TransposeConvolution", "UpSampling", "ZeroPadding"]

Margins = tuple[tuple[int, int], ...]
"""How much in front of and behind an axis: one pair for all axes, or one for each."""


@dataclass(frozen=True, kw_only=True)
class TransposeConvolution(Layer):
    """A convolution backwards: each input pixel stamps the kernel, times its value, onto the output.

    Attributes:
        filters: channels of the output.
        kernel: pixels of the kernel.
        stride: pixels of the output from one stamp to the next.
        padding: pixels cut off at each end of the output, or Keras's words: "same" (`n·S` pixels) and "valid"
            (`n·S + max(F − S, 0)`).
        output_padding: pixels kept, or added, at the end.
        dilation: pixels between neighbouring elements of the kernel.
        bias: whether each filter adds a number of its own.
    """

    filters: int
    kernel: Sizes
    stride: Sizes = (1,)
    padding: Sizes | Literal["same", "valid"] = (0,)
    output_padding: Sizes = (0,)
    dilation: Sizes = (1,)
    bias: bool = True

    def windows(self, shape: Shape) -> tuple[Window, ...]:
        """The kernel along each axis; `before` and `after` are what is cut off (less than 0: added) at the ends."""
        sizes = places(shape)
        rank = len(sizes)
        kernel, stride, dilation = (per_axis(each, rank) for each in (self.kernel, self.stride, self.dilation))
        bare = [Window(*each) for each in zip(kernel, stride, dilation, strict=True)]
        if self.padding == "valid":
            return tuple(window._replace(after=min(0, window.extent - window.stride)) for window in bare)
        if self.padding == "same":
            cuts = [window.extent - window.stride for window in bare]
            return tuple(
                window._replace(before=max(0, cut) // 2, after=cut - max(0, cut) // 2)
                for window, cut in zip(bare, cuts, strict=True)
            )
        extra = per_axis(self.output_padding, rank)
        for window, more in zip(bare, extra, strict=True):
            if more >= max(window.stride, window.dilation):
                text = _("its output padding {more} is not less than its stride {stride}")
                raise InputError(text.format(more=more, stride=window.stride))
        return tuple(
            window._replace(before=cut, after=cut - more)
            for window, cut, more in zip(bare, per_axis(self.padding, rank), extra, strict=True)
        )

    def output(self, shape: Shape) -> Shape:
        """`(n − 1)·S + F − 2P + OP` along each axis, and the filters."""
        made = tuple(_made(size, window) for size, window in zip(shape, self.windows(shape), strict=False))
        if min(made) < 1:
            raise InputError("; ".join(text for _name, text in self._sizes(shape)))
        return (*made, self.filters)

    def _weights(self, shape: Shape) -> Sizes:
        return (*per_axis(self.kernel, len(shape) - 1), shape[-1])

    def parameters(self, shape: Shape) -> int:
        """`(F·F·C + 1)·K`."""
        return (product(self._weights(shape)) + self.bias) * self.filters

    def multiply_adds(self, shape: Shape) -> int:
        """One for each input and each weight that it is multiplied with, those that are cut off as well."""
        return product(shape[:-1]) * product(self._weights(shape)) * self.filters

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """Each output sees the inputs whose stamps reach it."""
        from fractions import Fraction

        found = []
        for field, window in zip(fields, self.windows(shape), strict=False):
            common = gcd(window.stride, window.dilation)
            reach = (-(-window.kernel * common // window.stride) - 1) * (window.dilation // common) + 1
            shift = Fraction(2 * window.before - window.extent + 1, 2 * window.stride)
            found.append(field.spread(window.stride, reach=reach, shift=shift))
        return tuple(found)

    def _sizes(self, shape: Shape) -> list[Line]:
        lines = []
        windows = self.windows(shape)
        rank = len(windows)
        extras = per_axis(self.output_padding, rank)
        for (name, *_ends), size, window, extra in zip(ends(rank), shape, windows, extras, strict=False):
            if self.padding == "same":
                formula = f"{size}·{window.stride}"
            elif self.padding == "valid":
                formula = f"{size}·{window.stride} + max({window.extent} − {window.stride}, 0)"
            else:
                formula = f"({size} − 1)·{window.stride} + {window.extent} − 2·{window.before}"
                formula += f" + {extra}" if extra else ""
            lines.append((name, equation(formula, _made(size, window))))
        if len(lines) == 2 and lines[0][1] == lines[1][1]:
            return [(_("height, width"), lines[0][1])]
        return lines

    def explain(self, shape: Shape) -> list[Line]:
        """The output's sizes and channels, what is cut off, the parameters, the multiply-adds."""
        lines = self._sizes(shape)
        windows = self.windows(shape)
        for (name, first, last), window in zip(ends(len(windows)), windows, strict=False):
            if window.before > 0 or window.after > 0:
                text = _("{cut} {before}, {cut_last} {after}")
                where = text.format(cut=window.before, before=first, cut_last=window.after, after=last)
                lines.append((_("cut off, {axis}").format(axis=name), where.replace("-", "−")))
        weights = times(self._weights(shape))
        formula = f"({weights} + 1)·{self.filters}" if self.bias else f"{weights}·{self.filters}"
        operations = f"{times(shape[:-1])} · {weights}·{self.filters}"
        return [
            *lines,
            (_("channels"), _("{n}, one for each filter").format(n=self.filters)),
            (_("parameters"), equation(formula, self.parameters(shape))),
            (_("multiply-adds"), equation(operations, self.multiply_adds(shape))),
        ]

    def __str__(self) -> str:
        padding = f"p{times(self.padding, 'x')}" if isinstance(self.padding, tuple) else self.padding
        stride, extra, dilation = (times(each, "x") for each in (self.stride, self.output_padding, self.dilation))
        options = [f"s{stride}", padding, f"op{extra}", f"d{dilation}", "" if self.bias else "nobias"]
        shown = "".join(f"/{each}" for each in options if each not in {"s1", "p0", "op0", "d1", ""})
        return f"tconv{self.filters}@{times(self.kernel, 'x')}{shown}"


def _made(size: int, window: Window) -> int:
    return (size - 1) * window.stride + window.extent - window.before - window.after


@dataclass(frozen=True, kw_only=True)
class UpSampling(Layer):
    """Each pixel becomes a block of `factor` × `factor` equal pixels."""

    factor: Sizes

    def output(self, shape: Shape) -> Shape:
        """Each axis times its factor."""
        sizes = places(shape)
        made = (size * factor for size, factor in zip(sizes, per_axis(self.factor, len(sizes)), strict=True))
        return (*made, shape[-1])

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """The same sizes, with smaller steps."""
        from fractions import Fraction

        factors = per_axis(self.factor, len(places(shape)))
        return tuple(
            field.spread(factor, reach=1, shift=Fraction(1 - factor, 2 * factor))
            for field, factor in zip(fields, factors, strict=False)
        )

    def explain(self, shape: Shape) -> list[Line]:
        """The output's sizes."""
        rank = len(shape) - 1
        return [
            (name, f"{size}·{factor} = {size * factor}")
            for (name, *_ends), size, factor in zip(ends(rank), shape, per_axis(self.factor, rank), strict=False)
        ]

    def __str__(self) -> str:
        return f"up{times(self.factor, 'x')}"


@dataclass(frozen=True, kw_only=True)
class ZeroPadding(Layer):
    """Zeros around a map."""

    margins: Margins

    def _sign(self) -> int:
        return 1

    def _pairs(self, shape: Shape) -> Margins:
        rank = len(places(shape))
        if len(self.margins) > rank:
            return tuple(zip(*(per_axis(each, rank) for each in zip(*self.margins, strict=True)), strict=True))
        return self.margins * rank if len(self.margins) == 1 else self.margins

    def output(self, shape: Shape) -> Shape:
        """Each axis with what is added at its ends."""
        made = tuple(
            size + self._sign() * (before + after)
            for size, (before, after) in zip(shape, self._pairs(shape), strict=False)
        )
        if min(made) < 1:
            raise InputError("; ".join(text for _name, text in self.explain(shape)))
        return (*made, shape[-1])

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """The first output lies further out, or further in."""
        return tuple(
            field.through(Window(1, before=self._sign() * before, after=self._sign() * after))
            for field, (before, after) in zip(fields, self._pairs(shape), strict=False)
        )

    def explain(self, shape: Shape) -> list[Line]:
        """The output's sizes."""
        sign = " + " if self._sign() > 0 else " − "
        lines = []
        for (name, *_ends), size, pair in zip(ends(len(shape) - 1), shape, self._pairs(shape), strict=False):
            lines.append((name, equation(sign.join(map(str, (size, *pair))), size + self._sign() * sum(pair))))
        return lines

    def _amount(self) -> str:
        return "x".join(str(before) if before == after else f"{before},{after}" for before, after in self.margins)

    def __str__(self) -> str:
        return f"pad{self._amount()}"


@dataclass(frozen=True, kw_only=True)
class Cropping(ZeroPadding):
    """The edges of a map cut off."""

    def _sign(self) -> int:
        return -1

    def __str__(self) -> str:
        return f"crop{self._amount()}"
