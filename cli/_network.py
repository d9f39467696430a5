"""The options of the commands that look at a network of the course or at a saved model."""

from collections.abc import Callable
from typing import Any

import click

from kerascnn.cli._command import argument, option
from kerascnn.errors import InputError
from kerascnn.language import N_, _

__all__ = ["network_options"]


def _shape(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    from kerascnn.shapes.notation import shape_of
    from kerascnn.shapes.places import Source, shown

    words = Source(value).words()
    if len(words) != 1:
        raise InputError(_("--input is {text!r}; expected a shape, such as 224x224x3").format(text=shown(value)))
    return shape_of(words[0])


DECORATORS = (
    argument("network", metavar="NETWORK|FILE.keras|RUN"),
    option(
        "--input", "input_shape", metavar="SHAPE", callback=_shape, help=N_("Shape of a picture, such as 224x224x3.")
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
