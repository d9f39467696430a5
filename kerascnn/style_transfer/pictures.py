"""The two pictures of a style transfer, brought to one size, and what of them a person should know."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from kerascnn import checks
from kerascnn.datasets import picture
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["LARGEST", "SMALLEST", "Pair", "pair", "with_colours"]

SMALLEST, LARGEST = 16, 2048
"""Pixels along the longer side of the result."""
ROUNDING = 2
"""Of 255: how far the pixels of a picture may differ that is scaled once whole and once by its middle."""
MOST_ENLARGED = 4.0
"""Of a picture that is enlarged more, nothing fine is left to be taken for its style."""
LEAST_KEPT = 0.1
MUCH_CUT = 0.5
"""Parts of the style picture's area that are left when it is cut to the shape of the content picture."""


class Pair(NamedTuple):
    """The two pictures as the network sees them.

    Attributes:
        content: `(height, width, channels)` float32 in [0, 1].
        style: the same shape.
        colours: the content picture `(height, width, 3)`, whatever the network sees of it.
        remarks: what a person should know, a sentence each.
    """

    content: np.ndarray
    style: np.ndarray
    colours: np.ndarray
    remarks: tuple[str, ...]


def pair(content: Path, style: Path, *, size: int, channels: int = 3, keep_colours: bool = False) -> Pair:
    """Read two pictures and bring both to the size of the result.

    The content picture is scaled until its longer side has `size` pixels; of the style picture the middle is taken, as
    large as fits the same shape, so that the maps of both have as many places, as the deck's formula has it.

    Args:
        content: what to show.
        style: how to paint it.
        size: pixels along the longer side.
        channels: 1 for a network that sees grey alone, 3 for one that sees colours.
        keep_colours: whether the colours of the content picture will be put back.

    Raises:
        InputError: one cannot be read, one is so small or so long that little of it is left, or both are the same.
    """
    checks.whole("size", size, at_least=SMALLEST, at_most=LARGEST)
    of_content, of_style = (picture.load(path, channels=3) for path in (content, style))
    remarks = [remark for path in (content, style) for remark in picture.remarks(path)]
    factor = size / max(of_content.size)
    width, height = (max(1, round(side * factor)) for side in of_content.size)
    remarks += _enlarged(content, of_content, factor)
    factor = max(width / of_style.width, height / of_style.height)
    remarks += _enlarged(style, of_style, factor)
    box = width / factor, height / factor
    remarks += _cut(style, of_style, box)
    left, top = ((side - taken) / 2 for side, taken in zip(of_style.size, box, strict=True))
    area = (left, top, left + box[0], top + box[1])
    colours = np.asarray(of_content.resize((width, height), Image.Resampling.LANCZOS))
    texture = np.asarray(of_style.resize((width, height), Image.Resampling.LANCZOS, box=area))
    # Rounded to whole pixels, the middle of a long picture is not quite the picture.
    if of_content == of_style or np.abs(colours.astype(int) - texture).max() <= ROUNDING:
        text = _("{content} and {style} show the same: nothing would change; give another picture for the style")
        raise InputError(text.format(content=content, style=style))
    remarks += _colourless(style, colours, texture, channels, keep_colours)
    seen = [_grey(each) if channels == 1 else each for each in (colours, texture)]
    first, second = (each.astype("float32") / np.float32(255) for each in seen)
    return Pair(first, second, colours.astype("float32") / np.float32(255), tuple(remarks))


def _enlarged(path: Path, image: "Image.Image", factor: float) -> list[str]:
    """A remark on a picture that is enlarged.

    Raises:
        InputError: so much that nothing fine is left.
    """
    if factor <= 1.05:
        return []
    facts: dict[str, Any] = {"path": path, "width": image.width, "height": image.height, "factor": factor}
    if factor > MOST_ENLARGED:
        text = _(
            "{path} has {width}×{height} pixels and would have to be enlarged {factor:.1f} times, after which it is a "
            "blur; expected 4 times at most: give a larger picture, or a smaller --size"
        )
        raise InputError(text.format(**facts))
    return [_("{path} has {width}×{height} pixels and is enlarged {factor:.1f} times").format(**facts)]


def _cut(path: Path, image: "Image.Image", box: tuple[float, float]) -> list[str]:
    """A remark on a style picture of which much is cut off.

    Raises:
        InputError: nearly all of it.
    """
    kept = box[0] * box[1] / (image.width * image.height)
    if kept >= MUCH_CUT:
        return []
    facts: dict[str, Any] = {"path": path, "width": image.width, "height": image.height, "kept": kept}
    if kept < LEAST_KEPT:
        text = _(
            "{path} has {width}×{height} pixels: only {kept:.0%} of it has the shape of the content picture; cut out "
            "the part whose style you want"
        )
        raise InputError(text.format(**facts))
    return [
        _("{path}: its middle, {kept:.0%} of it, has the shape of the content picture and is taken").format(**facts)
    ]


def _colourless(path: Path, content: np.ndarray, style: np.ndarray, channels: int, keep_colours: bool) -> list[str]:
    if channels == 1:
        if keep_colours:
            return []
        return [_("the network sees grey alone, so the result is grey; --keep-colours puts the content's colours back")]
    if style.std(axis=(0, 1)).max() < 1:
        return [_("{path} is of one colour: there is no texture in it, only a tint").format(path=path)]
    if not keep_colours and _has_colours(content) and not _has_colours(style):
        text = _("{path} has no colours, so those of the content picture will fade; --keep-colours puts them back")
        return [text.format(path=path)]
    return []


def _has_colours(pixels: np.ndarray) -> bool:
    """Whether its channels differ by more than the rounding of a file."""
    spread = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
    return bool(spread.mean() > 2)


def _grey(pixels: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels).convert("L"))[..., None]


def with_colours(picture: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """A picture with the brightness that it has and the colours of another.

    Gatys et al. 2016 (arXiv:1606.05897, section 3.2) transfer style in brightness alone; here the colours are put back
    when the picture is done.

    Args:
        picture: `(height, width, channels)` in [0, 1].
        colours: `(height, width, 3)` in [0, 1].

    Returns:
        `(height, width, 3)` float32 in [0, 1].
    """
    bright, coloured = (Image.fromarray((each * 255).round().astype(np.uint8).squeeze()) for each in (picture, colours))
    _own, blue, red = coloured.convert("YCbCr").split()
    mixed = Image.merge("YCbCr", (bright.convert("L"), blue, red)).convert("RGB")
    return np.asarray(mixed).astype("float32") / np.float32(255)
