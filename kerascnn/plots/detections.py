"""Boxes on pictures, and the curves by which detectors are judged."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kerascnn.language import _
from kerascnn.plots.lettering import short, wrapped
from kerascnn.plots.page import BLUE, ORANGE, figure, show_picture
from kerascnn.plots.palette import LINES, colour_of

__all__ = ["MISSED", "RIGHT", "WRONG", "Boxed", "boxed_pictures", "draw_boxes", "precision_against_recall"]

RIGHT, WRONG, MISSED = BLUE, ORANGE, "#CC79A7"
"""The colours of boxes that are right, wrong, or not found."""
NAME = 16
MOST_CURVES = 20
PANEL = 2.6
LONGEST_NAME = 24
"""Letters beside a box, with its score: a picture in a row of four is not much wider."""
"""Inches along a picture among others."""


class Boxed(NamedTuple):
    """A picture with boxes.

    Attributes:
        picture: `(height, width, channels)` uint8.
        boxes: `(n, 4)` xyxy, in its pixels.
        texts: what stands at each box.
        colours: of each box; those of `MISSED` are dashed.
        title: above it.
    """

    picture: np.ndarray
    boxes: np.ndarray
    texts: Sequence[str]
    colours: Sequence[str]
    title: str = ""


def boxed_pictures(pictures: Sequence[Boxed], *, title: str = "", columns: int = 4) -> Figure:
    """Draw pictures with boxes on them, side by side.

    Args:
        pictures: at least one, or the figure says that there is none.
        title: of all.
        columns: pictures in a row.
    """
    columns = max(1, min(columns, len(pictures)))
    rows = -(-len(pictures) // columns) or 1
    side = PANEL if len(pictures) > 1 else 2 * PANEL
    high = side
    if len(pictures) == 1:
        height, width = pictures[0].picture.shape[:2]
        high = side * min(2.0, max(0.3, height / width))
    drawn = figure(max(side * columns, 5), high * rows + (0.9 if title else 0.3))
    if title:
        drawn.suptitle(title)
    if not pictures:
        drawn.text(0.5, 0.5, _("nothing to show"), ha="center", va="center")
        return drawn
    cells = drawn.subplots(rows, columns, squeeze=False)
    for axes, boxed in zip(cells.flat, pictures, strict=False):
        show_picture(axes, boxed.picture)
        draw_boxes(axes, boxed)
        axes.set_title(wrapped(boxed.title, side, 9), fontsize=9)
    for axes in list(cells.flat)[len(pictures) :]:
        axes.set_axis_off()
    return drawn


def draw_boxes(axes: Axes, boxed: Boxed) -> None:
    """Draw the boxes of a picture into axes in which it is shown."""
    for (left, top, right, bottom), text, colour in zip(boxed.boxes, boxed.texts, boxed.colours, strict=True):
        # Pixels are drawn around whole numbers, and boxes end at their borders.
        corner = left - 0.5, top - 0.5
        style = "--" if colour == MISSED else "-"
        axes.add_patch(Rectangle(corner, right - left, bottom - top, fill=False, edgecolor="black", linewidth=2.6))
        axes.add_patch(
            Rectangle(corner, right - left, bottom - top, fill=False, edgecolor=colour, linewidth=1.5, linestyle=style)
        )
        if text:
            # What was missed is named below, since what was taken for it stands above.
            above = top > boxed.picture.shape[0] * 0.12 and colour != MISSED
            # Towards the middle, so that no name lies on the picture beside.
            to_the_right = left + right < boxed.picture.shape[1]
            axes.text(
                corner[0] if to_the_right else right - 0.5,
                corner[1] if above else bottom - 0.5,
                short([text], LONGEST_NAME)[0],
                fontsize=7,
                color="white",
                ha="left" if to_the_right else "right",
                va="bottom" if above else "top",
                bbox={"facecolor": colour, "edgecolor": "none", "pad": 1},
            )


def precision_against_recall(
    recalls: np.ndarray, precisions: np.ndarray, class_names: Sequence[str], *, title: str = ""
) -> Figure:
    """Draw precision against recall, for each class.

    Args:
        recalls: `(r,)`.
        precisions: `(r, classes)`; of more than twenty classes, the twenty whose curves are lowest are drawn, which the
            legend says.
        class_names: one name per class.
        title: what was tested.
    """
    drawn = figure(7.6, 4.6)
    drawn.suptitle(title)
    axes = drawn.subplots()
    lowest = np.argsort(precisions.mean(axis=0), kind="stable")[:MOST_CURVES]
    names = short([class_names[number] for number in lowest], NAME)
    for place, (number, name) in enumerate(zip(lowest, names, strict=True)):
        text = _("{name}: {precision:.3f}").format(name=name, precision=precisions[:, number].mean())
        # After eight the colours come again, with other lines.
        line = LINES[(place + place // len(LINES)) % len(LINES)]
        axes.plot(recalls, precisions[:, number], line, color=colour_of(place), markevery=10, markersize=4, label=text)
    axes.set_xlabel(_("recall"))
    axes.set_ylabel(_("precision"))
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, 1.03)
    axes.spines[["top", "right"]].set_visible(False)
    if len(lowest):
        text = _("average precision")
        if len(lowest) < precisions.shape[1]:
            text = _("average precision,\nthe {count} lowest of {all}").format(
                count=len(lowest), all=precisions.shape[1]
            )
        # Beside the curves, which fill their panel.
        axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), title=text, fontsize=8, frameon=False)
    return drawn
