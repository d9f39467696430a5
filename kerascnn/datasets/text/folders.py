"""Folders of texts: a folder per label with .txt files in it, or a folder with a table."""

from collections.abc import Iterator
from pathlib import Path

from kerascnn.datasets.layout import part_of
from kerascnn.datasets.search import is_litter
from kerascnn.datasets.text.examples import Example, Found
from kerascnn.datasets.text.tables import ENDINGS, read_table
from kerascnn.datasets.text_files import UTF_8, decoded, read_bytes
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown

__all__ = ["LARGEST_TEXT", "read_place"]

LARGEST_TEXT = 1 << 20
"""Bytes of one .txt file: a novel has as many."""
MOST_FILES = 500_000
MOST_BYTES = 512 << 20
PUBLISHED = "movieReviewSnippets.tsv"
"""Of the rated sentences of Hutto and Gilbert 2014 (VADER), the one of four tables that a lesson begins with."""
NOT_LABELLED = frozenset(("unsup", "unlabeled", "unlabelled"))
"""The folder of IMDB's reviews that nobody has rated."""


def read_place(path: Path, *, text_column: str | None = None, label_column: str | None = None) -> Found:
    """Read the texts in a table, or in a folder.

    A folder may have one folder for each label with `.txt` files, or these within `train/` and `test/` (the layout of
    IMDB's reviews), or a table; or `train.csv` and `test.csv`.

    Args:
        path: the table or the folder.
        text_column: as `read_table` has it.
        label_column: likewise.

    Raises:
        InputError: there is nothing of that kind, it is not clear which table is meant, or as `read_table`.
    """
    if path.is_file():
        return read_table(path, text_column=text_column, label_column=label_column)
    if not path.is_dir():
        text = _("{path} does not exist; give a table of texts and labels, or a folder with them")
        raise InputError(text.format(path=shown(str(path), 200)))
    inside = (each for each in path.iterdir() if not is_litter(each.name))
    tables = sorted(each for each in inside if each.suffix.lower() in ENDINGS and each.is_file())
    if tables:
        return _of_tables(path, tables, text_column, label_column)
    if text_column or label_column:
        text = _("{path} holds no table, so there are no columns to choose with --text-column and --label-column")
        raise InputError(text.format(path=shown(str(path), 200)))
    return _of_folders(path)


def _of_tables(folder: Path, tables: list[Path], text_column: str | None, label_column: str | None) -> Found:
    """The one table of a folder, or those that are called as the parts."""
    parts = {part: table for table in tables if (part := part_of(table.stem))}
    if len(tables) > 1 and set(parts) >= {"train", "test"}:
        found = {part: read_table(each, text_column=text_column, label_column=label_column) for part, each in
                 parts.items()}  # fmt: skip
        examples = [each._replace(part=part) for part, of in found.items() for each in of.examples]
        said = tuple(line for of in found.values() for line in of.said)
        return Found(examples, folder.resolve().name, str(folder), said)
    published = [table for table in tables if table.name == PUBLISHED]
    if len(tables) > 1 and not published:
        text = _("{folder}: which table is meant? Give it with --data-dir; there are: {names}")
        names = ", ".join(shown(table.name, 60) for table in tables[:10])
        raise InputError(text.format(folder=shown(str(folder), 200), names=names))
    return read_table(*(published or tables), text_column=text_column, label_column=label_column)


def _of_folders(folder: Path) -> Found:
    examples: list[Example] = []
    others: list[Path] = []
    encodings: dict[str, tuple[int, str]] = {}
    size = 0
    for label, part, path in _files(folder, others):
        content = read_bytes(path, most=LARGEST_TEXT)
        size += len(content)
        if len(examples) >= MOST_FILES or size > MOST_BYTES:
            text = _("{folder} holds more than {count:,} texts or {n} MB; expected less, so give a part of it")
            raise InputError(text.format(folder=shown(str(folder), 200), count=MOST_FILES, n=MOST_BYTES >> 20))
        text, encoding = decoded(content, path)
        if encoding != UTF_8:
            count, first = encodings.get(encoding, (0, shown(str(path), 200)))
            encodings[encoding] = count + 1, first
        examples.append(Example(text, label, part, str(path)))
    if not examples:
        text = _("{folder} holds no texts; expected a folder for each label with .txt files, or a CSV or TSV")
        raise InputError(text.format(folder=shown(str(folder), 200)))
    text = _("{folder}: {count:,} texts in {labels} folders")
    labels = len({example.label for example in examples})
    line = text.format(folder=shown(str(folder), 200), count=len(examples), labels=labels)
    said = [
        _("in {encoding}, not UTF-8: {count:,} (the first: {path})").format(count=count, encoding=encoding, path=first)
        for encoding, (count, first) in encodings.items()
    ]
    if others:
        text = _("{folder}: left out, no .txt by their names: {count:,} (the first: {path})")
        first = shown(str(others[0].relative_to(folder)), 200)
        said.append(text.format(folder=shown(str(folder), 200), count=len(others), path=first))
    return Found(examples, folder.resolve().name, str(folder), (line, *said))


def _files(folder: Path, others: list[Path]) -> Iterator[tuple[str, str, Path]]:
    """The label, the part and the path of each text, in the order of their names; none that a link brings in.

    Args:
        folder: with the labels.
        others: gets what lies beside the texts and is none.
    """
    root = folder.resolve()
    inside = [each for each in sorted(folder.iterdir()) if each.is_dir() and not each.name.startswith((".", "_"))]
    parts = {part: each for each in inside if (part := part_of(each.name))}
    places = [("", folder)] if "train" not in parts else list(parts.items())
    for part, place in places:
        for of_label in sorted(place.iterdir()):
            hidden = of_label.name.startswith((".", "_")) or of_label.name.casefold() in NOT_LABELLED
            if hidden or not of_label.is_dir() or not of_label.resolve().is_relative_to(root):
                continue
            for path in sorted(of_label.iterdir()):
                if is_litter(path.name) or not path.is_file() or not path.resolve().is_relative_to(root):
                    continue
                if path.suffix.lower() == ".txt":
                    yield of_label.name, part, path
                else:
                    others.append(path)
