"""Feature vectors on a map, as points and as thumbnails, and pictures beside their nearest neighbours."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kerascnn.language import _
from kerascnn.plots.lettering import short, wrapped
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure, show_picture
from kerascnn.untrusted_text import width

if TYPE_CHECKING:
    from kerascnn import insight

__all__ = ["embedding_figures", "map_of_points", "map_of_thumbnails", "nearest_neighbours"]

METHODS = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
MOST_QUERIES = 10
POINTS: dict[str, Any] = {"s": 7, "alpha": 0.7, "linewidths": 0}
CELLS = 26
"""Thumbnails along each axis of the map, at most."""
SIDE = 8.5
MOST_NAMED_CLASSES = 20
NAME = 20
"""Letters of a class's name."""


def embedding_figures(pictures: "insight.Pictures", embedding: "insight.Embedding") -> dict[str, Figure]:
    """Draw the map as points and as thumbnails, and nearest neighbours of up to ten pictures.

    Args:
        pictures: what was embedded.
        embedding: their vectors and places.

    Returns:
        "map", "thumbnails" and "neighbours".
    """
    from kerascnn import insight

    names, labels, layer = short(pictures.class_names, NAME), pictures.labels, embedding.layer
    if labels is None:
        queries = np.linspace(0, len(embedding.vectors) - 1, min(MOST_QUERIES, len(embedding.vectors))).astype(int)
    else:
        queries = np.unique(labels, return_index=True)[1][:MOST_QUERIES]
    text = _("{layer}, {method}; {title}")
    title = text.format(layer=layer, method=METHODS[embedding.method], title=pictures.title)
    axes_labels = ("", "")
    if embedding.variance is not None:
        text = _("direction {number}: {part:.0%} of the variance")
        first, second = (text.format(number=n, part=part) for n, part in enumerate(embedding.variance, start=1))
        axes_labels = first, second
    found = insight.neighbours(embedding.vectors, queries)
    text = _("nearest by the cosine of {layer}: blue the same class, orange another")
    nearest = text if labels is not None else _("nearest by the cosine of {layer}")
    nearest = nearest.format(layer=layer) + "\n" + pictures.title
    return {
        "map": map_of_points(embedding.places, labels, names, title=title, axes_labels=axes_labels),
        "thumbnails": map_of_thumbnails(embedding.places, pictures.images, labels, names, title=title),
        "neighbours": nearest_neighbours(pictures.images, queries, *found, labels, names, title=nearest),
    }


def map_of_points(
    places: np.ndarray,
    labels: np.ndarray | None,
    class_names: Sequence[str],
    *,
    title: str = "",
    axes_labels: tuple[str, str] = ("", ""),
) -> Figure:
    """Draw each vector as a point in the colour of its class.

    Args:
        places: `(n, 2)`.
        labels: `(n,)` class numbers, or None.
        class_names: one name per class.
        title: what is shown.
        axes_labels: what the two axes are.
    """
    drawn = figure(SIDE, 6.2)
    axes = drawn.subplots()
    axes.set_title(wrapped(title, SIDE, 10), fontsize=10)
    if labels is None:
        axes.scatter(*places.T, **POINTS, color=BLUE)
    else:
        colours = _colours(len(class_names))
        for number in np.unique(labels):
            chosen = labels == number
            name = class_names[number]
            axes.scatter(*places[chosen].T, **POINTS, color=colours[number], label=name)
        if len(class_names) <= MOST_NAMED_CLASSES:
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2.5, frameon=False, fontsize=8)
    axes.set_xlabel(axes_labels[0])
    axes.set_ylabel(axes_labels[1])
    axes.spines[["top", "right"]].set_visible(False)
    return drawn


def map_of_thumbnails(
    places: np.ndarray,
    images: Any,
    labels: np.ndarray | None,
    class_names: Sequence[str],
    *,
    title: str = "",
) -> Figure:
    """Draw pictures at their vectors' places, framed in the colour of their class; where many crowd, one of them.

    Args:
        places: `(n, 2)`.
        images: `(n, height, width, channels)` uint8, or what gives such pictures for an array of indices.
        labels: `(n,)` class numbers, or None.
        class_names: one name per class.
        title: what is shown.
    """
    drawn = figure(SIDE, SIDE)
    axes = drawn.subplots()
    axes.set_title(wrapped(title, SIDE, 10), fontsize=10)
    low, high = places.min(axis=0), places.max(axis=0)
    cells = np.minimum(((places - low) / np.maximum(high - low, 1e-12) * CELLS).astype(int), CELLS - 1)
    _cells, chosen = np.unique(cells, axis=0, return_index=True)
    colours = _colours(len(class_names))
    for number, picture in zip(chosen, images[chosen], strict=True):
        column, row = cells[number]
        shown = picture[..., 0] if picture.shape[-1] == 1 else picture
        axes.imshow(shown, extent=(column + 0.04, column + 0.96, row + 0.04, row + 0.96), cmap="gray", vmin=0, vmax=255)
        colour = GREY if labels is None else colours[labels[number]]
        axes.add_patch(Rectangle((column + 0.04, row + 0.04), 0.92, 0.92, fill=False, edgecolor=colour, linewidth=1.4))
    axes.set_xlim(0, CELLS)
    axes.set_ylim(0, CELLS)
    axes.set_axis_off()
    if labels is not None and len(class_names) <= MOST_NAMED_CLASSES:
        names = [Rectangle((0, 0), 1, 1, color=colours[number], label=name) for number, name in enumerate(class_names)]
        drawn.legend(
            handles=names,
            loc="outside lower center",
            ncols=5 if max(map(width, class_names)) <= NAME // 2 else 3,
            frameon=False,
            fontsize=8,
        )
    return drawn


def nearest_neighbours(
    images: Any,
    queries: np.ndarray,
    found: np.ndarray,
    distances: np.ndarray,
    labels: np.ndarray | None,
    class_names: Sequence[str],
    *,
    title: str = "",
) -> Figure:
    """Draw pictures, each with its nearest neighbours at its right; a blue frame is the same class, orange another.

    Args:
        images: `(n, height, width, channels)` uint8, or what gives such pictures for an array of indices.
        queries: `(q,)` numbers of pictures.
        found: `(q, k)` numbers of their neighbours, the nearest first.
        distances: `(q, k)` cosine distances.
        labels: `(n,)` class numbers, or None.
        class_names: one name per class.
        title: what is shown.
    """
    rows, columns = found.shape
    drawn = figure(0.95 * (columns + 1) + 1.2, 1.15 * rows + 0.8)
    drawn.suptitle(title, fontsize=10)
    grid = drawn.subplots(rows, columns + 1, squeeze=False)
    for row, query, others, far in zip(grid, queries, found, distances, strict=True):
        numbers = [query, *others]
        for place, (axes, number, picture) in enumerate(zip(row, numbers, images[np.array(numbers)], strict=True)):
            show_picture(axes, picture)
            axes.set_axis_on()
            axes.set_xticks([])
            axes.set_yticks([])
            same = labels is None or labels[number] == labels[query]
            axes.spines[:].set(color="black" if place == 0 else BLUE if same else ORANGE, linewidth=2)
            if place:
                axes.set_title(f"{far[place - 1]:.3f}", fontsize=6, pad=2)
            elif labels is not None:
                axes.set_ylabel(class_names[labels[query]], rotation=0, ha="right", va="center", fontsize=8)
    grid[0, 0].set_title(_("picture"), fontsize=7, pad=2)
    return drawn


def _colours(count: int) -> Any:
    """A colour a class."""
    if count <= 10:
        return matplotlib.colormaps["tab10"](range(10))
    if count <= MOST_NAMED_CLASSES:
        return matplotlib.colormaps["tab20"](range(MOST_NAMED_CLASSES))
    return matplotlib.colormaps["gist_rainbow"](np.linspace(0, 1, count))
