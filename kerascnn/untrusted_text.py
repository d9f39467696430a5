"""Text that comes from outside, such as the names of classes, models and files, made safe for where it is shown."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

__all__ = ["for_csv", "for_markdown", "joined", "short_names", "shortened", "visible", "width"]

MARKDOWN = {sign: f"\\{sign}" for sign in "\\`*_[]|#~!"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
PICTURE = "[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
CLUSTER = "(?s).(?:\u200d.|[\ufe0f\U0001f3fb-\U0001f3ff])*"
FORMULA = frozenset("=+-@＝＋－＠")


@functools.cache
def joined() -> re.Pattern[str]:
    """Where a joiner or non-joiner, which cannot be seen, is a part of how a sign is written (Unicode Annex 31).

    Compiled when a text first needs it, which few do.
    """
    return re.compile(
        f"{PICTURE}(?:\u200d{PICTURE})+"  # a family, a profession
        "|(?<=[\u0620-\u06d3])\u200c(?=[\u0620-\u06d3])"  # Persian writes many words with it
        "|(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca])[\u200c\u200d]"  # after a virama
    )


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen as its escape, so that a terminal takes no orders from it.

    What joins emojis and letters stays where it is a part of their spelling.

    >>> visible("cat\x1b[2J\u202e")
    'cat\\x1b[2J\\u202e'
    >>> visible("\U0001f469\u200d\U0001f52c") == "\U0001f469\u200d\U0001f52c", visible("ca\u200dt")
    (True, 'ca\\u200dt')
    """
    if text.isprintable():
        return text
    pieces, last = [], 0
    for found in joined().finditer(text):
        pieces += [_escaped(text[last : found.start()]), found.group()]
        last = found.end()
    return "".join([*pieces, _escaped(text[last:])])


def _escaped(text: str) -> str:
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
    """How many columns of a terminal a text takes: Chinese signs, kana and most emojis take two, joined ones as well.

    >>> width("cat"), width("猫"), width("e\u0301"), width("\U0001f469\u200d\U0001f52c")
    (3, 2, 1, 2)
    """
    return len(text) if text.isascii() else sum(map(_columns, _clusters(text)))


def _clusters(text: str) -> list[str]:
    """The signs of a text, each with its accents and with what is joined to it."""
    found: list[str] = []
    for piece in re.findall(CLUSTER, text):
        if found and combining(piece[0]):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _columns(cluster: str) -> int:
    """The columns of one sign, with what is joined to it."""
    if combining(cluster[0]) or cluster in ("\u200c", "\u200d"):
        return 0
    return 2 if "\ufe0f" in cluster or east_asian_width(cluster[0]) in "WF" else 1


def shortened(text: str, most: int) -> str:
    """The text in `most` columns: of a longer one the beginning and the end, where names differ.

    >>> shortened("a" * 100 + "-left", 12)
    'aaaaaaaa…eft'
    """
    if width(text) <= most:
        return text
    tail = (most - 1) // 3
    clusters = _clusters(text)
    return _cut(clusters, most - 1 - tail) + "…" + _cut(clusters[::-1], tail, backwards=True)


def _cut(clusters: Iterable[str], most: int, *, backwards: bool = False) -> str:
    """As many of the signs as `most` columns hold."""
    kept, taken = [], 0
    for cluster in clusters:
        taken += _columns(cluster)
        if taken > most:
            break
        kept.append(cluster)
    return "".join(reversed(kept) if backwards else kept)


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
