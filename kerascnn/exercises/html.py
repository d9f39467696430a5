"""What Moodle shows is HTML: questions, matrices and solutions, with everything that comes from text escaped."""

from html import escape

from kerascnn.exercises.exercise import Exercise
from kerascnn.exercises.plain import grid

__all__ = ["question", "solution"]


def question(exercise: Exercise) -> str:
    """The question and its matrices."""
    figures = "".join(
        f"<p>{escape(title, quote=False)}</p><pre>{'<br>'.join(grid(matrix))}</pre>"
        for title, matrix in exercise.matrices
    )
    return f"<p>{escape(exercise.question, quote=False)}</p>{figures}"


def solution(exercise: Exercise) -> str:
    """The steps of the solution."""
    return "".join(f"<p>{escape(step, quote=False)}</p>" for step in exercise.steps)
