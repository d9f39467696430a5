"""A picture as rectangles, polygons, lines and text, before anything is drawn: whoever draws it needs only these.

Lengths are points, 72 to the inch; y grows downwards. What a mark is painted with follows from its `kind`, a key of
`LIGHT` and `DARK`.
"""

import functools
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = [
    "DARK",
    "LIGHT",
    "SMALLEST",
    "Drawing",
    "Line",
    "Mark",
    "Polygon",
    "Rectangle",
    "Text",
    "text_width",
    "wrapped",
]

SMALLEST = 7.5
"""The smallest letters, in points."""

# Okabe and Ito's hues, pale under dark letters and deep under light ones.
LIGHT = {
    "page": "#ffffff",
    "text": "#1a1a1a",
    "faint": "#595959",
    "edge": "#404040",
    "outline": "#404040",
    "frame": "#f3f3f3",
    "input": "#ffffff",
    "conv": "#b8d9ee",
    "pool": "#f8d9a8",
    "dense": "#b6e3d3",
    "merge": "#ecc9dd",
    "block": "#dcd7f2",
    "other": "#e3e3e3",
    "kernel": "#d55e00",
}
DARK = {
    "page": "#16181d",
    "text": "#f0f0f0",
    "faint": "#b4b8c0",
    "edge": "#c4c8d0",
    "outline": "#c4c8d0",
    "frame": "#22262e",
    "input": "#16181d",
    "conv": "#1d4f73",
    "pool": "#6b4a12",
    "dense": "#17594a",
    "merge": "#663a55",
    "block": "#443c6b",
    "other": "#43474f",
    "kernel": "#ff9d4d",
}

# Thousandths of the letters' size, in DejaVu Sans, the widest of the fonts that a reader is likely to have.
WIDTHS = {
    letter: width
    for width, letters in {
        280: "'ijlíIJ",
        320: " ,.·",
        350: "/:;\\|f",
        400: "-()[]t!²",
        420: "r",
        500: '"*_`–',
        530: "sz?",
        560: "cL",
        600: "FkvxyP",
        640: "TYaoáóeéESbdghnpquúñ$0123456789{}√",
        700: "KAVBRXZC",
        770: "UHNDG",
        840: "&OQw#+<=>^~×→−",
        1000: "MmW%@…",
    }.items()
    for letter in letters
}
BOLD = 80

Point = tuple[float, float]


class Rectangle(NamedTuple):
    """A filled rectangle with an outline, unless `outlined` is off; its left upper corner is (x, y)."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    round: float = 0
    outlined: bool = True


class Polygon(NamedTuple):
    """A filled polygon with an outline; `shade` darkens (above 0) or lightens (below 0) its kind's colour."""

    points: tuple[Point, ...]
    kind: str
    shade: float = 0


class Line(NamedTuple):
    """A line along points, with an arrowhead at its end or without.

    `ends` are the numbers of the boxes that it connects, −1 for the network's input; None where it connects none.
    """

    points: tuple[Point, ...]
    arrow: bool = True
    ends: tuple[int, int] | None = None


class Text(NamedTuple):
    """Letters on the base line y."""

    x: float
    y: float
    text: str
    size: float = SMALLEST
    anchor: Literal["start", "middle", "end"] = "middle"
    kind: str = "text"
    bold: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        width = text_width(self.text, self.size, bold=self.bold)
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.76 * self.size, left + width, self.y + 0.24 * self.size


Mark = Rectangle | Polygon | Line | Text


@dataclass
class Drawing:
    """Marks on a page.

    Attributes:
        title: what it shows; it may hold a stranger's words, with no character that cannot be seen.
        description: the same for those who do not see the picture.
        width: in points.
        height: in points.
        marks: what is drawn, the undermost first.
    """

    title: str
    description: str = ""
    width: float = 0
    height: float = 0
    marks: list[Mark] = field(default_factory=list)


@functools.lru_cache(maxsize=8192)
def text_width(text: str, size: float = SMALLEST, *, bold: bool = False) -> float:
    """About how wide a text is, in points; rather too much than too little.

    >>> text_width("28×28×6", 10)
    48.8
    """
    # A letter that is not in the table may be as wide as it is high.
    widths = sum(WIDTHS.get(letter, 780 if letter.isascii() else 1050) + BOLD * bold for letter in text)
    return round(widths * size / 1000, 3)


def wrapped(text: str, width: float, size: float = SMALLEST) -> list[str]:
    """The text in lines of at most `width` points, divided at its blanks."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
