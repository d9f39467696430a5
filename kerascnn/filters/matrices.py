"""Small matrices as a student writes them: "1 0 -1; 2 0 -2; 1 0 -1", 1/9, 0.6."""

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["LARGEST", "Array", "parse", "signed", "written"]

Array = npt.NDArray[Any]

LARGEST = 1_000_000
"""Characters that a matrix may have: text is for what a person writes; photographs are files."""

# A fraction is shown as one up to this denominator: 1/9 and 1/273 are kernels' divisors, 12345/99991 is noise.
DENOMINATOR = 1000


def parse(kind: str, text: str) -> Array:
    """Read a matrix: rows end with `;` or a new line, values are separated by spaces or commas, and may be fractions.

    >>> parse("image", "1 2 3; 4 5 1/2")
    array([[1. , 2. , 3. ],
           [4. , 5. , 0.5]])

    Args:
        kind: what is read, in the reader's language, for the error.
        text: the matrix.

    Returns:
        (height, width), float64.

    Raises:
        InputError: the text is empty or too long, a row is longer or shorter than the first, or a value is no number.
    """
    if len(text) > LARGEST:
        message = _("the {kind} has {count} characters; at most {limit} are read")
        raise InputError(message.format(kind=kind, count=len(text), limit=LARGEST))
    rows = [row.replace(",", " ").split() for row in text.replace("\n", ";").split(";")]
    rows = [row for row in rows if row]
    if not rows:
        raise InputError(_('the {kind} is empty; write its rows as "1 2 3; 4 5 6"').format(kind=kind))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            message = _(
                "row {number} of the {kind} is {count} long and its first row {first}; make all rows equally long"
            )
            raise InputError(message.format(number=number, kind=kind, count=len(row), first=len(rows[0])))
    return np.array(
        [
            [_value(kind, word, row, column) for column, word in enumerate(words, start=1)]
            for row, words in enumerate(rows, start=1)
        ]
    )


def _value(kind: str, word: str, row: int, column: int) -> float:
    try:
        value = float(word) if "/" not in word else float(Fraction(word))
        if abs(value) <= 1e15:  # also false for nan
            return value
    except (ValueError, ZeroDivisionError, OverflowError):
        pass
    shown = word if len(word) <= 20 else word[:20] + "…"
    message = _("row {row}, column {column} of the {kind} is {shown!r}; expected a number such as 3, -0.5 or 1/9")
    raise InputError(message.format(row=row, column=column, kind=kind, shown=shown))


def written(value: float) -> str:
    """A number as it is written by hand: whole, with few decimals, as a fraction, or rounded.

    >>> [written(value) for value in (-5.0, 0.1 + 0.2, 1 / 9, -0.0, 36.5, 2 ** 0.5)]
    ['-5', '0.3', '1/9', '0', '36.5', '1.414214']
    """
    value = float(value)
    if abs(value - round(value)) < 1e-9:
        return str(round(value))
    short = f"{value:.4f}".rstrip("0")
    if abs(value - float(short)) < 1e-9:
        return short
    fraction = Fraction(value).limit_denominator(DENOMINATOR)
    if abs(value - fraction) < 1e-12:
        return str(fraction)
    return f"{value:.7g}"


def signed(value: float) -> str:
    """`written` with the sign of formulas, a negative number in parentheses, as in a sum of products.

    >>> signed(3), signed(-1)
    ('3', '(−1)')
    """
    text = written(value)
    return f"(−{text[1:]})" if text.startswith("-") else text
