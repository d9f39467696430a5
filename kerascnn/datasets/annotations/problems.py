"""What is wrong with annotations, and where: a file and a line of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kerascnn.errors import DamagedPicturesError
from kerascnn.language import _, ngettext
from kerascnn.untrusted_text import shortened, visible

__all__ = ["Place", "Problem", "Problems", "quoted"]

LONGEST = 60


class Place(NamedTuple):
    """A line of a file; line 0 stands for the whole of it."""

    file: Path
    line: int = 0

    def __str__(self) -> str:
        name = visible(str(self.file))
        return _("{file}, line {line}").format(file=name, line=self.line) if self.line else name


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        place: where it stands.
        text: what it is, in the reader's language.
    """

    place: Place
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass
class Problems:
    """What is found wrong while annotations are read, in that order."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, text: str) -> None:
        """Add one."""
        self.found.append(Problem(place, text))

    def error(self) -> DamagedPicturesError:
        """The first of them, and how many more there are."""
        first, more = self.found[0], len(self.found) - 1
        if not more:
            return DamagedPicturesError(str(first))
        text = ngettext("{problem} ({count} more problem)", "{problem} ({count} more problems)", more)
        return DamagedPicturesError(text.format(problem=first, count=more))


def quoted(word: object) -> str:
    r"""A stranger's word in quotes, short and with every character that cannot be seen as its escape.

    >>> quoted("dog\x1b[2J")
    "'dog\\x1b[2J'"
    """
    return f"'{shortened(visible(str(word)), LONGEST)}'"
