"""`kerascnn look`: what a network makes of one picture, layer by layer."""

from pathlib import Path
from typing import Any

import click

from kerascnn.cli._command import WatchedCommand, argument, define, option
from kerascnn.cli._saved import as_option, pixels_option, scores_option
from kerascnn.language import N_, _

KINDS = ("scores", "filters", "feature-maps", "pooling", "gradcam", "saliency", "occlusion", "vector")


@define("look", WatchedCommand)
@argument("model", type=click.Path(path_type=Path))
@argument("image", type=click.Path(path_type=Path))
@option("--what", multiple=True, type=click.Choice(KINDS), help=N_("What to draw; may be repeated; else all."))
@option("--layer", "layers", multiple=True, metavar="NAME", help=N_("A layer, such as conv1; else the most telling."))
@option("--top", type=click.IntRange(1, 64), default=8, show_default=True, help=N_("How many channels to draw."))
@option(
    "--class",
    "class_name",
    metavar="NAME",
    help=N_("The class to explain, by its name or number; else the one with the highest score."),
)
@as_option
@pixels_option
@scores_option
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("Folder to write, or FILE.png; else look-IMAGE."))
@option("--force", is_flag=True, help=N_("Replace what exists."))
def command(
    model: Path,
    image: Path,
    what: tuple[str, ...],
    layers: tuple[str, ...],
    top: int,
    class_name: str | None,
    kind: Any,
    pixels: Any,
    scores: Any,
    output: Path | None,
    force: bool,
) -> None:
    """Draw what a network makes of one picture: scores, filters, feature maps, pooling, and where it looks.

    MODEL is a .keras file or the folder of a run, IMAGE a photo or PNG of any size, which is prepared as for kerascnn
    predict. With --layer and without --what, the feature maps of that layer are drawn.

    Example:
        kerascnn look runs/mine photo-of-a-digit.jpg
        kerascnn look runs/mine photo-of-a-digit.jpg --what gradcam --class 7 -o seven.png
        kerascnn look runs/mine photo-of-a-digit.jpg --layer conv2 --top 16
    """
    chosen = what or (("feature-maps",) if layers else KINDS)
    folder = output or Path(f"look-{image.stem}")
    paths = _paths(folder, chosen, force=force)

    from kerascnn.prediction import Classifier

    # Before Keras starts, so that a file that cannot be used is refused at once.
    network = Classifier(model, kind=kind, pixels=pixels, scores=scores)

    from kerascnn import files
    from kerascnn.datasets.picture import remarks
    from kerascnn.errors import InputError
    from kerascnn.plots import looks, save
    from kerascnn.untrusted_text import visible

    if network.scores.classes == 1:
        raise InputError(_("--scores raw leaves a single number, and no class to explain; leave it out"))
    label = None if class_name is None else network.label(visible(class_name))
    picture, digit = network.see_one(image)
    subject = looks.Subject(network, picture, layers, top, label)
    if digit:
        click.echo(_("digit found at {place}").format(place=digit.place()))
    for remark in remarks(image):
        click.echo(remark)
    # Everything is drawn before anything is written: what cannot be drawn leaves nothing behind.
    drawn = {}
    for kind in chosen:
        try:
            drawn[paths[kind]] = looks.look(kind, subject)
        except InputError as error:
            if what or layers:
                raise
            click.echo(f"{kind}: {error}")  # not every network has everything
    for line in network.said():
        click.echo(visible(line))
    if folder not in paths.values():
        files.new_folder(folder, force=force)
    for path, figure in drawn.items():
        click.echo(save(figure, path, force=force))


def _paths(output: Path, chosen: tuple[str, ...], *, force: bool) -> dict[str, Path]:
    """The file of each kind, checked before the work starts."""
    from kerascnn import files
    from kerascnn.errors import InputError

    if output.suffix.lower() not in files.ENDINGS or output.is_dir():
        files.check_new_folder(output, force=force)
        return {kind: output / f"{kind}.png" for kind in chosen}
    if len(chosen) > 1:
        text = _("{path} is one file, and there are {count} pictures to draw; name a folder, or one with --what")
        raise InputError(text.format(path=output, count=len(chosen)))
    files.check_free(output, force=force)
    from kerascnn.plots.page import check_ending

    check_ending(output)
    return {chosen[0]: output}
