"""What the report of a detector says of its test."""

from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.boxes import Truth
from kerascnn.boxes.evaluation import RECALLS
from kerascnn.datasets.located import Located
from kerascnn.language import _, ngettext
from kerascnn.pages import Child, Curve, Html, Section, chart, figure, joined, section, table, tag
from kerascnn.pages.boxes import boxed_image
from kerascnn.runs import FinishedRun
from kerascnn.runs.fields import Fields
from kerascnn.tasks import learned_sections
from kerascnn.tasks.detection.evaluation import Evaluation
from kerascnn.tasks.detection.figures import crowded
from kerascnn.tasks.detection.mistakes import Matched, all_matched, worst
from kerascnn.tasks.protocol import Page

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

MOST = 12
SIDE = 280
SIZES = ("small", "medium", "large")

Seen = tuple[Located, Evaluation]


def page(run: FinishedRun, model: "keras.Model | None", seen: Seen | None, why_not: str) -> Page:
    """Precision against recall, each class and size, non-max suppression, and the worst misses."""
    text = _("mean average precision at an intersection over union of 0.5")
    half = (f"{run.score:.3f}", text)
    over = (f"{run.metrics.number('map', highest=1):.3f}", _("the same over 0.5, 0.55, ..., 0.95"))
    results = [_precision(run), _classes(run), _sizes(run), _suppression(seen, why_not), _misses(seen, why_not)]
    return Page([half, over], results, [] if model is None else [learned_sections.filters(run, model)])


def _precision(run: FinishedRun) -> Section:
    values = run.metrics.content.get("precision_at_recall")
    if not (
        isinstance(values, list)
        and len(values) == len(RECALLS)
        and all(isinstance(each, int | float) and 0 <= each <= 1 for each in values)
    ):
        run.metrics.refuse("precision_at_recall", _("{count} numbers from 0 to 1").format(count=len(RECALLS)))
    title = _("Precision against recall")
    drawn = chart(
        [Curve(_("mean of all classes"), RECALLS.tolist(), values)],
        title=title,
        x_label=_("recall"),
        y_label=_("precision"),
        as_y="{:.3g}".format,
    )
    caption = _("{network}, {data}: boxes that overlap an object of their class by half or more are right")
    caption = caption.format(network=run.network, data=run.data.title)
    thresholds = run.metrics.part("thresholds")
    rows = [[name, f"{thresholds.number(name, highest=1):.3f}"] for name in sorted(thresholds.content)[:20]]
    heads = [_("intersection over union"), _("mean average precision")]
    note = _("The more a box has to overlap its object, the fewer are right.")
    content = figure(drawn, caption, sample=run.data.sample)
    return section("precision", title, content, tag("p", note), table(_("How exact the boxes are"), heads, rows))


def _classes(run: FinishedRun) -> Section:
    classes, rows = run.metrics.part("classes"), []
    for name in run.data.class_names:
        own = classes.part(name) if name in classes.content else Fields(run.metrics.path, {}, "classes.")
        rows.append([name, _number(own, "ap50"), _number(own, "ap"), _number(own, "objects", whole=True)])
    heads = [_("class"), _("AP@0.5"), _("AP@[.5:.95]"), _("objects")]
    title = _("Each class, {data}").format(data=run.data.title)
    return section("classes", _("Each class"), table(title, heads, rows))


def _number(fields: Fields, name: str, *, whole: bool = False) -> str:
    if fields.content.get(name) is None:
        return "—"
    return f"{fields.whole(name):,}" if whole else f"{fields.number(name, highest=1):.3f}"


def _sizes(run: FinishedRun) -> Section:
    names = {
        "small": _("small, below 32² pixels"),
        "medium": _("medium, to 96² pixels"),
        "large": _("large"),
    }
    sizes, rows = run.metrics.part("sizes"), []
    for size in SIZES:
        if size in sizes.content:
            own = sizes.part(size)
            rows.append([names[size], _number(own, "ap50"), _number(own, "map")])
    heads = [_("objects"), _("mAP@0.5"), _("mAP@[.5:.95]")]
    title = _("Small and large objects, {data}").format(data=run.data.title)
    return section("sizes", _("Small and large objects"), table(title, heads, rows))


def _suppression(seen: Seen | None, why_not: str) -> Section:
    title = _("Before and after non-max suppression")
    if seen is None:
        return section("suppression", title, _not_here(why_not))
    data, tested = seen
    number = crowded(tested)
    (picture,) = data.test.batch(np.array([number])).images
    found = tested.found[number]
    sure = found.all.boxes[found.all.scores > tested.least_score]
    after = found.surer_than(tested.least_score).boxes
    text = _("Of boxes of a class that overlap by half or more the surest stays: {before} become {after}.")
    text = text.format(before=len(sure), after=len(after))
    pictures = []
    before = ngettext("before: {count} box", "before: {count} boxes", len(sure))
    behind = ngettext("after: {count} box", "after: {count} boxes", len(after))
    for words, boxes in ((before, sure), (behind, after)):
        alt = words.format(count=len(boxes))
        drawn = boxed_image(picture, boxes, ["right"] * len(boxes), alt, side=SIDE)
        pictures.append(tag("li", drawn, tag("strong", alt)))
    return section("suppression", title, tag("p", text), tag("ul", joined(pictures), class_="mistakes"))


def _misses(seen: Seen | None, why_not: str) -> Section:
    title = _("Worst misses")
    if seen is None:
        return section("misses", title, _not_here(why_not))
    data, tested = seen
    pairs = all_matched(tested)
    counts = {
        "right": sum(int(pair.right.sum()) for pair in pairs),
        "wrong": sum(int((~pair.right).sum()) for pair in pairs),
        "missed": sum(len(pair.missed) for pair in pairs),
    }
    text = _("With a score above {least:g}: {right:,} boxes are right, {wrong:,} wrong, {missed:,} objects are missed.")
    said = tag("p", text.format(least=tested.least_score, **counts))
    bad = worst(pairs, MOST)
    if not bad:
        return section("misses", title, said)
    pictures = data.test.batch(np.array(bad)).images
    items = [
        _miss(tested, number, tested.truth[number], pairs[number], picture)
        for number, picture in zip(bad, pictures, strict=True)
    ]
    legend = _("Blue boxes are right, orange ones wrong; dashed ones were not found.")
    return section("misses", title, said, tag("p", legend), tag("ul", joined(items), class_="mistakes"))


def _miss(tested: Evaluation, number: int, truth: Truth, pair: Matched, picture: np.ndarray) -> Html:
    names = tested.class_names
    boxes = np.concatenate([pair.found.boxes.reshape(-1, 4), truth.boxes[pair.missed].reshape(-1, 4)])
    kinds = ["right" if each else "wrong" for each in pair.right] + ["missed"] * len(pair.missed)
    lines: list[Any] = []
    for label, score, right in zip(pair.found.labels, pair.found.scores, pair.right, strict=True):
        if not right:
            lines.append(_("wrong: {name}, {score:.1%}").format(name=names[label], score=score))
    lines += [_("not found: {name}").format(name=names[truth.labels[each]]) for each in pair.missed]
    title = _("test image {number:,}").format(number=number)
    count = len(truth.labels)
    alt = ngettext("a picture with {count} object", "a picture with {count} objects", count).format(count=count)
    shown: list[Child] = [tag("li", line) for line in lines]
    return tag("li", boxed_image(picture, boxes, kinds, alt, side=SIDE), tag("ul", *shown), tag("small", title))


def _not_here(why_not: str) -> Html:
    return tag("p", _("The pictures are not here: {reason}").format(reason=why_not))
