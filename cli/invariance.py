"""`kerascnn invariance`: how far a prediction survives when the picture is turned, moved or scaled."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from kerascnn.cli._command import WatchedCommand, argument, define, option
from kerascnn.cli._saved import pixels_option
from kerascnn.language import N_, _

if TYPE_CHECKING:
    from kerascnn.insight.invariance import Report


@define("invariance", WatchedCommand)
@argument("models", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@option(
    "--data",
    type=click.Choice(["auto", "full", "sample"]),
    default="auto",
    show_default=True,
    help=N_("Which data: all, a sample, or what is there."),
)
@option("--data-dir", type=click.Path(path_type=Path), help=N_("Folder with the data set's files, or with the images."))
@option(
    "--data-set",
    type=click.Choice(["mnist", "fashion-mnist", "cifar10"]),
    help=N_("The data set, where a model has no run.json that says it."),
)
@pixels_option
@option("--limit", type=int, metavar="N", help=N_("Test on so many of the test images; else on all."))
@option("--picture", type=int, metavar="N", help=N_("Turn this test image, from 0; else the first that all get right."))
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("Folder to write; else runs/invariance-TIME."))
@option("--force", is_flag=True, help=N_("Write into a folder that exists."))
def command(
    models: tuple[Path, ...],
    data: Literal["auto", "full", "sample"],
    data_dir: Path | None,
    data_set: str | None,
    pixels: Any,
    limit: int | None,
    picture: int | None,
    output: Path | None,
    force: bool,
) -> None:
    """Measure how the accuracy falls as the test pictures are turned, moved and scaled.

    RUN is the folder of a run or a .keras file; several of them are drawn over one another, which shows what
    augmentation has bought. Writes the curves, one picture as it turns with its scores under it, and every number.

    Example:
        kerascnn invariance runs/plain
        kerascnn invariance runs/plain runs/augmented -o runs/compared
        kerascnn invariance runs/plain --limit 1000
    """
    from kerascnn import files

    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = output or Path("runs") / f"invariance-{stamp}"
    files.check_new_folder(folder, force=force)
    from kerascnn import plots
    from kerascnn.insight import invariance

    report = invariance.measure(
        models, data=data, data_dir=data_dir, data_set=data_set, pixels=pixels, limit=limit, picture=picture
    )
    files.new_folder(folder, force=force)
    _print_table(report)
    plots.write_invariance(report, folder)
    click.echo(_("figures and numbers: {folder}").format(folder=folder))


def _print_table(report: "Report") -> None:
    """Print one block for each change, one line for each value, one column for each run."""
    from kerascnn.insight.invariance import CHANGES
    from kerascnn.runs import interval_text
    from kerascnn.untrusted_text import visible

    click.echo(report.title)
    for name, lines in report.said.items():
        for line in lines:
            click.echo(f"{visible(name)}: {visible(line)}")
        unchanged = report.accuracies[name]["rotation"][CHANGES["rotation"].values.index(CHANGES["rotation"].original)]
        if within := interval_text(unchanged, len(report.pictures.labels)):
            text = _("{accuracy:.2%} of the pictures as they are ({interval}); each number below is as uncertain")
            click.echo(f"{visible(name)}: {text.format(accuracy=unchanged, interval=within)}")
    widths = [max(9, len(name)) for name in report.accuracies]
    names = " ".join(f"{name:>{width}}" for name, width in zip(report.accuracies, widths, strict=True))
    for change, facts in CHANGES.items():
        click.echo(f"\n{_(facts.name):<12} {names}")
        for number, value in enumerate(facts.values):
            cells = [of_run[change][number] for of_run in report.accuracies.values()]
            line = " ".join(f"{cell:>{width}.2%}" for cell, width in zip(cells, widths, strict=True))
            mark = _("original") if value == facts.original else ""
            click.echo(f"{value:>12g} {line} {mark}".rstrip())
    click.echo()
