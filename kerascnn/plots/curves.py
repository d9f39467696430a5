"""Loss and accuracy over the epochs."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kerascnn.language import _
from kerascnn.plots.page import BLUE, ORANGE, figure

__all__ = ["learning_curves"]


def learning_curves(history: Sequence[dict[str, float]], *, title: str = "") -> Figure:
    """Draw loss and accuracy on the training and on the validation part, side by side.

    Args:
        history: one row per epoch with `epoch`, `loss`, `accuracy`, `val_loss`, `val_accuracy`.
        title: what was trained, and whether on a sample.
    """
    drawn = figure(9, 3.6)
    drawn.suptitle(title)
    epochs = [row["epoch"] for row in history]
    names = {"loss": _("loss"), "accuracy": _("accuracy")}
    for axes, (key, name) in zip(drawn.subplots(1, 2), names.items(), strict=True):
        axes.plot(epochs, [row[key] for row in history], "o-", color=BLUE, label=_("training"))
        axes.plot(epochs, [row[f"val_{key}"] for row in history], "s--", color=ORANGE, label=_("validation"))
        axes.set_xlabel(_("epoch"))
        axes.set_ylabel(name)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
        axes.grid(alpha=0.3)
        axes.legend()
        if key == "accuracy":
            axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    return drawn
