"""The kernels that a network has learned."""

import numpy as np
from matplotlib.figure import Figure

from kerascnn.plots.page import figure

__all__ = ["first_filters"]

MOST_FILTERS = 64
COLUMNS = 8


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
    largest = float(np.abs(kernels).max()) or 1.0
    grid = drawn.subplots(rows, COLUMNS, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    shown = None
    for number, axes in zip(range(count), grid.flat, strict=False):
        kernel = kernels[..., number]
        if kernel.shape[-1] == 3:
            low, high = kernel.min(), kernel.max()
            axes.imshow((kernel - low) / (high - low or 1.0))
        else:
            shown = axes.imshow(kernel.mean(axis=-1), cmap="RdBu_r", vmin=-largest, vmax=largest)
        axes.set_title(str(number), fontsize=7, pad=2)
    if shown is not None:
        drawn.colorbar(shown, ax=grid, shrink=0.8)
    return drawn
