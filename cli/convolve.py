"""`kerascnn convolve`: convolution, pooling and transpose convolution by hand."""

from typing import Any

import click

from kerascnn.cli._command import define, format_option, option
from kerascnn.errors import InputError
from kerascnn.language import N_, _

# The options that each way of using the command has, besides --explain and --format.
OPTIONS = {
    "example": {"example", "flip"},
    "pool": {"image", "pool", "size", "stride", "padding"},
    "transpose": {"image", "kernel", "transpose", "stride", "padding", "output_padding"},
    "kernel": {"image", "kernel", "stride", "padding", "dilation", "flip", "relu"},
}


@define("convolve")
@click.pass_context
@option("--image", metavar="MATRIX", help=N_('Rows as "1 2 3; 4 5 6", @FILE, or the id of a worked example.'))
@option("--kernel", metavar="NAME|MATRIX", help=N_('A name such as sobel-x, or rows as "1 0 -1; 1 0 -1; 1 0 -1".'))
@option("--stride", type=int, help=N_("Pixels between windows.  [default: 1; the window's size when pooling]"))
@option("--padding", type=int, default=0, help=N_("Zeros on each side; a transpose convolution cuts them off instead."))
@option("--dilation", type=int, default=1, help=N_("Pixels between the kernel's weights."))
@option("--flip", is_flag=True, help=N_("The convolution of mathematics, beside what a network computes."))
@option("--relu", is_flag=True, help=N_("Go on to ReLU."))
@option("--pool", type=click.Choice(["max", "average"]), help=N_("Pool instead of filtering."))
@option("--size", type=int, default=2, show_default=True, help=N_("Height and width of the pooling window."))
@option("--transpose", is_flag=True, help=N_("Transpose convolution, and what Keras's same gives beside it."))
@option("--output-padding", type=int, default=0, help=N_("Rows and columns that a transpose convolution keeps."))
@option("--example", metavar="ID", help=N_("A worked example of the course, with its slide's slip if it has one."))
@option("--list", "listing", is_flag=True, help=N_("List the kernels and the worked examples."))
@option("--explain", is_flag=True, help=N_("Write out the arithmetic of each output pixel."))
@format_option("text", "json", "markdown", "latex")
def command(ctx: click.Context, listing: bool, explain: bool, form: str, **given: Any) -> None:
    """Slide a kernel over a small matrix, with the arithmetic of each output pixel.

    Networks compute the cross-correlation, which does not turn the kernel; --flip shows the difference.

    Example:
        kerascnn convolve --image "3 0 1 2; 1 5 8 9; 2 7 2 5" --kernel sobel-x --explain
        kerascnn convolve --image maxpool-4x4-a --pool max
        kerascnn convolve --example transpose-2x2
    """
    from kerascnn.filters import demonstration, kernels, presentation, worked_examples

    if listing:
        click.echo(presentation.listing(), nl=False)
        return
    way = _way(ctx, given)
    if way == "example":
        example = worked_examples.example(given["example"])
        shown = demonstration.worked(example, turned=given["flip"], explain=explain)
    else:
        image, padding = worked_examples.pixels(given["image"]), given["padding"]
        stride = 1 if given["stride"] is None else given["stride"]
        if way == "pool":
            shown = demonstration.pooling(
                image, given["pool"], given["size"], stride=given["stride"], padding=padding, explain=explain
            )
        elif way == "transpose":
            shown = demonstration.transpose(
                image,
                kernels.kernel(given["kernel"]),
                stride=stride,
                padding=padding,
                output_padding=given["output_padding"],
                explain=explain,
            )
        else:
            shown = demonstration.convolution(
                image,
                kernels.kernel(given["kernel"]),
                stride=stride,
                padding=padding,
                dilation=given["dilation"],
                relu=given["relu"],
                turned=given["flip"],
                explain=explain,
            )
    click.echo(presentation.FORMATS[form](shown), nl=False)


def _way(ctx: click.Context, given: dict[str, Any]) -> str:
    """Which of the four ways the line asks for; every other option on the line is refused, not ignored."""
    way = next((name for name in ("example", "pool", "transpose") if given[name]), "kernel")
    for name in given:
        source = ctx.get_parameter_source(name)
        if name not in OPTIONS[way] and source is not None and source.name == "COMMANDLINE":
            text = _("{option} does nothing beside --{way}; leave one of them out")
            raise InputError(text.format(option="--" + name.replace("_", "-"), way=way))
    if way != "example" and given["image"] is None:
        raise InputError(_("there is no image; give --image, or --example with one of the ids that --list shows"))
    if "kernel" in OPTIONS[way] and given["kernel"] is None:
        raise InputError(_("there is no kernel; give --kernel with one of the names that --list shows, or a matrix"))
    return way
