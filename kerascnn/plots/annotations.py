"""Annotated pictures: the boxes, the classes and the masks of what is in them."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kerascnn.datasets.annotations import VOID, Annotated, AnnotatedImage
from kerascnn.language import _
from kerascnn.plots.lettering import short, wrapped
from kerascnn.plots.page import figure, show_picture
from kerascnn.plots.palette import colour_of

__all__ = ["annotated", "draw_boxes"]

WIDTH = 3.4
"""Inches of a picture."""
LARGEST = 900
"""Pixels of a side that are drawn: more would not be seen."""
MOST_BOXES = 200
"""Of a picture: more could not be told apart, and each takes milliseconds."""
LETTERS = 7
NAME = 18
PALE = 0.45
"""How much of a mask's colour lies on the picture."""


def annotated(found: Annotated, numbers: Sequence[int]) -> Figure:
    """Draw pictures with the boxes, classes and masks of their objects; what is ignored has a dashed box.

    Args:
        found: annotated pictures.
        numbers: which of them.
    """
    columns = min(len(numbers), max(1, math.ceil(math.sqrt(len(numbers)))))
    rows = math.ceil(len(numbers) / columns)
    heights = [found[number].size[0] / found[number].size[1] for number in numbers]
    tall = WIDTH * min(2.0, max(0.5, float(np.median(heights))))
    drawn = figure(WIDTH * columns, (tall + 0.35) * rows)
    panels = drawn.subplots(rows, columns, squeeze=False)
    for axes in panels.flat:
        axes.set_axis_off()
    for axes, number in zip(panels.flat, numbers, strict=False):
        _draw(axes, found[number], found.class_names)
    return drawn


def _draw(axes: Axes, image: AnnotatedImage, class_names: Sequence[str]) -> None:
    height, width = image.size
    pixels = image.pixels()
    if image.has_masks and len(image):
        pixels = _overlaid(pixels, image)
    step = max(1, max(height, width) // LARGEST)
    show_picture(axes, pixels[::step, ::step])
    axes.images[0].set_extent((0, width, height, 0))
    # What a line is wide may lie outside.
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    draw_boxes(
        axes,
        image.boxes[:MOST_BOXES],
        [class_names[label] for label in image.labels[:MOST_BOXES]],
        colours=[colour_of(label) for label in image.labels[:MOST_BOXES]],
        dashed=image.ignored[:MOST_BOXES],
    )
    title = image.path.name
    if len(image) > MOST_BOXES:
        text = _("{name}: the first {count} of {total:,} objects")
        title = text.format(name=title, count=MOST_BOXES, total=len(image))
    axes.set_title(wrapped(title, WIDTH, 8), fontsize=8)


def _overlaid(pixels: npt.NDArray[np.uint8], image: AnnotatedImage) -> npt.NDArray[np.uint8]:
    """The picture with the colour of its class on each object."""
    numbers = image.class_map()
    colours = np.zeros((256, 3))
    for label in range(VOID - 1):
        colours[label + 1] = np.array(to_rgb(colour_of(label))) * 255
    mixed = pixels * (1 - PALE) + colours[numbers] * PALE
    return np.where((numbers > 0)[..., None], mixed, pixels).astype(np.uint8)


def draw_boxes(
    axes: Axes,
    boxes: npt.NDArray[np.floating],
    names: Sequence[str],
    *,
    colours: Sequence[str],
    dashed: npt.NDArray[np.bool_] | None = None,
) -> None:
    """Draw boxes with their names on a picture that axes show, a picture's edge being a box's limit.

    Args:
        axes: where, in the picture's pixels.
        boxes: `(n, 4)` xyxy.
        names: what each is called, "" for nothing.
        colours: of each.
        dashed: `(n,)` which have dashed lines; None for none.
    """
    bottom, width = min(axes.get_ylim()), max(axes.get_xlim())
    for number, ((left, top, right, low), name) in enumerate(zip(boxes, names, strict=True)):
        frame = Rectangle((left, top), right - left, low - top, fill=False, edgecolor=colours[number], linewidth=1.6)
        frame.set_linestyle("--" if dashed is not None and dashed[number] else "-")
        frame.set_clip_on(True)
        axes.add_patch(frame)
        if not name:
            continue
        # Above the box, or within it where there is no room.
        room = top - bottom > 0.06 * abs(axes.get_ylim()[1] - axes.get_ylim()[0])
        # Names lie over the picture, not beside it.
        at_right = left + right > 1.2 * width
        axes.annotate(
            short([name], NAME)[0],
            (right if at_right else left, top),
            xytext=(-1 if at_right else 1, 1.5 if room else -1.5),
            textcoords="offset points",
            fontsize=LETTERS,
            ha="right" if at_right else "left",
            va="bottom" if room else "top",
            color="white",
            bbox={"boxstyle": "square,pad=0.15", "facecolor": colours[number], "edgecolor": "none"},
            annotation_clip=True,
        )
