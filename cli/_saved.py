"""The options of the commands that feed pictures to a saved model."""

import click

from kerascnn.cli._command import option
from kerascnn.language import N_

__all__ = ["as_option", "pixels_option", "scores_option"]

# `kerascnn --help` reads this module: what feeds models is imported when there is one.
pixels_option = option(
    "--pixels",
    type=click.Choice(["0-1", "0-255", "-1-1"]),
    help=N_("On which scale the model takes pixels; else what its run or its first layers say."),
)
scores_option = option(
    "--scores",
    type=click.Choice(["raw", "softmax", "sigmoid"]),
    help=N_("What to make of the model's outputs; else probabilities, by what its last layer does."),
)
as_option = option(
    "--as",
    "kind",
    type=click.Choice(["digits", "picture"]),
    help=N_("Prepare pictures as MNIST's digits were, or leave them as they are; else what its run says."),
)
