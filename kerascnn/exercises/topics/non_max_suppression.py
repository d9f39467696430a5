"""Non-max suppression by hand.

Level 1: five boxes whose overlaps are given. Level 2: five boxes of two classes by their corners. Level 3: soft-NMS.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from random import Random

from kerascnn.boxes import Box, overlap
from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("Non-max suppression")

NAMES = "ABCDE"
EVERY = tuple(range(len(NAMES)))
LEAST = 60
"""Hundredths of p up to which a box is dropped."""
HALF = Fraction(1, 2)

Iou = Callable[[int, int], Fraction]


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about which boxes remain, or with which p.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_of_overlaps, _of_classes, _soft)[level - 1](random)


def _of_overlaps(random: Random) -> Exercise:
    while True:
        scores = random.sample(range(45, 99), len(NAMES))
        iou = _table({frozenset(pair): Fraction(random.randint(0, 18), 20) for pair in combinations(EVERY, 2)})
        kept = _kept(EVERY, scores, iou)
        # Some of the sure boxes go.
        if 1 <= len(kept) < min(4, sum(score > LEAST for score in scores)):
            break
    lines: list[str] = []
    _kept(EVERY, scores, iou, lines=lines)
    shown = tuple(tuple(1.0 if one == other else float(iou(one, other)) for other in EVERY) for one in EVERY)
    return Exercise(
        question=_(
            "Five boxes of one class have the probabilities {given}; the table has their IoU, rows and columns in this "
            "order. Non-max suppression drops boxes with p ≤ 0.6, keeps the best, drops those whose IoU with it is 0.5 "
            "or more, and repeats. Which boxes remain?"
        ).format(given=", ".join(f"{NAMES[number]} {_p(scores[number])}" for number in EVERY)),
        answer=_names(kept),
        steps=tuple(lines),
        mistakes=_mistakes([EVERY], scores, iou),
        matrices=((_("IoU of A to E"), shown),),
    )


def _table(found: Mapping[frozenset[int], Fraction]) -> Iou:
    return lambda one, other: found[frozenset((one, other))]


def _of_classes(random: Random) -> Exercise:
    while True:
        boxes = [_box(random) for _number in EVERY]
        scores = random.sample(range(45, 99), len(NAMES))
        cats = sorted(random.sample(EVERY, random.choice((2, 3))))
        classes = [cats, [number for number in EVERY if number not in cats]]

        def iou(one: int, other: int, boxes: Sequence[Box] = boxes) -> Fraction:
            return overlap(boxes[one], boxes[other]).iou

        kept = [number for members in classes for number in _kept(members, scores, iou)]
        together = _kept(EVERY, scores, iou)
        # A box goes, and another stays that would go if the classes were not told apart.
        if len(kept) < sum(score > LEAST for score in scores) and sorted(kept) != sorted(together) and len(kept) < 4:
            break
    lines: list[str] = []
    for name, members in ((_("cat"), classes[0]), (_("dog"), classes[1])):
        lines.append(_("The class {name}:").format(name=name))
        _kept(members, scores, iou, lines=lines)
    given = "; ".join(
        f"{NAMES[number]} = {boxes[number]}, {_('cat') if number in cats else _('dog')}, p = {_p(scores[number])}"
        for number in EVERY
    )
    return Exercise(
        question=_(
            "Five boxes by their left, top, right and bottom edges, with their class and its probability p: {given}. "
            "Non-max suppression goes through each class by itself: it drops boxes with p ≤ 0.6, keeps the best, drops "
            "those whose IoU with it is 0.5 or more, and repeats. Which boxes remain?"
        ).format(given=given),
        answer=_names(kept),
        steps=tuple(lines),
        mistakes=(
            Mistake(
                _names(together),
                _("The classes were not told apart: a cat does not drop a dog, however much they overlap."),
            ),
            *_mistakes(classes, scores, iou),
        ),
    )


def _soft(random: Random) -> Exercise:
    """Three boxes: the best lowers both others, and the better of those lowers the last."""
    while True:
        first, second, third = sorted(random.sample(range(60, 99), 3), reverse=True)
        overlaps = [random.randint(2, 8) / 10 for _pair in range(3)]
        one, two, three = overlaps
        p = [score / 100 for score in (first, second, third)]
        lowered = p[1] * _factor(one), p[2] * _factor(two)
        if lowered[0] > lowered[1] + 0.02:
            break
    answer = lowered[1] * _factor(three)
    return Exercise(
        question=_(
            "Soft-NMS keeps the best box and multiplies the p of each other by exp(−IoU²/0.5), then goes on with the "
            "best of the others. A has p = {a:.2f}, B {b:.2f} and C {c:.2f}; IoU(A, B) = {ab:.1f}, IoU(A, C) = "
            "{ac:.1f}, IoU(B, C) = {bc:.1f}. Which p has C at the end, to three decimals?"
        ).format(a=p[0], b=p[1], c=p[2], ab=one, ac=two, bc=three),
        answer=answer,
        steps=(
            _("A is the best. {line}").format(line=f"B: {p[1]:.2f}·exp(−{one:.1f}²/0.5) = {lowered[0]:.3f}"),
            f"C: {p[2]:.2f}·exp(−{two:.1f}²/0.5) = {lowered[1]:.3f}",
            _("B is the best of the others. {line}").format(
                line=f"C: {lowered[1]:.3f}·exp(−{three:.1f}²/0.5) = {answer:.3f}"
            ),
        ),
        mistakes=(
            Mistake(lowered[1], _("Only A lowered it; B, the best of the others, lowers it once more.")),
            Mistake(p[2] * _factor(three), _("Only B lowered it; A did so before.")),
            Mistake(
                p[2] * math.exp(-(two + three) / 0.5),
                _("The IoU was not squared."),
            ),
            Mistake(
                p[2] * math.exp(-(two**2) - three**2),
                _("The IoU squared was not divided by 0.5."),
            ),
            Mistake(
                p[2] * (1 - two) * (1 - three),
                _("That is the linear rule, 1 − IoU; here the factor is exp(−IoU²/0.5)."),
            ),
            Mistake(
                p[2] * _factor(two + three),
                _("The IoUs were added before they were squared; each is squared by itself."),
            ),
        ),
        decimals=3,
    )


def _factor(iou: float) -> float:
    return math.exp(-(iou**2) / 0.5)


def _box(random: Random) -> Box:
    left, top = random.randint(0, 5), random.randint(0, 5)
    return left, top, left + random.randint(5, 9), top + random.randint(5, 9)


def _p(score: int) -> str:
    return f"{score / 100:.2f}"


def _names(numbers: Iterable[int]) -> str:
    return ", ".join(NAMES[number] for number in sorted(numbers))


def _kept(
    members: Iterable[int],
    scores: Sequence[int],
    iou: Iou,
    *,
    least: int = LEAST,
    most: Fraction = HALF,
    lines: list[str] | None = None,
) -> list[int]:
    """The boxes that remain; what happens is added to `lines`."""
    kept: list[int] = []
    left = sorted((number for number in members if scores[number] > least), key=lambda number: -scores[number])
    if lines is not None:
        text = _("{name} is dropped: p = {p}, at most 0.6")
        low = (number for number in members if scores[number] <= least)
        lines += [text.format(name=NAMES[number], p=_p(scores[number])) for number in low]
    while left:
        best, *others = left
        kept.append(best)
        left = [other for other in others if iou(best, other) < most]
        if lines is not None:
            text = _("{name} is kept: the best p that is left, {p}")
            lines.append(text.format(name=NAMES[best], p=_p(scores[best])))
            for other in others:
                line = f"IoU({NAMES[best]}, {NAMES[other]}) = {float(iou(best, other)):.2f}"
                text = (
                    _("{line}, under 0.5: {name} stays")
                    if other in left
                    else _("{line}, at least 0.5: {name} is dropped")
                )
                lines.append(text.format(line=line, name=NAMES[other]))
    return kept


def _mistakes(classes: Sequence[Sequence[int]], scores: Sequence[int], iou: Iou) -> tuple[Mistake, ...]:
    """What remains for those who make a mistake within each class."""

    def sure(members: Sequence[int]) -> list[int]:
        return [number for number in members if scores[number] > LEAST]

    def best_alone(members: Sequence[int]) -> list[int]:
        return sorted(sure(members), key=lambda number: -scores[number])[:1]

    def compared_with_the_best(members: Sequence[int]) -> list[int]:
        best = best_alone(members)
        return best + [number for number in sure(members) if number not in best and iou(best[0], number) < HALF]

    def from_the_worst(members: Sequence[int]) -> list[int]:
        return _kept(sure(members), [200 - score for score in scores], iou)

    def dropped_by_any(members: Sequence[int]) -> list[int]:
        better = {n: [m for m in sure(members) if scores[m] > scores[n]] for n in sure(members)}
        return [n for n, others in better.items() if all(iou(n, other) < HALF for other in others)]

    ways: tuple[tuple[Callable[[Sequence[int]], Sequence[int]], str], ...] = (
        (lambda members: members, _("Nothing was dropped: neither the improbable boxes nor those that overlap.")),
        (sure, _("Only p was looked at; boxes that overlap with a better one go too.")),
        (
            lambda members: _kept(members, scores, iou, least=0),
            _("Boxes with p of 0.6 or less were not dropped at the start."),
        ),
        (best_alone, _("Only the best box was kept; a box that overlaps little with it shows another object.")),
        (
            compared_with_the_best,
            _("Only the best box was compared with the others; go on with the best of those that are left."),
        ),
        (from_the_worst, _("The boxes were gone through from the worst to the best; begin with the best.")),
        (dropped_by_any, _("A box that was dropped already dropped others; only those that are kept do.")),
        (
            lambda members: _kept(members, scores, iou, most=Fraction(3, 5)),
            _("0.6 is the bound for p; for the IoU it is 0.5."),
        ),
    )
    return tuple(Mistake(_names(number for each in classes for number in way(each)), text) for way, text in ways)
