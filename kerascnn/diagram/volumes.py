"""A chain of layers as volumes to scale, one behind the other: the picture that papers draw of LeNet and VGG."""

import math
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field

from kerascnn.diagram import words
from kerascnn.diagram.boxes import INPUT, Box
from kerascnn.diagram.folding import Run, runs
from kerascnn.diagram.sheet import LANDSCAPE, LINE, MOST_BOXES, PORTRAIT, Drawing, moved
from kerascnn.diagram.solids import ACROSS, UP, solid
from kerascnn.drawing.marks import Line, Mark, Text, text_width
from kerascnn.language import _
from kerascnn.shapes.layers import Shape

__all__ = ["is_chain", "volumes"]

LINEAR = 16
"""Up to this ratio of the largest map to the smallest, sizes are drawn as they are; beyond it, their roots."""

NAME_WIDTH = 62.0
LABEL_GAP = 6.0
ARROW_ROOM = 15.0
TRIES = (
    *((120.0, LANDSCAPE), (95.0, LANDSCAPE), (75.0, LANDSCAPE)),
    *((120.0, PORTRAIT), (95.0, PORTRAIT), (75.0, PORTRAIT)),
    *((58.0, LANDSCAPE), (58.0, PORTRAIT)),
)
"""The height of the largest map, in points, and the sheet: from what looks best to what has room for more."""


@dataclass
class _Item:
    """A volume, a bar or a box of something that is not known, with its labels; x is that of its left edge.

    `label` is the width of the labels, `gap` the room in front of it for what makes it.
    """

    number: int
    shape: Shape
    kind: str
    names: list[str]
    further: list[str]
    operation: list[str]
    kernel: tuple[float, float] = (0, 0)
    x: float = 0
    run: Run | None = None
    sizes: tuple[float, float, float] = field(default=(0, 0, 0))

    @property
    def solid(self) -> float:
        """The width of what is drawn."""
        _height, wide, thick = self.sizes
        return thick + wide * ACROSS

    @property
    def labels(self) -> list[tuple[str, bool]]:
        """What stands below it, and whether it is bold."""
        return [(text, True) for text in self.names] + [(text, False) for text in self.further if text]

    def __post_init__(self) -> None:
        self.label = max(text_width(text, bold=bold) for text, bold in self.labels)
        self.gap = max((text_width(text) for text in self.operation), default=0.0) + ARROW_ROOM


def is_chain(found: Sequence[Box]) -> bool:
    """Whether every box takes the one in front of it and nothing else."""
    return all(box.inputs == (number - 1,) for number, box in enumerate(found))


def volumes(image: Shape, found: Sequence[Box], *, expand: bool = False) -> Drawing:
    """Draw a chain, in rows as long as a sheet is wide.

    Repeated layers are drawn once where the whole chain would not fit on a sheet.

    Args:
        image: the shape of the network's input.
        found: the boxes.
        expand: draw every layer, whatever the size.
    """
    for folded in (False,) if expand else (False, True):
        if len(_pieces(found, folded=folded)) > MOST_BOXES:
            continue
        for scale, sheet in TRIES:
            drawing = _drawn(image, found, scale, sheet.width, folded=folded)
            if drawing.fits(sheet):
                return drawing
    # As many rows as give the form of a sheet.
    scale, sheet = TRIES[-2]
    wide = _drawn(image, found, scale, sheet.width, folded=not expand)
    ratio = math.sqrt(max(1.0, wide.height / sheet.height))
    return _drawn(image, found, scale, sheet.width * ratio, folded=not expand)


def _drawn(image: Shape, found: Sequence[Box], scale: float, width: float, *, folded: bool) -> Drawing:
    items = list(_items(image, found, folded=folded))
    root = _to_scale(items, scale)
    rows = _rows(items, width)
    marks: list[Mark] = []
    y = 0.0
    right = max(_end(row[-1]) for row in rows)
    previous: tuple[float, float, int] | None = None
    for number, row in enumerate(rows):
        over = 14.0 if any(item.run for item in row) else 2.0
        tall = max(item.sizes[0] + item.sizes[1] * UP for item in row)
        middle = y + over + max(tall, 44.0) / 2
        if previous:
            # Under the labels of the row above, back to the left edge.
            turn, low = right + 8, y - 7
            points = (previous[:2], (turn, previous[1]), (turn, low), (-6, low), (-6, middle), (row[0].x, middle))
            marks.append(Line(points, ends=(previous[2], row[0].number)))
        after = rows[number + 1][0] if number + 1 < len(rows) else None
        marks += _row_marks(row, after, middle)
        last = row[-1]
        previous = (last.x + last.solid, middle, last.number)
        y = middle + max(tall, 44.0) / 2 + LINE * max(len(item.labels) for item in row) + 18
    shifted = 8.0 if len(rows) > 1 else 0.0
    return Drawing(
        [moved(mark, shifted, 0) for mark in marks],
        right + 2 * shifted,
        y - 14,
        _explanation(items, root=root, folded=any(item.run for item in items)),
    )


def _items(image: Shape, found: Sequence[Box], *, folded: bool) -> Iterator[_Item]:
    yield _Item(INPUT, image, "input", [_("input")], [words.shape(image)], [])
    for piece in _pieces(found, folded=folded):
        for number in range(piece.start, piece.start + piece.length):
            box = found[number]
            yield _Item(
                number,
                box.output,
                words.kind(box.row) if box.output else "unknown",
                _lines(words.short(box.row.node.text)),
                [words.shape(box.output), words.numbers(box), *_lines(words.notes(box))],
                words.operation(box.row),
                _kernel(box),
                run=piece if piece.repeats > 1 else None,
            )


def _pieces(found: Sequence[Box], *, folded: bool) -> list[Run]:
    """The boxes as runs, each of one box unless they are folded."""
    if not folded:
        return [Run(number, 1, 1) for number in range(len(found))]
    return runs([(str(box.row.layer), box.output, box.parameters, len(box.joined)) for box in found])


def _kernel(box: Box) -> tuple[float, float]:
    """The part of its input's height and width that a layer's window covers; zeros where it has none."""
    kernel, shape = getattr(box.row.layer, "kernel", ()), box.row.inputs[0]
    if not kernel or len(shape) != 3:
        return 0, 0
    sizes = kernel * 2 if len(kernel) == 1 else kernel
    return min(1, sizes[0] / shape[0]), min(1, sizes[1] / shape[1])


def _lines(text: str) -> list[str]:
    """A text in lines that are not too wide, divided at its underscores and blanks."""
    lines: list[str] = []
    for part in text.replace(" ", " \0").replace("_", "_\0").split("\0"):
        if lines and text_width(lines[-1] + part, bold=True) <= NAME_WIDTH:
            lines[-1] += part
        else:
            lines.append(part)
    return [line.strip() for line in lines]


def _to_scale(items: list[_Item], scale: float) -> bool:
    """Give each item its sizes; return whether the maps' are drawn by their roots."""
    sides = [side for item in items if len(item.shape) > 1 for side in item.shape[:-1]]
    spread = [side for side in sides if side > 1] or [1]
    root = max(spread) / min(spread) > LINEAR
    unit = scale / (math.sqrt(max(spread)) if root else max(spread))
    for item in items:
        if root:
            item.kernel = (math.sqrt(item.kernel[0]), math.sqrt(item.kernel[1]))
        if len(item.shape) > 1:
            drawn = [unit * (math.sqrt(side) if root else side) for side in item.shape[:-1]]
            height, wide = (drawn[0], drawn[1]) if len(drawn) > 1 else (drawn[0], 0.0)
            item.sizes = (height, wide, 1.1 * math.sqrt(item.shape[-1]))
        elif item.shape:
            item.sizes = (scale * 0.17 * math.log10(1 + item.shape[0]), 0, 7)
        else:
            item.sizes = (scale / 2, 0, scale / 4)
    return root


def _rows(items: list[_Item], width: float) -> list[list[_Item]]:
    """The items in rows, each with its x; the rows are about equally long."""
    rows = _packed(items, width)
    low, high = width / 2, width
    while len(rows) > 1 and high - low > 6:
        narrower = (low + high) / 2
        again = _packed(items, narrower)
        if len(again) > len(rows) or max(_end(row[-1]) for row in again) > narrower:
            low = narrower
        else:
            rows, high = again, narrower
    return rows


def _packed(items: list[_Item], width: float) -> list[list[_Item]]:
    rows: list[list[_Item]] = []
    for item in items:
        item = copy(item)
        if rows:
            before = rows[-1][-1]
            item.x = before.x + before.solid + item.gap
            free = before.x + before.solid / 2 + before.label / 2 + LABEL_GAP
            item.x = max(item.x, free + item.label / 2 - item.solid / 2)
            if _end(item) <= width:
                rows[-1].append(item)
                continue
        # The first of a row has its operation in front of it too.
        room = item.gap if item.operation else 0.0
        item.x = max(room, (item.label - item.solid) / 2)
        rows.append([item])
    return rows


def _end(item: _Item) -> float:
    return item.x + item.solid / 2 + max(item.label, item.solid) / 2


def _row_marks(row: list[_Item], after: _Item | None, middle: float) -> Iterator[Mark]:
    low = middle + max(44.0, *(item.sizes[0] + item.sizes[1] * UP for item in row)) / 2
    for place, item in enumerate(row):
        before = row[place - 1] if place else None
        following = row[place + 1] if place + 1 < len(row) else after
        if before is not None:
            start = before.x + before.solid + 1.5
            yield Line(((start, middle), (item.x - 1, middle)), ends=(before.number, item.number))
        start = before.x + before.solid if before is not None else item.x - item.gap
        yield from _operation(item, (start + item.x) / 2, middle)
        yield from solid(item.sizes, item.kind, (item.x, middle), following.kernel if following else (0, 0))
        for number, (label, bold) in enumerate(item.labels, start=1):
            yield Text(item.x + item.solid / 2, low + LINE * number, label, bold=bold)
    yield from _brackets(row, middle, low)


def _operation(item: _Item, x: float, middle: float) -> Iterator[Mark]:
    if item.operation:
        yield Text(x, middle - 3, item.operation[0])
    for number, text in enumerate(item.operation[1:]):
        yield Text(x, middle + 8.5 + LINE * number, text)


def _brackets(row: list[_Item], middle: float, low: float) -> Iterator[Mark]:
    """Over the layers of a run: how many times they are there."""
    y = middle - (low - middle) - 3
    for run in dict.fromkeys(item.run for item in row if item.run):
        inside = [item for item in row if item.run == run]
        left, right = inside[0].x - 2, inside[-1].x + inside[-1].solid + 2
        yield Line(((left, y + 3), (left, y), (right, y), (right, y + 3)), arrow=False)
        yield Text((left + right) / 2, y - 3, f"×{run.repeats}", 8.5, bold=True)


def _explanation(items: list[_Item], *, root: bool, folded: bool) -> list[str]:
    found = []
    if any(len(item.shape) > 1 for item in items):
        if root:
            found.append(
                _("Height and width of the maps are drawn as their square roots; thickness as that of the channels.")
            )
        else:
            found.append(
                _("Height and width of the maps are to scale; thickness grows as the square root of the channels.")
            )
    if any(len(item.shape) == 1 for item in items):
        found.append(_("Bars are vectors, as high as the logarithm of their length."))
    found.append(_("Below each: its name, its shape, its parameters. /2: stride 2."))
    if any(0 < kernel < 1 for item in items for kernel in item.kernel):
        found.append(_("On each map, at the same scale: the window of the next layer."))
    if folded:
        found.append(_("×N: so many such layers one after another, each with these parameters."))
    return [" ".join(found)]
