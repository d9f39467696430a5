"""What a network takes is counted when it is described, before there is any of it; what is large is said first."""

import keras
import numpy as np
import pytest

from gadgets import functional, hdf5, head, layer, operation, sequential, tensor, write
from kerascnn import limits, loading
from kerascnn.errors import InputError
from kerascnn.loading.configuration import checked
from kerascnn.loading.needs import needs
from kerascnn.loading.sequential import OURS

MODEL = "model.keras"


def refused(path):
    with pytest.raises(InputError) as caught:
        loading.load_model(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def outer(size):
    """A product of each number of a picture with each other one."""
    return functional(
        (operation("Reshape", newshape=[-1, size, 1], name="column"), [tensor("input", size)]),
        (operation("Reshape", newshape=[-1, 1, size], name="row"), [tensor("input", size)]),
        (operation("Multiply", name="product"), [tensor("column", size, 1), tensor("row", 1, size)]),
        shape=(size,),
    )


def attention(length):
    def fill(file):
        for name in ("query", "key", "value"):
            file[f"layers/multi_head_attention/{name}_dense/vars/0"] = np.zeros((1, 8, 1), "f4")
            file[f"layers/multi_head_attention/{name}_dense/vars/1"] = np.zeros((8, 1), "f4")
        file["layers/multi_head_attention/output_dense/vars/0"] = np.zeros((8, 1, 1), "f4")
        file["layers/multi_head_attention/output_dense/vars/1"] = np.zeros(1, "f4")

    taken = [tensor("series", length, 1)] * 2
    config = functional(
        (layer("Reshape", target_shape=[length, 1], name="series"), [tensor("input", length, 1, 1)]),
        (layer("MultiHeadAttention", num_heads=8, key_dim=1, name="attention"), taken),
        shape=(length, 1, 1),
    )
    return config, hdf5(fill)


def resized(*behind, size=9_000):
    return sequential(layer("Resizing", height=size, width=size), *behind)


NORMALIZED = layer("Normalization", axis=[1, 2, 3], name="n")


@pytest.mark.parametrize(
    ("config", "weights", "words"),
    [
        (outer(20_000), None, "the layer product makes 400,000,000 numbers of one picture"),
        (resized(NORMALIZED), None, "it describes 162,000,001 parameters and holds"),
        (resized(layer("GaussianNoise", stddev=0.1), size=20_000), None, "the layer resizing makes 400,000,000"),
        (
            sequential(layer("DepthwiseConv2D", kernel_size=[3, 3], depth_multiplier=10**6)),
            None,
            "10,000,000 parameters",
        ),
        (*attention(60_000), "GB of memory for one picture, and this machine has"),
        (
            sequential(layer("Conv2D", filters=2, kernel_size=[3000, 3000], padding="same"), shape=(3000, 3000, 1)),
            lambda: hdf5(lambda file: file.create_dataset("x", data=np.zeros(18_000_002, "f4"))),
            "multiply-adds for one picture, more than 1e+13",
        ),
    ],
    ids=["outer product", "normalization", "resizing", "multiplier", "attention", "kernel"],
)
def test_what_does_not_fit_is_refused_before_it_is_there(tmp_path, monkeypatch, config, weights, words):
    monkeypatch.setattr(keras.Model, "load_weights", lambda *_: pytest.fail("it was built"))
    weights = weights() if callable(weights) else weights
    assert words in refused(write(tmp_path / MODEL, config, weights=weights))


def test_what_is_large_is_said_before_it_is_taken(tmp_path, monkeypatch):
    config = outer(15_000)
    announced = []
    monkeypatch.setattr(limits, "announce", lambda **settings: announced.append(settings))
    with pytest.warns(loading.SizeWarning, match=r"is large: one picture takes some \d+\.\d GB of memory and \d+ s of"):
        loading.load_model(write(tmp_path / MODEL, config))
    assert announced[0]["memory"] > 15_000**2 * 4


def counted(*layers, shape):
    return needs(keras.Sequential([keras.Input(shape), *layers]))


def test_multiply_adds_are_those_of_the_arithmetic():
    # 28·28·6 outputs of 5·5·1 each, 10·10·16 of 5·5·6, and 1,600·10.
    lenet = counted(
        keras.layers.Conv2D(6, 5, padding="same"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(16, 5),
        keras.layers.Flatten(),
        keras.layers.Dense(10),
        shape=(28, 28, 1),
    )
    exact = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 1600 * 10
    assert lenet.multiply_adds == exact + 14 * 14 * 6 * 4  # and the comparisons of the pooling
    assert lenet.parameters == 156 + 2_416 + 16_010
    assert (lenet.largest, lenet.name.rstrip("_0123456789")) == (28 * 28 * 6, "conv2d")
    # 20 steps of 4·(3 + 5)·5 numbers each.
    assert counted(keras.layers.LSTM(5), shape=(20, 3)).multiply_adds == 20 * 4 * (3 + 5) * 5
    # One kernel a place, however many places there are.
    assert counted(keras.layers.PReLU(), shape=(28, 28, 8)).multiply_adds == 0


def test_what_waits_between_layers_is_counted():
    """Two branches of 100 numbers each and their sum are there at once; a chain has no more than two at once."""
    picture = keras.Input((10, 10, 1))
    one, other = (keras.layers.ReLU()(picture) for _ in range(2))
    branched = needs(keras.Model(picture, keras.layers.Add()([one, other]))).memory
    chained = counted(*[keras.layers.ReLU() for _ in range(3)], shape=(10, 10, 1)).memory
    assert branched - chained == 100 * 4


def test_a_model_in_a_model_counts_as_often_as_it_is_called():
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4)])
    start = keras.Input((4,))
    assert needs(keras.Model(start, inner(inner(inner(start))))).multiply_adds == 3 * 16


def test_a_long_sequential_is_put_together_once(tmp_path, monkeypatch):
    calls = []
    original = keras.layers.ReLU.__call__
    monkeypatch.setattr(keras.layers.ReLU, "__call__", lambda self, *args: (calls.append(1), original(self, *args))[1])
    loaded = loading.load_model(
        write(tmp_path / MODEL, sequential(*[layer("ReLU", name=f"r{n}") for n in range(50)], *head()))
    )
    assert len(calls) <= 100
    assert type(loaded) is keras.Sequential


def test_layers_that_stand_the_other_way_round_are_put_in_order(tmp_path):
    calls = [(layer("ReLU", name=f"r{n}"), [tensor(f"r{n - 1}" if n else "input", 8, 8, 1)]) for n in range(60)]
    config = functional(*calls, (layer("Flatten"), [tensor("r59", 8, 8, 1)]))
    config["config"]["layers"].reverse()
    found = checked(config).config
    assert [each["name"] for each in found["config"]["layers"]] == ["input", *(f"r{n}" for n in range(60)), "flatten"]
    assert len(keras.saving.deserialize_keras_object(found, OURS).layers) == 62


def test_what_a_refused_network_described_is_forgotten(tmp_path):
    refused(write(tmp_path / MODEL, sequential(layer("Dense", units=10**5, name="d"), shape=(10**4,))))
    with keras.StatelessScope():
        pass  # makes every variable that was described and not forgotten: 4 GB
    assert keras.Variable(1.0).value is not None


def test_a_model_that_tensorflow_cannot_run_is_one_line(tmp_path):
    (tmp_path / "x.keras").touch()
    text = r"x\.keras was loaded and cannot be run on one picture: first; `kerascnn"
    with pytest.raises(InputError, match=text), loading.running(tmp_path / "x.keras"):
        raise RuntimeError("first\nsecond\nthird")


def test_what_keras_finds_old_in_a_file_is_not_said(tmp_path, recwarn):
    config = sequential(layer("LeakyReLU", alpha=0.1), layer("Activation", activation="swish"), *head())
    loading.load_model(write(tmp_path / MODEL, config))
    assert not recwarn.list


def test_a_file_of_another_keras_is_named_as_such(tmp_path):
    text = r"was written by Keras 2\.15\.0 and Keras 3[.\d]+ cannot build it; run the program that made it with"
    path = write(tmp_path / MODEL, sequential(layer("Conv2D")), version="2.15.0")
    with pytest.raises(InputError, match=text):
        loading.load_model(path)
    found = loading.inspect(path, load=True)
    assert (found.refused, found.loaded) == ((), False)
    assert "2.15.0" in found.reason
    assert loading.inspect(write(tmp_path / MODEL, sequential(*head())), load=True).loaded


def test_a_normalization_by_one_number_makes_no_array_of_its_axes(tmp_path):
    # Keras would make mean and variance as large as the picture: 3.8 GB were taken for 4,500 by 4,500.
    settings = {"axis": [1, 2, 3], "mean": [[2.0]], "variance": 4.0, "invert": False, "name": "n"}
    config = sequential(layer("Resizing", height=50, width=60), layer("Normalization", **settings), shape=(8, 8, 1))
    model = loading.load_model(write(tmp_path / MODEL, config))
    assert model.get_layer("n").mean.shape == (1, 1, 1, 1)
    assert np.allclose(model(np.full((1, 8, 8, 1), 6.0)), 2.0)
