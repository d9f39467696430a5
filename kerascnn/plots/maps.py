"""Feature maps, what pooling makes of them, kernels deep in a network, and the feature vector."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from kerascnn.language import _
from kerascnn.plots.lettering import drawable
from kerascnn.plots.page import BLUE, GREY, figure, show_picture
from kerascnn.untrusted_text import shortened

__all__ = ["deep_kernels", "feature_maps", "feature_vector", "pooling"]

LABEL = {"fontsize": 7, "pad": 2}
PEAK = 6
"""Points of a peak's number."""
NAME = 28
"""Letters of a layer's name beside its row."""


def feature_maps(maps: Mapping[str, np.ndarray], channels: Mapping[str, np.ndarray], *, title: str = "") -> Figure:
    """Draw feature maps, a row a layer; the maps of a layer share one scale.

    Args:
        maps: for each layer `(height, width, channels)`.
        channels: for each layer the numbers of the channels to draw.
        title: what is shown.
    """
    columns = max(len(numbers) for numbers in channels.values())
    drawn = figure(1.1 * columns + 1.6, 1.35 * len(maps) + 0.5)
    drawn.suptitle(title, fontsize=10)
    grid = drawn.subplots(len(maps), columns, squeeze=False)
    for row, (name, values) in zip(grid, maps.items(), strict=True):
        height, width, count = values.shape
        label = f"{_short(name)}\n{height}×{width}×{count}"
        _row(drawn, row, [values[..., number] for number in channels[name]], list(channels[name]), label)
    return drawn


def pooling(layers: Sequence[Any], channels: Sequence[np.ndarray], *, title: str = "") -> Figure:
    """Draw what pooling layers take, and below it what they give; both share one scale.

    Args:
        layers: what `kerascnn.insight.pooling` gives.
        channels: for each the numbers of the channels to draw.
        title: what is shown.
    """
    columns = max(map(len, channels))
    drawn = figure(1.1 * columns + 1.8, 2.6 * len(layers) + 0.5)
    drawn.suptitle(title, fontsize=10)
    grid = drawn.subplots(2 * len(layers), columns, squeeze=False)
    for number, (layer, chosen) in enumerate(zip(layers, channels, strict=True)):
        limits = _limits(np.concatenate([layer.before.ravel(), layer.after.ravel()]))
        window = "×".join(map(str, layer.window))
        sides = [(_("before pooling"), layer.before), (_("after {window}").format(window=window), layer.after)]
        for row, (side, values) in zip(grid[2 * number : 2 * number + 2], sides, strict=True):
            label = f"{_short(layer.name)}\n{side}\n{values.shape[0]}×{values.shape[1]}"
            _row(drawn, row, [values[..., each] for each in chosen], list(chosen), label, limits)
    return drawn


def deep_kernels(kernels: np.ndarray, *, top: int = 8, title: str = "") -> Figure:
    """Draw kernels of a convolution that reads feature maps: a row a filter, a column a channel that it reads.

    Red is positive, blue negative, white zero, the same scale for all.

    Args:
        kernels: `(height, width, channels, filters)`, as Keras keeps them.
        top: how many filters and how many channels.
        title: the layer.
    """
    channels, filters = (min(top, count) for count in kernels.shape[2:])
    drawn = figure(0.8 * channels + 1.8, 0.8 * filters + 0.9)
    drawn.suptitle(title, fontsize=10)
    grid = drawn.subplots(filters, channels, squeeze=False)
    largest = float(np.abs(kernels).max()) or 1.0
    shown: Any = None
    for (number, channel), axes in np.ndenumerate(grid):
        shown = axes.imshow(kernels[:, :, channel, number], cmap="RdBu_r", vmin=-largest, vmax=largest)
        _bare(axes)
        if number == 0:
            axes.set_title(str(channel), **LABEL)
        if channel == 0:
            axes.set_ylabel(str(number), rotation=0, ha="right", va="center", fontsize=7)
    drawn.supxlabel(_("channel that is read"), fontsize=8)
    drawn.supylabel(_("filter"), fontsize=8)
    drawn.colorbar(shown, ax=grid, shrink=0.8)
    return drawn


def feature_vector(picture: np.ndarray, vector: np.ndarray, *, top: int = 8, title: str = "") -> Figure:
    """Draw a picture and its feature vector: a line a feature, the strongest ones numbered.

    Args:
        picture: `(height, width, channels)`, as the network saw it.
        vector: `(features,)`.
        top: how many are numbered.
        title: the layer.
    """
    drawn = figure(8, 2.8)
    drawn.suptitle(title, fontsize=10)
    left, right = drawn.subplots(1, 2, width_ratios=(1, 2.6))
    show_picture(left, picture)
    strongest = np.argsort(-np.abs(vector), kind="stable")[:top]
    colours = np.where(np.isin(np.arange(len(vector)), strongest), BLUE, GREY)
    right.vlines(np.arange(len(vector)), 0, vector, colors=colours.tolist(), linewidth=max(0.5, 200 / len(vector)))
    right.axhline(0, color="black", linewidth=0.6)
    right.margins(y=0.25)
    right.set_xlabel(_("feature"))
    right.set_ylabel(_("value"))
    right.spines[["top", "right"]].set_visible(False)
    _number_peaks(drawn, right, vector, strongest.tolist())
    return drawn


def _number_peaks(drawn: Figure, axes: Axes, vector: np.ndarray, peaks: Sequence[int]) -> None:
    """Write the number of each peak at it, or further out where the number of another one stands."""
    labels = [
        axes.annotate(
            str(number),
            (number, vector[number]),
            xytext=(0, 2 if vector[number] >= 0 else -2),
            textcoords="offset points",
            ha="center",
            va="bottom" if vector[number] >= 0 else "top",
            fontsize=PEAK,
        )
        for number in peaks
    ]
    drawn.draw_without_rendering()  # or nobody knows where a number stands
    taken: list[Bbox] = []
    for number, label in zip(peaks, labels, strict=True):
        outwards = 1 if vector[number] >= 0 else -1
        for step in range(len(labels)):
            label.xyann = (0, outwards * (2 + step * (PEAK + 1)))
            box = label.get_window_extent().expanded(1.1, 1)
            if not any(box.overlaps(other) for other in taken):
                break
        taken.append(box)


def _short(name: str) -> str:
    return shortened(drawable(name), NAME)


def _row(
    drawn: Figure,
    row: np.ndarray,
    pictures: Sequence[np.ndarray],
    numbers: Sequence[int],
    label: str,
    limits: dict[str, Any] | None = None,
) -> None:
    """Draw maps beside each other with one scale, which stands at the end of the row."""
    limits = limits or _limits(np.concatenate([picture.ravel() for picture in pictures]))
    shown: Any = None
    for axes, picture, number in zip(row, pictures, numbers, strict=False):
        shown = axes.imshow(picture, **limits)
        axes.set_title(str(number), **LABEL)
        _bare(axes)
    for axes in row[len(pictures) :]:
        axes.set_axis_off()
    row[0].set_ylabel(label, rotation=0, ha="right", va="center", fontsize=7)
    bar = drawn.colorbar(shown, ax=list(row), shrink=0.9, aspect=12)
    bar.ax.tick_params(labelsize=6)


def _limits(values: np.ndarray) -> dict[str, Any]:
    """From zero up, or red and blue to the largest size where there are values below zero."""
    largest = float(np.abs(values).max()) or 1.0
    if values.min() < 0:
        return {"cmap": "RdBu_r", "vmin": -largest, "vmax": largest}
    return {"cmap": "viridis", "vmin": 0, "vmax": largest}


def _bare(axes: Any) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
