"""A demonstration as text, JSON, Markdown and LaTeX."""

import json

from kerascnn.filters.demonstration import Demonstration
from kerascnn.filters.kernels import KERNELS
from kerascnn.filters.matrices import Array, is_rounded, written
from kerascnn.filters.worked_examples import EXAMPLES
from kerascnn.language import _
from kerascnn.latex import latex

__all__ = ["FORMATS", "as_json", "as_latex", "as_markdown", "as_text", "grid", "listing"]


def grid(matrix: Array) -> list[str]:
    """The rows of a matrix, its columns aligned to the right.

    >>> import numpy as np
    >>> grid(np.array([[10, -1], [0.5, 3]]))
    [' 10  -1', '0.5   3']
    """
    cells = [[written(value) for value in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]


def as_text(shown: Demonstration) -> str:
    """The demonstration for a terminal: each matrix under its title, then the arithmetic and the notes."""
    blocks = []
    for key, title, matrix in shown.matrices:
        blocks.append("\n".join([_titled(title, matrix), *(f"  {row}" for row in grid(matrix))]))
        if key == "output":
            blocks += ["\n".join(lines) for lines in (shown.formulas, shown.steps) if lines]
    blocks += [_("Note: {note}").format(note=note) for note in [*_of_rounding(shown), *shown.notes]]
    return "\n\n".join(blocks) + "\n"


def _of_rounding(shown: Demonstration) -> list[str]:
    """That numbers are written rounded, where some are."""
    some = any(is_rounded(value) for _key, _title, matrix in shown.matrices for value in matrix.flat)
    return [_("some numbers are rounded")] if some else []


def as_json(shown: Demonstration) -> str:
    """The demonstration as one JSON object: matrices by key, formulas, steps and notes."""
    return (
        json.dumps(
            {
                "matrices": {
                    key: [[_number(value) for value in row] for row in matrix] for key, _t, matrix in shown.matrices
                },
                "formulas": shown.formulas,
                "steps": shown.steps,
                "notes": shown.notes,
            },
            ensure_ascii=False,
        )
        + "\n"
    )


def as_markdown(shown: Demonstration) -> str:
    """The demonstration as Markdown: matrices as tables without a head, the arithmetic as a list."""
    blocks = []
    for key, title, matrix in shown.matrices:
        blocks.append(f"**{_titled(title, matrix)}**")
        empty, rule = "|" + " |" * matrix.shape[1], "|" + " ---: |" * matrix.shape[1]
        rows = ["| " + " | ".join(map(written, row)) + " |" for row in matrix]
        blocks.append("\n".join([empty, rule, *rows]))
        if key == "output":
            blocks += ["\n".join(f"- {line}" for line in lines) for lines in (shown.formulas, shown.steps) if lines]
    blocks += [f"> {note}" for note in [*_of_rounding(shown), *shown.notes]]
    return "\n\n".join(blocks) + "\n"


def as_latex(shown: Demonstration) -> str:
    """The demonstration as LaTeX to be put into a document that loads amsmath."""
    blocks = []
    for key, title, matrix in shown.matrices:
        body = " \\\\\n".join("  " + " & ".join(map(written, row)) for row in matrix)
        # amsmath's matrices end at ten columns unless they are told.
        wide = f"\\setcounter{{MaxMatrixCols}}{{{matrix.shape[1]}}}\n" if matrix.shape[1] > 10 else ""
        title = latex(_titled(title, matrix))
        blocks.append(f"{wide}{title}\n\\[\n\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}\n\\]")
        if key == "output":
            blocks += ["\\\\\n".join(map(latex, lines)) for lines in (shown.formulas, shown.steps) if lines]
    blocks += [_("Note: {note}").format(note=latex(note)) for note in [*_of_rounding(shown), *shown.notes]]
    return "\n\n".join(blocks) + "\n"


FORMATS = {"text": as_text, "json": as_json, "markdown": as_markdown, "latex": as_latex}
"""What each `--format` calls."""


def listing() -> str:
    """Every kernel with its purpose and source, and every worked example with its deck."""
    width = max(map(len, [*KERNELS, *EXAMPLES])) + 2
    kernels = [f"  {name:{width}}{_(kernel.purpose)} ({_(kernel.source)})" for name, kernel in KERNELS.items()]
    examples = [f"  {name:{width}}{_(example.what)} ({example.deck})" for name, example in EXAMPLES.items()]
    return "\n".join([_("Kernels"), *kernels, "", _("Worked examples"), *examples]) + "\n"


def _titled(title: str, matrix: Array) -> str:
    height, width = matrix.shape
    return f"{title} ({height}×{width})"


def _number(value: float) -> float | int:
    """A whole number as one, so that JSON says 3 and not 3.0; others without the noise of the last bits."""
    value = round(float(value), 12)
    return int(value) if value.is_integer() else value
