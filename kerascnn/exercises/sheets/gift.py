"""A sheet in GIFT, which Moodle imports.

Numbers are numerical questions in which each known mistake earns nothing and its own feedback; other answers are
multiple choice. The format is described in Moodle's documentation, "GIFT format".
"""

from html import escape

from kerascnn.exercises import html
from kerascnn.exercises.exercise import written
from kerascnn.exercises.sheet import Item, Sheet, title

__all__ = ["render"]

# The characters that GIFT gives a meaning; the backslash, which escapes them, first.
RESERVED = "\\~=#{}:"


def render(made: Sheet, *, key: bool) -> str:
    """The sheet; with `key` each question's general feedback is its solution."""
    blocks = [f"$CATEGORY: kerascnn/{escaped(title(made.topic))}"]
    # An empty line ends a question, so that none may stand inside one.
    return "\n\n".join([*blocks, *(_question(item, key) for item in made.items)]) + "\n"


def escaped(text: str) -> str:
    r"""Text whose signs GIFT does not take for its own.

    >>> print(escaped("a = {b}: 50 % #1"))
    a \= \{b\}\: 50 % \#1
    """
    for sign in RESERVED:
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split("\n"))


def _question(item: Item, key: bool) -> str:
    answer = item.exercise.answer
    numerical = isinstance(answer, int | float)
    lines = [
        f"::{escaped(item.name)}::[html]{escaped(html.question(item.exercise))}" + "{" + ("#" if numerical else "")
    ]
    lines += _numbers(item) if numerical else _choices(item)
    if key:
        lines.append(f"\t####{escaped(html.solution(item.exercise))}")
    return "\n".join([*lines, "}"])


def _choices(item: Item) -> list[str]:
    return [f"\t{'=' if option.right else '~'}{_html(option.text)}#{_html(option.feedback)}" for option in item.options]


def _numbers(item: Item) -> list[str]:
    exercise = item.exercise
    # The first answer that fits is the one that counts: the right one stands first.
    options = sorted(item.options, key=lambda option: not option.right)
    tolerance = written(exercise.tolerance, exercise.decimals)
    return [
        f"\t=%{100 if option.right else 0}%{option.text}:{tolerance}#{_html(option.feedback)}" for option in options
    ]


def _html(text: str) -> str:
    return escaped(escape(text, quote=False))
