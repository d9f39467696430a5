"""`kerascnn filter`: a photograph before and after classic filters."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kerascnn.cli._command import FileName, argument, define, option
from kerascnn.language import N_, _

if TYPE_CHECKING:
    from kerascnn.filters import Filtered

FILE = click.Path(path_type=Path)


@define("filter")
@argument("image", type=FILE, required=False)
@option(
    "--kernel",
    "kernels",
    multiple=True,
    metavar="NAME|MATRIX",
    default=["sobel-x"],
    show_default=True,
    help=N_(
        "A name such as sobel-x, laplacian, edge, blur, sharpen, emboss, vertical or horizontal; low-pass or "
        'high-pass; or rows as "0 -1 0; -1 4 -1; 0 -1 0". Give it several times for several pictures.'
    ),
)
@option("--chain", is_flag=True, help=N_("Let each kernel work on what the one before it left."))
@option("--grey", is_flag=True, help=N_("Take the picture in grey."))
@option("--stride", type=int, default=1, show_default=True, help=N_("Pixels between windows."))
@option(
    "--padding",
    type=click.Choice(["valid", "same"]),
    default="valid",
    show_default=True,
    help=N_("Zeros around the picture: none, or as many as keep its size."),
)
@option("--relu", is_flag=True, help=N_("Go on to ReLU: negative values become 0."))
@option("--spectrum", is_flag=True, help=N_("Draw the spatial frequencies before and after, too."))
@option(
    "--cutoff",
    type=float,
    default=0.05,
    show_default=True,
    help=N_("Of low-pass and high-pass: the frequency, in cycles per pixel, of which half passes."),
)
@option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    default="filter.png",
    show_default=True,
    help=N_("Draw the pictures into this file."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    image: Path | None,
    kernels: tuple[str, ...],
    chain: bool,
    grey: bool,
    stride: int,
    padding: str,
    relu: bool,
    spectrum: bool,
    cutoff: float,
    output: Path,
    force: bool,
) -> None:
    """Filter a photograph with a kernel, and draw it before and after.

    IMAGE is a picture of any size; without one, a photograph that comes with matplotlib is taken. Each channel is
    filtered by itself, with brightness from 0 to 1.

    Example:
        kerascnn filter photo.jpg --kernel sobel-x -o edges.png
        kerascnn filter --kernel blur --kernel sharpen --kernel "0 -1 0; -1 4 -1; 0 -1 0" --grey
        kerascnn filter --kernel low-pass --kernel high-pass --spectrum
    """
    from kerascnn import files
    from kerascnn.filters.filtered import outcomes

    files.check_free(output, force=force)
    from kerascnn import plots
    from kerascnn.plots.page import check_ending
    from kerascnn.plots.photograph import open_picture

    check_ending(output)
    name, picture, remarks = open_picture(image, grey=grey)
    found = outcomes(
        picture,
        kernels,
        stride=stride,
        padding=padding,  # type: ignore[arg-type]
        relu=relu,
        chain=chain,
        spectra=spectrum,
        cutoff=cutoff,
    )
    plots.save(plots.filtered(found, chain=chain, cutoff=cutoff, title=name), output, force=force)
    _print(name, found)
    for remark in remarks:
        click.echo(_("Note: {note}").format(note=remark))
    click.echo(_("drawn: {path}").format(path=output))


def _print(name: str, found: "list[Filtered]") -> None:
    from kerascnn.filters.photograph import explain_sum
    from kerascnn.filters.presentation import grid

    height, width = found[0].size
    channels = found[0].shown.shape[2]
    click.echo(f"{name} ({height}×{width}×{channels})\n")
    for outcome in found[1:]:
        click.echo(outcome.name)
        if outcome.weights is not None:
            click.echo("\n".join(f"  {row}" for row in grid(outcome.weights)))
            click.echo(explain_sum(outcome.weights))
        text = _("output {height}×{width}, values from {low:.2f} to {high:.2f}")
        shown = text.format(height=outcome.size[0], width=outcome.size[1], low=outcome.lowest, high=outcome.highest)
        click.echo(shown + "\n")
