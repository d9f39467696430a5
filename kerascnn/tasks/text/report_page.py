"""What the report of a network for texts says of its test."""

from typing import TYPE_CHECKING

import numpy as np

from kerascnn.datasets.text import Texts
from kerascnn.language import _, ngettext
from kerascnn.pages import Section, percent, section, table, tag
from kerascnn.runs import FinishedRun, words_with_interval
from kerascnn.shapes.places import shown
from kerascnn.tasks.classification.counts import Counts
from kerascnn.tasks.protocol import Page
from kerascnn.tasks.text.evaluation import Sorted

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

MOST_CLASSES = 20
"""As many columns as fit a page."""
MOST_PAIRS = 30
WORST = 20
LONGEST_TEXT = 400
COUNTED = 15


def page(run: FinishedRun, model: "keras.Model | None", seen: tuple[Texts, Sorted] | None, why_not: str) -> Page:
    """The confusion matrix, the surest mistakes, each class, and the n-grams that count most.

    Raises:
        InputError: `metrics.json` is not what this task writes.
    """
    counts = Counts.of(run)
    wrong = run.data.test - round(run.score * run.data.test)
    right = _("of {count:,} test texts right").format(count=run.data.test)
    numbers = [
        (percent(run.score), words_with_interval(right, run.score, run.data.test)),
        (f"{wrong:,}", ngettext("mistake", "mistakes", wrong)),
    ]
    results = [_confusion(run, counts), _mistakes(run, seen, why_not), _classes(run, counts)]
    return Page(numbers, results, [] if model is None or seen is None else [_ngrams(run, model, *seen)])


def _title(run: FinishedRun, title: str) -> str:
    return _("{text} (sample)").format(text=title) if run.data.sample else title


def _confusion(run: FinishedRun, counts: Counts) -> Section:
    names, heading = run.data.class_names, _("Confusion matrix")
    if len(names) <= MOST_CLASSES:
        caption = _title(run, _("{count:,} test texts; rows: the true class; columns: the predicted one"))
        rows = [
            [name, *(f"{count:,}" for count in row)] for name, row in zip(names, counts.confusion, strict=True)
        ]  # fmt: skip
        caption = caption.format(count=run.data.test)
        return section("confusion", heading, table(caption, [_("true ↓ predicted →"), *names], rows))
    pairs = [
        (count, names[row], names[column])
        for row, of_class in enumerate(counts.confusion)
        for column, count in enumerate(of_class)
        if count and row != column
    ]
    pairs.sort(key=lambda pair: -pair[0])
    heads = [_("true class"), _("predicted class"), _("texts")]
    rows = [[true, predicted, f"{count:,}"] for count, true, predicted in pairs[:MOST_PAIRS]]
    caption = _title(run, _("The most frequent mistakes"))
    return section("confusion", heading, table(caption, heads, rows, words=2))


def _mistakes(run: FinishedRun, seen: tuple[Texts, Sorted] | None, why_not: str) -> Section:
    heading = _("Worst mistakes")
    if seen is None:
        return section("mistakes", heading, tag("p", _("The texts are not here: {reason}").format(reason=why_not)))
    data, tested = seen
    worst = tested.worst(WORST)
    if not len(worst):
        return section("mistakes", heading, tag("p", _("no mistakes")))
    heads = [_("text"), _("true class"), _("predicted class"), _("score")]
    rows = []
    for number in worst:
        true, predicted = (data.class_names[each] for each in (tested.labels[number], tested.predictions[number]))
        text = shown(data.texts[data.test[number]], LONGEST_TEXT)
        rows.append([text, true, predicted, percent(float(tested.scores[number].max()))])
    caption = _title(run, _("The wrong predictions with the highest scores"))
    return section("mistakes", heading, table(caption, heads, rows, words=3))


def _classes(run: FinishedRun, counts: Counts) -> Section:
    heads = [_("class"), _("precision"), _("recall"), _("test texts"), _("found"), _("missed"), _("taken for it")]
    columns = [sum(column) for column in zip(*counts.confusion, strict=True)]
    rows = []
    for number, name in enumerate(run.data.class_names):
        row = counts.confusion[number]
        right = row[number]
        ratios = [percent(counts.precision[number]), percent(counts.recall[number])]
        numbers = (sum(row), right, sum(row) - right, columns[number] - right)
        rows.append([name, *ratios, *(f"{each:,}" for each in numbers)])
    precision = _("Precision: of what was taken for the class, the part that is of it.")
    recall = _("Recall: of the class, the part that was found.")
    caption = _title(run, _("Each class, {count:,} test texts").format(count=run.data.test))
    return section("classes", _("Each class"), table(caption, heads, rows), tag("p", f"{precision} {recall}"))


def _ngrams(run: FinishedRun, model: "keras.Model", data: Texts, tested: Sorted) -> Section:
    """What counts most, for each class of a few, as a table."""
    from kerascnn.tasks.text.figures import most_counted
    from kerascnn.tasks.text.firing import Inside

    inside = Inside(model, tested.encoder)
    shown_classes = [len(data.class_names) - 1] if len(data.class_names) == 2 else range(min(len(data.class_names), 4))
    tables = []
    for number in shown_classes:
        rows = [[shown(words, 80), f"{weight:+.2f}"] for words, weight in most_counted(inside, data, number, COUNTED)]
        caption = _title(run, _("What counts for {name} and against it").format(name=data.class_names[number]))
        tables.append(table(caption, [_("n-gram"), _("adds on average")], rows))
    unknown = np.mean(
        [not tested.encoder.knows(word) for text in data.part(data.test) for word in tested.encoder.split(text)]
    )
    text = _(
        "N-grams of test texts at which kernels fire, or that have weights of their own, with what they add to the "
        "score of the class, before softmax, over what they add to the mean class. Of the words of the test texts "
        "{part:.1%} are unknown."
    )
    return section("ngrams", _("N-grams that count"), tag("p", text.format(part=unknown)), *tables)
