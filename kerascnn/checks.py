"""Checks of what a caller gave. Each raises `InputError` with one sentence that names the argument."""

import math

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["between", "examples", "fraction", "number", "whole", "width"]

MOST_EXAMPLES = 10_000_000
"""Of a training: their numbers are drawn in memory."""
WIDEST = 64
"""Times as many filters as a network has by default; a Wide ResNet has 10 or 12."""


def whole(name: str, value: int, *, at_least: int, at_most: int | None = None) -> None:
    """Check that `value` is a whole number from `at_least` up, or to `at_most`.

    Raises:
        InputError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
        text = _("{name} is {value!r}; expected a whole number from {at_least} up")
        raise InputError(text.format(name=name, value=value, at_least=at_least))
    if at_most is not None and value > at_most:
        text = _("{name} is {value!r}; expected a whole number from {at_least} to {at_most}")
        raise InputError(text.format(name=name, value=value, at_least=at_least, at_most=at_most))


def examples(name: str, value: int) -> None:
    """Check that `value` is a number of examples that can be numbered in memory.

    Raises:
        InputError: it is not.
    """
    whole(name, value, at_least=1, at_most=MOST_EXAMPLES)


def number(name: str, value: float, *, above: float) -> None:
    """Check that `value` is a finite number greater than `above`.

    Raises:
        InputError: it is not.
    """
    if not (math.isfinite(value) and value > above):
        text = _("{name} is {value!r}; expected a number greater than {above:g}")
        raise InputError(text.format(name=name, value=value, above=above))


def between(name: str, value: float, least: float, most: float) -> None:
    """Check that `value` is a number from `least` to `most`.

    Raises:
        InputError: it is not.
    """
    if not least <= value <= most:
        text = _("{name} is {value!r}; expected a number from {least:g} to {most:g}")
        raise InputError(text.format(name=name, value=value, least=least, most=most))


def fraction(name: str, value: float) -> None:
    """Check that `value` is at least 0 and less than 1.

    Raises:
        InputError: it is not.
    """
    if not 0 <= value < 1:
        text = _("{name} is {value!r}; expected a number from 0 to less than 1")
        raise InputError(text.format(name=name, value=value))


def width(value: float) -> None:
    """Check that a network can be so many times as wide, in filters, as it is by default.

    Raises:
        InputError: it is not a number above 0, or it is one that would take all memory.
    """
    number("width", value, above=0)
    between("width", value, 0, WIDEST)
