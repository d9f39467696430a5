"""What each class is most often taken for, with the pictures: where a network for photographs goes wrong."""

from typing import NamedTuple

import numpy as np

from kerascnn.language import _
from kerascnn.pages import percent
from kerascnn.pages.pictures import grid, image, thumbnails
from kerascnn.pages.sections import Section, section
from kerascnn.pages.tags import Html, joined, tag
from kerascnn.runs import FinishedRun
from kerascnn.tasks.classification.counts import Counts
from kerascnn.tasks.classification.scored_pictures import ScoredPictures
from kerascnn.untrusted_text import short_names

__all__ = ["Confused", "confused", "taken_for"]

MOST_CLASSES = 40
OTHERS = 3
PICTURES, COLUMNS = 6, 3
NAME = 40
SIDE = 48


class Confused(NamedTuple):
    """A class and what it is taken for.

    Attributes:
        true: its number.
        test: how many test pictures it has.
        found: how many of them were found.
        taken: the other classes with the number of its pictures that were taken for them, most often first.
    """

    true: int
    test: int
    found: int
    taken: tuple[tuple[int, int], ...]


def confused(counts: Counts) -> list[Confused]:
    """The classes with mistakes, that of which the largest part is missed first.

    >>> [each.true for each in confused(Counts(((8, 2, 0), (0, 9, 1), (0, 0, 10))))]
    [0, 1]
    """
    found = []
    for true, row in enumerate(counts.confusion):
        wrong = [(number, count) for number, count in enumerate(row) if count and number != true]
        if wrong:
            taken = tuple(sorted(wrong, key=lambda pair: -pair[1]))
            found.append(Confused(true, sum(row), row[true], taken))
    return sorted(found, key=lambda each: each.found / each.test)


def taken_for(run: FinishedRun, seen: ScoredPictures | None) -> Section:
    """For each class with mistakes, what it is most often taken for, and the surest of these pictures.

    Args:
        run: what was counted.
        seen: the pictures; None where there are none.
    """
    rows = confused(Counts.of(run))
    title = _("What each class is taken for")
    if not rows:
        return section("taken-for", title, tag("p", _("no mistakes")))
    text = _("Of each class the part that is missed, the largest first; the pictures are the surest of those mistakes.")
    items = [_item(run, seen, row) for row in rows[:MOST_CLASSES]]
    return section("taken-for", title, tag("p", text), tag("ul", joined(items), class_="mistakes"))


def _item(run: FinishedRun, seen: ScoredPictures | None, row: Confused) -> Html:
    names = short_names(run.data.class_names, NAME)
    most = row.taken[0][0]
    heading = _("{true}: most often {other}").format(true=names[row.true], other=names[most])
    lines = [
        tag("li", f"{names[number]} {count:,} ({percent(count / row.test)})") for number, count in row.taken[:OTHERS]
    ]
    found = _("found: {found:,} of {test:,}").format(found=row.found, test=row.test)
    children = [tag("strong", heading), tag("ul", *lines, aria_label=_("taken for")), tag("small", found)]
    numbers = np.array([], int) if seen is None else seen.cell(row.true, most)[:PICTURES]
    if seen is None or not len(numbers):
        return tag("li", *children)
    sheet = grid(thumbnails(seen.images[numbers]), columns=COLUMNS, gap=4)
    alt = _("pictures of {true} taken for {other}").format(true=names[row.true], other=names[most])
    return tag("li", image(sheet, alt, scale=max(1, SIDE // min(seen.images.shape[1:3])), photo=True), *children)
