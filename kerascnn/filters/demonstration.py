"""An operation on a small matrix as a lesson shows it: what goes in, what comes out, and how each pixel came about."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.filters.arrays import matrix
from kerascnn.filters.correlate import correlate, flip
from kerascnn.filters.explanation import correlation_steps, pooling_steps, transpose_steps
from kerascnn.filters.matrices import Array, parse
from kerascnn.filters.pooling import pooling_of
from kerascnn.filters.transpose import transpose_convolve
from kerascnn.filters.worked_examples import WorkedExample
from kerascnn.language import _

__all__ = ["Demonstration", "convolution", "pooling", "transpose", "worked"]

# Beyond this a matrix is no lesson: the arithmetic of one pixel is a line.
LARGEST_OUTPUT = 1_000_000
LARGEST_NUMBER = 10_000
MOST_PRODUCTS = 100_000_000
MOST_WRITTEN = 20_000


@dataclass(frozen=True)
class Demonstration:
    """What a lesson shows.

    Attributes:
        matrices: key, title in the reader's language, and values (height, width), in the order of the lesson.
        formulas: the size of the output, with the numbers put in.
        steps: the arithmetic of each output pixel; empty unless it was asked for.
        notes: what else the reader should know: a slide's slip, what Keras gives instead.
    """

    matrices: tuple[tuple[str, str, Array], ...]
    formulas: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Array:
        return next(values for name, _title, values in self.matrices if name == key)


def convolution(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    relu: bool = False,
    turned: bool = False,
    explain: bool = False,
) -> Demonstration:
    r"""Show a kernel sliding over an image.

    >>> print(*convolution([[1, 2, 3]], [[1, 0, -1]]).formulas, sep="\n")
    height: ⌊(1 − 1 + 2·0)/1⌋ + 1 = 1
    width: ⌊(3 − 3 + 2·0)/1⌋ + 1 = 1

    Args:
        image: (height, width).
        kernel: (height, width).
        stride: pixels between windows.
        padding: zeros on each side.
        dilation: pixels between weights.
        relu: go on to ReLU.
        turned: the convolution of mathematics, with the kernel turned by half a turn, beside what a network computes.
        explain: write out each pixel.

    Raises:
        InputError: what `correlate` refuses, or more than a lesson can show.
    """
    pixels, weights = matrix(_("image"), image), matrix(_("kernel"), kernel)
    _check_small(stride=stride, padding=padding, dilation=dilation)
    _check_output([side + 2 * padding for side in pixels.shape], weights.size)
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    used = flip(weights) if turned else weights
    output = correlate(pixels, used, **settings)
    matrices = [("image", _("image"), pixels), ("kernel", _("kernel"), weights)]
    notes = []
    if turned:
        plain = correlate(pixels, weights, **settings)
        matrices += [
            ("turned", _("kernel, turned by half a turn"), used),
            ("output", _("output of the convolution of mathematics"), output),
            ("correlation", _("output of cross-correlation, which a network's layer computes"), plain),
        ]
        if np.array_equal(used, weights):
            notes.append(_("the kernel is the same after half a turn, so both are equal"))
        elif np.allclose(used, -weights):
            notes.append(_("half a turn changes the sign of every weight of this kernel, and so of every output"))
        else:
            notes.append(_("a layer learns its weights, so it does not matter to it which of the two is computed"))
    else:
        matrices.append(("output", _("output"), output))
    if relu:
        matrices.append(("relu", _("after ReLU"), np.maximum(output, 0)))
    formulas = _sizes(pixels.shape, weights.shape, output.shape, stride, padding, dilation)
    steps = _steps(output, weights.size, correlation_steps(pixels, used, **settings, relu=relu)) if explain else ()
    return Demonstration(tuple(matrices), formulas, steps, tuple(notes))


def pooling(
    image: npt.ArrayLike,
    kind: str,
    size: int = 2,
    *,
    stride: int | None = None,
    padding: int = 0,
    explain: bool = False,
) -> Demonstration:
    """Show max or average pooling.

    >>> print(pooling([[1, 9], [5, 4]], "max")["output"])
    [[9.]]

    Args:
        image: (height, width).
        kind: "max" or "average".
        size: height and width of the window.
        stride: pixels between windows; `size` where it is None.
        padding: rows and columns around the image, which take no part.
        explain: write out each pixel.

    Raises:
        InputError: what the pooling refuses, or more than a lesson can show.
    """
    pixels = matrix(_("image"), image)
    step = size if stride is None else stride
    _check_small(size=size, stride=step, padding=padding)
    _check_output([side + 2 * padding for side in pixels.shape], size * size)
    output = pooling_of(kind)(pixels, size, stride=step, padding=padding)
    formulas = _sizes(pixels.shape, (size, size), output.shape, step, padding, 1)
    steps = (
        _steps(output, size * size, pooling_steps(pixels, kind, size, stride=step, padding=padding)) if explain else ()
    )
    return Demonstration((("image", _("image"), pixels), ("output", _("output"), output)), formulas, steps)


def transpose(
    image: npt.ArrayLike,
    kernel: npt.ArrayLike,
    *,
    stride: int = 1,
    padding: int = 0,
    output_padding: int = 0,
    explain: bool = False,
) -> Demonstration:
    """Show transpose convolution: the whole, what the padding leaves of it, and what Keras's "same" leaves.

    With output padding, what the formula gives without it stands there too.

    >>> shown = transpose([[2, 1], [3, 2]], [[1, 2, 1], [2, 0, 1], [0, 2, 1]], stride=2, padding=1, output_padding=1)
    >>> print(shown["output"][0], shown["keras_same"][0])
    [0. 4. 0. 1.] [2. 4. 3. 2.]

    Args:
        image: (height, width).
        kernel: (height, width).
        stride: rows and columns between stamps.
        padding: rows and columns cut off on each side.
        output_padding: rows and columns kept at the end.
        explain: write out each pixel.

    Raises:
        InputError: what `transpose_convolve` refuses, or more than a lesson can show.
    """
    pixels, weights = matrix(_("image"), image), matrix(_("kernel"), kernel)
    _check_small(stride=stride, padding=padding, output_padding=output_padding)
    _check_output([side * stride + reach for side, reach in zip(pixels.shape, weights.shape, strict=True)], 1)
    _check_output(list(pixels.shape), weights.size)
    settings = {"stride": stride, "padding": padding, "output_padding": output_padding}
    output = transpose_convolve(pixels, weights, **settings)
    same = transpose_convolve(pixels, weights, stride=stride, padding="same")
    matrices = [
        ("image", _("image"), pixels),
        ("kernel", _("kernel"), weights),
        ("whole", _("whole: every stamp, nothing cut off"), transpose_convolve(pixels, weights, stride=stride)),
        ("output", _("output"), output),
        ("keras_same", _('what Keras gives with padding="same"'), same),
    ]
    if output_padding:
        plain = transpose_convolve(pixels, weights, stride=stride, padding=padding)
        matrices.append(("formula", _("what the formula (n − 1)·s + f − 2p gives, without output padding"), plain))
    formulas = tuple(
        f"{axis}: ({n} − 1)·{stride} − 2·{padding} + {f} + {output_padding} = {result}"
        for axis, n, f, result in _axes(pixels.shape, weights.shape, output.shape)
    )
    notes = []
    if output.shape == same.shape and not np.array_equal(output, same):
        notes.append(
            _('Keras\'s padding="same" has this size and other numbers: it cuts an odd row and column off at the end')
        )
    steps = _steps(output, weights.size, transpose_steps(pixels, weights, **settings)) if explain else ()
    return Demonstration(tuple(matrices), formulas, steps, tuple(notes))


def worked(example: WorkedExample, *, turned: bool = False, explain: bool = False) -> Demonstration:
    """Show a worked example of the course, with its slide's slip where it has one.

    >>> from kerascnn.filters.worked_examples import EXAMPLES
    >>> worked(EXAMPLES["strided-7x7-s2"]).notes
    ('a slide prints 83 as the third value of the first row; the products add up to 88',)

    Args:
        example: one of `EXAMPLES`.
        turned: as for `convolution`.
        explain: write out each pixel.

    Raises:
        InputError: `turned` with an example that is no convolution.
    """
    if turned and example.operation != "convolution":
        raise InputError(_("this worked example is no convolution; leave --flip out"))
    if example.operation == "convolution":
        shown = convolution(
            example.pixels,
            parse(_("kernel"), example.kernel),
            stride=example.stride,
            padding=example.padding,
            relu=bool(example.relu),
            turned=turned,
            explain=explain,
        )
    elif example.operation == "transpose":
        shown = transpose(
            example.pixels,
            parse(_("kernel"), example.kernel),
            stride=example.stride,
            padding=example.padding,
            output_padding=example.output_padding,
            explain=explain,
        )
    else:
        shown = pooling(example.pixels, example.operation, example.size, stride=example.stride, explain=explain)
    notes = ([_(example.slip)] if example.slip else []) + list(shown.notes)
    return Demonstration(shown.matrices, shown.formulas, shown.steps, tuple(notes))


def _axes(
    size: tuple[int, ...], kernel: tuple[int, ...], result: tuple[int, ...]
) -> Iterable[tuple[str, int, int, int]]:
    """What the formulas are about: one line where height and width are alike, else two."""
    rows, columns = zip(size, kernel, result, strict=True)
    if rows == columns:
        return [(_("height and width"), *rows)]
    return [(_("height"), *rows), (_("width"), *columns)]


def _sizes(
    size: tuple[int, ...], kernel: tuple[int, ...], result: tuple[int, ...], stride: int, padding: int, dilation: int
) -> tuple[str, ...]:
    def formula(axis: str, n: int, f: int, out: int) -> str:
        reach = f if dilation == 1 else f"({dilation}·({f} − 1) + 1)"
        return f"{axis}: ⌊({n} − {reach} + 2·{padding})/{stride}⌋ + 1 = {out}"

    return tuple(formula(*axis) for axis in _axes(size, kernel, result))


def _steps(output: Array, each: int, lines: Iterable[str]) -> tuple[str, ...]:
    """The lines, if what they write out stays readable: `each` products or values for each pixel."""
    if output.size * each > MOST_WRITTEN:
        text = _("{count} products would be written out; at most {limit} are: use a smaller image or a larger stride")
        raise InputError(text.format(count=output.size * each, limit=MOST_WRITTEN))
    return tuple(lines)


def _check_small(**numbers: int) -> None:
    for name, value in numbers.items():
        checks.whole(name, value, at_least=0 if name.endswith("padding") else 1)
        if value > LARGEST_NUMBER:
            text = _("{name} is {value}; on a matrix written by hand it is at most {limit}")
            raise InputError(text.format(name=name, value=value, limit=LARGEST_NUMBER))


def _check_output(sides: list[int], products: int) -> None:
    """Check what is to be made before it is: the sides of the largest matrix, and the products for each pixel of it."""
    if sides[0] * sides[1] > LARGEST_OUTPUT:
        text = _("this makes a matrix of {height}x{width}; a lesson has at most {limit} values")
        raise InputError(text.format(height=sides[0], width=sides[1], limit=LARGEST_OUTPUT))
    if sides[0] * sides[1] * products > MOST_PRODUCTS:
        text = _("this takes {count} multiplications; a lesson has at most {limit}: use a smaller image or kernel")
        raise InputError(text.format(count=sides[0] * sides[1] * products, limit=MOST_PRODUCTS))
