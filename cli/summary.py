"""`kerascnn summary`: what a network costs and sees, layer by layer."""

from typing import Any

import click

from kerascnn.cli._command import WatchedCommand, define, format_option, option
from kerascnn.cli._network import network_options
from kerascnn.language import N_

# `kerascnn --help` reads this module: what computes is imported when there is something to compute.
FORMATS = ("table", "json", "csv", "markdown", "html")


@define("summary", WatchedCommand, reads="network")
@network_options
@option("--batch", type=int, default=1, show_default=True, help=N_("Pictures at once, for the memory."))
@option("--depth", type=int, default=0, help=N_("Join layers whose names begin with the same parts, so many of them."))
@option("--layers", metavar="FROM:TO", help=N_("Show these layers only; either name can be left out."))
@option("--compare", metavar="OTHER", help=N_("Show what differs from this network, NETWORK:VARIANT or file."))
@format_option(*FORMATS)
def command(network: str, layers: str | None, compare: str | None, form: str, **settings: Any) -> None:
    """Show a network layer by layer: shapes, parameters, multiply-adds, receptive field, memory.

    The network is one of those that kerascnn networks lists, or a saved model. Of a saved model only the description
    is read: nothing of it is built or run, so that a stranger's is safe to look at.

    Example:
        kerascnn summary vgg16 --batch 32
        kerascnn summary resnet50 --depth 2 --compare resnet50:torchvision
        kerascnn summary model.keras --layers conv1:pool2 --format csv
    """
    from kerascnn.shapes.summary import Comparison, written
    from kerascnn.summary import summarize

    summary = summarize(network, **settings)
    if layers is not None:
        summary = summary.selected(layers)
    if compare is None:
        click.echo(written(summary, form))
        return
    if compare.partition(":")[1]:
        settings["variant"] = None
    click.echo(written(Comparison(summary, summarize(compare, **settings)), form))
