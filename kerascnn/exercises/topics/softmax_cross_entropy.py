"""Softmax and the cross-entropy −Σ L·ln(S).

Level 1: the loss of a probability. Level 2: a probability from scores. Level 3: the loss from scores.
"""

import math
from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("Softmax and cross-entropy")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about class probabilities and their loss.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_loss, _softmax, _both)[level - 1](random)


def _loss(random: Random) -> Exercise:
    p, others = random.randint(2, 97) / 100, random.randint(2, 9)
    return Exercise(
        question=_(
            "A classifier gives the right class the probability {p:.2f} and shares the rest among {others} other "
            "classes. What is the cross-entropy −Σ L·ln(S) of this image, to three decimals? L is 1 for the right "
            "class and 0 for the others."
        ).format(p=p, others=others),
        answer=-math.log(p),
        steps=(
            _("Only the right class counts, since L is 0 for the others."),
            f"−ln({p:.2f}) = {-math.log(p):.3f}",
        ),
        mistakes=(
            Mistake(-math.log10(p), _("That is the logarithm to base 10; the loss uses the natural logarithm.")),
            Mistake(-math.log2(p), _("That is the logarithm to base 2; the loss uses the natural logarithm.")),
            Mistake(1 - p, _("That is the distance to 1; the loss is the logarithm.")),
            Mistake(math.log(p), _("The minus sign was lost: the logarithm of a probability is negative.")),
            Mistake(-math.log(1 - p), _("That is the loss of the other classes together; the right class counts.")),
        ),
        decimals=3,
        numbers=(p,),
    )


def _softmax(random: Random) -> Exercise:
    scores, right, exponentials = _drawn(random)
    answer = exponentials[right] / sum(exponentials)
    return Exercise(
        question=_(
            "The last layer of a classifier gives the scores {scores} for its classes. What probability does softmax "
            "give to class number {number} (counted from 1), to three decimals?"
        ).format(scores=_listed(scores), number=right + 1),
        answer=answer,
        steps=_worked(scores, right),
        mistakes=tuple(_wrong_probabilities(scores, right)),
        decimals=3,
        numbers=_differences(scores, right),
        largest=1,
    )


def _both(random: Random) -> Exercise:
    scores, right, exponentials = _drawn(random)
    probability = exponentials[right] / sum(exponentials)
    wrong = [mistake for mistake in _wrong_probabilities(scores, right) if isinstance(mistake.value, float)]
    return Exercise(
        question=_(
            "The last layer of a classifier gives the scores {scores} for its classes; the right class is number "
            "{number} (counted from 1). What is the cross-entropy after softmax, to three decimals?"
        ).format(scores=_listed(scores), number=right + 1),
        answer=-math.log(probability),
        steps=(
            *_worked(scores, right),
            f"−ln({exponentials[right]:.3f}/{sum(exponentials):.3f}) = {-math.log(probability):.3f}",
        ),
        mistakes=(
            Mistake(probability, _("That is the probability; the loss is the negative of its logarithm.")),
            Mistake(
                -math.log10(probability), _("That is the logarithm to base 10; the loss uses the natural logarithm.")
            ),
            Mistake(math.log(probability), _("The minus sign was lost: the logarithm of a probability is negative.")),
            *(
                Mistake(-math.log(mistake.value), mistake.name)
                for mistake in wrong
                if isinstance(mistake.value, float) and 0 < mistake.value < 1
            ),
        ),
        decimals=3,
        numbers=_differences(scores, right),
    )


def _drawn(random: Random) -> tuple[list[int], int, list[float]]:
    while True:
        scores = random.sample(range(-3, 6), random.choice((3, 4)))
        right, exponentials = random.randrange(len(scores)), [math.exp(score) for score in scores]
        # Neither 0.00 nor 1.00: there would be little to work out.
        if 0.01 < exponentials[right] / sum(exponentials) < 0.99:
            return scores, right, exponentials


def _differences(scores: list[int], right: int) -> tuple[int, ...]:
    """What a probability depends on: the same number added to all scores changes nothing."""
    return tuple(sorted(score - scores[right] for score in scores))


def _worked(scores: list[int], right: int) -> tuple[str, ...]:
    exponentials = [math.exp(score) for score in scores]
    total = sum(exponentials)
    powers = ", ".join(f"e^{_signed(score)} = {power:.3f}" for score, power in zip(scores, exponentials, strict=True))
    return (
        powers,
        _("Sum: {line}").format(line=" + ".join(f"{power:.3f}" for power in exponentials) + f" = {total:.3f}"),
        f"{exponentials[right]:.3f}/{total:.3f} = {exponentials[right] / total:.3f}",
    )


def _wrong_probabilities(scores: list[int], right: int) -> list[Mistake]:
    exponentials = [math.exp(score) for score in scores]
    mistakes = []
    if sum(scores) > 0 and scores[right] > 0:
        mistakes.append(
            Mistake(
                scores[right] / sum(scores), _("The scores were divided by their sum; take their exponentials first.")
            )
        )
    mistakes += [
        Mistake(
            2.0 ** scores[right] / sum(2.0**score for score in scores),
            _("Powers of 2 were taken; softmax takes powers of e."),
        ),
        Mistake(
            math.exp(-scores[right]) / sum(math.exp(-score) for score in scores),
            _("The signs of the scores were turned round: e^(−x) was taken, not e^x."),
        ),
        Mistake(
            1 / (1 + math.exp(-scores[right])),
            _("That is the sigmoid of one score; softmax compares it with the other scores."),
        ),
        Mistake(
            exponentials[right] / (sum(exponentials) - exponentials[right]),
            _("The class itself was left out of the sum."),
        ),
    ]
    if right + 1 < len(scores):
        mistakes.append(
            Mistake(
                exponentials[right + 1] / sum(exponentials),
                _("That is the class after it: classes are counted from 1 here, not from 0."),
            )
        )
    return mistakes


def _listed(scores: list[int]) -> str:
    return ", ".join(map(_signed, scores))


def _signed(score: int) -> str:
    return str(score).replace("-", "−")
