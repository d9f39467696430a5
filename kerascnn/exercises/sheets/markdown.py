"""A sheet as Markdown."""

import re

from kerascnn.exercises.plain import grid, heading, lettered, right
from kerascnn.exercises.sheet import Item, Sheet
from kerascnn.language import _

__all__ = ["render"]


def render(made: Sheet, *, key: bool) -> str:
    """The sheet, and with `key` its answers after it."""
    blocks = [f"# {escaped(heading(made))}", *map(_asked, made.items)]
    if key:
        blocks += [f"## {_('Answers')}", *map(_answered, made.items)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Text whose signs Markdown does not take for its own.

    >>> print(escaped("a * b_c <x>"))
    a \* b\_c \<x\>
    """
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def _asked(item: Item) -> str:
    blocks = [f"**{item.number}.** {escaped(item.exercise.question)}"]
    for title, matrix in item.exercise.matrices:
        blocks += [escaped(title) + ":", "\n".join(["```", *grid(matrix), "```"])]
    blocks.append("\n".join(f"- {letter}) {escaped(text)}" for letter, text, _feedback in lettered(item)))
    return "\n\n".join(blocks)


def _answered(item: Item) -> str:
    letter = right(item)
    head = next(f"**{item.number}.** {letter}) {escaped(text)}" for each, text, _f in lettered(item) if each == letter)
    steps = "\n".join(f"- {escaped(step)}" for step in item.exercise.steps)
    wrong = [
        f"- {each}) {escaped(text)}: {escaped(feedback)}" for each, text, feedback in lettered(item) if each != letter
    ]
    return "\n\n".join([head, steps, _("The other answers:"), "\n".join(wrong)])
