"""Word vectors that somebody else has learned, out of a text file as word2vec and GloVe write them."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from kerascnn import leftovers, system_errors
from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.shapes.places import shown

__all__ = ["read_vectors"]

LARGEST = 16 << 30
"""Bytes: GloVe's largest file has 5.6 GB. No more than one line of it is held in memory at a time."""
LONGEST_LINE = 1 << 16
"""Bytes: 4,000 numbers of 16 digits."""
MOST_NUMBERS = 4096


def read_vectors(path: Path, words: Collection[str], *, dimension: int) -> dict[str, npt.NDArray[np.float32]]:
    """The vectors of some words; what else the file holds is looked at, and not kept.

    A line has a word and its numbers, separated by spaces or tabs; the first line may say how many words of how many
    numbers follow, as word2vec's does. Where a word stands twice, the first counts; a word in capitals counts where it
    does not stand in small letters.

    Args:
        path: a text file in UTF-8.
        words: in small letters, those that are wanted.
        dimension: how many numbers a vector has.

    Returns:
        `(dimension,)` float32 by each word that was found.

    Raises:
        InputError: the file is missing, no text or too large, a line has more or fewer numbers than the first, one of
            them is none, the vectors have another dimension, or none of the words is in it.
    """
    wanted, name = frozenset(words), shown(str(path), 200)
    found: dict[str, npt.NDArray[np.float32]] = {}
    in_capitals: dict[str, npt.NDArray[np.float32]] = {}
    try:
        with leftovers.plain_file(path.resolve()) as file:
            width, read = 0, 0
            for number, line in enumerate(_lines(file, name), start=1):
                read += len(line)
                if read > LARGEST:
                    raise InputError(_("{path} is larger than {n} GB").format(path=name, n=LARGEST >> 30))
                word, *numbers = _cells(line, width)
                if number == 1 and len(numbers) == 1 and word.isdigit():  # word2vec's header
                    width = _checked(name, numbers[0], dimension)
                    continue
                if not word and not numbers:
                    continue
                width = width or _checked(name, str(len(numbers)), dimension)
                if len(numbers) != width:
                    text = ngettext(
                        "{path}, line {line}: has {count} number after its word; the lines before have {width}",
                        "{path}, line {line}: has {count} numbers after its word; the lines before have {width}",
                        len(numbers),
                    )
                    raise InputError(text.format(path=name, line=number, count=len(numbers), width=width))
                small = word.lower()
                if small in wanted:
                    (found if small == word else in_capitals).setdefault(small, _vector(name, number, numbers))
    except (OSError, RuntimeError) as error:
        reason = system_errors.reason(error) if isinstance(error, OSError) else str(error)
        raise InputError(_("cannot read {path}: {reason}").format(path=name, reason=reason)) from error
    vectors = in_capitals | found
    if not vectors:
        text = _("{path} has none of the {count:,} words of the texts; are they of the same language?")
        raise InputError(text.format(path=name, count=len(wanted)))
    return vectors


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The lines of a file.

    Raises:
        InputError: one is longer than a vector, or holds what no text does.
    """
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE or b"\0" in line:
            text = _(
                "{path}, line {line}: expected a word and its numbers in plain text, as word2vec and GloVe write them; "
                "a binary or packed file has to be saved as text first"
            )
            raise InputError(text.format(path=name, line=number))
        yield line


def _cells(line: bytes, width: int) -> list[str]:
    """The word and the numbers of a line; a word may hold spaces, as some of GloVe's do."""
    cells = line.decode("utf-8", errors="replace").rstrip("\n\r ").replace("\t", " ").split(" ")
    if width and len(cells) > width + 1 and not _is_number(cells[-width - 1]):
        return [" ".join(cells[:-width]), *cells[-width:]]
    return cells


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _checked(name: str, width: str, dimension: int) -> int:
    """How many numbers a vector has, if these are as many as are wanted.

    Raises:
        InputError: they are not.
    """
    count = int(width) if width.isdecimal() and len(width) < 9 else 0
    if not 1 <= count <= MOST_NUMBERS:
        text = _("{path}: expected a word and its numbers in each line, as word2vec and GloVe write them")
        raise InputError(text.format(path=name))
    if count != dimension:
        text = _("{path}: its vectors have {count} numbers, and --dimension is {dimension}; add --dimension {count}")
        raise InputError(text.format(path=name, count=count, dimension=dimension))
    return count


def _vector(name: str, line: int, numbers: list[str]) -> npt.NDArray[np.float32]:
    try:
        vector = np.array(numbers, np.float32)
    except ValueError:
        vector = np.array([np.nan], np.float32)
    if not np.isfinite(vector).all():
        text = _("{path}, line {line}: a number of the vector is none")
        raise InputError(text.format(path=name, line=line))
    return vector
