"""Losses of a box.

Level 1: deck E's squares, with an object or without. Level 2: 1 − GIoU of two boxes. Level 3: 1 − DIoU.
"""

from fractions import Fraction
from random import Random

from kerascnn.boxes import Box, overlap
from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("The loss of a box")

CLASSES = 3


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the loss of one prediction.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_squares, _generalised, _distance)[level - 1](random)


def _squares(random: Random) -> Exercise:
    there = random.random() < 0.75
    label = random.randrange(CLASSES)
    box = [random.randint(1, 9) for _number in range(4)]
    target = [
        10 * there,
        *(each * there for each in box),
        *(10 * (number == label) * there for number in range(CLASSES)),
    ]
    found = [random.randint(1, 9) for _number in range(5 + CLASSES)]
    squares = [(one - other) ** 2 / 100 for one, other in zip(target, found, strict=True)]
    everything, of_p, of_box = sum(squares), squares[0], sum(squares[1:5])
    answer = everything if there else of_p
    written = " + ".join(f"{each:.2f}" for each in squares)
    steps = (
        (_("There is an object, so that all squares count."), f"{written} = {everything:.2f}")
        if there
        else (_("There is no object, so that only p_c counts."), f"({found[0] / 10:g} − 0)² = {of_p:.2f}")
    )
    if there:
        first = (
            Mistake(of_p, _("Only p_c counts where there is no object; here is one.")),
            Mistake(of_p + of_box, _("The classes were forgotten; they count where there is an object.")),
            Mistake(of_box, _("Only the box was looked at; p_c and the classes count too.")),
        )
    else:
        first = (
            Mistake(everything, _("Everything was counted; where there is no object only p_c does.")),
            Mistake(of_p + of_box, _("The box was counted; where there is none it can be anything.")),
            Mistake(everything - of_box, _("The classes were counted; where there is no object they can be anything.")),
        )
    counted = squares if there else squares[:1]
    differences = [abs(one - other) / 10 for one, other in zip(target, found, strict=True)]
    return Exercise(
        question=_(
            "The target is y = [{target}], that is [p_c, b_x, b_y, b_h, b_w, c_1, c_2, c_3], and a network gives "
            "[{found}]. The loss is the sum of the squared differences; where y has no object, only p_c counts. "
            "What is the loss?"
        ).format(target=_listed(target), found=_listed(found)),
        answer=answer,
        steps=steps,
        mistakes=(
            *first,
            Mistake(
                sum(differences) if there else differences[0],
                _("The differences were added up without squaring them."),
            ),
            Mistake(sum(counted) / len(squares), _("The mean was taken; here the squares are added up.")),
        ),
        decimals=3,
    )


def _listed(tenths: list[int]) -> str:
    return ", ".join(f"{each / 10:g}" for each in tenths)


def _boxes(random: Random, *, touching: bool) -> tuple[Box, Box]:
    """Two boxes that overlap in part, or that do not touch."""
    while True:
        found: list[Box] = []
        for _box in range(2):
            left, top = random.randint(0, 9), random.randint(0, 9)
            found.append((left, top, left + 2 * random.randint(1, 5), top + 2 * random.randint(1, 5)))
        shared = overlap(found[0], found[1])
        if touching == (0 < shared.intersection < min(shared.first, shared.second)) and (
            touching or not shared.intersection
        ):
            return found[0], found[1]


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _given(one: Box, other: Box) -> str:
    text = _("An object has the left, top, right and bottom edges {one}, and a network gives {other}.")
    return text.format(one=one, other=other)


def _generalised(random: Random) -> Exercise:
    one, other = _boxes(random, touching=random.random() < 0.7)
    shared, outer = overlap(one, other), _around(one, other)
    around = (outer[2] - outer[0]) * (outer[3] - outer[1])
    empty = Fraction(around - shared.union, around)
    giou = shared.iou - empty
    both = shared.first + shared.second
    # Boxes that seem to cover more than the box around them show the mistake by themselves.
    twice = float(1 - Fraction(shared.intersection, both) + Fraction(around - both, around)) if both <= around else None
    return Exercise(
        question=_given(one, other)
        + " "
        + _(
            "GIoU is the IoU less the part of the smallest box around both that neither covers. What is the loss "
            "1 − GIoU, to three decimals?"
        ),
        answer=float(1 - giou),
        steps=(
            f"IoU = {shared.intersection}/({shared.first} + {shared.second} − {shared.intersection}) = "
            f"{shared.intersection}/{shared.union} = {float(shared.iou):.3f}",
            _("The smallest box around both: {box}, area {area}").format(box=outer, area=around),
            f"GIoU = {float(shared.iou):.3f} − ({around} − {shared.union})/{around} = {float(giou):.3f}",
            f"1 − GIoU = {float(1 - giou):.3f}",
        ),
        mistakes=(
            Mistake(float(giou), _("That is GIoU itself; the loss is what it lacks to 1.")),
            Mistake(float(1 - shared.iou), _("That is 1 − IoU: the part that neither covers was forgotten.")),
            Mistake(float(1 - shared.iou - empty), _("The part that neither covers was added; it is taken off.")),
            Mistake(
                float(1 - shared.iou + Fraction(around - shared.union, shared.union)),
                _("It was divided by the union; divide by the smallest box around both."),
            ),
            *([Mistake(twice, _("The intersection was counted twice in what the boxes cover."))] if twice else []),
        ),
        decimals=3,
    )


def _distance(random: Random) -> Exercise:
    while True:
        one, other = _boxes(random, touching=random.random() < 0.7)
        # The middles are whole numbers, since the sides are even.
        across, down = (abs(one[axis] + one[axis + 2] - other[axis] - other[axis + 2]) // 2 for axis in (0, 1))
        if across and down:
            break
    shared, outer = overlap(one, other), _around(one, other)
    wide, tall = outer[2] - outer[0], outer[3] - outer[1]
    apart, diagonal = across**2 + down**2, wide**2 + tall**2
    diou = shared.iou - Fraction(apart, diagonal)
    around = wide * tall
    return Exercise(
        question=_given(one, other)
        + " "
        + _(
            "DIoU is the IoU less the squared distance of the middles over the squared diagonal of the smallest box "
            "around both. What is the loss 1 − DIoU, to three decimals?"
        ),
        answer=float(1 - diou),
        steps=(
            f"IoU = {shared.intersection}/{shared.union} = {float(shared.iou):.3f}",
            _("The middles are {line} apart, squared.").format(line=f"{across}² + {down}² = {apart}"),
            _("The smallest box around both: {box}, its diagonal squared {line}").format(
                box=outer, line=f"{wide}² + {tall}² = {diagonal}"
            ),
            f"1 − DIoU = 1 − {float(shared.iou):.3f} + {apart}/{diagonal} = {float(1 - diou):.3f}",
        ),
        mistakes=(
            Mistake(float(diou), _("That is DIoU itself; the loss is what it lacks to 1.")),
            Mistake(float(1 - shared.iou), _("That is 1 − IoU: the distance of the middles was forgotten.")),
            Mistake(
                float(1 - shared.iou) + (apart / diagonal) ** 0.5,
                _("Distance and diagonal were not squared."),
            ),
            Mistake(
                float(1 - shared.iou + Fraction(apart, around)),
                _("It was divided by the area of the smallest box; divide by its squared diagonal."),
            ),
            Mistake(
                float(1 - shared.iou + Fraction(across + down, wide + tall)),
                _("The sides were added up; the distance is that of Pythagoras."),
            ),
            Mistake(
                float(1 - shared.iou - Fraction(apart, diagonal)),
                _("The distance was taken off the loss; boxes that are farther apart lose more."),
            ),
        ),
        decimals=3,
    )
