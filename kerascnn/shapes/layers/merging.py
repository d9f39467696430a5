"""Layers of several inputs: the ends of branches, joined number by number or put one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers.base import Joint, Line, Shape, times

__all__ = ["Merge", "is_map", "repeated"]


def is_map(fields: Sequence[Field]) -> bool:
    """Whether outputs with these fields have places in the image."""
    return all(field.step is not None for field in fields)


@dataclass(frozen=True, kw_only=True)
class Merge(Joint):
    """Branches that become one.

    Attributes:
        mode: "add" (a residual connection: all shapes are equal), "multiply" (a gate such as squeeze and excitation:
            an axis of 1 is repeated) or "concat" (the channels one after another); in a saved model also "average",
            "maximum", "minimum" or "subtract".
        repeats: whether axes of 1, and axes that are missing in front, are repeated, as Keras does; the notation of
            `shape-calc` asks for equal shapes, since in a network that somebody writes anything else is a mistake.
        axis: the axis along which "concat" puts the branches together; the first is 0, and the last -1.
    """

    mode: Literal["add", "multiply", "concat", "average", "maximum", "minimum", "subtract"]
    repeats: bool = False
    axis: int = -1

    def output(self, shapes: Sequence[Shape]) -> Shape:
        """The shape that the branches have, or that of their product, or the positions with all channels.

        Raises:
            InputError: the shapes do not go together.
        """
        if self.mode == "concat" and not self._of_channels(shapes[0]):
            return self._along_another_axis(shapes)
        if self.mode == "multiply" or (self.repeats and self.mode != "concat"):
            return repeated(shapes)
        same = {(len(shape), *shape[:-1]) if self.mode == "concat" else shape for shape in shapes}
        if len(same) > 1:
            found = _(" and ").join(times(shape, "×") for shape in shapes)
            if self.mode == "concat":
                text = _("only maps of one size can be put one after another; its branches end in {found}")
            elif self.mode == "add":
                text = _("only equal shapes can be added; its branches end in {found}")
            else:
                text = _("only equal shapes can be joined number by number; its branches end in {found}")
            raise InputError(text.format(found=found))
        channels = sum(shape[-1] for shape in shapes) if self.mode == "concat" else shapes[0][-1]
        return (*shapes[0][:-1], channels)

    def _of_channels(self, shape: Shape) -> bool:
        return self.axis in (-1, len(shape) - 1)

    def _along_another_axis(self, shapes: Sequence[Shape]) -> Shape:
        rank, axis = len(shapes[0]), self.axis % max(1, len(shapes[0]))
        others = {shape[:axis] + shape[axis + 1 :] for shape in shapes}
        if len(others) > 1 or not -rank <= self.axis < rank:
            text = _("only shapes that are equal but for their axis {n} can be put one after another along it: {found}")
            found = _(" and ").join(times(shape, "×") for shape in shapes)
            raise InputError(text.format(n=axis + 1, found=found))
        return (*shapes[0][:axis], sum(shape[axis] for shape in shapes), *shapes[0][axis + 1 :])

    def seen(self, fields: Sequence[Sequence[Field]], shape: Shape) -> tuple[Field, ...]:
        """What any of the branches sees; nothing can be said where that is not known of one, or where inputs meet.

        A gate that is computed from the whole map lets each output see the whole image; what is given is the field
        of the map that it multiplies, which goes on growing.

        Args:
            fields: of each branch.
            shape: of the output.
        """
        if not all(fields) or len({field.source for each in fields for field in each}) > 1:
            return ()
        if (self.mode == "concat" and not self._of_channels(shape)) or len(set(map(len, fields))) > 1:
            return ()
        if self.mode == "multiply":
            fields = [each for each in fields if is_map(each)] or fields
        joined = list(fields[0])
        for others in fields[1:]:
            joined = [one.joined(other, count) for one, other, count in zip(joined, others, shape, strict=False)]
        return tuple(joined)

    def explain(self, shapes: Sequence[Shape]) -> list[Line]:
        """The channels."""
        if self.mode == "multiply" or (len(set(shapes)) > 1 and self.mode != "concat"):
            return [(_("shape"), times(self.output(shapes), "×"))]
        if self.mode == "concat" and not self._of_channels(shapes[0]):
            sizes = [shape[self.axis % len(shape)] for shape in shapes]
            return [(_("axis {n}").format(n=self.axis % len(shapes[0]) + 1), f"{times(sizes, ' + ')} = {sum(sizes)}")]
        if self.mode == "concat":
            channels = [shape[-1] for shape in shapes]
            return [(_("channels"), f"{times(channels, ' + ')} = {sum(channels)}")]
        return [(_("shape"), _("equal in all branches: {shape}").format(shape=times(shapes[0], "×")))]

    def __str__(self) -> str:
        return self.mode


def repeated(shapes: Sequence[Shape]) -> Shape:
    """The shape of what is joined number by number, in which axes of 1, and axes missing in front, are repeated.

    >>> repeated([(8, 8, 3), (1, 1, 3)]), repeated([(8, 8, 3), (3,)])
    ((8, 8, 3), (8, 8, 3))

    Raises:
        InputError: an axis has two sizes.
    """
    rank = max(map(len, shapes))
    full = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    made = tuple(max(sizes) for sizes in zip(*full, strict=True))
    if any(size not in (1, axis) for shape in full for size, axis in zip(shape, made, strict=True)):
        text = _("only shapes that are equal, but for axes of 1, can be multiplied; its branches end in {found}")
        raise InputError(text.format(found=_(" and ").join(times(shape, "×") for shape in shapes)))
    return made
