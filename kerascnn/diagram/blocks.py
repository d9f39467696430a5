"""A network as boxes with branches and shortcuts, in columns that are read from top to bottom."""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from kerascnn.diagram import words
from kerascnn.diagram.boxes import INPUT, Box
from kerascnn.diagram.folding import runs
from kerascnn.diagram.inside import opened
from kerascnn.diagram.parts import Part, heads, parts
from kerascnn.diagram.piece import Piece, box_marks, box_size, closed, single
from kerascnn.diagram.sheet import LANDSCAPE, PORTRAIT, Drawing, moved
from kerascnn.drawing.scene import Line, Mark
from kerascnn.language import _
from kerascnn.shapes.layers import Shape

__all__ = ["blocks"]

GAP = 11.0
GUTTER = 22.0
SIDE_GAP = 14.0
MOST_PATTERNS = 4


class _Detail(NamedTuple):
    """How much is shown.

    Attributes:
        fold: whether equal blocks that follow one another are drawn once.
        opened: the patterns of which the first block is opened, the others closed; None opens every block.
    """

    fold: bool
    opened: frozenset[Hashable] | None


def _details(found: Sequence[Box], listed: Sequence[Part]) -> Iterator[_Detail]:
    """From everything to nothing opened; the patterns that say least of the network are closed first."""
    yield _Detail(False, None)
    yield _Detail(True, None)
    layers: dict[Hashable, int] = {}
    for part in listed:
        if part.name:
            pattern = part.pattern(found)
            layers[pattern] = layers.get(pattern, 0) + len(part.numbers)
    most = sorted(layers, key=lambda pattern: -layers[pattern])[:MOST_PATTERNS]
    yield from (_Detail(True, frozenset(most[:count])) for count in range(len(most), -1, -1))


def blocks(image: Shape, found: Sequence[Box], *, expand: bool = False) -> Drawing:
    """Draw a network in the most detail with which it fits on a sheet.

    Args:
        image: the shape of the network's input.
        found: the boxes.
        expand: draw every layer, whatever the size.
    """
    drawn: list[tuple[list[Piece], list[str]]] = []
    listed = parts(found)
    for detail in [_Detail(False, None)] if expand else _details(found, listed):
        drawn.append(_pieces(image, found, listed, detail))
        for sheet in (LANDSCAPE, PORTRAIT):
            drawing = _in_columns(*drawn[-1], sheet.height)
            if drawing.fits(sheet):
                return drawing
    pieces, explanation = drawn[-1]
    # It is larger than a sheet: the columns that make its letters largest when it is printed on one.
    tallest = max(piece.height for piece in pieces)
    tries = [
        _in_columns(pieces, explanation, max(tallest, sheet.height * factor / 4))
        for sheet in (LANDSCAPE, PORTRAIT)
        for factor in range(4, 41, 2)
    ]
    return min(tries, key=lambda drawing: min(drawing.excess(sheet) for sheet in (LANDSCAPE, PORTRAIT)))


def _pieces(
    image: Shape, found: Sequence[Box], listed: Sequence[Part], detail: _Detail
) -> tuple[list[Piece], list[str]]:
    """The pieces of a network, and what explains them."""
    lines = [_("input"), words.shape(image)]
    width, height = box_size(lines)
    made = [Piece(box_marks(lines, "input", 0, 0, width), width, height, width / 2, INPUT, INPUT)]
    stacked = False
    like: dict[Hashable, str] = {}
    at_side: dict[int, list[Part]] = {}
    for head in heads(found):
        at_side.setdefault(head.entry, []).append(head)
    for part, count in _repeated(found, listed, set(at_side), fold=detail.fold):
        stacked |= count > 1
        pattern = part.pattern(found)
        if not part.name:
            made.append(single(found, part, count))
        elif detail.opened is None or (pattern in detail.opened and pattern not in like):
            like[pattern] = part.name
            made.append(opened(found, part, count))
        else:
            made.append(closed(found, part, count, like.get(pattern, "")))
        for number in part.numbers:
            for head in at_side.get(number, ()):
                made[-1].side.append(closed(found, head, 1) if detail.fold else opened(found, head))
    return made, _explanation(stacked=stacked, hidden=detail.fold and (detail.opened is not None or bool(at_side)))


def _repeated(
    found: Sequence[Box], listed: Sequence[Part], branching: set[int], *, fold: bool
) -> Iterator[tuple[Part, int]]:
    """The parts, with how many times each is there one after another."""
    if not fold:
        yield from ((part, 1) for part in listed)
        return
    # A part with a head at its side is drawn by itself.
    signs = [
        number if branching & set(part.numbers) else (bool(part.name), part.sign(found))
        for number, part in enumerate(listed)
    ]
    for run in runs(signs, longest=1):
        yield listed[run.start], run.count


def _explanation(*, stacked: bool, hidden: bool) -> list[str]:
    found = [_("In each box: its name, what it does, its shape and its parameters. /2: stride 2.")]
    if stacked:
        found.append(_("×N: so many such blocks one after another, each with these parameters."))
    if hidden:
        found.append(
            _("Where a box says how many layers it has, or like which block it is, its inside is not drawn.")
        )
    return [" ".join(found)]


class _Column(NamedTuple):
    pieces: list[Piece]

    @property
    def left(self) -> float:
        """From the left edge to the spine."""
        return max(piece.spine for piece in self.pieces)

    @property
    def right(self) -> float:
        """From the spine to the right edge."""
        return max(
            piece.width - piece.spine + sum(SIDE_GAP + side.width for side in piece.side) for piece in self.pieces
        )

    @property
    def height(self) -> float:
        return sum(_height(piece) + GAP for piece in self.pieces) - GAP


def _height(piece: Piece) -> float:
    """The height with what stands at the side."""
    return max([piece.height, *(side.height + _side_top(piece) for side in piece.side)])


def _side_top(piece: Piece) -> float:
    """Where what stands at the side begins: under the middle of the box that it leaves."""
    return max(0.0, piece.height - 12)


def _in_columns(pieces: Sequence[Piece], explanation: list[str], height: float) -> Drawing:
    columns = _divided(pieces, height)
    # As even as they can be with so many columns.
    low, high = max(_height(piece) for piece in pieces), height
    while high - low > 4:
        middle = (low + high) / 2
        tried = _divided(pieces, middle)
        if len(tried) > len(columns):
            low = middle
        else:
            high, columns = middle, tried
    marks: list[Mark] = []
    x = 6.0
    before: tuple[float, float, int, float] | None = None
    several = len(columns) > 1
    for column in columns:
        spine, y = x + column.left, 8.0 * several
        for place, piece in enumerate(column.pieces):
            left = spine - piece.spine
            if before is not None:
                points = [before[:2], (spine, y)]
                if not place:
                    gutter = x - GUTTER / 2
                    low_end = before[1] + 6
                    points = [before[:2], (before[0], low_end), (gutter, low_end), (gutter, 0), (spine, 0), (spine, y)]
                ends = (piece.entry, piece.exit) if piece.closed else None
                marks.append(Line(tuple(points), arrow=piece.closed, ends=ends))
            marks += [moved(mark, left, y) for mark in piece.marks]
            marks += _sides(piece, left, y)
            before = (spine, y + piece.height, piece.exit, left)
            y += _height(piece) + GAP
        x = spine + column.right + GUTTER
    tall = max(column.height for column in columns) + (16.0 if several else 0.0)
    return Drawing(marks, x - GUTTER + 6, tall, explanation)


def _divided(pieces: Sequence[Piece], height: float) -> list[_Column]:
    columns: list[_Column] = []
    filled = 0.0
    for piece in pieces:
        tall = _height(piece)
        if not columns or filled + GAP + tall > height - 16:
            columns.append(_Column([]))
            filled = -GAP
        columns[-1].pieces.append(piece)
        filled += GAP + tall
    return columns


def _sides(piece: Piece, left: float, top: float) -> Iterator[Mark]:
    """What stands at the side of a piece, with the line that leads to it."""
    x = left + piece.width + SIDE_GAP
    for side in piece.side:
        y = top + _side_top(piece)
        start = (left + piece.width, y - 8)
        points = (start, (x + side.spine, y - 8), (x + side.spine, y))
        yield Line(points, arrow=side.closed, ends=(side.entry, side.exit) if side.closed else None)
        yield from (moved(mark, x, y) for mark in side.marks)
        x += side.width + SIDE_GAP
