"""The options of the commands that look at a network of the course or at a saved model."""

from collections.abc import Callable
from typing import Any

import click

from kerascnn.cli._command import argument, option
from kerascnn.errors import InputError
from kerascnn.language import N_, _

__all__ = ["network_options"]


def _shapes(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Any:
    """Nothing, the shape of the input, or those of several, in their order."""
    from kerascnn.shapes.notation import shape_of
    from kerascnn.shapes.places import Source, shown

    shapes = []
    for each in value:
        words = Source(each).words()
        if len(words) != 1:
            raise InputError(_("--input is {text!r}; expected a shape, such as 224x224x3").format(text=shown(each)))
        shapes.append(shape_of(words[0]))
    return shapes if len(shapes) > 1 else shapes[0] if shapes else None


DECORATORS = (
    argument("network", metavar="NETWORK|FILE|RUN"),
    option(
        "--input",
        "input_shape",
        metavar="SHAPE",
        multiple=True,
        callback=_shapes,
        help=N_("Shape of a picture, such as 224x224x3; of several inputs one for each, in their order."),
    ),
    option("--classes", "num_classes", type=int, help=N_("How many classes the network tells apart.")),
    option("--variant", help=N_("Which form of the network.")),
    option("--width", type=float, help=N_("How many times as many filters.")),
    option("--normalization", help=N_("What normalises the feature maps: batch, group or none.")),
)


def network_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument `network` and the options that choose its form."""
    for decorator in reversed(DECORATORS):
        function = decorator(function)
    return function
