"""A block, opened: its boxes in lanes, its branches and shortcuts, and a frame around them."""

import heapq
from collections.abc import Sequence

from kerascnn.diagram import words
from kerascnn.diagram.boxes import Box
from kerascnn.diagram.lanes import Lanes
from kerascnn.diagram.parts import Part
from kerascnn.diagram.piece import Piece, box_marks, box_size, lines_of
from kerascnn.drawing.marks import Line, Mark, Rectangle, Text, text_width

__all__ = ["opened"]

PADDING = 6.0
TITLE = 11.0
GAP = 12.0
UNDER, ABOVE = 3.5, 4.5
"""How far under the boxes of a rank, and above those of the next, lines turn aside."""

LANE_GAP = 10.0
TRACK_GAP = 8.0
NARROW = 10.0

Place = tuple[float, float]


def opened(found: Sequence[Box], part: Part, count: int = 1, *, ends: bool = False) -> Piece:
    """Draw a block with everything in it.

    Args:
        found: all boxes of the network.
        part: the block.
        count: how many such blocks there are one after another.
        ends: whether nothing follows it.
    """
    return _Inside(found, part, count).piece(ends=ends)


class _Inside:
    def __init__(self, found: Sequence[Box], part: Part, count: int) -> None:
        self._found, self._part, self._count = found, part, count
        self._lanes = Lanes(found, part)
        self._lines = {number: lines_of(found[number], part.name) for number in part.numbers}
        self._lefts, self._right = self._columns()
        self._tops, self._heights, self._bottom = self._rows()
        self._tracks: list[tuple[int, int]] = []  # for each beside the lanes, the rank at which it is free again
        left, _top, width, _height = self._box(part.exit)
        self._spine = left + width / 2

    def _columns(self) -> tuple[list[float], float]:
        """The left edge of each lane, and the right edge of the last."""
        lanes = self._lanes
        widths = [NARROW] * lanes.count
        for number, lane in lanes.lane.items():
            if number not in lanes.spread:
                widths[lane] = max(widths[lane], box_size(self._lines[number])[0])
        self._widths = widths
        lefts = [PADDING]
        for width in widths:
            lefts.append(lefts[-1] + width + LANE_GAP)
        return lefts[:-1], lefts[-1] - LANE_GAP

    def _rows(self) -> tuple[list[float], list[float], float]:
        """The top and the height of each rank, and the bottom of the last."""
        heights = [0.0] * (max(self._lanes.rank.values()) + 1)
        for number, rank in self._lanes.rank.items():
            heights[rank] = max(heights[rank], box_size(self._lines[number])[1])
        tops, y = [], TITLE + GAP
        for height in heights:
            tops.append(y)
            y += height + GAP
        return tops, heights, y - GAP

    def _box(self, number: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a box."""
        lanes = self._lanes
        width, height = box_size(self._lines[number])
        top = self._tops[lanes.rank[number]]
        spread = lanes.spread.get(number, range(lanes.lane[number], lanes.lane[number] + 1))
        left, lane_right = self._lefts[spread[0]], self._lefts[spread[-1]] + self._widths[spread[-1]]
        width = max(width, lane_right - left) if len(spread) > 1 else width
        return (left + lane_right - width) / 2, top, width, height

    def piece(self, *, ends: bool) -> Piece:
        """The block with its frame and its title."""
        edges: list[Mark] = []
        for number in self._part.numbers:
            for taken in dict.fromkeys(self._found[number].inputs):
                points = self._route(taken, number)
                edges.append(Line(tuple(points), ends=(taken, number)))
        width = self._right + PADDING + (TRACK_GAP * len(self._tracks) + 4 if self._tracks else 0)
        title = words.short(self._part.name) + (f" ×{self._count}" if self._count > 1 else "")
        width = max(width, self._spine + 5 + text_width(title, bold=True) + 4)
        height = self._bottom + PADDING
        marks: list[Mark] = [Rectangle(0, 0, width, height, "frame", 5, outlined=False)]
        marks.append(Text(self._spine + 5, TITLE - 2, title, anchor="start", bold=True))
        marks += edges
        for number in self._part.numbers:
            left, top, wide, _height = self._box(number)
            marks += box_marks(self._lines[number], words.kind_of(self._found[number]), left, top, wide)
        left, top, wide, tall = self._box(self._part.exit)
        if not ends:
            marks.append(Line(((self._spine, top + tall), (self._spine, height)), arrow=False))
        return Piece(marks, width, height, self._spine, left + wide, self._part.entry, self._part.exit, closed=False)

    def _route(self, taken: int, number: int) -> list[Place]:
        """The points of the line from one box, or from the block's entry, to another."""
        lanes = self._lanes
        left, top, width, height = self._box(number)
        rank, lane = lanes.rank[number], lanes.lane[number]
        if taken in lanes.rank:
            from_rank, from_lane = lanes.rank[taken], lanes.lane[taken]
            from_left, from_top, from_width, from_height = self._box(taken)
            start = (from_left + from_width / 2, from_top + from_height)
            under = self._tops[from_rank] + self._heights[from_rank] + UNDER
        else:
            from_rank, from_lane = -1, -1
            start, under = (self._spine, 0.0), TITLE + UNDER
        middle = left + width / 2
        inner = lanes.spread.get(number, ())
        if not inner and lane in lanes.spread.get(taken, ()) and lanes.clear(lane, from_rank, rank):
            return [(middle, start[1]), (middle, top)]
        free = from_lane >= 0 and lanes.clear(from_lane, from_rank, rank)
        if free and (from_lane == lane or from_lane in inner):
            end = start[0] if inner else middle
            return [start, (end, top)]
        if (
            free
            and not inner
            and lanes.clear(from_lane, from_rank, rank + 1)
            and lanes.empty(rank, *sorted((lane, from_lane)))
        ):
            # Down its own lane, and into the side of the box.
            edge = left + width if from_lane > lane else left
            return [start, (start[0], top + height / 2), (edge, top + height / 2)]
        if not inner and lanes.clear(lane, from_rank, rank):
            if abs(start[0] - middle) < 0.1:
                return [start, (middle, top)]
            return [start, (start[0], under), (middle, under), (middle, top)]
        return self._around(number, start, under, from_rank)

    def _around(self, number: int, start: Place, under: float, from_rank: int) -> list[Place]:
        """Past all lanes on the right: the way of a shortcut."""
        lanes = self._lanes
        rank = lanes.rank[number]
        left, top, width, height = self._box(number)
        free = bool(self._tracks) and self._tracks[0][0] <= from_rank
        track = heapq.heappop(self._tracks)[1] if free else len(self._tracks)
        heapq.heappush(self._tracks, (rank, track))
        x = self._right + TRACK_GAP * (track + 1)
        last = lanes.spread.get(number, (lanes.lane[number],))[-1]
        if lanes.empty(rank, last, lanes.count):
            y = top + height / 2
            return [start, (start[0], under), (x, under), (x, y), (left + width, y)]
        above = top - ABOVE
        return [
            start,
            (start[0], under),
            (x, under),
            (x, above),
            (left + width * 0.75, above),
            (left + width * 0.75, top),
        ]
