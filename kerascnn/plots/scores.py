"""Pictures beside the score of each class, drawn as bars: the course's chart of confidence per class."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kerascnn.language import _
from kerascnn.plots.lettering import short, wrapped
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure, show_picture

__all__ = ["NAME", "bars", "picture_with_scores", "worst_mistakes"]

MOST_BARS, FEWEST_BARS = 10, 5
ACROSS, DOWN = 2.75, 2.1
"""Inches of a mistake among others."""
NAME, NAME_AMONG_MANY = 20, 12
"""Letters of a name beside its bar."""


def bars(axes: Axes, scores: np.ndarray, class_names: Sequence[str], *, true_class: int | None) -> None:
    """Draw the highest scores as bars; the predicted class is blue, or orange where it is wrong."""
    shown = np.sort(np.argsort(-scores, kind="stable")[:MOST_BARS])
    best = int(scores.argmax())
    right = BLUE if true_class in (None, best) else ORANGE
    colours = [right if number == best else BLUE if number == true_class else GREY for number in shown]
    axes.barh(range(len(shown)), scores[shown], color=colours)
    axes.set_yticks(range(len(shown)), [class_names[number] for number in shown], fontsize=7)
    low, high = float(scores[shown].min()), float(scores[shown].max())
    if low >= 0 and high <= 1:
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.5, 1], ["0", ".5", "1"], fontsize=7)
    else:  # outputs as they are, which are no probabilities
        axes.set_xlim(min(0.0, low), max(0.0, high))
        axes.tick_params(axis="x", labelsize=7)
    # Two bars are no thicker than five would be.
    axes.set_ylim(
        max(len(shown), FEWEST_BARS) / 2 + len(shown) / 2 - 0.5, (len(shown) - max(len(shown), FEWEST_BARS)) / 2 - 0.5
    )
    axes.spines[["top", "right"]].set_visible(False)


def picture_with_scores(picture: np.ndarray, scores: np.ndarray, class_names: Sequence[str]) -> Figure:
    """Draw one picture and the scores that a network gives it.

    Args:
        picture: `(height, width, channels)`, as the network saw it.
        scores: `(classes,)` probabilities, or outputs that are none.
        class_names: one name per class.
    """
    drawn = figure(5.5, 2.6)
    left, right = drawn.subplots(1, 2, width_ratios=(1, 1.3))
    show_picture(left, picture)
    bars(right, scores, short(class_names, NAME), true_class=None)
    right.set_xlabel(_("score"))
    return drawn


def worst_mistakes(
    pictures: np.ndarray, scores: np.ndarray, labels: np.ndarray, class_names: Sequence[str], *, title: str = ""
) -> Figure:
    """Draw wrong predictions, each picture with its scores; orange: what it was taken for, blue: what it is.

    Args:
        pictures: `(n, height, width, channels)`, the surest mistake first.
        scores: `(n, classes)` probabilities.
        labels: `(n,)` true class numbers.
        class_names: one name per class.
        title: what was tested, and whether on a sample.
    """
    columns, names, beside = min(4, max(2, len(pictures))), short(class_names), short(class_names, NAME_AMONG_MANY)
    rows = -(-len(pictures) // columns) or 1
    drawn = figure(ACROSS * columns, DOWN * rows + 0.6)
    drawn.suptitle(title)
    if not len(pictures):
        drawn.text(0.5, 0.5, _("no mistakes"), ha="center", va="center")
        return drawn
    for cell, picture, score, label in zip(
        drawn.subfigures(rows, columns, squeeze=False).flat, pictures, scores, labels, strict=False
    ):
        left, right = cell.subplots(1, 2)
        show_picture(left, picture)
        bars(right, score, beside, true_class=int(label))
        text = _("taken for {predicted}, is {true}").format(predicted=names[score.argmax()], true=names[label])
        cell.suptitle(wrapped(text, drawn.get_figwidth() / columns, 9), fontsize=9)
    return drawn
