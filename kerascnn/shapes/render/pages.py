"""A trace for documents: tables of Markdown, LaTeX and HTML."""

import html as markup
from collections.abc import Callable, Sequence

from kerascnn.shapes.chain import Trace
from kerascnn.shapes.render.tables import Table, table_of
from kerascnn.untrusted_text import for_markdown

__all__ = ["TABLES", "html", "html_table", "latex", "markdown", "markdown_table"]


def markdown(trace: Trace) -> str:
    """A table of Markdown."""
    return markdown_table(table_of(trace))


def markdown_table(content: Table, title: str = "") -> str:
    """A table of Markdown, and a heading where there is a title."""
    rule = [":--" if left else "--:" for left in content.left]
    lines = [content.heads, rule, *content.rows, *([content.foot] if content.foot else [])]
    text = ["| " + " | ".join(map(_indented, line)) + " |" for line in lines]
    text[1] = "|" + "|".join(rule) + "|"
    head = [f"## {for_markdown(title)}\n"] if title else []
    return "\n".join([*head, *text, *("\n" + for_markdown(note) for note in content.notes)])


def _indented(cell: str) -> str:
    """A cell of Markdown, which drops blanks at its begin."""
    plain = cell.lstrip()
    return "&nbsp;" * (len(cell) - len(plain)) + for_markdown(plain)


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
    **{sign: f"{{{sign}}}" for sign in "[]*"},  # or one that begins a line would belong to the line's end before it
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
