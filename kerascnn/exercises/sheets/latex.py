"""A sheet as a LaTeX document."""

from kerascnn.exercises.exercise import Matrix, written
from kerascnn.exercises.plain import heading, lettered, right
from kerascnn.exercises.sheet import Item, Sheet
from kerascnn.language import _, current
from kerascnn.latex import latex

__all__ = ["render"]

PREAMBLE = r"""\documentclass[11pt]{{article}}
\usepackage[utf8]{{inputenc}}
\usepackage[T1]{{fontenc}}
\usepackage[{language}]{{babel}}
\usepackage{{amsmath}}
\begin{{document}}
\section*{{{heading}}}"""


def render(made: Sheet, *, key: bool) -> str:
    """The sheet, and with `key` its answers on a page after it."""
    language = {"es": "spanish", "en": "english"}[current()]
    lines = [PREAMBLE.format(language=language, heading=latex(heading(made))), r"\begin{enumerate}"]
    lines += [line for item in made.items for line in _asked(item)]
    lines.append(r"\end{enumerate}")
    if key:
        lines += [r"\clearpage", rf"\section*{{{latex(_('Answers'))}}}", r"\begin{enumerate}"]
        lines += [line for item in made.items for line in _answered(item)]
        lines.append(r"\end{enumerate}")
    return "\n".join([*lines, r"\end{document}"]) + "\n"


def _asked(item: Item) -> list[str]:
    lines = [rf"\item {latex(item.exercise.question)}"]
    for title, matrix in item.exercise.matrices:
        lines.append(rf"\[\text{{{latex(title)}}} = {_matrix(matrix)}\]")
    lines.append(r"\begin{enumerate}")
    lines += [rf"\item[{letter})] {latex(text)}" for letter, text, _feedback in lettered(item)]
    return [*lines, r"\end{enumerate}"]


def _answered(item: Item) -> list[str]:
    letter = right(item)
    answer = next(text for each, text, _feedback in lettered(item) if each == letter)
    lines = [rf"\item {letter}) {latex(answer)}"]
    # An empty line ends a paragraph: each step stands on a line of its own.
    for step in item.exercise.steps:
        lines += ["", latex(step)]
    for each, text, feedback in lettered(item):
        if each != letter:
            lines += ["", rf"{each}) {latex(text)}: {latex(feedback)}"]
    return lines


def _matrix(matrix: Matrix) -> str:
    rows = r" \\ ".join(" & ".join(map(written, row)) for row in matrix)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
