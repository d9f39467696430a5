"""What all figures share: colours that colour-blind readers tell apart, and files."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import font_manager, rcParams
from matplotlib.axes import Axes
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text

from kerascnn import files
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.plots.lettering import letter_by_letter, wrapped

__all__ = ["BLUE", "GREY", "ORANGE", "Page", "check_ending", "figure", "save", "show_picture"]

# Okabe and Ito's palette.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#999999"
DOTS_PER_INCH = 130
NO_PICTURES = frozenset({"pgf", "raw", "rgba"})
"""What matplotlib writes beside pictures: code of TeX, which it needs installed, and pixels without their width."""


class Page(Figure):
    """A figure whose texts, names of strangers among them, are drawn letter by letter: no dollar begins a formula."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw it."""
        letter_by_letter(self)
        super().draw(renderer)

    def suptitle(self, t: str, **settings: Any) -> Text:
        """Write the heading, in lines that fit the figure."""
        points = font_manager.FontProperties(size=settings.get("fontsize", rcParams["figure.titlesize"]))
        return super().suptitle(wrapped(t, self.get_figwidth(), points.get_size_in_points()), **settings)


def figure(width: float, height: float) -> Page:
    """An empty figure of `width` by `height` inches whose parts make room for each other."""
    return Page(figsize=(width, height), layout="constrained", dpi=DOTS_PER_INCH)


def show_picture(axes: Axes, picture: np.ndarray) -> None:
    """Draw a picture without axes.

    Args:
        axes: where.
        picture: `(height, width, channels)` uint8 or float in [0, 1]; one channel is grey.
    """
    grey = picture.shape[-1] == 1
    highest = 255 if picture.dtype == np.uint8 else 1
    axes.imshow(picture[..., 0] if grey else picture, cmap="gray" if grey else None, vmin=0, vmax=highest)
    axes.set_axis_off()


def check_ending(path: Path) -> None:
    """Check, before the work starts, that a figure can be written to `path`.

    Raises:
        InputError: an ending of which matplotlib makes no picture.
    """
    endings = sorted(set(FigureCanvasBase.get_supported_filetypes()) - NO_PICTURES)
    if path.suffix[1:].lower() not in endings:
        text = _("{path} has an ending that cannot be drawn; expected one of: {endings}")
        raise InputError(text.format(path=path, endings=", ".join(endings)))


@takes_texts
def save(drawn: Figure, path: Path, *, force: bool = True) -> Path:
    """Write a figure to `path`, whole or not at all; the ending chooses the format.

    Args:
        drawn: the figure.
        path: where to.
        force: replace a file that exists.

    Raises:
        InputError: an ending that matplotlib cannot write, or the file exists.
    """
    check_ending(path)
    with files.whole(path, force=force) as part:
        drawn.savefig(part)
    return path
