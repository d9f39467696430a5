"""What a model is fed, against what Keras says of the same pictures on the scale that the model was made for."""

import tracemalloc

import keras
import numpy as np
import pytest

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.prediction.inputs import RANGES, inputs_of
from kerascnn.prediction.network import Network

layers = keras.layers
SIDE = (8, 8, 3)
COLOURS = np.random.default_rng(0).integers(0, 256, (4, *SIDE), np.uint8)
# The mean and the deviation of ImageNet's pictures in red, green and blue, of pixels from 0 to 1, as PyTorch has them.
MEAN, DEVIATION = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def head():
    return [layers.Conv2D(2, 3, name="conv"), layers.GlobalAveragePooling2D(), layers.Dense(3, activation="softmax")]


def beginning(*first, shape=SIDE):
    return keras.Sequential([keras.Input(shape), *first, *head()])


def adapted(scale, **settings):
    layer = layers.Normalization(**settings)
    layer.adapt(COLOURS * np.float32(scale))
    return layer


def batch_normalized(mean, deviation):
    layer = layers.BatchNormalization()
    model = beginning(layer)
    layer.set_weights([np.ones(3), np.zeros(3), mean, deviation**2])
    return model


def arithmetic(prepare, dtype="float32"):
    pictures = x = keras.Input(SIDE, dtype=dtype)
    x = prepare(x)
    for layer in head():
        x = layer(x)
    return keras.Model(pictures, x)


def nested(*first):
    inner = keras.Sequential([keras.Input(SIDE), *first, layers.Conv2D(2, 3)], name="base")
    return keras.Sequential([keras.Input(SIDE), inner, layers.GlobalAveragePooling2D(), layers.Dense(2)])


WIDE = {
    "rescaling to 0 to 1": lambda: beginning(layers.Rescaling(1 / 255)),
    "rescaling to -1 to 1": lambda: beginning(layers.Rescaling(1 / 127.5, offset=-1)),
    "behind augmentation": lambda: beginning(layers.RandomFlip(), layers.RandomZoom(0.1), layers.Rescaling(1 / 255)),
    "behind resizing": lambda: beginning(layers.Resizing(6, 6), layers.Rescaling(1 / 255)),
    "behind zeros": lambda: beginning(layers.ZeroPadding2D(2), layers.Rescaling(1 / 255)),
    "mean of ImageNet": lambda: beginning(
        layers.Normalization(mean=255 * MEAN, variance=(255 * DEVIATION) ** 2),
    ),
    "adapted": lambda: beginning(adapted(1)),
    "adapted as a whole": lambda: beginning(adapted(1, axis=None)),
    "adapted pixel by pixel": lambda: beginning(adapted(1, axis=(1, 2, 3))),
    "batch normalisation": lambda: batch_normalized(255 * MEAN, 255 * DEVIATION),
    "in a model in it": lambda: nested(layers.Rescaling(1 / 255)),
    "a model in front": lambda: beginning(keras.Sequential([layers.RandomFlip(), layers.Rescaling(1 / 255)])),
    "two that make one": lambda: beginning(layers.Rescaling(1 / 255), layers.Rescaling(2.0, offset=-1.0)),
    "divided": lambda: arithmetic(lambda x: x / 255.0),
    "divided and moved": lambda: arithmetic(lambda x: x / 127.5 - 1),
    "preprocess_input of MobileNetV2": lambda: arithmetic(keras.applications.mobilenet_v2.preprocess_input),
    "preprocess_input of DenseNet": lambda: arithmetic(keras.applications.densenet.preprocess_input),
    "preprocess_input of ResNet50": lambda: arithmetic(keras.applications.resnet50.preprocess_input),
    "whole numbers": lambda: arithmetic(layers.Rescaling(1 / 255), dtype="uint8"),
}
UNIT = {
    "nothing": beginning,
    "rescaling from 0 to 1": lambda: beginning(layers.Rescaling(2.0, offset=-1.0)),
    "mean of ImageNet, of 0 to 1": lambda: beginning(layers.Normalization(mean=MEAN, variance=DEVIATION**2)),
    "adapted to 0 to 1": lambda: beginning(adapted(1 / 255)),
    "adapted to 0 to 1, pixel by pixel": lambda: beginning(adapted(1 / 255, axis=(1, 2, 3))),
    "batch normalisation of 0 to 1": lambda: batch_normalized(MEAN, DEVIATION),
    "to 0 to 255 and back in the model": lambda: keras.Sequential(
        [keras.Input(SIDE), layers.Rescaling(255.0), *nested(layers.Rescaling(1 / 255)).layers]
    ),
    "nothing but a dense layer": lambda: keras.Sequential([keras.Input(SIDE), layers.Flatten(), layers.Dense(3)]),
    "no weights": lambda: keras.Sequential([keras.Input(SIDE), layers.GlobalAveragePooling2D(), layers.Softmax()]),
}


@pytest.mark.parametrize(
    ("make", "pixels"),
    [*((make, "0-255") for make in WIDE.values()), *((make, "0-1") for make in UNIT.values())],
    ids=[*WIDE, *UNIT],
)
def test_pictures_are_fed_on_the_scale_that_the_first_layers_are_made_for(make, pixels):
    model = make()
    network = Network(model)
    assert network.inputs.pixels == pixels
    fed = COLOURS.astype("float32") / (1 if pixels == "0-255" else 255)
    expected = network.scores.of_outputs(np.asarray(model(fed, training=False)))
    np.testing.assert_allclose(network.scores_of(COLOURS), expected, atol=1e-5)


@pytest.mark.parametrize("name", ["cifar-cnn", "mnist-cnn", "lenet5", "mlp", "resnet20", "airbench"])
def test_the_networks_of_the_course_take_0_to_1(name):
    assert inputs_of(networks.build(name)).pixels == "0-1"


def test_what_somebody_knows_is_taken_before_what_the_layers_say():
    model = beginning(layers.Rescaling(1 / 255))
    for pixels, (low, high) in RANGES.items():
        inputs = inputs_of(model, pixels=pixels)
        assert (inputs.pixels, inputs.why) == (pixels, "asked")
        ends = np.asarray(inputs.of_unit(np.array([0, 1], "float32").reshape(2, 1, 1, 1)))
        assert ends.ravel().tolist() == [low, high]
    assert inputs_of(model, of_run=True).pixels == "0-1"
    with pytest.raises(InputError, match="there is no range of pixels '0-256'; did you mean '0-255'"):
        inputs_of(model, pixels="0-256")


def test_the_layers_that_scale_are_named():
    assert inputs_of(nested(layers.Rescaling(1 / 255, name="to_unit"))).scaling == ("base/to_unit",)
    assert (
        "0 to 255, which the model scales by itself (base/to_unit)"
        in inputs_of(nested(layers.Rescaling(1 / 255, name="to_unit"))).sentence()
    )


GREY = np.random.default_rng(1).integers(0, 256, (3, 28, 28, 1), np.uint8)


def test_pictures_without_a_channel_and_as_a_vector_are_laid_out_as_keras_does():
    quickstart = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
    vector = keras.Sequential([keras.Input((784,)), layers.Dense(10)])
    vector.set_weights(quickstart.get_weights())
    unit = GREY.astype("float32") / 255
    expected = np.asarray(quickstart(unit[..., 0]))
    for model, axes in ((quickstart, "hw"), (vector, "flat")):
        network = Network(model, scores="raw")
        assert (network.inputs.axes, network.inputs.shape) == (axes, (28, 28, 1))
        np.testing.assert_allclose(network.scores_of(GREY), expected, atol=1e-5)
    colours = keras.Sequential([keras.Input((192,)), layers.Rescaling(1 / 255), layers.Dense(2)])
    network = Network(colours, scores="raw")
    assert (network.inputs.shape, network.inputs.pixels) == (SIDE, "0-255")
    expected = np.asarray(colours(COLOURS.reshape(4, -1).astype("float32")))
    np.testing.assert_allclose(network.scores_of(COLOURS), expected, atol=1e-5)


def test_channels_first_say_what_channels_last_say_of_the_same_weights():
    def made(order, shape):
        convolution = layers.Conv2D(4, 3, padding="same", data_format=order)
        pooling = layers.GlobalAveragePooling2D(data_format=order)
        return keras.Sequential([keras.Input(shape), convolution, pooling, layers.Dense(3)])

    first, last = made("channels_first", (3, 8, 8)), made("channels_last", SIDE)
    last.set_weights(first.get_weights())
    network = Network(first)
    assert (network.inputs.axes, network.inputs.shape) == ("chw", SIDE)
    np.testing.assert_allclose(network.scores_of(COLOURS), Network(last).scores_of(COLOURS), atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        ((5,), "takes 5; expected a network for pictures"),
        ((49,), "takes 49; expected"),
        ((785,), "takes 785; expected"),
        ((100, 3), "takes 100×3; expected"),
        ((8, 8, 7), "takes 8×8×7; expected"),
        ((None, None, 3), "takes .×.×3, of an open size; give it the size of its training"),
        ((8, 8, 8, 1), "takes 8×8×8×1; expected"),
    ],
)
def test_what_takes_no_picture_is_refused(shape, complaint):
    model = keras.Sequential([keras.Input(shape), layers.Dense(2)])
    with pytest.raises(InputError, match=complaint):
        inputs_of(model)


def test_a_picture_of_another_size_is_refused():
    with pytest.raises(InputError, match="the network takes pictures of 8×8×3, and this is one of 9×8×3"):
        inputs_of(beginning(), (9, 8, 3))
    anything = keras.Sequential([keras.Input((None, None, 3)), *head()])
    assert inputs_of(anything, (9, 8, 3)).shape == (9, 8, 3)


@pytest.mark.parametrize("channels", [1, 3])
def test_what_a_model_of_an_open_size_is_advised_works(channels):
    layer = keras.layers.GlobalAveragePooling2D()
    model = keras.Sequential([keras.Input((None, None, channels)), layer, keras.layers.Dense(2)])
    with pytest.raises(InputError) as caught:
        inputs_of(model)
    advice = str(caught.value).partition("save that: ")[2].removesuffix('.save("model.keras")')
    fixed = eval(advice, {"keras": keras, "model": model})
    assert inputs_of(fixed).shape == (64, 64, channels)


def test_a_large_picture_is_tried_one_at_a_time():
    """All that is made to tell the scale and the scores is smaller than five such pictures."""
    side = 2500
    model = keras.Sequential([keras.Input((side, side, 1)), layers.Rescaling(1 / 255), layers.GlobalAveragePooling2D()])
    tracemalloc.start()
    network = Network(keras.Sequential([model, layers.Dense(3), layers.Activation("tanh")]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (network.inputs.pixels, network.inputs.why) == ("0-255", "layers")
    assert peak < 5 * 4 * side**2


def test_of_many_numbers_some_of_each_channel_tell_the_scale():
    """Of one channel alone, which is always 0, nothing would be told."""
    from kerascnn.prediction import inputs

    picture = np.zeros((1, 2000, 2000, 3), "float32")
    picture[..., 1] = 1
    some = inputs._some_of(picture)
    assert inputs.ENOUGH <= some.size <= 6 * inputs.ENOUGH
    assert some.mean() == pytest.approx(1 / 3, abs=1e-3)
