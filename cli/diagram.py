"""`kerascnn diagram`: a network as a picture."""

from pathlib import Path
from typing import Any

import click

from kerascnn.cli._command import FileName, WatchedCommand, define, option
from kerascnn.cli._network import network_options
from kerascnn.language import N_, _

# `kerascnn --help` reads this module: what draws is imported when there is something to draw.
STYLES = ("auto", "volumes", "blocks")
THEMES = ("auto", "light", "dark")


@define("diagram", WatchedCommand, reads="network")
@network_options
@option(
    "-o",
    "--output",
    required=True,
    type=FileName(path_type=Path),
    metavar="FILE.svg|html|png",
    help=N_("The picture; its ending says as what."),
)
@option(
    "--style",
    type=click.Choice(STYLES),
    default="auto",
    show_default=True,
    help=N_("volumes: feature maps to scale, for a chain of layers. blocks: boxes with branches and shortcuts."),
)
@option(
    "--expand", is_flag=True, help=N_("Draw every layer, even if the picture becomes larger than a sheet of paper.")
)
@option(
    "--theme",
    type=click.Choice(THEMES),
    default="auto",
    show_default=True,
    help=N_("Colours; auto follows the reader's device, except in a PNG, which is light."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(network: str, output: Path, theme: Any, force: bool, **settings: Any) -> None:
    """Draw a network: feature maps as volumes to scale, or blocks with branches and shortcuts.

    The picture fits on a sheet of A4: what repeats itself is drawn once, and --expand draws everything. The network is
    one of those that kerascnn networks lists, or a saved model, of which only the description is read: nothing of it
    is built or run.

    Example:
        kerascnn diagram lenet5 --variant course -o lenet5.svg
        kerascnn diagram resnet50 -o resnet50.html --lang es
        kerascnn diagram model.keras -o model.png --theme dark
    """
    from kerascnn import diagram

    diagram.check_path(output, theme, force=force)
    scene = diagram.draw(network, **settings)
    diagram.save(scene, output, theme=theme, force=force)
    text = (
        _("{path}: {width:.0f}×{height:.0f} points")
        if diagram.fits_a_sheet(scene)
        else _("{path}: {width:.0f}×{height:.0f} points, more than a sheet of A4 holds in letters of their size")
    )
    click.echo(text.format(path=output, width=scene.width, height=scene.height))
