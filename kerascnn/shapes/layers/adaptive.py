"""Pooling to a given size: PyTorch's and Keras's adaptive pooling, whose windows differ from place to place."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Literal

from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Layer, Line, Shape, Sizes, ends, per_axis, places, times, together

__all__ = ["AdaptivePooling"]


@dataclass(frozen=True, kw_only=True)
class AdaptivePooling(Layer):
    """The largest or the mean value of each of `size` parts of a map, channel by channel.

    Part number i of N reaches from pixel `⌊i·W/N⌋` up to `⌈(i + 1)·W/N⌉`: where N does not divide W the parts overlap,
    and where the map is smaller than N it is made larger.

    Attributes:
        size: pixels of the output along each axis; 0 leaves an axis as it is.
        mode: "max" or "avg".

    Source:
        PyTorch's `AdaptiveAvgPool2d`; Keras's `AdaptiveAveragePooling2D`.
    """

    size: Sizes
    mode: Literal["max", "avg"] = "avg"

    def counts(self, shape: Shape) -> Sizes:
        """Parts along each axis."""
        sizes = places(shape)
        return tuple(count or size for count, size in zip(per_axis(self.size, len(sizes)), sizes, strict=True))

    def output(self, shape: Shape) -> Shape:
        """The size that was given, and the channels."""
        return (*self.counts(shape), shape[-1])

    def seen(self, fields: Sequence[Field], shape: Shape) -> tuple[Field, ...]:
        """What the pixels of a part see."""
        parts = zip(fields, shape, self.counts(shape), strict=False)
        return tuple(field.divided(size, count) for field, size, count in parts)

    def explain(self, shape: Shape) -> list[Line]:
        """The parts and how long they are."""
        lines = []
        for (name, *_ends), size, count in zip(ends(len(shape) - 1), shape, self.counts(shape), strict=False):
            # Part i begins (i·W mod N)/N pixels behind a whole one, which is at most (N − gcd)/N.
            least, most = -(-size // count), 1 - (gcd(size, count) - size) // count
            long = str(least) if least == most else _("{least} to {most}").format(least=least, most=most)
            text = _("{count}, each of {long} of the {size}")
            lines.append((name, text.format(count=count, long=long, size=size)))
        channels = _("{n}, as before: each is pooled by itself").format(n=shape[-1])
        return [*together(lines), (_("channels"), channels), (_("parameters"), "0")]

    def __str__(self) -> str:
        return f"adaptive{self.mode}pool{times(self.size, 'x')}"
