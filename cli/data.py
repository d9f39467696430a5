"""`kerascnn data`: which data sets are on this machine, and fetching one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kerascnn.cli._command import Family, argument, define, format_option, option
from kerascnn.language import N_, _

if TYPE_CHECKING:
    from kerascnn.datasets.survey import Holding

FOLDER = click.Path(path_type=Path)
STATUS = {
    "full": N_("full"),
    "sample": N_("sample"),
    "missing": N_("missing"),
    "damaged": N_("damaged"),
    "other": N_("your own"),
}


@define("data", Family, invoke_without_command=True)
@option("--data-dir", type=FOLDER, metavar="PATH", help=N_("Look in this folder first, instead of $KERASCNN_DATA."))
@format_option("table", "json")
@click.pass_context
def command(ctx: click.Context, data_dir: Path | None, form: str) -> None:
    """List the data sets that are on this machine, or fetch one.

    MNIST and a sample of CIFAR-10 come with kerascnn. The rest is looked for in --data-dir or $KERASCNN_DATA and in
    Keras's own cache.

    Example:
        kerascnn data
        kerascnn data get cifar10
    """
    if ctx.invoked_subcommand:
        return
    from kerascnn.datasets.survey import survey

    holdings = survey(data_dir)
    if form == "json":
        import dataclasses
        import json

        click.echo(json.dumps([dataclasses.asdict(row) for row in holdings], indent=2, ensure_ascii=False))
    else:
        _print_table(holdings)


@define("get")
@argument("name")
@option("--data-dir", type=FOLDER, metavar="PATH", help=N_("Put it here, instead of $KERASCNN_DATA or Keras's cache."))
def get(name: str, data_dir: Path | None) -> None:
    """Fetch a data set from its publishers and check it.

    It can be stopped with Ctrl-C and run again: it goes on where it was.

    Example:
        kerascnn data get fashion-mnist
        kerascnn data get cifar10 --data-dir data
    """
    from kerascnn.datasets import survey
    from kerascnn.untrusted_text import visible

    folder, fetched = survey.get(name, data_dir)
    text = _("{name} is in {folder}") if fetched else _("{name} is already in {folder}; nothing was fetched")
    click.echo(visible(text.format(name=name, folder=folder)))


@define("check")
@argument("folder", type=FOLDER)
@option("--labels", type=FOLDER, metavar="PATH", help=N_("A CSV with the name and the class of each picture."))
@format_option("text", "json")
def check(folder: Path, labels: Path | None, form: str) -> None:
    """Say what is in a folder of photographs, without training on it.

    FOLDER is what train-images takes. Said are the classes with their counts, the sizes, classes that are rare,
    pictures that are in the training and in the test or in two classes, those in another format than their ending says,
    those that cannot be read, and what is left out.

    Example:
        kerascnn data check photos/
        kerascnn data check train/ --labels train.csv --format json
    """
    import json

    from kerascnn.datasets import check_folder
    from kerascnn.untrusted_text import visible

    checked = check_folder(folder, labels)
    if form == "json":
        click.echo(json.dumps(checked.as_json(), indent=2, ensure_ascii=False))
    else:
        for line in checked.lines():
            click.echo(visible(line))


command.add_command(get)
command.add_command(check)


def _print_table(holdings: "list[Holding]") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from kerascnn.untrusted_text import visible

    table = Table(box=None, pad_edge=False)
    for title, justify in (
        (_("data set"), "left"),
        (_("here"), "left"),
        (_("images (train + test)"), "right"),
        (_("size"), "right"),
        (_("from"), "left"),
    ):
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in holdings:
        images = f"{row.train:,} + {row.test:,}" if row.train else ""
        size = f"{row.bytes / 1e6:.1f} MB" if row.bytes else ""
        table.add_row(row.name, _(STATUS[row.status]), images, size, escape(visible(row.source)))
    console = Console()
    console.print(table)
    for row in holdings:
        if row.status in ("damaged", "other"):
            console.print(visible(f"{row.name}: {row.advice}"), markup=False, soft_wrap=True)
        elif row.advice:
            text = _("the full {name}: {how}").format(name=row.name, how=row.advice)
            console.print(text, markup=False, soft_wrap=True)
