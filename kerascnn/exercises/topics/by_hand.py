"""Convolution by hand on small matrices.

Level 1: one output pixel. Level 2: the whole output. Level 3: the whole output with stride 2, and ReLU after it.
"""

from random import Random

import numpy as np

from kerascnn.exercises.exercise import Exercise, Matrix, Mistake
from kerascnn.filters import convolve, correlate, correlation_steps
from kerascnn.filters.matrices import Array
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("Convolution by hand")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise that slides a 3×3 kernel over a small image.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    stride = 2 if level == 3 else 1
    while True:
        image = _drawn(random, 5 if level == 3 else 4, range(10))
        kernel = _drawn(random, 3, (-2, -1, -1, 0, 0, 1, 1, 2))
        output = correlate(image, kernel, stride=stride)
        # Four different values, and where ReLU follows, some that it keeps and some that it does not.
        if len(np.unique(output)) == output.size and (level < 3 or 2 <= np.sum(output > 0) <= 3):
            return (_one_pixel, _whole, _with_stride)[level - 1](random, image, kernel)


def _one_pixel(random: Random, image: Array, kernel: Array) -> Exercise:
    row, column = random.randrange(2), random.randrange(2)
    lines = list(correlation_steps(image, kernel))
    output = correlate(image, kernel)

    def at(values: Array) -> int:
        return int(values[row, column])

    return Exercise(
        question=_(
            "The kernel slides over the image with stride 1 and without padding, as in a layer of a network (it is not "
            "turned). What is the output at row {row}, column {column}, counted from 0?"
        ).format(row=row, column=column),
        answer=at(output),
        steps=(lines[2 * row + column],),
        mistakes=(
            Mistake(
                at(convolve(image, kernel)),
                _("The kernel was turned by half a turn; a network's layer does not turn it."),
            ),
            Mistake(at(correlate(image, np.abs(kernel))), _("The signs of the kernel's weights were lost.")),
            Mistake(at(correlate(image, kernel.T)), _("Rows and columns of the kernel were swapped.")),
            Mistake(at(output[::-1, ::-1]), _("The window stood at the opposite corner: row and column begin with 0.")),
            Mistake(at(output.T), _("Row and column of the output were swapped.")),
        ),
        matrices=_shown(image, kernel),
    )


def _whole(random: Random, image: Array, kernel: Array) -> Exercise:
    return Exercise(
        question=_(
            "The kernel slides over the image with stride 1 and without padding, as in a layer of a network (it is not "
            "turned). What is the output? A semicolon ends each row."
        ),
        answer=_rows(correlate(image, kernel)),
        steps=tuple(correlation_steps(image, kernel)),
        mistakes=(
            Mistake(
                _rows(convolve(image, kernel)),
                _("The kernel was turned by half a turn; a network's layer does not turn it."),
            ),
            Mistake(_rows(correlate(image, np.abs(kernel))), _("The signs of the kernel's weights were lost.")),
            Mistake(_rows(correlate(image, kernel.T)), _("Rows and columns of the kernel were swapped.")),
            Mistake(_rows(correlate(image, kernel).T), _("Row and column of the output were swapped.")),
            Mistake(
                _rows(correlate(image, kernel, padding=1)),
                _("Zeros were put around the image; without padding the output is 2×2."),
            ),
        ),
        matrices=_shown(image, kernel),
    )


def _with_stride(random: Random, image: Array, kernel: Array) -> Exercise:
    output = correlate(image, kernel, stride=2)
    return Exercise(
        question=_(
            "The kernel slides over the image with stride 2 and without padding, as in a layer of a network (it is not "
            "turned), and ReLU follows. What is the output? A semicolon ends each row."
        ),
        answer=_rows(np.maximum(output, 0)),
        steps=tuple(correlation_steps(image, kernel, stride=2, relu=True)),
        mistakes=(
            Mistake(_rows(output), _("ReLU was forgotten: it makes every negative value 0.")),
            Mistake(_rows(np.abs(output)), _("ReLU makes a negative value 0; it does not drop its sign.")),
            Mistake(
                _rows(np.maximum(correlate(image, kernel), 0)),
                _("The window moved by one pixel; the stride is 2."),
            ),
            Mistake(
                _rows(np.maximum(convolve(image, kernel, stride=2), 0)),
                _("The kernel was turned by half a turn; a network's layer does not turn it."),
            ),
            Mistake(
                _rows(np.maximum(correlate(image, kernel.T, stride=2), 0)),
                _("Rows and columns of the kernel were swapped."),
            ),
        ),
        matrices=_shown(image, kernel),
    )


def _drawn(random: Random, side: int, values: range | tuple[int, ...]) -> Array:
    return np.array([[random.choice(values) for _column in range(side)] for _row in range(side)])


def _rows(matrix: Array) -> Matrix:
    return tuple(tuple(int(value) for value in row) for row in matrix)


def _shown(image: Array, kernel: Array) -> tuple[tuple[str, Matrix], ...]:
    return (_("image"), _rows(image)), (_("kernel"), _rows(kernel))
