"""Locally connected, local response normalisation and the padded shortcut, against loops and other layers."""

import itertools

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kerascnn.layers import LocallyConnected2D, LocalResponseNormalization, PaddedShortcut


@given(
    height=st.integers(3, 8),
    width=st.integers(3, 8),
    channels=st.integers(1, 3),
    filters=st.integers(1, 3),
    kernel_size=st.integers(1, 3),
    strides=st.integers(1, 3),
)
@settings(max_examples=20)
def test_locally_connected_against_a_loop(height, width, channels, filters, kernel_size, strides):
    random = np.random.default_rng(0)
    x = random.normal(size=(2, height, width, channels)).astype("float32")
    layer = LocallyConnected2D(filters, kernel_size, strides=strides)
    layer.build(x.shape)
    layer.set_weights([random.normal(size=weight.shape) for weight in layer.weights])
    kernel, bias = layer.get_weights()
    rows, columns = (height - kernel_size) // strides + 1, (width - kernel_size) // strides + 1
    expected = np.empty((2, rows, columns, filters))
    for row, column in itertools.product(range(rows), range(columns)):
        down, right = row * strides, column * strides
        window = x[:, down : down + kernel_size, right : right + kernel_size]
        expected[:, row, column] = window.reshape(2, -1) @ kernel[row, column] + bias[row, column]
    assert layer.compute_output_shape(x.shape) == expected.shape
    assert layer.count_params() == rows * columns * (kernel_size**2 * channels + 1) * filters
    np.testing.assert_allclose(layer(x), expected, rtol=1e-4, atol=1e-4)


def test_locally_connected_with_the_same_weights_everywhere_is_a_convolution():
    random = np.random.default_rng(0)
    x = random.normal(size=(2, 7, 6, 3)).astype("float32")
    conv, local = keras.layers.Conv2D(4, 3, strides=2), LocallyConnected2D(4, 3, strides=2)
    conv.build(x.shape)
    local.build(x.shape)
    kernel = np.broadcast_to(conv.kernel.numpy().reshape(27, 4), local.kernel.shape)
    local.set_weights([kernel, np.zeros(local.bias.shape)])
    np.testing.assert_allclose(local(x), conv(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(None, None, 8, 1), (None, 2, 8, 1)])
def test_locally_connected_needs_a_fixed_and_sufficient_size(shape):
    with pytest.raises(ValueError, match="fixed height and width of at least 3"):
        LocallyConnected2D(4, 3).build(shape)


@pytest.mark.parametrize("channels", [1, 3, 8])
@pytest.mark.parametrize("n", [1, 3, 5])
def test_local_response_normalization_against_the_formula(channels, n):
    """Krizhevsky et al. 2012, section 3.3."""
    x = np.random.default_rng(0).normal(scale=30, size=(2, 2, 3, channels)).astype("float32")
    expected = np.empty_like(x)
    for i in range(channels):
        first, last = max(0, i - n // 2), min(channels - 1, i + n // 2)
        total = sum(x[..., j] ** 2 for j in range(first, last + 1))
        expected[..., i] = x[..., i] / (2 + 1e-4 * total) ** 0.75
    np.testing.assert_allclose(LocalResponseNormalization(n)(x), expected, rtol=1e-5)


def test_local_response_normalization_is_tensorflows():
    tf = pytest.importorskip("tensorflow")
    x = np.random.default_rng(0).normal(scale=30, size=(2, 4, 5, 16)).astype("float32")
    expected = tf.nn.local_response_normalization(x, depth_radius=2, bias=2, alpha=1e-4, beta=0.75)
    np.testing.assert_allclose(LocalResponseNormalization()(x), expected, rtol=1e-5)


def test_the_padded_shortcut_keeps_every_second_pixel():
    x = np.arange(2 * 5 * 4 * 3, dtype="float32").reshape(2, 5, 4, 3)
    layer = PaddedShortcut(8, 2)
    found = np.asarray(layer(x))
    assert found.shape == (2, 3, 2, 8) == layer.compute_output_shape(x.shape)
    np.testing.assert_array_equal(found[..., :3], x[:, ::2, ::2])
    assert not found[..., 3:].any()


@pytest.mark.parametrize(
    "layer",
    [
        LocallyConnected2D(4, 3, strides=2, activation="relu"),
        LocalResponseNormalization(3, k=1.0, alpha=1e-3, beta=0.5),
        PaddedShortcut(8, 2),
    ],
)
def test_a_layer_comes_back_from_its_configuration(layer):
    x = np.random.default_rng(0).normal(size=(2, 8, 8, 3)).astype("float32")
    expected = np.asarray(layer(x))
    again = keras.layers.deserialize(keras.layers.serialize(layer))
    again(x)
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again(x), expected)
    assert again.compute_output_shape(x.shape) == expected.shape
