"""`kerascnn animate`: a sliding window as GIF, video or page, with the arithmetic of each step."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kerascnn.cli._command import FileName, argument, define, option
from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _, ngettext

if TYPE_CHECKING:
    from kerascnn.filters.sliding import Sliding

FILE = click.Path(path_type=Path)

# The options that each operation has, besides those of the file.
OPTIONS = {
    "conv": {"input", "values", "seed", "kernel", "stride", "padding"},
    "dilated": {"input", "values", "seed", "kernel", "stride", "padding", "dilation"},
    "pool": {"input", "values", "seed", "kernel", "stride", "padding", "pool"},
    "transpose": {"input", "values", "seed", "kernel", "stride", "padding", "output_padding"},
}
INPUTS = {"conv": (5, 5), "dilated": (7, 7), "pool": (4, 4), "transpose": (2, 2)}


@define("animate")
@click.pass_context
@argument("what")
@option("-o", "--output", type=FileName(path_type=Path), help=N_("A .gif, .mp4 or .html file.  [default: WHAT.gif]"))
@option("--input", "input", metavar="HxW", help=N_("Height and width of the input, such as 5x5."))
@option(
    "--values",
    default="random",
    show_default=True,
    metavar="random|ramp|MATRIX",
    help=N_("The input's values: 0 to 9 at random, 1 2 3 ..., rows as \"1 2; 3 4\", @FILE, or a worked example's id."),
)
@option("--seed", type=int, default=0, show_default=True, help=N_("Of the random values."))
@option(
    "--kernel",
    metavar="HxW|NAME|MATRIX",
    help=N_("A size such as 3x3, a name such as sobel-x, or rows; for pool the window.  [default: 3x3; for pool 2x2]"),
)
@option("--stride", type=int, help=N_("Pixels between windows.  [default: 1; for pool the window; for transpose 2]"))
@option("--padding", type=int, default=0, help=N_("Zeros on each side; a transpose convolution cuts them off instead."))
@option("--dilation", type=int, default=2, show_default=True, help=N_("Of dilated: pixels between the weights."))
@option("--output-padding", type=int, default=0, help=N_("Rows and columns that a transpose convolution keeps."))
@option("--pool", type=click.Choice(["max", "average"]), default="max", show_default=True, help=N_("Which pooling."))
@option("--seconds", type=float, default=1.0, show_default=True, help=N_("How long a step stands."))
@option("--force", is_flag=True, help=N_("Replace a file that exists."))
def command(ctx: click.Context, what: str, seconds: float, output: Path | None, force: bool, **given: Any) -> None:
    """Animate a sliding window, with the arithmetic of each step.

    WHAT is conv, dilated, pool or transpose, or the id of a worked example of the course, which has its own numbers.
    A .gif goes into slides; an .html is a page to step through, with the keyboard too; an .mp4 needs ffmpeg.

    Example:
        kerascnn animate conv --input 5x5 --kernel 3x3 --stride 2 --padding 1 -o conv.gif
        kerascnn animate pool --values "1 9 6 4; 5 4 7 8; 5 1 2 9; 6 7 6 0" -o pool.html
        kerascnn animate transpose-2x2 -o transpose.html
    """
    from kerascnn import files

    _check_options(ctx, what, given)
    path = output or Path(f"{what}.gif")
    files.check_free(path, force=force)
    sliding = _sliding(what, given)
    from kerascnn import plots
    from kerascnn.plots.sliding import check_animation

    check_animation(path)
    plots.save_animation(sliding, path, seconds=seconds, force=force)
    click.echo(sliding.title)
    click.echo("\n".join(sliding.formulas))
    count = len(sliding.steps)
    click.echo(ngettext("{count} step: {path}", "{count} steps: {path}", count).format(count=count, path=path))


def _check_options(ctx: click.Context, what: str, given: dict[str, Any]) -> None:
    """Refuse an operation that does not exist, and options that it does not have."""
    from kerascnn.filters.worked_examples import EXAMPLES

    if what not in {*OPTIONS, *EXAMPLES}:
        raise unknown(_("animation"), what, [*OPTIONS, *EXAMPLES])
    for name in given:
        source = ctx.get_parameter_source(name)
        if name not in OPTIONS.get(what, ()) and source is not None and source.name == "COMMANDLINE":
            text = _("{option} does nothing with {what}; leave it out")
            raise InputError(text.format(option="--" + name.replace("_", "-"), what=what))


def _sliding(what: str, given: dict[str, Any]) -> "Sliding":
    from kerascnn.filters import made_up, sliding
    from kerascnn.filters.worked_examples import EXAMPLES

    if what in EXAMPLES:
        return sliding.worked(EXAMPLES[what])
    shape = None if given["input"] is None else made_up.size("--input", given["input"])
    image = made_up.image(given["values"], shape, default=INPUTS[what], seed=given["seed"])
    stride, padding = given["stride"], given["padding"]
    if what == "pool":
        window = made_up.size("--kernel", given["kernel"] or "2x2")
        if window[0] != window[1]:
            text = _("the pooling window is {height}x{width}; expected as many rows as columns, such as 2x2")
            raise InputError(text.format(height=window[0], width=window[1]))
        return sliding.pooling(image, given["pool"], window[0], stride=stride, padding=padding)
    kernel = made_up.kernel(given["kernel"] or "3x3", seed=given["seed"])
    if what == "transpose":
        extra = given["output_padding"]
        return sliding.transpose(
            image, kernel, stride=2 if stride is None else stride, padding=padding, output_padding=extra
        )
    dilation = given["dilation"] if what == "dilated" else 1
    return sliding.convolution(
        image, kernel, stride=1 if stride is None else stride, padding=padding, dilation=dilation
    )
