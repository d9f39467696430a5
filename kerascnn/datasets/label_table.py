"""A table that says of which class each picture of a folder is: a CSV with a column of names and one of classes.

Kaggle's `train.csv` beside its `train/` is such a table. It may have a header, another separator (`;` or a tab), names
without their endings, and a column that says for what a picture is: train, validation or test.
"""

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kerascnn.datasets import picture
from kerascnn.datasets.layout import part_of
from kerascnn.datasets.search import is_litter
from kerascnn.datasets.text_files import UTF_8, read_text
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["LabelTable", "Row"]

LARGEST = 256 << 20
"""Bytes: some three million rows."""
MOST_NAMED = 5
LONGEST_HEAD = 40
LONGEST = 255
"""Letters of a class's name."""
NAMES = (
    "file filename file_name image image_id image_name img name path picture photo id archivo fichero imagen nombre "
    "foto fotografia fotografía"
)
CLASSES = "class label category target species breed class_name label_name clase etiqueta categoria especie"
PARTS = "split set subset part partition usage parte conjunto"


class Row(NamedTuple):
    """A picture with its class."""

    file: Path
    name: str
    part: str


class _Columns(NamedTuple):
    """Which columns the names, the classes and the parts stand in, and whether the first row says so."""

    file: int
    name: int
    part: int | None
    header: bool


@dataclass(frozen=True)
class LabelTable:
    """The rows of a table, each with a picture that is there.

    Attributes:
        rows: in the order of the table.
        encoding: of its text, as it was recognised.
    """

    rows: tuple[Row, ...]
    encoding: str = UTF_8

    @classmethod
    def read(cls, path: Path, folder: Path) -> "LabelTable":
        """Read a table.

        Args:
            path: of the CSV.
            folder: with the pictures; names in the table are relative to it, or to the folder of the table.

        Raises:
            InputError: the file is missing or no such table, it names pictures that are not there or lie outside of the
                folder, or it gives a picture two classes.
        """
        cells, encoding = _cells(path)
        finder = _Finder(folder, path.parent)
        columns = _columns(path, cells, finder)
        found: dict[Path, Row] = {}
        missing: list[str] = []
        for line, row in enumerate(cells[columns.header :], start=1 + columns.header):
            given, name, part = _read(path, line, row, columns)
            file = finder.find(given)
            if file is None:
                missing.append(given)
                continue
            if file in found and found[file].name != name:
                text = _("{path}, line {line}: {name} is of the class {one} here, and of {other} above; leave one")
                given = visible(given[:LONGEST])
                raise InputError(text.format(path=path, line=line, name=given, one=name, other=found[file].name))
            found[file] = Row(file, name, part)
        if len(cells) == columns.header:
            raise _no_table(path)
        if missing:
            raise _missing(path, folder, missing, len(cells) - columns.header)
        return cls(tuple(found.values()), encoding)


def _cells(path: Path) -> tuple[list[list[str]], str]:
    """The rows of a CSV, and the encoding that it is in.

    Raises:
        InputError: it cannot be read, or is no CSV of at least two columns.
    """
    if path.is_dir():
        raise InputError(_("{path} is a folder; give a table of names and classes").format(path=path))
    if not path.exists():
        raise InputError(_("{path} does not exist; give a table of names and classes").format(path=path))
    text, encoding = read_text(path, most=LARGEST)
    try:
        first = text.partition("\n")[0]
        separator = max(",;\t", key=first.count)
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, row))]
    except csv.Error as error:
        raise _no_table(path) from error
    if not rows or min(len(row) for row in rows[:2]) < 2:
        raise _no_table(path)
    return rows, encoding


def _no_table(path: Path) -> InputError:
    text = _("{path} is no table of names and classes; expected a CSV with a picture's name and its class in each line")
    return InputError(text.format(path=path))


def _columns(path: Path, cells: Sequence[Sequence[str]], finder: "_Finder") -> _Columns:
    """Which columns are meant: by the header, else the first and the second.

    Of two columns, a first row in words that are not known here is a header where it names no picture and the next one
    does.

    Raises:
        InputError: there is a header that does not say it.
    """
    heads = [head.strip().casefold().replace(" ", "_") for head in cells[0]]

    def column(words: str) -> int | None:
        return next((heads.index(word) for word in words.split() if word in heads), None)

    file, name, part = column(NAMES), column(CLASSES), column(PARTS)
    if file is not None and name is not None:
        return _Columns(file, name, part, header=True)
    if len(heads) == 2:
        words = file is not None or name is not None
        named = [finder.find(row[0].strip()) is not None for row in cells[:2]]
        return _Columns(0, 1, None, header=words or named == [False, True])
    text = _(
        "{path}: which columns of {columns} are meant? Call that of the names `file` and that of the classes `class`"
    )
    shown = ", ".join(visible(head.strip()[:LONGEST_HEAD]) for head in cells[0][:MOST_NAMED])
    raise InputError(text.format(path=path, columns=shown))


def _read(path: Path, line: int, row: Sequence[str], columns: _Columns) -> tuple[str, str, str]:
    """The name, the class and the part in a row.

    Raises:
        InputError: one is missing.
    """
    wanted = [columns.file, columns.name, *([] if columns.part is None else [columns.part])]
    if max(wanted) >= len(row) or not all(row[each].strip() for each in wanted[:2]):
        text = _("{path}, line {line}: expected the name of a picture and its class")
        raise InputError(text.format(path=path, line=line))
    given, name = row[columns.file].strip(), row[columns.name].strip()[:LONGEST]
    if columns.part is None:
        return given, name, ""
    part = part_of(row[columns.part])
    if part is None:
        text = _("{path}, line {line}: {part} is none of train, validation and test")
        word = visible(row[columns.part].strip()[:LONGEST]) or _("an empty cell")
        raise InputError(text.format(path=path, line=line, part=word))
    return given, name, part


class _Finder:
    """Finds pictures by the names that a table gives them."""

    def __init__(self, folder: Path, beside: Path) -> None:
        self.root = folder.resolve()
        self.folder = folder
        self.beside = beside
        self._without_ending: dict[str, Path] | None = None

    def find(self, name: str) -> Path | None:
        """The picture of a name in the folder; None where there is none."""
        if "\0" in name or len(name) > 4096:
            return None
        for place in (self.folder, self.beside):
            # As a text first: a table may name a million pictures that are not there.
            path = os.path.join(place, name.replace("\\", "/"))  # noqa: PTH118
            if not os.path.isfile(path):  # noqa: PTH113
                continue
            try:
                inside = Path(path).resolve()
                if inside.is_relative_to(self.root):
                    return self.folder / inside.relative_to(self.root)
            except (OSError, RuntimeError, ValueError):
                continue
        return self._stems().get(name)

    def _stems(self) -> dict[str, Path]:
        """The pictures of the folder by their names without endings, as some tables have them."""
        if self._without_ending is None:
            found = (each for each in sorted(self.folder.iterdir()) if not is_litter(each.name))
            pictures = (each for each in found if each.suffix.lower() in picture.SUFFIXES)
            self._without_ending = {each.stem: each for each in pictures}
        return self._without_ending


def _missing(path: Path, folder: Path, missing: Sequence[str], total: int) -> InputError:
    names = ", ".join(visible(name[:LONGEST]) for name in missing[:MOST_NAMED])
    if len(missing) > MOST_NAMED:
        names = _("{names} and {count} more").format(names=names, count=len(missing) - MOST_NAMED)
    text = _("{path}: {count:,} of {total:,} pictures that it names are not in {folder}: {names}")
    return InputError(text.format(path=path, count=len(missing), total=total, folder=folder, names=names))
