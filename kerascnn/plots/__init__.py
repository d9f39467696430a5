"""Figures of what a network learns and where it errs, drawn with matplotlib, in the language in use.

Each function returns a `matplotlib.figure.Figure`, which a notebook shows and `save` writes.
"""

from kerascnn.plots.annotations import annotated, draw_boxes
from kerascnn.plots.augmentation import augmented_sheet
from kerascnn.plots.captions import WordMap, attention_by_word, captioned_pictures, lit
from kerascnn.plots.comparison import accuracy_against, compared_runs
from kerascnn.plots.confusion import confusion_matrix
from kerascnn.plots.curves import learning_curves
from kerascnn.plots.detections import MISSED, RIGHT, WRONG, Boxed, boxed_pictures, precision_against_recall
from kerascnn.plots.digits import digits_on_photograph
from kerascnn.plots.edge_maps import edge_maps, edges_of_picture, precision_recall
from kerascnn.plots.embedding import embedding_figures
from kerascnn.plots.filtering import filtered
from kerascnn.plots.filters import first_filters
from kerascnn.plots.heat import heat_map
from kerascnn.plots.invariance import invariance_curves, turning_picture, write_invariance
from kerascnn.plots.looks import Subject, look
from kerascnn.plots.page import save
from kerascnn.plots.pairs import Compared, encoded_picture, pair_distances, pictures_in_pairs, roc_curve
from kerascnn.plots.patches import exciting_patches
from kerascnn.plots.photograph import photograph
from kerascnn.plots.pixels import pixels
from kerascnn.plots.scenes import painted
from kerascnn.plots.scores import picture_with_scores, worst_mistakes
from kerascnn.plots.segments import class_colours, class_ious, marked, overlaid, segmentations, segmented_picture
from kerascnn.plots.sentences import SlidingKernels, sentence_as_matrix, weighed_words
from kerascnn.plots.sliding import save_animation, sliding_window
from kerascnn.plots.sound import (
    bits_beside_counting,
    foretold,
    growing_field,
    spectrogram_pixels,
    spectrograms,
    surprise,
)
from kerascnn.plots.style_transfer import cost_shares, costs_over_steps, pictures_in_a_row, save_gif
from kerascnn.plots.windows import window_scores

__all__ = [
    "MISSED",
    "RIGHT",
    "WRONG",
    "Boxed",
    "Compared",
    "SlidingKernels",
    "Subject",
    "WordMap",
    "accuracy_against",
    "annotated",
    "attention_by_word",
    "augmented_sheet",
    "bits_beside_counting",
    "boxed_pictures",
    "captioned_pictures",
    "class_colours",
    "class_ious",
    "compared_runs",
    "confusion_matrix",
    "cost_shares",
    "costs_over_steps",
    "digits_on_photograph",
    "draw_boxes",
    "edge_maps",
    "edges_of_picture",
    "embedding_figures",
    "encoded_picture",
    "exciting_patches",
    "filtered",
    "first_filters",
    "foretold",
    "growing_field",
    "heat_map",
    "invariance_curves",
    "learning_curves",
    "lit",
    "look",
    "marked",
    "overlaid",
    "painted",
    "pair_distances",
    "photograph",
    "picture_with_scores",
    "pictures_in_a_row",
    "pictures_in_pairs",
    "pixels",
    "precision_against_recall",
    "precision_recall",
    "roc_curve",
    "save",
    "save_animation",
    "save_gif",
    "segmentations",
    "segmented_picture",
    "sentence_as_matrix",
    "sliding_window",
    "spectrogram_pixels",
    "spectrograms",
    "surprise",
    "turning_picture",
    "weighed_words",
    "window_scores",
    "worst_mistakes",
    "write_invariance",
]
