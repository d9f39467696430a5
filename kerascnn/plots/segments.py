"""Pictures with the class of each pixel laid over them in colours."""

import colorsys
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kerascnn.language import _
from kerascnn.plots.lettering import LETTER, short
from kerascnn.plots.page import BLUE, figure, show_picture

__all__ = ["class_colours", "class_ious", "marked", "overlaid", "segmentations", "segmented_picture"]

STRENGTH = 0.6
"""How much of a pixel's colour is its class's."""
DARKEST, BRIGHTEST = 0.1, 0.5
"""How bright black and white pixels are below the colour of a class, 0 to 1."""
DIM = 0.4
"""How bright a picture is behind marks."""
GOLDEN = 0.618034
"""A turn of hue by this part of the circle is far from all that were before."""
MOST_NAMED = 12

Pixels = npt.NDArray[np.uint8]


def class_colours(count: int) -> Pixels:
    """`(count, 3)` uint8: a colour for each class; that of class 0, the background, is black.

    Neighbours differ in brightness too, so that they are told apart where hues are not.
    """
    found = [(0.0, 0.0, 0.0)]
    for number in range(count - 1):
        saturation, value = ((0.9, 1.0), (1.0, 0.65), (0.5, 1.0))[number % 3]
        found.append(colorsys.hsv_to_rgb(0.02 + number * GOLDEN, saturation, value))
    return (np.array(found[:count]) * 255).round().astype(np.uint8)


def overlaid(picture: Pixels, mask: Pixels, classes: int) -> Pixels:
    """A picture in grey with the colours of its classes laid over it; the background stays as it is.

    Args:
        picture: `(height, width, channels)` uint8, of 1 or 3 channels.
        mask: `(height, width)` the class of each pixel; from `classes` up for pixels that do not count, which are grey.
        classes: how many, the background included.

    Returns:
        `(height, width, 3)` uint8.
    """
    grey = picture.astype(np.float32).mean(axis=2, keepdims=True).repeat(3, axis=2)
    # Between dark and middle grey, so that a class has the colour of the legend on bright paper too.
    below = 255 * DARKEST + (BRIGHTEST - DARKEST) * grey
    colours = np.vstack([class_colours(classes), np.full((256 - classes, 3), 160, np.uint8)]).astype(np.float32)
    laid = (1 - STRENGTH) * below + STRENGTH * colours[mask]
    return np.where((mask > 0)[..., None], laid, picture if picture.shape[2] == 3 else grey).round().astype(np.uint8)


def marked(picture: Pixels, wrong: npt.NDArray[np.bool_]) -> Pixels:
    """A picture, grey and dark, with some of its pixels in white: `(height, width, 3)` uint8."""
    grey = (DIM * picture.astype(np.float32).mean(axis=2, keepdims=True)).repeat(3, axis=2)
    return np.where(wrong[..., None], 255, grey).round().astype(np.uint8)


def segmentations(
    images: Pixels, truth: Pixels, found: Pixels, names: Sequence[str], captions: Sequence[str], *, title: str = ""
) -> Figure:
    """Draw pictures, what is in them, what was found, and which pixels are wrong, a column each.

    Args:
        images: `(n, height, width, 3)` uint8.
        truth: `(n, height, width)` the true classes.
        found: the same as they were found.
        names: one a class, the background's first.
        captions: one a picture.
        title: what was trained on what.
    """
    count, classes = len(images), len(names)
    drawn = figure(1.35 * count + 1.0, 6.4)
    drawn.suptitle(title, fontsize=10)
    panels = drawn.subplots(4, count, squeeze=False)
    heads = (_("picture"), _("what is there"), _("what was found"), _("wrong pixels"))
    for number in range(count):
        wrong = (truth[number] != found[number]) & (truth[number] < classes)
        rows = (
            images[number],
            overlaid(images[number], truth[number], classes),
            overlaid(images[number], found[number], classes),
            marked(images[number], wrong),
        )
        for axes, picture, head in zip(panels[:, number], rows, heads, strict=True):
            show_picture(axes, picture)
            if number == 0:
                axes.set_title(head, fontsize=8, loc="left")
        panels[0, number].set_title(captions[number], fontsize=7.5, loc="right" if number == 0 else "center")
        if number == 0:
            panels[0, 0].set_title(f"{heads[0]}: {captions[0]}", fontsize=7.5, loc="left")
            panels[0, 0].set_title("", loc="right")
    _legend(drawn, range(1, classes), names)
    return drawn


def segmented_picture(picture: Pixels, mask: Pixels, names: Sequence[str], *, title: str = "") -> Figure:
    """Draw a picture, and beside it the same with its classes laid over it.

    Args:
        picture: `(height, width, channels)` uint8.
        mask: `(height, width)` the class of each pixel.
        names: one a class, the background's first.
        title: name of the picture.
    """
    height, width = mask.shape
    tall = 4.0 * min(1.6, max(0.5, height / width))
    drawn = figure(8.4, tall + 1.0)
    drawn.suptitle(title, fontsize=10)
    for axes, shown in zip(drawn.subplots(1, 2), (picture, overlaid(picture, mask, len(names))), strict=True):
        show_picture(axes, shown)
    _legend(drawn, [number for number in np.unique(mask).tolist() if 0 < number < len(names)], names)
    return drawn


def class_ious(values: npt.NDArray[np.float64], names: Sequence[str], *, title: str = "") -> Figure:
    """Draw the IoU of each class as a bar.

    Args:
        values: `(classes,)` 0 to 1; nan where a class is neither there nor found.
        names: one a class, the background's first.
        title: what was trained on what.
    """
    drawn = figure(5.6, 0.9 + 0.27 * len(names))
    drawn.suptitle(title, fontsize=9)
    axes = drawn.subplots()
    places = np.arange(len(names))
    axes.barh(places, np.nan_to_num(values), color=BLUE, height=0.7)
    for place, value in zip(places, values, strict=True):
        text = "–" if np.isnan(value) else f"{value:.3f}"
        axes.text(0.01 + float(np.nan_to_num(value)), float(place), text, va="center", fontsize=8)
    axes.set_yticks(places, short(names), fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12)
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.set_xlabel(_("IoU: both there and found, of what is either"), fontsize=8)
    axes.grid(axis="x", alpha=0.3)
    return drawn


def _legend(drawn: Figure, numbers: Sequence[int] | range, names: Sequence[str]) -> None:
    labels, colours = short(names), class_colours(len(names)) / 255
    # As in `overlaid` on a middle grey.
    shown = STRENGTH * colours + (1 - STRENGTH) * (DARKEST + BRIGHTEST) / 2
    handles = [Patch(color=shown[number], label=labels[number]) for number in list(numbers)[:MOST_NAMED]]
    if handles:
        # As many beside each other as the figure has room for: a patch is as wide as five letters.
        letters = max(len(str(handle.get_label())) for handle in handles) + 5
        room = int(drawn.get_figwidth() * 72 / (LETTER * 8) / letters)
        columns = max(1, min(len(handles), 10, room))
        drawn.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=8, frameon=False)
