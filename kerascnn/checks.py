"""Checks of what a caller gave. Each raises `InputError` with one sentence that names the argument."""

import math

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["number", "whole"]


def whole(name: str, value: int, *, at_least: int) -> None:
    """Check that `value` is a whole number from `at_least` up.

    Raises:
        InputError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
        text = _("{name} is {value!r}; expected a whole number from {at_least} up")
        raise InputError(text.format(name=name, value=value, at_least=at_least))


def number(name: str, value: float, *, above: float = -math.inf, at_most: float = math.inf) -> None:
    """Check that `value` is a finite number greater than `above` and not greater than `at_most`.

    Raises:
        InputError: it is not.
    """
    if math.isfinite(value) and above < value <= at_most:
        return
    if at_most < math.inf:
        text = _("{name} is {value!r}; expected a number greater than {above:g} and not greater than {at_most:g}")
    elif above > -math.inf:
        text = _("{name} is {value!r}; expected a number greater than {above:g}")
    else:
        text = _("{name} is {value!r}; expected a finite number")
    raise InputError(text.format(name=name, value=value, above=above, at_most=at_most))
