"""What the sheets on paper share: the heading, the letters of the answers, and matrices set in columns."""

from kerascnn.exercises.exercise import Matrix, written
from kerascnn.exercises.sheet import Item, Sheet, title
from kerascnn.language import _

__all__ = ["grid", "heading", "lettered", "right"]


def heading(made: Sheet) -> str:
    """The sheet's title line."""
    text = _("Exercises: {title} (level {level}, seed {seed})")
    return text.format(title=title(made.topic), level=made.level, seed=made.seed)


def lettered(item: Item) -> list[tuple[str, str, str]]:
    """Letter, text and feedback of each answer."""
    return [(letter, option.text, option.feedback) for letter, option in zip("abcdef", item.options, strict=False)]


def right(item: Item) -> str:
    """The letter of the right answer."""
    return next(letter for letter, option in zip("abcdef", item.options, strict=False) if option.right)


def grid(matrix: Matrix) -> list[str]:
    """The rows of a matrix, its columns aligned to the right.

    >>> grid(((10, -1), (0, 3)))
    ['10  -1', ' 0   3']
    """
    cells = [[written(value) for value in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
