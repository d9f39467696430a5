"""Intersection over union of boxes.

Level 1: two boxes by their corners. Level 2: two boxes by centre and size. Level 3: non-max suppression of four boxes.
"""

from collections.abc import Callable, Iterable
from random import Random

from kerascnn.boxes import Box, Overlap, overlap
from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("Intersection over union")

NAMES = "ABCD"
LEAST = 0.6


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about how boxes overlap.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_corners, _centres, _suppression)[level - 1](random)


def _corners(random: Random) -> Exercise:
    one, other = _pair(random)
    return _iou(
        _(
            "Two boxes are given by their left, top, right and bottom edges in pixels: A = {one}, B = {other}. What is "
            "their intersection over union, to three decimals?"
        ).format(one=one, other=other),
        one,
        other,
    )


def _centres(random: Random) -> Exercise:
    one, other = _pair(random, even=True)

    def centred(box: Box) -> Box:
        return (box[0] + box[2]) // 2, (box[1] + box[3]) // 2, box[2] - box[0], box[3] - box[1]

    def from_corner(box: Box) -> Box:
        x, y, width, height = centred(box)
        return x, y, x + width, y + height

    made = _iou(
        _(
            "Two boxes are given by the x and y of their centre, their width and their height in pixels: A = {one}, "
            "B = {other}. What is their intersection over union, to three decimals?"
        ).format(one=centred(one), other=centred(other)),
        one,
        other,
        _("As left, top, right, bottom: A = {one}, B = {other}").format(one=one, other=other),
    )
    misread = Mistake(
        float(overlap(from_corner(one), from_corner(other)).iou),
        _("The centre was taken for the top left corner; half the width and the height lie before it."),
    )
    # Widths are given here: nobody counts the pixels between two edges.
    return Exercise(made.question, made.answer, made.steps, (misread, *made.mistakes[:3]), decimals=3)


def _iou(question: str, one: Box, other: Box, *before: str) -> Exercise:
    areas = overlap(one, other)
    inclusive = _inclusive(one, other)
    return Exercise(
        question=question,
        answer=float(areas.iou),
        steps=(*before, *_worked(one, other, areas)),
        mistakes=(
            Mistake(
                areas.intersection / (areas.first + areas.second),
                _("The intersection was counted twice in the union; take it off once."),
            ),
            Mistake(
                areas.intersection / min(areas.first, areas.second),
                _("The intersection was divided by the smaller box; divide by the union."),
            ),
            Mistake(
                areas.intersection / max(areas.first, areas.second),
                _("The intersection was divided by the larger box; divide by the union."),
            ),
            Mistake(
                float(inclusive.iou),
                _("One pixel too many in each direction: a box from 2 to 5 is 3 wide."),
            ),
        ),
        decimals=3,
    )


def _inclusive(one: Box, other: Box) -> Overlap:
    """The areas of one who counts both edges as pixels of the box."""
    return overlap((*one[:2], one[2] + 1, one[3] + 1), (*other[:2], other[2] + 1, other[3] + 1))


def _worked(one: Box, other: Box, areas: Overlap) -> tuple[str, ...]:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    fraction = areas.iou
    return (
        _("Intersection: {line}").format(line=f"({right} − {left})·({bottom} − {top}) = {areas.intersection}"),
        _("Areas: {line}").format(line=f"A = {_sides(one)} = {areas.first}, B = {_sides(other)} = {areas.second}"),
        _("Union: {line}").format(line=f"{areas.first} + {areas.second} − {areas.intersection} = {areas.union}"),
        f"IoU = {areas.intersection}/{areas.union} = "
        + (f"{fraction} = " if fraction.denominator != areas.union else "")
        + f"{float(fraction):.3f}",
    )


def _sides(box: Box) -> str:
    return f"({box[2]} − {box[0]})·({box[3]} − {box[1]})"


def _pair(random: Random, *, even: bool = False) -> tuple[Box, Box]:
    """Two boxes that overlap in part; with `even`, of even sides, so that their centres are whole."""
    step = 2 if even else 1
    while True:
        boxes: list[Box] = []
        for _box in range(2):
            left, top = random.randint(0, 8), random.randint(0, 8)
            width, height = (step * random.randint(4 // step, 10 // step) for _side in range(2))
            boxes.append((left, top, left + width, top + height))
        areas = overlap(boxes[0], boxes[1])
        if 0 < areas.intersection < min(areas.first, areas.second):
            return boxes[0], boxes[1]


def _suppression(random: Random) -> Exercise:
    while True:
        boxes = [*_pair(random), *_pair(random)]
        scores = [score / 100 for score in random.sample(range(45, 99), len(boxes))]
        lines: list[str] = []
        kept = _suppressed(boxes, scores, lines=lines)
        confident = [number for number in range(len(boxes)) if scores[number] > LEAST]
        if len(kept) < len(confident):
            break
    given = "; ".join(f"{name} = {box}, p = {score:.2f}" for name, box, score in zip(NAMES, boxes, scores, strict=True))
    best = max(confident, key=lambda number: scores[number])
    alone = [best, *(number for number in confident if number != best and not _covers(boxes[best], boxes[number]))]
    mistakes = (
        (range(len(boxes)), _("Nothing was dropped: neither the improbable boxes nor those that overlap.")),
        (confident, _("Only p was looked at; boxes that overlap with a better one go too.")),
        (_suppressed(boxes, scores, least=0), _("Boxes with p of 0.6 or less were not dropped at the start.")),
        ([best], _("Only the best box was kept; a box that overlaps little with it shows another object.")),
        (alone, _("Only the best box was compared with the others; go on with the best of those that are left.")),
        (
            _suppressed(boxes, [score if score <= LEAST else 2 - score for score in scores]),
            _("The boxes were gone through from the worst to the best; begin with the best."),
        ),
        (
            [n for n in confident if not any(scores[m] > scores[n] and _covers(boxes[m], boxes[n]) for m in confident)],
            _("A box that was dropped already dropped others; only those that are kept do."),
        ),
        (
            _suppressed(boxes, scores, drops=lambda one, other: not _covers(one, other)),
            _("Boxes with an IoU under 0.5 were dropped; they show another object and stay."),
        ),
        (
            _suppressed(boxes, scores, drops=lambda one, other: 5 * overlap(one, other).iou >= 3),
            _("0.6 is the bound for p; for the IoU it is 0.5."),
        ),
        (
            _suppressed(boxes, scores, drops=lambda one, other: 2 * _shared(one, other) >= sum(_areas(one, other))),
            _("The intersection was counted twice in the union; take it off once."),
        ),
        (
            _suppressed(boxes, scores, drops=lambda one, other: 2 * _shared(one, other) >= min(_areas(one, other))),
            _("The intersection was divided by the smaller box; divide by the union."),
        ),
        (
            _suppressed(boxes, scores, drops=lambda one, other: 2 * _shared(one, other) >= max(_areas(one, other))),
            _("The intersection was divided by the larger box; divide by the union."),
        ),
        (
            _suppressed(boxes, scores, drops=lambda one, other: 2 * _inclusive(one, other).iou >= 1),
            _("One pixel too many in each direction: a box from 2 to 5 is 3 wide."),
        ),
    )
    return Exercise(
        question=_(
            "Four boxes of one class, by their left, top, right and bottom edges, with their probability p: {given}. "
            "Non-max suppression drops boxes with p ≤ 0.6, keeps the best, drops those whose IoU with it is 0.5 or "
            "more, and repeats. Which boxes remain?"
        ).format(given=given),
        answer=_names(kept),
        steps=tuple(lines),
        mistakes=tuple(Mistake(_names(numbers), name) for numbers, name in mistakes),
    )


def _covers(one: Box, other: Box) -> bool:
    """Whether two boxes overlap so much that one goes."""
    areas = overlap(one, other)
    return 2 * areas.intersection >= areas.union


def _shared(one: Box, other: Box) -> int:
    return overlap(one, other).intersection


def _areas(one: Box, other: Box) -> tuple[int, int]:
    areas = overlap(one, other)
    return areas.first, areas.second


def _suppressed(
    boxes: list[Box],
    scores: list[float],
    *,
    least: float = LEAST,
    drops: Callable[[Box, Box], bool] = _covers,
    lines: list[str] | None = None,
) -> list[int]:
    """The boxes that remain; what happens is added to `lines`."""
    kept: list[int] = []
    left = sorted(
        (number for number in range(len(boxes)) if scores[number] > least), key=lambda number: -scores[number]
    )
    if lines is not None:
        text = _("{name} is dropped: p = {p:.2f}, at most 0.6")
        lines += [text.format(name=NAMES[n], p=scores[n]) for n in range(len(boxes)) if n not in left]
    while left:
        best, *others = left
        kept.append(best)
        left = [other for other in others if not drops(boxes[best], boxes[other])]
        if lines is not None:
            text = _("{name} is kept: the best p that is left, {p:.2f}")
            lines.append(text.format(name=NAMES[best], p=scores[best]))
            lines += [_compared(boxes, best, other, stays=other in left) for other in others]
    return sorted(kept)


def _compared(boxes: list[Box], best: int, other: int, *, stays: bool) -> str:
    areas = overlap(boxes[best], boxes[other])
    line = f"IoU({NAMES[best]}, {NAMES[other]}) = {areas.intersection}/{areas.union} = {float(areas.iou):.3f}"
    text = _("{line}, under 0.5: {name} stays") if stays else _("{line}, at least 0.5: {name} is dropped")
    return text.format(line=line, name=NAMES[other])


def _names(numbers: Iterable[int]) -> str:
    return ", ".join(NAMES[number] for number in sorted(numbers))
