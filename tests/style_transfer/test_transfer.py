"""The picture that is made, and the network that looks at it."""

import keras
import numpy as np
import pytest
from test_costs import objective

from kerascnn import networks, style_transfer
from kerascnn.errors import InputError, WorkError
from kerascnn.insight.inside import Inside
from kerascnn.prediction.inputs import inputs_of

OPTIMIZERS = ("adam", "l-bfgs")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_from_the_content_picture_style_comes_up_and_content_goes(optimizer):
    made, _model, content, _style = objective(style_transfer.Weights(1, 10, 0), size=(16, 16))
    seen = []
    result = style_transfer.transfer(made, content, steps=40, optimizer=optimizer, watch=seen.append)
    assert [step.number for step in seen] == list(range(41))
    assert result.history == [step.costs for step in seen]
    np.testing.assert_array_equal(seen[0].picture, content)
    np.testing.assert_array_equal(seen[-1].picture, result.picture)
    assert result.history[0].content == 0
    assert result.history[-1].style < result.history[0].style / 5
    assert result.history[-1].content > 0
    assert result.history[-1].total < result.history[0].total / 2
    assert made(result.picture)[0].total == pytest.approx(result.history[-1].total, rel=1e-4)
    assert result.picture.dtype == np.float32
    assert result.picture.min() >= 0
    assert result.picture.max() <= 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_from_noise_both_costs_fall(optimizer):
    made, _model, content, _style = objective(style_transfer.Weights(1, 1, 0), size=(16, 16))
    noise = np.random.default_rng(0).random(content.shape, "float32")
    history = style_transfer.transfer(made, noise, steps=40, optimizer=optimizer).history
    assert history[-1].style < history[0].style
    assert history[-1].content < history[0].content
    again = style_transfer.transfer(made, noise, steps=40, optimizer=optimizer).history
    assert again == history


def test_a_cost_that_is_no_number_ends_the_work():
    made, _model, content, _style = objective(style_transfer.Weights(1, 1, 0))
    with pytest.raises(WorkError, match="the cost is no longer a number; choose a smaller --learning-rate"):
        style_transfer.transfer(made, content * np.nan, steps=3)


def test_what_cannot_be_used():
    made, _model, content, _style = objective(style_transfer.Weights())
    with pytest.raises(InputError, match="optimizer is 'sgd'; expected adam or l-bfgs"):
        style_transfer.transfer(made, content, optimizer="sgd")
    with pytest.raises(InputError, match="steps is 0; expected a whole number from 1 up"):
        style_transfer.transfer(made, content, steps=0)
    for weights, message in (
        ((-1, 1), "alpha is -1; expected a number from 0 up"),
        ((1, float("nan")), "beta is nan; expected"),
        ((0, 0, 1), "alpha and beta are both 0"),
    ):
        with pytest.raises(InputError, match=message):
            style_transfer.Weights(*weights).check()


@pytest.mark.parametrize("name", ["cifar-cnn", "airbench", "resnet20", "unet"])
def test_maps_at_the_network_s_own_size_are_its_own(name):
    keras.utils.set_random_seed(0)
    model = networks.build(name)
    inputs = inputs_of(model, of_run=True)
    known = style_transfer.places(model)
    content, style = style_transfer.default_layers(known)
    layers = list(dict.fromkeys([content, *style]))
    picture = np.random.default_rng(0).random(inputs.shape, "float32")
    extractor = style_transfer.Extractor(model, inputs, layers, inputs.shape[:2], average_pooling=False)
    found, expected = extractor.maps(picture), Inside(model).outputs(picture[None], layers)
    for layer in layers:
        np.testing.assert_allclose(found[layer], expected[layer][0], rtol=1e-4, atol=1e-5)
        assert extractor.shapes[layer] == tuple(expected[layer].shape[1:])


def test_a_network_trained_in_half_precision_is_looked_at_in_whole():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = networks.build("cifar-cnn")
    finally:
        keras.config.set_dtype_policy("float32")
    inputs = inputs_of(model, of_run=True)
    maps = style_transfer.Extractor(model, inputs, ["relu2"], (20, 40)).maps(np.zeros((20, 40, 3)))
    assert maps["relu2"].dtype == "float32"
    assert maps["relu2"].shape == (10, 20, 32)


def test_the_layers_that_are_taken_where_nobody_chooses():
    # Gatys's: conv1_1 to conv5_1 for the style, conv4_2 for the content.
    vgg = style_transfer.choose("vgg19", "random").model
    names = [f"block{number}_conv1" for number in range(1, 6)]
    assert style_transfer.default_layers(style_transfer.places(vgg)) == ("block4_conv2", tuple(names))
    course = style_transfer.places(networks.build("cifar-cnn", normalization="batch"))
    assert style_transfer.default_layers(course) == ("relu3", ("relu1", "relu2", "relu3"))


def test_layers_and_sizes_that_cannot_be_looked_at():
    model = networks.build("cifar-cnn")
    inputs = inputs_of(model, of_run=True)
    known = style_transfer.places(model)
    with pytest.raises(InputError, match=r"no layer conv9 with rows and columns; the closest are: conv\d, conv\d"):
        style_transfer.find(known, "conv9")
    with pytest.raises(InputError, match="no layer fc1 with rows and columns"):
        style_transfer.find(known, "fc1")
    with pytest.raises(InputError, match="of 4×8 pixels the layer relu3 has maps of 1×2; expected at least 2×2"):
        style_transfer.Extractor(model, inputs, ["relu3"], (4, 8))
    with pytest.raises(InputError, match="cannot look at pictures of 2×2 pixels"):
        style_transfer.Extractor(model, inputs, ["pool3"], (2, 2))
    with pytest.raises(InputError, match="has no layer with rows and columns to look at"):
        style_transfer.places(networks.build("mlp"))
    local = networks.build("locally-connected")
    inputs, name = inputs_of(local, of_run=True), style_transfer.places(local)[0].name
    with pytest.raises(InputError, match="cannot look at pictures of 64×64 pixels"):
        style_transfer.Extractor(local, inputs, [name], (64, 64))
