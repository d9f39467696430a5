"""Networks as pictures: volumes to scale for a chain, blocks with branches and shortcuts for a graph.

import kerascnn as kc
kc.diagram.draw("vgg16")  # a notebook shows it
kc.diagram.save(kc.diagram.draw("resnet50"), "resnet50.svg")
"""

from pathlib import Path
from typing import Literal

from kerascnn import files
from kerascnn.diagram.blocks import blocks
from kerascnn.diagram.boxes import boxes
from kerascnn.diagram.sheet import SHEET, framed
from kerascnn.diagram.volumes import is_chain, volumes
from kerascnn.drawing import THEMES, Scene, page, svg
from kerascnn.errors import InputError, unknown
from kerascnn.language import _
from kerascnn.shapes.chain import shown_shape
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.places import shown
from kerascnn.shapes.render import at_least
from kerascnn.summary import summarize

__all__ = ["ENDINGS", "STYLES", "check_path", "draw", "fits_a_sheet", "save"]

STYLES = ("auto", "volumes", "blocks")
ENDINGS = (".svg", ".html", ".png")
LONGEST_TITLE = 60


def draw(
    what: str | Path,
    *,
    style: Literal["auto", "volumes", "blocks"] = "auto",
    expand: bool = False,
    input_shape: Shape | list[Shape] | None = None,
    num_classes: int | None = None,
    variant: str | None = None,
    width: float | None = None,
    normalization: str | None = None,
) -> Scene:
    """Lay out a picture of a network of the course, or of a saved model, of which nothing is built or run.

    What does not fit on a sheet of A4 in letters of 7.5 points is folded: equal layers or blocks that follow one
    another are drawn once, and of many blocks of one pattern the first alone is opened.

    Args:
        what: as `kerascnn.summary.summarize` takes it, and so are the arguments that are not listed here.
        style: "volumes" for a chain of layers, "blocks" for any network; "auto" is volumes where that can be.
        expand: fold nothing, however large the picture becomes.
        input_shape: `(height, width, channels)`, instead of the network's own; or a list of one for each input.
        num_classes: how many classes a network of the course tells apart.
        variant: one of `networks.variants(name)`.
        width: how many times as many filters a network of the course has.
        normalization: what a network of the course normalises with.

    Raises:
        InputError: as `summarize`; or volumes are asked for and the network branches, or it has no layers.
    """
    if style not in STYLES:
        raise unknown(_("style"), style, STYLES)
    summary = summarize(
        what,
        input_shape=input_shape,
        num_classes=num_classes,
        variant=variant,
        width=width,
        normalization=normalization,
    )
    found = boxes(summary.trace.rows, summary.trace.images)
    title = shown(summary.name, LONGEST_TITLE)
    if not found:
        raise InputError(_("{name} has no layers to draw").format(name=title))
    images = summary.trace.images
    chain = is_chain(found) and len(images) == 1
    if style == "volumes" and not chain:
        text = _("{name} has branches, so that it cannot be drawn as volumes; expected a chain: use --style blocks")
        raise InputError(text.format(name=title))
    if style == "blocks" or not chain:
        drawing = blocks(images, found, expand=expand)
    else:
        drawing = volumes(images[0], found, expand=expand)
    whole = summary.whole
    text = _("input {shape}; {parameters} parameters, {operations} multiply-adds")
    subtitle = text.format(
        shape=", ".join(map(shown_shape, images)),
        parameters=at_least(whole.parameters, exact=whole.all_parameters),
        operations=at_least(whole.multiply_adds, exact=whole.counted),
    )
    if not whole.counted:
        subtitle += "; " + _("custom layers are not counted")
    return framed(drawing.marks, drawing.width, drawing.height, title, subtitle, drawing.explanation)


def fits_a_sheet(scene: Scene) -> bool:
    """Whether a picture prints on one sheet of A4, upright or lying, with letters of 7.5 points."""
    return any(scene.width <= wide and scene.height <= tall for wide, tall in (SHEET, SHEET[::-1]))


def check_path(path: Path, theme: str = "auto", *, force: bool = False) -> None:
    """Check, before the work starts, that a picture can be saved there.

    Raises:
        InputError: an ending that is not one of `ENDINGS`, a theme that there is not, or as `files.check_free`.
    """
    if path.suffix.lower() not in ENDINGS:
        text = _("{path} has an ending that cannot be drawn; expected one of: {endings}")
        raise InputError(text.format(path=shown(str(path), 100), endings=", ".join(ENDINGS)))
    if theme not in THEMES:
        raise unknown(_("theme"), theme, THEMES)
    files.check_free(path, force=force)


def save(
    scene: Scene, path: str | Path, *, theme: Literal["auto", "light", "dark"] = "auto", force: bool = False
) -> Path:
    """Write a picture, whole or not at all; the ending says as what.

    Args:
        scene: what `draw` gives.
        path: a name that ends in `.svg`, `.html` (a page of its own, which prints on one sheet) or `.png`.
        theme: "auto" follows the reader's device, a PNG being light.
        force: replace a file that exists.

    Raises:
        InputError: as `check_path`; or the picture is too large for a PNG.
    """
    path = Path(path)
    check_path(path, theme, force=force)
    ending = path.suffix.lower()
    if ending == ".png":
        from kerascnn import plots

        plots.save(plots.painted(scene, dark=theme == "dark"), path, force=force)
    else:
        files.write(path, (svg if ending == ".svg" else page)(scene, theme), force=force)
    return path
