"""`kerascnn report`: a run, or several, as one HTML file."""

from pathlib import Path

import click

from kerascnn.cli._command import FileName, WatchedCommand, argument, define, option
from kerascnn.errors import InputError
from kerascnn.language import N_, _

NAME = "report.html"


@define("report", WatchedCommand)
@argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@option("-o", "--output", type=FileName(path_type=Path), help=N_("File to write; of one run RUN/report.html."))
@option("--data-dir", type=click.Path(path_type=Path), help=N_("Folder with the data, if the run learned from yours."))
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(runs: tuple[Path, ...], output: Path | None, data_dir: Path | None, force: bool) -> None:
    """Write a run, or several side by side, as one HTML file that needs no network.

    Of one run: how to repeat it, the curves, the confusion matrix whose cells open their pictures, the worst mistakes,
    the network, its filters, feature maps and patches. Every training leaves such a report; this writes it anew, as
    in another language. The pictures need the test data, which are not fetched; a folder of yours is read with
    --data-dir.

    Example:
        kerascnn report runs/mine --force
        kerascnn report runs/mlp runs/cnn -o compared.html
        kerascnn --lang es report runs/mine -o informe.html
    """
    from kerascnn import files
    from kerascnn import runs as finished
    from kerascnn.recipes import command_of

    if output is None and len(runs) > 1:
        raise InputError(_("several runs need the name of a file; add -o compared.html"))
    runs = tuple(map(finished.folder_of, runs))
    path = output or runs[0] / NAME
    if len(runs) == 1:
        run = finished.read(runs[0])
        files.check_free(path, force=force, endings=files.PAGES)

        from kerascnn import report

        page = report.of_run(run, command=command_of(run), data_dir=data_dir, tell=_say)
    else:
        from kerascnn import comparison

        groups = comparison.compare(runs, click.echo)
        files.check_free(path, force=force, endings=files.PAGES)

        from kerascnn import report

        page = report.of_groups(groups, command_of)
    files.write(path, page, force=force)
    click.echo(_("report: {path}").format(path=path))


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
