"""What a policy makes of one picture."""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from kerascnn.language import _
from kerascnn.plots.page import figure, show_picture

__all__ = ["augmented_sheet"]

COLUMNS = 4
LETTERS_IN_A_LINE = 34


def augmented_sheet(original: np.ndarray, variants: np.ndarray, parts: Sequence[str], *, title: str = "") -> Figure:
    """Draw a picture and, beside it, what augmentation makes of it.

    Args:
        original: `(height, width, channels)`.
        variants: `(n, height, width, channels)`.
        parts: what the policy does, one line each; they stand below the original.
        title: the policy.
    """
    rows = -(-len(variants) // COLUMNS)
    tall = original.shape[0] / original.shape[1]
    side = 1.7
    drawn = figure(3.4 + COLUMNS * side, 0.6 + max(rows * side * min(max(tall, 0.5), 2.0), 4.0))
    drawn.suptitle(title)
    left, right = drawn.subfigures(1, 2, squeeze=False, width_ratios=(3.2, COLUMNS * side)).flat
    above, below = left.subplots(2, 1, height_ratios=(1, 1))
    show_picture(above, original)
    above.set_title(_("original"), fontsize=10)
    below.set_axis_off()
    lines = ["\n".join(textwrap.wrap(part, LETTERS_IN_A_LINE, subsequent_indent="   ")) for part in parts]
    below.text(0, 1, "\n".join(f"• {line}" for line in lines), fontsize=8.5, va="top", transform=below.transAxes)
    grid = right.subplots(rows, COLUMNS, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, variant in zip(grid.flat, variants, strict=False):
        show_picture(axes, variant)
    return drawn
