"""The kernels that a network has learned."""

import numpy as np
from matplotlib.figure import Figure

from kerascnn.plots.page import figure

__all__ = ["first_filters"]

MOST_FILTERS = 64
COLUMNS = 8
ABOVE, BESIDE = 0.25, 0.2
"""Parts of a kernel's place that are left for its number and for the gap to the next."""


def first_filters(kernels: np.ndarray, *, title: str = "") -> Figure:
    """Draw the kernels of a convolution that reads the picture itself.

    One channel: red is positive, blue negative, white zero, the same scale for all. Three channels: the kernel as
    a colour picture, each kernel scaled to its own range.

    Args:
        kernels: `(height, width, channels, filters)`, as Keras keeps them.
        title: the layer.
    """
    count = min(kernels.shape[-1], MOST_FILTERS)
    rows = -(-count // COLUMNS)
    drawn = figure(8, 0.6 + rows)
    drawn.suptitle(title)
    axes = drawn.subplots()
    axes.set_axis_off()
    largest = float(np.abs(kernels).max()) or 1.0
    height, width = kernels.shape[0] / (1 - ABOVE), kernels.shape[1] / (1 - BESIDE)
    shown = None
    for number in range(count):
        kernel = kernels[..., number]
        top, left = height * (number // COLUMNS), width * (number % COLUMNS)
        place = (left, left + kernel.shape[1], top + kernel.shape[0], top)
        if kernel.shape[-1] == 3:
            low, high = kernel.min(), kernel.max()
            axes.imshow((kernel - low) / (high - low or 1.0), extent=place)
        else:
            shown = axes.imshow(kernel.mean(axis=-1), cmap="RdBu_r", vmin=-largest, vmax=largest, extent=place)
        axes.text(left + kernel.shape[1] / 2, top, str(number), fontsize=7, ha="center", va="bottom")
    bottom, over = height * (rows - 1) + kernels.shape[0], height - kernels.shape[0]
    axes.set(xlim=(0, width * COLUMNS), ylim=(bottom, -over))
    if shown is not None:
        drawn.colorbar(shown, ax=axes, shrink=0.8)
    return drawn
