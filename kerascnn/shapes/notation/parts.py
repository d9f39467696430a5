"""The parts of a word, such as a number or a pair of sizes, and how each is read."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from kerascnn.language import _
from kerascnn.shapes.layers import Shape
from kerascnn.shapes.places import shown

__all__ = [
    "LARGEST",
    "MOST_VALUES",
    "FaultError",
    "Part",
    "margins",
    "pieces",
    "rate",
    "sizes",
    "slope",
    "target",
    "whole",
    "zeros",
]

LARGEST = 10**9
"""The largest number that a word may hold."""


MOST_VALUES = 2**63 - 1
"""Numbers of a volume: TensorFlow, PyTorch and NumPy count them in 64 bits. The axes of a picture are limit enough."""


class FaultError(Exception):
    """Something wrong between two places of a word."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end


Reader = Callable[[str, int], Any]
"""Reads a part of a word that begins at a place."""


def whole(text: str, start: int, at_least: int = 1) -> int:
    """A whole number of at least `at_least`: "16".

    Raises:
        FaultError: it is none, as do all that follow.
    """
    if not text:
        raise FaultError(_("a number is missing"), start, start + 1)
    if text in ("?", "_"):
        raise FaultError(_("? is an unknown number; shape-calc solves for it with --want SHAPE"), start, start + 1)
    # A number so long that it cannot be in range is not worth reading.
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 40 else None
    if value is None and not (text.isascii() and text.isdigit()):
        raise FaultError(_("{text} is not a whole number").format(text=shown(text)), start, start + len(text))
    if value is None or value > LARGEST:
        limit = f"{LARGEST:,}"
        raise FaultError(
            _("{text} is more than {limit}").format(text=shown(text), limit=limit), start, start + len(text)
        )
    if value < at_least:
        raise FaultError(
            _("{value} is too small; expected {at_least} or more").format(value=value, at_least=at_least),
            start,
            start + len(text),
        )
    return value


def pieces(text: str, sign: str, start: int) -> Iterator[tuple[str, int]]:
    """What stands between the signs, and where each begins."""
    for piece in text.split(sign):
        yield piece, start
        start += len(piece) + 1


def sizes(text: str, start: int, at_least: int = 1) -> tuple[int, ...]:
    """One number, or one for each axis: "3x5"."""
    found = tuple(whole(piece, place, at_least) for piece, place in pieces(text, "x", start))
    if len(found) > 3:
        raise FaultError(_("one number, or one for each axis: height x width"), start, start + len(text))
    return found


def zeros(text: str, start: int) -> tuple[int, ...]:
    """Sizes that may be 0: "1x0"."""
    return sizes(text, start, 0)


def margins(text: str, start: int) -> tuple[tuple[int, int], ...]:
    """One margin, or one for each axis, before and after: "1", "1x2", "0,1x0,1"."""
    found = []
    for pair, place in pieces(text, "x", start):
        numbers = [whole(piece, at, 0) for piece, at in pieces(pair, ",", place)]
        if len(numbers) > 2:
            raise FaultError(_("one number, or two: before,after"), place, place + len(pair))
        found.append((numbers[0], numbers[-1]))
    if len(found) > 3:
        raise FaultError(_("one number, or one for each axis: height x width"), start, start + len(text))
    return tuple(found)


def target(text: str, start: int) -> Shape:
    """A shape of any rank: "3x3x16"."""
    return tuple(whole(piece, place) for piece, place in pieces(text, "x", start))


def rate(text: str, start: int) -> float:
    """A share from 0 up to 1: "0.5", or "0,5"."""
    if re.fullmatch(r"0?[.,][0-9]{1,9}|0", text):
        return float(text.replace(",", "."))
    raise FaultError(_("{text} is not a share from 0 up to 1: 0.5").format(text=shown(text)), start, start + len(text))


def slope(text: str, start: int) -> float:
    """A number that may have decimals and a sign: "0.2", or "0,2"."""
    if re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{1,9})?", text):
        return float(text.replace(",", "."))
    raise FaultError(_("{text} is not a slope such as 0.2").format(text=shown(text)), start, start + len(text))


class Part(NamedTuple):
    """A part of a word: which argument of the layer it is, and how it is read."""

    argument: str
    read: Reader
