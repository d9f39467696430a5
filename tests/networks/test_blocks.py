"""What the networks are put together from."""

import keras
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.networks._blocks import normalized, scaled


@given(channels=st.integers(1, 2048), width=st.floats(0.05, 4))
def test_scaled_is_the_nearest_multiple_of_eight_that_loses_no_tenth(channels, width):
    wanted = channels * width
    allowed = [multiple for multiple in range(8, 10_000, 8) if multiple >= 0.9 * wanted]
    nearest = min(allowed, key=lambda multiple: (abs(multiple - wanted), -multiple))
    assert scaled(channels, width) == nearest


def test_a_width_of_one_changes_nothing():
    for channels in (16, 24, 112, 144, 208, 288, 4096):
        assert scaled(channels, 1.0) == channels


@pytest.mark.parametrize(
    ("channels", "groups"), [(8, 4), (16, 8), (24, 4), (32, 16), (64, 32), (96, 16), (208, 8), (256, 32)]
)
def test_group_normalisation_divides_the_channels(channels, groups):
    x = normalized(keras.Input((4, 4, channels)), "group", name="conv1_bn")
    layer = x._keras_history.operation
    assert (layer.groups, layer.name) == (groups, "conv1_gn")


def test_no_normalisation_is_no_layer():
    x = keras.Input((4, 4, 8))
    assert normalized(x, "none", name="bn1") is x
