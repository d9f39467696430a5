"""One layer of a network, worked out, and the formulas that explain it."""

from dataclasses import dataclass

from kerascnn.language import _, ngettext
from kerascnn.shapes.fields import Field
from kerascnn.shapes.layers import Custom, Joint, Layer, Shape
from kerascnn.shapes.layers.base import Line, ends
from kerascnn.shapes.notation import Node

__all__ = ["QUANTIZED", "WIDTHS", "Row", "Totals"]

WIDTHS = {
    **{"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2, "float8": 1},
    **{"int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint8": 1, "bool": 1, "int4": 0.5},
}
"""Bytes of a number of each type."""
QUANTIZED = ("int4", "int8", "float8")
"""Types that layers are quantised to: beside their numbers they hold scales."""


@dataclass(frozen=True, slots=True)
class Row:
    """One layer of a network, worked out. Shapes are channels last.

    Attributes:
        node: the layer and what it takes.
        inputs: the shapes that come in.
        output: the shape that goes out; empty where a layer that is not known here leaves it open.
        parameters: numbers that the layer holds; none where it uses those of a layer in front of it.
        fixed_parameters: how many of them gradient descent does not train.
        multiply_adds: multiplications, each with its addition, for one example; biases are not counted.
        before: the receptive fields that come in: for each input one an axis of the image.
        fields: the receptive fields of the output, one an axis of the image; none where the image is a vector.
        further: the shapes of further outputs, where a layer of a saved model puts out several.
        frozen_within: how many of the parameters are in a frozen layer that this one is around.
    """

    node: Node
    inputs: tuple[Shape, ...]
    output: Shape
    parameters: int
    fixed_parameters: int
    multiply_adds: int
    before: tuple[tuple[Field, ...], ...]
    fields: tuple[Field, ...]
    further: tuple[Shape, ...] = ()
    frozen_within: int = 0

    @property
    def layer(self) -> Layer | Joint:
        """The layer."""
        return self.node.layer

    @property
    def frozen_parameters(self) -> int:
        """The parameters, where the layer is frozen; else those of a frozen one that it is around."""
        return self.parameters if self.node.frozen else self.frozen_within

    @property
    def activations(self) -> int:
        """Numbers that the layer puts out for one example."""
        count = 1
        for axis in self.output:
            count *= axis
        return count if self.output else 0

    @property
    def quantized(self) -> bool:
        """Whether its weights are whole numbers of few bits, with scales beside them."""
        return self.node.dtype in QUANTIZED

    @property
    def bytes(self) -> int:
        """Of its parameters; of a quantised layer roughly, since its biases and scales have more."""
        return round(self.parameters * WIDTHS.get(self.node.dtype, 4))

    @property
    def counted(self) -> bool:
        """Whether the layer and the shapes that come in are known; if not, its numbers are 0 and its fields missing."""
        return not isinstance(self.layer, Custom) and () not in self.inputs

    @property
    def stored(self) -> bool:
        """Whether its parameters are those that the file holds for it, since they cannot be worked out."""
        return not self.counted and self.node.stored is not None

    @property
    def shared(self) -> bool:
        """Whether it has weights that were counted where they were first used."""
        if self.node.shares is None or not self.counted:
            return False
        layer = self.layer
        return (layer.parameters(self.inputs) if isinstance(layer, Joint) else layer.parameters(self.inputs[0])) > 0

    @property
    def receptive_field(self) -> tuple[int | float, ...]:
        """Pixels of the image that one output sees, one number an axis."""
        return tuple(_number(field.size) for field in self.fields)

    @property
    def step(self) -> tuple[int | float | None, ...]:
        """Pixels of the image between neighbouring outputs, one number an axis; None where outputs have no places."""
        return tuple(None if field.step is None else _number(field.step) for field in self.fields)

    @property
    def centre(self) -> tuple[float, ...]:
        """The middle of what the first output sees, one number an axis; 0 is the middle of the first pixel."""
        return tuple(field.centre for field in self.fields)

    @property
    def notes(self) -> list[str]:
        """What a student might overlook: rows and columns that no window sees, and what a library refuses."""
        if isinstance(self.layer, Joint) or not self.counted:
            return []
        left = self.layer.unseen(self.inputs[0])
        counted = []
        for axis, count in enumerate(left, start=-len(left)):
            if count and len(left) == 1:
                counted.append(ngettext("{n} position", "{n} positions", count).format(n=count))
            elif count and axis == -3:
                counted.append(ngettext("{n} slice", "{n} slices", count).format(n=count))
            elif count and axis == -2:
                counted.append(ngettext("{n} row", "{n} rows", count).format(n=count))
            elif count:
                counted.append(ngettext("{n} column", "{n} columns", count).format(n=count))
        cautions = self.layer.cautions(self.inputs[0])
        if not counted:
            return cautions
        text = _("no window sees {counted} of its input")
        return [text.format(counted=_(" and ").join(counted)), *cautions]

    def explain(self) -> list[Line]:
        """The formulas with the numbers put in: what each is about, and the formula."""
        if not self.counted:
            return []
        if isinstance(self.layer, Joint):
            return self.layer.explain(self.inputs)
        lines = self.layer.explain(self.inputs[0])
        if self.before[0] != self.fields and len(self.before[0]) == len(self.fields):
            lines += self._explain_fields(self.layer)
        return lines

    def _explain_fields(self, layer: Layer) -> list[Line]:
        windows = getattr(layer, "windows", None)
        found = []
        rank = len(self.fields)
        for axis, (name, *_ends) in enumerate(ends(rank)):
            old, new = self.before[0][axis], self.fields[axis]
            size, step = _number(new.size), None if new.step is None else _number(new.step)
            if step is None:
                line = (_("{n} of the image's {image} pixels").format(n=size, image=new.image), "")
            elif windows and new.size == old.size + (windows(self.inputs[0])[axis].extent - 1) * (old.step or 0):
                window = windows(self.inputs[0])[axis]
                grown = f"{_number(old.size)} + ({window.extent} − 1)·{_number(old.step or 0)} = {size}"
                line = (grown, f"{_number(old.step or 0)}·{window.stride} = {step}")
                if new.step != (old.step or 0) * window.stride:
                    line = (grown, f"{_number(old.step or 0)}/{window.stride} = {step}")
            else:
                line = (_seen(new, self.output[axis]), f"{round(step, 4)}")
            found.append((name, line))
        if len({line for _name, line in found}) == 1:
            found = [("", found[0][1])]
        lines = []
        for name, (grown, stepped) in found:
            axis_name = f", {name}" if name else ""
            lines.append((_("receptive field") + axis_name, grown))
            if stepped:
                lines.append((_("step") + axis_name, stepped))
        return lines


class Totals:
    """Sums over several layers.

    Attributes:
        rows: the layers.
    """

    __slots__ = ()
    rows: tuple[Row, ...]

    @property
    def parameters(self) -> int:
        """Numbers that the layers hold."""
        return sum(row.parameters for row in self.rows)

    @property
    def fixed_parameters(self) -> int:
        """How many of them gradient descent does not train."""
        return sum(row.fixed_parameters for row in self.rows)

    @property
    def frozen_parameters(self) -> int:
        """How many of them are in frozen layers."""
        return sum(row.frozen_parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition, for one example."""
        return sum(row.multiply_adds for row in self.rows)


def _seen(field: Field, count: int) -> str:
    """The size of a field; behind an upsampling with what it is the most of."""
    sizes = field.sizes(count)
    if len(sizes) == 1:
        return str(sizes[-1])
    text = _("{size}, the most of all outputs: they see {least} to {size}, depending on their place")
    return text.format(size=sizes[-1], least=sizes[0])


def _number(value: object) -> int | float:
    """A whole number as an int, a fraction as a float."""
    return value if isinstance(value, int) else float(value)  # type: ignore[arg-type]
