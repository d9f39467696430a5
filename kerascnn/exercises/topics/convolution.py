"""The size of a convolution's output: ⌊(W − F + 2P)/S⌋ + 1.

Level 1: stride 1, no padding. Level 2: stride, padding and filters. Level 3: two sides and dilation too.
"""

import math
from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.formulas import size_line
from kerascnn.language import N_, _
from kerascnn.shapes import output_size

__all__ = ["TITLE", "exercise"]

TITLE = N_("The size of a convolution's output")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the output of one convolution.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_plain, _with_filters, _two_sides)[level - 1](random)


def _plain(random: Random) -> Exercise:
    n, f = random.randint(10, 256), random.choice((3, 5, 7))
    out = output_size(n, kernel=f)
    return Exercise(
        question=_(
            "A {f}×{f} kernel slides over a {n}×{n} image with stride 1 and without padding. How large is the output?"
        ).format(f=f, n=n),
        answer=(out, out),
        steps=(size_line(n, f),),
        mistakes=(
            Mistake((n - f,) * 2, _("The + 1 at the end of the formula was forgotten: the first window counts too.")),
            Mistake((n, n), _("The output keeps the image's size only with padding; here there is none.")),
            Mistake((n - 2 * (f - 1),) * 2, _("F − 1 was lost on each side; both sides together lose F − 1.")),
            Mistake((n // f,) * 2, _("The windows overlap: their step is the stride, not the kernel's size.")),
        ),
    )


def _with_filters(random: Random) -> Exercise:
    n, f, s, p = random.randint(12, 128), random.choice((3, 5, 7)), random.choice((2, 3)), random.choice((1, 2))
    channels, filters = random.choice((3, 16, 32)), random.choice((8, 24, 64, 96))
    out = output_size(n, kernel=f, stride=s, padding=p)
    exact = (n - f + 2 * p) / s

    def cube(side: int, depth: int = filters) -> tuple[int, int, int]:
        return side, side, depth

    return Exercise(
        question=_(
            "A convolutional layer has {filters} filters of {f}×{f}, stride {s} and padding {p}. Its input is "
            "{n}×{n}×{channels} (height × width × channels). What is the shape of its output?"
        ).format(filters=filters, f=f, s=s, p=p, n=n, channels=channels),
        answer=cube(out),
        steps=(
            size_line(n, f, padding=p, stride=s),
            _("The depth is the number of filters: {filters}.").format(filters=filters),
        ),
        mistakes=(
            Mistake(
                cube((n - f + p) // s + 1),
                _("The padding was added once; it stands on both sides, so it counts twice."),
            ),
            Mistake(
                cube(math.ceil(exact) + 1), _("The division was rounded up; a window that does not fit is left out.")
            ),
            Mistake(cube(out - 1), _("The + 1 at the end of the formula was forgotten: the first window counts too.")),
            Mistake(
                cube(out, channels), _("The depth of the output is the number of filters, not the input's channels.")
            ),
            Mistake(
                cube(out, channels * filters),
                _("Each filter adds up over all channels, so the depth is the number of filters alone."),
            ),
            Mistake(cube(n - f + 2 * p + 1), _("The stride was ignored.")),
        ),
        numbers=(n, f, s, p, filters),
    )


def _two_sides(random: Random) -> Exercise:
    height, width = random.sample(range(20, 120), 2)
    f, s, p, d = random.choice((3, 5)), random.choice((1, 2, 3)), random.choice((0, 1, 2)), random.choice((2, 3))
    channels, filters = random.choice((3, 16, 32)), random.choice((8, 24, 64, 96))
    if s == 1 and 2 * p == d * (f - 1):
        return _two_sides(random)  # the size would stay as it is

    def shape(*, padding: int = 2 * p, dilation: int = d, more: int = 1, up: bool = False) -> tuple[int, ...]:
        sides = ((side - dilation * (f - 1) - 1 + padding) / s for side in (height, width))
        return (*((math.ceil(side) if up else math.floor(side)) + more for side in sides), filters)

    rows, columns = (output_size(side, kernel=f, stride=s, padding=p, dilation=d) for side in (height, width))
    return Exercise(
        question=_(
            "A convolutional layer has {filters} filters of {f}×{f}, stride {s}, padding {p} and dilation {d}. Its "
            "input is {height}×{width}×{channels} (height × width × channels). What is the shape of its output?"
        ).format(filters=filters, f=f, s=s, p=p, d=d, height=height, width=width, channels=channels),
        answer=(rows, columns, filters),
        steps=(
            _("With dilation the kernel covers D·(F − 1) + 1 = {d}·({f} − 1) + 1 = {reach} pixels.").format(
                d=d, f=f, reach=d * (f - 1) + 1
            ),
            _("Height: {line}").format(line=size_line(height, d * (f - 1) + 1, padding=p, stride=s)),
            _("Width: {line}").format(line=size_line(width, d * (f - 1) + 1, padding=p, stride=s)),
            _("The depth is the number of filters: {filters}.").format(filters=filters),
        ),
        mistakes=(
            Mistake((columns, rows, filters), _("Height and width were swapped.")),
            Mistake(shape(dilation=1), _("The dilation was ignored: it spreads the kernel over more pixels.")),
            Mistake(shape(padding=p), _("The padding was added once; it stands on both sides, so it counts twice.")),
            Mistake(shape(up=True), _("The division was rounded up; a window that does not fit is left out.")),
            Mistake(shape(more=0), _("The + 1 at the end of the formula was forgotten: the first window counts too.")),
            Mistake(
                (rows, columns, channels),
                _("The depth of the output is the number of filters, not the input's channels."),
            ),
        ),
        numbers=(height, width, f, s, p, d, filters),
    )
