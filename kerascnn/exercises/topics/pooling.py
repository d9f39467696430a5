"""The shape after pooling: ⌊(W − F)/S⌋ + 1, the depth as it was.

Level 1: 2×2 windows side by side. Level 2: windows that overlap. Level 3: two sides and padding.
"""

import math
from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.exercises.formulas import size_line
from kerascnn.language import N_, _
from kerascnn.shapes import output_size

__all__ = ["TITLE", "exercise"]

TITLE = N_("The shape after pooling")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the output of one pooling layer.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    height, width = random.sample(range(12, 120), 2)
    channels = random.choice((6, 8, 16, 20, 32, 64))
    f, s, p = [
        (2, 2, 0),
        (random.choice((3, 4, 5)), random.choice((1, 2)), 0),
        (random.choice((3, 5)), random.choice((2, 3)), 1),
    ][level - 1]
    if level < 3:
        width = height
    kind = random.choice((_("max pooling"), _("average pooling")))
    rows, columns = (output_size(side, kernel=f, stride=s, padding=p) for side in (height, width))

    def shape(*, padding: int = 2 * p, more: int = 1, up: bool = False) -> tuple[int, ...]:
        sides = ((side - f + padding) / s for side in (height, width))
        return (*((math.ceil(side) if up else math.floor(side)) + more for side in sides), channels)

    steps = [size_line(height, f, padding=p, stride=s)]
    if height != width:
        steps = [
            _("Height: {line}").format(line=steps[0]),
            _("Width: {line}").format(line=size_line(width, f, padding=p, stride=s)),
        ]
    return Exercise(
        question=_(
            "A layer of {kind} has a {f}×{f} window, stride {s} and padding {p}. Its input is "
            "{height}×{width}×{channels} (height × width × channels). What is the shape of its output?"
        ).format(kind=kind, f=f, s=s, p=p, height=height, width=width, channels=channels),
        answer=(rows, columns, channels),
        steps=(*steps, _("Each channel is pooled by itself, so the depth stays {channels}.").format(channels=channels)),
        mistakes=(
            Mistake((columns, rows, channels), _("Height and width were swapped.")),
            Mistake(shape(padding=p), _("The padding was added once; it stands on both sides, so it counts twice.")),
            Mistake(shape(up=True), _("The division was rounded up; a window that does not fit is left out.")),
            Mistake(shape(more=0), _("The + 1 at the end of the formula was forgotten: the first window counts too.")),
            Mistake(
                (rows, columns, (channels - f + 2 * p) // s + 1),
                _("Pooling does not touch the depth: each channel is pooled by itself."),
            ),
            Mistake((rows, columns, 1), _("Pooling does not join the channels: each is pooled by itself.")),
            Mistake(
                (height - f + 2 * p + 1, width - f + 2 * p + 1, channels),
                _("The stride was ignored."),
            ),
        ),
        numbers=(height, width, channels, f, s, p),
    )
