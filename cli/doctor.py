"""`kerascnn doctor`: what is here, what is missing, and what mends it."""

import click

from kerascnn.cli._command import define
from kerascnn.versions import installed


@define("doctor")
def command() -> None:
    """Show what is installed on this machine, and what to do about what is missing.

    Example:
        kerascnn doctor
    """
    for name, version in installed().items():
        click.echo(f"{name} {version}")
