"""One picture of any kind, read with Pillow: upright, opaque, eight bits a channel, or an error that names the file."""

import contextlib
import threading
import warnings
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from kerascnn.datasets.dataset import Images
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["MOST_PIXELS", "SUFFIXES", "as_array", "load", "read", "remarks"]

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
MOST_PIXELS = 80_000_000
"""Larger pictures are refused by their header: unpacked, one of 100,000 x 100,000 pixels takes 30 GB."""

# `warnings.catch_warnings` changes a list that all threads share, and pictures are opened in several.
_opening = threading.Lock()
# With transparency a picture takes 16 bytes a pixel for a while: large ones are unpacked one after another.
_large = threading.Lock()
LARGE = 10_000_000


def read(path: Path, *, size: tuple[int, int], channels: Literal[1, 3]) -> Images:
    """Read a picture as an array.

    Args:
        path: a picture in one of the formats of `FORMATS`; of an animation, the first frame is taken.
        size: height and width to stretch it to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.

    Returns:
        uint8, `(height, width, channels)`.

    Raises:
        InputError: as `load`.
    """
    height, width = size
    picture = load(path, channels=channels, at_least=size)
    if picture.size != (width, height):
        picture = picture.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(picture, np.uint8).reshape(height, width, channels)


def load(path: Path, *, channels: Literal[1, 3], at_least: tuple[int, int] | None = None) -> Image.Image:
    """Read a picture as a Pillow image in mode "L" or "RGB".

    It is turned as its EXIF orientation says, transparency becomes white paper, and 16 bits become 8.

    Args:
        path: the file.
        channels: 1 for "L", 3 for "RGB".
        at_least: height and width in pixels; a JPEG may be decoded at a fraction of its size that is not smaller.

    Raises:
        InputError: the file is missing, is no picture, is damaged or cut short, has more than `MOST_PIXELS`, or
            holds numbers that are no brightness.
    """
    try:
        with _open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(path, image)
            crowded = contextlib.nullcontext() if image.width * image.height < LARGE else _large
            if image.format == "PNG":
                # Pillow shows a PNG whose end is missing without a word; `verify` walks to the end, and uses it up.
                image.verify()
        with crowded, _open(path) as image:
            if at_least:
                image.draft("L" if channels == 1 else "RGB", at_least[::-1])
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _eight_bits(_opaque(upright), path).convert("L" if channels == 1 else "RGB")
    except InputError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path) from error
    except FileNotFoundError as error:
        raise InputError(_("{path} does not exist").format(path=path)) from error
    except IsADirectoryError as error:
        raise InputError(_("{path} is a folder; give the name of a file").format(path=path)) from error
    except UnidentifiedImageError as error:
        text = _("{path}: no picture that can be read; expected PNG, JPEG, GIF, BMP, TIFF, WebP or PPM")
        raise InputError(text.format(path=path)) from error
    # The decoders raise what they like for a damaged file: OSError, SyntaxError, struct.error, EOFError and more.
    except Exception as error:
        text = _("{path}: the picture is damaged or cut short; get the file again or take it out")
        raise InputError(text.format(path=path)) from error


def as_array(path: Path, *, grey: bool) -> tuple[Images, tuple[str, ...]]:
    """A picture of any size as an array, with what was done to it.

    Args:
        path: the file.
        grey: one channel instead of three; a picture that has no colours is grey in any case.

    Returns:
        `(height, width, channels)` uint8, and `remarks(path)`.

    Raises:
        InputError: as `load`.
    """
    pixels = np.asarray(load(path, channels=1 if grey else 3))
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    elif all(np.array_equal(pixels[..., 0], pixels[..., channel]) for channel in (1, 2)):
        pixels = pixels[..., :1]
    return pixels, remarks(path)


def remarks(path: Path) -> tuple[str, ...]:
    """What `load` does to a picture that a person should know: one sentence each, in the reader's language.

    Args:
        path: a picture that `load` can read.
    """
    with _open(path) as image:
        frames, transparent = getattr(image, "n_frames", 1), image.has_transparency_data
    said = []
    if frames > 1:
        said.append(_("{path} has {count} frames; the first is taken").format(path=path, count=frames))
    if transparent:
        said.append(_("{path} has transparency; it is laid on white").format(path=path))
    return tuple(said)


def _open(path: Path) -> Image.Image:
    with _opening, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(path, formats=FORMATS)


def _too_large(path: Path, image: Image.Image | None = None) -> InputError:
    if image is None:
        text = _("{path}: its header promises more than {most:,} pixels; give a smaller picture")
        return InputError(text.format(path=path, most=MOST_PIXELS))
    text = _("{path}: its header promises {width} x {height} pixels, more than {most:,}; give a smaller picture")
    return InputError(text.format(path=path, width=image.width, height=image.height, most=MOST_PIXELS))


def _opaque(image: Image.Image) -> Image.Image:
    """The picture on white paper."""
    if not image.has_transparency_data:
        return image
    colours = image.convert("RGBA")
    paper = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(paper, colours)


def _eight_bits(image: Image.Image, path: Path) -> Image.Image:
    """Grey of 16 bits as grey of 8; `convert` would cut off everything above 255."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image)
    if image.mode == "F" or values.min() < 0 or values.max() > 65_535:
        text = _("{path}: holds numbers that are no brightness of 8 or 16 bits; save it as PNG or JPEG first")
        raise InputError(text.format(path=path))
    return Image.fromarray((values >> 8).astype(np.uint8))
