"""How much padding: P = (F − 1)/2 keeps the size at stride 1, and what Keras's "same" does at other strides.

Level 1: keep the size. Level 2: with dilation. Level 3: the zeros of Keras's "same" at stride 2 or 3.
"""

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
    n, f = random.randint(16, 256), random.choice((3, 5, 7, 9, 11))
    p, _after = same_padding(n, kernel=f)
    return Exercise(
        question=_(
            "A convolution with a {f}×{f} kernel and stride 1 is to keep the size of a {n}×{n} image. How many zeros "
            "are needed on each side?"
        ).format(f=f, n=n),
        answer=p,
        steps=(f"P = (F − 1)/2 = ({f} − 1)/2 = {p}", size_line(n, f, padding=p)),
        mistakes=_wrong(p, f),
    )


def _keep_dilated(random: Random) -> Exercise:
    n, f, d = random.randint(32, 256), random.choice((3, 5, 7)), random.choice((2, 3, 4))
    p, _after = same_padding(n, kernel=f, dilation=d)
    reach = d * (f - 1) + 1
    return Exercise(
        question=_(
            "A convolution with a {f}×{f} kernel, dilation {d} and stride 1 is to keep the size of a {n}×{n} image. "
            "How many zeros are needed on each side?"
        ).format(f=f, d=d, n=n),
        answer=p,
        steps=(
            _("With dilation the kernel covers D·(F − 1) + 1 = {d}·({f} − 1) + 1 = {reach} pixels.").format(
                d=d, f=f, reach=reach
            ),
            f"P = ({reach} − 1)/2 = {p}",
            size_line(n, reach, padding=p),
        ),
        mistakes=(
            Mistake((f - 1) // 2, _("The dilation was ignored: it spreads the kernel over more pixels.")),
            Mistake((d * f - 1) // 2, _("The kernel covers D·(F − 1) + 1 pixels, not D·F.")),
            *_wrong(p, reach),
        ),
    )


def _wrong(p: int, covered: int) -> tuple[Mistake, ...]:
    return (
        Mistake(covered - 1, _("That is both sides together; half of it stands on each side.")),
        Mistake(p + 1, _("The half was rounded up; the pixel in the middle of the kernel needs no zero.")),
        Mistake(covered, _("The padding does not equal the kernel; it equals half of what the kernel takes away.")),
        Mistake(0, _("Without padding the output is smaller by F − 1.")),
    )


def _keras(random: Random) -> Exercise:
    n, f, s = random.randint(16, 256), random.choice((3, 4, 5, 7)), random.choice((2, 3))
    before, after = same_padding(n, kernel=f, stride=s)
    out, total = -(-n // s), before + after

    def sides(first: int, last: int) -> str:
        return _("{before} before, {after} after").format(before=first, after=last)

    return Exercise(
        question=_(
            'A Keras convolution has a {f}×{f} kernel, stride {s} and padding="same". Its input is {n} pixels wide. '
            "How many zeros does Keras put before the first column and after the last?"
        ).format(f=f, s=s, n=n),
        answer=sides(before, after),
        steps=(
            _("The output is ⌈{n}/{s}⌉ = {out} wide.").format(n=n, s=s, out=out),
            _("Zeros in all: {line}").format(
                line=f"({out} − 1)·{s} + {f} − {n} = {(out - 1) * s + f - n}"
                + ("" if total == (out - 1) * s + f - n else " → 0")
            ),
            _("Half of them stand before, an odd one after: {answer}.").format(answer=sides(before, after)),
        ),
        mistakes=(
            Mistake(sides(after, before), _("An odd zero stands after the image in Keras, not before it.")),
            Mistake(
                sides((f - 1) // 2, (f - 1) // 2),
                _("(F − 1)/2 on each side is right at stride 1; here the stride counts."),
            ),
            Mistake(sides(total, total), _("That is all zeros on each side; they are shared between both.")),
            Mistake(sides(0, 0), _('No zeros are those of padding="valid".')),
            Mistake(sides(f // 2, f // 2), _("The half of F on each side is what stride 1 would need, rounded up.")),
            Mistake(sides((f - 1) // 2, f // 2), _("Keras puts these zeros at stride 1; here the stride counts.")),
            Mistake(
                sides(before + 1, after + 1), _("One zero too many on each side: the last window would start later.")
            ),
        ),
    )
