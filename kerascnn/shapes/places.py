"""Words, and where they stand: an error shows the line with a caret under the place."""

import re
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["Source", "Word", "shown"]

WIDTH = 76
WORDS = re.compile(r"[^ \t\r\n]+")
COMMENT = re.compile(r"(?:^|(?<=[ \t\n]))#[^\n]*")


def shown(text: str, limit: int = 40) -> str:
    r"""The text, short and with every character that cannot be seen as its escape.

    >>> shown("conv\x1b6@5")
    'conv\\x1b6@5'
    >>> shown("conv" * 1000, 12)
    'convconvcon…'
    """
    seen = visible(text[: limit + 1])
    return seen if len(seen) <= limit else seen[: limit - 1] + "…"


class Source(NamedTuple):
    """A text and where it is from: the name of a file, or nothing for the command line."""

    text: str
    name: str = ""

    def words(self) -> "list[Word]":
        """The words; what follows a `#` up to the end of its line is a comment."""
        plain = self.text.replace("×", "x")
        if "#" in plain:
            plain = COMMENT.sub(lambda found: " " * len(found[0]), plain)
        return [Word(found[0], self, found.start()) for found in WORDS.finditer(plain)]


class Word(NamedTuple):
    """A word of a source, and the place where it begins."""

    text: str
    source: Source
    start: int

    def error(self, message: str, start: int = 0, end: int | None = None) -> InputError:
        """The error for the part of the word from `start` to `end`: a note shows its line and a caret."""
        text = self.source.text
        begin, stop = self.start + start, self.start + (len(self.text) if end is None else end)
        line_begin = text.rfind("\n", 0, begin) + 1
        line_end = text.find("\n", begin)
        line_end = len(text) if line_end < 0 else line_end
        if self.source.name:
            place = _("{file}, line {line}").format(
                file=shown(self.source.name, 200), line=text.count("\n", 0, begin) + 1
            )
            message = f"{place}: {message}"
        left, right = max(line_begin, begin - WIDTH // 2), min(line_end, begin + WIDTH // 2)
        head = ("…" if left > line_begin else "") + shown(text[left:begin], WIDTH)
        under = shown(text[begin : max(begin, min(stop, right))], WIDTH)
        tail = shown(text[max(begin, min(stop, right)) : right], WIDTH) + ("…" if right < line_end else "")
        error = InputError(message)
        error.add_note(f"  {head}{under}{tail}\n  {' ' * len(head)}{'^' * max(1, len(under))}")
        return error
