"""`kerascnn shape-calc`: the course's arithmetic, with its working shown."""

from pathlib import Path
from typing import Literal

import click

from kerascnn.cli._command import argument, define, format_option, option, was_given
from kerascnn.cli._words import check_options
from kerascnn.errors import InputError
from kerascnn.language import N_, _

# `kerascnn --help` reads this module: what computes is imported when there is something to compute.
FORMATS = ("table", "json", "csv", "markdown", "latex", "html")
MOST_LOST = 20
"""Settings that are named of those that the code does not have."""
CODES = ("keras", "functional", "pytorch")


def _show_notation(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        from kerascnn.shapes import render

        click.echo(render.notation())
        ctx.exit()


def _is_saved_model(path: Path) -> bool:
    from kerascnn.shapes.forms import is_saved_model

    return is_saved_model(path)


@define("shape-calc")
@argument("words", nargs=-1, metavar="SHAPE LAYER...")
@option(
    "--from",
    "path",
    type=click.Path(path_type=Path),
    help=N_("Read layers from a file, also of the code of a model; from -, or from a saved model."),
)
@option("--input", "image", metavar="SHAPE", help=N_("The shape of the input, where the file leaves it open."))
@option(
    "--order",
    type=click.Choice(["hwc", "chw"]),
    show_default="hwc",
    help=N_("Order of the axes: channels last as in Keras, or first as in PyTorch."),
)
@option("--explain", is_flag=True, help=N_("Show the formulas with the numbers put in."))
@option("--want", metavar="SHAPE", help=N_("The output that every ? in the layers is to give."))
@format_option(*FORMATS)
@option("--code", type=click.Choice(CODES), help=N_("Print the code of the model instead."))
@option(
    "--notation",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_notation,
    help=N_("Show how layers are written."),
)
def command(
    words: tuple[str, ...],
    path: Path | None,
    image: str | None,
    order: Literal["hwc", "chw"] | None,
    explain: bool,
    want: str | None,
    form: str,
    code: str | None,
) -> None:
    """Work out a network's output shapes, parameters, multiply-adds and receptive fields, without building it.

    The first word is the shape of the input, the others are layers: conv6@5 has six filters of 5×5. --notation shows
    how all of them are written; no word needs quotes in a shell. A file can also hold the code of a keras.Sequential or
    an nn.Sequential, which is read and never run.

    Example:
        kerascnn shape-calc 32x32x3 conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10
        kerascnn shape-calc 28x28x1 conv4@3/p1 --explain
        kerascnn shape-calc 28x28x1 conv4@3/p_ --want 28x28
        kerascnn shape-calc --from model.keras
        kerascnn shape-calc --from network.py --input 3x32x32
    """
    from kerascnn.shapes import render
    from kerascnn.shapes.chain import run
    from kerascnn.shapes.places import Source
    from kerascnn.shapes.reading import network_from, shape_in_front, words_of

    check_options(words)
    if code and (was_given("form") or explain):
        other = "--explain" if explain else "--format"
        raise InputError(_("--code prints code alone, without {other}; leave one of the two out").format(other=other))
    if want is not None:
        from kerascnn.shapes.unknowns import solutions

        texts = words if image is None else (image, *words)
        found = solutions(words_of(texts, path), Source(want), order or "hwc")
        if code or form not in ("table", "json"):
            raise InputError(_("--want goes with --format table or json, and without --code"))
        click.echo(found.json() if form == "json" else str(found))
        return
    if path is not None and str(path) != "-" and _is_saved_model(path):
        from kerascnn.loading.description import network_in

        texts = words if image is None else (image, *words)
        trace = run(network_in(path, shape_in_front(texts, order or "hwc"), order=order or "hwc"), order or "hwc")
    else:
        trace = run(*network_from(words, path, order, image))
    if code:
        click.echo(render.code(trace, code))
        lost = render.not_carried(trace)
        if lost:
            more = _(" and {n} more").format(n=len(lost) - MOST_LOST) if len(lost) > MOST_LOST else ""
            text = _("not carried over: {what}").format(what="; ".join(lost[:MOST_LOST]) + more)
            click.echo(text, err=True)
    else:
        click.echo(render.explained(trace, form) if explain else render.FORMATS[form](trace))


command.context_settings["ignore_unknown_options"] = True  # "-1x3" is a wrong shape, not an option
