"""Figures of what a network learns and where it errs, drawn with matplotlib, in the language in use.

Each function returns a `matplotlib.figure.Figure`, which a notebook shows and `save` writes.
"""

from kerascnn.plots.confusion import confusion_matrix
from kerascnn.plots.curves import learning_curves
from kerascnn.plots.embedding import embedding_figures
from kerascnn.plots.filters import first_filters
from kerascnn.plots.heat import heat_map
from kerascnn.plots.looks import Subject, look
from kerascnn.plots.page import save
from kerascnn.plots.patches import exciting_patches
from kerascnn.plots.scores import picture_with_scores, worst_mistakes

__all__ = [
    "Subject",
    "confusion_matrix",
    "embedding_figures",
    "exciting_patches",
    "first_filters",
    "heat_map",
    "learning_curves",
    "look",
    "picture_with_scores",
    "save",
    "worst_mistakes",
]
