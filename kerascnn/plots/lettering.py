"""Text in figures, letter by letter: no formula is read out of it, and no sign is an empty box."""

import functools
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from matplotlib import font_manager, ft2font, rcParams
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FuncFormatter

from kerascnn.untrusted_text import joined, short_names, visible, width

__all__ = ["LABEL", "LETTER", "drawable", "letter_by_letter", "plain", "short", "wrapped"]

LABEL = 28
"""Letters of a label beside an axis that leave the axes room."""
MOST_LINES = 3
LETTER = 0.64
"""How wide a letter is, as a part of its height, in figures' headings."""
KEPT = frozenset("\n\xa0")
NON_JOINER = "\u200c"
# What the systems bring for scripts that matplotlib's own font lacks, the commonest first.
FAMILIES = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    *("WenQuanYi Micro Hei", "Droid Sans Fallback", "PingFang SC", "Hiragino Sans GB", "Heiti TC", "Microsoft YaHei"),
    *("SimHei", "Yu Gothic", "Meiryo", "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans Devanagari", "Nirmala UI"),
    *("Noto Sans Thai", "Leelawadee UI", "Noto Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Arial Unicode MS"),
)

_Font = tuple[str, frozenset[int]]


@functools.cache
def _fonts() -> tuple[_Font, ...]:
    """The families at hand and the signs of each; matplotlib's own comes first, by no name."""
    paths = {entry.name: entry.fname for entry in reversed(font_manager.fontManager.ttflist) if entry.name in FAMILIES}
    own = font_manager.findfont(font_manager.FontProperties())
    found = [("", _signs(own)), *((name, _signs(paths[name])) for name in FAMILIES if name in paths)]
    return tuple(font for font in found if font[1])


def _signs(path: str) -> frozenset[int]:
    try:
        return frozenset(ft2font.FT2Font(path).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@functools.cache
def _family_of(sign: str) -> str | None:
    """The first family that has a sign, "" for matplotlib's own; None where none has it."""
    return next((name for name, signs in _fonts() if ord(sign) in signs), None)


def drawable(text: str) -> str:
    r"""The text in signs that some font here has; for any other stands its name or its number.

    >>> drawable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    if text.isascii() and text.isprintable():
        return text
    # Signs are drawn one by one: of a family its people, and what joined them is left out.
    apart = joined().sub(lambda found: found.group().replace("\u200d", ""), text)
    pieces = re.split("([\n\xa0])", apart)
    return "".join(_shown(sign) for piece in pieces for sign in (piece if piece in KEPT else visible(piece)))


def _shown(sign: str) -> str:
    if sign in KEPT:
        return sign
    if _family_of(sign) is not None:
        return sign
    if sign == NON_JOINER:
        return ""
    name = unicodedata.name(sign, "")
    # "CJK UNIFIED IDEOGRAPH-732B" says no more than its number.
    return f"[{name.lower()}]" if name and not name.endswith(f"{ord(sign):X}") else f"[U+{ord(sign):04X}]"


def short(names: Sequence[str], most: int = LABEL) -> list[str]:
    """Names as labels: drawable, short and apart from each other."""
    found = short_names(list(map(drawable, names)), most)
    return [f" {name}" if name.startswith("_") else name for name in found]  # or legends would leave them out


def wrapped(text: str, inches: float, points: float) -> str:
    """A heading in lines that fit a width; what would take more than three of them is cut."""
    shown = drawable(text)
    # Chinese signs are twice as wide as letters.
    columns = max(12, int(72 * inches / (LETTER * points) * len(shown) / max(1, width(shown))))
    lines = [
        line
        for whole in shown.split("\n")
        for line in textwrap.wrap(whole, columns, max_lines=MOST_LINES, placeholder="…") or [""]
    ]
    return "\n".join(lines)


def plain(text: Text) -> None:
    """Let a text be drawn letter by letter, in fonts that have its letters."""
    text.set_parse_math(False)
    written = text.get_text()
    if written.isascii() and written.isprintable():
        return
    shown = drawable(written)
    if shown != written:
        text.set_text(shown)
    needed = {family for sign in shown if sign not in KEPT and (family := _family_of(sign))}
    if needed - {""}:
        text.set_fontfamily([*rcParams["font.family"], *(name for name in FAMILIES if name in needed)])


def letter_by_letter(drawn: Figure) -> None:
    """Make every text of a figure plain, but the numbers along its axes: those of a logarithmic one are formulas."""
    for text in _texts(drawn):
        plain(text)


def _texts(part: Artist) -> Iterator[Text]:
    """The texts of a figure or of a part of it. An axis that is asked for its marks makes them, so few are asked."""
    if isinstance(part, Text):
        yield part
    for each in _numberless(part) if isinstance(part, Axis) else part.get_children():
        yield from _texts(each)


def _numberless(axis: Axis) -> list[Artist]:
    """The parts of an axis without its numbers; none where it is turned off."""
    if not axis.axes.axison:
        return []
    names = isinstance(axis.get_major_formatter(), (FixedFormatter, FuncFormatter))
    return axis.get_children() if names else [axis.label, axis.offsetText]
