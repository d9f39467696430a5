"""The parts of a network that follow one another: single boxes, and blocks with branches or of one name."""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kerascnn.diagram.boxes import INPUT, Box, main_path

__all__ = ["Part", "parts"]


@dataclass(frozen=True)
class Part:
    """Boxes between two places where the whole network passes through one output.

    Attributes:
        name: what the boxes' names begin with, or the first and the last name.
        numbers: the boxes, in order.
        entry: the box whose output comes in, or `INPUT`.
        exit: the box that gives the output.
    """

    name: str
    numbers: tuple[int, ...]
    entry: int
    exit: int

    @property
    def is_block(self) -> bool:
        """Whether it is more than a single box."""
        return len(self.numbers) > 1

    def sign(self, found: Sequence[Box]) -> Hashable:
        """Equal for parts that are the same but for their names."""
        return tuple(
            (type(box.row.layer), str(box.row.layer), box.output, box.parameters, inputs)
            for box, inputs in self._inside(found)
        )

    def pattern(self, found: Sequence[Box]) -> Hashable:
        """Equal for parts whose layers are of the same kinds and connected alike, whatever their sizes."""
        return tuple((type(box.row.layer), inputs) for box, inputs in self._inside(found))

    def _inside(self, found: Sequence[Box]) -> list[tuple[Box, tuple[int, ...]]]:
        places = {number: place for place, number in enumerate(self.numbers)}
        return [
            (found[number], tuple(places.get(each, INPUT) for each in found[number].inputs)) for number in self.numbers
        ]


def parts(found: Sequence[Box]) -> tuple[list[Part], dict[int, list[Part]]]:
    """The parts of the network's main path, from the input to the output, and the heads that leave it at its parts.

    A head leaves the main path and does not come back, as GoogLeNet's auxiliary ones; they are listed by the box that
    they take. One that leaves from inside a block belongs to the block.
    """
    main = [number for number, leads in enumerate(main_path(found)) if leads]
    last = {taken: number for number in main for taken in found[number].inputs}
    pieces: list[tuple[int, ...]] = []
    inside: list[int] = []
    # All of the inputs stand in the first part.
    reach = max([last.get(INPUT, INPUT), *(last.get(each, each) for each in main if found[each].is_input)])
    for number in main:
        inside.append(number)
        if reach <= number:
            pieces.append(tuple(inside))
            inside = []
        reach = max(reach, last.get(number, number))
    joined: list[tuple[tuple[str, ...], list[int]]] = []
    for piece in pieces:
        key = _key([found[number].row.node.text for number in piece])
        if key and joined and joined[-1][0] == key:
            joined[-1][1].extend(piece)
        else:
            joined.append((key, list(piece)))
    homes = {number: place for place, (_key_of_it, numbers) in enumerate(joined) for number in numbers}
    ends = [numbers[-1] for _key_of_it, numbers in joined]
    at_side: dict[int, list[Part]] = {}
    for head in _heads(found):
        if head.entry in ends or head.entry not in homes:
            at_side.setdefault(head.entry, []).append(head)
        else:
            joined[homes[head.entry]][1].extend(head.numbers)
    made = []
    for place, (key, numbers) in enumerate(joined):
        entry = ends[place - 1] if place else INPUT
        made.append(Part(_title(found, key, numbers), tuple(sorted(numbers)), entry, ends[place]))
    return made, at_side


def _title(found: Sequence[Box], key: tuple[str, ...], numbers: Sequence[int]) -> str:
    first, last = found[numbers[0]].row.node.text, found[numbers[-1]].row.node.text
    if len(numbers) == 1:
        return last
    return "_".join(key) or f"{first[:12]} … {last[:12]}"


def _heads(found: Sequence[Box]) -> Iterator[Part]:
    """What leaves the main path and does not come back."""
    leads = main_path(found)
    home: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for number, box in enumerate(found):
        if not leads[number]:
            # A head that takes others is drawn with the first of them.
            before = next((home[each] for each in box.inputs if each in home), number)
            home[number] = before
            groups.setdefault(before, []).append(number)
    for first, numbers in groups.items():
        key = _key([found[number].row.node.text for number in numbers])
        yield Part(_title(found, key, numbers), tuple(numbers), found[first].inputs[0], numbers[-1])


def _key(names: Sequence[str]) -> tuple[str, ...]:
    """What names have in common, up to the last part with a number: "block2a" of its layers' names.

    >>> _key(["block_1_expand"]), _key(["conv2_block1_1_conv", "conv2_block1_add"]), _key(["expanded_conv_project"])
    (('block', '1'), ('conv2', 'block1'), ('expanded', 'conv'))
    """
    split = [name.split("_") for name in names]
    if len(split) == 1:
        common = split[0][:-1]
    else:
        common = [column[0] for column in takewhile(lambda column: len(set(column)) == 1, zip(*split, strict=False))]
    numbered = [place for place, word in enumerate(common) if re.search(r"\d", word)]
    return tuple(common[: numbered[-1] + 1] if numbered else common)
