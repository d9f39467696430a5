"""Layers of several inputs: the ends of branches, added or put one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Line, Shape, times

__all__ = ["Merge"]


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Branches that become one.

    Attributes:
        mode: "add" (a residual connection: all shapes are equal) or "concat" (the channels one after another).
    """

    mode: Literal["add", "concat"]

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The shape of the sum, or the positions with all channels.

        Raises:
            InputError: the shapes do not go together.
        """
        same = {shape if self.mode == "add" else (len(shape), *shape[:-1]) for shape in shapes}
        if len(same) > 1:
            found = _(" and ").join(times(shape, "×") for shape in shapes)
            if self.mode == "add":
                text = _("only equal shapes can be added; its branches end in {found}")
            else:
                text = _("only maps of one size can be put one after another; its branches end in {found}")
            raise InputError(text.format(found=found))
        channels = shapes[0][-1] if self.mode == "add" else sum(shape[-1] for shape in shapes)
        return (*shapes[0][:-1], channels)

    def seen(self, fields: Sequence[Sequence[Field]]) -> tuple[Field, ...]:
        """What any of the branches sees."""
        joined = list(fields[0])
        for others in fields[1:]:
            joined = [one.joined(other) for one, other in zip(joined, others, strict=True)]
        return tuple(joined)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The channels."""
        if self.mode == "add":
            return [(_("shape"), _("equal in all branches: {shape}").format(shape=times(shapes[0], "×")))]
        channels = [shape[-1] for shape in shapes]
        return [(_("channels"), f"{times(channels, ' + ')} = {sum(channels)}")]

    def __str__(self) -> str:
        return self.mode
