"""`kerascnn nms`: non-max suppression of the boxes in a file, round by round."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerascnn.cli._command import FileName, argument, define, format_option, option
from kerascnn.cli.iou import BOXES
from kerascnn.errors import InputError
from kerascnn.language import N_, _, ngettext

if TYPE_CHECKING:
    from kerascnn.boxes.given import Given

MOST_TRACED = 100
LARGEST = 2**24


@define("nms")
@argument("file", type=click.Path(path_type=Path), metavar="FILE")
@option(
    "--boxes",
    "kind",
    type=click.Choice(BOXES),
    default="xyxy",
    show_default=True,
    help=N_("xyxy: left top right bottom. xywh: left top width height. cxcywh: the middle, width and height."),
)
@option("--score", default="0.6", show_default=True, metavar="P", help=N_("Boxes with at most this p are dropped."))
@option(
    "--overlap",
    default="0.5",
    show_default=True,
    metavar="IOU",
    help=N_("Boxes that overlap a better one of their class by this much are dropped."),
)
@option("--soft", is_flag=True, help=N_("Lower the p of boxes that overlap, rather than drop them (soft-NMS)."))
@option("--trace", is_flag=True, help=N_("Write out every comparison."))
@format_option("text", "json")
@option(
    "-o",
    "--output",
    type=FileName(path_type=Path),
    metavar="FILE.svg|html|png",
    help=N_("Draw the boxes before and after into this file."),
)
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(
    file: Path,
    kind: Any,
    score: str,
    overlap: str,
    soft: bool,
    trace: bool,
    form: str,
    output: Path | None,
    force: bool,
) -> None:
    """Do non-max suppression: drop what is improbable, keep the best box, drop what overlaps it, and repeat.

    FILE has a box a line: left, top, right, bottom and p, then the name of its class where there are several. Boxes of
    different classes do not drop one another.

    Example:
        kerascnn nms boxes.txt --trace
        kerascnn nms boxes.txt --overlap 0.3 -o nms.svg
    """
    from kerascnn.boxes import given, working
    from kerascnn.datasets.text_files import read_text

    if soft and (trace or output is not None):
        raise InputError(_("--soft drops nothing, so that there is nothing to trace or to draw; leave it out"))
    if output is not None:
        from kerascnn import diagram

        diagram.check_path(output, force=force)
    least, most = _threshold("--score", score, below=0), _threshold("--overlap", overlap, below=None)
    boxes = given.read(read_text(file, most=LARGEST).text, str(file), kind)
    if soft:
        _print_soft(boxes, float(least), form)
        return
    if len(boxes) > MOST_TRACED:
        if trace or output is not None:
            text = _("{file} has {count:,} boxes; at most {most} are traced or drawn")
            raise InputError(text.format(file=file, count=len(boxes), most=MOST_TRACED))
        kept = _kept(boxes, float(most), float(least))
        lines: tuple[str, ...] = ()
    else:
        worked = working.suppression_working(boxes, most_overlap=most, least_score=least)
        kept, lines = list(worked.kept), worked.lines if trace else ()
        if output is not None:
            from kerascnn.boxes.picture import suppression_picture

            diagram.save(suppression_picture(boxes, worked), output, force=force)
    if form == "json":
        _print_json(boxes, kept, [float(boxes[number].score) for number in kept])
        return
    for line in lines:
        click.echo(line)
    if lines:
        click.echo()
    click.echo(_staying(len(kept), len(boxes)))
    for number in kept:
        click.echo(_shown(boxes, number, given.decimal(boxes[number].score)))
    if output is not None:
        click.echo("\n" + _("drawn: {path}").format(path=output))


def _threshold(name: str, text: str, *, below: int | None) -> Any:
    """A number from 0 to 1; above 0 where `below` is None."""
    from kerascnn.boxes import given

    found = given.numbers(text.replace(",", "."), name)
    if len(found) != 1 or not 0 <= found[0] <= 1 or (below is None and not found[0]):
        above = _("{name} is {value}; expected a number above 0, up to 1")
        message = above if below is None else _("{name} is {value}; expected a number from 0 to 1")
        raise InputError(message.format(name=name, value=text))
    return found[0]


def _arrays(boxes: "list[Given]") -> tuple[Any, Any, Any]:
    import numpy as np

    sides = np.array([[float(side) for side in each.box] for each in boxes])
    return sides, np.array([float(each.score) for each in boxes]), np.array([each.label for each in boxes])


def _kept(boxes: "list[Given]", most: float, least: float) -> list[int]:
    from kerascnn.boxes import nms

    sides, scores, labels = _arrays(boxes)
    return [int(number) for number in nms(sides, scores, labels=labels, most_overlap=most, least_score=least)]


def _print_soft(boxes: "list[Given]", least: float, form: str) -> None:
    from kerascnn.boxes import soft_nms

    sides, scores, labels = _arrays(boxes)
    kept, lowered = soft_nms(sides, scores, labels=labels, least_score=least)
    numbers = [int(number) for number in kept]
    if form == "json":
        _print_json(boxes, numbers, lowered.tolist())
        return
    click.echo(_staying(len(kept), len(boxes)))
    for number, score in zip(numbers, lowered.tolist(), strict=True):
        text = _("{p:.3f}, was {before}")
        before = f"{float(boxes[number].score):.3f}"
        click.echo(_shown(boxes, number, text.format(p=score, before=before)))


def _print_json(boxes: "list[Given]", kept: list[int], scores: list[float]) -> None:
    import json

    rows = [
        {
            "number": number,
            "box": [float(side) for side in boxes[number].box],
            "score": score,
            "class": boxes[number].label,
        }
        for number, score in zip(kept, scores, strict=True)
    ]
    click.echo(json.dumps({"count": len(boxes), "kept": rows}, ensure_ascii=False))


def _staying(kept: int, count: int) -> str:
    text = ngettext("{kept} of {count} box stays:", "{kept} of {count} boxes stay:", count)
    return text.format(kept=kept, count=count)


def _shown(boxes: "list[Given]", number: int, score: str) -> str:
    from kerascnn.boxes import given
    from kerascnn.untrusted_text import visible

    each = boxes[number]
    label = f" {visible(each.label)}" if each.label else ""
    return f"{given.name_of(number)}{label}: {' '.join(map(given.decimal, each.box))}, p = {score}"
