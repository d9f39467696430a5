"""Text that comes from outside, such as the names of classes, models and files, made safe for where it is shown."""

from collections import Counter
from collections.abc import Sequence
from unicodedata import combining, east_asian_width

__all__ = ["for_csv", "for_markdown", "short_names", "shortened", "visible", "width"]

MARKDOWN = {sign: f"\\{sign}" for sign in "\\`*_[]|#~!"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
FORMULA = frozenset("=+-@＝＋－＠")


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen as its escape, so that a terminal takes no orders from it.

    >>> visible("cat\x1b[2J\u202e")
    'cat\\x1b[2J\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python keeps a byte of a file's name that is no text
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def for_csv(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> for_csv("=1+1"), for_csv("conv1")
    ("'=1+1", 'conv1')
    """
    return f"'{text}" if text.lstrip()[:1] in FORMULA else text


def for_markdown(text: str) -> str:
    r"""The text as Markdown shows it: no link, no markup, no HTML.

    >>> print(for_markdown("[x](javascript:y) | <b>"))
    \[x\](javascript:y) \| &lt;b&gt;
    """
    return "".join(MARKDOWN.get(sign, sign) for sign in visible(text))


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese signs, kana and most emojis take two.

    >>> width("cat"), width("猫"), width("e\u0301")
    (3, 2, 1)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def shortened(text: str, most: int) -> str:
    """The text in `most` columns: of a longer one the beginning and the end, where names differ.

    >>> shortened("a" * 100 + "-left", 12)
    'aaaaaaaa…eft'
    """
    if width(text) <= most:
        return text
    tail = (most - 1) // 3
    return _cut(text, most - 1 - tail) + "…" + _cut(text[::-1], tail)[::-1]


def _cut(text: str, most: int) -> str:
    """As much of the text as `most` columns hold."""
    taken = 0
    for number, sign in enumerate(text):
        taken += width(sign)
        if taken > most:
            return text[:number]
    return text


def short_names(names: Sequence[str], most: int) -> list[str]:
    """Names in `most` columns each; those that come out alike are told apart by their numbers, from 0.

    >>> short_names(["cat", "a" * 20, "a" * 30], 9)
    ['cat', '1 aaaa…aa', '2 aaaa…aa']
    """
    found = [shortened(name, most) for name in names]
    alike = Counter(found)
    for number, name in enumerate(names):
        if alike[found[number]] > 1:
            found[number] = f"{number} {shortened(name, max(3, most - len(str(number)) - 1))}"
    return found
