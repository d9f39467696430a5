"""The figures of a test: the confusion matrix, sentences as the network reads them, the n-grams that count most."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerascnn import plots
from kerascnn.datasets.text import Texts
from kerascnn.language import _
from kerascnn.plots.lettering import short
from kerascnn.runs import accuracy_text
from kerascnn.tasks.text.evaluation import Sorted
from kerascnn.tasks.text.firing import Inside, Kernels, Looked

if TYPE_CHECKING:
    import keras
    from matplotlib.figure import Figure

__all__ = ["Counted", "draw", "draw_sentence", "most_counted"]

MOST_COLUMNS = 24
"""Kernels of a sentence that are drawn."""
LOOKED_AT = 500
"""Test texts in which the n-grams that count most are looked for, evenly chosen."""
SEEN_IN = 2
"""In how many of them an n-gram stands at least, so that one odd text decides nothing."""
COUNTED = 12
"""N-grams of each end that are drawn."""

Counted = tuple[str, float]


def draw(figures: Path, name: str, model: "keras.Model", data: Texts, tested: Sorted) -> None:
    """Draw `confusion.png`, `sentence.png` (one test text as the network reads it) and `ngrams.png`."""
    count = len(tested.labels)
    title = _("{name}: {accuracy} of {count:,} test texts")
    title = title.format(name=name, accuracy=accuracy_text(tested.accuracy, count), count=count)
    plots.save(plots.confusion_matrix(tested.confusion, data.class_names, title=title), figures / "confusion.png")
    inside = Inside(model, tested.encoder)
    number = _telling(data, tested)
    looked = inside.look(data.texts[data.test[number]])
    names = short(data.class_names)
    taken, true = (names[each] for each in (tested.predictions[number], tested.labels[number]))
    heading = _("{name}: a test text, taken for {predicted}, is {true}").format(name=name, predicted=taken, true=true)
    plots.save(draw_sentence(looked, data.class_names, title=heading), figures / "sentence.png")
    for_class = len(data.class_names) - 1
    drawn = plots.weighed_words(
        most_counted(inside, data, for_class, COUNTED),
        title=_("{name}: the n-grams that count most").format(name=name),
        label=_("what they add to the score of {name} in a test text").format(name=names[for_class]),
    )
    plots.save(drawn, figures / "ngrams.png")


def _telling(data: Texts, tested: Sorted) -> int:
    """The number of a test text to be drawn: of those with 6 to 14 words, else of all, the one that is surest right."""
    lengths = np.array([len(tested.encoder.split(data.texts[number])) for number in data.test])
    sure = tested.scores.max(axis=1) + (tested.predictions == tested.labels) + 2.0 * ((lengths >= 6) & (lengths <= 14))
    return int(sure.argmax())


def most_counted(inside: Inside, data: Texts, for_class: int, most: int) -> list[Counted]:
    """The n-grams that add most to the score of a class in test texts, and those that take most away from it.

    Args:
        inside: the network.
        data: whose test texts.
        for_class: the number of the class.
        most: of each of the two.

    Returns:
        Each with the mean of what it adds where it stands, the highest first.
    """
    found: dict[str, list[float]] = defaultdict(list)
    chosen = np.linspace(0, len(data.test) - 1, min(LOOKED_AT, len(data.test))).round().astype(np.intp)
    for looked in inside.looks(data.part(data.test[chosen])):
        there: dict[str, float] = defaultdict(float)
        for fired in looked.fired:
            there[" ".join(fired.words)] += float(fired.weights[for_class])
        for words, weight in there.items():
            found[words].append(weight)
    means = [(words, sum(all_of) / len(all_of)) for words, all_of in found.items() if len(all_of) >= SEEN_IN]
    order = sorted(means, key=lambda row: -row[1])
    pro = [row for row in order[:most] if row[1] > 0]
    return pro + [row for row in order[-most:] if row[1] < 0]


def draw_sentence(
    looked: Looked, class_names: Sequence[str], *, unknown: Sequence[str] = (), title: str = ""
) -> "Figure":
    """Draw a sentence as the network reads it, with the kernels that count most for or against its class."""
    best = int(looked.scores.argmax())
    each = max(1, MOST_COLUMNS // max(1, len(looked.kernels)))
    kernels = [_some(one, best, each, len(looked.words)) for one in looked.kernels]
    return plots.sentence_as_matrix(
        looked.words,
        looked.vectors,
        kernels,
        looked.scores,
        class_names,
        of_class=class_names[best],
        unknown=unknown,
        title=title or _("{name}: {score:.1%}").format(name=short(class_names)[best], score=looked.scores[best]),
    )


def _some(kernels: Kernels, number: int, most: int, words: int) -> plots.SlidingKernels:
    """The kernels of one width that count most for or against a class, where they begin on a word."""
    added = kernels.added[:, number]
    chosen = np.sort(np.argsort(-np.abs(added), kind="stable")[:most])
    return plots.SlidingKernels(kernels.width, kernels.maps[:words, chosen], added[chosen])
