"""WaveNet hears the past alone, as far back as it says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerascnn import networks
from kerascnn.errors import InputError

SAMPLES = 48


@pytest.fixture(scope="module")
def small():
    """Dilations 1, 2, 4, 8 and again: an output sees 32 samples, 1 + 1 + 2 · 15."""
    return networks.build("wavenet", input_shape=(SAMPLES, 1), dilations=4, stacks=2, width=0.25)


def outputs(model, waves):
    return np.asarray(model(waves[..., None].astype("float32")))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), place=st.integers(0, SAMPLES - 1), size=st.floats(0.01, 1))
def test_what_is_still_to_come_changes_nothing_before(small, seed, place, size):
    """A property: whatever the sound, and from whatever place on it is another."""
    chance = np.random.default_rng(seed)
    sound = chance.uniform(-1, 1, (1, SAMPLES))
    other = sound.copy()
    other[:, place:] = chance.uniform(-size, size, SAMPLES - place)
    first, second = outputs(small, sound), outputs(small, other)
    np.testing.assert_array_equal(first[:, :place], second[:, :place])
    assert (first[:, place] != second[:, place]).any()


def test_an_output_sees_as_much_as_the_dilations_add_up_to(small):
    """Each sample of the past that the arithmetic has in the field changes the output, and none beyond."""
    sound = np.random.default_rng(1).uniform(-1, 1, SAMPLES)
    changed = np.tile(sound, (SAMPLES, 1))
    changed[np.arange(SAMPLES), np.arange(SAMPLES)] += 1
    base = outputs(small, sound[None])[0, -1]
    differs = (outputs(small, changed)[:, -1] != base).any(axis=1)
    assert np.flatnonzero(differs).tolist() == list(range(SAMPLES - 32, SAMPLES))


@pytest.mark.parametrize(("dilations", "stacks"), [(1, 1), (3, 1), (10, 1), (4, 3)])
def test_the_receptive_field_doubles(dilations, stacks):
    from kerascnn.summary import summarize

    settings = {"dilations": dilations, "stacks": stacks, "width": 0.25}
    model = networks.build("wavenet", input_shape=(4096, 1), **settings)
    from kerascnn.tasks.sound import receptive_field

    assert receptive_field(model) == 2 + stacks * (2**dilations - 1)
    if (dilations, stacks) == (10, 1):
        assert max(summarize("wavenet").receptive_field) == 1025


def test_any_number_of_samples_may_be_left_open():
    model = networks.build("wavenet", input_shape=(None, 1), dilations=2, width=0.25)
    assert model.output_shape == (None, None, 6)
    assert outputs(model, np.zeros((1, 7))).shape == (1, 7, 6)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"input_shape": (28, 28, 1)}, r"input_shape is \(28, 28, 1\); expected \(samples, channels\)"),
        ({"input_shape": (0, 1)}, "samples is 0"),
        ({"input_shape": (16, None)}, "channels is None"),
        ({"dilations": 0}, "dilations is 0"),
        ({"dilations": 17}, "dilations is 17"),
        ({"stacks": 0}, "stacks is 0"),
        ({"components": 0}, "components is 0"),
        ({"width": -1}, "width is -1"),
        ({"variant": "gaussian"}, "there is no variant 'gaussian'"),
        ({"num_classes": 10}, "the network wavenet has no number of classes to choose"),
    ],
)
def test_what_it_cannot_be_built_with_is_one_line(settings, said):
    with pytest.raises(InputError, match=said):
        networks.build("wavenet", **settings)
