"""`kerascnn iou`: how much two boxes overlap, worked out."""

from pathlib import Path
from typing import Any

import click

from kerascnn.cli._command import FileName, argument, define, format_option, option
from kerascnn.cli._words import check_options
from kerascnn.language import N_, _

BOXES = ("xyxy", "xywh", "cxcywh")


@define("iou")
@argument("boxes", metavar="BOX BOX", nargs=-1)
@option(
    "--boxes",
    "kind",
    type=click.Choice(BOXES),
    default="xyxy",
    show_default=True,
    help=N_("xyxy: left top right bottom. xywh: left top width height. cxcywh: the middle, width and height."),
)
@format_option("text", "json")
@option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    metavar="FILE.svg|html|png",
    help=N_("Draw the boxes into this file."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(boxes: tuple[str, ...], kind: Any, form: str, output: Path | None, force: bool) -> None:
    """Work out the intersection over union of two boxes, line by line.

    A box is four numbers in quotes. The generalised (GIoU) and the distance overlap (DIoU), which losses are made of,
    stand below.

    Example:
        kerascnn iou "10 10 50 60" "30 20 70 60"
        kerascnn iou "10 10 40 50" "30 20 40 40" --boxes xywh -o iou.svg
    """
    import json

    from kerascnn.boxes import given, working
    from kerascnn.errors import InputError

    check_options(boxes)
    if len(boxes) != 2:
        text = _("expected two boxes, each in quotes: {example}; got {n}")
        raise InputError(text.format(example='"10 10 50 60" "30 20 70 60"', n=len(boxes)))

    if output is not None:
        from kerascnn import diagram

        diagram.check_path(output, force=force)
    one, other = (given.xyxy(given.numbers(text, name), kind, name) for text, name in zip(boxes, "AB", strict=True))
    worked = working.overlap_working(one, other)
    if output is not None:
        from kerascnn.boxes.picture import overlap_picture

        diagram.save(overlap_picture(worked), output, force=force)
    if form == "json":
        numbers = {"iou": worked.iou, "giou": worked.giou, "diou": worked.diou}
        sides = {"first": worked.first, "second": worked.second, "intersection": worked.intersection}
        found: dict[str, Any] = {name: box and [float(side) for side in box] for name, box in sides.items()}
        found |= {name: float(value) for name, value in numbers.items()}
        click.echo(json.dumps(found))
        return
    for name, box in (("A", worked.first), ("B", worked.second)):
        click.echo(f"{name} = {' '.join(map(given.exact, box))}")
    click.echo("\n".join(worked.lines))
    if output is not None:
        click.echo("\n" + _("drawn: {path}").format(path=output))


command.context_settings["ignore_unknown_options"] = True  # "-5 0 3 4" is a box, not an option
