"""What the report of a siamese network says of its test."""

from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.language import _
from kerascnn.pages import Curve, Html, Section, chart, figure, joined, percent, section, table, tag
from kerascnn.pages.pictures import grid, image, thumbnails
from kerascnn.runs import FinishedRun, words_with_interval
from kerascnn.runs.fields import Fields
from kerascnn.tasks import learned_sections
from kerascnn.tasks.protocol import Page
from kerascnn.tasks.siamese.evaluation import BINS, MOST_TAKEN, POINTS, Evaluation
from kerascnn.tasks.siamese.figures import said_of
from kerascnn.tasks.siamese.identities import Identities

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

MOST = 12
MOST_WAYS = 50
MOST_COUNTED = 2**53
Seen = tuple[Identities, Evaluation]


def page(run: FinishedRun, model: "keras.Model | None", seen: Seen | None, why_not: str) -> Page:
    """Verification and its threshold, distances, one-shot recognition, and the pairs that are confused most."""
    metrics = run.metrics
    ways = metrics.whole("ways", at_least=2)
    shot = metrics.part("one_shot").number(str(ways), highest=1)
    words = _("of pairs decided right, as many of the same as of two identities")
    verified = (f"{run.score:.2%}", words_with_interval(words, run.score, run.data.test))
    text = _("recognised by one picture among {ways} identities").format(ways=ways)
    text = words_with_interval(text, shot, run.data.test)
    results = [_verification(run), _distances(run), _one_shot(run), _confused(seen, why_not)]
    inside = [] if model is None else [learned_sections.filters(run, _encoder(model))]
    return Page([verified, (f"{shot:.2%}", text)], results, inside)


def _encoder(model: "keras.Model") -> "keras.Model":
    from kerascnn.tasks.siamese.comparing import Comparer

    return Comparer(model).encoder


def _verification(run: FinishedRun) -> Section:
    metrics = run.metrics
    accepted = _list(metrics, "accepted_at", POINTS, highest=1.0)
    title = _("Verification: is it the same?")
    taken = np.geomspace(MOST_TAKEN, 1, POINTS)
    drawn = chart(
        [Curve(_("pairs of the same identity that are accepted"), np.log10(taken).tolist(), accepted)],
        title=title,
        x_label=_("pairs of two identities that are accepted, as a power of ten"),
        y_label=_("accepted"),
        as_y="{:.3g}".format,
    )
    caption = _("{network}, {data}: at every threshold, what is accepted rightly against what is wrongly")
    caption = caption.format(network=run.network, data=run.data.title)
    text = _(
        "Two pictures count as the same up to a distance of {threshold:.3f}. This threshold was chosen on other "
        "identities than those of the test, of whose pairs it decides {chosen:.2%} right."
    )
    said = text.format(threshold=metrics.number("threshold"), chosen=metrics.number("chosen_with", highest=1))
    pairs = metrics.part("pairs")
    rows = [
        [_("decided right"), percent(run.score)],
        [_("equal error rate"), percent(metrics.number("equal_error", highest=1))],
        [_("falsely accepted"), percent(metrics.number("falsely_accepted", highest=1))],
        [_("falsely refused"), percent(metrics.number("falsely_refused", highest=1))],
        [_("area under the curve"), f"{metrics.number('area', highest=1.000001):.4f}"],
        [_("identities"), f"{metrics.whole('identities'):,}"],
        [_("pairs of the same identity"), f"{pairs.whole('same'):,}"],
        [_("pairs of two identities"), f"{pairs.whole('different'):,}"],
    ]
    heads = [_("measure"), _("value")]
    content = figure(drawn, caption, sample=run.data.sample)
    return section("verification", title, tag("p", said), content, table(_("Pairs of test pictures"), heads, rows))


def _distances(run: FinishedRun) -> Section:
    highest = run.metrics.number("highest")
    counts = run.metrics.part("distances")
    middles = ((np.arange(BINS) + 0.5) / BINS * highest).tolist()
    curves = []
    for name, words in (("same", _("pairs of the same identity")), ("different", _("pairs of two identities"))):
        counted = _list(counts, name, BINS, highest=MOST_COUNTED)
        curves.append(Curve(words, middles, [each / (sum(counted) or 1) for each in counted]))
    title = _("Distances")
    drawn = chart(curves, title=title, x_label=_("distance"), y_label=_("part of the pairs"), as_y="{:.3g}".format)
    caption = _("{network}, {data}: how far apart pairs are; the less the two overlap, the better")
    caption = caption.format(network=run.network, data=run.data.title)
    return section("distances", title, figure(drawn, caption, sample=run.data.sample))


def _one_shot(run: FinishedRun) -> Section:
    found = run.metrics.part("one_shot")
    rows = []
    for ways in range(2, MOST_WAYS + 1):
        if str(ways) in found.content:
            rows.append([f"{ways}", percent(found.number(str(ways), highest=1)), percent(1 / ways)])
    text = _("Of each of K identities one picture is known; whose is nearest to another picture of one of them?")
    heads = [_("K"), _("right"), _("by chance")]
    title = _("One-shot recognition: who is it?")
    return section("one-shot", title, tag("p", text), table(_("Recognised by one picture"), heads, rows))


def _confused(seen: Seen | None, why_not: str) -> Section:
    title = _("Most confused pairs")
    if seen is None:
        return section("confused", title, tag("p", _("The pictures are not here: {reason}").format(reason=why_not)))
    data, tested = seen
    _pairs, same, apart = tested.pairs
    wrong = {
        "same": int((apart[same] > tested.threshold).sum()),
        "other": int((apart[~same] <= tested.threshold).sum()),
    }
    text = _(
        "{same:,} pairs of the same identity are refused, {other:,} of two identities accepted. Those furthest on the "
        "wrong side come first, then those nearest to the threshold."
    )
    items: list[Html] = []
    for pair in tested.confused(MOST):
        pictures = thumbnails(data.test.pictures[np.array([pair.first, pair.second])])
        said = said_of(pair)
        verdict = _("decided wrong") if tested.wrong(pair) else _("decided right")
        sheet = image(grid(pictures, columns=2), said, scale=2)
        items.append(tag("li", sheet, tag("strong", verdict), tag("small", said)))
    return section("confused", title, tag("p", text.format(**wrong)), tag("ul", joined(items), class_="mistakes"))


def _list(fields: Fields, name: str, count: int, *, highest: float) -> list[Any]:
    """`count` numbers from 0 to `highest`.

    Raises:
        InputError: the field is something else.
    """
    values = fields.content.get(name)
    if not (
        isinstance(values, list)
        and len(values) == count
        and all(isinstance(each, int | float) and 0 <= each <= highest for each in values)
    ):
        fields.refuse(name, _("{count} numbers from 0 up").format(count=count))
    return values
