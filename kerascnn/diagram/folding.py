"""Repetitions: what follows itself several times is drawn once."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

__all__ = ["Run", "runs"]

LONGEST_PERIOD = 4


class Run(NamedTuple):
    """Things from `start` on, `length` of them, that are there `repeats` times one after another."""

    start: int
    length: int
    repeats: int


def runs(signs: Sequence[Hashable], longest: int = LONGEST_PERIOD) -> list[Run]:
    """A sequence as runs of at most `longest` things each, from the left; each time the run that saves most.

    >>> runs("abbbcdcdcde")
    [Run(start=0, length=1, repeats=1), Run(start=1, length=1, repeats=3), Run(start=4, length=2, repeats=3), \
Run(start=10, length=1, repeats=1)]
    """
    found = []
    start = 0
    while start < len(signs):
        best = Run(start, 1, 1)
        for length in range(1, longest + 1):
            count = 1
            first = signs[start : start + length]
            while signs[start + count * length : start + (count + 1) * length] == first:
                count += 1
            if length * (count - 1) > best.length * (best.repeats - 1):
                best = Run(start, length, count)
        found.append(best)
        start += best.length * best.repeats
    return found
