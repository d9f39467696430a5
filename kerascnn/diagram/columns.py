"""Pieces of a diagram stacked into columns, with the lines that lead from one to the next."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kerascnn.diagram.piece import Piece
from kerascnn.diagram.sheet import Drawing, Sheet, moved
from kerascnn.drawing.marks import Line, Mark

__all__ = ["Columns", "even_columns"]

GAP = 11.0
GUTTER = 22.0
SIDE_GAP = 14.0
MARGIN = 6.0
OVER, UNDER = 8.0, 8.0
"""Room above and below the columns for the lines from one to the next."""


class _Column(NamedTuple):
    pieces: list[Piece]

    @property
    def left(self) -> float:
        """From the left edge to the spine, which all pieces of a column share."""
        return max(piece.spine for piece in self.pieces)

    @property
    def right(self) -> float:
        """From the spine to the right edge."""
        return max(
            piece.width - piece.spine + sum(SIDE_GAP + side.width for side in piece.side) for piece in self.pieces
        )

    @property
    def height(self) -> float:
        """From the first piece to the last."""
        return sum(_height(piece) + GAP for piece in self.pieces) - GAP


class Columns(NamedTuple):
    """Columns that are read from top to bottom, the leftmost first."""

    columns: list[_Column]

    @property
    def width(self) -> float:
        """Of the drawing."""
        return sum(column.left + column.right + GUTTER for column in self.columns) - GUTTER + 2 * MARGIN

    @property
    def height(self) -> float:
        """Of the drawing."""
        several = len(self.columns) > 1
        return max(column.height for column in self.columns) + (OVER + UNDER if several else 0.0)

    def excess(self, sheet: Sheet) -> float:
        """How many times as large as a sheet it is."""
        return sheet.excess(self.width, self.height)

    def fits(self, sheet: Sheet) -> bool:
        """Whether it fits on a sheet with letters of their own size."""
        return self.excess(sheet) <= 1

    def drawing(self, explanation: list[str]) -> Drawing:
        """The pieces and the lines between them."""
        marks: list[Mark] = []
        x = MARGIN
        before: tuple[float, float, int] | None = None
        for column in self.columns:
            spine, y = x + column.left, OVER if len(self.columns) > 1 else 0.0
            for place, piece in enumerate(column.pieces):
                if before is not None:
                    points = [before[:2], (spine, y)]
                    if not place:
                        turn, low = x - GUTTER / 2, before[1] + UNDER - 2
                        points[1:1] = [(before[0], low), (turn, low), (turn, 0.0), (spine, 0.0)]
                    ends = (piece.entry, piece.exit) if piece.closed else None
                    marks.append(Line(tuple(points), arrow=piece.closed, ends=ends))
                marks += [moved(mark, spine - piece.spine, y) for mark in piece.marks]
                marks += _sides(piece, spine - piece.spine, y)
                before = (spine, y + piece.height, piece.exit)
                y += _height(piece) + GAP
            x = spine + column.right + GUTTER
        return Drawing(marks, self.width, self.height, explanation)


def even_columns(pieces: Sequence[Piece], height: float) -> Columns:
    """As few columns as a height allows, as even as they can be.

    Args:
        pieces: in their order.
        height: the most that a column may have, unless a piece alone has more.
    """
    columns = _divided(pieces, height)
    low, high = max(_height(piece) for piece in pieces), height
    while high - low > 4:
        middle = (low + high) / 2
        tried = _divided(pieces, middle)
        if len(tried) > len(columns):
            low = middle
        else:
            high, columns = middle, tried
    return Columns(columns)


def _divided(pieces: Sequence[Piece], height: float) -> list[_Column]:
    columns: list[_Column] = []
    filled = 0.0
    for piece in pieces:
        tall = _height(piece)
        if not columns or filled + GAP + tall > height - OVER - UNDER:
            columns.append(_Column([]))
            filled = -GAP
        columns[-1].pieces.append(piece)
        filled += GAP + tall
    return columns


def _height(piece: Piece) -> float:
    """The height with what stands at the side."""
    return max([piece.height, *(side.height + _side_top(piece) for side in piece.side)])


def _side_top(piece: Piece) -> float:
    """Where what stands at the side begins: under the middle of the box that it leaves."""
    return max(0.0, piece.height - (10 if piece.closed else 18))


def _sides(piece: Piece, left: float, top: float) -> Iterator[Mark]:
    """What stands at the side of a piece, with the line that leads to it."""
    x = left + piece.width + SIDE_GAP
    for side in piece.side:
        y = top + _side_top(piece)
        points = ((left + piece.edge, y - 8), (x + side.spine, y - 8), (x + side.spine, y))
        yield Line(points, arrow=side.closed, ends=(side.entry, side.exit) if side.closed else None)
        yield from (moved(mark, x, y) for mark in side.marks)
        x += side.width + SIDE_GAP
