"""Edge maps beside the pictures that they are of, and precision against recall."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from kerascnn.language import _
from kerascnn.plots.page import figure, show_picture
from kerascnn.plots.palette import LINES, colour_of

__all__ = ["edge_maps", "edges_of_picture", "precision_recall"]

Pixels = npt.NDArray[np.uint8]
Maps = npt.NDArray[np.floating]


def edge_maps(images: Pixels, maps: Mapping[str, Maps], captions: Sequence[str] = (), *, title: str = "") -> Figure:
    """Draw pictures, and below them their edges by several methods, dark on white.

    Args:
        images: `(n, height, width, channels)` uint8.
        maps: `(n, height, width)` 0 to 1, by what each row is called.
        captions: one a picture.
        title: what was trained on what.
    """
    count, rows = len(images), 1 + len(maps)
    drawn = figure(1.35 * count + 0.9, 1.55 * rows + 0.4)
    drawn.suptitle(title, fontsize=10)
    panels = drawn.subplots(rows, count, squeeze=False)
    for number in range(count):
        show_picture(panels[0, number], images[number])
        if captions:
            panels[0, number].set_title(captions[number], fontsize=7.5)
        for axes, (name, values) in zip(panels[1:, number], maps.items(), strict=True):
            axes.imshow(values[number], cmap="gray_r", vmin=0, vmax=1)
            axes.set_xticks([])
            axes.set_yticks([])
            if number == 0:
                axes.set_title(name, fontsize=8, loc="left")
    return drawn


def edges_of_picture(picture: Pixels, maps: Mapping[str, Maps], *, title: str = "") -> Figure:
    """Draw a picture, and beside it its edges by several methods.

    Args:
        picture: `(height, width, channels)` uint8.
        maps: `(height, width)` 0 to 1, by what each panel is called.
        title: name of the picture.
    """
    height, width = picture.shape[:2]
    columns = min(3, 1 + len(maps))
    rows = -(-(1 + len(maps)) // columns)
    tall = 3.2 * min(1.6, max(0.5, height / width)) + 0.3
    drawn = figure(3.2 * columns, tall * rows + 0.5)
    drawn.suptitle(title, fontsize=10)
    panels = drawn.subplots(rows, columns, squeeze=False).ravel()
    show_picture(panels[0], picture)
    panels[0].set_title(_("picture"), fontsize=8)
    for axes in panels[1:]:
        axes.set_axis_off()
    for axes, (name, values) in zip(panels[1:], maps.items(), strict=False):
        axes.imshow(values, cmap="gray_r", vmin=0, vmax=1)
        axes.set_title(name, fontsize=8)
    return drawn


def precision_recall(
    curves: Mapping[str, tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]],
    best: Mapping[str, tuple[float, float]],
    *,
    title: str = "",
) -> Figure:
    """Draw precision against recall for several methods, the best threshold of each as a point.

    Args:
        curves: recall and precision at every threshold, by what each line is called.
        best: recall and precision at the best threshold, by the same names.
        title: what was trained on what.
    """
    drawn = figure(6.4, 4.8)
    drawn.suptitle(title, fontsize=10)
    axes = drawn.subplots()
    grid = np.linspace(0.01, 1, 200)
    for f in (0.6, 0.7, 0.8, 0.9, 0.95):
        some = grid[2 * grid > f * 1.0001]
        axes.plot(some, np.minimum(f * some / (2 * some - f), 2), color="0.85", linewidth=0.8, zorder=0)
        axes.text(1.003, f / (2 - f), f"F {f:g}", fontsize=6.5, color="0.5", va="center")
    for number, (name, (recall, precision)) in enumerate(curves.items()):
        line = LINES[number % len(LINES)]
        axes.plot(recall, precision, line[1:], color=colour_of(number), label=name)
        axes.plot(*best[name], line[0], color=colour_of(number), markersize=7)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.01)
    axes.set_xlabel(_("recall: of the edges, the part that was found"))
    axes.set_ylabel(_("precision: of what was found, the part that is an edge"))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="lower left")
    return drawn
