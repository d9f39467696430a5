"""Pictures with what was said of them, and where a network looked for each word."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from kerascnn.language import _
from kerascnn.plots.lettering import wrapped
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure, show_picture

__all__ = ["WordMap", "attention_by_word", "captioned_pictures", "lit"]

PANEL = 2.5
"""Inches along a picture with its caption."""
POINTS = 8.5
LINE = 0.16
"""Inches from line to line of a caption."""
SMALL = 1.55
"""Inches along a picture with the attention of a word."""
COLUMNS = 6
DIM = 0.25
"""How bright a place is that the network does not look at."""


class WordMap(NamedTuple):
    """A word, and where the network looked for it.

    Attributes:
        word: the word.
        attention: `(rows, columns)` how much it looked at each place; adds up to 1.
        probability: of the word, 0 to 1.
    """

    word: str
    attention: np.ndarray
    probability: float


def captioned_pictures(
    pictures: Sequence[np.ndarray],
    captions: Sequence[str],
    true: Sequence[str] = (),
    right: Sequence[bool] = (),
    *,
    title: str = "",
    columns: int = 4,
) -> Figure:
    """Draw pictures with their captions below, in blue where they are right and in orange where they are wrong.

    Args:
        pictures: each `(height, width, channels)` uint8; none for a figure that says so.
        captions: one a picture.
        true: below, in grey, one a picture; "" for none.
        right: whether each is; black where nothing is given.
        title: of all.
        columns: pictures in a row.
    """
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns) or 1
    said = [wrapped(each or "—", PANEL, POINTS) for each in captions]
    also = [wrapped(each, PANEL, POINTS) if each else "" for each in (true or [""] * len(said))]
    lines = max((f"{one}\n{other}".count("\n") + 1 for one, other in zip(said, also, strict=True)), default=1)
    below, above = (lines + 1) * LINE, 0.5 if title else 0.1
    height = (PANEL + below) * rows + above
    drawn = figure(max(PANEL * columns, 6), height)
    drawn.set_layout_engine("none")  # which leaves no room for what stands below the last row
    if title:
        drawn.suptitle(title, fontsize=11)
    if not pictures:
        drawn.text(0.5, 0.5, _("nothing to show"), ha="center", va="center")
        return drawn
    room = {"left": 0.02, "right": 0.98, "bottom": below / height, "top": 1 - above / height}
    grid = drawn.add_gridspec(rows, columns, **room, wspace=0.05, hspace=below / PANEL)
    cells = list(grid.subplots(squeeze=False).flat)
    for number, (axes, picture) in enumerate(zip(cells, pictures, strict=False)):
        show_picture(axes, picture)
        colour = (BLUE if right[number] else ORANGE) if right else "black"
        place = {"ha": "center", "va": "top", "fontsize": POINTS, "transform": axes.transAxes}
        axes.text(0.5, -0.03, said[number], color=colour, **place)
        if also[number]:
            axes.text(0.5, -0.03, "\n" * (1 + said[number].count("\n")) + also[number], color="#555555", **place)
    for axes in cells[len(pictures) :]:
        axes.set_axis_off()
    return drawn


def attention_by_word(picture: np.ndarray, maps: Sequence[WordMap], *, title: str = "") -> Figure:
    """Draw a picture, and once more for each word: bright where the network looked, dark where it did not.

    Args:
        picture: `(height, width, 3)` uint8.
        maps: one a word.
        title: of all.
    """
    cells = 1 + len(maps)
    columns = min(COLUMNS, cells)
    rows = -(-cells // columns)
    height, width = picture.shape[:2]
    tall = SMALL * min(1.6, max(0.6, height / width))
    drawn = figure(max(SMALL * columns, 5), (tall + 0.22) * rows + 0.6)
    if title:
        drawn.suptitle(title, fontsize=11)
    panels = list(drawn.subplots(rows, columns, squeeze=False).flat)
    show_picture(panels[0], picture)
    panels[0].set_title(_("picture"), fontsize=9, color=GREY)
    for axes, each in zip(panels[1:], maps, strict=False):
        show_picture(axes, lit(picture, each.attention))
        head = f"{each.word}  {each.probability:.0%}"
        axes.set_title(wrapped(head, SMALL, 9), fontsize=9)
    for axes in panels[cells:]:
        axes.set_axis_off()
    return drawn


def lit(picture: np.ndarray, attention: np.ndarray) -> np.ndarray:
    """A picture, bright where a network looked most and dark where it did not look.

    Args:
        picture: `(height, width, 3)` uint8.
        attention: `(rows, columns)` how much it looked at each place.

    Returns:
        `(height, width, 3)` uint8.
    """
    height, width = picture.shape[:2]
    part = attention / max(float(attention.max()), 1e-9)
    smooth = Image.fromarray(part.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    light = DIM + (1 - DIM) * np.clip(np.asarray(smooth), 0, 1)[..., None]
    found: np.ndarray = (picture.astype(np.float32) * light).round().astype(np.uint8)
    return found
