"""A piece of a diagram of blocks: a box, or a closed block, with its words; pieces are stacked into columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kerascnn.diagram import words
from kerascnn.diagram.boxes import Box
from kerascnn.diagram.parts import Part
from kerascnn.diagram.sheet import LINE
from kerascnn.drawing.marks import Mark, Rectangle, Text, text_width
from kerascnn.language import _, ngettext

__all__ = ["Piece", "box_marks", "box_size", "closed", "lines_of", "single"]

PADDING = 5.0
CORNER = 3.0


@dataclass
class Piece:
    """Marks from (0, 0) to (width, height). What comes in enters at the top, what goes out leaves at the bottom.

    Attributes:
        marks: what is drawn.
        width: in points.
        height: in points.
        spine: the x at which both happen.
        edge: the right edge of the box that gives the output.
        entry: the box whose output comes in.
        exit: the box that gives the output.
        closed: whether a line that comes in ends here with an arrowhead; otherwise the piece itself leads it on.
        side: a head at its side.
    """

    marks: list[Mark]
    width: float
    height: float
    spine: float
    edge: float
    entry: int
    exit: int
    closed: bool = True
    side: "list[Piece]" = field(default_factory=list)


def lines_of(box: Box, within: str = "") -> list[str]:
    """The words in a box: name, what it does, shape and parameters.

    Args:
        box: the box.
        within: the name of the block that it is in, with which its own may begin.
    """
    if box.is_input:
        return [box.row.node.text, words.shape(box.output)]
    name = box.row.node.text.removeprefix(f"{within}_") if within else box.row.node.text
    what = " ".join(words.operation(box.row))
    note = words.notes(box)
    numbers = words.numbers(box)
    found = [
        words.short(name),
        f"{what}, {note}" if note else what,
        f"{words.shape(box.output)} · {numbers}" if numbers else words.shape(box.output),
    ]
    return found[1:] if name == what else found


def box_size(lines: Sequence[str]) -> tuple[float, float]:
    """Width and height of a box with these lines."""
    width = max(text_width(line, bold=number == 0) for number, line in enumerate(lines))
    return width + 2 * PADDING, LINE * len(lines) + 4


def box_marks(
    lines: Sequence[str], kind: str, left: float, top: float, width: float, *, stacked: bool = False
) -> list[Mark]:
    """A box with its words in the middle; `stacked`, it stands before others like it."""
    height = box_size(lines)[1]
    marks: list[Mark] = []
    if stacked:
        marks += [Rectangle(left + shift, top + shift, width, height, kind, CORNER) for shift in (4, 2)]
    marks.append(Rectangle(left, top, width, height, kind, CORNER))
    for number, line in enumerate(lines):
        y = top + LINE * (number + 1) - 0.5
        marks.append(Text(left + width / 2, y, line, bold=number == 0))
    return marks


def single(found: Sequence[Box], part: Part, count: int = 1) -> Piece:
    """A box of its own, there `count` times."""
    box = found[part.exit]
    lines = lines_of(box)
    if count > 1:
        lines[0] += f" ×{count}"
    return _piece(lines, words.kind_of(box), part, count)


def closed(found: Sequence[Box], part: Part, count: int, like: str = "") -> Piece:
    """A block as one box, there `count` times.

    Args:
        found: all boxes.
        part: the block.
        count: how many times.
        like: the name of an open block of the same pattern.
    """
    inside = [found[number] for number in part.numbers if not found[number].is_input]
    name = words.short(part.name) + (f" ×{count}" if count > 1 else "")
    text = ngettext("{n} layer", "{n} layers", len(inside)).format(n=len(inside))
    what = _("as {name}").format(name=words.short(like)) if like else text
    parameters = sum(box.parameters for box in inside)
    numbers = f"{parameters:,}" if all(box.counted for box in inside) else f"≥ {parameters:,}"
    return _piece([name, what, f"{words.shape(found[part.exit].output)} · {numbers}"], "block", part, count)


def _piece(lines: list[str], kind: str, part: Part, count: int) -> Piece:
    width, height = box_size(lines)
    marks = box_marks(lines, kind, 0, 0, width, stacked=count > 1)
    return Piece(marks, width, height + (4 if count > 1 else 0), width / 2, width, part.entry, part.exit)
