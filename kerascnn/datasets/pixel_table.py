"""Tables of pixels, as Kaggle has them: a CSV with one picture a row, its label in the first or the last column.

The rows may have a header. Which column is the label is read off it, else off the numbers: a label has few values.
"""

import math
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kerascnn.datasets.dataset import Images, Labels
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = [
    "LABEL",
    "LONGEST_LINE",
    "MOST_BYTES",
    "Table",
    "equally_wide",
    "fields",
    "is_table",
    "no_table",
    "numbers",
    "read",
    "side_and_channels",
    "too_many",
]

LONGEST_LINE = 2**20
PIECE = 2**22
MOST_BYTES = 2**30
"""Of pixels, which is more than 1.3 million of 28×28."""
MOST_LABELS = 1_000
SMALLEST = 8
LABEL = re.compile(r"(?i)\W*(label|labels|class|classes|target|y|digit|character|emotion|etiqueta|clase)\W*$")


class Table(NamedTuple):
    """What a table holds.

    Attributes:
        images: `(n, height, width, channels)` uint8.
        labels: `(n,)`; None in a table without labels.
    """

    images: Images
    labels: Labels | None


def side_and_channels(columns: int) -> tuple[int, int] | None:
    """The side and the channels of a square picture with so many numbers; None if there is none.

    >>> side_and_channels(784), side_and_channels(3072), side_and_channels(785)
    ((28, 1), (32, 3), None)
    """
    for channels in (1, 3):
        side = math.isqrt(columns // channels)
        if side >= SMALLEST and side * side * channels == columns:
            return side, channels
    return None


def fields(line: bytes) -> int:
    """How many fields a line has.

    >>> fields(b"3;0;255"), fields(b"3")
    (3, 1)
    """
    return line.count(_separator(line)) + 1


def equally_wide(one: Path, other: Path) -> bool:
    """Whether two tables have as many columns, so that either both have labels or none has."""
    counts = []
    for path in (one, other):
        with path.open("rb") as file:
            counts.append(fields(file.readline(LONGEST_LINE)))
    return counts[0] == counts[1]


def is_table(path: Path) -> bool:
    """Whether the first line of a file has as many fields as a picture has pixels, with or without a label."""
    try:
        with path.open("rb") as file:
            first = file.readline(LONGEST_LINE)
    except OSError:
        return False
    count = fields(first)
    return count > SMALLEST and any(side_and_channels(columns) for columns in (count, count - 1))


def _separator(line: bytes) -> bytes:
    """What stands between the fields: a comma, or the semicolon or the tab of a spreadsheet."""
    return max((b",", b";", b"\t"), key=line.count)


def read(path: Path) -> Table:
    """Read a table.

    Raises:
        InputError: it is no table of numbers from 0 to 255, has rows of different lengths, or two columns could be
            the label.
    """
    with path.open("rb") as file:
        line = file.readline(LONGEST_LINE)
        separator = _separator(line).decode()
        first = line.decode("utf-8-sig", "replace").strip()
        names = first.split(separator)
        if len(first) >= LONGEST_LINE:
            raise no_table(path)
        # A header has a field that is no number, or numbers that repeat none of the pixels' own, as `0,0.1,0.2,...`.
        with_header = not all(re.fullmatch(r'"?\s*-?\d+(\.0*)?\s*"?', name) for name in names)
        if not with_header:
            file.seek(0)
        blocks, rest, size = [], b"", 0
        while piece := file.read(PIECE):
            whole, _newline, rest = (rest + piece).rpartition(b"\n")
            if len(rest) > LONGEST_LINE:
                raise no_table(path)
            if whole.strip():
                blocks.append(numbers(path, whole, separator, len(names)))
                size += blocks[-1].nbytes
            if size > MOST_BYTES:
                raise too_many(path)
        if rest.strip():
            blocks.append(numbers(path, rest, separator, len(names)))
    if not blocks:
        raise no_table(path)
    rows = np.concatenate(blocks)
    label = _label_column(path, names if with_header else [], rows)
    columns = rows.shape[1] - (label is not None)
    form = side_and_channels(columns)
    if form is None:
        raise no_table(path)
    side, channels = form
    pixels = rows if label is None else np.delete(rows, label, axis=1)
    images = pixels.reshape(-1, side, side, channels)
    return Table(images, None if label is None else rows[:, label].astype(np.int64))


def numbers(path: Path, text: bytes, separator: str | None, columns: int) -> Images:
    """Lines of whole numbers from 0 to 255 as an array of bytes `(lines, columns)`.

    Args:
        path: the file, for the error.
        text: the lines.
        separator: what stands between the numbers; None for blanks.
        columns: how many numbers a line has.

    Raises:
        InputError: there is something else.
    """
    lines = text.replace(b'"', b"").split(b"\n")
    try:
        found = np.loadtxt([line for line in lines if line.strip()], dtype=np.float32, delimiter=separator, ndmin=2)
    except (ValueError, UnicodeDecodeError) as error:
        raise no_table(path) from error
    if found.shape[1] != columns:
        raise no_table(path)
    if not ((found >= 0) & (found <= 255) & (found == found.round())).all():
        text_ = _("{path}: holds numbers that are no whole numbers from 0 to 255; multiply what is from 0 to 1 by 255")
        raise InputError(text_.format(path=path))
    return found.astype(np.uint8)


def _label_column(path: Path, names: list[str], rows: Images) -> int | None:
    """Which column the label is in: 0 or the last; None where all columns are pixels."""
    last = rows.shape[1] - 1
    if side_and_channels(rows.shape[1]) and not any(LABEL.match(name) for name in names):
        return None
    for column in (0, last):
        if names and LABEL.match(names[column]) and not LABEL.match(names[last - column]):
            return column
    # The corners of pictures are mostly of one colour; a label has several values, few and without gaps.
    spread = {column: np.unique(rows[:, column]) for column in (0, last)}
    fitting = [
        column
        for column, values in spread.items()
        if len(values) > 1 and values.max() - values.min() < min(MOST_LABELS, 2 * len(values) + 2)
    ]
    if len(fitting) == 2:
        fitting = [
            column for column in fitting if len(spread[column]) == min(len(values) for values in spread.values())
        ]
    if len(fitting) != 1:
        text = _("{path}: the label could be the first or the last column; give the table a header with `label`")
        raise InputError(text.format(path=path))
    return fitting[0]


def too_many(path: Path) -> InputError:
    """The error for a table that is too large."""
    text = _("{path}: more than {most:,} numbers; give a smaller table")
    return InputError(text.format(path=path, most=MOST_BYTES))


def no_table(path: Path) -> InputError:
    """The error for a file that is no table of pixels."""
    text = _("{path}: no table of pixels; expected a picture a row, all of the same size, with its label first or last")
    return InputError(text.format(path=path))
