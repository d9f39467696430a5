import math

import pytest

from kerascnn import checks
from kerascnn.errors import InputError


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "3"])
def test_a_whole_number_from_one_up(value):
    with pytest.raises(InputError, match=r"epochs is .*; expected a whole number from 1 up"):
        checks.whole("epochs", value, at_least=1)
    checks.whole("epochs", 1, at_least=1)


def test_a_whole_number_up_to_the_highest():
    with pytest.raises(InputError, match=r"seed is 8; expected a whole number from 0 to 7"):
        checks.whole("seed", 8, at_least=0, at_most=7)
    checks.whole("seed", 7, at_least=0, at_most=7)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 0.0, -1])
def test_a_number_above_zero(value):
    with pytest.raises(InputError, match=r"rate is .*; expected a number greater than 0"):
        checks.number("rate", value, above=0)
    checks.number("rate", 1e-9, above=0)


@pytest.mark.parametrize("value", [-0.1, 1.0, math.nan])
def test_a_fraction_excludes_one(value):
    with pytest.raises(InputError, match=r"part is .*; expected a number from 0 to less than 1"):
        checks.fraction("part", value)
    checks.fraction("part", 0.0)
