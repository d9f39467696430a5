"""Models in HDF5 and as text, of Keras 2 and 3, and files that are hostile or of other programs."""

import json
import subprocess
import sys
import warnings
import zipfile

import numpy as np
import pytest

keras = pytest.importorskip("keras")
h5py = pytest.importorskip("h5py")

from keras.src.legacy.saving import legacy_h5_format  # noqa: E402 (Keras starts in silence first)

from kerascnn import loading  # noqa: E402
from kerascnn.errors import InputError  # noqa: E402
from kerascnn.loading.description import described  # noqa: E402
from kerascnn.shapes.chain import run  # noqa: E402
from kerascnn.summary import summarize  # noqa: E402

L = keras.layers


def layer_2(kind, name, *nodes, **config):
    """A layer as Keras 2 writes it."""
    found = {"class_name": kind, "config": {"name": name, "trainable": True, "dtype": "float32", **config}}
    return {**found, "name": name, "inbound_nodes": list(nodes)}


def conv_2(name, *nodes, filters, kernel):
    return layer_2(
        "Conv2D",
        name,
        *nodes,
        filters=filters,
        kernel_size=[kernel, kernel],
        strides=[1, 1],
        padding="same",
        data_format="channels_last",
        dilation_rate=[1, 1],
        groups=1,
        activation="linear",
        use_bias=True,
        kernel_initializer={"class_name": "GlorotUniform", "config": {"seed": None}},
    )


def of_keras_2():
    """A functional model in the words of Keras 2.12: nodes as lists, an axis in a list, operations of TensorFlow."""
    inner = [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 8, 8, 4], "name": "inner_input"}},
        {k: v for k, v in conv_2("deep", filters=3, kernel=3).items() if k in ("class_name", "config")},
    ]
    lstm = {"units": 4, "time_major": False, "implementation": 2, "return_sequences": False, "use_bias": True}
    listed = [
        layer_2("InputLayer", "photo", batch_input_shape=[None, 8, 8, 3], sparse=False, ragged=False),
        layer_2("TFOpLambda", "tf.math.truediv", ["photo", 0, 0, {"y": 127.5, "name": None}], function="math.truediv"),
        layer_2("TFOpLambda", "tf.math.subtract", ["tf.math.truediv", 0, 0, {"y": 1.0}], function="math.subtract"),
        conv_2("first", [["tf.math.subtract", 0, 0, {}]], filters=4, kernel=3),
        layer_2("BatchNormalization", "norm", [["first", 0, 0, {}]], axis=[3], momentum=0.99, epsilon=0.001),
        layer_2("Add", "sum", [["first", 0, 0, {}], ["norm", 0, 0, {}]]),
        {
            "class_name": "Sequential",
            "name": "inner",
            "config": {"name": "inner", "layers": inner},
            "inbound_nodes": [[["sum", 0, 0, {}]]],
        },
        layer_2("Reshape", "rows", [["inner", 1, 0, {}]], target_shape=[64, 3]),
        layer_2("LSTM", "memory", [["rows", 0, 0, {}]], activation="tanh", recurrent_activation="sigmoid", **lstm),
    ]
    config = {"name": "old", "layers": listed, "input_layers": [["photo", 0, 0]], "output_layers": [["memory", 0, 0]]}
    return {"class_name": "Functional", "config": config, "keras_version": "2.12.0", "backend": "tensorflow"}


def the_same_in_keras_3():
    photo = keras.Input((8, 8, 3), name="photo")
    first = L.Conv2D(4, 3, padding="same", name="first")(photo / 127.5 - 1)
    total = L.Add(name="sum")([first, L.BatchNormalization(name="norm")(first)])
    inner = keras.Sequential([keras.Input((8, 8, 4)), L.Conv2D(3, 3, padding="same", name="deep")], name="inner")
    rows = L.Reshape((64, 3), name="rows")(inner(total))
    return keras.Model(photo, L.LSTM(4, name="memory")(rows))


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """A file as Keras 2 wrote it, a text with its weights beside it, and what the network gives for a picture."""
    folder = tmp_path_factory.mktemp("older")
    model = the_same_in_keras_3()
    with h5py.File(folder / "old.h5", "w") as file:
        file.attrs["model_config"] = json.dumps(of_keras_2())
        file.attrs["keras_version"] = "2.12.0"
        legacy_h5_format.save_weights_to_hdf5_group(file.create_group("model_weights"), model)
        file.create_group("optimizer_weights")["x"] = h5py.SoftLink("/nowhere")
    (folder / "text.json").write_text(json.dumps(of_keras_2()))
    with h5py.File(folder / "text.h5", "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    photo = np.random.default_rng(0).uniform(0, 255, (2, 8, 8, 3)).astype("float32")
    return folder, model, photo, model.predict(photo, verbose=0)


@pytest.mark.parametrize("name", ["old.h5", "text.json"])
def test_what_keras_2_wrote_is_counted_and_loaded(older, name):
    folder, model, photo, expected = older
    summary = summarize(folder / name)
    assert summary.whole.parameters == model.count_params()
    assert summary.whole.counted
    assert summary.trace.output == (4,)
    loaded = loading.load_model(folder / name)
    np.testing.assert_allclose(loaded.predict(photo, verbose=0), expected, atol=1e-6)


def test_what_keras_3_writes_as_hdf5_gives_what_keras_s_own_loader_gives(tmp_path):
    photo = keras.Input((8, 8, 3))
    x = keras.ops.relu(L.Conv2D(4, 3, name="conv")(photo) / 2.0)
    x = L.MultiHeadAttention(2, 3)(L.Reshape((36, 4))(x), L.Reshape((36, 4))(x))
    model = keras.Model(photo, L.Dense(2)(L.Bidirectional(L.GRU(3))(x)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save(tmp_path / "model.h5")
    pixels = np.random.default_rng(0).random((2, 8, 8, 3))
    loaded = loading.load_model(tmp_path / "model.h5")
    np.testing.assert_allclose(loaded.predict(pixels, verbose=0), model.predict(pixels, verbose=0), atol=1e-6)
    assert described(tmp_path / "model.h5").network().image == (8, 8, 3)
    assert summarize(tmp_path / "model.h5").whole.parameters == model.count_params()


@keras.saving.register_keras_serializable("strangers")
class Own(keras.layers.Layer):
    """A layer that nobody else knows."""

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 5), name="kernel")
        self.drop = keras.layers.Dropout(0.5)
        self.bias = self.add_weight(shape=(5,), name="bias")

    def call(self, x):
        return self.drop(x @ self.kernel + self.bias)


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_custom_layer_has_the_parameters_that_the_file_holds(kerascnn, tmp_path, ending):
    model = keras.Sequential([keras.Input((4,)), Own(name="own"), L.Dense(3, name="scores")])
    path = tmp_path / f"model.{ending}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save(path)
    code, out, _err = kerascnn("summary", path)
    assert code == 0
    lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert "25*" in lines["own"]
    assert "43" in lines["total"].split()
    assert "at least" in lines["total"]
    found = json.loads(kerascnn("summary", path, "--format", "json")[1])
    assert (found["parameters"], found["at_least"]) == (43, {"parameters": False, "multiply_adds": True})
    calculated = json.loads(kerascnn("shape-calc", "--from", path, "--format", "json")[1])
    assert (calculated["parameters"], calculated["at_least"]) == (found["parameters"], found["at_least"])


def test_a_quantised_model_has_the_numbers_that_the_file_holds(tmp_path):
    """Beside its whole numbers it holds scales, which the configuration says nothing of."""
    model = keras.Sequential([keras.Input((16,)), L.Dense(8), L.Dense(4)])
    for layer in model.layers:
        layer.quantize("int8")
    model.save(tmp_path / "model.keras")
    whole = summarize(tmp_path / "model.keras").whole
    assert (whole.parameters, whole.dtypes) == (model.count_params(), ("int8",))
    assert whole.counted


def hdf5(path, config, fill=lambda file: None):
    with h5py.File(path, "w") as file:
        if config is not None:
            file.attrs["model_config"] = config if isinstance(config, str) else json.dumps(config)
        fill(file)
    return path


SMALL = {
    "class_name": "Sequential",
    "config": {
        "name": "small",
        "layers": [
            {"class_name": "Dense", "config": {"name": "dense", "units": 2, "batch_input_shape": [None, 3]}},
        ],
    },
}


def dense(file, shape=(3, 2)):
    file["model_weights/dense/small/dense/kernel"] = np.zeros(shape, "f4")
    file["model_weights/dense/small/dense/bias"] = np.zeros(2, "f4")


def virtual(file):
    layout = h5py.VirtualLayout(shape=(3, 2), dtype="f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", shape=(3, 2))
    file.create_group("model_weights/dense").create_virtual_dataset("kernel", layout)


def outside(file):
    file.create_group("model_weights/dense").create_dataset(
        "kernel", shape=(3, 2), dtype="f4", external=[("/etc/passwd", 0, 24)]
    )


def linked(kind):
    def fill(file):
        file.create_group("model_weights")["dense"] = kind

    return fill


HOSTILE = [
    (SMALL, virtual, "lie in another file"),
    (SMALL, outside, "lie in another file"),
    (SMALL, linked(h5py.SoftLink("/model_weights")), "hold a link"),
    (SMALL, linked(h5py.ExternalLink("/etc/passwd", "/")), "hold a link"),
    ("x" * (9 * 2**20), dense, "in no text of less than 8 MB"),
    ("{", dense, "its configuration is no JSON"),
    ("[" * 100 + "]" * 100, dense, "its configuration is nested deeper than 64 levels"),
    (None, dense, "holds weights alone, 8 numbers in 2 arrays"),
    (SMALL, lambda file: dense(file, (4, 2)), "does not agree with itself: its configuration gives the layer dense 8"),
]


@pytest.mark.parametrize(
    ("config", "fill", "message"), HOSTILE, ids=[row[2][:30] + str(i) for i, row in enumerate(HOSTILE)]
)
def test_a_file_that_is_hostile_is_one_line(tmp_path, config, fill, message):
    path = hdf5(tmp_path / "model.h5", config, fill)
    with pytest.raises(InputError, match=message) as caught:
        run(described(path).network())
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError):
        loading.load_model(path)


def test_attributes_by_the_thousand_are_not_looked_at(tmp_path):
    with h5py.File(tmp_path / "model.h5", "w", libver="latest") as file:
        for number in range(5_000):
            file.attrs[f"a{number}"] = 0
        file.attrs["model_config"] = json.dumps(SMALL)
        dense(file)
    assert run(described(tmp_path / "model.h5").network()).parameters == 8


def test_a_text_that_says_it_is_endless_takes_no_memory(tmp_path):
    """The length of a text stands in the file: one of 2 GB that lie nowhere is refused."""
    path = hdf5(tmp_path / "model.h5", SMALL, dense)
    content = path.read_bytes()
    text = json.dumps(SMALL).encode()
    place = content.index(len(text).to_bytes(8, "little"))
    changed = content[:place] + (2**31).to_bytes(8, "little") + content[place + 8 :]
    path.write_bytes(changed)
    with pytest.raises(InputError, match="cannot read"):
        described(path)


def test_the_code_of_a_lambda_is_never_run(tmp_path):
    code = {"class_name": "__lambda__", "config": {"code": "4wAAAAAAAAAA", "defaults": None, "closure": None}}
    config = json.loads(json.dumps(SMALL))
    config["config"]["layers"].append({"class_name": "Lambda", "config": {"name": "evil", "function": code}})
    path = hdf5(tmp_path / "model.h5", config, dense)
    rows = run(described(path).network()).rows
    assert [(row.node.text, row.counted) for row in rows] == [("dense", True), ("evil", False)]
    with pytest.raises(InputError, match="the layer evil is a Lambda: it runs code out of the file"):
        loading.load_model(path)


def test_what_other_programs_save_is_named_in_one_line(kerascnn, tmp_path):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "torch.bin", "w") as file:
        file.writestr("archive/data.pkl", b"x")
    (tmp_path / "lite.bin").write_bytes(b"\x1c\x00\x00\x00TFL3....")
    (tmp_path / "p.h5").write_bytes(b"\x80\x04\x95evil")
    for name in ("m.onnx", "m.pt", "m.tflite", "m.safetensors"):
        (tmp_path / name).write_bytes(b"x" * 20)
    for name, what in {
        "saved": "SavedModel",
        "torch.bin": "PyTorch",
        "lite.bin": "TensorFlow Lite",
        "p.h5": "a pickle, which runs code",
        "m.onnx": "ONNX",
        "m.pt": "PyTorch",
        "m.tflite": "TensorFlow Lite",
        "m.safetensors": "weights without a network",
    }.items():
        for command in (("summary",), ("inspect",), ("shape-calc", "--from")):
            code, out, err = kerascnn(*command, tmp_path / name)
            assert (code, out, err.count("\n")) == (2, "", 1), (command, name, err)
            assert what in err, (command, name)


def test_a_summary_of_a_file_loads_no_keras_and_no_numpy(tmp_path):
    """What reads HDF5 is a process of its own; the one that answers needs neither."""
    path = hdf5(tmp_path / "model.h5", SMALL, dense)
    code = (
        "import sys; from kerascnn.cli import main\n"
        f"try: main(['summary', {str(path)!r}])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('keras', 'tensorflow', 'numpy', 'h5py') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
