"""A sheet as plain text."""

from kerascnn.exercises.plain import grid, heading, lettered, right
from kerascnn.exercises.sheet import Item, Sheet
from kerascnn.language import _

__all__ = ["render"]


def render(made: Sheet, *, key: bool) -> str:
    """The sheet, and with `key` its answers after it."""
    blocks = [heading(made), *map(_asked, made.items)]
    if key:
        blocks += [_("Answers"), *map(_answered, made.items)]
    return "\n\n".join(blocks) + "\n"


def _asked(item: Item) -> str:
    lines = [f"{item.number}. {item.exercise.question}"]
    for title, matrix in item.exercise.matrices:
        lines += [f"   {title}", *(f"     {row}" for row in grid(matrix))]
    return "\n".join([*lines, *(f"   {letter}) {text}" for letter, text, _feedback in lettered(item))])


def _answered(item: Item) -> str:
    letter = right(item)
    lines = [f"   {step}" for step in item.exercise.steps]
    lines += [f"   {wrong}) {text}: {feedback}" for wrong, text, feedback in lettered(item) if wrong != letter]
    answer = next(text for each, text, _feedback in lettered(item) if each == letter)
    return "\n".join([f"{item.number}. {letter}) {answer}", *lines])
