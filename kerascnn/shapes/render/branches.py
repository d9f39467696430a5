"""The branches of a network between its layers: where each begins, and those that have no layer of their own."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kerascnn.language import _
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.row import Row

__all__ = ["Branch", "layers_of_branches", "outline"]


class Branch(NamedTuple):
    """The beginning of a branch.

    Attributes:
        path: its number among the branches of its split, behind those of the branches that it lies within.
        shape: for a branch without layers (a shortcut), the shape that comes in and goes on; else None.
    """

    path: tuple[int, ...]
    shape: Shape | None = None

    @property
    def number(self) -> str:
        """Its number: "2", or "2.1" within branch 2."""
        return ".".join(map(str, self.path))

    @property
    def title(self) -> str:
        """What it is called, in the reader's language."""
        text = _("branch {number}") if self.shape is None else _("branch {number}: shortcut")
        return text.format(number=self.number)

    @property
    def indent(self) -> str:
        """The blanks in front of it; its layers have one step more."""
        return "  " * (2 * len(self.path) - 1)


def outline(rows: Sequence[Row]) -> Iterator[Branch | Row]:
    """The layers, and each branch in front of its first."""
    now: tuple[int, ...] = ()
    for row in rows:
        path, joins = row.node.branch, row.node.joins
        begun = now[len(path)] if joins and len(now) > len(path) else 0
        same = next((level for level, pair in enumerate(zip(now, path, strict=False)) if pair[0] != pair[1]), len(path))
        for level in range(min(same, len(now)), len(path)):
            before = now[level] if level < len(now) and level == same else 0
            # The first layer of a branch takes what comes into the split, and so does an empty branch beside it.
            for empty in range(before + 1, path[level]):
                yield Branch((*path[:level], empty), row.inputs[0])
            yield Branch(path[: level + 1])
        for empty in range(begun + 1, joins + 1):
            yield Branch((*path, empty), row.inputs[empty - 1])
        now = path
        yield row


def layers_of_branches(rows: Sequence[Row], place: int) -> list[list[int]]:
    """For a layer that joins branches: the places of the layers of each of them, in their order."""
    path = rows[place].node.branch
    first = place
    while first and len(rows[first - 1].node.branch) > len(path):
        first -= 1
    return [
        [each for each in range(first, place) if rows[each].node.branch[len(path)] == number]
        for number in range(1, rows[place].node.joins + 1)
    ]
