"""One exercise: a question, its answer worked out, and the answers that known mistakes lead to."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Exercise", "Matrix", "Mistake", "Value", "distinct", "possible", "same", "trivial", "written"]

Matrix = tuple[tuple[float, ...], ...]
"""Rows of numbers."""

Value = int | float | str | tuple[int, ...] | Matrix
"""A number, words, a shape such as (28, 28, 6), or a matrix."""


@dataclass(frozen=True)
class Mistake:
    """What a student answers who makes one known mistake.

    Attributes:
        value: the wrong answer.
        name: the mistake, as the sentence that the student reads.
    """

    value: Value
    name: str


@dataclass(frozen=True)
class Exercise:
    """One exercise, in the language it was made in.

    Attributes:
        question: what is asked, in plain text.
        answer: the right answer.
        steps: how it is worked out, line by line.
        mistakes: wrong answers; all differ from the answer and from each other once an exercise is on a sheet.
        matrices: what the question shows: title and rows.
        decimals: decimals of an answer that is rounded; 0 where it is exact.
        numbers: what the answer depends on, where the question has more: two exercises that share it are one exercise.
        largest: what no answer can be more than, such as 1 for a probability; None where there is no such.
    """

    question: str
    answer: Value
    steps: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    matrices: tuple[tuple[str, Matrix], ...] = ()
    decimals: int = 0
    numbers: tuple[object, ...] = ()
    largest: float | None = None

    @property
    def essence(self) -> tuple[object, ...]:
        """What no other exercise of a sheet has."""
        return self.numbers or (self.question, self.matrices)

    @property
    def tolerance(self) -> float:
        """How far a number may be from the answer and still be right: two units of the last decimal."""
        return 2 * 10**-self.decimals if self.decimals else 0


def written(value: Value, decimals: int = 0) -> str:
    """An answer as it stands on a sheet.

    >>> written((28, 28, 6)), written(0.14285, 3), written(((1, -2), (3, 4))), written(448)
    ('28×28×6', '0.143', '1 -2; 3 4', '448')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        if isinstance(value[0], tuple):
            return "; ".join(" ".join(written(cell) for cell in row) for row in value if isinstance(row, tuple))
        return "×".join(map(str, value))
    return f"{value:.{decimals}f}" if decimals else f"{value:g}" if isinstance(value, float) else str(value)


def same(one: Value, other: Value, *, decimals: int = 0) -> bool:
    """Whether two answers cannot be told apart: written alike, or rounded and under 5 units of the last place apart."""
    if decimals and isinstance(one, int | float) and isinstance(other, int | float):
        return bool(abs(one - other) < 5 * 10**-decimals)
    return written(one, decimals) == written(other, decimals)


def possible(value: Value, largest: float | None = None) -> bool:
    """Whether a wrong answer could be a right one: no side of a shape is less than 1, no probability more than 1.

    >>> possible((-2, 4)), possible((2, 4)), possible(39.4, largest=1), possible(((0, -1),))
    (False, True, False, True)
    """
    if isinstance(value, tuple):
        return all(side >= 1 for side in value if isinstance(side, int))
    return largest is None or not isinstance(value, int | float) or value <= largest


def trivial(answer: Value, largest: float | None = None) -> bool:
    """Whether an answer says nothing: 0, the most that it can be, or a matrix of equal numbers.

    >>> trivial(0), trivial(1.0, largest=1), trivial(((0, 0), (0, 0))), trivial(((0, 3), (0, 0)))
    (True, True, True, False)
    """
    if isinstance(answer, tuple) and isinstance(answer[0], tuple):
        return len({cell for row in answer if isinstance(row, tuple) for cell in row}) == 1
    return answer == 0 or answer == largest


def distinct(answer: Value, mistakes: Sequence[Mistake], *, decimals: int = 0) -> tuple[Mistake, ...]:
    """The mistakes whose answers differ from the right one and from those before them.

    >>> [mistake.value for mistake in distinct(4, [Mistake(4, "no mistake"), Mistake(5, "one"), Mistake(5, "two")])]
    [5]
    """
    kept: list[Mistake] = []
    for mistake in mistakes:
        if not any(same(mistake.value, value, decimals=decimals) for value in [answer, *(m.value for m in kept)]):
            kept.append(mistake)
    return tuple(kept)
