"""The size of a transpose convolution's output: (n − 1)·S − 2P + F + output padding.

Level 1: kernel and stride. Level 2: padding too. Level 3: output padding too.
"""

from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.language import N_, _
from kerascnn.shapes import transpose_output_size

__all__ = ["TITLE", "exercise"]

TITLE = N_("Transpose convolution")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the output of one transpose convolution.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    n, f, s = random.randint(6, 64), random.choice((3, 4, 5)), random.choice((2, 3))
    p = 0 if level == 1 else random.choice((1, 2))
    extra = random.randint(1, s - 1) if level == 3 else 0
    filters = random.choice((8, 16, 32, 64))
    out = transpose_output_size(n, kernel=f, stride=s, padding=p, output_padding=extra)

    def cube(side: int) -> tuple[int, int, int]:
        return side, side, filters

    formula = "(n − 1)·S − 2P + F" + (" + " + _("output padding") if extra else "")
    numbers = f"({n} − 1)·{s} − 2·{p} + {f}" + (f" + {extra}" if extra else "")
    return Exercise(
        question=_(
            "A transpose convolution has {filters} filters of {f}×{f}, stride {s}, padding {p} and output padding "
            "{extra}. Its input is {n}×{n}×3. What is the shape of its output?"
        ).format(filters=filters, f=f, s=s, p=p, extra=extra, n=n),
        answer=cube(out),
        steps=(
            f"{formula} = {numbers} = {out}",
            _("The depth is the number of filters: {filters}.").format(filters=filters),
        ),
        mistakes=(
            Mistake(
                cube((n - f + 2 * p) // s + 1),
                _("That is the formula of a convolution; a transpose convolution makes the image larger."),
            ),
            Mistake(cube(out + p), _("The padding was taken off once; it is cut off on both sides.")),
            Mistake(cube(out - f), _("F was left out: the last stamp reaches F pixels from its place.")),
            Mistake(cube(out + s), _("The − 1 was forgotten: between n stamps there are n − 1 steps.")),
            Mistake(cube(out - extra), _("The output padding was forgotten.")),
            Mistake(cube(out + 4 * p), _("The padding was added; a transpose convolution cuts it off.")),
            Mistake(
                cube(n * s),
                _('n·S is what Keras gives with padding="same"; with numbers the formula counts.'),
            ),
            Mistake((out, out, 3), _("The depth of the output is the number of filters, not the input's channels.")),
        ),
    )
