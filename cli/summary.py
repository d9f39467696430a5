"""`kerascnn summary`: what a network costs and sees, layer by layer."""

from pathlib import Path
from typing import Any

import click

from kerascnn.cli._command import FileName, WatchedCommand, define, format_option, option, was_given
from kerascnn.cli._network import network_options
from kerascnn.errors import InputError
from kerascnn.language import N_, _

# `kerascnn --help` reads this module: what computes is imported when there is something to compute.
FORMATS = ("table", "json", "csv", "markdown", "html")


@define("summary", WatchedCommand, reads="network")
@network_options
@option("--batch", type=int, default=1, show_default=True, help=N_("Pictures at once, for the memory."))
@option("--depth", type=int, default=0, help=N_("Join layers whose names begin with the same parts, so many of them."))
@option("--layers", metavar="FROM:TO", help=N_("Show these layers only; either name can be left out."))
@option("--columns", metavar="NAME,...", help=N_("Columns of the table, such as shape,parameters,share; or all."))
@option("--compare", metavar="OTHER", help=N_("Show what differs from this network, NETWORK:VARIANT or file."))
@format_option(*FORMATS)
@option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    metavar="FILE.html",
    help=N_("Write a page instead, whose table can be sorted and folded."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    network: str,
    layers: str | None,
    columns: str | None,
    compare: str | None,
    form: str,
    output: Path | None,
    force: bool,
    **settings: Any,
) -> None:
    """Show a network layer by layer: shapes, parameters, multiply-adds, receptive field, memory.

    The network is one of those that kerascnn networks lists, or a saved model. Of a saved model only the description
    is read: nothing of it is built or run, so that a stranger's is safe to look at.

    Example:
        kerascnn summary vgg16 --batch 32
        kerascnn summary resnet50 --depth 2 --compare resnet50:torchvision
        kerascnn summary model.keras --layers conv1:pool2 --format csv
        kerascnn summary last-year.h5 --columns shape,trainable,frozen,share
        kerascnn summary model.keras -o model.html
    """
    from kerascnn.shapes.summary import Comparison, written
    from kerascnn.shapes.summary.columns import chosen
    from kerascnn.summary import summarize

    names = chosen([each.strip() for each in columns.split(",")] if columns is not None else [])
    if compare is not None and (columns is not None or output is not None):
        raise InputError(_("--compare has columns of its own and no page; leave out --columns and --output"))
    if output is not None:
        if was_given("form"):
            raise InputError(_("--output writes a page, without --format; leave one of the two out"))
        from kerascnn import files

        files.check_free(output, force=force, endings=files.PAGES)

    summary = summarize(network, **settings)
    if layers is not None:
        summary = summary.selected(layers)
    if output is not None:
        from kerascnn import files
        from kerascnn.summary.page import page

        files.write(output, page(summary, names if columns is not None else None), force=force)
        click.echo(_("page: {path}").format(path=output))
        return
    if compare is None:
        click.echo(written(summary, form, names))
        return
    if compare.partition(":")[1]:
        settings["variant"] = None
    click.echo(written(Comparison(summary, summarize(compare, **settings)), form))
