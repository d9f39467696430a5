"""How likely codes are, how counting does, and that a network run sample by sample gives what it gives as a whole."""

import itertools

import keras
import numpy as np
import pytest
from scipy.stats import logistic

from kerascnn import networks
from kerascnn.datasets import sound
from kerascnn.datasets.sound import mu_law
from kerascnn.errors import InputError
from kerascnn.tasks.sound import Stepper, as_waves, bits_of, count, generate, log_likelihood, probabilities
from kerascnn.tasks.sound.counting import TRUST
from kerascnn.tasks.sound.feed import ConsecutiveWindows, RandomWindows
from kerascnn.tasks.sound.likelihood import FIRST_NARROWNESS, IGNORED, BitsPerSample, WaveLoss


def small(variant="mixture", samples=64, **settings):
    return networks.build(
        "wavenet", input_shape=(samples, 1), variant=variant, width=0.25, **{"dilations": 3, **settings}
    )


@pytest.fixture(scope="module")
def models():
    """One of each kind of output, their random weights made larger so that the outputs differ."""
    keras.utils.set_random_seed(3)
    found = {variant: small(variant, stacks=2) for variant in ("mixture", "softmax")}
    for model in found.values():
        model.set_weights([3 * each for each in model.get_weights()])
    return found


def test_a_mixture_gives_each_code_what_lies_between_its_edges():
    """Against SciPy's logistic distribution; beyond the outermost edges lies what the outermost codes have too."""
    chance = np.random.default_rng(0)
    outputs = np.concatenate(
        [chance.uniform(-1.2, 1.2, (5, 7, 2)), chance.normal(1, 1.5, (5, 7, 2)), chance.normal(0, 1, (5, 7, 2))],
        axis=-1,
    )
    means, narrowness, weights = np.split(outputs, 3, axis=-1)
    share = np.exp(weights) / np.exp(weights).sum(axis=-1, keepdims=True)
    edges = np.array([-np.inf, *mu_law.EDGES[1:-1], np.inf])
    below = logistic.cdf(edges, means[..., None], np.exp(-FIRST_NARROWNESS - narrowness)[..., None])
    expected = (np.diff(below, axis=-1) * share[..., None]).sum(axis=-2)
    found = probabilities(outputs)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=1e-9)
    for code in (0, 1, 100, 127, 128, 200, 255):
        logs = np.asarray(log_likelihood(np.full((5, 7), code), outputs.astype("float32")))
        likely = expected[..., code] > 1e-12
        np.testing.assert_allclose(logs[likely], np.log(expected[..., code][likely]), rtol=2e-3, atol=2e-3)


def test_256_outputs_are_logits():
    logits = np.random.default_rng(0).normal(0, 2, (2, 3, 256)).astype("float32")
    expected = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(probabilities(logits), expected, rtol=1e-5)
    codes = np.array([[3, 0, 255], [17, 128, 9]])
    found = np.asarray(log_likelihood(codes, logits))
    np.testing.assert_allclose(found, np.log(np.take_along_axis(expected, codes[..., None], -1)[..., 0]), rtol=1e-4)


@pytest.mark.parametrize("worst", [1e4, -1e4])
def test_outputs_as_wild_as_may_be_have_a_finite_loss_and_gradient(worst):
    import tensorflow as tf

    outputs = tf.Variable(np.full((1, 256, 6), worst, "float32"))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(log_likelihood(np.arange(256)[None], outputs))
    assert np.isfinite(loss.numpy())
    assert np.isfinite(tape.gradient(loss, outputs).numpy()).all()


def test_loss_and_bits_are_means_over_what_counts():
    chance = np.random.default_rng(0)
    outputs = chance.normal(0, 0.3, (3, 8, 6)).astype("float32")
    codes = chance.integers(0, 256, (3, 8))
    codes[0, :5] = codes[1, 7] = IGNORED
    counted = codes != IGNORED
    lost = -np.log(np.take_along_axis(probabilities(outputs), codes.clip(0)[..., None], -1)[..., 0])[counted].mean()
    assert float(WaveLoss()(codes, outputs)) == pytest.approx(lost, rel=1e-3)
    bits = BitsPerSample()
    for row in range(3):  # batches of which not all count as much
        bits.update_state(codes[row : row + 1], outputs[row : row + 1])
    assert float(bits.result()) == pytest.approx(lost / np.log(2), rel=1e-3)


@pytest.mark.parametrize("variant", ["mixture", "softmax"])
def test_sample_by_sample_a_network_gives_what_it_gives_of_the_whole(models, variant):
    """The cached activations, against the naive way: the whole sound through the whole network."""
    model = models[variant]
    codes = np.random.default_rng(0).integers(0, 256, 64).astype(np.uint8)
    (whole,) = np.asarray(model(as_waves(codes[None])))
    step = Stepper(model)
    one_by_one = np.array([step(float(value)) for value in mu_law.decode(codes)])
    # Of numbers up to 25 in float32, summed in another order.
    np.testing.assert_allclose(one_by_one, whole, rtol=1e-4, atol=5e-4)


@pytest.mark.parametrize("variant", ["mixture", "softmax"])
def test_a_sound_is_drawn_from_what_the_network_says(models, variant):
    """Generated anew the naive way, with the same chance, it is the same sound."""
    model = models[variant]
    made = generate(model, 20, seed=5)
    chance, codes = np.random.default_rng(5), [mu_law.SILENCE]
    entropies = []
    for _number in range(20):
        padded = np.array(codes + [0] * (64 - len(codes)), np.uint8)
        chances = probabilities(np.asarray(model(as_waves(padded[None])))[0, len(codes) - 1])
        entropies.append(-(chances * np.log2(np.maximum(chances, 1e-300))).sum())
        codes.append(int(np.searchsorted(np.cumsum(chances), chance.random(), side="right")))
    assert made.codes.tolist() == codes[1:]
    assert made.bits == pytest.approx(np.mean(entropies), rel=1e-3)


def test_temperature_and_seed(models):
    model = models["softmax"]
    cold, again = (generate(model, 30, seed=seed, temperature=0).codes for seed in (0, 1))
    np.testing.assert_array_equal(cold, again)
    first, second = (generate(model, 30, seed=seed).codes for seed in (0, 1))
    assert (first != second).any()
    bits = [generate(model, 30, temperature=value).bits for value in (0.3, 1.0, 3.0)]
    assert bits == sorted(bits)
    start = generate(model, 20, seed=2).codes
    on = generate(model, 5, seed=9, start=start).codes
    assert (on != generate(model, 5, seed=9).codes).any()


@pytest.mark.parametrize(
    ("settings", "said"), [({"temperature": -1}, "temperature is -1"), ({"seed": -1}, "seed is -1"), ({}, "count is 0")]
)
def test_what_cannot_be_generated_is_refused(models, settings, said):
    with pytest.raises(InputError, match=said):
        generate(models["mixture"], 3 if settings else 0, **settings)


def test_networks_that_hear_the_future_or_no_sound_are_refused():
    layers = keras.layers
    wave = keras.Input((16, 1))
    same = keras.Model(wave, layers.Conv1D(6, 3, padding="same", name="both_ways")(wave))
    lstm = keras.Model(wave, layers.LSTM(6, return_sequences=True, name="memory")(wave))
    for model, layer in ((same, "both_ways"), (lstm, "memory")):
        with pytest.raises(InputError, match=f"the layer {layer} cannot be run sample by sample"):
            Stepper(model)
    with pytest.raises(InputError, match="expected a network for sound such as wavenet"):
        generate(networks.build("mnist-cnn"), 3)


def test_bits_of_a_sound_do_not_depend_on_how_it_is_cut_into_windows(models):
    """Window by window, against one step after another."""
    model = models["softmax"]
    codes = np.random.default_rng(1).integers(0, 256, 200).astype(np.uint8)
    short = codes[:9]
    found, of_short = bits_of(model, (codes, short))
    step = Stepper(model)
    chances = np.array([probabilities(step(float(value))) for value in mu_law.decode(codes[:-1])])
    expected = -np.log2(chances[np.arange(199), codes[1:]])
    np.testing.assert_allclose(found, expected, rtol=2e-3, atol=5e-3)
    np.testing.assert_allclose(of_short, expected[:8], rtol=2e-3, atol=5e-3)


def test_a_network_that_takes_any_number_of_samples_is_given_windows_too(models):
    opened = networks.build("wavenet", input_shape=(None, 1), dilations=3, stacks=2, width=0.25, variant="softmax")
    opened.set_weights(models["softmax"].get_weights())
    codes = np.random.default_rng(1).integers(0, 256, 150).astype(np.uint8)
    np.testing.assert_allclose(bits_of(opened, (codes,))[0], bits_of(models["softmax"], (codes,))[0], atol=1e-3)


def test_every_sample_but_the_first_counts_once_in_consecutive_windows():
    sounds = tuple(np.arange(length).astype(np.uint8) for length in (2, 31, 64, 65, 200))
    feed = ConsecutiveWindows(sounds, samples=32, field=10, batch_size=3)
    seen = {number: [] for number in range(len(sounds))}
    for batch in range(feed.batches_per_epoch):
        _waves, codes = feed.batch(0, batch)
        for window, row in zip(feed.windows[3 * batch :], codes, strict=False):
            seen[window.sound] += row[row != IGNORED].tolist()
    assert [seen[number] for number in seen] == [codes[1:].tolist() for codes in sounds]


def test_random_windows_are_parts_of_the_sounds_and_repeat():
    sounds = tuple(np.random.default_rng(number).integers(0, 256, 300).astype(np.uint8) for number in range(3))
    settings = {"samples": 40, "field": 9, "steps": 5, "batch_size": 6}
    feed = RandomWindows(sounds, seed=1, **settings)
    assert feed.batches_per_epoch == 5
    waves, codes = feed.batch(2, 3)
    again = RandomWindows(sounds, seed=1, **settings).batch(2, 3)
    np.testing.assert_array_equal(waves, again[0])
    np.testing.assert_array_equal(codes, again[1])
    assert (waves != feed.batch(2, 2)[0]).any()
    whole = b" ".join(each.tobytes() for each in sounds)
    starts = 0
    for wave, row in zip(waves, codes, strict=True):
        seen = mu_law.encode(wave[:, 0])
        assert seen.tobytes() in whole
        counts = row != IGNORED
        np.testing.assert_array_equal(row[:-1][counts[:-1]], seen[1:][counts[:-1]])
        starts += counts.all()
        assert counts[8:].all()
        assert counts.all() or not counts[:8].any()
    of_many = [RandomWindows(sounds, seed=1, **settings).batch(0, number)[1] for number in range(60)]
    share = np.mean([(row != IGNORED).all() for batch in of_many for row in batch])
    assert 0.05 < share < 0.2  # a tenth begins where a sound begins


def test_counting_by_hand():
    """Two codes in turn: after one the other comes, and who counts pairs soon knows."""
    turns = np.tile([10, 20], 300).astype(np.uint8)
    found = count((turns,), (turns,), (turns[:101],))
    trust = min(TRUST)
    singles = np.array([301, 301]) / (600 + 256)
    first = (299 + trust * singles[0]) / (299 + trust), (300 + trust * singles[1]) / (300 + trust)
    expected = -(np.log2(first[0]) + np.log2(first[1])) / 2
    assert found.order_1 == pytest.approx(expected, abs=1e-4)
    assert found.order_0 == pytest.approx(-np.log2(singles).mean(), abs=1e-3)
    assert found.order_2 < found.order_1


def test_what_a_context_never_had_costs_what_a_shorter_one_says():
    """Where all is chance, no order is far from eight bits, though most pairs and triples were never seen."""
    chance = np.random.default_rng(0)
    parts = [(chance.integers(0, 256, size).astype(np.uint8),) for size in (20_000, 5_000, 5_000)]
    found = count(*parts)
    assert all(7.98 < each < 8.4 for each in found), found


def test_counting_chords_stays_above_the_floor():
    parts = [
        sound.chords(seed=0, count=number, seconds=0.5, part=part) for number, part in ((20, "train"), (4, "test"))
    ]
    train, test = (tuple(each.codes) for each in parts)
    found = count(train, test, test)
    assert found.order_0 > found.order_1 > parts[1].floor() + 2
    assert list(itertools.accumulate(found, min))[-1] < 7
