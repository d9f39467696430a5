"""A sentence as a matrix, kernels sliding over its words, their maxima and the classes: the picture of deck D."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kerascnn.language import _
from kerascnn.plots.lettering import short
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure
from kerascnn.plots.palette import colour_of
from kerascnn.plots.scores import NAME, bars

__all__ = ["SlidingKernels", "sentence_as_matrix", "weighed_words"]

Floats = npt.NDArray[np.floating[Any]]

MOST_WORDS = 30
"""Rows that are drawn; a longer text is cut, and the title says so."""
MOST_NUMBERS = 32
"""Numbers of a vector that are drawn."""
LONGEST_WORD = 18
ROW = 0.27
"""Inches of a word."""


class SlidingKernels(NamedTuple):
    """Some kernels of one width on a sentence.

    Attributes:
        width: in words.
        maps: `(places, kernels)` what each gives at each place, 0 or more.
        added: `(kernels,)` what the highest value of each adds to the score of the class.
    """

    width: int
    maps: Floats
    added: Floats


def sentence_as_matrix(
    words: Sequence[str],
    vectors: Floats,
    kernels: Sequence[SlidingKernels],
    scores: Floats,
    class_names: Sequence[str],
    *,
    of_class: str,
    unknown: Collection[str] = (),
    title: str = "",
) -> Figure:
    """Draw a sentence as the network reads it.

    From left to right: the matrix, a row for each word, with the strongest place of each width framed; what kernels
    give at each place, a column for each kernel; what the highest value of each adds to the score; the classes.

    Args:
        words: of the sentence.
        vectors: `(words, dimension)`.
        kernels: those to be drawn, of each width.
        scores: `(classes,)` probabilities.
        class_names: one name per class.
        of_class: whose score the kernels add to.
        unknown: words that the network does not know; they are drawn in grey.
        title: the heading.
    """
    shown = min(len(words), MOST_WORDS)
    tall = max(2.6, ROW * max(shown, max((each.width for each in kernels), default=1)) + 0.9)
    columns = sum(each.maps.shape[1] + 1 for each in kernels)
    drawn = figure(11, tall)
    drawn.suptitle(title, fontsize=10)
    left, middle, right, last = drawn.subplots(1, 4, width_ratios=(3.2, 0.5 + 0.16 * columns, 1.7, 1.9))
    _matrix(left, words[:shown], vectors[:shown], unknown)
    if shown < len(words):
        left.set_xlabel(_("the first {shown} of {count} words").format(shown=shown, count=len(words)), fontsize=7)
    _maps(middle, kernels, shown)
    _added(right, kernels, of_class)
    for number, each in enumerate(kernels):
        _frame(left, each, shown, colour_of(number), min(MOST_NUMBERS, vectors.shape[1]), number)
    bars(last, scores, short(class_names, NAME), true_class=None)
    last.set_title(_("classes"), fontsize=8)
    return drawn


def weighed_words(rows: Sequence[tuple[str, float]], *, title: str = "", label: str = "") -> Figure:
    """Draw n-grams with what they add to the score of a class as bars: blue for it, orange against it.

    Args:
        rows: n-grams with their weights, the first at the top.
        title: the heading.
        label: what the bars measure.
    """
    drawn = figure(7.5, 0.26 * max(4, len(rows)) + 1.1)
    drawn.suptitle(title, fontsize=10)
    axes = drawn.subplots()
    values = [value for _words, value in rows]
    axes.barh(range(len(rows)), values, color=[BLUE if value > 0 else ORANGE for value in values])
    axes.set_yticks(range(len(rows)), short([words for words, _value in rows], 2 * NAME), fontsize=8)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.invert_yaxis()
    axes.tick_params(axis="x", labelsize=7)
    axes.set_xlabel(label, fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return drawn


def _matrix(axes: Axes, words: Sequence[str], vectors: Floats, unknown: Collection[str]) -> None:
    numbers = vectors[:, :MOST_NUMBERS]
    most = float(np.abs(numbers).max()) or 1.0
    axes.imshow(numbers, cmap="RdBu", vmin=-most, vmax=most, aspect="auto")
    axes.set_yticks(range(len(words)), short(words, LONGEST_WORD), fontsize=8)
    for tick, word in zip(axes.get_yticklabels(), words, strict=True):
        if word in unknown:
            tick.set_color(GREY)
    axes.set_xticks([])
    text = _("the sentence as a matrix: {count} of {dimension} numbers a word")
    axes.set_title(text.format(count=numbers.shape[1], dimension=vectors.shape[1]), fontsize=8)


def _frame(axes: Axes, kernels: SlidingKernels, rows: int, colour: str, numbers: int, order: int) -> None:
    """Frame the words at which the kernel of a width fires that adds most."""
    if not kernels.maps.size:
        return
    place = int(kernels.maps[:, int(np.abs(kernels.added).argmax())].argmax())
    height = min(kernels.width, rows - place)
    if height < 1:
        return
    inset = 0.12 * order  # so that frames at the same place are seen beside each other
    corner = (-0.5 + 3 * inset, place - 0.5 + inset)
    frame = Rectangle(
        corner, numbers - 6 * inset, height - 2 * inset, fill=False, edgecolor=colour, linewidth=2, clip_on=False
    )
    axes.add_patch(frame)


def _maps(axes: Axes, kernels: Sequence[SlidingKernels], rows: int) -> None:
    """What kernels give where they begin at each word; the highest of each has a dot."""
    first, ticks, names = 0.0, [], []
    most = max((float(each.maps.max()) for each in kernels if each.maps.size), default=0.0) or 1.0
    for number, each in enumerate(kernels):
        places, count = min(rows, each.maps.shape[0]), each.maps.shape[1]
        if count and places:
            values = each.maps[:places]
            extent = (first - 0.5, first + count - 0.5, places - 0.5, -0.5)
            axes.imshow(values, cmap="Greys", vmin=0, vmax=most, aspect="auto", extent=extent)
            highest = each.maps.argmax(axis=0)
            drawn = np.flatnonzero(highest < rows)
            axes.scatter(first + drawn, highest[drawn], s=14, color=colour_of(number), zorder=3)
            ticks.append(first + (count - 1) / 2)
            names.append(str(each.width))
        first += count + 1
    axes.set_xlim(-0.8, max(first - 1.2, 0.8))
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks(ticks, names, fontsize=8)
    for tick, number in zip(axes.get_xticklabels(), range(len(names)), strict=True):
        tick.set_color(colour_of(number))
    axes.set_xlabel(_("kernels over so many words"), fontsize=7)
    axes.set_title(_("what kernels give where they begin\n(dot: the maximum)"), fontsize=8)


def _added(axes: Axes, kernels: Sequence[SlidingKernels], of_class: str) -> None:
    values = [float(value) for each in kernels for value in each.added]
    colours = [colour_of(number) for number, each in enumerate(kernels) for _value in each.added]
    axes.barh(range(len(values)), values, color=colours)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks([])
    axes.invert_yaxis()
    axes.tick_params(axis="x", labelsize=7)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(_("the maximum of each,\nas it counts for {name}").format(name=short([of_class])[0]), fontsize=8)
