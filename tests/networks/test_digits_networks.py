import inspect

import keras
import pytest

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.networks.mnist_cnn import mnist_cnn

# Each layer's parameters, by hand: k·k·channels·filters (+ filters where there is a bias), 4 per normalised channel.
COURSE = {"conv1": 320, "conv2": 18_496, "scores": 16_010}  # 3·3·1·32+32, 3·3·32·64+64, 1600·10+10
STANDARD = {
    "conv1": 600,  # 5·5·1·24
    "norm1": 96,
    "conv2": 10_368,  # 3·3·24·48
    "norm2": 192,
    "conv3": 41_472,  # 3·3·48·96
    "norm3": 384,
    "scores": 8_650,  # 3·3·96·10 + 10
}


def parameters(model):
    return {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}


def test_the_course_s_network_is_the_practical_s():
    model = networks.build("mnist-cnn", variant="course")
    assert parameters(model) == COURSE
    assert model.count_params() == 34_826  # what keras.io prints for the same layers
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dropout", "Dense"]


def test_the_standard_network():
    model = networks.build("mnist-cnn")
    assert parameters(model) == STANDARD
    assert model.count_params() == sum(STANDARD.values()) == 61_762
    untrained = sum(weight.shape[0] for weight in model.non_trainable_weights)
    assert untrained == 2 * (24 + 48 + 96) == 336


@pytest.mark.parametrize("variant", networks.variants("mnist-cnn"))
def test_every_variant_gives_one_probability_per_class(variant):
    model = networks.build("mnist-cnn", variant=variant, input_shape=(32, 40, 3), num_classes=7)
    scores = keras.ops.convert_to_numpy(model(keras.random.uniform((2, 32, 40, 3))))
    assert scores.shape == (2, 7)
    assert scores.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_the_fast_network_pools_after_its_first_convolution():
    model = networks.build("mnist-cnn", variant="fast")
    # 5·5·1·16 + 16, 3·3·16·32, 4·32, 3·3·32·64, 4·64, 3·3·64·10 + 10
    counts = {"conv1": 416, "conv2": 4_608, "norm2": 128, "conv3": 18_432, "norm3": 256, "scores": 5_770}
    assert parameters(model) == counts
    assert model.count_params() == sum(counts.values()) == 29_610
    assert model.get_layer("pool1").output.shape == (None, 7, 7, 16)


def test_the_deep_network_has_two_convolutions_in_its_second_and_third_block():
    names = [layer.name for layer in networks.build("mnist-cnn", variant="deep").layers]
    assert [name for name in names if name.startswith(("conv", "pool"))] == [
        "conv1",
        *("conv2_1", "conv2_2", "pool2"),
        *("conv3_1", "conv3_2", "pool3"),
    ]


def test_the_multilayer_perceptron():
    model = networks.build("mlp")
    assert parameters(model) == {"dense1": 100_480, "dense2": 8_256, "scores": 650}


def test_the_registry_is_the_folder():
    assert {"lenet5", "mlp", "mnist-cnn"} <= set(networks.names())
    variants = inspect.signature(mnist_cnn).parameters["variant"].annotation.__args__
    assert networks.variants("mnist-cnn") == variants
    assert networks.variants("mlp") == ()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"name": "mnistcnn"}, r"no network 'mnistcnn'; did you mean 'mnist-cnn'\? There are: .*lenet5"),
        ({"name": "mnist-cnn", "variant": "corse"}, "no variant 'corse'; did you mean 'course'"),
        ({"name": "mlp", "variant": "course"}, "the network mlp has no variant to choose"),
        ({"name": "mlp", "num_classes": 1}, "num_classes is 1; expected a whole number from 2 up"),
        ({"name": "mlp", "num_classes": 0}, "num_classes is 0"),
    ],
)
def test_bad_input_is_one_sentence(settings, message):
    with pytest.raises(InputError, match=message):
        networks.build(settings.pop("name"), **settings)
