"""`kerascnn resume`: go on with a training that was stopped."""

from pathlib import Path

import click

from kerascnn.cli._command import argument, define, option
from kerascnn.language import N_


@define("resume")
@argument("run", type=click.Path(path_type=Path))
@option("--data-dir", type=click.Path(path_type=Path), help=N_("Folder with the data, if the run learned from yours."))
def command(run: Path, data_dir: Path | None) -> None:
    """Go on with a training that was stopped: by Ctrl-C, a power cut, a full disk, a lost connection.

    RUN is the folder that a train-* command wrote. It goes on from the newest checkpoint there that is whole. On a
    CPU, with the same versions and data, the result is bit for bit that of the run that was never stopped; it says
    so, or what is not the same. A run on a folder of yours is given that folder again, with --data-dir: no folder is
    read because a file says so, since the run may be somebody else's.

    Example:
        kerascnn train-mnist --preset best --out runs/mine
        kerascnn resume runs/mine
    """
    from kerascnn import recipes
    from kerascnn.engine import resume

    resume(run, data_dir=data_dir, find=recipes.find)
