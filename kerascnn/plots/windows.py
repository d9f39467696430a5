"""What a classifier says of every window of a picture."""

import numpy as np
from matplotlib.figure import Figure

from kerascnn.language import _
from kerascnn.plots.detections import Boxed, draw_boxes
from kerascnn.plots.page import figure, show_picture

__all__ = ["window_scores"]


def window_scores(boxed: Boxed, scores: np.ndarray, extent: tuple[float, float, float, float], title: str) -> Figure:
    """Draw the windows that stay, over the picture, and the highest score of every window at its middle.

    Args:
        boxed: the picture with the windows that stay.
        scores: `(rows, columns)` the highest of each window.
        extent: left, right, bottom and top of the map of scores, in pixels of the picture.
        title: of all.
    """
    height, width = boxed.picture.shape[:2]
    across = 9.0
    wide = height <= width
    panel = across * height / width if wide else across
    drawn = figure(across if wide else 2 * across * width / height, min(14.0, (1.8 * panel if wide else panel) + 1.0))
    drawn.suptitle(title)
    first, second = drawn.subplots(*((2, 1) if wide else (1, 2)))
    show_picture(first, boxed.picture)
    draw_boxes(first, boxed)
    first.set_title(boxed.title, fontsize=10)
    image = second.imshow(scores, cmap="viridis", vmin=0, vmax=1, extent=extent, interpolation="nearest")
    second.set_xlim(-0.5, width - 0.5)
    second.set_ylim(height - 0.5, -0.5)
    second.set_title(_("the highest score of the window around each place"), fontsize=10)
    drawn.colorbar(image, ax=second, shrink=0.8)
    return drawn
