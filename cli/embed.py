"""`kerascnn embed`: the feature vectors of a data set on a map."""

from pathlib import Path
from typing import Any, Literal

import click

from kerascnn.cli._command import WatchedCommand, argument, define, option
from kerascnn.cli._saved import pixels_option
from kerascnn.language import N_

METHODS = ("pca", "tsne", "umap")


@define("embed", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("data")
@option("--layer", default="", metavar="NAME", help=N_("Whose outputs to take; else the one before the scores."))
@option("--method", type=click.Choice(METHODS), default="pca", show_default=True, help=N_("How the map is made."))
@option("--seed", type=click.IntRange(0), default=0, show_default=True, help=N_("Where t-SNE and UMAP start."))
@option("--split", type=click.Choice(["test", "train"]), default="test", show_default=True, help=N_("Which pictures."))
@option(
    "--limit",
    type=click.IntRange(3),
    default=2000,
    show_default=True,
    help=N_("At most so many pictures, evenly chosen."),
)
@option("--data-dir", type=click.Path(path_type=Path), help=N_("Folder with the publishers' files."))
@pixels_option
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("Folder to write; else embed-MODEL."))
@option("--force", is_flag=True, help=N_("Write into a folder that exists."))
def command(
    model: Path,
    data: str,
    layer: str,
    method: Literal["pca", "tsne", "umap"],
    seed: int,
    split: Literal["test", "train"],
    limit: int,
    data_dir: Path | None,
    pixels: Any,
    output: Path | None,
    force: bool,
) -> None:
    """Put the feature vectors of a data set on a map, as points and as thumbnails, and show nearest neighbours.

    MODEL is a .keras file or the folder of a run; DATA is mnist, fashion-mnist, cifar10 or a folder of pictures. The
    vectors are saved as vectors.npz.

    Example:
        kerascnn embed runs/mine mnist
        kerascnn embed runs/mine mnist --method tsne --limit 5000
    """
    from kerascnn import files

    folder = output or Path(f"embed-{model.stem if model.suffix else model.name}")
    files.check_new_folder(folder, force=force)

    from kerascnn.prediction import Classifier

    # Before Keras starts, so that a file that cannot be used is refused at once.
    network = Classifier(model, pixels=pixels)

    from kerascnn import insight
    from kerascnn.plots import embedding_figures, save

    insight.check_method(method)
    pictures = insight.pictures(data, network.shape, split=split, limit=limit, data_dir=data_dir, fit=network.fit)
    found = insight.embed(network, pictures, layer=layer, method=method, seed=seed)
    files.new_folder(folder, force=force)
    click.echo(network.said_of_pixels())
    click.echo(found.save(folder / "vectors.npz"))
    for name, figure in embedding_figures(pictures, found).items():
        click.echo(save(figure, folder / f"{name}.png"))
