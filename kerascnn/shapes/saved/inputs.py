"""The shapes of a model's inputs: those that it says, and those that are given instead."""

from collections.abc import Sequence
from typing import Any

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.layers.base import times
from kerascnn.shapes.notation import LARGEST, Order
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved.uses import sizes_of

__all__ = ["given_shapes", "open_input", "with_own_sizes"]


def given_shapes(batches: Sequence[object], image: Shape | Sequence[Shape] | None) -> list[Shape]:
    """The shape for each input, empty where the model's own counts.

    Raises:
        InputError: there are not as many as inputs, or one for several that are not of one shape.
    """
    if not image:
        return [()] * len(batches)
    shapes: list[Any] = list(image) if isinstance(image[0], tuple) else [image]
    if len(shapes) == 1 and len({sizes_of(batch) for batch in batches}) == 1:
        shapes *= len(batches)
    if len(shapes) != len(batches):
        text = _("the model has {n} inputs that are not of one shape; give --input for each of them, in their order")
        if len({sizes_of(batch) for batch in batches}) == 1:
            text = _("the model has {n} inputs, and --input gives {m} shapes")
        raise InputError(text.format(n=len(batches), m=len(shapes)))
    return shapes


def with_own_sizes(batch: object, shape: Shape) -> Shape:
    """A shape, with the sizes that the file fixes in the place of others.

    >>> with_own_sizes([None, None, None, 1], (28, 28, 3))
    (28, 28, 1)
    """
    own = batch[1:] if isinstance(batch, list) else []
    if len(own) != len(shape):
        return shape
    return tuple(mine if isinstance(mine, int) else size for mine, size in zip(own, shape, strict=True))


def open_input(batch: object, order: Order, where: str) -> InputError:
    """The error for an input that the file does not give the sizes of."""
    axes = batch[1:] if isinstance(batch, list) else [None] * 3
    told = times((str(axis) if isinstance(axis, int) else "?" for axis in axes), "×")
    if not 1 <= len(axes) <= 4 or any(isinstance(axis, int) and not 0 < axis <= LARGEST for axis in axes):
        text = _("the model's input is {shape}, which cannot be read here; save it again with an Input of fixed sizes")
        return InputError(text.format(shape=shown(told or "?")))
    usual = {1: (784,), 2: (100, 8), 3: (224, 224, 3), 4: (16, 64, 64, 3)}[len(axes)]
    example = [axis if isinstance(axis, int) else size for axis, size in zip(axes, usual, strict=True)]
    if order == "chw":
        example = [example[-1], *example[:-1]]
    text = _("the model does not say the shape of its input; give it {where}, such as {example}")
    if isinstance(batch, list):
        text = _("the model's input is {shape}, ? being open; give its shape {where}, such as {example}")
    return InputError(text.format(shape=told, where=where, example=times(example, "x")))
