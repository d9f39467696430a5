"""`kerascnn check`: is an answer right, and if not, which step went wrong."""

from typing import Literal

import click

from kerascnn.cli._command import argument, define, option
from kerascnn.cli._words import check_options
from kerascnn.language import N_


@define("check")
@argument("words", nargs=-1, required=True, metavar="SHAPE LAYER...")
@option(
    "--answer",
    "answers",
    multiple=True,
    required=True,
    metavar="SHAPE",
    help=N_("The shape that was worked out; once for the last layer, or once for each."),
)
@option(
    "--order",
    type=click.Choice(["hwc", "chw"]),
    default="hwc",
    show_default=True,
    help=N_("Order of the axes: channels last as in Keras, or first as in PyTorch."),
)
def command(words: tuple[str, ...], answers: tuple[str, ...], order: Literal["hwc", "chw"]) -> None:
    """Check the output shape that a student worked out, and say which step went wrong.

    The exit code is 0 for a right answer and 1 for a wrong one. A number that is right for something else than the
    shape, such as the parameters, is named; the exit code is 1 too.

    Example:
        kerascnn check 28x28x1 conv4@3/p1 --answer 28x28x4
        kerascnn check 28x28x1 conv4@3/p1 pool2 --answer 28x28x4 --answer 14x14x4
    """
    from kerascnn.shapes import check

    check_options(words)
    verdict = check(words[0], *words[1:], answer=answers, order=order)
    click.echo(verdict)
    if not verdict.right:
        click.get_current_context().exit(1)


command.context_settings["ignore_unknown_options"] = True  # "-1x3" is a wrong shape, not an option
