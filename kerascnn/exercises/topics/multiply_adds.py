"""How many multiplications: (F·F·C)·K for each output pixel of a convolution.

Level 1: a convolution. Level 2: a depthwise separable one. Level 3: a 1×1 bottleneck before a large kernel.
"""

from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.formulas import size_line
from kerascnn.language import N_, _
from kerascnn.shapes import output_size

__all__ = ["TITLE", "exercise"]

TITLE = N_("Multiplications")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the cost of a layer.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_convolution, _separable, _bottleneck)[level - 1](random)


def _convolution(random: Random) -> Exercise:
    n, f = random.randint(8, 64), random.choice((3, 5))
    channels, filters = random.choice((2, 3, 4, 8)), random.choice((5, 6, 10, 16, 20))
    out = output_size(n, kernel=f)
    each = f * f * channels
    return Exercise(
        question=_(
            "A convolution with {filters} filters of {f}×{f}, stride 1 and no padding takes {n}×{n}×{channels}. How "
            "many multiplications does it do?"
        ).format(filters=filters, f=f, n=n, channels=channels),
        answer=out * out * filters * each,
        steps=(
            size_line(n, f),
            _("For each value of the output: {line}").format(line=f"{f}·{f}·{channels} = {each}"),
            f"{out}·{out}·{filters}·{each} = {out * out * filters * each}",
        ),
        mistakes=(
            Mistake(out * out * filters * f * f, _("The input's channels were ignored: a filter multiplies in each.")),
            Mistake(
                n * n * filters * each, _("The input's size was used; the kernel stops once for each output pixel.")
            ),
            Mistake(each * filters, _("That is the number of weights; each is used at every output pixel.")),
            Mistake(out * out * each, _("That is one filter; there are {filters}.").format(filters=filters)),
            Mistake(out * out * filters * (each + 1), _("The bias was counted; it is added, not multiplied.")),
        ),
    )


def _separable(random: Random) -> Exercise:
    n, f = random.randint(6, 40), random.choice((3, 5))
    channels, filters = random.choice((3, 4, 8, 16)), random.choice((5, 6, 10, 20, 32))
    out = output_size(n, kernel=f)
    depthwise, pointwise = out * out * f * f * channels, out * out * channels * filters
    return Exercise(
        question=_(
            "A depthwise separable convolution has a {f}×{f} kernel, stride 1, no padding and {filters} filters. It "
            "takes {n}×{n}×{channels}. How many multiplications does it do?"
        ).format(f=f, filters=filters, n=n, channels=channels),
        answer=depthwise + pointwise,
        steps=(
            size_line(n, f),
            _("Depthwise: {line}").format(line=f"{out}·{out}·{f}·{f}·{channels} = {depthwise}"),
            _("Pointwise (1×1): {line}").format(line=f"{out}·{out}·{channels}·{filters} = {pointwise}"),
            _("Together: {line}").format(line=f"{depthwise} + {pointwise} = {depthwise + pointwise}"),
        ),
        mistakes=(
            Mistake(depthwise, _("The pointwise part, 1×1 over the channels, was left out.")),
            Mistake(pointwise, _("The depthwise part, one kernel for each channel, was left out.")),
            Mistake(
                depthwise * filters, _("That is a normal convolution; the separable one does its two parts in turn.")
            ),
            Mistake(
                depthwise * pointwise,
                _("The two parts follow each other: add their costs, do not multiply."),
            ),
            Mistake(out * out * f * f + pointwise, _("The depthwise part has a kernel for each channel of the input.")),
        ),
    )


def _bottleneck(random: Random) -> Exercise:
    n, f = random.choice((7, 14, 28)), random.choice((3, 5))
    channels, middle, filters = (
        random.choice((96, 128, 192, 256)),
        random.choice((8, 16, 24)),
        random.choice((32, 48, 64)),
    )
    first, second = n * n * channels * middle, n * n * f * f * middle * filters
    direct = n * n * f * f * channels * filters
    return Exercise(
        question=_(
            "{n}×{n}×{channels} feature maps go through {middle} filters of 1×1 and then through {filters} filters of "
            '{f}×{f}, both with padding "same" and stride 1. How many multiplications are done in all?'
        ).format(n=n, channels=channels, middle=middle, filters=filters, f=f),
        answer=first + second,
        steps=(
            _("1×1: {line}").format(line=f"{n}·{n}·{channels}·{middle} = {first}"),
            f"{f}×{f}: {n}·{n}·{f}·{f}·{middle}·{filters} = {second}",
            _("Together: {line}").format(line=f"{first} + {second} = {first + second}"),
            _("Without the 1×1 layer it would be {direct}.").format(direct=direct),
        ),
        mistakes=(
            Mistake(direct, _("That is the cost without the 1×1 layer: the large kernel sees only its channels.")),
            Mistake(second, _("The 1×1 layer was left out; it multiplies too.")),
            Mistake(
                first + direct, _("The large kernel sees the channels that the 1×1 layer leaves, not the input's.")
            ),
            Mistake(first + n * n * f * f * filters, _("The channels between both layers were ignored.")),
            Mistake(
                channels * middle + f * f * middle * filters,
                _("That is the number of weights; each is used at every output pixel."),
            ),
        ),
    )
