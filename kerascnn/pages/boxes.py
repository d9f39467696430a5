"""Pictures with boxes inside a page."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from kerascnn.pages.pictures import image
from kerascnn.pages.tags import Html

__all__ = ["COLOURS", "Kind", "boxed_image"]

Kind = str
COLOURS: dict[Kind, tuple[int, int, int]] = {
    "right": (86, 180, 233),
    "wrong": (213, 94, 0),
    "missed": (204, 121, 167),
}
"""Okabe and Ito's sky blue, vermilion and purple: seen on the dark and on the light."""
DASH = 5


def boxed_image(
    picture: np.ndarray,
    boxes: npt.NDArray[np.floating[Any]],
    kinds: Sequence[Kind],
    alt: str,
    *,
    side: int = 224,
) -> Html:
    """A picture with boxes as an `<img>`; boxes of what was missed are dashed.

    Args:
        picture: `(height, width, 3)` uint8.
        boxes: `(n, 4)` xyxy, in its pixels.
        kinds: of each box, as `COLOURS` has them.
        alt: what it shows, in words.
        side: pixels of the page along its longer side, about.
    """
    height, width = picture.shape[:2]
    scale = max(side / max(height, width), 1 / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    drawn = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(drawn)
    for (left, top, right, bottom), kind in zip(boxes * scale, kinds, strict=True):
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        for start, end in itertools.pairwise(corners):
            pen.line([start, end], fill=(0, 0, 0), width=4)
        for start, end in itertools.pairwise(corners):
            for piece in _pieces(start, end, dashed=kind == "missed"):
                pen.line(piece, fill=COLOURS[kind], width=2)
    return image(np.asarray(drawn), alt, photo=True)


def _pieces(start: tuple[float, float], end: tuple[float, float], *, dashed: bool) -> list[list[tuple[float, float]]]:
    if not dashed:
        return [[start, end]]
    steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) // DASH))
    places = np.linspace(start, end, steps + 1).tolist()
    return [[tuple(places[each]), tuple(places[each + 1])] for each in range(0, steps, 2)]
