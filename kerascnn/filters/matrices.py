"""Small matrices as a student writes them: "1 0 -1; 2 0 -2; 1 0 -1", 1/9, 0.6 or 0,6."""

import csv
import re
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["LARGEST", "Array", "equals", "is_rounded", "parse", "signed", "written"]

Array = npt.NDArray[Any]

LARGEST = 1_000_000
"""Characters that a matrix may have: text is for what a person writes; photographs are files."""

LARGEST_WHOLE = 2.0**53
"""Above it, a float leaves whole numbers out, and the digits of one are no longer right."""

# A fraction is shown as one up to this denominator: 1/9 and 1/273 are kernels' divisors, 12345/99991 is noise.
DENOMINATOR = 1000

DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")

Row = list[str]


def parse(kind: str, text: str) -> Array:
    """Read a matrix: rows end with `;` or a new line, values are separated by blanks or commas, and may be fractions.

    >>> parse("image", "1 2 3; 4 5 1/2")
    array([[1. , 2. , 3. ],
           [4. , 5. , 0.5]])
    >>> parse("image", "0,6 0,6; 1, 2")
    array([[0.6, 0.6],
           [1. , 2. ]])

    In a row that has blanks between its values, a comma inside a value is a decimal comma. A file whose lines have
    single values between semicolons, or in quotes between commas, as spreadsheets write it, has a row a line.

    Args:
        kind: what is read, in the reader's language, for the error.
        text: the matrix.

    Returns:
        (height, width), float64.

    Raises:
        InputError: the text is empty or too long, a row is longer or shorter than the first, a value is no number, or
            commas could separate values as well as decimals.
    """
    if len(text) > LARGEST:
        message = _("the {kind} has {count} characters; at most {limit} are read")
        raise InputError(message.format(kind=kind, count=len(text), limit=LARGEST))
    rows = _words(kind, text.replace("−", "-"))
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


def _words(kind: str, text: str) -> list[Row]:
    """The values of each row, with points for decimal commas."""
    rows = [row for row in _lines(text) if row.strip(" \t\r,")]
    readings = [_readings(row) for row in rows]
    separated, decimal = ([reading[way] for reading in readings] for way in (0, 1))
    if None in decimal and None in separated and all(map(any, readings)):
        message = _(
            "the commas of the {kind} stand between numbers in one row and within them in another; put blanks, not "
            "commas, between numbers, and write decimals with a point"
        )
        raise InputError(message.format(kind=kind))
    if None in decimal:
        # Where a row cannot be read in either way, its first wrong value is named.
        return [words or row.split() for words, row in zip(separated, rows, strict=True)]
    if None in separated:
        if "." in text:
            message = _("the {kind} has decimal points and decimal commas; write all of its numbers in one way")
            raise InputError(message.format(kind=kind))
        return [words for words in decimal if words]
    for number, (plain, decimals) in enumerate(readings, start=1):
        if plain and decimals and plain != decimals:
            message = _(
                "row {number} of the {kind} can be read as {count} numbers ({plain}) or with decimal commas "
                "({decimals}); put blanks, not commas, between numbers, and write decimals with a point"
            )
            shown = [" ".join(words[:4]) + " …" * (len(words) > 4) for words in (plain, decimals)]
            values = {"plain": shown[0], "decimals": shown[1], "count": len(plain)}
            raise InputError(message.format(number=number, kind=kind, **values))
    return [words for words in separated if words]


def _lines(text: str) -> list[str]:
    """The rows: lines, and parts of lines between semicolons; or lines of a spreadsheet's file."""
    lines = [line.strip().strip(";") for line in text.removeprefix("\ufeff").splitlines()]
    lines = [_unquoted(line) if '"' in line else line for line in lines]
    lines = [line for line in lines if line]
    pieces = [piece for line in lines for piece in line.split(";")]
    cells = [piece.strip() for piece in pieces]
    if (
        1 < len(lines) < len(pieces)
        and all(len(cell.split()) == 1 for cell in cells)
        and all("," not in cell or DECIMAL_COMMA.fullmatch(cell) for cell in cells)
    ):
        return [line.replace(";", " ") for line in lines]
    return pieces


def _unquoted(line: str) -> str:
    """A spreadsheet's line of cells in quotes, with blanks between the cells."""
    try:
        return " ".join(next(csv.reader([line], delimiter=";" if ";" in line else ",")))
    except csv.Error:  # a cell of more than a hundred thousand characters, which is then named as no number
        return line


def _readings(row: str) -> tuple[Row | None, Row | None]:
    """A row's values if its commas separate them, and if they are decimal commas; None where they cannot be.

    >>> _readings("0,6 1"), _readings("1,2,3"), _readings("0,6")
    ((None, ['0.6', '1']), (['1', '2', '3'], None), (['0', '6'], ['0.6']))
    """
    row = row.strip().removesuffix(",").rstrip()
    if "," not in row:
        return row.split(), row.split()
    separated: Row | None = re.split(r"\s*,\s*|\s+", row)
    tokens = re.split(r"\s*,\s+|\s+", row)
    if len(tokens) == 1:
        parts = row.split(",")
        tokens = [row] if len(parts) % 2 else [",".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    elif "," in "".join(tokens) and (re.search(r"[^,\s]\s+[^,\s]", row) or all("," in token for token in tokens)):
        separated = None
    decimal = all("," not in token or DECIMAL_COMMA.fullmatch(token) for token in tokens)
    return (
        None if separated is None or "" in separated else separated,
        [token.replace(",", ".") for token in tokens] if decimal else None,
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
    if abs(value) > LARGEST_WHOLE:
        return f"{value:.7g}"
    if abs(value - round(value)) < 1e-9:
        return str(round(value))
    short = f"{value:.4f}".rstrip("0")
    if abs(value - float(short)) < 1e-9:
        return short
    fraction = Fraction(value).limit_denominator(DENOMINATOR)
    if abs(value - fraction) < 1e-12:
        return str(fraction)
    return f"{value:.7g}" if abs(value) < 1e6 else f"{value:.1f}"


def is_rounded(value: float) -> bool:
    """Whether `written` gives a number roughly.

    >>> [is_rounded(value) for value in (-5.0, 0.1 + 0.2, 1 / 9, 2 ** 0.5, 1e30)]
    [False, False, False, True, True]
    """
    value = float(value)
    return abs(value) > LARGEST_WHOLE or abs(value - float(Fraction(written(value)))) > max(1e-9, 1e-12 * abs(value))


def equals(value: float, *terms: float) -> str:
    """A result behind its sign: "=", or "≈" where it or one of the terms that it is made of is written rounded.

    >>> equals(-0.5), equals(2 ** 0.5), equals(1, 0.123456789)
    ('= −0.5', '≈ 1.414214', '≈ 1')

    Args:
        value: the result.
        terms: what it was worked out from.
    """
    return f"{'≈' if any(map(is_rounded, (value, *terms))) else '='} {written(value).replace('-', '−')}"


def signed(value: float) -> str:
    """`written` with the sign of formulas, a negative number in parentheses, as in a sum of products.

    >>> signed(3), signed(-1)
    ('3', '(−1)')
    """
    text = written(value)
    return f"(−{text[1:]})" if text.startswith("-") else text
