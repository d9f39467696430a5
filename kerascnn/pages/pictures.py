"""Pictures inside a page: arrays of pixels as `data:` addresses."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from kerascnn.pages.tags import Html, tag

__all__ = ["COLUMNS", "grid", "image", "kernels_as_colours", "maps_as_greys", "thumbnails"]

COLUMNS = 12
LARGEST = 48
"""Pixels along a thumbnail."""
GAP = 2
QUALITY = 88
BETWEEN = (128, 140, 152)
# Okabe and Ito's vermilion and blue, as the figures have them for what is above and below zero.
POSITIVE, NEGATIVE = np.array([178, 24, 43]), np.array([33, 102, 172])


def image(pixels: np.ndarray, alt: str, *, scale: int = 1, photo: bool = False) -> Html:
    """Pixels as an `<img>` that is its own file.

    Args:
        pixels: `(height, width)` or `(height, width, 3)` uint8.
        alt: what it shows, in words.
        scale: how many pixels of the page stand for one.
        photo: JPEG, a third as large as PNG for photographs, and not exact.
    """
    height, width = pixels.shape[:2]
    file = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    if photo and pixels.ndim == 3:
        # Optimized, a picture full of detail is longer than the buffer that Pillow gives it, and an error.
        picture.save(file, "JPEG", quality=QUALITY, subsampling=0)
        kind = "jpeg"
    else:
        picture.save(file, "PNG", optimize=True)
        kind = "png"
    address = f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"
    return tag("img", src=address, width=width * scale, height=height * scale, alt=alt)


def thumbnails(pictures: np.ndarray) -> np.ndarray:
    """Pictures as they stand in the page: no larger than a thumbnail, grey ones without their third axis.

    Args:
        pictures: `(n, height, width, channels)` uint8.
    """
    height, width = pictures.shape[1:3]
    step = -(-max(height, width) // LARGEST)
    if step > 1:
        rows, columns = height // step * step, width // step * step
        cut = pictures[:, :rows, :columns].reshape(len(pictures), rows // step, step, columns // step, step, -1)
        pictures = cut.mean(axis=(2, 4)).round().astype(np.uint8)
    return pictures[..., 0] if pictures.shape[-1] == 1 else pictures


def grid(tiles: Sequence[np.ndarray] | np.ndarray, *, columns: int = COLUMNS, gap: int = GAP) -> np.ndarray:
    """Tiles of one size side by side, row after row, with a line between them.

    Args:
        tiles: each `(height, width)` or `(height, width, 3)` uint8.
        columns: how many stand in a row.
        gap: pixels between them.
    """
    height, width = tiles[0].shape[:2]
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    shape = (rows * (height + gap) - gap, columns * (width + gap) - gap, *tiles[0].shape[2:])
    sheet = np.empty(shape, np.uint8)
    sheet[:] = BETWEEN[1] if sheet.ndim == 2 else BETWEEN
    for number, tile in enumerate(tiles):
        top, left = number // columns * (height + gap), number % columns * (width + gap)
        sheet[top : top + height, left : left + width] = tile
    return sheet


def maps_as_greys(maps: np.ndarray) -> np.ndarray:
    """Feature maps as tiles: the lowest value of all is black, the highest white.

    Args:
        maps: `(height, width, channels)`.

    Returns:
        `(channels, height, width)` uint8.
    """
    maps = np.nan_to_num(maps.astype("float32"))  # a network of half precision has numbers of its own kind
    low, high = float(maps.min()), float(maps.max())
    scaled = (maps - low) * (255 / ((high - low) or 1.0))
    return scaled.round().astype(np.uint8).transpose(2, 0, 1)


def kernels_as_colours(kernels: np.ndarray) -> np.ndarray:
    """Kernels as tiles: of a colour picture each in its own colours, else red for positive, blue for negative.

    Args:
        kernels: `(height, width, channels, filters)`; of other than three channels the first is taken.

    Returns:
        `(filters, height, width, 3)` uint8.
    """
    kernels = np.nan_to_num(kernels.astype("float32"))
    if kernels.shape[2] == 3:
        low, high = kernels.min(axis=(0, 1, 2)), kernels.max(axis=(0, 1, 2))
        span = np.where(high > low, high - low, 1)
        return ((kernels - low) / span * 255).round().astype(np.uint8).transpose(3, 0, 1, 2)
    values = kernels[:, :, 0].transpose(2, 0, 1)[..., None] / (np.abs(kernels[:, :, 0]).max() or 1)
    strength, hue = np.abs(values), np.where(values > 0, POSITIVE, NEGATIVE)
    return (255 + strength * (hue - 255.0)).round().astype(np.uint8)
