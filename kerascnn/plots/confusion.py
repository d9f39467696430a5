"""Which class is taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kerascnn.language import _
from kerascnn.plots.lettering import short
from kerascnn.plots.page import figure
from kerascnn.untrusted_text import width

__all__ = ["confusion_matrix"]

MOST_NUMBERED_CLASSES = 30
LETTERS = 12
"""Of a longer name below the matrix its end stands at the column, not its middle."""


def confusion_matrix(counts: np.ndarray, class_names: Sequence[str], *, title: str = "") -> Figure:
    """Draw the confusion matrix with its counts; the colour shows the errors, so that few among many are seen.

    Args:
        counts: `(classes, classes)`; row: the true class, column: the predicted one.
        class_names: one name per class.
        title: what was tested, and whether on a sample.
    """
    class_names = short(class_names)
    classes = len(class_names)
    side = min(max(5.0, 1.5 + 0.55 * classes), 14.0)
    drawn = figure(side + 1, side)
    axes = drawn.subplots()
    errors = counts - np.diag(counts.diagonal())
    shown = axes.imshow(errors, cmap="Oranges", vmin=0, vmax=max(1, errors.max()))
    whole = MaxNLocator(integer=True, min_n_ticks=1)
    drawn.colorbar(shown, ax=axes, shrink=0.8, label=_("wrong predictions"), ticks=whole)
    drawn.suptitle(title)
    axes.set_xlabel(_("predicted class"))
    axes.set_ylabel(_("true class"))
    axes.set_xticks(range(classes), class_names)
    if max(map(width, class_names)) >= 4:
        axes.tick_params(axis="x", labelrotation=45)
    if max(map(width, class_names)) > LETTERS:
        for label in axes.get_xticklabels():
            label.set(ha="right", rotation_mode="anchor")
    axes.set_yticks(range(classes), class_names)
    if classes <= MOST_NUMBERED_CLASSES:
        for row, column in np.ndindex(classes, classes):
            dark = errors[row, column] > errors.max() / 2
            axes.text(
                column,
                row,
                str(counts[row, column]),
                ha="center",
                va="center",
                fontsize=8,
                fontweight="bold" if row == column else "normal",
                color="white" if dark else "black",
            )
    return drawn
