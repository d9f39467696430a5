"""Figures of what a network learns and where it errs, drawn with matplotlib, in the language in use.

Each function returns a `matplotlib.figure.Figure`, which a notebook shows and `save` writes.
"""

from kerascnn.plots.confusion import confusion_matrix
from kerascnn.plots.curves import learning_curves
from kerascnn.plots.filters import first_filters
from kerascnn.plots.page import save
from kerascnn.plots.scenes import painted
from kerascnn.plots.scores import picture_with_scores, worst_mistakes

__all__ = [
    "confusion_matrix",
    "first_filters",
    "learning_curves",
    "painted",
    "picture_with_scores",
    "save",
    "worst_mistakes",
]
