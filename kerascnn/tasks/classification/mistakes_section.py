"""The mistakes of which the network was surest."""

import numpy as np

from kerascnn.language import _
from kerascnn.pages.pictures import image, thumbnails
from kerascnn.pages.sections import Section, section
from kerascnn.pages.tags import Html, joined, tag
from kerascnn.runs import FinishedRun
from kerascnn.tasks.classification.scored_pictures import ScoredPictures

__all__ = ["mistakes"]

MOST = 16
BEST = 3
SIDE = 112
"""Pixels of the page along a picture, about."""


def mistakes(run: FinishedRun, seen: ScoredPictures | None, why_not: str) -> Section:
    """The surest mistakes, each with its highest scores.

    Args:
        run: the names of the classes.
        seen: the pictures; None where there are none.
        why_not: says why there are none.
    """
    title = _("Worst mistakes")
    if seen is None:
        return section("mistakes", title, tag("p", _("The pictures are not here: {reason}").format(reason=why_not)))
    worst = seen.worst(MOST)
    if not len(worst):
        return section("mistakes", title, tag("p", _("no mistakes")))
    text = _("The wrong predictions with the highest scores, {data}.").format(data=run.data.title)
    items = [_mistake(run, seen, int(number)) for number in worst]
    return section("mistakes", title, tag("p", text), tag("ul", joined(items), class_="mistakes"))


def _mistake(run: FinishedRun, seen: ScoredPictures, number: int) -> Html:
    names, scores = run.data.class_names, seen.scores[number]
    true, predicted = names[int(seen.labels[number])], names[int(scores.argmax())]
    text = _("taken for {predicted}, is {true}").format(predicted=predicted, true=true)
    pixels = thumbnails(seen.images[number : number + 1])[0]
    picture = image(
        pixels, _("a picture of {true}").format(true=true), scale=max(1, SIDE // pixels.shape[0]), photo=True
    )
    best = np.argsort(-scores, kind="stable")[:BEST]
    lines = [tag("li", f"{names[each]} {scores[each]:.1%}") for each in best]
    number_text = _("test image {number:,}").format(number=number)
    return tag("li", picture, tag("strong", text), tag("ul", *lines, aria_label=_("scores")), tag("small", number_text))
