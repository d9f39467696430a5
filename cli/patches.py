"""`kerascnn patches`: the patches of a data set that excite each unit of a network most."""

from pathlib import Path
from typing import Any, Literal

import click

from kerascnn.cli._command import WatchedCommand, argument, define, option
from kerascnn.cli._saved import pixels_option
from kerascnn.language import N_


@define("patches", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("data")
@option("--layer", "layers", multiple=True, metavar="NAME", help=N_("A layer, such as conv2; else each convolution."))
@option("-k", type=click.IntRange(1, 25), default=9, show_default=True, help=N_("How many patches a unit."))
@option("--units", type=click.IntRange(1, 512), default=64, show_default=True, help=N_("Most units of a layer."))
@option("--ascent", is_flag=True, help=N_("Beside them the picture that excites the unit most, by gradient ascent."))
@option("--steps", type=click.IntRange(1), default=96, show_default=True, help=N_("Steps of the ascent."))
@option("--seed", type=click.IntRange(0), default=0, show_default=True, help=N_("Where the ascent starts."))
@option("--split", type=click.Choice(["test", "train"]), default="test", show_default=True, help=N_("Which pictures."))
@option("--limit", type=click.IntRange(1), help=N_("At most so many pictures, evenly chosen; else all."))
@option("--data-dir", type=click.Path(path_type=Path), help=N_("Folder with the publishers' files."))
@pixels_option
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("Folder to write; else patches-MODEL."))
@option("--force", is_flag=True, help=N_("Write into a folder that exists."))
def command(
    model: Path,
    data: str,
    layers: tuple[str, ...],
    k: int,
    units: int,
    ascent: bool,
    steps: int,
    seed: int,
    split: Literal["test", "train"],
    limit: int | None,
    data_dir: Path | None,
    pixels: Any,
    output: Path | None,
    force: bool,
) -> None:
    """Draw, for each unit of a layer, the patches of a data set that excite it most.

    MODEL is a .keras file or the folder of a run; DATA is mnist, fashion-mnist, cifar10 or a folder of pictures. Each
    patch is cropped by the unit's receptive field.

    Example:
        kerascnn patches runs/mine mnist
        kerascnn patches runs/mine mnist --layer conv2 --ascent
        kerascnn patches runs/mine photos/ --split train --limit 1000
    """
    from kerascnn import files

    folder = output or Path(f"patches-{model.stem if model.suffix else model.name}")
    files.check_new_folder(folder, force=force)

    from kerascnn.prediction import Classifier

    # Before Keras starts, so that a file that cannot be used is refused at once.
    network = Classifier(model, pixels=pixels)

    from kerascnn import insight
    from kerascnn.plots import exciting_patches, save

    pictures = insight.pictures(data, network.shape, split=split, limit=limit, data_dir=data_dir, fit=network.fit)
    found = insight.strongest_patches(network, pictures.images, layers=layers, k=k)
    files.new_folder(folder, force=force)
    click.echo(network.said_of_pixels())
    climb = {"steps": steps, "seed": seed} if ascent else None
    for each in found:
        figure = exciting_patches(network, pictures, each, most=units, climb=climb)
        click.echo(save(figure, folder / f"{each.layer.replace('/', '-')}.png"))
