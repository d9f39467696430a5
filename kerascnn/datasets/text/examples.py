"""Texts with their labels as they were found, and what makes classes of them."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.untrusted_text import visible

__all__ = ["NEUTRAL", "POLES", "Example", "Found", "ratings_as_classes", "usable"]

NEUTRAL = 0.5
"""Ratings nearer to 0 say neither good nor bad, and are left out."""
POLES = ("negative", "positive")
NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)?")
"""A rating, with a point or a decimal comma."""
FEWEST = 3
"""Texts of a class: one to learn from, one to choose the best epoch, one for the test."""
LONGEST_LABEL = 100
MOST_LABELS = 200
"""Classes: a network has a weight for each n-gram and each of them, and a column of names has thousands."""


class Example(NamedTuple):
    """One text.

    Attributes:
        text: as it was written.
        label: what it is.
        part: "train", "validation" or "test", where the data say it; else "".
        place: where it stands, for the message of an error.
        rating: how good it finds its matter, below 0 for bad; nan where the label is no rating.
    """

    text: str
    label: str
    part: str
    place: str
    rating: float = math.nan


@dataclass(frozen=True)
class Found:
    """What was found where texts were looked for.

    Attributes:
        examples: in the order in which they stand.
        name: what the data are called.
        source: where they were.
        said: what was taken for what, and what was left out, a line each.
    """

    examples: Sequence[Example]
    name: str
    source: str
    said: tuple[str, ...] = field(default=())

    def saying(self, *lines: str) -> "Found":
        """The same with more to say."""
        return replace(self, said=(*self.said, *lines))


def ratings_as_classes(found: Found) -> Found:
    """Where every label is a number and one of them no whole one, take the labels for ratings: negative and positive.

    Ratings are below 0 for bad and above 0 for good; those nearer to 0 than 0.5 are left out.

    Raises:
        InputError: no rating is below 0, or none above.
    """
    labels = [each.label for each in found.examples]
    if not labels or not all(map(NUMBER.fullmatch, labels)) or not any(set(".,") & set(label) for label in labels):
        return found
    ratings = [float(label.replace(",", ".").replace("−", "-")) for label in labels]
    if min(ratings) >= 0 or max(ratings) <= 0:
        text = _(
            "{source}: the labels are ratings from {low:g} to {high:g}; expected some below 0, for bad, and some above "
            "0, for good; or write a class in the place of each number"
        )
        raise InputError(text.format(source=found.source, low=min(ratings), high=max(ratings)))
    kept = [
        example._replace(label=POLES[rating > 0], rating=rating)
        for example, rating in zip(found.examples, ratings, strict=True)
        if abs(rating) >= NEUTRAL
    ]
    text = _("labels are ratings: below 0 is negative, above 0 positive; nearer to 0 than {least}, left out: {count:,}")
    return replace(found, examples=kept).saying(text.format(least=NEUTRAL, count=len(labels) - len(kept)))


def usable(found: Found, *, skip_bad: bool) -> Found:
    """Leave out what stands there twice, and with `skip_bad` what cannot be used; check that enough is left.

    Raises:
        InputError: a text is empty or has no label, there are too few or too many classes, or one has too few texts.
    """
    kept: dict[tuple[str, str], Example] = {}
    empty = []
    for example in found.examples:
        label = example.label.strip()[:LONGEST_LABEL]
        if not example.text.strip() or not label:
            empty.append(example)
        else:
            kept.setdefault((example.text.strip(), label), example._replace(label=label))
    said = []
    if empty:
        missing = _("the text is empty") if empty[0].label.strip() else _("there is no label")
        if not skip_bad:
            text = _("{place}: {problem}; write it, or leave such out with --skip-bad")
            raise InputError(visible(text.format(place=empty[0].place, problem=missing)))
        text = _("left out, without text or label: {count:,} (the first: {place})")
        said.append(visible(text.format(count=len(empty), place=empty[0].place)))
    twice = len(found.examples) - len(empty) - len(kept)
    if twice:
        said.append(_("left out, since they stand there twice with the same label: {count:,}").format(count=twice))
    examples = _of_enough(found, list(kept.values()), skip_bad=skip_bad)
    few = len(kept) - len(examples)
    if few:
        text = _("left out, of classes with fewer than {fewest} texts: {count:,}")
        said.append(text.format(count=few, fewest=FEWEST))
    return replace(found, examples=examples).saying(*said)


def _of_enough(found: Found, examples: list[Example], *, skip_bad: bool) -> list[Example]:
    """The examples of the classes that have enough of them.

    Raises:
        InputError: a class has not, there is only one class, or there are too many.
    """
    counts = Counter(example.label for example in examples)
    if len(counts) > MOST_LABELS:
        text = _("{source}: has {count:,} different labels, more than {most}; name the column that holds classes")
        raise InputError(text.format(source=found.source, count=len(counts), most=MOST_LABELS))
    few = {label: count for label, count in counts.items() if count < FEWEST}
    if len(counts) - len(few) < 2:  # whether the others are left out or not
        text = _("{source}: expected at least two classes with {fewest} texts each; there are: {classes}")
        names = ", ".join(f"{visible(label)} ({count:,})" for label, count in counts.most_common(5)) or "–"
        raise InputError(text.format(source=found.source, fewest=FEWEST, classes=names))
    if few and not skip_bad:
        label, count = min(few.items())
        text = _(
            "{source}: of the class {label} there are too few texts: {count}; expected {fewest}: to learn from, to "
            "choose the best epoch, to test; or leave such out with --skip-bad"
        )
        raise InputError(text.format(source=found.source, label=visible(label), count=count, fewest=FEWEST))
    return [example for example in examples if example.label not in few]
