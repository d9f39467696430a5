"""The boxes of a diagram: layers, each with what only touches its numbers one by one joined to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kerascnn.language import _
from kerascnn.shapes.layers import (
    Activation,
    Dropout,
    Merge,
    Normalization,
    ResponseNormalization,
    Shape,
    ZeroPadding,
)
from kerascnn.shapes.notation import Node
from kerascnn.shapes.row import Row

__all__ = ["INPUT", "Box", "boxes", "main_path"]

INPUT = -1
QUIET = (Activation, Dropout, Normalization, ResponseNormalization)


@dataclass(frozen=True)
class Box:
    """A layer, and those behind it that do not change the shape.

    Attributes:
        row: the layer.
        joined: the others.
        inputs: the numbers of the boxes that it takes; `INPUT` is the network's input.
    """

    row: Row
    joined: tuple[Row, ...]
    inputs: tuple[int, ...]

    @property
    def is_input(self) -> bool:
        """Whether it stands for one of several inputs of the network."""
        return not self.inputs

    @property
    def output(self) -> Shape:
        """The shape that goes out; empty where it is not known."""
        return self.row.output

    @property
    def parameters(self) -> int:
        """Of all its layers."""
        return sum(row.parameters for row in (self.row, *self.joined))

    @property
    def counted(self) -> bool:
        """Whether the layer is known."""
        return self.row.counted


def boxes(rows: Sequence[Row], images: Sequence[Shape] = ()) -> list[Box]:
    """The boxes of a network, each behind those that it takes.

    Args:
        rows: the layers.
        images: the shapes of the network's inputs. Of several, each has a box of its own, unless one of them leads to a
            head at the side alone.
    """
    if len(images) > 1:
        found = _boxes(rows, images)
        if all(leads for box, leads in zip(found, main_path(found), strict=True) if box.is_input):
            return found
    return _boxes(rows, ())


def _input_row(number: int, image: Shape) -> Row:
    """What stands for an input in a list of layers."""
    node = Node(Activation(function="linear"), (), _("input {n}").format(n=number))
    return Row(node, (), image, 0, 0, 0, (), ())


def _boxes(rows: Sequence[Row], images: Sequence[Shape]) -> list[Box]:
    takers: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for taken in row.node.inputs:
            takers.setdefault(taken, []).append(number)
    # The box in which a row is drawn; inputs have the numbers −1, −2 and so on.
    home = {-1 - number: number for number in range(len(images))} if images else {INPUT: INPUT}
    through: dict[int, int] = {}  # a frame of zeros, and the box that it takes
    found: list[tuple[Row, list[Row], tuple[int, ...]]] = [
        (_input_row(number, image), [], ()) for number, image in enumerate(images, start=1)
    ]
    for number, row in enumerate(rows):
        first, alone = row.node.inputs[0], len(takers.get(number, ())) == 1
        if isinstance(row.layer, ZeroPadding) and alone and not isinstance(rows[takers[number][0]].layer, Merge):
            through[number] = through.get(first, home.get(first, INPUT))
        elif isinstance(row.layer, QUIET) and first in home and first >= 0 and len(takers[first]) == 1:
            home[number] = home[first]
            found[home[first]][1].append(row)
        else:
            home[number] = len(found)
            found.append((row, [], tuple(through.get(each, home.get(each, INPUT)) for each in row.node.inputs)))
    return [Box(row, tuple(joined), inputs) for row, joined, inputs in found]


def main_path(found: Sequence[Box]) -> list[bool]:
    """Which boxes lead to the output that is farthest from the input; the others belong to heads at the side."""
    far: list[int] = []
    for box in found:
        far.append(1 + max((far[each] for each in box.inputs if each != INPUT), default=0))
    if not far:
        return []
    leads = [False] * len(found)
    leads[max(range(len(far)), key=lambda number: (far[number], number))] = True
    for number in range(len(found) - 1, -1, -1):
        if leads[number]:
            for each in found[number].inputs:
                if each != INPUT:
                    leads[each] = True
    return leads
