"""`kerascnn resume`: go on with a training that was stopped."""

from pathlib import Path

import click

from kerascnn.cli._command import argument, define


@define("resume")
@argument("run", type=click.Path(path_type=Path))
def command(run: Path) -> None:
    """Go on with a training that was stopped: by Ctrl-C, a power cut, a full disk, a lost connection.

    RUN is the folder that a train-* command wrote. It goes on from the newest checkpoint there that is whole. On a
    CPU, with the same versions and data, the result is bit for bit that of the run that was never stopped; it says
    so, or what is not the same.

    Example:
        kerascnn train-mnist --preset best --out runs/mine
        kerascnn resume runs/mine
    """
    from kerascnn.recipes._classification import resume

    resume(run)
