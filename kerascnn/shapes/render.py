"""A trace as text: a table for the terminal, JSON, CSV, Markdown, LaTeX, HTML."""

import html as markup
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.chain import Trace, in_order, shown_shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.row import Row

__all__ = [
    "FORMATS",
    "TABLES",
    "Table",
    "code",
    "csv",
    "csv_text",
    "dumped",
    "explained",
    "explanation",
    "html",
    "html_table",
    "json",
    "latex",
    "layout",
    "markdown",
    "markdown_table",
    "notation",
    "table",
    "table_of",
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
    first = [_("input"), shown_shape(trace.image, trace.order), *_numbers(_product(trace.image), "", ""), "", ""]
    rows = [first, *([*_cells(row, trace)] for row in trace.rows)]
    foot = [_("total"), "", "", f"{trace.parameters:,}", f"{trace.multiply_adds:,}", "", ""]
    notes = []
    if trace.fixed_parameters:
        text = _("parameters: {trained} trained by gradient descent, {fixed} not")
        trained = trace.parameters - trace.fixed_parameters
        notes.append(text.format(trained=f"{trained:,}", fixed=f"{trace.fixed_parameters:,}"))
    return Table(heads, [True, True, False, False, False, False, False], rows, foot, notes + trace.notes)


def _product(shape: Sequence[int]) -> int:
    count = 1
    for axis in shape:
        count *= axis
    return count


def _numbers(*values: int | str) -> list[str]:
    return [value if isinstance(value, str) else f"{value:,}" for value in values]


def _cells(row: Row, trace: Trace) -> list[str]:
    return [
        "  " * row.node.depth + title(row),
        shown_shape(row.output, trace.order),
        *_numbers(row.activations, row.parameters, row.multiply_adds),
        _axes(row.receptive_field),
        _axes(row.step),
    ]


def title(row: Row) -> str:
    """What a layer is called; one of a saved model by its name there and in the notation."""
    name, notation = shown(row.node.text, 60), str(row.layer)
    return name if row.node.word or name == notation else f"{name} ({notation})"


def _axes(values: Sequence[int | float | None]) -> str:
    """One number where the axes agree, and all of them where they do not."""
    texts = ["–" if value is None else f"{value:,}" for value in values] or ["–"]
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


def dumped(content: object) -> str:
    r"""JSON with every character that cannot be seen, or that moves a terminal's cursor, as its escape.

    >>> dumped(["capa\x9b", "año"])
    '[\n  "capa\\u009b",\n  "año"\n]'
    """
    import json as library

    text = library.dumps(content, indent=2, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(each if each == "\n" or each.isprintable() else library.dumps(each)[1:-1] for each in text)


def json(trace: Trace) -> str:
    """One object: the input, the layers, the totals."""

    def layer(row: Row) -> dict[str, object]:
        return {
            "layer": row.node.text,
            "notation": str(row.layer),
            "inputs": list(row.node.inputs),
            "output": list(in_order(row.output, trace.order)),
            "activations": row.activations,
            "parameters": row.parameters,
            "trainable": row.parameters - row.fixed_parameters,
            "multiply_adds": row.multiply_adds,
            "receptive_field": list(row.receptive_field),
            "step": list(row.step),
            "centre": list(row.centre),
            "notes": row.notes,
        }

    content = {
        "order": trace.order,
        "input": list(in_order(trace.image, trace.order)),
        "layers": [layer(row) for row in trace.rows],
        "output": list(in_order(trace.output, trace.order)),
        "parameters": trace.parameters,
        "trainable": trace.parameters - trace.fixed_parameters,
        "multiply_adds": trace.multiply_adds,
    }
    return dumped(content)


def csv(trace: Trace) -> str:
    """Comma-separated values: one line a layer, numbers plain, the columns named as in JSON whatever the language."""
    lines = ["layer,output,activations,parameters,multiply_adds,receptive_field,step"]
    for row in trace.rows:
        cells = [
            csv_text(row.node.text),
            "x".join(map(str, in_order(row.output, trace.order))),
            str(row.activations),
            str(row.parameters),
            str(row.multiply_adds),
            "x".join(map(str, row.receptive_field)),
            "x".join("" if step is None else str(step) for step in row.step).strip("x"),
        ]
        lines.append(",".join(cells))
    return "\n".join(lines)


def csv_text(text: str) -> str:
    """A cell that a spreadsheet takes for text: names in a saved model are a stranger's."""
    plain = shown(text, 200)
    if plain.lstrip().startswith(("=", "+", "-", "@")):
        plain = "'" + plain
    return '"' + plain.replace('"', '""') + '"' if set(plain) & set(",\"'") else plain


def markdown(trace: Trace) -> str:
    """A table of Markdown."""
    return markdown_table(table_of(trace))


def markdown_table(content: Table, title: str = "") -> str:
    """A table of Markdown, and a heading where there is a title."""
    rule = [":--" if left else "--:" for left in content.left]
    lines = [content.heads, rule, *content.rows, *([content.foot] if content.foot else [])]
    text = ["| " + " | ".join(_escaped(cell, MARKDOWN) for cell in line) + " |" for line in lines]
    text[1] = "|" + "|".join(rule) + "|"
    head = [f"## {_escaped(title, MARKDOWN)}\n"] if title else []
    return "\n".join([*head, *text, *("\n" + _escaped(note, MARKDOWN) for note in content.notes)])


MARKDOWN = {character: f"\\{character}" for character in "\\`*_[]|"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
LATEX = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "–": "--",
    "→": r"$\rightarrow$",
    "γ": r"$\gamma$",
    "β": r"$\beta$",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(character, character) for character in text)


def latex(trace: Trace) -> str:
    """A tabular that needs no package."""
    content = table_of(trace)

    def line(cells: Sequence[str]) -> str:
        blanks = [len(cell) - len(cell.lstrip()) for cell in cells]
        indents = ["~" * blank for blank in blanks]
        return " & ".join(i + _escaped(cell.lstrip(), LATEX) for i, cell in zip(indents, cells, strict=True)) + r" \\"

    columns = "".join("l" if left else "r" for left in content.left)
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{columns}}}",
            line(content.heads),
            r"\hline",
            *map(line, content.rows),
            r"\hline",
            line(content.foot),
            r"\end{tabular}",
            *(r"\par " + _escaped(note, LATEX) for note in content.notes),
        ]
    )


def html(trace: Trace) -> str:
    """A table of HTML, for a page or a notebook."""
    return html_table(table_of(trace))


def html_table(content: Table, title: str = "") -> str:
    """A table of HTML, with a caption where there is a title."""

    def line(cells: Sequence[str], tag: str = "td") -> str:
        parts = []
        for cell, left in zip(cells, content.left, strict=True):
            indent = "&nbsp;" * (len(cell) - len(cell.lstrip()))
            side = "left" if left else "right"
            parts.append(f'<{tag} style="text-align: {side}">{indent}{markup.escape(cell.lstrip())}</{tag}>')
        return f"<tr>{''.join(parts)}</tr>"

    return "\n".join(
        [
            "<table>",
            *([f"<caption>{markup.escape(title)}</caption>"] if title else []),
            f"<thead>{line(content.heads, 'th')}</thead>",
            "<tbody>",
            *map(line, content.rows),
            "</tbody>",
            *([f"<tfoot>{line(content.foot, 'th')}</tfoot>"] if content.foot else []),
            "</table>",
            *(f"<p>{markup.escape(note)}</p>" for note in content.notes),
        ]
    )


TABLES: dict[str, Callable[[Table, str], str]] = {"markdown": markdown_table, "html": html_table}


def explanation(trace: Trace) -> str:
    """Each layer with its formulas, the numbers put in."""
    blocks = []
    for place, row in enumerate(trace.rows, start=1):
        before = _(" and ").join(shown_shape(shape, trace.order) for shape in row.inputs)
        head = f"{place}. {title(row)}: {before} → {shown_shape(row.output, trace.order)}"
        lines = row.explain()
        width = max((len(name) for name, _text in lines), default=0)
        body = [f"   {name:<{width}}  {text}" for name, text in lines]
        blocks.append("\n".join([head, *body, *(f"   {note}" for note in row.notes)]))
    return "\n\n".join(blocks)


def explained(trace: Trace, form: str) -> str:
    """A trace in one of the formats, and its explanation behind it."""
    if form == "json":
        import json as library

        content = library.loads(json(trace))
        for entry, row in zip(content["layers"], trace.rows, strict=True):
            entry["explanation"] = row.explain()
        return dumped(content)
    if form not in FRAMES:
        text = _("--explain goes with --format {formats}; not with {form}")
        raise InputError(text.format(formats=", ".join([*FRAMES, "json"]), form=form))
    text = explanation(trace)
    return f"{FORMATS[form](trace)}\n\n" + FRAMES[form].format(markup.escape(text) if form == "html" else text)


FRAMES = {"table": "{}", "markdown": "```text\n{}\n```", "html": "<pre>{}</pre>"}

FORMATS: dict[str, Callable[[Trace], str]] = {
    "table": table,
    "json": json,
    "csv": csv,
    "markdown": markdown,
    "latex": latex,
    "html": html,
}


def code(trace: Trace, kind: str) -> str:
    """The code of a trace's model: "keras", "functional" or "pytorch"."""
    from kerascnn.shapes import keras_code, pytorch_code

    makers = {"keras": keras_code.sequential, "functional": keras_code.functional, "pytorch": pytorch_code.module}
    return makers[kind](trace)


def notation() -> str:
    """The table of the notation, as the parser reads it."""
    from kerascnn.shapes.notation import BRANCHES, KINDS, OPTIONS, SHAPES

    activations = [kind.example for kind in KINDS if kind.meaning == "activation"]
    rows = [[example, "", _(meaning)] for example, meaning in SHAPES]
    for kind in KINDS:
        if kind.example in activations[1:]:
            continue
        options = " ".join(f"/{each}" for each in [*kind.options, *kind.flags])
        meaning = _(kind.meaning)
        if kind.example in activations:
            meaning += _("; also {names}").format(names=", ".join(activations[1:]))
        if kind.names[1:]:
            meaning += _("; also {names}").format(names=", ".join(kind.names[1:]))
        rows.append([kind.example, options, meaning])
    rows += [[word, "", _(meaning)] for word, meaning in BRANCHES]
    rows += [[f"/{option}", "", _(meaning)] for option, meaning in OPTIONS]
    heads = [_("word"), _("options"), _("meaning")]
    return layout(Table(heads, [True, True, True], rows, [], []))
