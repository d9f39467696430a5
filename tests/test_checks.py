import math

import pytest

from kerascnn import checks
from kerascnn.errors import InputError
from kerascnn.recipes import train_captioner, train_detector, train_edges, train_localizer, train_text, train_wavenet


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


@pytest.mark.parametrize(
    ("recipe", "settings", "message"),
    [
        (train_captioner, {"scenes": 10**12}, "scenes is 1000000000000; expected a whole number from 1 to 10000000"),
        (train_detector, {"scenes": 10**9}, "scenes is 1000000000"),
        (train_edges, {"test_scenes": 10**9}, "test-scenes is 1000000000"),
        (train_localizer, {"width": 1e6}, "width is 1000000.0; expected a number from 0 to 64"),
        (train_text, {"filters": 10**8}, "filters is 100000000; expected a whole number from 1 to 4096"),
        (train_wavenet, {"chords": 10**9}, "chords is 1000000000"),
        (train_wavenet, {"width": 0.0}, "width is 0.0; expected a number greater than 0"),
    ],
)
def test_sizes_beyond_all_memory_are_refused(recipe, settings, message):
    with pytest.raises(InputError, match=message):
        recipe.run.plan(**settings)


def test_what_can_be_is_left_alone():
    checks.width(10)  # a Wide ResNet
    checks.examples("scenes", 10_000_000)
    for bad in (float("nan"), float("inf"), -1.0):
        with pytest.raises(InputError, match="width is"):
            checks.width(bad)
