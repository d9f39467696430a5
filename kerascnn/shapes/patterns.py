"""Which pixels each output of an axis sees, where that depends on the output's place: behind an upsampling.

Two outputs that were made of one pixel see the same, and their neighbours something else; after a period it begins
again, some pixels further on. What is kept of it is where it changes, so that a large factor costs no more.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from math import gcd, inf, lcm
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["MOST", "NOTHING", "Interval", "Pattern", "checked", "hull"]

MOST = 2**14
"""Changes within a period: far more than any network has, and soon counted."""

Interval = tuple[float, float]
"""The first and the last pixel that are seen; whole numbers, but for `NOTHING`."""

NOTHING: Interval = (inf, -inf)
"""What an output sees that no pixel's stamp reaches, as behind a transpose convolution whose stride is longer than its
kernel."""


def hull(one: Interval, other: Interval) -> Interval:
    """From the first pixel of both to the last of both."""
    return min(one[0], other[0]), max(one[1], other[1])


class Pattern(NamedTuple):
    """What the outputs see: output `period + n` sees what output `n` does, `advance` pixels further on.

    Attributes:
        period: in outputs.
        advance: in pixels.
        runs: where outputs that see the same begin, within the first period, and what they see; the first begins at 0.
    """

    period: int
    advance: int
    runs: tuple[tuple[int, Interval], ...]

    def at(self, place: int) -> Interval:
        """What the output at a place sees; places in front of the first and behind the last go on as the pattern does.

        >>> Pattern(2, 1, ((0, (0, 0)), (1, (0, 1)))).at(-1)
        (-1, 0)
        """
        turns, rest = divmod(place, self.period)
        number = bisect_right(self.runs, rest, key=lambda run: run[0]) - 1
        first, last = self.runs[number][1]
        return first + turns * self.advance, last + turns * self.advance

    def at_places(self, factor: int, shift: int, divisor: int = 1) -> "Pattern":
        """What outputs see of which output number n looks at the place `⌊(factor·n + shift)/divisor⌋` of this pattern.

        >>> Pattern(1, 1, ((0, (0, 0)),)).at_places(1, 0, 3)  # each output three times
        Pattern(period=3, advance=1, runs=((0, (0, 0)),))
        """
        around = self.period * divisor
        period = around // gcd(factor, around)
        turns = factor * period // around

        def changes() -> Iterable[int]:
            if period <= turns * len(self.runs):
                return range(period)
            return self._looked_at(factor, shift, divisor, period)

        checked(min(period, turns * len(self.runs)))
        found = ((each, self.at((factor * each + shift) // divisor)) for each in changes())
        return Pattern(period, self.advance * turns, _runs(found))

    def _looked_at(self, factor: int, shift: int, divisor: int, period: int) -> Iterator[int]:
        """Where within a period the outputs begin that look at another run than those in front of them."""
        yield 0
        first, last = shift // divisor, (factor * (period - 1) + shift) // divisor
        for turn in range(first // self.period, last // self.period + 1):
            for start, _seen in self.runs:
                place = turn * self.period + start
                if first < place <= last:
                    yield -((shift - divisor * place) // factor)

    def joined(self, other: "Pattern", join: Callable[[Interval, Interval], Interval] = hull) -> "Pattern":
        """What outputs see that see something of this pattern and something of another that moves as fast."""
        period = lcm(self.period, other.period)
        checked(sum(period // each.period * len(each.runs) for each in (self, other)))
        starts = {
            turn + start
            for each in (self, other)
            for turn in range(0, period, each.period)
            for start, _seen in each.runs
        }
        found = ((each, join(self.at(each), other.at(each))) for each in sorted(starts))
        return Pattern(period, self.advance * (period // self.period), _runs(found))

    def only(self, period: int, place: int) -> "Pattern":
        """What is left where only each `period`-th output, beginning at `place`, sees something at all."""
        return self.joined(_each(period, place), lambda seen, there: NOTHING if there == NOTHING else seen)

    def except_at(self, period: int, place: int, other: "Pattern") -> "Pattern":
        """The same but for each `period`-th output, beginning at `place`: those are of another pattern."""
        rest = self.joined(_each(period, place), lambda seen, there: seen if there == NOTHING else NOTHING)
        return rest.joined(other.only(period, place))

    @property
    def rising(self) -> bool:
        """Whether each output sees something, and none begins or ends to see in front of where its neighbour does."""
        first, last = self.runs[0][1]
        seen = [run[1] for run in self.runs] + [(first + self.advance, last + self.advance)]
        return NOTHING not in seen and all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(seen))

    def sizes(self, count: int) -> list[int]:
        """How many pixels the first `count` outputs see, each number at least once."""
        return [int(max(0, last - first + 1)) for start, (first, last) in self.runs if start < count]

    def whole(self, count: int) -> Interval:
        """From the first pixel that any of the first `count` outputs sees to the last."""
        there = [(start, seen) for start, seen in self.runs if start < count]
        first = min(seen[0] for _start, seen in there)
        return first, max(seen[1] + (count - 1 - start) // self.period * self.advance for start, seen in there)


def _each(period: int, place: int) -> Pattern:
    """Something for each `period`-th output, beginning at `place`, and nothing for the others."""
    runs = ((0, (0, 0)), (1, NOTHING)) if period > 1 else ((0, (0, 0)),)
    return Pattern(period, 0, runs).at_places(1, -place)


def _runs(found: Iterable[tuple[int, Interval]]) -> tuple[tuple[int, Interval], ...]:
    """Those that see something else than the one in front."""
    kept: list[tuple[int, Interval]] = []
    for start, seen in found:
        if not kept or kept[-1][1] != seen:
            kept.append((start, seen))
    return tuple(kept)


def checked(count: int) -> int:
    """The count, where it is not larger than `MOST`.

    Raises:
        InputError: it is.
    """
    if count > MOST:
        text = _("what its outputs see differs in more than {limit} ways; expected smaller factors and strides")
        raise InputError(text.format(limit=f"{MOST:,}"))
    return count
