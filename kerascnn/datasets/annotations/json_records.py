"""The lists of a JSON file, record by record, each with the line that it begins in."""

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kerascnn.datasets.annotations.contents import text_of
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.limits import MEMORY, SECONDS, limited
from kerascnn.untrusted_text import visible

__all__ = ["LARGEST", "Record", "keys", "records"]

LARGEST = 2**29
"""Bytes: the instances of COCO's training set are 470 million."""
SLOWEST = 2_000_000
"""Letters a second that are read at least."""
ROOM = 3
"""Bytes of memory for each letter: the text itself, and what is kept of it."""
BLANKS = re.compile(r"[ \t\n\r]*")
KEY = re.compile(r'"(images|annotations|categories)"\s*:\s*\[|"(file_name)"\s*:')


class Record(NamedTuple):
    """An element of one of the lists.

    Attributes:
        key: of the list.
        number: its place in the list, from 0.
        line: the line of the file in which it begins, from 1.
        value: what it is.
    """

    key: str
    number: int
    line: int
    value: Any


def keys(file: Path) -> set[str]:
    """Which of COCO's lists a file seems to have, without decoding it; "file_name" is among them where it has such.

    Raises:
        InputError: as `text_of`.
    """
    return {name or field for name, field in KEY.findall(text_of(file, LARGEST))}


def records(file: Path, wanted: Collection[str]) -> Iterator[Record]:
    """The elements of those of a file's lists that are wanted, one by one in the order of the file.

    Args:
        file: JSON, an object with lists.
        wanted: the keys of the lists.

    Raises:
        InputError: it is no such file, with the line; the iteration raises it.
    """
    text = text_of(file, LARGEST)
    reader = _Reader(text)
    size = len(text)
    try:
        # A list of a hundred million numbers takes ten times its length.
        with limited(visible(str(file)), seconds=SECONDS + size / SLOWEST, memory=MEMORY + ROOM * size):
            yield from reader.lists(wanted)
    except json.JSONDecodeError as error:
        said = _("{path}, line {line}: is no JSON ({reason}); get the file again")
        raise InputError(said.format(path=file, line=error.lineno, reason=error.msg)) from None
    except RecursionError:
        raise InputError(_("{path}: is nested deeper than annotations are").format(path=file)) from None
    except ValueError as error:  # a number of thousands of digits
        said = _("{path}, line {line}: is no JSON ({reason}); get the file again")
        raise InputError(said.format(path=file, line=reader.line, reason=error)) from None


class _Reader:
    """A text, and how far it was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.line = 1
        self._counted = 0
        self._decode = json.JSONDecoder().raw_decode

    def lists(self, wanted: Collection[str]) -> Iterator[Record]:
        """The elements of the lists with these keys."""
        self._take("{")
        if self._taken("}"):
            return
        while True:
            if self._next() != '"':
                raise json.JSONDecodeError("a name in quotes is expected", self.text, self.place)
            key = self._value()
            self._take(":")
            if key in wanted and self._next() == "[":
                yield from self._elements(key)
            else:
                self._value()
            if self._taken("}"):
                break
            self._take(",")
        if self._next():
            raise json.JSONDecodeError("there is more after its end", self.text, self.place)

    def _elements(self, key: str) -> Iterator[Record]:
        self._take("[")
        if self._taken("]"):
            return
        number = 0
        while True:
            self._next()
            self.line += self.text.count("\n", self._counted, self.place)
            self._counted = self.place
            yield Record(key, number, self.line, self._value())
            if self._taken("]"):
                return
            self._take(",")
            number += 1

    def _value(self) -> Any:
        self._next()
        value, self.place = self._decode(self.text, self.place)
        return value

    def _next(self) -> str:
        """The next sign that is no blank, "" at the end; the place moves to it."""
        blanks = BLANKS.match(self.text, self.place)
        self.place = blanks.end() if blanks else self.place
        return self.text[self.place : self.place + 1]

    def _taken(self, sign: str) -> bool:
        if self._next() != sign:
            return False
        self.place += 1
        return True

    def _take(self, sign: str) -> None:
        if not self._taken(sign):
            raise json.JSONDecodeError(f"{sign!r} is expected", self.text, self.place)
