"""What the report says of a network that describes pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from kerascnn import plots
from kerascnn.datasets.captions.loading import Captioned
from kerascnn.datasets.captions.vocabulary import as_text
from kerascnn.language import _
from kerascnn.pages import Child, Html, Section, figure, joined, section, table, tag
from kerascnn.pages.pictures import grid, image
from kerascnn.runs import FinishedRun, words_with_interval
from kerascnn.runs.fields import Fields
from kerascnn.shapes.places import shown
from kerascnn.tasks import learned_sections
from kerascnn.tasks.captioning.bleu import LONGEST_RUN
from kerascnn.tasks.captioning.evaluation import Evaluation
from kerascnn.tasks.captioning.figures import telling, word_maps
from kerascnn.tasks.captioning.mistakes import KINDS
from kerascnn.tasks.protocol import Page

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

MOST = 12
SIDE, SMALL = 192, 128
"""Pixels of the page along a picture."""
LONGEST_TEXT = 400

Seen = tuple[Captioned, Evaluation]


def page(run: FinishedRun, model: "keras.Model | None", seen: Seen | None, why_not: str) -> Page:
    """BLEU, where the network looks, the kinds of mistakes, the wrong captions, the filters."""
    bleu = run.metrics.part("bleu")
    words = _("of the captions right word for word")
    exact = (f"{run.score:.2%}", words_with_interval(words, run.score, run.data.test))
    four = (f"{bleu.number(str(LONGEST_RUN), highest=1):.3f}", _("BLEU-4"))
    results = [_bleu(run, bleu), _attention(run, seen, why_not)]
    if "kinds" in run.metrics.content:
        results.append(_kinds(run))
    results.append(_wrong(run, seen, why_not))
    return Page([exact, four], results, [] if model is None else [learned_sections.filters(run, model)])


def _bleu(run: FinishedRun, bleu: Fields) -> Section:
    precisions = run.metrics.content.get("precisions")
    if not (
        isinstance(precisions, list)
        and len(precisions) == LONGEST_RUN
        and all(isinstance(each, int | float) and 0 <= each <= 1 for each in precisions)
    ):
        run.metrics.refuse("precisions", _("{count} numbers from 0 to 1").format(count=LONGEST_RUN))
    rows = [
        [str(order), f"{precision:.2%}", f"{bleu.number(str(order), highest=1):.3f}"]
        for order, precision in enumerate(precisions, start=1)
    ]
    heads = [_("words in a run"), _("runs that stand in a reference"), _("BLEU up to here")]
    text = _(
        "BLEU (Papineni et al. 2002) counts runs of words that people wrote too; captions shorter than theirs are "
        "penalised, here by a factor of {brevity:.3f}. Different captions of {count:,} test images: {different:,}. "
        "Captions followed at once: {beam}."
    )
    said = text.format(
        brevity=run.metrics.number("brevity", highest=1),
        count=run.data.test,
        different=run.metrics.whole("different_captions"),
        beam=run.metrics.whole("beam", at_least=1),
    )
    return section("bleu", _("BLEU"), tag("p", said), table(_("BLEU by the length of runs"), heads, rows))


def _attention(run: FinishedRun, seen: Seen | None, why_not: str) -> Section:
    title = _("Where the network looks for each word")
    if seen is None:
        return section("attention", title, _not_here(why_not))
    data, tested = seen
    number = telling(tested)
    (picture,) = data.test.batch(np.array([number])).images
    large = _enlarged(picture, SMALL)
    maps = word_maps(tested.said[number], tested.captions[number])
    tiles = [large, *(plots.lit(large, each.attention) for each in maps)]
    caption = as_text(tested.captions[number])
    words = ", ".join(f"{each.word} {each.probability:.0%}" for each in maps)
    text = _("Test image {number:,}, then where the network looked for: {words}. Bright is where it looked.")
    content = figure(image(grid(tiles, columns=6, gap=6), caption, photo=True), caption, sample=run.data.sample)
    return section("attention", title, content, tag("p", text.format(number=number, words=words)))


def _enlarged(picture: np.ndarray, side: int) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.BICUBIC))


def _kinds(run: FinishedRun) -> Section:
    kinds = run.metrics.part("kinds")
    rows: list[list[Child]] = [[_(KINDS[kind]), f"{kinds.whole(kind):,}"] for kind in KINDS if kind in kinds.content]
    title = _("Kinds of mistakes")
    text = _("A sentence may have several kinds. Groups are compared with those with which they have most in common.")
    children: list[Child] = [tag("p", text)]
    if not rows:
        return section("kinds", title, tag("p", _("No sentence is wrong.")))
    children.append(table(_("Wrong sentences by the kind of mistake"), [_("mistake"), _("sentences")], rows))
    mixed = run.metrics.content.get("mixed_up")
    if isinstance(mixed, list) and mixed:
        pairs = [_pair(run, each) for each in mixed[:MOST]]
        heads = [_("true"), _("said"), _("sentences")]
        children.append(table(_("The first word that differs"), heads, pairs, words=2))
    return section("kinds", title, *children)


def _pair(run: FinishedRun, given: Any) -> list[Child]:
    """Two words and a number that a stranger may have written."""
    if not (
        isinstance(given, list)
        and len(given) == 3
        and all(isinstance(each, str) for each in given[:2])
        and isinstance(given[2], int)
    ):
        run.metrics.refuse("mixed_up", _("two words and a number each"))
    return [*(shown(each, LONGEST_TEXT) or _("(end)") for each in given[:2]), f"{given[2]:,}"]


def _wrong(run: FinishedRun, seen: Seen | None, why_not: str) -> Section:
    title = _("Wrong captions, the surest first")
    if seen is None:
        return section("wrong", title, _not_here(why_not))
    data, tested = seen
    text = _("Of {count:,} captions {wrong:,} are not, word for word, what the picture has.")
    said = tag("p", text.format(count=len(tested.captions), wrong=len(tested.wrong)))
    chosen = tested.wrong[:MOST]
    if not chosen:
        return section("wrong", title, said)
    pictures = data.test.batch(np.array(chosen)).images
    items = [_mistake(tested, number, picture) for number, picture in zip(chosen, pictures, strict=True)]
    return section("wrong", title, said, tag("ul", joined(items), class_="mistakes"))


def _mistake(tested: Evaluation, number: int, picture: np.ndarray) -> Html:
    name = _("test image {number:,}").format(number=number)
    lines = [_("said: {caption}").format(caption=as_text(tested.captions[number]) or "—")]
    lines += [_("true: {caption}").format(caption=as_text(each)) for each in tested.references[number]]
    kinds: Sequence[str] = [_(KINDS[kind]) for kind in tested.kinds(number)]
    items: list[Child] = [tag("li", line) for line in lines]
    small = tag("small", "; ".join([name, *kinds]))
    return tag("li", image(_enlarged(picture, SIDE), name, photo=True), tag("ul", *items), small)


def _not_here(why_not: str) -> Html:
    return tag("p", _("The pictures are not here: {reason}").format(reason=why_not))
