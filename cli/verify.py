"""`kerascnn verify`: whether two pictures show the same person, or thing."""

from pathlib import Path

import click

from kerascnn.cli._command import FileName, WatchedCommand, argument, define, format_option, option
from kerascnn.cli._recognizer import check_pictures, say, threshold_option
from kerascnn.language import N_


@define("verify", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("first", metavar="A", type=click.Path(path_type=Path))
@argument("second", metavar="B", type=click.Path(path_type=Path))
@threshold_option
@format_option("text", "json")
@option("-o", "--output", type=FileName(path_type=Path), help=N_("Draw the two pictures into this file."))
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    model: Path, first: Path, second: Path, threshold: float | None, form: str, output: Path | None, force: bool
) -> None:
    """Say whether two pictures show the same person: their distance, and the threshold with how it was chosen.

    MODEL is the folder of a run of train-siamese, or the .keras file in it; A and B are pictures of any size, of which
    the middle square is looked at.

    Example:
        kerascnn verify runs/faces ana-1.jpg ana-2.jpg
        kerascnn verify runs/faces ana-1.jpg luis.jpg --threshold 0.8 -o pair.png
    """
    from kerascnn import files

    if output is not None:
        files.check_free(output, force=force)
        from kerascnn.plots.page import check_ending

        check_ending(output)
    check_pictures(first, second)
    from kerascnn.loading import running
    from kerascnn.tasks.siamese.recognition import Recognizer

    recognizer = Recognizer(model, threshold=threshold)
    with running(model, anew=False):
        found = recognizer.verify(first, second)
    say(found, form)
    if output is not None:
        from kerascnn import plots

        plots.save(found.drawn(), output, force=force)
