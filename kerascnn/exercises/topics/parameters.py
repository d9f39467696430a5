"""How many parameters: (F·F·C + 1)·K for a convolution, (inputs + 1)·units for a dense layer.

Level 1: a convolution. Level 2: a dense layer after a flatten. Level 3: a small network.
"""

from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.formulas import size_line
from kerascnn.language import N_, _
from kerascnn.shapes import output_size

__all__ = ["TITLE", "exercise"]

TITLE = N_("Parameters")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about trainable parameters.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    return (_convolution, _dense, _network)[level - 1](random)


def _convolution(random: Random) -> Exercise:
    n, f = random.randint(16, 128), random.choice((3, 5, 7))
    channels, filters = random.choice((2, 3, 4, 6, 8, 16)), random.choice((6, 10, 12, 16, 20, 32))
    weights = f * f * channels
    return Exercise(
        question=_(
            "A convolutional layer has {filters} filters of {f}×{f}, with bias. Its input is {n}×{n}×{channels}. How "
            "many parameters does it have?"
        ).format(filters=filters, f=f, n=n, channels=channels),
        answer=(weights + 1) * filters,
        steps=(
            f"(F·F·C + 1)·K = ({f}·{f}·{channels} + 1)·{filters} = {(weights + 1) * filters}",
            _("The image's size does not matter."),
        ),
        mistakes=(
            Mistake(weights * filters, _("The bias of each filter was forgotten.")),
            Mistake(
                (f * f + 1) * filters,
                _("The input's channels were ignored: a filter has F·F weights for each of them."),
            ),
            Mistake(
                weights * filters + 1, _("Each filter has a bias of its own; one was counted for the whole layer.")
            ),
            Mistake(weights + 1, _("That is one filter; the layer has {filters}.").format(filters=filters)),
            Mistake(
                (weights + 1) * filters * n * n,
                _("The weights are shared by all positions, so the image's size does not multiply them."),
            ),
        ),
        numbers=(f, channels, filters),
    )


def _dense(random: Random) -> Exercise:
    side, channels = random.randint(4, 12), random.choice((8, 16, 20, 32, 40, 64))
    units = random.choice((10, 60, 84, 100, 120, 128))
    inputs = side * side * channels
    return Exercise(
        question=_(
            "The last feature maps of a network are {side}×{side}×{channels}. They are flattened and go into a dense "
            "layer of {units} units, with bias. How many parameters does the dense layer have?"
        ).format(side=side, channels=channels, units=units),
        answer=(inputs + 1) * units,
        steps=(
            _("Flatten: {line} inputs").format(line=f"{side}·{side}·{channels} = {inputs}"),
            f"({inputs} + 1)·{units} = {(inputs + 1) * units}",
        ),
        mistakes=(
            Mistake(inputs * units, _("The bias of each unit was forgotten.")),
            Mistake(inputs * units + 1, _("Each unit has a bias of its own; one was counted for the whole layer.")),
            Mistake(
                (side * side + 1) * units, _("The channels were left out of the flatten: all feature maps go into it.")
            ),
            Mistake(
                (side * channels + 1) * units, _("The flatten has height times width inputs a channel, not one side.")
            ),
            Mistake(inputs + units, _("Every input is joined to every unit: multiply, do not add.")),
        ),
    )


def _network(random: Random) -> Exercise:
    f, classes = random.choice((3, 5)), random.choice((2, 5, 10))
    n = f - 1 + 2 * random.randint(6, 15)  # the pooling divides evenly: this exercise is not about rounding
    channels, filters = random.choice((1, 3)), random.choice((4, 6, 8, 16))
    wide = output_size(n, kernel=f)
    side = output_size(wide, kernel=2, stride=2)
    first, last = (f * f * channels + 1) * filters, (side * side * filters + 1) * classes
    return Exercise(
        question=_(
            "A network for {n}×{n}×{channels} images: a convolution with {filters} filters of {f}×{f} (stride 1, no "
            "padding), max pooling 2×2 with stride 2, flatten, and a dense layer of {classes} units. Both layers with "
            "weights have biases. How many parameters does the network have?"
        ).format(n=n, channels=channels, filters=filters, f=f, classes=classes),
        answer=first + last,
        steps=(
            _("Convolution: {line}").format(line=f"({f}·{f}·{channels} + 1)·{filters} = {first}"),
            _("Its output: {line}").format(line=f"{size_line(n, f)} → {wide}×{wide}×{filters}"),
            _("Pooling has no parameters: {line}").format(
                line=f"{size_line(wide, 2, stride=2)} → {side}×{side}×{filters}"
            ),
            _("Dense: {line}").format(line=f"({side}·{side}·{filters} + 1)·{classes} = {last}"),
            _("Together: {line}").format(line=f"{first} + {last} = {first + last}"),
        ),
        mistakes=(
            Mistake(first + last - filters - classes, _("The biases were forgotten.")),
            Mistake(
                first + (wide * wide * filters + 1) * classes,
                _("The pooling was forgotten: it halves height and width."),
            ),
            Mistake(first + last + 4 * filters, _("Pooling has no parameters: it takes a maximum, it has no weights.")),
            Mistake(
                first + (side * side + 1) * classes,
                _("The channels were left out of the flatten: all feature maps go into it."),
            ),
            Mistake(last, _("The parameters of the convolution were left out.")),
        ),
    )
