"""Figures of what a network learns and where it errs, drawn with matplotlib, in the language in use.

Each function returns a `matplotlib.figure.Figure`, which a notebook shows and `save` writes.
"""

from kerascnn.plots.augmentation import augmented_sheet
from kerascnn.plots.comparison import accuracy_against, compared_runs
from kerascnn.plots.confusion import confusion_matrix
from kerascnn.plots.curves import learning_curves
from kerascnn.plots.filters import first_filters
from kerascnn.plots.invariance import invariance_curves, turning_picture
from kerascnn.plots.page import save
from kerascnn.plots.scores import picture_with_scores, worst_mistakes

__all__ = [
    "accuracy_against",
    "augmented_sheet",
    "compared_runs",
    "confusion_matrix",
    "first_filters",
    "invariance_curves",
    "learning_curves",
    "picture_with_scores",
    "save",
    "turning_picture",
    "worst_mistakes",
]
