"""What the report of a classification says of its test."""

from typing import TYPE_CHECKING

import numpy as np

from kerascnn.datasets import Dataset
from kerascnn.language import _, ngettext
from kerascnn.pages import Section, percent, section, table, tag
from kerascnn.runs import FinishedRun, words_with_interval
from kerascnn.runs.plan import PHOTOGRAPHS
from kerascnn.tasks import learned_sections
from kerascnn.tasks.classification.confusion_section import confusion
from kerascnn.tasks.classification.counts import Counts
from kerascnn.tasks.classification.evaluation import Evaluation
from kerascnn.tasks.classification.mistakes_section import mistakes
from kerascnn.tasks.classification.scored_pictures import ScoredPictures
from kerascnn.tasks.classification.taken_for_section import taken_for
from kerascnn.tasks.protocol import Page

if TYPE_CHECKING:
    import keras

__all__ = ["page"]


def page(run: FinishedRun, model: "keras.Model | None", seen: tuple[Dataset, Evaluation] | None, why_not: str) -> Page:
    """The confusion matrix, the worst mistakes, each class, and what the network has learned to see.

    Of photographs also what each class is most often taken for.
    """
    counts = Counts.of(run)
    shown = None
    if seen is not None:
        data, tested = seen
        shown = ScoredPictures(data.test_images, tested.labels, tested.scores)
    right = _("of {count:,} test images right").format(count=run.data.test)
    wrong = run.data.test - round(run.score * run.data.test)
    numbers = [
        (percent(run.score), words_with_interval(right, run.score, run.data.test)),
        (f"{wrong:,}", ngettext("mistake", "mistakes", wrong)),
    ]
    results = [confusion(run, shown, why_not), mistakes(run, shown, why_not), _classes(run, counts)]
    if run.asked.get("name") == PHOTOGRAPHS:
        results.insert(1, taken_for(run, shown))
    return Page(numbers, results, [] if model is None else _inside(run, model, shown))


def _inside(run: FinishedRun, model: "keras.Model", shown: ScoredPictures | None) -> list[Section]:
    filters = learned_sections.filters(run, model)
    if shown is None:
        return [filters]
    right = np.flatnonzero(shown.predictions == shown.labels)
    number = int(right[0]) if len(right) else 0
    of_class = _("a test image of {name}").format(name=run.data.class_names[int(shown.labels[number])])
    return [
        filters,
        learned_sections.feature_maps(run, model, shown.images[number], of_class),
        learned_sections.patches(run, model, shown.images),
    ]


def _classes(run: FinishedRun, counts: Counts) -> Section:
    """Precision and recall of each class."""
    heads = [_("class"), _("precision"), _("recall"), _("test images"), _("found"), _("missed"), _("taken for it")]
    columns = [sum(column) for column in zip(*counts.confusion, strict=True)]
    precisions, recalls = counts.precision, counts.recall
    rows = []
    for number, name in enumerate(run.data.class_names):
        row = counts.confusion[number]
        right = row[number]
        missed, false = sum(row) - right, columns[number] - right
        ratios = [percent(precisions[number]), percent(recalls[number])]
        rows.append([name, *ratios, *(f"{each:,}" for each in (sum(row), right, missed, false))])
    precision = _("Precision: of what was taken for the class, the part that is of it.")
    recall = _("Recall: of the class, the part that was found.")
    title = _("Each class, {data}").format(data=run.data.title)
    return section("classes", _("Each class"), table(title, heads, rows), tag("p", f"{precision} {recall}"))
