"""Tables with all pixels of a picture in one cell, as Kaggle's FER-2013 has them: `emotion,pixels,Usage`.

Goodfellow et al., "Challenges in representation learning: a report on three machine learning contests" (2013,
arXiv:1307.0414): 48×48 pixels in grey, with blanks between them, seven emotions, and in `Usage` the part that a picture
is of, where `PublicTest` is for choosing and `PrivateTest` for the test.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.datasets import pixel_table
from kerascnn.datasets.dataset import Images, Labels
from kerascnn.datasets.layout import part_of
from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["Cells", "class_names", "is_table", "read"]

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What 0 to 6 stand for in the column `emotion`."""
PIXELS = "pixels"
PART = re.compile(r"(?i)(usage|split|set|part|subset|partition)$")
USAGES = {"publictest": "validation", "privatetest": "test"}
PICTURES_AT_ONCE = 2_000


class Cells(NamedTuple):
    """What a table holds.

    Attributes:
        images: `(n, side, side, channels)` uint8.
        labels: `(n,)`.
        parts: `(n,)`, "train", "validation" or "test".
    """

    images: Images
    labels: Labels
    parts: npt.NDArray[np.str_]


def is_table(path: Path) -> bool:
    """Whether a file begins with names of columns, one of which is `pixels`."""
    return PIXELS in _header(path)


def class_names(path: Path) -> tuple[str, ...]:
    """What the labels from 0 up stand for; () where the names of the columns do not tell."""
    return EMOTIONS if "emotion" in _header(path) else ()


def _header(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return _columns(file.readline(pixel_table.LONGEST_LINE))
    except OSError:
        return []


def read(path: Path) -> Cells:
    """Read a table.

    Raises:
        InputError: it does not say which column is the label, a row is damaged, or the pixels are no square picture of
            whole numbers from 0 to 255.
    """
    check_no_pointer(path)
    rows = _rows(path)
    columns = next(rows)
    pixels, part = columns.index(PIXELS), next((n for n, name in enumerate(columns) if PART.match(name)), None)
    label = _label(path, columns, {pixels, part})
    blocks: list[Images] = []
    cells: list[str] = []
    labels: list[int] = []
    parts: list[str] = []
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns) or not re.fullmatch(r"\d{1,6}", row[label]):
            text = _("{path}, line {number}: expected {count} fields, and a whole number in {label}")
            raise InputError(text.format(path=path, number=number, count=len(columns), label=visible(columns[label])))
        cells.append(row[pixels])
        labels.append(int(row[label]))
        parts.append("train" if part is None else _part(path, number, row[part]))
        if len(cells) == PICTURES_AT_ONCE:
            blocks.append(_numbers(path, cells, blocks))
            cells = []
    if cells:
        blocks.append(_numbers(path, cells, blocks))
    form = pixel_table.side_and_channels(blocks[0].shape[1]) if blocks else None
    if form is None:
        raise pixel_table.no_table(path)
    side, channels = form
    images = np.concatenate(blocks).reshape(-1, side, side, channels)
    return Cells(images, np.array(labels, np.int64), np.array(parts))


def _columns(line: bytes) -> list[str]:
    return [name.strip().strip('"').strip().lower() for name in line.decode("utf-8-sig", "replace").split(",")]


def _rows(path: Path) -> Iterator[list[str]]:
    """The fields of each line, the first line's in small letters."""
    with path.open("rb") as file:
        yield _columns(file.readline(pixel_table.LONGEST_LINE))
        while line := file.readline(pixel_table.LONGEST_LINE):
            if len(line) == pixel_table.LONGEST_LINE:
                raise pixel_table.no_table(path)
            if line.strip():
                text = line.decode("ascii", "replace")
                try:
                    (row,) = csv.reader([text], skipinitialspace=True) if '"' in text else [text.split(",")]
                except (csv.Error, ValueError) as error:
                    raise pixel_table.no_table(path) from error
                yield [field.strip() for field in row]


def _label(path: Path, columns: list[str], others: set[int | None]) -> int:
    """Which column is the label: the one that is called so, or the only one that there is."""
    left = [number for number in range(len(columns)) if number not in others]
    called = [number for number in left if pixel_table.LABEL.match(columns[number])]
    for fitting in (called, left):
        if len(fitting) == 1:
            return fitting[0]
    names = ", ".join(visible(columns[number]) for number in left) or "–"
    text = _("{path}: which column is the label? There are: {names}; call one of them label")
    raise InputError(text.format(path=path, names=names))


def _part(path: Path, number: int, word: str) -> str:
    part = USAGES.get(word.lower()) or part_of(word)
    if part is None:
        text = _("{path}, line {number}: {word} is no part of a data set; expected train, validation or test")
        raise InputError(text.format(path=path, number=number, word=visible(repr(word))))
    return part


def _numbers(path: Path, cells: list[str], before: list[Images]) -> Images:
    """The pixels of some pictures, a row each."""
    columns = before[0].shape[1] if before else len(cells[0].split())
    found = pixel_table.numbers(path, "\n".join(cells).encode("ascii", "replace"), None, columns)
    if len(found) != len(cells):
        raise pixel_table.no_table(path)
    if (sum(map(len, before)) + len(found)) * columns > pixel_table.MOST_BYTES:
        raise pixel_table.too_many(path)
    return found
