"""A trace as a table of text, and a table laid out for the terminal."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kerascnn.language import _, ngettext
from kerascnn.shapes.chain import Trace, shown_shape
from kerascnn.shapes.notation import Order
from kerascnn.shapes.places import shown
from kerascnn.shapes.render.branches import Branch, outline
from kerascnn.shapes.row import Row

__all__ = [
    "Table",
    "at_least",
    "layout",
    "shape_or_open",
    "table",
    "table_of",
    "title",
    "trained_notes",
    "uncounted_notes",
]


class Table(NamedTuple):
    """Columns of text, and remarks under them.

    Attributes:
        heads: the columns' names.
        left: which columns are set flush left; numbers are set flush right.
        rows: the cells.
        foot: the last row, set apart; empty if there is none.
        notes: lines under the table.
    """

    heads: list[str]
    left: list[bool]
    rows: list[list[str]]
    foot: list[str]
    notes: list[str]


def table_of(trace: Trace) -> Table:
    """The cells of a trace."""
    heads = [
        _("layer"),
        _("output shape"),
        _("activations"),
        _("parameters"),
        _("multiply-adds"),
        _("receptive field"),
        _("step"),
    ]
    names = [_("input {n}").format(n=n) for n in range(1, len(trace.images) + 1)] if trace.others else [_("input")]
    first = [
        [name, shown_shape(image, trace.order), *_numbers(_product(image), "", ""), "", ""]
        for name, image in zip(names, trace.images, strict=True)
    ]
    rows = [*first, *(_cells(item, trace) for item in outline(trace.rows))]
    parameters = at_least(trace.parameters, exact=all(row.counted or row.stored for row in trace.rows))
    multiply_adds = at_least(trace.multiply_adds, exact=all(row.counted for row in trace.rows))
    foot = [_("total"), "", "", parameters, multiply_adds, "", ""]
    notes = [*trained_notes(trace), *uncounted_notes(trace.rows), *trace.notes]
    return Table(heads, [True, True, False, False, False, False, False], rows, foot, notes)


class _Counted(Protocol):
    @property
    def parameters(self) -> int: ...
    @property
    def fixed_parameters(self) -> int: ...
    @property
    def frozen_parameters(self) -> int: ...


def trained_notes(counted: _Counted) -> list[str]:
    """A line about the parameters that gradient descent does not train; none where it trains all of them."""
    fixed, frozen = counted.fixed_parameters, counted.frozen_parameters
    if not fixed:
        return []
    text = _("parameters: {trained} trained by gradient descent, {fixed} not")
    if frozen:
        text = _("parameters: {trained} trained by gradient descent, {frozen} in frozen layers, {fixed} others not")
    if frozen == fixed:
        text = _("parameters: {trained} trained by gradient descent, {frozen} in frozen layers")
    trained = counted.parameters - fixed
    return [text.format(trained=f"{trained:,}", fixed=f"{fixed - frozen if frozen else fixed:,}", frozen=f"{frozen:,}")]


def at_least(count: int, *, exact: bool) -> str:
    """A total as a person reads it; one that leaves something out says so."""
    return f"{count:,}" if exact else _("at least {n}").format(n=f"{count:,}")


def uncounted_notes(rows: Sequence[Row]) -> list[str]:
    """Lines about the layers that are not known here; none where all are."""
    stored = sum(row.stored and row.node.stored != 0 for row in rows)
    unknown = sum(not row.counted and not row.stored for row in rows)
    notes = []
    if stored:
        text = ngettext(
            "{n} layer is not known here: its parameters are those that the file holds for it (*), and its "
            "multiply-adds are not counted",
            "{n} layers are not known here: their parameters are those that the file holds for them (*), and their "
            "multiply-adds are not counted",
            stored,
        )
        notes.append(text.format(n=stored))
    if unknown:
        text = ngettext(
            "{n} layer is custom, not counted: nothing of the file is run, and the totals are those of the others",
            "{n} layers are custom, not counted: nothing of the file is run, and the totals are those of the others",
            unknown,
        )
        notes.append(text.format(n=unknown))
    return notes


def shape_or_open(shape: Sequence[int], order: Order) -> str:
    """A shape, or a question mark where it is not known."""
    return shown_shape(tuple(shape), order) if shape else "?"


def _product(shape: Sequence[int]) -> int:
    count = 1
    for axis in shape:
        count *= axis
    return count


def _numbers(*values: int | str) -> list[str]:
    return [value if isinstance(value, str) else f"{value:,}" for value in values]


def _cells(row: Row | Branch, trace: Trace) -> list[str]:
    if isinstance(row, Branch):
        shape = "" if row.shape is None else shown_shape(row.shape, trace.order)
        return [row.indent + row.title, shape, "", "", "", "", ""]
    costs = _numbers(row.activations, row.parameters, row.multiply_adds)
    if row.stored:
        costs[1:] = [f"{row.parameters:,}" + ("*" if row.node.stored else ""), "–"]
    elif not row.counted:
        costs[1:] = [_("not counted"), "–"]
    return [
        "  " * (2 * len(row.node.branch)) + title(row),
        shape_or_open(row.output, trace.order),
        *costs,
        _axes(row.receptive_field),
        _axes(row.step),
    ]


def title(row: Row) -> str:
    """What a layer is called; one of a saved model, or of code, by its name there and in the notation."""
    name, notation = shown(row.node.text, 60), shown(str(row.layer), 60)
    own = row.node.word is not None and row.node.word.text == row.node.text
    return name if own or name == notation else f"{name} ({notation})"


def _axes(values: Sequence[int | float | None]) -> str:
    """One number where the axes agree, and all of them where they do not."""
    texts = ["–" if value is None else f"{round(value, 4):,}" for value in values] or ["–"]
    return texts[0] if len(set(texts)) == 1 else "×".join(texts)


def table(trace: Trace) -> str:
    """For the terminal."""
    return layout(table_of(trace))


def layout(content: Table) -> str:
    """A table for the terminal: columns apart by two blanks, a line under the heads and above the foot."""
    lines = [content.heads, *content.rows, *([content.foot] if content.foot else [])]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(content.heads))]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for cell, width, left in zip(cells, widths, content.left, strict=True):
            blanks = " " * (width - _width(cell))
            padded.append(cell + blanks if left else blanks + cell)
        return "  ".join(padded).rstrip()

    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    text = [line(content.heads), rule, *map(line, content.rows)]
    if content.foot:
        text += [rule, line(content.foot)]
    if content.notes:
        text += ["", *content.notes]
    return "\n".join(text)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum((unicodedata.east_asian_width(each) in "WF") + (not unicodedata.combining(each)) for each in text)
