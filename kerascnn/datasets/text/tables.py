"""Tables of texts: a CSV or TSV with a column of texts and one of labels, or of ratings."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kerascnn.datasets.layout import part_of
from kerascnn.datasets.text.examples import Example, Found
from kerascnn.datasets.text_files import UTF_8, read_text
from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.places import shown

__all__ = ["ENDINGS", "read_table"]

ENDINGS = (".csv", ".tsv", ".tab")
LARGEST = 256 << 20
"""Bytes: some two million sentences."""
SEPARATORS = "\t;,"
TEXTS = (
    "text texto sentence frase oracion oración review reseña resena comment comentario tweet content contenido message "
    "mensaje phrase opinion opinión snippet"
)
LABELS = (
    "label etiqueta class clase category categoria categoría sentiment sentimiento polarity polaridad target rating "
    "puntuacion puntuación valoracion valoración score stars estrellas"
)
PARTS = "split set subset part partition parte particion partición conjunto"


class _Columns(NamedTuple):
    """Which columns the texts, the labels and the parts stand in, and whether the first row says so."""

    text: int
    label: int
    part: int | None
    header: bool


def read_table(path: Path, *, text_column: str | None = None, label_column: str | None = None) -> Found:
    """Read a table whose cells are separated by tabs, semicolons or commas, with or without a header.

    Which columns are meant is told by their names in the header; of two columns without a header, the one with numbers
    or with fewer different values has the labels. A column called `split` may say "train", "validation" or "test".

    Args:
        path: the file.
        text_column: the header of the texts; None to find it.
        label_column: the header of the labels; None to find it.

    Raises:
        InputError: the file is missing, too large or no text, there is no such column, or rows differ in length.
    """
    text, encoding = read_text(path, most=LARGEST)
    cells, lines = _cells(path, text)
    columns = _columns(path, cells, text_column, label_column)
    rows = list(zip(lines, cells, strict=True))[columns.header :]
    examples = [
        Example(row[columns.text], row[columns.label].strip(), _part(path, line, row, columns), f"{_name(path)}:{line}")
        for line, row in rows
    ]
    heads = cells[0] if columns.header else [_("column {number}").format(number=n + 1) for n in range(len(cells[0]))]
    said = _("{path}: {count:,} rows; texts: {texts}; labels: {labels}")
    text_head, label_head = shown(heads[columns.text], 40), shown(heads[columns.label], 40)
    line = said.format(path=_name(path), count=len(rows), texts=text_head, labels=label_head)
    found = Found(examples, path.resolve().stem, str(path), (line,))
    if encoding == UTF_8:
        return found
    return found.saying(_("{path} is in {encoding}, not UTF-8").format(path=_name(path), encoding=encoding))


def _cells(path: Path, text: str) -> tuple[list[list[str]], list[int]]:
    """The rows that are not empty, all of one length, and the line on which each ends.

    Raises:
        InputError: there are none, they have one column, or they differ in length.
    """
    if not text.strip():
        raise InputError(_("{path} is empty; expected a table of texts and labels").format(path=_name(path)))
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count) if any(sign in first for sign in SEPARATORS) else ","
    # What is separated by tabs is written without quotes, which then belong to the texts.
    if separator == "\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, lines = [], []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise InputError(
            _("{path}, line {line}: {reason}").format(path=_name(path), line=reader.line_num, reason=error)
        ) from error
    width = len(rows[0])
    if width < 2:
        said = _("{path} has one column; expected texts and labels, separated by commas, semicolons or tabs")
        raise InputError(said.format(path=_name(path)))
    for line, row in zip(lines, rows, strict=True):
        if len(row) != width:
            said = ngettext(
                "{path}, line {line}: has {count} cell, and the first line has {width}; a text that holds the "
                "separator {separator!r} has to stand in double quotes",
                "{path}, line {line}: has {count} cells, and the first line has {width}; a text that holds the "
                "separator {separator!r} has to stand in double quotes",
                len(row),
            )
            raise InputError(said.format(path=_name(path), line=line, count=len(row), width=width, separator=separator))
    return rows, lines


def _columns(path: Path, rows: Sequence[Sequence[str]], text: str | None, label: str | None) -> _Columns:
    """Which columns are meant.

    Raises:
        InputError: the one that was asked for is not there, or it cannot be told.
    """
    heads = [head.strip().casefold() for head in rows[0]]
    for option, name in (("--text-column", text), ("--label-column", label)):
        if name is not None and name.strip().casefold() not in heads:
            said = _("{path}: there is no column {name!r} for {option}; there are: {heads}")
            names = ", ".join(shown(head, 40) for head in rows[0][:20])
            raise InputError(said.format(path=_name(path), name=shown(name, 40), option=option, heads=names))

    def column(asked: str | None, words: str) -> int | None:
        wanted = [asked.strip().casefold()] if asked is not None else words.split()
        return next((heads.index(word) for word in wanted if word in heads), None)

    found, of_label, part = column(text, TEXTS), column(label, LABELS), column(None, PARTS)
    if found is None and of_label is None and len(heads) == 2:
        return _Columns(*_guessed(rows), None, header=False)
    if len(heads) == 2:
        found = 1 - (of_label or 0) if found is None else found
        of_label = 1 - found if of_label is None else of_label
    if found is None or of_label is None or found == of_label:
        said = _("{path}: which columns are meant? Name them with --text-column and --label-column; there are: {heads}")
        names = ", ".join(shown(head, 40) for head in rows[0][:20])
        raise InputError(said.format(path=_name(path), heads=names))
    return _Columns(found, of_label, part, header=True)


def _guessed(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Of two columns without a header, that of the texts and that of the labels."""
    different = [len({row[each] for row in rows}) for each in (0, 1)]
    letters = [sum(len(row[each]) for row in rows) for each in (0, 1)]
    numbers = [all(_is_number(row[each]) for row in rows) for each in (0, 1)]
    label = 1 if numbers[1] else 0 if numbers[0] else int((different[1], letters[1]) <= (different[0], letters[0]))
    return 1 - label, label


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _part(path: Path, line: int, row: Sequence[str], columns: _Columns) -> str:
    if columns.part is None:
        return ""
    part = part_of(row[columns.part])
    if part is None:
        text = _("{path}, line {line}: {part} is none of train, validation and test")
        raise InputError(text.format(path=_name(path), line=line, part=shown(row[columns.part], 40)))
    return part


def _name(path: Path) -> str:
    return shown(str(path), 200)
