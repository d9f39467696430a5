"""Deck E's costs against numbers worked out by hand, an independent calculation, and differences for slopes."""

import keras
import numpy as np
import pytest

from kerascnn import style_transfer
from kerascnn.prediction.inputs import Inputs
from kerascnn.style_transfer import content_cost, gram_matrix, style_cost, total_variation

# A layer with maps of 1×2 and two channels: at the first place (1, 2), at the second (3, 0).
#   G_11 = 1·1 + 3·3 = 10    G_12 = 1·2 + 3·0 = 2    G_22 = 2·2 + 0·0 = 4
STYLE = np.array([[[1, 2], [3, 0]]], "float32")
GRAM = [[10, 2], [2, 4]]
# Of the picture that is made: (0, 1) and (1, 1).
#   G_11 = 0 + 1 = 1         G_12 = 0·1 + 1·1 = 1    G_22 = 1 + 1 = 2
GENERATED = np.array([[[0, 1], [1, 1]]], "float32")
# ½ ((1−0)² + (2−1)² + (3−1)² + (0−1)²) = ½ (1 + 1 + 4 + 1) = 3.5
CONTENT_COST = 3.5
# n_H n_W n_C = 1·2·2 = 4: 1/(2·4)² · ((10−1)² + 2·(2−1)² + (4−2)²) = (81 + 2 + 4) / 64 = 87/64
STYLE_COST = 87 / 64


def test_the_costs_that_were_worked_out_by_hand():
    assert gram_matrix(STYLE).numpy().tolist() == GRAM
    assert gram_matrix(GENERATED).numpy().tolist() == [[1, 1], [1, 2]]
    assert float(content_cost(STYLE, GENERATED)) == CONTENT_COST
    assert float(style_cost(gram_matrix(STYLE), gram_matrix(GENERATED), STYLE.shape)) == STYLE_COST
    # Down |3 − 0|² + |1 − 2|², across |2 − 0|² + |1 − 3|².
    assert float(total_variation(np.array([[[0.0], [2.0]], [[3.0], [1.0]]]))) == 9 + 1 + 4 + 4


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 5, 2), (7, 4, 6)])
def test_the_costs_are_the_deck_s_sums_written_out(shape):
    random = np.random.default_rng(0)
    content, generated = random.normal(size=(2, *shape)).astype("float32")
    rows, columns, channels = shape

    def gram(maps):
        found = np.zeros((channels, channels))
        for first in range(channels):
            for second in range(channels):
                for i in range(rows):
                    for j in range(columns):
                        found[first, second] += float(maps[i, j, first]) * float(maps[i, j, second])
        return found

    np.testing.assert_allclose(gram_matrix(content).numpy(), gram(content), rtol=1e-5, atol=1e-5)
    expected = sum((gram(content) - gram(generated)).ravel() ** 2) / (2 * rows * columns * channels) ** 2
    found = style_cost(gram_matrix(content), gram_matrix(generated), shape)
    assert float(found) == pytest.approx(expected, rel=1e-4)
    expected = 0.5 * sum(float(a - b) ** 2 for a, b in zip(content.ravel(), generated.ravel(), strict=True))
    assert float(content_cost(content, generated)) == pytest.approx(expected, rel=1e-5)


def network():
    """A convolution of 3×3 with sigmoid, which is smooth, and another behind a pooling."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    first = layers.Conv2D(3, 3, padding="same", activation="sigmoid", name="first")
    second = layers.Conv2D(4, 3, padding="same", activation="sigmoid", name="second")
    pool = layers.MaxPooling2D(2, name="pool")
    return keras.Sequential([keras.Input((8, 8, 3)), first, pool, second, layers.Flatten(), layers.Dense(2)])


def objective(weights, size=(6, 10), layers=None, **settings):
    """Of two random pictures that are no squares and no 8×8."""
    content, style = np.random.default_rng(1).random((2, *size, 3), "float32")
    model = network()
    layers = layers or {"first": 0.25, "second": 0.75}
    extractor = style_transfer.Extractor(model, Inputs((8, 8, 3), "hwc", "0-1"), ["second", *layers], size, **settings)
    made = style_transfer.Objective(
        extractor, content, style, content_layer="second", style_layers=layers, weights=weights
    )
    return made, model, content, style


def maps_by_hand(model, picture, *, average):
    """What the layers give, with loops and NumPy alone."""

    def convolved(taken, layer):
        kernel, bias = layer.get_weights()
        padded = np.pad(taken, ((1, 1), (1, 1), (0, 0)))
        found = np.empty((*taken.shape[:2], kernel.shape[-1]))
        for i in range(taken.shape[0]):
            for j in range(taken.shape[1]):
                window = padded[i : i + 3, j : j + 3, :, None]
                found[i, j] = (window * kernel).sum(axis=(0, 1, 2)) + bias
        return 1 / (1 + np.exp(-found))

    first = convolved(picture.astype(float), model.get_layer("first"))
    rows, columns = first.shape[0] // 2, first.shape[1] // 2
    windows = first.reshape(rows, 2, columns, 2, -1)
    pooled = windows.mean(axis=(1, 3)) if average else windows.max(axis=(1, 3))
    return {"first": first, "second": convolved(pooled, model.get_layer("second"))}


def gram(maps):
    return np.einsum("ijk,ijl->kl", maps, maps)


@pytest.mark.parametrize("average", [True, False])
def test_the_total_is_that_of_a_calculation_without_keras(average):
    weights = style_transfer.Weights(2.0, 50.0, 0.01, relative=False)
    made, model, content, style = objective(weights, average_pooling=average)
    picture = np.random.default_rng(2).random(content.shape, "float32")
    of_content, of_style, of_picture = (
        maps_by_hand(model, each, average=average) for each in (content, style, picture)
    )
    content_part = 0.5 * ((of_content["second"] - of_picture["second"]) ** 2).sum()
    layers = {
        name: ((gram(of_style[name]) - gram(of_picture[name])) ** 2).sum() / (2 * of_picture[name].size) ** 2
        for name in ("first", "second")
    }
    variation = (np.diff(picture, axis=0) ** 2).sum() + (np.diff(picture, axis=1) ** 2).sum()
    costs, _gradient = made(picture)
    assert costs.content == pytest.approx(content_part, rel=1e-4)
    assert costs.layers == pytest.approx(layers, rel=1e-4)
    assert costs.style == pytest.approx(0.25 * layers["first"] + 0.75 * layers["second"], rel=1e-4)
    assert costs.variation == pytest.approx(variation, rel=1e-4)
    assert costs.total == pytest.approx(2 * content_part + 50 * costs.style + 0.01 * variation, rel=1e-4)


@pytest.mark.parametrize("weights", [(1, 0, 0), (0, 1, 0), (0, 0.001, 1), (1, 30, 0.1)])
def test_the_gradient_is_the_slope(weights):
    made, _model, content, _style = objective(style_transfer.Weights(*weights))
    random = np.random.default_rng(3)
    picture = random.random(content.shape, "float32")
    _costs, gradient = made(picture)
    for _direction in range(3):
        direction = random.normal(size=picture.shape).astype("float32")
        far = 1e-2
        ahead, behind = (made(picture + sign * far * direction)[0].total for sign in (1, -1))
        slope = (ahead - behind) / (2 * far)
        assert float((gradient * direction).sum()) == pytest.approx(slope, abs=0.01 * float(np.linalg.norm(gradient)))


def test_relative_weights_are_parts_of_what_lies_between_the_pictures():
    made, _model, content, style = objective(style_transfer.Weights(1, 30, 2))
    of_content, of_style = made(content)[0], made(style)[0]
    assert of_content.content == 0
    assert of_style.style == pytest.approx(0, abs=1e-6)
    # The content picture has all of the style cost, the style picture all of the content cost.
    assert of_content.style == pytest.approx(1, rel=1e-4)
    assert of_content.total == pytest.approx(30 + 2, rel=1e-4)
    assert of_style.content == pytest.approx(made.between.content, rel=1e-4)
    assert of_style.total == pytest.approx(1 + 2 * of_style.variation / of_content.variation, rel=1e-4)
    # λ·J of each layer is as large a part as was asked for, whatever the layer's own scale is.
    shares = [made.lambdas[name] * made.between.layers[name] for name in ("first", "second")]
    assert shares == pytest.approx([0.25, 0.75], rel=1e-4)
    alpha, beta, _variation = made.scales
    absolute = style_transfer.Weights(alpha, beta, 0, relative=False)
    same, *_others = objective(absolute, layers=made.lambdas)
    picture = np.random.default_rng(4).random(content.shape, "float32")
    expected = made(picture)[0]
    assert same(picture)[0].total == pytest.approx(
        expected.total - 2 * expected.variation / of_content.variation, rel=1e-4
    )
