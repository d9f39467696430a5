"""A picture of rectangles, lines and text, painted by matplotlib."""

from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Patch
from matplotlib.patches import Polygon as Corners
from matplotlib.patches import Rectangle as Plain

from kerascnn.drawing.marks import DARK, LIGHT, Line, Polygon, Rectangle, Text
from kerascnn.drawing.scene import Scene
from kerascnn.drawing.svg import arrowhead, shaded
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.plots.page import Page

__all__ = ["painted"]

POINTS_PER_INCH = 72
DOTS_PER_INCH = 200
MOST_DOTS = 20_000
"""Along a side: what viewers still open."""


def painted(scene: Scene, *, dark: bool = False) -> Figure:
    """Paint a scene at its own size, 200 dots to the inch.

    Args:
        scene: what is drawn.
        dark: light letters on a dark page.

    Raises:
        InputError: a side would have more than 20,000 dots.
    """
    inches = scene.width / POINTS_PER_INCH, scene.height / POINTS_PER_INCH
    if max(inches) * DOTS_PER_INCH > MOST_DOTS:
        raise InputError(_("the picture is too large for a PNG; write it as .svg, or without --expand"))
    palette = DARK if dark else LIGHT
    figure = Page(figsize=inches, dpi=DOTS_PER_INCH, facecolor=palette["page"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    axes.set_axis_off()
    for order, mark in enumerate(scene.marks):
        if isinstance(mark, Text):
            axes.text(
                mark.x,
                mark.y,
                mark.text,
                fontsize=mark.size,
                fontfamily="DejaVu Sans",
                fontweight="bold" if mark.bold else "normal",
                color=palette[mark.kind],
                ha={"start": "left", "middle": "center", "end": "right"}[mark.anchor],
                va="baseline",
                zorder=order,
            )
        elif isinstance(mark, Line):
            x, y = zip(*mark.points, strict=True)
            axes.plot(x, y, color=palette["edge"], linewidth=0.9, solid_joinstyle="round", zorder=order)
            if mark.arrow:
                axes.add_patch(Corners(arrowhead(mark), facecolor=palette["edge"], edgecolor="none", zorder=order))
        else:
            axes.add_patch(_filled(mark, palette, order))
    return figure


def _filled(mark: Rectangle | Polygon, palette: dict[str, str], order: int) -> Patch:
    outlined = not isinstance(mark, Rectangle) or mark.outlined
    paint: dict[str, Any] = {
        "edgecolor": palette["outline"] if outlined else "none",
        "linewidth": 0.75,
        "joinstyle": "round",
        "zorder": order,
    }
    if isinstance(mark, Polygon):
        return Corners(mark.points, facecolor=shaded(palette[mark.kind], mark.shade), **paint)
    if mark.round:
        form = f"round,pad=0,rounding_size={mark.round}"
        return FancyBboxPatch(
            (mark.x, mark.y), mark.width, mark.height, boxstyle=form, facecolor=palette[mark.kind], **paint
        )
    return Plain((mark.x, mark.y), mark.width, mark.height, facecolor=palette[mark.kind], **paint)
