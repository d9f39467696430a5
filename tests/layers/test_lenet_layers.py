"""The layers of LeNet-5, against loops."""

import itertools

import keras
import numpy as np
import pytest

from kerascnn.layers import PartialConv2D, RadialBasis, Subsampling2D, scaled_tanh


@pytest.fixture
def random():
    return np.random.default_rng(0)


def weighted(layer, x, random):
    """Build the layer, fill its weights at random, return its output."""
    layer.build((None, *x.shape[1:]))
    layer.set_weights([random.normal(size=weight.shape) for weight in layer.weights])
    return keras.ops.convert_to_numpy(layer(x))


def test_subsampling_starts_as_a_sum(random):
    x = random.normal(size=(2, 6, 8, 3)).astype("float32")
    np.testing.assert_allclose(Subsampling2D(2)(x), 4 * keras.layers.AveragePooling2D(2)(x), rtol=1e-6)


@pytest.mark.parametrize(("side", "pool_size"), [(6, 2), (7, 2), (9, 3)])
def test_subsampling(random, side, pool_size):
    x = random.normal(size=(2, side, side, 3)).astype("float32")
    layer = Subsampling2D(pool_size)
    found = weighted(layer, x, random)
    coefficient, bias = layer.get_weights()
    expected = np.empty((2, side // pool_size, side // pool_size, 3))
    for row, column in itertools.product(range(side // pool_size), repeat=2):
        down, right = row * pool_size, column * pool_size
        window = x[:, down : down + pool_size, right : right + pool_size]
        expected[:, row, column] = window.sum((1, 2)) * coefficient + bias
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_partial_convolution_sees_only_its_connections(random):
    x = random.normal(size=(2, 6, 5, 4)).astype("float32")
    connections = [(0, 2), (3,), (0, 1, 2, 3)]
    layer = PartialConv2D(connections, 3)
    found = weighted(layer, x, random)
    kernel, bias = layer.get_weights()
    assert kernel.shape == (3, 3, 7)
    expected = np.zeros((2, 4, 3, 3)) + bias
    number = 0
    for filter_, channels in enumerate(connections):
        for channel in channels:
            for row, column in itertools.product(range(4), range(3)):
                window = x[:, row : row + 3, column : column + 3, channel]
                expected[:, row, column, filter_] += (window * kernel[:, :, number]).sum((1, 2))
            number += 1
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_radial_basis_measures_squared_distances(random):
    x, centres = random.normal(size=(5, 7)).astype("float32"), random.normal(size=(3, 7)).astype("float32")
    found = RadialBasis(centres.tolist())(x)
    expected = [[sum((a - b) ** 2 for a, b in zip(row, centre, strict=True)) for centre in centres] for row in x]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_the_scaled_tanh_is_one_at_one():
    """LeCun et al. 1998, appendix A: f(1) = 1 and f(-1) = -1 with these constants."""
    np.testing.assert_allclose(scaled_tanh(np.array([-1.0, 0.0, 1.0])), [-1, 0, 1], atol=1e-4)


@pytest.mark.parametrize(
    "layer",
    [
        Subsampling2D(2, activation=scaled_tanh),
        PartialConv2D([(0, 2), (1,)], 3, activation="relu"),
    ],
)
def test_a_layer_comes_back_from_its_configuration(random, layer):
    x = random.normal(size=(2, 8, 8, 3)).astype("float32")
    expected = weighted(layer, x, random)
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again(x), expected)
    assert again.compute_output_shape(x.shape) == expected.shape
