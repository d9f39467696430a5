"""What all diagrams share: a title above, an explanation below, and the sheet of paper that they should fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kerascnn.drawing.marks import Line, Mark, Polygon, Rectangle, Text, text_width, wrapped
from kerascnn.drawing.scene import Scene

__all__ = ["LANDSCAPE", "LINE", "MOST_BOXES", "PORTRAIT", "SHEET", "Drawing", "Sheet", "framed", "moved"]

LINE = 9.0
"""From one line of small letters to the next."""

MARGIN = 8.0
TITLE = 13.0

MOST_BOXES = 160
"""More than this need not be tried on a sheet: the smallest of them, with its words, takes 40 by 60 points."""


class Sheet(NamedTuple):
    """The room for a drawing, in points."""

    width: float
    height: float

    def excess(self, width: float, height: float) -> float:
        """How many times as large as the sheet a drawing is."""
        return max(width / self.width, height / self.height)


SHEET = Sheet(802, 555)
"""A4, lying, less 7 mm at each side."""

# Less the picture's own margin, its title and some lines of explanation.
LANDSCAPE = Sheet(SHEET.width - 2 * MARGIN, SHEET.height - 2 * MARGIN - 64)
PORTRAIT = Sheet(SHEET.height - 2 * MARGIN, SHEET.width - 2 * MARGIN - 74)


@dataclass(frozen=True)
class Drawing:
    """Marks from (0, 0) to (width, height), and what explains them."""

    marks: list[Mark]
    width: float
    height: float
    explanation: list[str]

    def fits(self, sheet: Sheet) -> bool:
        """Whether it fits on a sheet with letters of their own size."""
        return sheet.excess(self.width, self.height) <= 1


def moved(mark: Mark, x: float, y: float) -> Mark:
    """A mark, `x` to the right and `y` down."""
    if isinstance(mark, (Rectangle, Text)):
        return mark._replace(x=mark.x + x, y=mark.y + y)
    shift = tuple((px + x, py + y) for px, py in mark.points)
    return mark._replace(points=shift) if isinstance(mark, Polygon) else Line(shift, mark.arrow, mark.ends)


def framed(
    marks: Sequence[Mark], width: float, height: float, title: str, subtitle: str, explanation: Sequence[str]
) -> Scene:
    """A scene of a drawing from (0, 0) to (width, height), with its title and its explanation."""
    # Narrow drawings are set in the middle, so that titles and explanations keep some width.
    inner = max(width, 300.0, min(text_width(subtitle), 500.0))
    scene = Scene(title, " ".join([subtitle, *explanation]), width=inner + 2 * MARGIN)
    y = MARGIN + TITLE
    scene.marks.append(Text(MARGIN, y, title, TITLE, "start", bold=True))
    for line in wrapped(subtitle, inner):
        y += LINE + 3
        scene.marks.append(Text(MARGIN, y, line, anchor="start", kind="faint"))
    y += LINE
    scene.marks += [moved(mark, MARGIN + (inner - width) / 2, y) for mark in marks]
    y += height + LINE / 2
    for sentence in explanation:
        for line in wrapped(sentence, inner):
            y += LINE
            scene.marks.append(Text(MARGIN, y, line, anchor="start", kind="faint"))
    scene.height = y + MARGIN
    return scene
