"""How many input pixels one output pixel sees: r ← r + (F − 1)·j, and j ← j·S.

Level 1: two or three convolutions. Level 2: pooling between them. Level 3: dilation too.
"""

from math import prod
from random import Random

from kerascnn.exercises.exercise import Exercise, Mistake
from kerascnn.language import N_, _

__all__ = ["TITLE", "exercise"]

TITLE = N_("Receptive field")


def exercise(random: Random, level: int) -> Exercise:
    """Make an exercise about the receptive field of a chain of layers.

    Args:
        random: where the numbers come from.
        level: 1 to 3.
    """
    # Each layer: kernel, stride, dilation. Pooling has kernel and stride alike.
    layers = [(random.choice((3, 5, 7, 9, 11)), 1, 1) for _layer in range(random.randint(2, 4))]
    if level > 1:
        layers[1:1] = [(random.choice((2, 3)), 2, 1)]
        layers[0] = (layers[0][0], random.choice((1, 2)), 1)
    if level > 2:
        layers[-1] = (layers[-1][0], 1, random.choice((2, 3, 4)))
    field = _field(layers)
    kernels = [kernel for kernel, _stride, _dilation in layers]
    return Exercise(
        question=_(
            "A network has these layers, from the image on: {layers}. How many pixels of the image, along one side, "
            "does one value of the last layer see (its receptive field)?"
        ).format(layers=", ".join(map(_named, layers))),
        answer=field,
        steps=_worked(layers),
        mistakes=(
            Mistake(
                _field([(kernel, 1, dilation) for kernel, _stride, dilation in layers]),
                _("The strides were ignored: after a stride of 2, neighbouring values lie 2 pixels apart."),
            ),
            Mistake(
                _field([(kernel, stride, 1) for kernel, stride, _dilation in layers]),
                _("The dilation was ignored: it spreads the kernel over more pixels."),
            ),
            Mistake(sum(kernels), _("The kernels were added up; each layer adds F − 1, since its windows overlap.")),
            Mistake(prod(kernels), _("The kernels were multiplied; windows of neighbouring values overlap.")),
            Mistake(field - 1, _("The count begins with 1: a value sees at least its own pixel.")),
            Mistake(_field(layers[:-1]), _("The last layer was left out.")),
            Mistake(
                _field([(layers[-1][0], 1, layers[-1][2])]),
                _("That is what it sees of the layer before it, not of the image."),
            ),
        ),
        # At stride 1 the order of the layers does not matter.
        numbers=tuple(layers) if level > 1 else tuple(sorted(layers)),
    )


def _field(layers: list[tuple[int, int, int]]) -> int:
    field, step = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * step
        step *= stride
    return field


def _worked(layers: list[tuple[int, int, int]]) -> tuple[str, ...]:
    lines = [_("It begins with r = 1 and steps of j = 1 pixel.")]
    field, step = 1, 1
    for layer in layers:
        kernel, stride, dilation = layer
        spread = f"{dilation}·({kernel} − 1)" if dilation > 1 else f"({kernel} − 1)"
        wider = field + dilation * (kernel - 1) * step
        line = f"{_named(layer)}: r = {field} + {spread}·{step} = {wider}"
        lines.append(line + (f", j = {step}·{stride} = {step * stride}" if stride > 1 else ""))
        field, step = wider, step * stride
    return tuple(lines)


def _named(layer: tuple[int, int, int]) -> str:
    kernel, stride, dilation = layer
    if kernel == stride or kernel == 2:
        return _("pooling {f}×{f} with stride {s}").format(f=kernel, s=stride)
    if dilation > 1:
        return _("convolution {f}×{f} with dilation {d}").format(f=kernel, d=dilation)
    if stride > 1:
        return _("convolution {f}×{f} with stride {s}").format(f=kernel, s=stride)
    return _("convolution {f}×{f}").format(f=kernel)
