"""Checks of what a caller gave. Each raises `InputError` with one sentence that names the argument."""

import math

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["between", "fraction", "number", "whole"]


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
