"""`kerascnn networks`: the networks of the course with their numbers."""

import click

from kerascnn.cli._command import define, format_option


@define("networks")
@format_option("table", "json", "markdown", "html")
def command(form: str) -> None:
    """List the networks of the course: parameters, multiply-adds, receptive field, year, paper and decks.

    Example:
        kerascnn networks
        kerascnn networks --format json
    """
    from kerascnn.summary.catalogue import written

    click.echo(written(form))
