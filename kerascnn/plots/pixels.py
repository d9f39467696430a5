"""A picture as the numbers that it is: a region as a grid of values, channel by channel, and histograms."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kerascnn.datasets.pixels import CHANNELS, SCALES, Region, counts, middle, moments, scaled, shortened
from kerascnn.language import _
from kerascnn.plots.lettering import wrapped
from kerascnn.plots.page import BLUE, ORANGE, figure, show_picture

__all__ = ["pixels"]

GREEN = "#009E73"  # Okabe and Ito's
SHADES = {"grey": "white", "red": "red", "green": "lime", "blue": "#3366FF"}
LINES = {"grey": "0.3", "red": ORANGE, "green": GREEN, "blue": BLUE}
BINS = 32
WHOLE = 2.5  # inches
LARGEST_SHOWN = 600
EVEN = 0.179  # the luminance against which black and white stand out equally


def pixels(picture: np.ndarray, region: Region | None = None, *, title: str = "") -> Figure:
    """Draw a picture, a region of it as numbers, and the histogram of its values raw, scaled and standardised.

    >>> from kerascnn import plots
    >>> drawn = plots.pixels(plots.photograph())

    Args:
        picture: `(height, width, channels)` uint8, with 1 or 3 channels.
        region: what to draw as numbers, of which the first 28×28 are; all of a small picture and the middle of a
            larger one by default.
        title: name of the picture.
    """
    height, width, channels = picture.shape
    shown = shortened(region or middle((height, width)))
    side = max(shown.height, shown.width)
    cell = min(0.4, max(0.27, 4.0 / side))
    wide, tall = channels * (shown.width * cell + 0.5), shown.height * cell + 0.7
    drawn = figure(max(11.5, wide), tall + 2.9)
    above, below = drawn.subfigures(2, 1, height_ratios=(tall, 2.9), squeeze=False).flat
    grids = above.subplots(1, channels, squeeze=False)
    for channel, (name, one) in enumerate(zip(CHANNELS[channels], grids.flat, strict=True)):
        _grid(one, shown.of(picture)[..., channel], name, shown, cell)
    every = below.subplots(1, 4, width_ratios=(0.8, 1, 1, 1))
    _whole(every[0], picture, shown, title)
    _histograms(every[1:], picture)
    return drawn


def _whole(axes: Axes, picture: np.ndarray, shown: Region, title: str) -> None:
    """The picture with a frame around the region."""
    step = max(1, max(picture.shape) // LARGEST_SHOWN)
    show_picture(axes, picture[::step, ::step])
    axes.images[0].set_extent((-0.5, picture.shape[1] - 0.5, picture.shape[0] - 0.5, -0.5))
    corner = (shown.column - 0.5, shown.row - 0.5)
    axes.add_patch(Rectangle(corner, shown.width, shown.height, fill=False, edgecolor=ORANGE, linewidth=2))
    size = "{}×{}×{}".format(*picture.shape)
    axes.set_title(wrapped(f"{title}\n{size}" if title else size, WHOLE, 9), fontsize=9)


def _grid(axes: Axes, values: np.ndarray, name: str, shown: Region, cell: float) -> None:
    """One channel's values in their cells, on their own colour."""
    shades = LinearSegmentedColormap.from_list(name, ["black", SHADES[name]])
    axes.imshow(values, cmap=shades, vmin=0, vmax=255)
    for (row, column), value in np.ndenumerate(values):
        colour = "black" if _luminance(shades(value / 255)[:3]) > EVEN else "white"
        axes.text(column, row, str(value), ha="center", va="center", fontsize=cell * 21, color=colour)
    axes.set_title(_(name), fontsize=9)
    each = 1 if max(values.shape) <= 14 else 4
    axes.set_xticks(range(0, shown.width, each), [str(shown.column + at) for at in range(0, shown.width, each)])
    axes.set_yticks(range(0, shown.height, each), [str(shown.row + at) for at in range(0, shown.height, each)])
    axes.tick_params(labelsize=6, length=2)


def _luminance(colour: Sequence[float]) -> float:
    """Relative luminance of red, green and blue, as in the Web Content Accessibility Guidelines."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _histograms(every: Sequence[Axes], picture: np.ndarray) -> None:
    """The same values on three scales: only the axis changes, never the shape."""
    names = CHANNELS[picture.shape[2]]
    for axes, key in zip(every, ("raw", "unit", "standard"), strict=True):
        for name, count in zip(names, counts(picture), strict=True):
            values = scaled(count, key)
            mean, deviation = moments(values, count)
            label = _("{name}: mean {mean:.2f}, deviation {deviation:.2f}")
            # No minus before a zero that rounding left.
            words = label.format(name=_(name), mean=round(mean, 2) + 0.0, deviation=deviation)
            axes.hist(values, bins=BINS, weights=count, histtype="step", color=LINES[name], label=words)
        axes.set_title(_(SCALES[key]), fontsize=9)
        axes.legend(fontsize=6, frameon=False)
        axes.set_yscale("log")
        # Room for the legend above the bars.
        axes.set_ylim(top=axes.get_ylim()[1] * 8)
        axes.tick_params(labelsize=7)
        axes.spines[["top", "right"]].set_visible(False)
    every[0].set_ylabel(_("pixels"), fontsize=8)
