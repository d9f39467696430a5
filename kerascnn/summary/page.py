"""A summary as a page of its own: a table that can be sorted, and whose blocks can be folded."""

from collections.abc import Sequence
from itertools import groupby

from kerascnn.language import _
from kerascnn.pages import Child, Html, section, tag
from kerascnn.pages import page as whole_page
from kerascnn.pages.sections import facts, scrolling
from kerascnn.pages.tags import joined
from kerascnn.shapes.chain import shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.render import at_least
from kerascnn.shapes.summary import Part, Summary
from kerascnn.shapes.summary.columns import COLUMNS, as_bytes, chosen, titles
from kerascnn.shapes.summary.writing import notes

__all__ = ["page"]

SHOWN = ("shape", "parameters", "trainable", "fixed", "multiply-adds", "share", "receptive-field")
LONGEST_NAME = 80
BAR = (60, 8)
"""Width and height of the longest bar."""


def page(summary: Summary, columns: Sequence[str] | None = None) -> str:
    """A page of HTML that loads nothing.

    Without JavaScript all layers stand in their order.

    Args:
        summary: the network.
        columns: names of `columns.COLUMNS`; None for those that a page has.

    Raises:
        InputError: there is no such column.
    """
    names = chosen(columns) if columns is not None else SHOWN
    everything = summary.whole
    parameters = at_least(everything.parameters, exact=everything.all_parameters)
    types = ", ".join(everything.dtypes) or "float32"
    numbers = facts(
        [
            (_("input"), ", ".join(map(shown_shape, summary.trace.images))),
            (_("parameters"), parameters),
            (_("trained by gradient descent"), f"{everything.parameters - everything.fixed_parameters:,}"),
            (_("in frozen layers"), f"{everything.frozen_parameters:,}"),
            (_("multiply-adds"), at_least(everything.multiply_adds, exact=everything.counted)),
            (
                _("size of the parameters"),
                f"{as_bytes(everything.bytes)} ({types})",
            ),
        ]
    )
    said = [tag("p", note) for note in notes(summary)]
    title = shown(summary.name, LONGEST_NAME)
    layers = section("layers", _("Layers"), scrolling(_table(summary, names), _("Layers")))
    return whole_page(title, [numbers], [layers, section("notes", _("Notes"), *said)])


def _table(summary: Summary, names: Sequence[str]) -> Html:
    parts = summary.parts
    everything = Part("", tuple(row for part in parts for row in part.rows))
    heads: list[Child] = [_head(0, _("layer"))]
    heads += [_head(number, title) for number, title in enumerate(titles(names), start=1)]
    body: list[Child] = []
    blocks = [(name, list(group)) for name, group in groupby(parts, _block)]
    for number, (name, group) in enumerate(blocks):
        folded = bool(name) and len(group) > 1
        if folded:
            whole = Part(name, tuple(row for part in group for row in part.rows))
            body.append(_row(whole, everything, names, block=number))
        body += [_row(part, everything, names, within=number if folded else None) for part in group]
    foot = [COLUMNS[name].cell(everything, everything) if COLUMNS[name].foot else "" for name in names]
    totals = (_cell(name, text) for name, text in zip(names, foot, strict=True))
    last = tag("tr", tag("th", _("total"), scope="row"), *totals)
    return tag(
        "table",
        tag("thead", tag("tr", *heads)),
        tag("tbody", joined(body)),
        tag("tfoot", last),
        class_="layers",
    )


def _head(number: int, title: str) -> Html:
    button = tag("button", title, type="button", data_column=number)
    return tag("th", button, scope="col", aria_sort="none")


def _block(part: Part) -> str:
    """What a layer is folded under: the models that it lies in, or what its name begins with."""
    row = part.rows[-1]
    if row.node.path:
        return "/".join(row.node.path)
    words = part.name.split("_")
    return "_".join(words[: 2 if len(words) > 3 else 1]) if len(words) > 1 else ""


def _row(
    part: Part, everything: Part, names: Sequence[str], *, block: int | None = None, within: int | None = None
) -> Html:
    name: Child = shown(part.name, LONGEST_NAME)
    if block is not None:
        name = tag("button", name, type="button", aria_expanded="true")
    cells = [_cell(each, COLUMNS[each].cell(part, everything), part, everything) for each in names]
    return tag(
        "tr",
        tag("th", name, scope="row"),
        *cells,
        class_="block" if block is not None else None,
        data_block=None if block is None else str(block),
        data_within=None if within is None else str(within),
    )


def _cell(name: str, text: str, part: Part | None = None, everything: Part | None = None) -> Html:
    kind = None if COLUMNS[name].left else "number"
    if part is None or everything is None:
        return tag("td", text, class_=kind)
    if name == "share" and everything.multiply_adds:
        share = part.multiply_adds / everything.multiply_adds
        width, height = BAR
        bar = tag("path", d=f"M0 0h{share * width:.1f}v{height}H0z")
        picture = tag("svg", bar, viewBox=f"0 0 {width} {height}", class_="bar", aria_hidden="true")
        return tag("td", picture, f"{share:.1%}", data_value=str(part.multiply_adds))
    return tag("td", text, class_=kind, data_value=str(_value(name, part)))


def _value(name: str, part: Part) -> float:
    """The number that a column is sorted by."""
    row = part.rows[-1]
    size = 1
    for axis in part.output:
        size *= axis
    values: dict[str, float] = {
        "shape": size if part.output else 0,
        "parameters": part.parameters,
        "trainable": part.parameters - part.fixed_parameters,
        "fixed": part.fixed_parameters,
        "frozen": part.frozen_parameters,
        "multiply-adds": part.multiply_adds,
        "flops": part.flops,
        "bytes": part.bytes,
        "receptive-field": max(row.receptive_field, default=0),
        "step": max((step for step in row.step if step is not None), default=0),
        "centre": max(row.centre, default=0),
    }
    return values.get(name, 0)
