"""A sliding window, drawn step by step: one figure for a notebook, and GIF, video or page as a file."""

import shutil
import textwrap
from pathlib import Path

import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from kerascnn import checks, files, system_errors
from kerascnn.errors import InputError, WorkError
from kerascnn.filters.matrices import signed, written
from kerascnn.filters.sliding import Sliding, Step
from kerascnn.language import _
from kerascnn.plots.page import Page
from kerascnn.plots.sliding_page import sliding_page

__all__ = ["check_animation", "save_animation", "sliding_window"]

ENDINGS = (".gif", ".mp4", ".html")
WINDOW, CHOSEN, WRITTEN, PADDING, CUT, PLAIN = "#BBD9F2", "#5AA5DB", "#F7C59F", "#EEEEEE", "#DDDDDD", "white"
DOTS_PER_INCH = 100
WIDEST = 11.0  # inches
CELL = 0.55  # inches, where there is room
MOST_LINES = 8  # of arithmetic
LAST_FRAMES = 3  # the last step is held this long


class _Board:
    """The figure: input, kernel and output as cells, the arithmetic below; `show` puts one step on it."""

    def __init__(self, sliding: Sliding) -> None:
        self.sliding = sliding
        matrices = [sliding.image, *([] if sliding.kernel is None else [sliding.kernel]), sliding.steps[0].output]
        columns = sum(matrix.shape[1] for matrix in matrices) + len(matrices) + 1
        rows = max(matrix.shape[0] for matrix in matrices)
        self.cell = min(CELL, WIDEST / columns)
        width = max(6.0, self.cell * columns)
        self.formula = "; ".join(sliding.formulas)
        self.wrap = int(width * 11.5)
        lines = max(len(self._lines(number)) for number in range(len(sliding.steps)))
        above, below = 0.75, 0.35 + 0.2 * lines
        height = above + rows * self.cell + below
        # Videos need an even number of pixels.
        inches = [2 * round(side * DOTS_PER_INCH / 2) / DOTS_PER_INCH for side in (width, height)]
        self.figure = Page(figsize=(inches[0], inches[1]), dpi=DOTS_PER_INCH, facecolor="white")
        across = width / self.cell
        self.axes = self.figure.add_axes((0, below / height, 1, 1 - (above + below) / height))
        self.axes.set_xlim(-across / 2, across / 2)
        self.axes.set_ylim(rows, 0)
        self.axes.set_axis_off()
        self.figure.text(0.5, 1 - 0.12 / height, sliding.title, ha="center", va="top", fontsize=10, fontweight="bold")
        self.words = self.figure.text(
            0.5, (below - 0.2) / height, "", ha="center", va="top", fontsize=9, linespacing=1.35
        )
        left = -(columns - 2) / 2
        titles = [_("input"), *([] if sliding.kernel is None else [_("kernel")]), _("output")]
        self.grids = []
        for matrix, title in zip(matrices, titles, strict=True):
            self.grids.append(_Grid(self.axes, matrix.shape, left, title, self.cell))
            left += matrix.shape[1] + 1
        self._still()

    def _still(self) -> None:
        """What no step changes."""
        if self.sliding.kernel is not None:
            for place, weight in np.ndenumerate(self.sliding.kernel):
                self.grids[1].put(place, _plain(weight), PLAIN)

    def show(self, number: int) -> None:
        """Draw step `number`, from 0."""
        sliding, step = self.sliding, self.sliding.steps[number]
        first, last = self.grids[0], self.grids[-1]
        transposed = len(step.inputs) == 1 and len(step.outputs) > 1
        for place, value in np.ndenumerate(sliding.image):
            covered = place in step.inputs
            chosen = place in step.chosen
            colour = CHOSEN if chosen else WINDOW if covered else PADDING if self._margin(place) else PLAIN
            first.put(place, _plain(value), colour, self._weight(step, place) if covered and not transposed else "")
        for place, value in np.ndenumerate(step.output):
            colour = WRITTEN if place in step.outputs else CUT if self._cut(place) else PLAIN
            last.put(place, _plain(value), colour)
        self.words.set_text("\n".join(self._lines(number)))

    def _lines(self, number: int) -> list[str]:
        """The words below the cells."""
        steps = self.sliding.steps
        head = _("step {number} of {count}").format(number=number + 1, count=len(steps))
        arithmetic = steps[number].arithmetic
        if len(steps[number].outputs) > 1:
            # A line ends between two sums, not within one.
            arithmetic = arithmetic.replace(" + ", "\u00a0+\u00a0").replace(" = ", "\u00a0=\u00a0")
        lines = textwrap.wrap(arithmetic, self.wrap)
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], "…"]
        return [*textwrap.wrap(f"{head} · {self.formula}", self.wrap), *lines, *self._legend()]

    def _legend(self) -> list[str]:
        (_top, height), (_left, width) = self.sliding.kept
        if (height, width) != self.sliding.steps[0].output.shape:
            return [_("grey cells of the output are cut off in the end")]
        return [_("grey cells of the input are padding")] if self.sliding.margin else []

    def _margin(self, place: tuple[int, ...]) -> bool:
        edge = self.sliding.margin
        return any(not edge <= at < side - edge for at, side in zip(place, self.sliding.image.shape, strict=True))

    def _cut(self, place: tuple[int, ...]) -> bool:
        return any(not first <= at < first + count for at, (first, count) in zip(place, self.sliding.kept, strict=True))

    def _weight(self, step: Step, place: tuple[int, ...]) -> str:
        """The weight that stands on a covered cell."""
        if self.sliding.kernel is None:
            return ""
        return "×" + signed(self.sliding.kernel.flat[step.inputs.index((place[0], place[1]))])


class _Grid:
    """One matrix as cells: a colour, a number, and a small text in a corner."""

    def __init__(self, axes: Axes, shape: tuple[int, ...], left: float, title: str, cell: float) -> None:
        self.size = min(12.0, cell * 72 * 0.34)
        axes.text(left + shape[1] / 2, -0.25, f"{title} {shape[0]}×{shape[1]}", ha="center", va="bottom", fontsize=9)
        self.cells: dict[tuple[int, ...], tuple[Rectangle, Text, Text]] = {}
        for row, column in np.ndindex(*shape):
            box = Rectangle((left + column, row), 1, 1, facecolor=PLAIN, edgecolor="0.45", linewidth=0.8, clip_on=False)
            axes.add_patch(box)
            middle = axes.text(left + column + 0.5, row + 0.5, "", ha="center", va="center")
            corner = axes.text(
                left + column + 0.96,
                row + 0.94,
                "",
                ha="right",
                va="bottom",
                fontsize=0.58 * self.size,
                color="#0B4A7A",
            )
            self.cells[row, column] = (box, middle, corner)

    def put(self, place: tuple[int, ...], text: str, colour: str, small: str = "") -> None:
        """Write one cell."""
        box, middle, corner = self.cells[place]
        box.set_facecolor(colour)
        middle.set_text(text)
        middle.set_fontsize(self.size * min(1.0, 3.4 / max(1, len(text))))
        middle.set_y(place[0] + (0.42 if small else 0.5))
        corner.set_text(small)


def sliding_window(sliding: Sliding, step: int = 1) -> Figure:
    """Draw one step of a sliding window, with its arithmetic.

    >>> from kerascnn import filters, plots
    >>> shown = filters.sliding.convolution([[3, 0, 1], [1, 5, 8], [2, 7, 2]], filters.kernel("1 0; 0 -1"))
    >>> drawn = plots.sliding_window(shown, step=2)

    Args:
        sliding: from `filters.sliding`.
        step: 1 for the first.

    Raises:
        InputError: there is no such step.
    """
    if not 1 <= step <= len(sliding.steps):
        text = _("there is no step {step}; there are 1 to {count}")
        raise InputError(text.format(step=step, count=len(sliding.steps)))
    board = _Board(sliding)
    board.show(step - 1)
    return board.figure


def check_animation(path: Path) -> None:
    """Check, before the work starts, that an animation can be written to `path`.

    Raises:
        InputError: an ending that is none of .gif, .mp4 and .html, or .mp4 without ffmpeg.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        text = _("{path} has an ending that cannot be animated; expected one of: {endings}")
        raise InputError(text.format(path=path, endings=", ".join(ENDINGS)))
    if ending == ".mp4" and shutil.which("ffmpeg") is None:
        text = _("an mp4 needs ffmpeg, which is not installed; install it, or choose {other}")
        raise InputError(text.format(other=path.with_suffix(".gif").name))


def save_animation(sliding: Sliding, path: Path | str, *, seconds: float = 1.0, force: bool = True) -> Path:
    """Write all steps of a sliding window as GIF, video or page, whole or not at all; the ending chooses.

    Args:
        sliding: from `filters.sliding`.
        path: a .gif; an .mp4, for which ffmpeg must be installed; or an .html, one file that needs no network.
        seconds: how long a step stands, at least 0.05.
        force: replace a file that exists.

    Raises:
        InputError: another ending, no ffmpeg, steps that are too short, or the file exists.
        WorkError: ffmpeg failed.
    """
    path = Path(path)
    check_animation(path)
    checks.number("seconds", seconds, above=0.049)
    if path.suffix.lower() == ".html":
        files.write(path, sliding_page(sliding, seconds=seconds), force=force)
        return path
    with files.whole(path, force=force) as part:
        if path.suffix.lower() == ".gif":
            _film(sliding, part, PillowWriter(fps=1 / seconds))  # type: ignore[arg-type]
        else:
            # 25 pictures a second, or players show nothing of a slow film.
            writer = FFMpegWriter(fps=1 / seconds, codec="h264", extra_args=["-r", "25"])  # type: ignore[arg-type]
            try:
                _film(sliding, part, writer)
            except (OSError, RuntimeError) as error:
                if system_errors.is_full(error):
                    raise
                text = _("ffmpeg could not make {path}; a .gif needs no ffmpeg")
                raise WorkError(text.format(path=path)) from error
    return path


def _film(sliding: Sliding, path: Path, writer: AbstractMovieWriter) -> None:
    board = _Board(sliding)
    with writer.saving(board.figure, str(path), DOTS_PER_INCH):
        for number in range(len(sliding.steps)):
            board.show(number)
            writer.grab_frame()
        for _frame in range(LAST_FRAMES - 1):
            writer.grab_frame()


def _plain(value: float) -> str:
    return "" if np.isnan(value) else written(value).replace("-", "−")
