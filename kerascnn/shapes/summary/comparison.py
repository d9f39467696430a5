"""Two networks side by side: which layers differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from kerascnn.shapes.summary.costs import Part, Summary

__all__ = ["Comparison"]

Pair = tuple[Part | None, Part | None]


@dataclass(frozen=True)
class Comparison:
    """What differs between two networks; printed it is a table. Layers of one name are compared, in their order.

    Attributes:
        first: one network.
        second: the other.
    """

    first: Summary
    second: Summary

    @property
    def both(self) -> tuple[Summary, Summary]:
        """The two."""
        return self.first, self.second

    @property
    def _pairs(self) -> dict[tuple[str, int], Pair]:
        one, other = (_by_name(summary.parts) for summary in self.both)
        return {key: (one.get(key), other.get(key)) for key in [*one, *(key for key in other if key not in one)]}

    @property
    def differences(self) -> list[tuple[str, Pair]]:
        """The names of the layers that are in one network only, or in both and not alike."""
        return [(name, pair) for (name, _number), pair in self._pairs.items() if not _alike(*pair)]

    @property
    def same(self) -> int:
        """How many layers are alike in both."""
        return sum(_alike(*pair) for pair in self._pairs.values())

    def __str__(self) -> str:
        from kerascnn.shapes.summary.writing import written

        return written(self)

    def _repr_html_(self) -> str:
        from kerascnn.shapes.summary.writing import written

        return written(self, "html")


def _by_name(parts: Iterable[Part]) -> dict[tuple[str, int], Part]:
    """The lines by their names; those that share one are told apart by a number."""
    seen: dict[str, int] = {}
    found = {}
    for part in parts:
        seen[part.name] = seen.get(part.name, 0) + 1
        found[part.name, seen[part.name]] = part
    return found


def _alike(one: Part | None, other: Part | None) -> bool:
    if one is None or other is None:
        return False
    kinds = [[str(row.layer) for row in part.rows] for part in (one, other)]
    costs = [(part.output, part.parameters, part.multiply_adds) for part in (one, other)]
    return kinds[0] == kinds[1] and costs[0] == costs[1]
