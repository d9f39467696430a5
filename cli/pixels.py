"""`kerascnn pixels`: a picture as the grid of numbers that it is."""

from pathlib import Path

import click

from kerascnn.cli._command import FileName, argument, define, option
from kerascnn.language import N_, _

FILE = click.Path(path_type=Path)


@define("pixels")
@argument("image", type=FILE, required=False)
@option(
    "--region",
    metavar="ROW,COLUMN,HEIGHT,WIDTH",
    help=N_("What to show as numbers; rows and columns count from 0.  [default: the middle of a large picture]"),
)
@option("--grey", is_flag=True, help=N_("Take the picture in grey."))
@option("-o", "--output", type=FileName(path_type=Path), help=N_("Draw the numbers and the histograms into this file."))
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(image: Path | None, region: str | None, grey: bool, output: Path | None, force: bool) -> None:
    """Show a picture as the numbers that it is, channel by channel.

    Below them stand the values of the whole picture raw, scaled to [0, 1] and standardised, with their histogram.
    IMAGE is a picture of any size; without one, a digit of MNIST is shown.

    Example:
        kerascnn pixels
        kerascnn pixels photo.jpg --region 100,80,12,12
        kerascnn pixels photo.jpg --grey -o pixels.png
    """
    from kerascnn import files

    if output is not None:
        files.check_free(output, force=force)
        from kerascnn.plots.page import check_ending

        check_ending(output)
    from kerascnn.datasets import picture as pictures
    from kerascnn.datasets import pixels

    remarks: tuple[str, ...] = ()
    if image is None:
        name, picture = _("MNIST, first test image"), pixels.digit()
    else:
        name = image.name
        picture, remarks = pictures.as_array(image, grey=grey)
    size = (picture.shape[0], picture.shape[1])
    asked = pixels.middle(size) if region is None else pixels.region(region, size)
    shown = pixels.shortened(asked)
    if output is not None:
        from kerascnn import plots

        plots.save(plots.pixels(picture, shown, title=name), output, force=force)
    click.echo(f"{name} ({picture.shape[0]}×{picture.shape[1]}×{picture.shape[2]}), uint8\n")
    click.echo(pixels.as_text(picture, shown), nl=False)
    notes = [*remarks]
    if shown != asked:
        text = _("the region has {height}×{width} pixels, too many to read; its first {rows}×{columns} are shown")
        notes.append(text.format(height=asked.height, width=asked.width, rows=shown.height, columns=shown.width))
    elif region is None and (shown.height, shown.width) != size:
        notes.append(_("this is the middle of the picture; --region shows another part"))
    for note in notes:
        click.echo("\n" + _("Note: {note}").format(note=note))
    if output is not None:
        click.echo("\n" + _("drawn: {path}").format(path=output))
