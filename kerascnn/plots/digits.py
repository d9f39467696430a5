"""A photograph of digits: where each was found, what the network saw, what it says."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from kerascnn.datasets.picture import load
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.plots.lettering import short
from kerascnn.plots.page import BLUE, ORANGE, figure, show_picture
from kerascnn.plots.scores import NAME, bars
from kerascnn.prediction import Prediction

__all__ = ["digits_on_photograph"]

LONGEST = 1200
"""Pixels of the longer side of the photograph as it is drawn."""
ACROSS = 8
"""Digits in a row beside the photograph."""


@takes_texts
def digits_on_photograph(path: Path, found: Sequence[Prediction]) -> Figure:
    """Draw a photograph with a box and an answer for each digit, beside the 28×28 pixels that the network saw.

    Blue: the network is sure; orange: it is not, or the digit is hard to read. One digit has the scores of all classes.

    Args:
        path: the photograph.
        found: what `Classifier.predict_all` says of it.

    Raises:
        InputError: as `datasets.picture.load`.
    """
    photo = load(path, channels=3)
    scale = min(1.0, LONGEST / max(photo.size))
    if scale < 1:
        size = [max(1, round(side * scale)) for side in photo.size]
        photo = photo.resize((size[0], size[1]), Image.Resampling.BOX)
    drawn = figure(9 if len(found) == 1 else 10, 4.2)
    left, right = drawn.subfigures(1, 2, width_ratios=(1.2, 1), squeeze=False)[0]
    _photograph(left.subplots(), np.asarray(photo), scale, found)
    if len(found) == 1:
        (only,) = found
        seen, scores = right.subplots(1, 2, width_ratios=(1, 1.2))
        show_picture(seen, only.picture)
        seen.set_title(_("what the network saw"), fontsize=9)
        bars(scores, only.scores, short(only.class_names, NAME), true_class=None)
        scores.set_xlabel(_("score"))
        return drawn
    right.suptitle(_("what the network saw"), fontsize=9)
    across = min(ACROSS, max(3, int(np.ceil(len(found) ** 0.5))))
    cells = right.subplots(-(-len(found) // across), across, squeeze=False).flat
    for cell in cells:
        cell.set_axis_off()
    for number, (cell, each) in enumerate(zip(right.axes, found, strict=False), 1):
        show_picture(cell, each.picture)
        text = f"{number}: {short([each.class_name], 12)[0]} ({each.scores.max():.0%})"
        cell.set_title(text, fontsize=8, color=_colour(each))
    return drawn


def _colour(each: Prediction) -> str:
    return BLUE if each.sure and not (each.digit and each.digit.doubts.advice()) else ORANGE


def _photograph(axes: Axes, photo: np.ndarray, scale: float, found: Sequence[Prediction]) -> None:
    """The photograph with its boxes; the answer stands above the box, or below it at the upper border."""
    show_picture(axes, photo)
    more = 0.008 * max(photo.shape)
    for each in found:
        if each.digit is None:
            continue
        left, top, right, bottom = (
            side * scale for side in (each.digit.left, each.digit.top, each.digit.right, each.digit.bottom)
        )
        place = (left - more, top - more)
        size = (right - left + 2 * more, bottom - top + 2 * more)
        axes.add_patch(Rectangle(place, *size, fill=False, edgecolor=_colour(each), linewidth=1.5))
        above = top > 0.08 * photo.shape[0]
        axes.text(
            (left + right) / 2,
            place[1] - more / 2 if above else bottom + 1.5 * more,
            short([each.class_name], 12)[0],
            ha="center",
            va="bottom" if above else "top",
            fontsize=10,
            color="white",
            bbox={"facecolor": _colour(each), "edgecolor": "none", "boxstyle": "square,pad=0.15"},
        )
