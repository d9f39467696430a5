"""Saved models: as Keras reads them, and files that are not what they say."""

import contextlib
import copy
import io
import json
import os
import re
import time
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.loading.description import network_in
from kerascnn.shapes import render
from kerascnn.shapes.chain import run
from kerascnn.shapes.forms import is_saved_model
from kerascnn.shapes.reading import shape_in_front
from kerascnn.shapes.saved import config_of, network_of
from kerascnn.shapes.summary import Summary, written


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
    # The two ways of the commands: shape-calc takes the shape in front, summary and diagram as an option.
    text = r"the model's input is \?×\?×3, \? being open; give its shape {}, such as {}$"
    with pytest.raises(InputError, match=text.format("in front", "224x224x3")):
        network_of(config, option=False)
    with pytest.raises(InputError, match=text.format("in front", "3x224x224")):
        network_of(config, order="chw", option=False)
    with pytest.raises(InputError, match=text.format("with --input", "224x224x3")):
        network_of(config)
    assert run(network_of(config, (20, 20, 3))).output == (20, 20, 3)


@pytest.mark.parametrize(
    ("shape", "told", "given"),
    [
        ((None, None, 1), "?×?×1", "224x224x1"),
        ((32, None, 3), "32×?×3", "32x224x3"),
        ((None, 8), "?×8", "100x8"),
        ((None,), "?", "784"),
    ],
)
def test_the_shape_that_an_error_proposes_is_taken(tmp_path, shape, told, given):
    path = archive(tmp_path / "m.keras", chain(("ReLU", {}), shape=shape))
    with pytest.raises(InputError, match=f"{re.escape(told)}, .* such as {given}$"):
        network_of(config_of(path))
    assert run(network_in(path, shape_in_front([given]))).output == tuple(map(int, given.split("x")))


@pytest.mark.parametrize("kind", ["Voxels", "TimeDistributed"])
def test_an_input_of_more_axes_is_no_reason_to_ask_for_it(tmp_path, kind):
    """Volumes and films: what is not known is listed, and what follows is counted."""
    config = chain((kind, {}), ("Flatten", {}), ("Dense", {"units": 3}), shape=(5, 16, 16, 2))
    net = run(network_of(config_of(archive(tmp_path / "m.keras", config))))
    assert net.image == (5, 16, 16, 2)
    assert [row.counted for row in net.rows] == [False, False, False]
    known = chain(("ReLU", {}), ("Flatten", {}), ("Dense", {"units": 3}), shape=(5, 16, 16, 2))
    assert run(network_of(config_of(archive(tmp_path / "k.keras", known)))).parameters == (5 * 16 * 16 * 2 + 1) * 3
    opened = config_of(archive(tmp_path / "o.keras", chain((kind, {}), shape=(None, 16, 16, 2))))
    with pytest.raises(InputError, match=r"input is \?×16×16×2, \? being open; give its shape .* such as 16x16x16x2"):
        network_of(opened)
    assert network_of(opened, (16, 16, 16, 2)).image == (16, 16, 16, 2)


def test_settings_that_are_right_are_not_said_to_be_unusable(tmp_path):
    """Saving such a model again would change nothing."""
    keras = pytest.importorskip("keras")
    layers = keras.layers
    x = inputs = layers.Input((6, 4, 8))
    for layer in (
        layers.Reshape((-1, 8)),
        layers.Reshape((12, 2, -1)),
        layers.BatchNormalization(axis=1, name="rows"),
        layers.Normalization(axis=None, mean=0.0, variance=1.0, name="all"),
        layers.Flatten(),
        layers.Dense(3, name="scores"),
    ):
        x = layer(x)
    model = keras.Model(inputs, x)
    rows = run(network_of(json.loads(model.to_json()))).rows
    shapes = [(24, 8), (12, 2, 8), (12, 2, 8), (12, 2, 8), (192,), (3,)]
    assert [row.output for row in rows] == shapes
    assert all(row.counted for row in rows)
    assert sum(row.parameters for row in rows) == model.count_params()
    bad = chain(("Reshape", {"target_shape": [-1, 7]}), shape=(6, 4, 8))
    with pytest.raises(InputError, match="27·7 = 189 numbers cannot be made of 6·4·8 = 192"):
        traced(archive(tmp_path / "m.keras", bad))


def test_what_stands_in_the_folder_of_a_run_is_read(tmp_path):
    archive(tmp_path / "model.keras", chain(("ReLU", {}), shape=(4, 4, 1)))
    assert run(network_in(tmp_path)).output == (4, 4, 1)
    assert is_saved_model(tmp_path)
    with pytest.raises(InputError, match=r"absent\.keras does not exist; give a \.keras file or the folder of a run"):
        config_of(tmp_path / "absent.keras")


HUGE = 10**30
BAD_LAYERS = [
    (("Dense", {"units": 10**11}), "the layer l0 of the kind Dense has no usable units: 100000000000; save the model"),
    (("Dense", {"units": HUGE}), "has no usable units: 1000000"),
    (("Dense", {"units": True}), "has no usable units: True"),
    (("Dense", {}), "has no usable units: None"),
    (("Conv2D", {"filters": 8, "kernel_size": [3, "3"], "padding": "same"}), "has no usable kernel_size"),
    (("Conv2D", {"filters": 8, "kernel_size": [3, 3], "padding": "other"}), "has no usable padding"),
    (("Conv2D", {"filters": 8, "kernel_size": [99, 99], "padding": "valid"}), "l0 does not fit after 32×32×3"),
    (("LSTM", {"units": 3}), "l0 does not fit after 32×32×3: it goes along a sequence"),
    (("LSTM", {"units": 0}), "has no usable units: 0"),
    (("RNN", {"cell": {"class_name": "LSTMCell", "config": {"units": HUGE}}}), "has no usable units"),
    (("Bidirectional", {"layer": {}, "merge_mode": "\x1b[31m"}), r"has no usable merge_mode: \\x1b\[31m;"),
    (("BatchNormalization", {"axis": [1, 2]}), r"has no usable axis: \[1, 2\]"),
    (("BatchNormalization", {"axis": 7}), "l0 does not fit after 32×32×3: it works along the axis 7, which its input"),
    (("Permute", {"dims": [1, 1, 2]}), "it puts the axes in the order 1, 1, 2, and its input 32×32×3 has 3"),
    (("EinsumDense", {"equation": "ab,bc", "output_shape": 3}), "has no usable equation: ab,bc"),
    (("EinsumDense", {"equation": "ab,bc->ac", "output_shape": 3}), "takes 2 axes with the batch"),
    (("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}), "takes a query, a value and perhaps a key, not 1 inputs"),
    (("Dropout", {"rate": "half"}), "has no usable rate"),
    (("Reshape", {"target_shape": [HUGE]}), "has no usable target_shape"),
    (("Concatenate", {"axis": 0}), "has no usable axis: 0"),
]


@pytest.mark.parametrize(("layer", "message"), BAD_LAYERS, ids=[row[1][-30:] for row in BAD_LAYERS])
def test_layers_that_cannot_be_are_named(tmp_path, layer, message):
    path = archive(tmp_path / "m.keras", chain(layer))
    with pytest.raises(InputError, match=message):
        traced(path)


BAD_CONFIGS = [
    (b"[" * 200_000, "nested deeper than 64 levels"),
    (b'{"a":' * 200_000, "nested deeper than 64 levels"),
    (b'{"a":' * 64 + b"[" + b"]" + b"}" * 64, "nested deeper than 64 levels"),
    # Whoever looks for the end of a text from each of its quotes takes hours.
    (b'"' + b'\\"' * 2_000_000, "no JSON"),
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
    with pytest.raises(InputError, match=r"missing\.keras does not exist; give a \.keras file"):
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
    with pytest.raises(InputError, match="the layer relu takes an input that no layer in front of it gives"):
        traced(archive(tmp_path / "m.keras", json.dumps(config)))


def test_pipes_devices_and_folders_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.keras")
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(InputError, match=r"folder\.keras holds no model\.keras"):
        config_of(tmp_path / "folder.keras")
    (tmp_path / "folder.keras" / "model.keras").mkdir()
    for path in (tmp_path / "pipe.keras", tmp_path / "folder.keras", Path("/dev/zero")):
        with pytest.raises(InputError, match="it is a folder or a device, not a file"):
            config_of(path)


ARCHIVE = {}
for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        file.writestr("config.json", chain(("ReLU", {})))
    ARCHIVE[method] = buffer.getvalue()


@pytest.fixture(scope="module")
def damaged_file(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged") / "m.keras"


@given(st.sampled_from(list(ARCHIVE)), st.data())
def test_a_damaged_archive_is_read_or_refused(damaged_file, method, data):
    content = bytearray(ARCHIVE[method])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    damaged_file.write_bytes(content)
    with contextlib.suppress(InputError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config_of(damaged_file)


def test_the_largest_configurations_take_less_than_five_seconds(tmp_path):
    wide = strangers()
    tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None, 6, 6, 4], "keras_history": ["conv", 0, 0]}}
    join = layer("Concatenate", "join", MAP, axis=-1)
    join["inbound_nodes"] = [{"args": [[tensor] * 60_000], "kwargs": {}}]
    wide["config"]["layers"].append(join)
    conv = ("Conv2D", {"filters": 10**9, "kernel_size": [1, 1], "padding": "same", "name": "x" * 1400})
    for config in (json.dumps(wide), chain(*[conv] * 5000)):
        assert 6 * 2**20 < len(config) < 8 * 2**20
        start = time.process_time()
        summary = Summary("model", run(network_of(config_of(archive(tmp_path / "m.keras", config)))))
        written(summary)
        with pytest.raises(InputError, match="there is no layer"):
            written(summary.selected("nothing" * 100 + ":"))
        assert time.process_time() - start < 5


def layer(kind: str, name: str, *inputs: tuple[str, list[int | None]], **config: object) -> dict[str, object]:
    """A layer of a functional model, which takes the named outputs, of these shapes."""
    tensors = [
        {"class_name": "__keras_tensor__", "config": {"shape": shape, "keras_history": [history, 0, 0]}}
        for history, shape in inputs
    ]
    module, _dot, kind = kind.rpartition(".")
    return {
        "module": module or "keras.layers",
        "class_name": kind,
        "config": {"name": name, **config},
        "registered_name": None,
        "name": name,
        "inbound_nodes": [{"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}] if inputs else [],
    }


IMAGE, MAP = ("image", [None, 8, 8, 3]), ("conv", [None, 6, 6, 4])


def strangers(*more: dict[str, object]) -> dict[str, object]:
    """A functional model with a gate and layers of its own."""
    listed = [
        layer("InputLayer", "image", batch_shape=[None, 8, 8, 3]),
        layer("Conv2D", "conv", IMAGE, filters=4, kernel_size=[3, 3], padding="valid"),
        layer("GlobalAveragePooling2D", "mean", MAP, keepdims=True),
        layer("Multiply", "gate", MAP, ("mean", [None, 1, 1, 4])),
        layer("Lambda", "evil", ("gate", [None, 6, 6, 4]), function={"class_name": "__lambda__", "config": {}}),
        layer("elsewhere.Dense", "own", ("evil", [None, 3, 3, 9]), units=10**40),
        layer("Dense", "scores", ("own", [None, 3, 3, 2]), units=5),
        *more,
    ]
    return {"class_name": "Functional", "config": {"name": "model", "layers": listed}}


def test_layers_of_which_nothing_is_known_are_custom_and_their_shapes_those_that_the_file_says():
    rows = {row.node.text: row for row in run(network_of(strangers())).rows}
    assert {name: row.output for name, row in rows.items()} == {
        "conv": (6, 6, 4),
        "mean": (1, 1, 4),
        "gate": (6, 6, 4),
        "evil": (3, 3, 9),
        "own": (3, 3, 2),
        "scores": (3, 3, 5),
    }
    assert [name for name, row in rows.items() if not row.counted] == ["evil", "own"]
    assert rows["scores"].parameters == 3 * 5
    assert rows["gate"].receptive_field == (3, 3)  # of the map; the gate itself sees everything
    assert rows["scores"].receptive_field == ()


def test_behind_an_open_shape_nothing_is_counted():
    config = strangers(layer("ReLU", "end", ("scores", [None, 3, 3, 5])))
    other = {row.node.text: row for row in run(network_of(config, (20, 20, 3))).rows}
    assert other["gate"].output == (18, 18, 4)
    assert [(name, row.output) for name, row in other.items() if not row.counted] == [
        ("evil", ()),
        ("own", ()),
        ("scores", ()),
        ("end", ()),
    ]


ODD = [None, True, -1, 0, 1, 10**11, 10**40, 0.5, float("nan"), "lots", "\x1b[31m", [], [1, 2, 3], [[]], {}, {"a": 1}]


def places(value, path=()):
    """The paths to everything inside a configuration."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


SAMPLE = [
    strangers(
        layer("ZeroPadding2D", "pad", MAP, padding=[[1, 2], [3, 4]]),
        layer("Conv2DTranspose", "up", MAP, filters=2, kernel_size=[3, 3], strides=[2, 2], padding="same"),
        layer("Reshape", "reshape", MAP, target_shape=[12, 12]),
        layer("BatchNormalization", "norm", MAP, axis=3, scale=True, center=True),
        layer("Concatenate", "join", MAP, ("norm", [None, 6, 6, 4]), axis=-1),
        layer("Dropout", "drop", MAP, rate=0.5),
    ),
    json.loads(chain(("Conv2D", {"filters": 8, "kernel_size": [3, 3], "padding": "same", "groups": 1}), ("ReLU", {}))),
]


@given(st.sampled_from(SAMPLE), st.data())
def test_whatever_a_configuration_holds_it_is_read_or_refused(sample, data):
    config = copy.deepcopy(sample)
    path = data.draw(st.sampled_from([each for each in places(config) if each]))
    parent = config
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = data.draw(st.sampled_from(ODD))
    with contextlib.suppress(InputError):
        written(Summary("model", run(network_of(config))))


def test_the_course_s_own_layers_are_counted_as_keras_counts_them():
    keras = pytest.importorskip("keras")
    from kerascnn import layers

    model = keras.Sequential(
        [
            keras.Input((20, 22, 2)),
            layers.LocalResponseNormalization(),
            layers.PartialConv2D([(0,), (0, 1), (1,)], 3),
            layers.Subsampling2D(2),
            layers.PaddedShortcut(5),
            keras.layers.Normalization(),
            layers.LocallyConnected2D(2, 3),
            keras.layers.Flatten(),
            layers.RadialBasis([[0.0] * 18] * 7),
        ]
    )
    rows = run(network_of(json.loads(model.to_json()))).rows
    assert [(row.output, row.parameters) for row in rows] == [
        (tuple(layer.output.shape[1:]), layer.count_params()) for layer in model.layers
    ]
    assert sum(row.fixed_parameters for row in rows) == sum(
        int(keras.ops.size(weight)) for weight in model.non_trainable_weights
    )
    assert rows[1].multiply_adds == 18 * 20 * 3 * 3 * 4  # positions, kernel, connections


def test_a_model_without_layers_has_no_input_to_follow():
    with pytest.raises(InputError, match="does not say the shape of its input"):
        network_of({"class_name": "Sequential", "config": {"name": "empty", "layers": []}})


def siamese(keras):
    """Two pictures through one encoder, the difference, and a score: nested, shared, with a shared layer inside."""
    layers = keras.layers
    dense = layers.Dense(12, activation="relu", name="twice")
    x = inside = keras.Input((9, 9, 1), name="inside")
    x = layers.Flatten()(layers.BatchNormalization(name="norm")(layers.Conv2D(3, 4, activation="relu", name="conv")(x)))
    x = layers.Dense(12, name="narrow")(x)
    encoder = keras.Model(inside, dense(dense(x)), name="encoder")
    left, right = keras.Input((9, 9, 1), name="left"), keras.Input((9, 9, 1), name="right")
    x = keras.ops.absolute(layers.Subtract(name="difference")([encoder(left), encoder(right)]))
    return keras.Model([left, right], layers.Dense(1, name="score")(x), name="siamese")


def test_shared_layers_and_models_are_counted_once_and_worked_each_time(tmp_path):
    keras = pytest.importorskip("keras")
    model = siamese(keras)
    model.save(tmp_path / "siamese.keras")
    net = run(network_of(config_of(tmp_path / "siamese.keras")))
    assert net.images == ((9, 9, 1), (9, 9, 1))
    assert net.parameters == model.count_params()
    assert net.fixed_parameters == sum(weight.shape[0] for weight in model.non_trainable_weights)
    # By hand: 6·6 places of 4·4 for 3 maps; 108 to 12; twice 12 to 12; all of it for both pictures; 12 to 1.
    assert net.multiply_adds == 2 * (36 * 16 * 3 + 108 * 12 + 2 * 144) + 12
    assert net.multiply_adds * 2 == _flops_of_tensorflow(keras, model)
    assert [row.node.text for row in net.rows if row.shared] == [*("twice", "conv", "norm", "narrow", "twice", "twice")]


def _flops_of_tensorflow(keras, model) -> int:
    """What TensorFlow's own profiler counts in the matrix products and convolutions of a model."""
    import tensorflow as tf

    shapes = [tf.TensorSpec((1, *each.shape[1:]), each.dtype) for each in model.inputs]
    graph = tf.function(lambda *pictures: model(list(pictures), training=False)).get_concrete_function(*shapes).graph
    count = 0
    for operation in graph.get_operations():
        if operation.type == "MatMul":
            count += 2 * operation.inputs[0].shape[-1] * operation.outputs[0].shape.num_elements()
        elif operation.type == "Conv2D":
            kernel = operation.inputs[1].shape
            count += 2 * kernel[0] * kernel[1] * kernel[2] * operation.outputs[0].shape.num_elements()
    return count


def test_each_input_has_receptive_fields_of_its_own(tmp_path):
    keras = pytest.importorskip("keras")
    layers = keras.layers
    big, small = keras.Input((20, 20, 3), name="big"), keras.Input((10, 10, 3), name="small")
    reduced = layers.MaxPooling2D(2, name="pool")(layers.Conv2D(4, 3, padding="same", name="conv")(big))
    joined = layers.Concatenate(name="join")([reduced, layers.Conv2D(4, 5, padding="same", name="other")(small)])
    # The second input stands first in the file.
    model = keras.Model([small, big], layers.Conv2D(2, 3, name="last")(joined))
    config = json.loads(model.to_json())
    net = run(network_of(config))
    assert net.images == ((10, 10, 3), (20, 20, 3))
    found = {row.node.text: (row.fields[0].source, row.receptive_field[0]) for row in net.rows if row.fields}
    assert found == {"conv": (-2, 3), "pool": (-2, 4), "other": (-1, 5)}
    assert Summary("two", net).receptive_field == ()
    # The pictures, then conv, pool, other, join and last.
    assert Summary("two", net).training_bytes == 4 * (300 + 1200 + 1600 + 400 + 400 + 800 + 128)
    text = written(Summary("two", net))
    assert "input 1  10×10×3" in text
    assert "where inputs have met, none is given" in text
    with pytest.raises(InputError, match="has 2 inputs that are not of one shape; give --input for each of them"):
        network_of(config, (30, 30, 3))
    both = run(network_of(config, [(16, 16, 3), (32, 32, 3)]))
    assert (both.images, both.output) == (((16, 16, 3), (32, 32, 3)), (14, 14, 2))


def test_one_shape_for_all_inputs(tmp_path):
    config = json.loads(siamese(pytest.importorskip("keras")).to_json())
    assert run(network_of(config, (9, 9, 1))).images == ((9, 9, 1),) * 2
    text = written(Summary("two", run(network_of(config))))
    assert sum(line.split()[-6:-5] == ["shared"] for line in text.splitlines()) == 6
    with pytest.raises(InputError, match="the model has 2 inputs, and --input gives 3 shapes"):
        network_of(config, [(9, 9, 1)] * 3)


def test_layers_that_are_used_in_another_order_than_they_stand():
    """A layer stands once, where it is first used, though its second use follows layers that stand behind it."""
    once, again = layer("ReLU", "twice", IMAGE), layer("ReLU", "twice", ("conv", [None, 8, 8, 4]))
    once["inbound_nodes"] += again["inbound_nodes"]
    conv = layer("Conv2D", "conv", ("twice", [None, 8, 8, 3]), filters=4, kernel_size=[3, 3], padding="same")
    listed = [layer("InputLayer", "image", batch_shape=[None, 8, 8, 3]), once, conv]
    config = {"class_name": "Functional", "config": {"layers": listed, "output_layers": [["twice", 1, 0]]}}
    rows = run(network_of(config)).rows
    assert [(row.node.text, row.node.inputs, row.output[-1]) for row in rows] == [
        ("twice", (-1,), 3),
        ("conv", (0,), 4),
        ("twice", (1,), 4),
    ]


def test_models_within_models_have_an_end():
    """Each uses the one within it twice: 2 to the power of 20 layers in a short file."""
    model: dict[str, object] = {"class_name": "Sequential", "config": {"name": "relu", "layers": []}}
    for depth in range(20):
        model |= {"name": "inside", "inbound_nodes": layer("ReLU", "", IMAGE)["inbound_nodes"]}
        model["inbound_nodes"] += layer("ReLU", "", ("inside", [None, 8, 8, 3]))["inbound_nodes"]
        listed = [layer("InputLayer", "image", batch_shape=[None, 8, 8, 3]), model]
        model = {
            "class_name": "Functional",
            "config": {"name": f"m{depth}", "layers": listed, "output_layers": [["inside", 1, 0]]},
        }
    start = time.process_time()
    with pytest.raises(InputError, match="the model has more than 5,000 layers"):
        network_of(model)
    join = layer("Concatenate", "join", *[IMAGE] * 1000, axis=-1)
    join["inbound_nodes"] *= 300
    listed = [layer("InputLayer", "image", batch_shape=[None, 8, 8, 3]), join]
    with pytest.raises(InputError, match="the layers of the model are connected more than 200,000 times"):
        network_of({"class_name": "Functional", "config": {"layers": listed}})
    assert time.process_time() - start < 5


@pytest.mark.parametrize("kind", ["Reshape", "Average"])
def test_an_operation_is_not_taken_for_the_layer_of_its_name(tmp_path, kind):
    """`keras.ops.reshape` is made with `newshape`, `keras.ops.average` takes one tensor: listed and not counted."""
    config = json.loads(chain((kind, {"newshape": [-1, 4]}), ("Dense", {"units": 2})))
    config["config"]["layers"][1] |= {"module": "keras.src.ops.numpy", "registered_name": kind}
    path = archive(tmp_path / "m.keras", json.dumps(config))
    net = run(network_of(config_of(path)))
    assert [(row.layer.kind, row.counted) for row in net.rows[:1]] == [(kind, False)]


def test_code_of_a_saved_model_has_its_activations_and_says_what_it_has_not():
    regularizer = {"class_name": "L2"}
    settings = {"filters": 8, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "activation": "relu"}
    slope = {"class_name": "LeakyReLU", "config": {"negative_slope": 0.25}}
    text = chain(
        ("Rescaling", {"scale": 0.5}),
        ("Conv2D", {**settings, "kernel_regularizer": regularizer}),
        ("LeakyReLU", {"negative_slope": 0.15}),
        ("ReLU", {"negative_slope": 0.1}),
        ("Activation", {"activation": "softsign"}),
        ("BatchNormalization", {"axis": -1, "momentum": 0.9, "epsilon": 0.001}),
        ("Flatten", {}),
        ("Dense", {"units": 3, "activation": slope}),
    )
    net = run(network_of(json.loads(text)))
    for kind, lines in (
        ("keras", ['layers.Activation("relu"),', "layers.LeakyReLU(negative_slope=0.25),"]),
        ("pytorch", ["nn.ReLU(),", "nn.LeakyReLU(0.25),"]),
    ):
        printed = [line.strip() for line in render.code(net, kind).splitlines()]
        convolution = next(number for number, line in enumerate(printed) if "Conv2" in line)
        assert printed[convolution + 1] == lines[0]
        assert lines[1] in printed[-4:]
    assert render.not_carried(net) == [
        "Rescaling",
        "Conv2D(kernel_regularizer={'class_name': 'L2'})",
        "Activation(activation=softsign)",
        "BatchNormalization(momentum=0.9)",
    ]


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
def test_states_that_a_recurrent_layer_begins_with_have_seen_something(kind):
    keras = pytest.importorskip("keras")
    layer = getattr(keras.layers, kind)
    sentence, picture = keras.Input((6, 4)), keras.Input((10, 3))
    states = [keras.layers.Dense(8)(keras.layers.Flatten()(picture)) for _each in range(1 + (kind == "LSTM"))]
    decoder = layer(8, return_sequences=True, name="decoder")
    told = keras.Model([sentence, picture], decoder(sentence, initial_state=states))
    *_others, row = run(network_of(json.loads(told.to_json()))).rows
    # It sees the sentence, and through its states the picture: two inputs have met.
    assert (row.node.text, len(row.inputs), row.fields, row.output) == ("decoder", 1 + len(states), (), (6, 8))
    alone = keras.Model(sentence, layer(8)(sentence))
    assert run(network_of(json.loads(alone.to_json()))).rows[-1].receptive_field == (6,)
