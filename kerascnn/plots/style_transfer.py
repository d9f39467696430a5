"""Figures of a style transfer: the pictures side by side, the costs over the steps, each layer's share."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter
from PIL import Image

from kerascnn import files
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.plots.lettering import short
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure, show_picture
from kerascnn.plots.palette import colour_of

__all__ = ["cost_shares", "costs_over_steps", "pictures_in_a_row", "save_gif"]

PANEL = 3.2
"""Inches along a picture."""
FRAME, LAST_FRAME = 150, 2500
"""Milliseconds."""
FLOOR = 1e-6


def pictures_in_a_row(
    pictures: Sequence[np.ndarray], titles: Sequence[str], *, title: str = "", columns: int = 3
) -> Figure:
    """Draw pictures of one size side by side.

    Args:
        pictures: `(height, width, channels)` each, in [0, 1].
        titles: of each.
        title: of all.
        columns: how many stand in a row.
    """
    height, width = pictures[0].shape[:2]
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    across, down = PANEL * min(1, width / height), PANEL * min(1, height / width)
    drawn = figure(max(columns * (across + 0.1), 6), rows * (down + 0.35) + (0.5 if title else 0))
    if title:
        drawn.suptitle(title)
    cells = drawn.subplots(rows, columns, squeeze=False)
    for axes, picture, text in zip(cells.flat, pictures, titles, strict=False):
        show_picture(axes, picture)
        axes.set_title(text, fontsize=10)
    for axes in list(cells.flat)[len(pictures) :]:
        axes.set_axis_off()
    return drawn


def costs_over_steps(
    content: Sequence[float], layers: Mapping[str, Sequence[float]], style: Sequence[float], *, title: str = ""
) -> Figure:
    """Draw both costs at each step, as parts of what they are between the content and the style picture.

    Args:
        content: the content cost, as such a part.
        layers: the style cost of each layer, each as a part of its own.
        style: the style cost of all.
        title: of all.
    """
    drawn = figure(10, 4.2)
    drawn.suptitle(title)
    first, second = drawn.subplots(1, 2)
    steps = np.arange(len(style))
    first.plot(steps, content, color=BLUE, label=_("content cost"))
    first.plot(steps, style, "--", color=ORANGE, label=_("style cost"))
    first.axhline(1, color=GREY, linewidth=1, linestyle=":")
    first.set_ylim(0, max(1.1, 1.05 * max(*content, *style)) if max(*content, *style) < 5 else None)
    first.yaxis.set_major_formatter(PercentFormatter(1.0))
    first.set_ylabel(_("part of the cost between the two pictures"))
    for number, (name, values) in enumerate(zip(short(list(layers)), layers.values(), strict=True)):
        second.plot(steps, np.maximum(values, FLOOR), color=colour_of(number), label=name)
    second.plot(steps, np.maximum(style, FLOOR), "--", color="black", linewidth=2, label=_("style cost"))
    second.set_yscale("log")
    second.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{100 * value:g} %"))
    second.set_ylabel(_("style cost of each layer, logarithmic"))
    for axes in (first, second):
        axes.set_xlabel(_("step"))
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    return drawn


def cost_shares(shares: Mapping[str, Sequence[float]], *, title: str = "") -> Figure:
    """Draw of what the total cost consists at each step, and at the start and the end.

    Args:
        shares: of each part, what it weighs in the total at each step.
        title: of all.
    """
    drawn = figure(10, 4.2)
    drawn.suptitle(title)
    first, second = drawn.subplots(1, 2, width_ratios=[3, 2])
    values = np.array(list(shares.values()), float)
    parts = values / np.maximum(values.sum(axis=0), np.finfo(float).tiny)
    steps = np.arange(parts.shape[1])
    names = short(list(shares))
    colours = [colour_of(number) for number in range(len(names))]
    first.stackplot(steps, parts, colors=colours, labels=names, alpha=0.85)
    first.set_xscale("symlog", linthresh=10)
    first.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:g}"))
    first.set_xlim(0, max(1, steps[-1]))
    first.set_ylim(0, 1)
    first.yaxis.set_major_formatter(PercentFormatter(1.0))
    first.set_xlabel(_("step"))
    first.set_ylabel(_("share of the total cost"))
    _bars(second, names, parts[:, [0, -1]], colours)
    return drawn


def _bars(axes: Axes, names: Sequence[str], parts: np.ndarray, colours: Sequence[str]) -> None:
    """The shares at the start and at the end, with their numbers."""
    places = np.arange(len(names))
    for offset, column, alpha in ((-0.2, 0, 0.45), (0.2, 1, 1.0)):
        bars = axes.barh(places + offset, parts[:, column], 0.38, color=colours, alpha=alpha)
        axes.bar_label(bars, [f"{100 * part:.3g} %" for part in parts[:, column]], padding=2, fontsize=8)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlim(0, max(0.05, 1.25 * float(parts.max())))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_title(_("share at the start (pale) and at the end"), fontsize=10)


@takes_texts
def save_gif(pictures: Sequence[np.ndarray], path: Path, *, force: bool = True) -> None:
    """Write pictures as an animation that begins anew when it is over; the last one is held.

    Args:
        pictures: `(height, width, channels)` each, in [0, 1].
        path: a .gif.
        force: replace a file that exists.
    """
    frames = [Image.fromarray((each * 255).round().astype(np.uint8).squeeze()) for each in pictures]
    # Each frame has colours of its own: those of the first would be wrong for the last.
    frames = [frame if frame.mode == "L" else frame.quantize(256, Image.Quantize.MEDIANCUT) for frame in frames]
    first, *others = frames
    durations = [FRAME] * len(others) + [LAST_FRAME]
    with files.whole(path, force=force) as part:
        first.save(part, "GIF", save_all=True, append_images=others, duration=durations, loop=0, optimize=False)
