"""A trace as a table of text, and a table laid out for the terminal."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from kerascnn.language import _
from kerascnn.shapes.chain import Trace, shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.render.branches import Branch, outline
from kerascnn.shapes.row import Row

__all__ = ["Table", "layout", "table", "table_of", "title", "trained_notes"]


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
    first = [_("input"), shown_shape(trace.image, trace.order), *_numbers(_product(trace.image), "", ""), "", ""]
    rows = [first, *(_cells(item, trace) for item in outline(trace.rows))]
    foot = [_("total"), "", "", f"{trace.parameters:,}", f"{trace.multiply_adds:,}", "", ""]
    notes = [*trained_notes(trace), *trace.notes]
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
    return [
        "  " * (2 * len(row.node.branch)) + title(row),
        shown_shape(row.output, trace.order),
        *_numbers(row.activations, row.parameters, row.multiply_adds),
        _axes(row.receptive_field),
        _axes(row.step),
    ]


def title(row: Row) -> str:
    """What a layer is called; one of a saved model, or of code, by its name there and in the notation."""
    name, notation = shown(row.node.text, 60), str(row.layer)
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
