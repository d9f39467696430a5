"""The fields of a file that a stranger may have written: each is what it should be, or one line says what it is."""

import csv
import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.untrusted_text import visible

__all__ = ["LARGEST", "Fields", "Option", "from_json", "rows_of_csv"]

LARGEST = 8 * 2**20
"""How many bytes of a file are read at most: a run on a thousand classes writes four million."""

HIGHEST = 1e39
"""No number of a training is higher: float32 ends before. Beyond, sums and squares would overflow."""
MOST_ROWS = 50_000
LONGEST_TEXT = 200
LONGEST_NAME = 1100
"""A folder's name has 255 bytes at most, each of which may be shown as four letters."""

Option = str | int | float | bool | None
Called = Option | list[Option]
"""A value that a recipe was called with; a list where the option may be repeated."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class Fields:
    """What one object of a JSON file holds.

    Args:
        path: the file, for the message of an error.
        content: the object.
        place: where it stands in the file, as `data.`.
    """

    def __init__(self, path: Path, content: Mapping[str, Any], place: str = "") -> None:
        self.path = path
        self.content = content
        self.place = place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fields) and self.content == other.content

    __hash__ = None  # type: ignore[assignment]

    def refuse(self, name: str, expected: str) -> NoReturn:
        """Say that a field is not what is expected.

        Raises:
            InputError: always.
        """
        if name not in self.content:
            text = _("{path}: {field} is missing; expected {expected}, as a training writes it")
        else:
            text = _("{path}: {field} is {value}; expected {expected}, as a training writes it")
        try:
            value = shown(repr(self.content.get(name)))
        except RecursionError:  # lists within lists
            value = "…"
        field = f"`{self.place}{shown(name)}`"
        raise InputError(text.format(path=_file(self.path), field=field, value=value, expected=expected))

    def part(self, name: str) -> "Fields":
        """An object within."""
        found = self.content.get(name)
        if not isinstance(found, dict):
            self.refuse(name, _("an object"))
        return Fields(self.path, found, f"{self.place}{name}.")

    def name(self, name: str) -> str:
        """A word of letters, digits, dashes, dots and underscores, such as a network's name."""
        found = self.content.get(name)
        if not isinstance(found, str) or not NAME.fullmatch(found):
            self.refuse(name, _("a name"))
        return found

    def text(self, name: str) -> str:
        """A text, made short and visible."""
        found = self.content.get(name)
        if not isinstance(found, str):
            self.refuse(name, _("a text"))
        return shown(found, 200)

    def number(self, name: str, *, highest: float = math.inf) -> float:
        """A finite number from 0 to `highest`."""
        found = self.content.get(name)
        # A whole number of a thousand digits is an int that no float can hold.
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= min(highest, HIGHEST):
            self.refuse(name, _("a number from 0 up") if highest == math.inf else _("a number from 0 to 1"))
        return float(found)

    def whole(self, name: str, *, at_least: int = 0, at_most: int = 2**63 - 1) -> int:
        """A whole number from `at_least` up, and no more than `at_most` where memory is taken by it."""
        found = self.content.get(name)
        if isinstance(found, bool) or not isinstance(found, int) or not at_least <= found <= at_most:
            text = (
                _("a whole number from {at_least} up")
                if at_most == 2**63 - 1
                else _("a whole number from {at_least} to {at_most}")
            )
            self.refuse(name, text.format(at_least=at_least, at_most=at_most))
        return found

    def truth(self, name: str) -> bool:
        """True or false."""
        found = self.content.get(name)
        if not isinstance(found, bool):
            self.refuse(name, _("true or false"))
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of at least two texts, each made short and visible; or an empty list."""
        found = self.content.get(name)
        if not isinstance(found, list) or len(found) == 1 or not all(isinstance(each, str) for each in found):
            self.refuse(name, _("a list of texts"))
        return tuple(shown(each, LONGEST_NAME) for each in found)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of several words."""
        found = self.content.get(name)
        if not isinstance(found, str) or found not in choices:
            self.refuse(name, _("one of {choices}").format(choices=", ".join(choices)))
        return found

    def square(self, name: str, side: int) -> tuple[tuple[int, ...], ...]:
        """`side` lists of `side` counts each."""
        found = self.content.get(name)
        if (
            not isinstance(found, list)
            or len(found) != side
            or not all(isinstance(row, list) and len(row) == side and all(map(_is_count, row)) for row in found)
        ):
            self.refuse(name, _("{side} lists of {side} counts").format(side=side))
        return tuple(map(tuple, found))

    def options(self) -> dict[str, Option]:
        """Every field, each a text, a number, true, false or null."""
        for name, value in self.content.items():
            if not isinstance(value, Option) or (isinstance(value, float) and not math.isfinite(value)):
                self.refuse(name, _("a text or a number"))
        return {shown(name): _text(value) if isinstance(value, str) else value for name, value in self.content.items()}

    def called(self) -> dict[str, Called]:
        """Every field as it was written, each a text, a number, true, false, null or a list of such."""
        for name, value in self.content.items():
            each = value if isinstance(value, list) else [value]
            if not NAME.fullmatch(name) or not all(isinstance(one, Option) for one in each):
                self.refuse(name, _("a text or a number"))
        return dict(self.content)


def _text(value: str) -> str:
    """A text, made short and visible; bytes of a folder's name that are no text stay, so that it is found again."""
    rest = "".join(sign for sign in value if not "\udc80" <= sign <= "\udcff")
    return value if visible(rest) == rest and len(value) <= LONGEST_TEXT else shown(value, LONGEST_TEXT)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _file(path: Path) -> str:
    return shown(str(path), 200)


def _content(path: Path) -> str:
    try:
        if not path.is_file():  # a pipe would be waited for
            text = _("{folder} holds no {file}; give the folder that a training has left")
            raise InputError(text.format(folder=_file(path.parent), file=path.name))
        check_no_pointer(path)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            text = _("{path} is larger than {n} MB; expected what a training writes")
            raise InputError(text.format(path=_file(path), n=LARGEST >> 20))
        return content.decode("utf-8-sig")  # editors of Windows put a byte-order mark in front
    except OSError as error:
        raise InputError(
            _("{path} cannot be read: {reason}").format(path=_file(path), reason=error.strerror)
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(_("{path} is no text; expected what a training writes").format(path=_file(path))) from error


def from_json(path: Path) -> Fields:
    """Read a file that holds one JSON object.

    Raises:
        InputError: there is none, it is too large, or it holds something else.
    """
    try:
        found = json.loads(_content(path))
    except (InputError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        found = None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        text = _("{path} holds no JSON object; it is damaged, or no training has written it")
        raise InputError(text.format(path=_file(path)))
    return Fields(path, found)


def rows_of_csv(path: Path, required: tuple[str, ...]) -> Iterator[dict[str, float]]:
    """The rows of a CSV file, each column a number that a training can have.

    Args:
        path: the file.
        required: columns that there must be.

    Raises:
        InputError: there is no such file, or it holds something else.
    """
    text = _("{path}, line {line}: expected the numbers {names}, as a training writes them")
    reader = csv.DictReader(_content(path).splitlines())
    try:
        for row in reader:
            values = {shown(name): float(value) for name, value in row.items() if name}
            large = any(not abs(value) <= HIGHEST for value in values.values())
            if large or not set(required) <= set(values) or reader.line_num > MOST_ROWS:
                raise ValueError
            yield values
    except (csv.Error, TypeError, ValueError) as error:
        line = text.format(path=_file(path), line=reader.line_num, names=", ".join(required))
        raise InputError(line) from error
