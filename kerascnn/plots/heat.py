"""A heat map of a picture: beside it, over it, and with its scale."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kerascnn.plots.page import ORANGE, figure, show_picture

__all__ = ["heat_map"]

COVER = 0.55
"""How much of the picture the heat hides where it lies over it."""


def heat_map(
    picture: np.ndarray, heat: np.ndarray, *, title: str = "", scale: str = "", square: int | None = None
) -> Figure:
    """Draw a picture, its heat map as it was computed, and the heat, smoothed, over the picture.

    The colours go from zero to the largest value and are not stretched further. Where there are values below zero, red
    is above zero and blue below, both to the largest size.

    Args:
        picture: `(height, width, channels)`, as the network saw it.
        heat: `(rows, columns)`, stretched over the whole picture.
        title: what is shown.
        scale: what the numbers of the colour bar are.
        square: the side in pixels of a square to be drawn into the picture's corner.
    """
    drawn = figure(8.4, 3.2)
    drawn.suptitle(title, fontsize=10)
    panels = drawn.subplots(1, 3)
    height, width = picture.shape[:2]
    signed = bool((heat < 0).any())
    largest = float(np.abs(heat).max()) or 1.0
    colours = {"cmap": "RdBu_r" if signed else "inferno", "vmin": -largest if signed else 0, "vmax": largest}
    # Axes in pixels of the picture, whose first one has its centre at 0.
    whole = (-0.5, width - 0.5, height - 0.5, -0.5)
    show_picture(panels[0], picture)
    if square:
        panels[0].add_patch(Rectangle((-0.5, -0.5), square, square, fill=False, edgecolor=ORANGE, linewidth=1.5))
    shown = panels[1].imshow(heat, extent=whole, interpolation="nearest", **colours)
    panels[1].set_axis_off()
    show_picture(panels[2], picture)
    panels[2].imshow(heat, extent=whole, interpolation="bilinear", alpha=COVER, **colours)
    drawn.colorbar(shown, ax=list(panels), shrink=0.8, label=scale)
    return drawn
