"""How much padding: P = (F − 1)/2 keeps the size at stride 1, and what Keras's "same" does at other strides.

Level 1: keep the size, or reach another. Level 2: with dilation. Level 3: the zeros of Keras's "same" at stride 2 to 4.
"""

from collections.abc import Callable
from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.formulas import size_line
from kerascnn.language import N_, _
from kerascnn.shapes import same_padding

__all__ = ["TITLE", "exercise"]

TITLE = N_("Padding")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about zeros around an image.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_keep, _keep_dilated, _keras)[level - 1](random)


def _keep(random: Random) -> Exercise:
    f = random.choice((3, 5, 7, 9, 11, 13, 15))
    n, m, p = _sizes(random, f)
    return Exercise(
        question=(
            _(
                "A convolution with a {f}×{f} kernel and stride 1 is to keep the size of a {n}×{n} image. How many "
                "zeros are needed on each side?"
            )
            if m == n
            else _(
                "A convolution with a {f}×{f} kernel and stride 1 is to make {m}×{m} of a {n}×{n} image. How many "
                "zeros are needed on each side?"
            )
        ).format(f=f, m=m, n=n),
        answer=p,
        steps=(_half(n, m, f, p), size_line(n, f, padding=p)),
        mistakes=_wrong(n, m, f),
        numbers=(f, m - n),
    )


def _keep_dilated(random: Random) -> Exercise:
    f, d = random.choice((3, 5, 7)), random.choice((2, 3, 4, 5))
    reach = d * (f - 1) + 1
    n, m, p = _sizes(random, reach)
    ignored = m - n + f - 1
    mistakes = list(_wrong(n, m, reach))
    if ignored >= 0:
        mistakes.append(Mistake(ignored // 2, _("The dilation was ignored: it spreads the kernel over more pixels.")))
    if d % 2:  # with an even dilation no whole number comes out
        mistakes.append(
            Mistake((m - n + d * f - 1) // 2, _("The kernel covers D·(F − 1) + 1 pixels, not D·F.")),
        )
    return Exercise(
        question=(
            _(
                "A convolution with a {f}×{f} kernel, dilation {d} and stride 1 is to keep the size of a {n}×{n} "
                "image. How many zeros are needed on each side?"
            )
            if m == n
            else _(
                "A convolution with a {f}×{f} kernel, dilation {d} and stride 1 is to make {m}×{m} of a {n}×{n} "
                "image. How many zeros are needed on each side?"
            )
        ).format(f=f, d=d, m=m, n=n),
        answer=p,
        steps=(
            _("With dilation the kernel covers D·(F − 1) + 1 = {d}·({f} − 1) + 1 = {reach} pixels.").format(
                d=d, f=f, reach=reach
            ),
            _half(n, m, reach, p),
            size_line(n, reach, padding=p),
        ),
        mistakes=tuple(mistakes),
        numbers=(f, d, m - n),
    )


def _sizes(random: Random, covered: int) -> tuple[int, int, int]:
    """Pixels of the image, of the output, and zeros on each side, for a kernel that covers so many pixels."""
    n = random.randint(40, 256)
    p = random.choice(((covered - 1) // 2, random.randint(1, covered - 1)))
    return n, n - covered + 2 * p + 1, p


def _half(n: int, m: int, covered: int, p: int) -> str:
    """The formula with the numbers put in."""
    if m == n:
        return f"P = (F − 1)/2 = ({covered} − 1)/2 = {p}"
    return f"P = (m − n + F − 1)/2 = ({m} − {n} + {covered} − 1)/2 = {p}"


def _wrong(n: int, m: int, covered: int) -> tuple[Mistake, ...]:
    both = m - n + covered - 1
    own = (
        Mistake(covered, _("The padding does not equal the kernel; it equals half of what the kernel takes away."))
        if m == n
        else Mistake((covered - 1) // 2, _("(F − 1)/2 keeps the size; here the output has another."))
    )
    return (
        own,
        Mistake(both, _("That is both sides together; half of it stands on each side.")),
        Mistake(both // 2 + 1, _("The half was rounded up; the pixel in the middle of the kernel needs no zero.")),
        Mistake((n - m + covered - 1) // 2, _("The sizes of the image and of the output were swapped.")),
        Mistake(0, _("Without padding the output is smaller by F − 1.")),
    )


Zeros = tuple[int, int]


def _keras(random: Random) -> Exercise:
    while True:
        f, s = random.choice((2, 3, 4, 5, 7, 11)), random.choice((2, 3, 4))
        height, width = random.sample(range(16, 128), 2)
        rows, columns = (same_padding(side, kernel=f, stride=s) for side in (height, width))
        if sum(rows) and sum(columns):
            break

    def all_sides(rows: Zeros, columns: Zeros) -> str:
        text = _("{above} above, {below} below, {left} on the left, {right} on the right")
        return text.format(above=rows[0], below=rows[1], left=columns[0], right=columns[1])

    def shared(total: int) -> Zeros:
        return total // 2, total - total // 2

    def of_output(count: Callable[[int], int]) -> str:
        """The zeros of one who takes another number of windows along a side."""
        first, last = (shared(max((count(side) - 1) * s + f - side, 0)) for side in (height, width))
        return all_sides(first, last)

    at_stride_1 = ((f - 1) // 2, f // 2)
    return Exercise(
        question=_(
            'A Keras convolution has a {f}×{f} kernel, stride {s} and padding="same". Its input is {height}×{width} '
            "(height × width). How many zeros does Keras put on each side?"
        ).format(f=f, s=s, height=height, width=width),
        answer=all_sides(rows, columns),
        steps=(
            _("Height: {line}").format(line=_zeros_line(height, f, s)),
            _("Width: {line}").format(line=_zeros_line(width, f, s)),
            _("Half of them stand before, an odd one after: {answer}.").format(answer=all_sides(rows, columns)),
        ),
        mistakes=(
            Mistake(
                all_sides((rows[1], rows[0]), (columns[1], columns[0])),
                _("An odd zero stands after the image in Keras, not before it."),
            ),
            Mistake(all_sides(columns, rows), _("Height and width were swapped.")),
            Mistake(
                all_sides(at_stride_1, at_stride_1), _("Keras puts these zeros at stride 1; here the stride counts.")
            ),
            Mistake(
                all_sides((sum(rows), sum(rows)), (sum(columns), sum(columns))),
                _("That is all zeros on each side; they are shared between both."),
            ),
            Mistake(all_sides((0, 0), (0, 0)), _('No zeros are those of padding="valid".')),
            Mistake(of_output(lambda side: side // s), _("The output was rounded down; it has ⌈W/S⌉ pixels.")),
            Mistake(
                of_output(lambda side: -(-side // s) + 1),
                _("The − 1 was forgotten: between n windows there are n − 1 steps."),
            ),
        ),
        numbers=(height % s, width % s, f, s),
    )


def _zeros_line(side: int, f: int, s: int) -> str:
    """How many zeros the side needs in all."""
    out = -(-side // s)
    zeros = (out - 1) * s + f - side
    return f"⌈{side}/{s}⌉ = {out}, ({out} − 1)·{s} + {f} − {side} = {zeros}"
