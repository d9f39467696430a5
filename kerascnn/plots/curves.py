"""The loss, and what else was measured, over the epochs, or over the steps of a few."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kerascnn.language import _
from kerascnn.plots.page import BLUE, ORANGE, figure
from kerascnn.runs.measures import ACCURACY, LOSS, Measure
from kerascnn.runs.steps import Rows, places

__all__ = ["learning_curves"]


def learning_curves(
    history: Rows, measures: Sequence[Measure] = (ACCURACY,), steps: Rows = (), *, title: str = ""
) -> Figure:
    """Draw the loss and what else was measured on the training and on the validation part, side by side.

    Args:
        history: one row per epoch with `epoch`, `loss`, `val_loss`, and for each measure its `name` and `val_name`.
        measures: what is drawn beside the loss.
        steps: rows with `epoch`, `batch`, `loss` and the measures; a training of a few epochs is drawn by them.
        title: what was trained, and whether on a sample.
    """
    drawn = figure(4.5 * (1 + len(measures)), 3.6)
    drawn.suptitle(title)
    epochs = [row["epoch"] for row in history]
    panels = drawn.subplots(1, 1 + len(measures), squeeze=False)[0]
    for axes, measure in zip(panels, (LOSS, *measures), strict=True):
        by_step = places(epochs, steps, measure.name)
        learned, ends = by_step or (epochs, epochs)
        line = [row[measure.name] for row in (steps if by_step else history)]
        axes.plot(learned, line, ".-" if by_step else "o-", color=BLUE, label=_("training"))
        axes.plot(ends, [row[f"val_{measure.name}"] for row in history], "s--", color=ORANGE, label=_("validation"))
        axes.set_xlabel(_("step") if by_step else _("epoch"))
        axes.set_ylabel(_(measure.title))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.grid(alpha=0.3)
        axes.legend()
        if measure.form.endswith("%"):
            axes.yaxis.set_major_formatter(PercentFormatter(1.0))
            # No part is below none or above all; a little room beyond keeps the marks whole.
            low, high = axes.get_ylim()
            room = 0.04 * (min(high, 1) - max(low, 0))
            axes.set_ylim(max(low, -room), min(high, 1 + room))
    return drawn
