"""`kerascnn data`: which data sets are on this machine, and fetching one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerascnn.cli._command import Family, FileName, WatchedCommand, argument, define, format_option, option
from kerascnn.errors import InputError
from kerascnn.language import N_, _, ngettext

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
annotations_option = option(
    "--annotations",
    "kind",
    type=click.Choice(("coco", "voc", "yolo", "masks")),
    help=N_("How the annotations are written, where a folder has several kinds."),
)


@define("data", Family, invoke_without_command=True)
@option("--data-dir", type=FOLDER, metavar="PATH", help=N_("Look in this folder first, instead of $KERASCNN_DATA."))
@format_option("table", "json")
@click.pass_context
def command(ctx: click.Context, data_dir: Path | None, form: str) -> None:
    """List the data sets that are on this machine, fetch one, or check a folder of your own.

    MNIST and a sample of CIFAR-10 come with kerascnn. The rest is looked for in --data-dir or $KERASCNN_DATA and in
    Keras's own cache.

    Example:
        kerascnn data
        kerascnn data get cifar10
        kerascnn data check street
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


@define("check", WatchedCommand)
@argument("folder", type=FOLDER)
@option("--labels", type=FOLDER, metavar="PATH", help=N_("A CSV with the name and the class of each picture."))
@annotations_option
@option("--skip-bad", is_flag=True, help=N_("Go on without the pictures that something is wrong with."))
@option("--all", "every", is_flag=True, help=N_("Show all that is wrong, not the first of it alone."))
@format_option("text", "json")
def check(folder: Path, labels: Path | None, kind: str | None, skip_bad: bool, every: bool, form: str) -> None:
    """Say what is in a folder of photographs, or of annotated pictures, and what is wrong with it.

    Of photographs in a folder for each class, as train-images takes them, are said the classes with their counts, the
    sizes, classes that are rare, pictures that are in the training and in the test or in two classes, those in another
    format than their ending says, those that cannot be read, and what is left out. Of IDX files, CIFAR's files, .npz
    and tables of pixels is said what was found.

    Annotations are COCO's JSON, Pascal VOC's XML, YOLO's text files, or masks as pictures in a folder beside the
    pictures. Boxes outside of their picture, classes that are not known, pictures that are missing or damaged and more
    are found, with file and line. Of a folder with images/ and edges/, as train-edges takes it, is said which pictures
    and maps do not belong together. Where anything is wrong that a training would refuse, the exit code is 2.

    Example:
        kerascnn data check photos/
        kerascnn data check train/ --labels train.csv --format json
        kerascnn data check street --annotations yolo --all
    """
    from kerascnn.datasets import annotations, edge_maps

    if labels is None and (kind or annotations.detect(folder)):
        from kerascnn.cli import _annotations

        _annotations.check(folder, kind, skip_bad=skip_bad, every=every, as_json=form == "json")
    elif labels is None and edge_maps.is_edge_folder(folder):
        from kerascnn.cli import _annotations

        _annotations.check_edges(folder, skip_bad=skip_bad, every=every, as_json=form == "json")
    else:
        _check_photographs(folder, labels, skip_bad=skip_bad, as_json=form == "json")


def _check_photographs(folder: Path, labels: Path | None, *, skip_bad: bool, as_json: bool) -> None:
    import json

    from kerascnn.datasets import check_folder
    from kerascnn.untrusted_text import visible

    try:
        checked = check_folder(folder, labels)
    except InputError:
        if labels is not None or not _say_of_data_sets(folder, as_json=as_json):
            raise
        return
    if as_json:
        click.echo(json.dumps(checked.as_json(), indent=2, ensure_ascii=False))
    else:
        for line in checked.lines():
            click.echo(visible(line))
    if checked.damaged and not skip_bad:
        text = ngettext(
            "{path}: {count:,} picture cannot be read, and no training begins; --skip-bad leaves it out",
            "{path}: {count:,} pictures cannot be read, and no training begins; --skip-bad leaves them out",
            len(checked.damaged),
        )
        raise InputError(text.format(path=folder, count=len(checked.damaged)))


def _say_of_data_sets(folder: Path, *, as_json: bool) -> bool:
    """Say which data sets the files of a folder are, such as IDX files or a table of pixels; whether they are any.

    Raises:
        InputError: they are damaged.
    """
    import dataclasses
    import json

    from kerascnn.datasets.survey import survey
    from kerascnn.untrusted_text import visible

    here = folder.resolve()
    found = [row for row in survey(folder) if row.source and Path(row.source).resolve().is_relative_to(here)]
    damaged = next((row for row in found if row.status == "damaged"), None)
    if damaged:
        raise InputError(damaged.advice)
    if as_json and found:
        click.echo(json.dumps([dataclasses.asdict(row) for row in found], indent=2, ensure_ascii=False))
        return True
    for row in found:
        text = _("{path}: {title}, {train:,} and {test:,} pictures")
        said = text.format(path=row.source, title=row.title, train=row.train, test=row.test)
        click.echo(visible(row.advice if row.status == "other" else said))
    return bool(found)


@define("show", WatchedCommand)
@argument("folder", type=FOLDER)
@annotations_option
@option("-o", "--output", required=True, type=FileName(path_type=Path), help=N_("Draw into this file."))
@option("--picture", "names", multiple=True, metavar="NAME", help=N_("Draw this picture; may be given several times."))
@option("--count", type=int, default=9, show_default=True, help=N_("How many pictures are drawn by lot."))
@option("--seed", type=int, default=0, show_default=True, help=N_("Another seed draws others."))
@option("--skip-bad", is_flag=True, help=N_("Go on without the pictures that something is wrong with."))
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def show(folder: Path, kind: str | None, output: Path, names: tuple[str, ...], **settings: Any) -> None:
    """Draw annotated pictures with their boxes, classes and masks.

    Example:
        kerascnn data show street -o street.png
        kerascnn data show street -o bus.png --picture bus.jpg
    """
    from kerascnn.cli import _annotations

    _annotations.show(folder, output, kind, names=names, **settings)


for each in (get, check, show):
    command.add_command(each)


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
