"""Average precision of five boxes.

Level 1: precision and recall of the surest. Level 2: the average precision of a class. Level 3: its mean over two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from kerascnn.exercises.exercise import Exercise, Matrix, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("Average precision")

COUNT = 5
HALF = 50
"""Hundredths of the IoU from which on a box is right."""
STRICT = 75


@dataclass(frozen=True)
class Detection:
    """One box: p and IoU in hundredths, and the number of the object that it overlaps most, from 1."""

    p: int
    iou: int
    object: int


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about how good the boxes of a detector are.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_precision, _of_a_class, _mean)[level - 1](random)


def _drawn(random: Random, count: int, objects: int) -> list[Detection]:
    scores = random.sample(range(30, 99), count)
    return [Detection(p, random.randint(35, 95), random.randint(1, objects)) for p in scores]


def _listed(found: Sequence[Detection], first: int = 1) -> str:
    text = _("box {number}: p = {p:.2f}, IoU {iou:.2f} with object {object}")
    return "; ".join(
        text.format(number=number, p=each.p / 100, iou=each.iou / 100, object=each.object)
        for number, each in enumerate(found, start=first)
    )


def _right(found: Sequence[Detection], *, least: int = HALF, once: bool = True, by_p: bool = True) -> list[bool]:
    """Which boxes are right, the surest first: each object is found once."""
    taken: set[int] = set()
    right = []
    for each in sorted(found, key=lambda each: -each.p) if by_p else found:
        good = each.iou >= least and not (once and each.object in taken)
        right.append(good)
        if good:
            taken.add(each.object)
    return right


def _average(right: Sequence[bool], objects: int) -> Fraction:
    """For each right box the best precision from there on, over the number of objects."""
    return Fraction(sum(best for _place, best in _best(right)), objects) if any(right) else Fraction(0)


def _precisions(right: Sequence[bool]) -> list[Fraction]:
    return [Fraction(sum(right[: place + 1]), place + 1) for place in range(len(right))]


def _best(right: Sequence[bool]) -> list[tuple[int, Fraction]]:
    """The place of each right box and the best precision from there on."""
    precisions = _precisions(right)
    return [(place, max(precisions[place:])) for place, good in enumerate(right) if good]


def _plain(right: Sequence[bool], objects: int) -> Fraction:
    """Without the best from there on."""
    precisions = _precisions(right)
    return Fraction(sum(precisions[place] for place, good in enumerate(right) if good), objects)


def _precision(random: Random) -> Exercise:
    objects = random.randint(3, 6)
    found = _drawn(random, COUNT, objects)
    after = random.randint(3, COUNT)
    right = _right(found)
    good = sum(right[:after])

    def both(marks: Sequence[bool], of: int = after) -> Matrix:
        return _pair(sum(marks[:of]), of, objects)

    return Exercise(
        question=_(
            "A detector finds {count} boxes of a class that has {objects} objects: {given}. A box is right if its IoU "
            "is at least 0.5 and no surer box has found the same object. What are the precision and the recall of the "
            "{after} surest boxes, to three decimals?"
        ).format(count=COUNT, objects=objects, given=_listed(found), after=after),
        answer=both(right),
        steps=(
            _("From the surest on: {marks}").format(marks=_marks(right)),
            _("Of the {after} surest {good} are right: precision {precision}, recall {recall}").format(
                after=after,
                good=good,
                precision=f"{good}/{after} = {good / after:.3f}",
                recall=f"{good}/{objects} = {good / objects:.3f}",
            ),
        ),
        mistakes=(
            Mistake(
                _pair(good, objects, after),
                _("Precision and recall were swapped: precision is of the boxes, recall of the objects."),
            ),
            Mistake(
                both(_right(found, by_p=False)), _("The boxes were taken as they are listed; the surest come first.")
            ),
            Mistake(both(_right(found, once=False)), _("An object that was found twice counted twice.")),
            Mistake(both(_right(found, least=0)), _("The IoU was not looked at; under 0.5 a box is wrong.")),
            Mistake(
                both(_right(found, least=STRICT)),
                _("A box is right from an IoU of 0.5 on; 0.75 is a stricter measure."),
            ),
            Mistake(
                both(right, COUNT), _("All boxes were counted; the {after} surest are asked for.").format(after=after)
            ),
        ),
    )


def _pair(right: int, boxes: int, objects: int) -> Matrix:
    return ((round(right / boxes, 3), round(right / objects, 3)),)


def _marks(right: Sequence[bool]) -> str:
    return ", ".join(_("right") if good else _("wrong") for good in right)


def _rule() -> str:
    return _(
        "A box is right if its IoU is at least 0.5 and no surer box has found the same object. Each right box counts "
        "the best precision that is reached with it or later; their sum, divided by the number of objects, is the "
        "average precision."
    )


def _of_a_class(random: Random) -> Exercise:
    objects = random.randint(3, 5)
    found = _drawn(random, COUNT, objects)
    # Of one right box there is little to work out.
    while sum(_right(found)) < 2:
        found = _drawn(random, COUNT, objects)
    right = _right(found)
    answer = _average(right, objects)
    return Exercise(
        question=_("A detector finds {count} boxes of a class that has {objects} objects: {given}.").format(
            count=COUNT, objects=objects, given=_listed(found)
        )
        + " "
        + _rule()
        + " "
        + _("What is it, to three decimals?"),
        answer=float(answer),
        steps=_worked(right, objects),
        mistakes=_mistakes([(found, objects)]),
        decimals=3,
        largest=1,
        numbers=(tuple(found), objects),
    )


def _mean(random: Random) -> Exercise:
    parts = []
    for count in random.choice(((3, 2), (2, 3))):
        objects = random.randint(2, 3)
        parts.append((_drawn(random, count, objects), objects))
    averages = [_average(_right(found), objects) for found, objects in parts]
    answer = sum(averages, Fraction(0)) / 2
    (cats, cat_objects), (dogs, dog_objects) = parts
    return Exercise(
        question=_(
            "There are {cats} cats and {dogs} dogs. A detector finds these cats: {cat_boxes}; and these dogs: "
            "{dog_boxes}."
        ).format(
            cats=cat_objects, dogs=dog_objects, cat_boxes=_listed(cats), dog_boxes=_listed(dogs, first=len(cats) + 1)
        )
        + " "
        + _rule()
        + " "
        + _("What is the mean average precision of the two classes, to three decimals?"),
        answer=float(answer),
        steps=(
            _("Cats:"),
            *_worked(_right(cats), cat_objects),
            _("Dogs:"),
            *_worked(_right(dogs), dog_objects),
            f"mAP = ({float(averages[0]):.3f} + {float(averages[1]):.3f})/2 = {float(answer):.3f}",
        ),
        mistakes=(
            *_mistakes(parts),
            Mistake(
                float((averages[0] * cat_objects + averages[1] * dog_objects) / (cat_objects + dog_objects)),
                _("The classes were weighed by their objects; each counts the same."),
            ),
            Mistake(float(sum(averages, Fraction(0))), _("The mean was not taken: there are two classes.")),
        ),
        decimals=3,
        largest=1,
        numbers=(tuple(cats), tuple(dogs), cat_objects, dog_objects),
    )


def _worked(right: Sequence[bool], objects: int) -> tuple[str, ...]:
    precisions = ", ".join(f"{sum(right[: place + 1])}/{place + 1}" for place in range(len(right)))
    best = [str(each) for _place, each in _best(right)] or ["0"]
    return (
        _("From the surest on: {marks}").format(marks=_marks(right)),
        _("Precision after each: {precisions}").format(precisions=precisions),
        _("Average precision: {line}").format(
            line=f"({' + '.join(best)})/{objects} = {float(_average(right, objects)):.3f}"
        ),
    )


def _mistakes(parts: Sequence[tuple[Sequence[Detection], int]]) -> tuple[Mistake, ...]:
    """What comes out for those who make a mistake in each class."""

    def mean(values: Sequence[Fraction]) -> float:
        return float(sum(values, Fraction(0)) / len(values))

    ways = (
        (
            [_plain(_right(found), n) for found, n in parts],
            _("Each box counted its own precision; a later one may be better."),
        ),
        (
            [_average(_right(found, by_p=False), n) for found, n in parts],
            _("The boxes were taken as they are listed; the surest come first."),
        ),
        (
            [_average(_right(found, once=False), n) for found, n in parts],
            _("An object that was found twice counted twice."),
        ),
        (
            [_average(_right(found), max(sum(_right(found)), 1)) for found, n in parts],
            _("It was divided by the objects that were found; those that were missed count too."),
        ),
        (
            [_average(_right(found, least=STRICT), n) for found, n in parts],
            _("A box is right from an IoU of 0.5 on; 0.75 is a stricter measure."),
        ),
    )
    right, count = sum(sum(_right(found)) for found, _n in parts), sum(len(found) for found, _n in parts)
    return (
        *(Mistake(mean(values), name) for values, name in ways),
        Mistake(right / count, _("That is the precision of all boxes.")),
    )
