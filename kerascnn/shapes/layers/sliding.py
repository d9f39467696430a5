"""A window that slides over a map, and pooling, the simplest of the layers that have one."""

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
    times,
)
from kerascnn.shapes.sizes import Window, zeros_of_same

__all__ = ["Padding", "Pooling", "Sliding", "margins_argument"]

Padding = Sizes | Literal["same", "valid", "causal"]


@dataclass(frozen=True, kw_only=True)
class Sliding(Layer):
    """A layer with a sliding window.

    Attributes:
        kernel: pixels of the window.
        stride: pixels from one position to the next.
        padding: zeros at each end, or Keras's words: "same" (the output has `⌈W/S⌉` positions), "valid" (none), and
            in one dimension "causal" (all in front).
        dilation: pixels between neighbouring elements of the window.
    """

    kernel: Sizes
    stride: Sizes = (1,)
    padding: Padding = (0,)
    dilation: Sizes = (1,)

    def windows(self, shape: Shape) -> tuple[Window, ...]:
        """The window along each axis, with the zeros that it meets on an input of this shape."""
        sizes = places(shape)
        rank = len(sizes)
        numbers = zip(
            per_axis(self.kernel, rank), per_axis(self.stride, rank), per_axis(self.dilation, rank), strict=True
        )
        bare = [Window(*each) for each in numbers]
        return tuple(
            window._replace(before=before, after=after)
            for window, (before, after) in zip(bare, self._zeros(sizes, bare), strict=True)
        )

    def _zeros(self, sizes: Sizes, windows: Sequence[Window]) -> list[tuple[int, int]]:
        if self.padding == "same":
            return [zeros_of_same(size, window) for size, window in zip(sizes, windows, strict=True)]
        if self.padding == "valid":
            return [(0, 0)] * len(sizes)
        if self.padding == "causal":
            if len(sizes) > 1:
                raise InputError(_("causal padding is for one dimension, and its input has {n}").format(n=len(sizes)))
            return [(window.extent - 1, 0) for window in windows]
        return [(zeros, zeros) for zeros in per_axis(self.padding, len(sizes))]

    def channels(self, shape: Shape) -> int:
        """Channels of the output."""
        return shape[-1]

    def output(self, shape: Shape) -> Shape:
        """The positions of the window along each axis, and the channels."""
        windows = self.windows(shape)
        counts = tuple(window.count(size) for window, size in zip(windows, shape, strict=False))
        if min(counts) < 1:
            raise InputError("; ".join(text for _name, text in self._sizes(shape, only_misfits=True)))
        return (*counts, self.channels(shape))

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """Each field through its window."""
        return tuple(field.through(window) for field, window in zip(fields, self.windows(shape), strict=False))

    def unseen(self, shape: Shape) -> Sizes:
        """What the windows leave out along each axis."""
        return tuple(window.unseen(size) for window, size in zip(self.windows(shape), shape, strict=False))

    def explain(self, shape: Shape) -> list[Line]:
        """The output's sizes and channels, the zeros, the parameters, the multiply-adds."""
        return [*self._sizes(shape), *self._zero_lines(shape), *self._channel_lines(shape), *self._cost_lines(shape)]

    def _formula(self, size: int, window: Window) -> str:
        if self.padding in ("same", "causal"):
            return f"⌈{size}/{window.stride}⌉"
        reach = str(window.kernel) if window.dilation == 1 else f"({window.dilation}·({window.kernel} − 1) + 1)"
        return f"⌊({size} − {reach} + 2·{window.before})/{window.stride}⌋ + 1"

    def _sizes(self, shape: Shape, *, only_misfits: bool = False) -> list[Line]:
        windows = self.windows(shape)
        lines = [
            (name, equation(self._formula(size, window), window.count(size)))
            for (name, *_ends), size, window in zip(ends(len(windows)), shape, windows, strict=False)
            if not only_misfits or window.count(size) < 1
        ]
        if len(lines) == 2 and lines[0][1] == lines[1][1]:
            return [(_("height, width"), lines[0][1])]
        if len(lines) == 3 and len({text for _name, text in lines}) == 1:
            return [(_("depth, height, width"), lines[0][1])]
        return lines

    def _zero_lines(self, shape: Shape) -> list[Line]:
        windows = self.windows(shape)
        if not any(window.before or window.after for window in windows):
            return []
        rank = len(windows)
        lines = []
        if self.padding == "same":
            for (name, before, after), size, window in zip(ends(rank), shape, windows, strict=False):
                total = window.before + window.after
                formula = f"({window.count(size)} − 1)·{window.stride} + {window.extent} − {size} = {total}"
                text = _("{formula}: {first} {before}, {last} {after}")
                where = text.format(formula=formula, first=window.before, before=before, last=window.after, after=after)
                lines.append((_("zeros, {axis}").format(axis=name), where if total else "0"))
        margins = tuple((window.before, window.after) for window in windows)
        layer = f"ZeroPadding{rank}D({margins_argument(margins)})"
        lines.append((_("in Keras"), self._equal_zeros().format(layer=layer)))
        if self.padding == "same" and any(window.stride > 1 for window in windows):
            if any(before != after for before, after in margins):
                text = _('refuses padding="same" with a stride: a number pads both ends alike, and here they differ')
            else:
                text = _('refuses padding="same" with a stride; padding={number} does the same here')
            numbers = [before for before, _after in margins]
            lines.append((_("PyTorch"), text.format(number=numbers[0] if len(set(numbers)) == 1 else tuple(numbers))))
        return lines

    def _equal_zeros(self) -> str:
        return _('{layer} and then padding="valid" do the same')

    def _channel_lines(self, shape: Shape) -> list[Line]:
        return []

    def _cost_lines(self, shape: Shape) -> list[Line]:
        return [(_("parameters"), "0")]

    def _options(self, *further: str) -> str:
        padding = f"p{times(self.padding, 'x')}" if isinstance(self.padding, tuple) else self.padding
        defaults = {"s1", "p0", "d1", ""}
        found = [f"s{times(self.stride, 'x')}", padding, f"d{times(self.dilation, 'x')}", *further]
        return "".join(f"/{each}" for each in found if each not in defaults)


def margins_argument(margins: Sequence[tuple[int, int]]) -> str:
    """The argument of a ZeroPadding layer, as short as Keras takes it."""
    if len(margins) == 1:
        return str(margins[0][0]) if margins[0][0] == margins[0][1] else str(margins[0])
    if all(before == after for before, after in margins):
        numbers = [before for before, _after in margins]
        return str(numbers[0]) if len(set(numbers)) == 1 else str(tuple(numbers))
    return str(tuple(margins))


@dataclass(frozen=True, kw_only=True)
class Pooling(Sliding):
    """The largest or the mean value of each window, channel by channel.

    Attributes:
        mode: "max" or "avg".
    """

    mode: Literal["max", "avg"] = "max"

    def windows(self, shape: Shape) -> tuple[Window, ...]:
        """The window along each axis; at most half of it may lie in a padding given as a number."""
        found = super().windows(shape)
        if isinstance(self.padding, tuple):
            for window in found:
                if window.before > window.extent // 2:
                    text = _("a pooling's padding is at most half of its window: {most} here, not {padding}")
                    raise InputError(text.format(most=window.extent // 2, padding=window.before))
        return found

    def _formula(self, size: int, window: Window) -> str:
        return super()._formula(size, window).replace(" + 2·0)", ")")

    def _equal_zeros(self) -> str:
        if self.mode == "max":
            return _('{layer} and then padding="valid" do the same where no value is negative, as after a ReLU')
        if self.padding == "same":
            return _('{layer} and then padding="valid" give this shape; "same" itself leaves the zeros out of the mean')
        return super()._equal_zeros()

    def _channel_lines(self, shape: Shape) -> list[Line]:
        return [(_("channels"), _("{n}, as before: each is pooled by itself").format(n=shape[-1]))]

    def __str__(self) -> str:
        # The stride of a pooling is its window where nothing else is said.
        name = "pool" if self.mode == "max" else "avgpool"
        stride = "" if self.stride == self.kernel else f"/s{times(self.stride, 'x')}"
        rest = self._options().removeprefix(f"/s{times(self.stride, 'x')}")
        return f"{name}{times(self.kernel, 'x')}{stride}{rest}"
