import json
import zipfile

import h5py
import keras
import numpy as np
import pytest

import gadgets
from gadgets import functional, hdf5, head, layer, sequential, tensor, write
from kerascnn import loading, networks
from kerascnn.errors import InputError
from kerascnn.summary import summarize


def several_kinds():
    """A network with what the course's own have not: operations, random layers, a wrapper, a model in it."""
    pictures = keras.Input((8, 8, 3))
    x = keras.layers.RandomFlip(seed=3)(pictures)
    x = keras.layers.Normalization(mean=[1.0, 2, 3], variance=[1.0, 1, 2])(x)
    x = keras.ops.relu(x) * 2 + x
    x = keras.layers.Conv2D(4, 3, kernel_regularizer="l2", kernel_constraint="max_norm")(x)[:, ::2]
    x = keras.Sequential([keras.layers.Conv2D(5, 1, activation="relu"), keras.layers.BatchNormalization()])(x)
    x = keras.layers.Bidirectional(keras.layers.LSTM(3))(keras.layers.Reshape((-1, 5))(x))
    model = keras.Model(pictures, keras.layers.Dense(2, activation=keras.layers.Softmax())(x))
    model.compile("adam", "mse", metrics=["mae"])
    return model


@pytest.mark.parametrize("which", ["lenet5", "mnist-cnn", "resnet20", "several kinds"])
def test_a_harmless_network_is_loaded_as_keras_loads_it(tmp_path, which):
    model = several_kinds() if which == "several kinds" else networks.build(which)
    random = np.random.default_rng(0)
    model.set_weights([random.random(weight.shape).astype(weight.dtype) for weight in model.weights])
    path = tmp_path / "model.keras"
    model.save(path)
    assert loading.inspect(path).refused == ()
    loaded = loading.load_model(path)
    assert [weight.path for weight in loaded.weights] == [weight.path for weight in model.weights]
    for ours, theirs in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    pictures = random.random((2, *model.input_shape[1:]), "float32")
    np.testing.assert_array_equal(loaded(pictures, training=False), model(pictures, training=False))


def test_half_precision_weights_come_through(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, dtype="bfloat16")])
    model.save(tmp_path / "model.keras")
    loaded = loading.load_model(tmp_path / "model.keras")
    assert loaded.layers[0].kernel.dtype == "bfloat16"
    for ours, theirs in zip(loaded.weights, model.weights, strict=True):
        np.testing.assert_array_equal(keras.ops.cast(ours, "float32"), keras.ops.cast(theirs, "float32"))


@pytest.mark.parametrize("place", ["compile_config", "build_config", "metadata", "whatever"])
def test_what_is_not_needed_is_not_read(tmp_path, place):
    config = sequential(*head()) | {place: gadgets.EVIL}
    config["config"]["layers"][-1]["build_config"] = {"input_shape": [None, 10**8]}
    model = loading.load_model(write(tmp_path / "model.keras", config))
    assert model.count_params() == 195
    assert not model.compiled


def refused(path):
    with pytest.raises(InputError) as caught:
        loading.load_model(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_tables_are_counted_before_they_are_made(tmp_path):
    rows = [layer("Embedding", input_dim=10**8, output_dim=10**7), layer("Flatten"), layer("Dense", units=2)]
    said = refused(write(tmp_path / "model.keras", sequential(*rows, shape=(4,))))
    assert "it describes 1,000,000,080,000,002 parameters and holds" in said
    larger = [
        layer("UnitNormalization"),
        layer("RepeatVector", n=10**8),
        layer("Flatten"),
        layer("Activation", activation="relu"),
    ]
    said = refused(write(tmp_path / "model.keras", sequential(*larger, shape=(64,))))
    assert "of one picture, more than 268,435,456" in said


def test_weights_of_another_shape_are_refused(tmp_path):
    def other(file):
        file["layers/dense/vars/0"] = np.zeros((3, 64), "float32")
        file["layers/dense/vars/1"] = np.zeros(3, "float32")

    said = refused(write(tmp_path / "model.keras", sequential(*head()), weights=hdf5(other)))
    assert "is not a Keras model that can be loaded" in said


def test_a_configuration_that_makes_no_network_is_one_line(tmp_path):
    for config in (sequential(layer("Conv2D")), sequential(*head(units=-3)), sequential(*head(units="many"))):
        assert "is not a Keras model that can be loaded" in refused(write(tmp_path / "model.keras", config))


def test_a_chain_longer_than_python_s_stack_is_named_for_what_it_is(tmp_path):
    calls = [(layer("ReLU", name=f"r{n}"), [tensor(f"r{n - 1}" if n else "input", 8, 8, 1)]) for n in range(1_500)]
    write(tmp_path / "m.keras", functional(*calls))
    assert "it has more layers in a row than Keras can build" in refused(tmp_path / "m.keras")


def test_weights_alone_are_copied_too(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 3)), np.zeros((2, 2)), verbose=0)
    model.save_weights(tmp_path / "own.weights.h5")
    with h5py.File(tmp_path / "own.weights.h5") as file:
        assert "optimizer" in file
    with loading.clean_weights(tmp_path / "own.weights.h5") as clean, h5py.File(clean) as file:
        assert set(file) == {"layers", "vars"}
        np.testing.assert_array_equal(file["layers/dense/vars/0"], model.get_weights()[0])
    assert not clean.exists()
    (tmp_path / "bad.weights.h5").write_bytes(b"no")
    with pytest.raises(InputError, match=r"bad\.weights\.h5 is not loaded: its weights are damaged"):
        networks.build("mlp", weights=tmp_path / "bad.weights.h5")


def test_reading_that_never_ends_or_takes_all_memory_is_stopped(tmp_path, monkeypatch):
    from kerascnn.loading import weights

    path = write(tmp_path / "model.keras", sequential(*head()))
    monkeypatch.setattr(weights, "SECONDS", 0)
    assert "take more time than 0 seconds" in refused(path)
    monkeypatch.undo()
    monkeypatch.setattr(weights, "MEMORY", 2**24)
    assert "its weights are damaged" in refused(path) or "take more memory" in refused(path)


def test_inspect_shows_names_as_text(kerascnn, tmp_path):
    evil = "<img src=x onerror=alert(1)>\x1b[2J\u202e"
    config = sequential(*head(name=evil), name=evil)
    path = write(tmp_path / "model.keras", config, more=[("\x1b]0;x\x07", "")])
    for words in (["inspect", path], ["inspect", path, "--format", "json"], ["summary", path], ["predict", path, "x"]):
        code, out, err = kerascnn(*words)
        assert code in (0, 2)
        assert "\x1b" not in out + err
        assert "\u202e" not in out + err
    code, out, _err = kerascnn("inspect", path, "--format", "json")
    found = json.loads(out)
    assert (code, found["name"], found["keras_version"]) == (0, evil, "3.15.1")
    assert found["refused"] == ["it holds \\x1b]0;x\\x07, which a saved network of known layers does not"]


def test_inspect_says_what_is_in_a_file(kerascnn, tmp_path):
    path = write(tmp_path / "model.keras", sequential(*head()))
    code, out, _err = kerascnn("inspect", path)
    assert code == 0
    for line in (
        "made by          Keras 3.15.1, 2026-01-01@00:00:00",
        "model            model (Sequential)",
        "parameters       195: 195 trained",
        "numbers stored   195",
        "refused          nothing of what can be seen without loading it",
        f"loading          not tried; --load tries it with the Keras that is here, {keras.__version__}",
    ):
        assert line in out.splitlines()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(sequential(layer("Mine", module="mine"))))
    code, out, _err = kerascnn("inspect", path)
    assert code == 0
    assert "made by          it does not say" in out
    assert "it holds no weights" in out
    assert "of the kind mine>Mine, which is not in the list" in out
    assert kerascnn("inspect", tmp_path / "none.keras")[0] == 2


@pytest.mark.parametrize(
    ("model_name", "layer_name", "complaint"), [("<b>", "fc", "<b>"), ("mine", "my layer", "my layer")]
)
def test_a_name_that_tensorflow_refuses_when_it_computes_is_refused_in_one_line(
    tmp_path, model_name, layer_name, complaint
):
    layers = [keras.Input((4,)), keras.layers.Dense(2, name=layer_name)]
    path = tmp_path / "model.keras"
    keras.Sequential(layers, name=model_name).save(path)
    with pytest.raises(InputError, match=f"cannot compute a layer named {complaint}"):
        loading.load_model(path)


def old_weights(path, fill=None):
    """A file of weights as older versions of Keras wrote it, and the model that it is of."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="fc")])
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = np.array([b"fc"])
        group = file.create_group("fc")
        group.attrs["weight_names"] = np.array([b"fc/kernel:0", b"fc/bias:0"])
        for name, weight in zip(("kernel", "bias"), model.get_weights(), strict=True):
            group[f"fc/{name}:0"] = weight + 1
        if fill:
            fill(file)
    return model


def test_of_an_older_file_of_weights_keras_reads_a_copy_without_other_attributes(tmp_path):
    path = tmp_path / "old.h5"
    model = old_weights(path, lambda file: [file.attrs.create(f"a{n}", np.zeros(1_000)) for n in range(20)])
    before = model.get_weights()
    with loading.clean_weights(path) as clean:
        with h5py.File(clean) as file:
            assert set(file.attrs) == {"layer_names"}
            assert set(file["fc"].attrs) == {"weight_names"}
        model.load_weights(clean)
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs + 1)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (lambda file: file.attrs.create("layer_names", np.array([b"x" * 60_000])), ""),
        (lambda file: [file.attrs.create(f"layer_names{n}", np.array([b"x" * 60_000])) for n in range(40)], "too long"),
        (lambda file: file.attrs.create("layer_names", ["x" * 2**21], dtype=h5py.string_dtype()), "a name that is too"),
        (lambda file: file.attrs.create("layer_names", np.zeros(3)), "are damaged"),
    ],
    ids=["60 kB", "2.4 MB", "one of 2 MB", "numbers"],
)
def test_names_in_an_older_file_of_weights_are_bounded(tmp_path, names, words):
    path = tmp_path / "old.h5"
    old_weights(path, names)
    if not words:
        with loading.clean_weights(path) as clean:
            assert clean.exists()
        return
    with pytest.raises(InputError, match=words), loading.clean_weights(path):
        pytest.fail("it was copied")


def test_inspect_counts_as_summary_does_where_a_layer_is_not_known(tmp_path):
    """What the file holds for a layer that cannot be counted are its parameters: none for a Lambda."""
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.Lambda(lambda x: 2 * x), layers.Flatten(), layers.Dense(3)]
    )
    model.save(tmp_path / "model.keras")
    found = loading.inspect(tmp_path / "model.keras")
    assert (found.parameters, found.trained, found.frozen) == (model.count_params(), model.count_params(), 0)
    assert summarize(str(tmp_path / "model.keras")).whole.parameters == model.count_params()
    assert found.refused
