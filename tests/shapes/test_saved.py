"""Saved models: as Keras reads them, and files that are not what they say."""

import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from kerascnn.errors import InputError
from kerascnn.shapes.chain import run
from kerascnn.shapes.saved import config_of, network_of


def archive(path: Path, content: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", content)
    return path


def chain(*layers: tuple[str, dict[str, object]], shape: tuple[int, ...] = (32, 32, 3)) -> str:
    """The configuration of a Sequential model."""
    listed = [{"class_name": "InputLayer", "config": {"batch_shape": [None, *shape], "name": "input"}}]
    listed += [
        {"class_name": kind, "config": {"name": f"l{place}", **each}} for place, (kind, each) in enumerate(layers)
    ]
    return json.dumps({"class_name": "Sequential", "config": {"name": "model", "layers": listed}})


def traced(path: Path):
    return run(network_of(config_of(path)))


def test_saved_models_are_read_as_keras_reads_them(tmp_path):
    keras = pytest.importorskip("keras")
    layers = keras.layers

    def block(x, filters):
        y = layers.Conv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
        y = layers.BatchNormalization()(y)
        y = layers.SeparableConv2D(filters, (3, 1), padding="same", dilation_rate=2)(y)
        return layers.Add()([y, layers.Conv2D(filters, 1, strides=2)(x)])

    inputs = keras.Input((40, 33, 3))
    x = layers.ZeroPadding2D(((1, 0), (2, 1)))(inputs)
    x = layers.Concatenate()([layers.Conv2D(4, 3, groups=1)(x), layers.AveragePooling2D(3, strides=1)(x)])
    x = block(x, 8)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, activation="relu")(x)
    x = layers.Conv2DTranspose(6, 3, strides=2, padding="same", output_padding=1)(x)
    x = layers.Conv2DTranspose(5, 4, strides=3)(x)
    x = layers.Cropping2D(1)(layers.UpSampling2D((2, 1))(x))
    x = layers.MaxPooling2D((2, 3), padding="same")(x)
    x = layers.Dense(7)(layers.GroupNormalization(5)(x))
    x = keras.Sequential([layers.LayerNormalization(), layers.ReLU(), layers.Dropout(0.1)])(x)
    outputs = layers.Dense(10, activation="softmax")(layers.GlobalMaxPooling2D()(x))
    model = keras.Model(inputs, outputs)
    net = traced(archive(tmp_path / "model.keras", model.to_json()))
    assert net.parameters == model.count_params()
    assert net.fixed_parameters == sum(weight.shape[0] for weight in model.non_trainable_weights)
    named = {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers}
    found = {row.node.text: row.output for row in net.rows}
    assert {name: shape for name, shape in named.items() if name in found}.items() <= found.items()
    assert net.output == (10,)


def test_three_thousand_layers_work(tmp_path):
    layer = ("Conv2D", {"filters": 8, "kernel_size": [3, 3], "padding": "same"})
    net = traced(archive(tmp_path / "deep.keras", chain(*[layer] * 3000)))
    assert len(net.rows) == 3000
    assert net.output == (32, 32, 8)


def test_one_dimension(tmp_path):
    layers = [
        ("Conv1D", {"filters": 8, "kernel_size": [3], "padding": "causal", "dilation_rate": [2]}),
        ("MaxPooling1D", {"pool_size": [2], "padding": "valid"}),
    ]
    assert traced(archive(tmp_path / "m.keras", chain(*layers, shape=(100, 4)))).output == (50, 8)


def test_the_shape_of_the_input_can_be_given(tmp_path):
    config = config_of(archive(tmp_path / "m.keras", chain(("ReLU", {}), shape=(None, None, 3))))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="the model does not say the shape of its input; give it in front"):
        network_of(config)
    assert run(network_of(config, (20, 20, 3))).output == (20, 20, 3)


HUGE = 10**30
BAD_LAYERS = [
    (("Dense", {"units": HUGE}), "the layer l0 of the kind Dense has no usable units"),
    (("Dense", {"units": True}), "has no usable units"),
    (("Dense", {}), "has no usable units"),
    (("Conv2D", {"filters": 8, "kernel_size": [3, "3"], "padding": "same"}), "has no usable kernel_size"),
    (("Conv2D", {"filters": 8, "kernel_size": [3, 3], "padding": "other"}), "has no usable padding"),
    (("Conv2D", {"filters": 8, "kernel_size": [99, 99], "padding": "valid"}), "l0 does not fit after 32×32×3"),
    (("Conv2D", {"data_format": "channels_first"}), "the layer l0 has its channels first"),
    (("LSTM", {"units": 3}), "is of the kind LSTM, which is not known here; known are: Activation, Add,"),
    (("\x1b[31mEvil", {}), r"is of the kind \\x1b\[31mEvil, which"),
    (("Dropout", {"rate": "half"}), "has no usable rate"),
    (("Reshape", {"target_shape": [HUGE]}), "has no usable target_shape"),
    (("Concatenate", {"axis": 1}), "has no usable axis"),
]


@pytest.mark.parametrize(("layer", "message"), BAD_LAYERS, ids=[row[1][-30:] for row in BAD_LAYERS])
def test_layers_that_cannot_be_are_named(tmp_path, layer, message):
    path = archive(tmp_path / "m.keras", chain(layer))
    with pytest.raises(InputError, match=message):
        traced(path)


BAD_CONFIGS = [
    (b"[" * 200_000, "nested deeper than 64 levels"),
    (b'{"a":' * 200_000, "nested deeper than 64 levels"),
    (b"{", "is no JSON"),
    (b"\xff\xfe", "is no JSON"),
    (b"[1, 2]", "describes no model"),
    (b'{"class_name": "Sequential"}', "a model of the kind Sequential cannot be read here"),
    (b'{"class_name": "Sequential", "config": {"layers": 3}}', "the model has no list of layers"),
    (b'{"class_name": "MyModel", "config": {}}', "a model of the kind MyModel cannot be read here"),
    (b'{"n": ' + b"9" * 5000 + b"}", "is no JSON"),
    (chain(*[("ReLU", {})] * 5001).encode(), "the model has more than 5,000 layers"),
]


@pytest.mark.parametrize(("content", "message"), BAD_CONFIGS, ids=[row[1] for row in BAD_CONFIGS])
def test_configurations_that_cannot_be_are_refused(tmp_path, content, message):
    path = archive(tmp_path / "m.keras", content)
    with pytest.raises(InputError, match=message):
        traced(path)


def test_brackets_within_a_text_are_not_nesting(tmp_path):
    path = archive(tmp_path / "m.keras", chain(("ReLU", {"name": "[" * 100 + '\\"[{' * 100})))
    assert len(traced(path).rows) == 1


def test_files_that_are_no_models_are_refused(tmp_path):
    whole = archive(tmp_path / "whole.keras", chain(("ReLU", {}))).read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"PK\x03\x04", b"no archive"):
        path = tmp_path / "bad.keras"
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"cannot read .*bad\.keras: it is empty, damaged or no saved Keras model"):
            config_of(path)
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as file:
        file.writestr("weights", "none")
    with pytest.raises(InputError, match="it holds no config"):
        config_of(tmp_path / "other.keras")
    with pytest.raises(InputError, match=r"cannot read .*: No such file"):
        config_of(tmp_path / "missing.keras")


def test_a_bomb_of_blanks_is_refused_at_once(tmp_path):
    path = tmp_path / "bomb.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("config.json", "w") as member:
        for _megabyte in range(300):
            member.write(b" " * 2**20)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"its config.json is larger than 8 MB"):
        config_of(path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * 2**20


def test_a_layer_that_takes_itself_is_refused(tmp_path):
    history = {"class_name": "__keras_tensor__", "config": {"keras_history": ["relu", 0, 0]}}
    layer = {"class_name": "ReLU", "name": "relu", "config": {"name": "relu"}, "inbound_nodes": [{"args": [history]}]}
    config = {"class_name": "Functional", "config": {"layers": [layer]}}
    with pytest.raises(InputError, match="the layer relu takes an input that no layer in front of it gives"):
        traced(archive(tmp_path / "m.keras", json.dumps(config)))
    layer["inbound_nodes"] = [{"args": [history]}] * 2
    with pytest.raises(InputError, match="the layer relu is used 2 times"):
        traced(archive(tmp_path / "m.keras", json.dumps(config)))
