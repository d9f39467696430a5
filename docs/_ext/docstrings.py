"""The last steps from the code's docstrings to a page: what is written as in Markdown, and dashes."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def tables(app: Sphinx, what: str, name: str, thing: object, options: Any, lines: list[str]) -> None:
    """Replace each Markdown table of a docstring, in place, by a `list-table`."""
    written: list[str] = []
    in_table = False
    for line in lines:
        is_row = line.lstrip().startswith("|")
        if is_row and not in_table:
            indent = line[: len(line) - len(line.lstrip())]
            written += ["", f"{indent}.. list-table::", f"{indent}   :header-rows: 1", ""]
        if is_row and set(line) - set("|-: "):
            for number, cell in enumerate(line.strip().strip("|").split("|")):
                written.append(f"{indent}   {'  ' if number else '* '}- {cell.strip()}")
        elif not is_row:
            written += [""] * in_table + [line]
        in_table = is_row
    lines[:] = written


def code(app: Sphinx, what: str, name: str, thing: object, options: Any, lines: list[str]) -> None:
    """Let a letter or a figure follow `code` directly, as in `n`²."""
    lines[:] = [
        re.sub(r"(`+[^`]+`+)(\w?)", lambda found: "\\ ".join(filter(None, found.groups())), line) for line in lines
    ]


def dashes(app: Sphinx, page: nodes.document) -> None:
    """Draw the dash that stands between a parameter and its description."""
    for text in list(page.findall(nodes.Text)):
        if text == " -- ":
            text.parent.replace(text, nodes.Text(" – "))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Have the docstrings rewritten before napoleon reads their sections."""
    app.connect("autodoc-process-docstring", tables, priority=400)
    app.connect("autodoc-process-docstring", code, priority=400)
    app.connect("doctree-read", dashes)
    return {"parallel_read_safe": True}
