"""A network as boxes with branches and shortcuts, in columns that are read from top to bottom."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kerascnn.diagram import words
from kerascnn.diagram.boxes import INPUT, Box
from kerascnn.diagram.columns import even_columns
from kerascnn.diagram.folding import runs
from kerascnn.diagram.inside import opened
from kerascnn.diagram.parts import Part, parts
from kerascnn.diagram.piece import Piece, box_marks, box_size, closed, single
from kerascnn.diagram.sheet import LANDSCAPE, MOST_BOXES, PORTRAIT, Drawing
from kerascnn.language import _
from kerascnn.shapes.layers import Shape

__all__ = ["blocks"]

MOST_PATTERNS = 4

Heads = Mapping[int, Sequence[Part]]
"""What stands at the side, by the box that it takes."""


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
        if part.is_block:
            pattern = part.pattern(found)
            layers[pattern] = layers.get(pattern, 0) + len(part.numbers)
    most = sorted(layers, key=lambda pattern: -layers[pattern])[:MOST_PATTERNS]
    yield from (_Detail(True, frozenset(most[:count])) for count in range(len(most), -1, -1))


def blocks(images: Sequence[Shape], found: Sequence[Box], *, expand: bool = False) -> Drawing:
    """Draw a network in the most detail with which it fits on a sheet.

    Args:
        images: the shapes of the network's inputs, which are drawn in one box where they are no boxes of their own.
        found: the boxes.
        expand: draw every layer, whatever the size.
    """
    listed, at_side = parts(found)
    details = [_Detail(False, None)] if expand else list(_details(found, listed))
    for detail in details:
        plan = list(_plan(found, listed, set(at_side), detail))
        if detail != details[-1] and sum(each.boxes for each in plan) > MOST_BOXES:
            continue
        pieces = _pieces(images, found, plan, at_side, fold=detail.fold)
        for sheet in (LANDSCAPE, PORTRAIT):
            columns = even_columns(pieces, sheet.height)
            if columns.fits(sheet):
                return columns.drawing(_explanation(plan, hidden=detail.fold and bool(at_side)))
    # It is larger than a sheet: the columns that make its letters largest when it is printed on one.
    tries = [even_columns(pieces, LANDSCAPE.height * factor / 4) for factor in range(4, 61, 4)]
    best = min(tries, key=lambda columns: min(columns.excess(sheet) for sheet in (LANDSCAPE, PORTRAIT)))
    return best.drawing(_explanation(plan, hidden=detail.fold and bool(at_side)))


class _Planned(NamedTuple):
    """A part, how many times it is there, and how it is drawn: open, or like another block."""

    part: Part
    repeats: int
    is_open: bool
    like: str = ""

    @property
    def boxes(self) -> int:
        """How many boxes are drawn."""
        return len(self.part.numbers) if self.is_open else 1


def _plan(found: Sequence[Box], listed: Sequence[Part], branching: set[int], detail: _Detail) -> Iterator[_Planned]:
    """What is drawn of each part."""
    like: dict[Hashable, str] = {}
    for part, count in _repeated(found, listed, branching, fold=detail.fold):
        if not part.is_block or detail.opened is None:
            yield _Planned(part, count, is_open=True)
            continue
        pattern = part.pattern(found)
        first = pattern in detail.opened and pattern not in like
        yield _Planned(part, count, is_open=first, like=like.get(pattern, ""))
        if first:
            like[pattern] = part.name


def _pieces(
    images: Sequence[Shape], found: Sequence[Box], plan: Sequence[_Planned], at_side: Heads, *, fold: bool
) -> list[Piece]:
    name = _("input") if len(images) == 1 else _("{n} inputs").format(n=len(images))
    lines = [name, *map(words.shape, images)]
    width, height = box_size(lines)
    made = [Piece(box_marks(lines, "input", 0, 0, width), width, height, width / 2, width, INPUT, INPUT)]
    if plan[0].is_open and any(found[number].is_input for number in plan[0].part.numbers):
        made = []  # each of the inputs stands in the first block
    for part, count, is_open, like in plan:
        if not part.is_block:
            made.append(single(found, part, count))
        else:
            made.append(opened(found, part, count) if is_open else closed(found, part, count, like))
    for piece in made:
        for head in at_side.get(piece.exit, ()):
            piece.side.append(closed(found, head, 1) if fold else opened(found, head, ends=True))
    return made


def _repeated(
    found: Sequence[Box], listed: Sequence[Part], branching: set[int], *, fold: bool
) -> Iterator[tuple[Part, int]]:
    """The parts, with how many times each is there one after another."""
    if not fold:
        yield from ((part, 1) for part in listed)
        return
    # A part with a head at its side is drawn by itself.
    signs = [
        number if branching & set(part.numbers) else (part.is_block, part.sign(found))
        for number, part in enumerate(listed)
    ]
    for run in runs(signs, longest=1):
        yield listed[run.start], run.repeats


def _explanation(plan: Sequence[_Planned], *, hidden: bool) -> list[str]:
    found = [_("In each box: its name, what it does, its shape and its parameters. /2: stride 2.")]
    if any(each.repeats > 1 for each in plan):
        found.append(_("×N: so many such blocks one after another, each with these parameters."))
    if hidden or not all(each.is_open for each in plan):
        found.append(_("Where a box says how many layers it has, or like which block it is, its inside is not drawn."))
    return [" ".join(found)]
