"""Where the boxes of a block stand: in ranks from top to bottom, and in lanes from left to right."""

import heapq
from bisect import bisect_right, insort
from collections.abc import Sequence

from kerascnn.diagram.boxes import Box
from kerascnn.diagram.parts import Part
from kerascnn.shapes.layers import Merge

__all__ = ["Lanes"]


class Lanes:
    """The ranks and lanes of a part's boxes.

    A box stands one rank below the lowest that it takes, in the lane of one that it takes where that is free: what
    branches off has a lane of its own, and what adds goes on in the lane of the branch that it ends.

    Attributes:
        rank: by the boxes' numbers.
        lane: by the boxes' numbers; the leftmost of several for a concatenation, which is as wide as its branches.
        spread: for a concatenation, the lanes that it covers.
    """

    def __init__(self, found: Sequence[Box], part: Part) -> None:
        self._found, self._part = found, part
        self.rank: dict[int, int] = {}
        self.lane: dict[int, int] = {}
        self.spread: dict[int, range] = {}
        self._inside = set(part.numbers)
        self._takers: dict[int, list[int]] = {}
        for number in part.numbers:
            before = [self.rank[each] for each in self.taken(number)]
            self.rank[number] = max(before, default=-1) + 1
            for each in dict.fromkeys(found[number].inputs):
                self._takers.setdefault(each, []).append(number)
        self._occupied: dict[int, list[int]] = {}
        self._busy: list[int] = []  # the last rank for which each lane is needed
        self._soonest: list[tuple[int, int]] = []  # the same, those first that are free first, with outdated ones
        self._lanes_at: dict[int, list[int]] = {}  # by rank
        self._tail: dict[int, int] = {}
        for number in part.numbers:
            self._place(number)

    def taken(self, number: int) -> list[int]:
        """The boxes of the block that a box takes."""
        return [each for each in self._found[number].inputs if each in self._inside]

    def _merges(self, number: int) -> bool:
        return isinstance(self._found[number].row.layer, Merge)

    def _place(self, number: int) -> None:
        taken = self.taken(number)
        lanes = sorted({self.lane[each] for each in taken})
        if self._merges(number) and lanes:
            lane = lanes[0]
            if self._wide(number):
                self.spread[number] = range(lanes[0], lanes[-1] + 1)
        elif taken and self._goes_on(number, taken[0]):
            lane = self.lane[taken[0]]
        else:
            lane = self._free(self.rank[number])
        self.lane[number] = lane
        for each in self.spread.get(number, (lane,)):
            self._hold(each, number)

    def _wide(self, number: int) -> bool:
        """Whether a box is drawn as wide as the branches that it joins."""
        layer = self._found[number].row.layer
        return isinstance(layer, Merge) and layer.mode == "concat" and len(self.taken(number)) > 1

    def _goes_on(self, number: int, before: int) -> bool:
        """Whether a box stands in the lane of the one in front of it."""
        others = [each for each in self._takers[before] if each != number]
        return self._tail.get(self.lane[before]) == before and not any(map(self._merges, others))

    def _free(self, rank: int) -> int:
        """A lane that nothing needs any more at a rank; a new one if there is none."""
        while self._soonest and self._soonest[0][0] < rank:
            busy, lane = heapq.heappop(self._soonest)
            if busy == self._busy[lane]:  # it was not put to use since
                return lane
        return len(self._busy)

    def _hold(self, lane: int, number: int) -> None:
        while lane >= len(self._busy):
            self._busy.append(-1)
        needed = [self.rank[each] for each in self._takers.get(number, ())]
        if number == self._part.exit:
            needed.append(len(self.rank))  # the line that leaves the block goes down here
        self._busy[lane] = max([self._busy[lane], self.rank[number], *needed])
        heapq.heappush(self._soonest, (self._busy[lane], lane))
        self._tail[lane] = number
        insort(self._occupied.setdefault(lane, []), self.rank[number])
        insort(self._lanes_at.setdefault(self.rank[number], []), lane)

    @property
    def count(self) -> int:
        """How many lanes there are."""
        return len(self._busy)

    def clear(self, lane: int, above: int, below: int) -> bool:
        """Whether no box stands in a lane between two ranks, neither of them included."""
        ranks = self._occupied.get(lane, [])
        place = bisect_right(ranks, above)
        return place == len(ranks) or ranks[place] >= below

    def empty(self, rank: int, left: int, right: int) -> bool:
        """Whether no box stands in a rank between two lanes, neither of them included."""
        lanes = self._lanes_at.get(rank, [])
        place = bisect_right(lanes, left)
        return place == len(lanes) or lanes[place] >= right
