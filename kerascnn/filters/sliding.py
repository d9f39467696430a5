"""A window that slides, step by step, as data: which cells it covers, what is worked out there, and what stands so far.

The arithmetic is that of `kerascnn.filters.demonstration`, which `kerascnn convolve --explain` prints; this module adds
where each line of it stands. `kerascnn.plots` draws it as GIF, video and page.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.filters import demonstration
from kerascnn.filters.arrays import matrix
from kerascnn.filters.matrices import Array, equals, parse, signed, written
from kerascnn.filters.transpose import crop
from kerascnn.filters.windows import Pair, pad
from kerascnn.filters.worked_examples import WorkedExample
from kerascnn.language import _

__all__ = ["Sliding", "Step", "convolution", "pooling", "transpose", "worked"]

LARGEST_SIDE = 20
LARGEST_WINDOW = 7
MOST_STEPS = 150


@dataclass(frozen=True)
class Step:
    """One place of the window.

    Attributes:
        inputs: (row, column) of the drawn input that the window covers, in the order of the kernel's weights.
        outputs: (row, column) of the drawn output that this step writes.
        arithmetic: what is worked out, in one line.
        output: the drawn output after this step; NaN where nothing stands yet.
        chosen: which of `inputs` a max pooling takes.
    """

    inputs: tuple[Pair, ...]
    outputs: tuple[Pair, ...]
    arithmetic: str
    output: Array
    chosen: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Sliding:
    """All places of a window, in order.

    Attributes:
        title: operation and settings, in the reader's language.
        image: the drawn input, its padding included: zeros, or NaN where a pooling leaves it out.
        margin: rows and columns of padding on each side of it.
        kernel: the weights; None for a pooling.
        kept: (first row, rows), (first column, columns) of the drawn output that are the output; a transpose
            convolution cuts the others off.
        formulas: the size of the output, with the numbers put in.
        steps: one for each place.
    """

    title: str
    image: Array
    margin: int
    kernel: Array | None
    kept: tuple[Pair, Pair]
    formulas: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def output(self) -> Array:
        """The output, (height, width), after the last step."""
        (top, height), (left, width) = self.kept
        return self.steps[-1].output[top : top + height, left : left + width]


def convolution(
    image: npt.ArrayLike, kernel: npt.ArrayLike, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Sliding:
    """Slide a kernel over an image, as a layer does.

    >>> shown = convolution([[1, 2, 3]], [[1, 0, -1]], padding=0)
    >>> shown.steps[0].inputs, shown.steps[0].arithmetic
    (((0, 0), (0, 1), (0, 2)), '(0,0): 1·1 + 2·0 + 3·(−1) = −2')

    Args:
        image: (height, width).
        kernel: (height, width).
        stride: pixels between windows.
        padding: zeros on each side.
        dilation: pixels between weights.

    Raises:
        InputError: what `demonstration.convolution` refuses, or more than can be followed step by step.
    """
    pixels, weights = matrix(_("image"), image), matrix(_("kernel"), kernel)
    _check_sides(pixels.shape, padding, weights.shape)
    shown = demonstration.convolution(pixels, weights, stride=stride, padding=padding, dilation=dilation, explain=True)
    reach = [(row * dilation, column * dilation) for row, column in np.ndindex(*weights.shape)]
    steps = _window_steps(shown["output"], shown.steps, reach, stride)
    title = _titled(_("convolution"), pixels.shape, weights.shape, stride, padding, dilation)
    return Sliding(title, _padded(pixels, padding, 0.0), padding, weights, _all(shown["output"]), shown.formulas, steps)


def pooling(image: npt.ArrayLike, kind: str, size: int = 2, *, stride: int | None = None, padding: int = 0) -> Sliding:
    """Slide a max or average pooling over an image.

    >>> pooling([[1, 9], [5, 4]], "max").steps[0].chosen
    ((0, 1),)

    Args:
        image: (height, width).
        kind: "max" or "average".
        size: height and width of the window.
        stride: pixels between windows; `size` where it is None.
        padding: rows and columns around the image, which take no part.

    Raises:
        InputError: what `demonstration.pooling` refuses, or more than can be followed step by step.
    """
    pixels, step = matrix(_("image"), image), size if stride is None else stride
    checks.whole("size", size, at_least=1)
    _check_sides(pixels.shape, padding, (size, size))
    shown = demonstration.pooling(pixels, kind, size, stride=step, padding=padding, explain=True)
    padded = _padded(pixels, padding, np.nan)
    steps = _window_steps(shown["output"], shown.steps, list(np.ndindex(size, size)), step)
    if kind == "max":
        steps = tuple(_with_largest(each, padded) for each in steps)
    name = _("max pooling") if kind == "max" else _("average pooling")
    title = _titled(name, pixels.shape, (size, size), step, padding, 1)
    return Sliding(title, padded, padding, None, _all(shown["output"]), shown.formulas, steps)


def transpose(
    image: npt.ArrayLike, kernel: npt.ArrayLike, *, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Sliding:
    """Stamp the kernel once for each input pixel; where stamps overlap, they add.

    >>> shown = transpose([[2, 1]], [[1, 3]], stride=1)
    >>> [step.arithmetic for step in shown.steps]
    ['(0,0): 0 + 2·1 = 2, 0 + 2·3 = 6', '(0,1): 6 + 1·1 = 7, 0 + 1·3 = 3']

    Args:
        image: (height, width).
        kernel: (height, width).
        stride: rows and columns between stamps.
        padding: rows and columns cut off on each side.
        output_padding: rows and columns kept at the end.

    Raises:
        InputError: what `demonstration.transpose` refuses, or more than can be followed step by step.
    """
    pixels, weights = matrix(_("image"), image), matrix(_("kernel"), kernel)
    _check_sides(pixels.shape, 0, weights.shape)
    shown = demonstration.transpose(pixels, weights, stride=stride, padding=padding, output_padding=output_padding)
    height, width = shown["output"].shape
    rows, columns = crop(
        (pixels.shape[0], pixels.shape[1]),
        (weights.shape[0], weights.shape[1]),
        stride=stride,
        padding=padding,
        output_padding=output_padding,
    )
    whole = shown["whole"].shape
    room = np.zeros((max(whole[0], rows[0] + height), max(whole[1], columns[0] + width)))
    _check_steps(room.shape, pixels.size)
    steps = []
    for (row, column), value in np.ndenumerate(pixels):
        sums, outputs = [], []
        for (i, j), weight in np.ndenumerate(weights):
            place = (row * stride + i, column * stride + j)
            before, room[place] = room[place], room[place] + value * weight
            sums.append(
                f"{_plain(before)} + {signed(value)}·{signed(weight)} {equals(room[place], before, value, weight)}"
            )
            outputs.append(place)
        line = f"({row},{column}): {', '.join(sums)}"
        steps.append(Step(((row, column),), tuple(outputs), line, room.copy()))
    title = _titled(_("transpose convolution"), pixels.shape, weights.shape, stride, padding, 1)
    return Sliding(title, pixels, 0, weights, (rows, columns), shown.formulas, tuple(steps))


def worked(example: WorkedExample) -> Sliding:
    """A worked example of the course, step by step.

    >>> from kerascnn.filters.worked_examples import EXAMPLES
    >>> worked(EXAMPLES["maxpool-4x4-a"]).output.tolist()
    [[9.0, 8.0], [7.0, 9.0]]
    """
    if example.operation in ("max", "average"):
        return pooling(example.pixels, example.operation, example.size, stride=example.stride, padding=example.padding)
    weights = parse(_("kernel"), example.kernel)
    if example.operation == "transpose":
        return transpose(
            example.pixels,
            weights,
            stride=example.stride,
            padding=example.padding,
            output_padding=example.output_padding,
        )
    return convolution(example.pixels, weights, stride=example.stride, padding=example.padding)


def _window_steps(output: Array, lines: tuple[str, ...], reach: list[Pair], stride: int) -> tuple[Step, ...]:
    """One step for each output pixel, whose window covers the cells `reach` from its corner."""
    _check_steps(output.shape, output.size)
    so_far = np.full(output.shape, np.nan)
    steps = []
    for ((row, column), value), line in zip(np.ndenumerate(output), lines, strict=True):
        so_far[row, column] = value
        covered = tuple((row * stride + i, column * stride + j) for i, j in reach)
        steps.append(Step(covered, ((row, column),), line, so_far.copy()))
    return tuple(steps)


def _with_largest(step: Step, padded: Array) -> Step:
    """The step with the cell that wins; of equal ones, the first."""
    values = [padded[cell] for cell in step.inputs]
    best = step.inputs[int(np.nanargmax(values))]
    return Step(step.inputs, step.outputs, step.arithmetic, step.output, (best,))


def _padded(pixels: Array, padding: int, value: float) -> Array:
    return pad(pixels, ((padding, padding), (padding, padding)), value)


def _all(output: Array) -> tuple[Pair, Pair]:
    return (0, output.shape[0]), (0, output.shape[1])


def _check_sides(image: tuple[int, ...], padding: int, window: tuple[int, ...]) -> None:
    """Check, before anything is worked out, that what is to be drawn can be read."""
    checks.whole("padding", padding, at_least=0)
    if max(image) + 2 * padding > LARGEST_SIDE:
        text = _("the input with its padding is {height}x{width}; step by step it is at most {limit}x{limit}")
        height, width = (side + 2 * padding for side in image)
        raise InputError(text.format(height=height, width=width, limit=LARGEST_SIDE))
    if max(window) > LARGEST_WINDOW:
        text = _("the window is {height}x{width}; step by step it is at most {limit}x{limit}")
        raise InputError(text.format(height=window[0], width=window[1], limit=LARGEST_WINDOW))


def _check_steps(output: tuple[int, ...], steps: int) -> None:
    if steps > MOST_STEPS:
        text = _("this takes {count} steps; at most {limit} are drawn: use a smaller input or a larger stride")
        raise InputError(text.format(count=steps, limit=MOST_STEPS))
    if max(output) > LARGEST_SIDE:
        text = _("the output is {height}x{width}; step by step it is at most {limit}x{limit}")
        raise InputError(text.format(height=output[0], width=output[1], limit=LARGEST_SIDE))


def _titled(
    name: str, image: tuple[int, ...], window: tuple[int, ...], stride: int, padding: int, dilation: int
) -> str:
    """The operation and its settings in one line."""
    words = [
        "{} {}×{}".format(name, *image),
        _("window {height}×{width}").format(height=window[0], width=window[1]),
        _("stride {number}").format(number=stride),
        _("padding {number}").format(number=padding),
    ]
    if dilation > 1:
        words.append(_("dilation {number}").format(number=dilation))
    return ", ".join(words)


def _plain(value: float) -> str:
    return written(value).replace("-", "−")
