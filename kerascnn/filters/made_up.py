"""Matrices that a person asks for by their size: whole numbers at random, or counting up."""

import re

import numpy as np

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.filters.kernels import kernel as named_or_written
from kerascnn.filters.matrices import Array
from kerascnn.filters.windows import Pair
from kerascnn.filters.worked_examples import pixels
from kerascnn.language import _

__all__ = ["image", "kernel", "size"]

LARGEST_SIDE = 1000


def size(name: str, text: str) -> Pair:
    """Height and width as a person writes them.

    >>> size("--input", "5x4")
    (5, 4)

    Raises:
        InputError: the text is no size; `name` says whose.
    """
    found = re.fullmatch(r"(\d{1,4})[x×](\d{1,4})", text.strip())
    height, width = (int(number) for number in found.groups()) if found else (0, 0)
    if not (0 < height <= LARGEST_SIDE and 0 < width <= LARGEST_SIDE):
        message = _("{name} is {text!r}; expected height and width such as 5x5")
        raise InputError(message.format(name=name, text=text[:40]))
    return height, width


def image(values: str, shape: Pair | None, *, default: Pair, seed: int) -> Array:
    """The values of an input.

    >>> image("ramp", (2, 3), default=(5, 5), seed=0).tolist()
    [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]

    Args:
        values: "random" (whole numbers 0 to 9), "ramp" (1, 2, 3, ...), or what `worked_examples.pixels` reads.
        shape: height and width; None leaves it to the values, or to `default`.
        default: height and width of random values and ramps.
        seed: of the random numbers.

    Raises:
        InputError: no such values, or they have another size than `shape`.
    """
    checks.whole("seed", seed, at_least=0)
    if values in ("random", "ramp"):
        height, width = shape or default
        if values == "ramp":
            return np.arange(1.0, height * width + 1).reshape(height, width)
        return np.random.default_rng(seed).integers(0, 10, (height, width)).astype(float)
    found = pixels(values)
    if shape is not None and found.shape != shape:
        text = _("--values has {given} and --input says {asked}; make them equal, or leave --input out")
        raise InputError(text.format(given="{}x{}".format(*found.shape), asked="{}x{}".format(*shape)))
    return found


def kernel(text: str, *, seed: int) -> Array:
    """A kernel by name, written out, or of a size with random weights from -2 to 2.

    >>> kernel("2x2", seed=0).shape
    (2, 2)

    Raises:
        InputError: no such name, or the text is neither matrix nor size.
    """
    if re.fullmatch(r"\d+[x×]\d+", text.strip()):
        # Another sequence than the input's, which has the same seed.
        return np.random.default_rng([seed, 1]).integers(-2, 3, size("--kernel", text)).astype(float)
    return named_or_written(text)
