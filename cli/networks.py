"""`kerascnn networks`: the networks of the course with their numbers."""

import click

from kerascnn.cli._command import define, option
from kerascnn.language import N_


@define("networks")
@option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown", "html"]),
    default="table",
    show_default=True,
    help=N_("How the list is written."),
)
def command(form: str) -> None:
    """List the networks of the course: parameters, multiply-adds, receptive field, year, paper and decks.

    Example:
        kerascnn networks
        kerascnn networks --format json
    """
    from kerascnn.summary.catalogue import written

    click.echo(written(form))
