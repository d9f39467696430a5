"""Overlaps and non-max suppression worked out line by line, in exact fractions: the standard library alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from kerascnn.boxes.exact import Box
from kerascnn.boxes.given import Exact, Given, decimal, exact, name_of
from kerascnn.language import _

__all__ = ["OverlapWorking", "Round", "SuppressionWorking", "overlap_working", "suppression_working"]

CORRECT = Fraction(1, 2)
"""The intersection over union from which on a box is right (deck E)."""


@dataclass(frozen=True)
class OverlapWorking:
    """How two boxes overlap.

    Attributes:
        first: xyxy.
        second: likewise.
        intersection: the box that both share; None where they share nothing.
        iou: intersection over union.
        giou: the generalised one.
        diou: the distance one.
        lines: the working.
    """

    first: Exact
    second: Exact
    intersection: Exact | None
    iou: Fraction
    giou: Fraction
    diou: Fraction
    lines: tuple[str, ...]


def overlap_working(first: Exact | Box, second: Exact | Box) -> OverlapWorking:
    """Work out how two boxes overlap.

    >>> worked = overlap_working((0, 0, 10, 10), (5, 0, 15, 10))
    >>> worked.iou, worked.giou, worked.diou
    (Fraction(1, 3), Fraction(1, 3), Fraction(10, 39))
    >>> worked.lines[4]
    'union: 100 + 100 − 50 = 150'

    Args:
        first: xyxy.
        second: likewise.
    """
    one, other = _exact(first), _exact(second)
    areas = [_area(one), _area(other)]
    inner = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    outer = (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))
    touching = inner[0] < inner[2] and inner[1] < inner[3]
    both = _area(inner) if touching else Fraction(0)
    union = areas[0] + areas[1] - both
    around = _area(outer)
    iou = both / union
    giou = iou - (around - union) / around
    apart = [(one[axis] + one[axis + 2] - other[axis] - other[axis + 2]) / 2 for axis in (0, 1)]
    square = apart[0] ** 2 + apart[1] ** 2
    diagonal = (outer[2] - outer[0]) ** 2 + (outer[3] - outer[1]) ** 2
    lines = [
        _("area of {name}: {line}").format(name=name, line=_sides(box)) for name, box in (("A", one), ("B", other))
    ]
    edges = "max({}, {}) = {}".format(*map(exact, (one[0], other[0], inner[0])))
    edges += ", max({}, {}) = {}".format(*map(exact, (one[1], other[1], inner[1])))
    edges += ", min({}, {}) = {}".format(*map(exact, (one[2], other[2], inner[2])))
    edges += ", min({}, {}) = {}".format(*map(exact, (one[3], other[3], inner[3])))
    lines.append(_("edges of the intersection: {edges}").format(edges=edges))
    if touching:
        lines.append(_("intersection: {line}").format(line=_sides(inner)))
    else:
        lines.append(_("intersection: 0, since it would end before it begins"))
    lines += [
        _("union: {line}").format(line=f"{_d(areas[0])} + {_d(areas[1])} − {_d(both)} = {_d(union)}"),
        f"IoU = {_d(both)}/{_d(union)} = {_reduced(iou, union)}",
        _("the smallest box around both: {line}").format(line=_sides(outer)),
        f"GIoU = {decimal(iou)} − ({_d(around)} − {_d(union)})/{_d(around)} = {decimal(giou)}",
        _("the middles are {x} and {y} apart, and the diagonal of that box squared is {diagonal}").format(
            x=_d(abs(apart[0])), y=_d(abs(apart[1])), diagonal=_d(diagonal)
        ),
        f"DIoU = {decimal(iou)} − {_d(square)}/{_d(diagonal)} = {decimal(iou - square / diagonal)}",
    ]
    verdict = _("at least 0.5: B would be right") if iou >= CORRECT else _("under 0.5: B would be wrong")
    lines.append(_("as a detection of A: {verdict}").format(verdict=verdict))
    return OverlapWorking(one, other, inner if touching else None, iou, giou, iou - square / diagonal, tuple(lines))


def _exact(box: Exact | Box) -> Exact:
    left, top, right, bottom = map(Fraction, box)
    return left, top, right, bottom


def _area(box: Exact) -> Fraction:
    return (box[2] - box[0]) * (box[3] - box[1])


def _d(value: Fraction) -> str:
    return decimal(value, 6)


def _sides(box: Exact) -> str:
    left, top, right, bottom = map(exact, box)
    return f"({right} − {_bracketed(left)})·({bottom} − {_bracketed(top)}) = {_d(_area(box))}"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def _reduced(value: Fraction, whole: Fraction) -> str:
    shown = decimal(value)
    plain = str(value)
    return shown if value.denominator in (1, whole) or len(plain) > 12 else f"{plain} = {shown}"


class Round(NamedTuple):
    """One round of non-max suppression.

    Attributes:
        kept: the number of the box that is kept.
        overlaps: of each box of its class that is left, intersection, union, and whether it is dropped.
    """

    kept: int
    overlaps: dict[int, tuple[Fraction, Fraction, bool]]


@dataclass(frozen=True)
class SuppressionWorking:
    """Non-max suppression, round by round.

    Attributes:
        low: the numbers of the boxes whose p is too low.
        rounds: the rounds, class by class.
        kept: the numbers of the boxes that stay, the best first.
        lines: the working.
    """

    low: tuple[int, ...]
    rounds: tuple[Round, ...]
    kept: tuple[int, ...]
    lines: tuple[str, ...]


def suppression_working(
    given: Sequence[Given], *, most_overlap: Fraction = CORRECT, least_score: Fraction = Fraction(3, 5)
) -> SuppressionWorking:
    r"""The course's procedure: drop p ≤ 0.6, keep the best, drop IoU ≥ 0.5 with it, repeat; each class by itself.

    >>> from kerascnn.boxes.given import read
    >>> boxes = read("0 0 10 10 0.9\n0 2 10 12 0.8\n0 5 10 15 0.7\n40 0 50 10 0.6", "boxes.txt")
    >>> worked = suppression_working(boxes)
    >>> worked.low, worked.kept
    ((3,), (0, 2))
    >>> print(*worked.lines[:3], sep="\n")
    D is dropped: p = 0.6, at most 0.6
    A is kept: the best p that is left, 0.9
      IoU(A, B) = 80/120 = 0.667, at least 0.5: B is dropped

    Args:
        given: the boxes.
        most_overlap: the intersection over union from which on a box is dropped.
        least_score: boxes up to this p are dropped at once.
    """
    low = tuple(number for number, each in enumerate(given) if each.score <= least_score)
    high = [number for number, each in enumerate(given) if each.score > least_score]
    high.sort(key=lambda number: -given[number].score)
    text = _("{name} is dropped: p = {p}, at most {least}")
    lines = [text.format(name=name_of(n), p=exact(given[n].score), least=exact(least_score)) for n in low]
    rounds = []
    labels = list(dict.fromkeys(each.label for each in given))
    for label in labels:
        left = [number for number in high if given[number].label == label]
        if len(labels) > 1 and left:
            lines.append(_("the class {label}:").format(label=label or _("without a name")))
        while left:
            best, *others = left
            text = _("{name} is kept: the best p that is left, {p}")
            lines.append(text.format(name=name_of(best), p=exact(given[best].score)))
            overlaps = {}
            for other in others:
                both, union = _shared(given[best].box, given[other].box)
                dropped = both >= most_overlap * union
                overlaps[other] = both, union, dropped
                lines.append("  " + _compared(best, other, both, union, most_overlap, dropped=dropped))
            rounds.append(Round(best, overlaps))
            left = [other for other in others if not overlaps[other][2]]
    kept = tuple(sorted((each.kept for each in rounds), key=lambda number: -given[number].score))
    return SuppressionWorking(low, tuple(rounds), kept, tuple(lines))


def _shared(one: Exact, other: Exact) -> tuple[Fraction, Fraction]:
    """Intersection and union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = width * height if width > 0 and height > 0 else Fraction(0)
    return both, _area(one) + _area(other) - both


def _compared(best: int, other: int, both: Fraction, union: Fraction, most: Fraction, *, dropped: bool) -> str:
    line = f"IoU({name_of(best)}, {name_of(other)}) = {_d(both)}/{_d(union)} = {decimal(both / union)}"
    text = _("{line}, at least {most}: {name} is dropped") if dropped else _("{line}, under {most}: {name} stays")
    return text.format(line=line, most=exact(most), name=name_of(other))
