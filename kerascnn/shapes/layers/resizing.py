"""Layers that make a map larger, or cut from it: transpose convolution, upsampling, zero padding, cropping."""

from collections.abc import Sequence
from dataclasses import dataclass
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

__all__ = ["INTERPOLATIONS", "Cropping", "Margins", "TransposeConvolution", "UpSampling", "ZeroPadding"]

Margins = tuple[tuple[int, int], ...]
"""How much in front of and behind an axis: one pair for all axes, or one for each."""

INTERPOLATIONS = {"nearest": 0, "bilinear": 1, "bicubic": 2, "lanczos3": 3, "lanczos5": 5}
"""Keras's words, and how far from a new pixel the old ones lie, along an axis and in old pixels, that it is made of."""


@dataclass(frozen=True, kw_only=True)
class TransposeConvolution(Layer):
    """A convolution backwards: each input pixel stamps the kernel, times its value, onto the output.

    Attributes:
        filters: channels of the output.
        kernel: pixels of the kernel.
        stride: pixels of the output from one stamp to the next.
        padding: pixels cut off at each end of the output, or Keras's words: "same" (`n·S` pixels) and "valid"
            (`n·S + max(F − S, 0)`).
        output_padding: pixels kept, or added, at the end. Beside Keras's words it makes other outputs than they do
            without: "valid" `(n − 1)·S + F + OP` pixels, "same" `(n − 1)·S + F mod 2 + OP`. None leaves it to them.
        dilation: pixels between neighbouring elements of the kernel.
        bias: whether each filter adds a number of its own.
    """

    filters: int
    kernel: Sizes
    stride: Sizes = (1,)
    padding: Sizes | Literal["same", "valid"] = (0,)
    output_padding: Sizes | None = None
    dilation: Sizes = (1,)
    bias: bool = True

    def windows(self, shape: Shape) -> tuple[Window, ...]:
        """The kernel along each axis; `before` and `after` are what is cut off (less than 0: added) at the ends."""
        sizes = places(shape)
        rank = len(sizes)
        kernel, stride, dilation = (per_axis(each, rank) for each in (self.kernel, self.stride, self.dilation))
        bare = [Window(*each) for each in zip(kernel, stride, dilation, strict=True)]
        extra = self._extra(bare)
        if isinstance(self.padding, tuple):
            numbers = per_axis(self.padding, rank)
            ends = [(cut, cut - more) for cut, more in zip(numbers, extra, strict=True)]
        elif self.padding == "valid":
            ends = [(0, -more) for more in extra]
        else:
            # TensorFlow's "same" of the convolution whose way back this is: the odd pixel is cut off at the end.
            cuts = [window.extent - self._odd(window) - more for window, more in zip(bare, extra, strict=True)]
            ends = [(max(0, cut) // 2, cut - max(0, cut) // 2) for cut in cuts]
        return tuple(
            window._replace(before=before, after=after) for window, (before, after) in zip(bare, ends, strict=True)
        )

    def _odd(self, window: Window) -> int:
        """What "same" leaves of the kernel, to which the output padding is added."""
        return window.stride if self.output_padding is None else window.extent % 2

    def _extra(self, windows: Sequence[Window]) -> Sizes:
        """The output padding along each axis; where it is left to Keras, what makes its output."""
        if self.output_padding is None:
            valid = self.padding == "valid"
            return tuple(max(0, window.stride - window.extent) if valid else 0 for window in windows)
        extra = per_axis(self.output_padding, len(windows))
        for window, more in zip(windows, extra, strict=True):
            # PyTorch allows as much as the dilation, too.
            allowed = max(window.stride, window.dilation) if isinstance(self.padding, tuple) else window.stride
            if more >= allowed:
                text = _("its output padding {more} is not less than its stride {stride}")
                raise InputError(text.format(more=more, stride=window.stride))
        return extra

    def cautions(self, shape: Shape) -> list[str]:
        """That TensorFlow does not compute what Keras has announced the shape of."""
        if self.padding == "same" and self.output_padding is not None:
            extra = per_axis(self.output_padding, len(shape) - 1)
            if any(window.extent % 2 + more < 1 for window, more in zip(self.windows(shape), extra, strict=True)):
                text = _(
                    "Keras announces the shape {shape}, and TensorFlow then refuses to compute it: with an even "
                    "kernel /same takes no output padding of 0; leave /op out"
                )
                return [text.format(shape=times(self.output(shape), "×"))]
        return []

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
        return tuple(field.stamped(window) for field, window in zip(fields, self.windows(shape), strict=False))

    def _sizes(self, shape: Shape) -> list[Line]:
        lines = []
        windows = self.windows(shape)
        rank = len(windows)
        for (name, *_ends), size, window, extra in zip(ends(rank), shape, windows, self._extra(windows), strict=False):
            formula = f"({size} − 1)·{window.stride} + {window.extent}"
            if isinstance(self.padding, tuple):
                formula += f" − 2·{window.before}" + (f" + {extra}" if extra else "")
            elif self.output_padding is None:
                formula = f"{size}·{window.stride}"
                if self.padding == "valid":
                    formula += f" + max({window.extent} − {window.stride}, 0)"
            elif self.padding == "same":
                formula = f"({size} − 1)·{window.stride} + {window.extent} mod 2 + {extra}"
            else:
                formula += f" + {extra}"
            lines.append((name, equation(formula, _made(size, window))))
        if len(lines) == 2 and lines[0][1] == lines[1][1]:
            return [(_("height, width"), lines[0][1])]
        if len(lines) == 3 and len({text for _name, text in lines}) == 1:
            return [(_("depth, height, width"), lines[0][1])]
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
        if max(self.dilation) > 1:
            lines.append((_("in Keras"), _("TensorFlow computes it on a GPU only: it is dilated")))
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
        stride, dilation = times(self.stride, "x"), times(self.dilation, "x")
        extra = "" if self.output_padding is None else f"op{times(self.output_padding, 'x')}"
        # An output padding of 0 says something beside one of Keras's words only.
        defaults = {"s1", "p0", "d1", ""} | ({"op0"} if isinstance(self.padding, tuple) else set())
        options = [f"s{stride}", padding, extra, f"d{dilation}", "" if self.bias else "nobias"]
        shown = "".join(f"/{each}" for each in options if each not in defaults)
        return f"tconv{self.filters}@{times(self.kernel, 'x')}{shown}"


def _made(size: int, window: Window) -> int:
    return (size - 1) * window.stride + window.extent - window.before - window.after


@dataclass(frozen=True, kw_only=True)
class UpSampling(Layer):
    """Each pixel becomes a block of `factor` × `factor` pixels: equal ones, or those between it and its neighbours.

    Attributes:
        factor: pixels of the output for each one of the input.
        interpolation: "nearest" for equal pixels, or one of `INTERPOLATIONS`.
    """

    factor: Sizes
    interpolation: str = "nearest"

    def output(self, shape: Shape) -> Shape:
        """Each axis times its factor."""
        sizes = places(shape)
        made = (size * factor for size, factor in zip(sizes, per_axis(self.factor, len(sizes)), strict=True))
        return (*made, shape[-1])

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """What the pixels see that a new one is made of, with smaller steps."""
        factors = per_axis(self.factor, len(places(shape)))
        radius = INTERPOLATIONS[self.interpolation]
        return tuple(field.enlarged(factor, radius=radius) for field, factor in zip(fields, factors, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The output's sizes."""
        rank = len(shape) - 1
        return [
            (name, f"{size}·{factor} = {size * factor}")
            for (name, *_ends), size, factor in zip(ends(rank), shape, per_axis(self.factor, rank), strict=False)
        ]

    def __str__(self) -> str:
        return f"up{times(self.factor, 'x')}" + ("" if self.interpolation == "nearest" else f"/{self.interpolation}")


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
