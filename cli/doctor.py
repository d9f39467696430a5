"""`kerascnn doctor`: what is here, what is missing, and what mends it."""

import click

from kerascnn.cli._command import define


@define("doctor")
def command() -> None:
    """Show what this machine has for training networks, and what to do about what is missing.

    Looks at the versions, the GPUs that TensorFlow sees, the memory, the disk and the data sets.

    Example:
        kerascnn doctor
    """
    from kerascnn.checkup import checkup

    findings = checkup()
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        click.echo(f"{finding.name:<{width}}  {finding.value}")
        if finding.advice:
            click.echo(f"{'':<{width}}  → {finding.advice}")
