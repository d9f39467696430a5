"""Saved models made to harm whoever loads them. They are written by hand, byte by byte: Keras would not write them.

Every row has the words that its refusal must have. Those that would run code would write a file beside themselves.
"""

import copy
import io
import json
import os
import stat
import warnings
import zipfile
from functools import partial

import h5py
import numpy as np

METADATA = {"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}


def layer(kind, *, module="keras.layers", registered=None, **config):
    config.setdefault("name", kind.lower())
    return {"module": module, "class_name": kind, "config": config, "registered_name": registered}


def sequential(*layers, shape=(8, 8, 1), name="model"):
    first = layer("InputLayer", batch_shape=[None, *shape], dtype="float32", name="input")
    config = {"name": name, "trainable": True, "dtype": "float32", "layers": [first, *layers]}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None}


def head(**settings):
    return [layer("Flatten"), layer("Dense", **{"units": 3, "activation": "softmax"} | settings)]


def hdf5(fill=None):
    """A file of weights for `sequential(*head())`, or what `fill` puts into it."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        if fill:
            fill(file)
        else:
            file["layers/dense/vars/0"] = np.zeros((64, 3), "float32")
            file["layers/dense/vars/1"] = np.zeros(3, "float32")
    return content.getvalue()


def write(path, config=None, *, weights=None, text=None, more=(), pack=zipfile.ZIP_STORED, version=None):
    """A `.keras` file. `text` stands in place of the configuration's JSON, `more` holds other members."""
    with zipfile.ZipFile(path, "w", pack) as archive:
        archive.writestr("metadata.json", json.dumps(METADATA | ({"keras_version": version} if version else {})))
        archive.writestr("config.json", json.dumps(config) if text is None else text)
        if weights is not False:
            archive.writestr("model.weights.h5", hdf5() if weights is None else weights)
        with warnings.catch_warnings(action="ignore"):  # of a name that is there already
            for name, content in more:
                archive.writestr(name, content)
    return path


def function(name, module):
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


LAMBDA = {
    "class_name": "__lambda__",
    "config": {"value": ["4wAAAAAAAAAAAAAAAAEAAAACAAAAAwAAAHMEAAAAfABTACkBTqkA", None, None]},
}
EVIL = {"module": "os", "class_name": "system", "config": {"command": "touch written"}, "registered_name": "system"}


def _nested(times):
    """Models within models, each called twice: 2 to the power of `times` calls."""
    inner = sequential(*head())
    for number in range(times):
        tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None], "keras_history": ["input", 0, 0]}}
        called = {**inner, "name": f"m{number}", "inbound_nodes": [{"args": [tensor], "kwargs": {}}] * 2}
        inner = {
            "module": "keras.src.models.functional",
            "class_name": "Functional",
            "config": {
                "name": f"f{number}",
                "layers": [called],
                "input_layers": [["input", 0, 0]],
                "output_layers": [[f"m{number}", 1, 0]],
            },
        }
    return inner


def _with(place, value):
    """A harmless model with something else at one place of its last layer."""
    config = copy.deepcopy(sequential(*head()))
    config["config"]["layers"][-1].update({place: value})
    return config


def tensor(name, *shape):
    """What stands for the output of a layer in a call."""
    config = {"shape": [None, *shape], "dtype": "float32", "keras_history": [name, 0, 0]}
    return {"class_name": "__keras_tensor__", "config": config}


def array(*shape):
    """What stands for an array of zeros in a call."""
    return {"class_name": "__numpy__", "config": {"value": np.zeros(shape).tolist(), "dtype": "float32"}}


def operation(kind, module="numpy", **config):
    return layer(kind, module=f"keras.src.ops.{module}", registered=kind, **config)


def functional(*calls, shape=(8, 8, 1)):
    """A functional model: layers with what they are called on; the last one's output is the model's."""
    first = {**sequential(shape=shape)["config"]["layers"][0], "name": "input", "inbound_nodes": []}
    called = [
        {**each, "name": each["config"]["name"], "inbound_nodes": [{"args": arguments, "kwargs": {}}]}
        for each, arguments in calls
    ]
    config = {"name": "f", "trainable": True, "layers": [first, *called], "input_layers": ["input", 0, 0]}
    config["output_layers"] = [called[-1]["name"], 0, 0]
    return {"module": "keras.src.models.functional", "class_name": "Functional", "config": config}


def _call(argument):
    inner = sequential(*head())["config"]
    dense = {
        **inner["layers"][-1],
        "name": "dense",
        "inbound_nodes": [{"args": [tensor("input", 8, 8, 1), argument], "kwargs": {}}],
    }
    first = {**inner["layers"][0], "name": "input", "inbound_nodes": []}
    config = {"name": "f", "layers": [first, dense], "input_layers": ["input", 0, 0], "output_layers": ["dense", 0, 0]}
    return {"module": "keras.src.models.functional", "class_name": "Functional", "config": config}


CONFIGURATIONS = {
    "lambda": (sequential(layer("Lambda", function=LAMBDA)), "is a Lambda: it runs code out of the file"),
    "lambda by its inner module": (
        sequential(layer("Lambda", module="keras.src.layers.core.lambda_layer", function=LAMBDA)),
        "is a Lambda: it runs code",
    ),
    "lambda as old files have it": (
        sequential({"class_name": "Lambda", "config": {"name": "x", "function": ["4wAAAA==", None, None]}}),
        "is a Lambda: it runs code",
    ),
    "lambda under another name": (
        sequential(layer("Dense", registered="keras>Lambda", units=3)),
        "says that it is registered as keras>Lambda",
    ),
    "lambda as an activation": (sequential(*head(activation=LAMBDA)), "is a __lambda__: it runs code"),
    "lambda in a model in it": (sequential(sequential(layer("Lambda", function=LAMBDA))), "is a Lambda: it runs"),
    "lambda in a wrapper": (
        sequential(layer("TimeDistributed", layer=layer("Lambda", function=LAMBDA))),
        "is a Lambda: it runs code",
    ),
    "lambda as the way back": (
        sequential(layer("Bidirectional", layer=layer("LSTM", units=2), backward_layer=layer("Lambda"))),
        "is a Lambda: it runs code",
    ),
    "os.system as a layer": (sequential(EVIL), "os>system, which is not in the list"),
    "eval as a layer": (sequential(layer("eval", module="builtins", source="1")), "builtins>eval, which is not in"),
    "os.system as an activation": (sequential(*head(activation=function("system", "os"))), "activation system"),
    "get_file as an activation": (
        sequential(*head(activation=function("get_file", "keras.utils"))),
        "activation get_file, which is not in the list",
    ),
    "get_file by its inner module": (
        sequential(*head(activation=function("get_file", "keras.src.utils.file_utils"))),
        "activation get_file, which is not in the list",
    ),
    "get_file as a layer": (sequential(layer("get_file", module="keras.utils", origin="x")), "is of the kind get_file"),
    "the switch of the safe mode": (
        sequential(layer("enable_unsafe_deserialization", module="keras.config")),
        "is of the kind enable_unsafe_deserialization, which is not in",
    ),
    "the switch as a function": (
        sequential(function("enable_unsafe_deserialization", "keras.config")),
        "is of the kind function, which is not in the list",
    ),
    "the whole model is os.system": (EVIL, "the model is of the kind os>system"),
    "the whole model is a class of its own": (
        {"module": "my", "class_name": "MyModel", "config": {}, "registered_name": "my>MyModel"},
        "the model is of the kind my>MyModel",
    ),
    "TFSMLayer": (sequential(layer("TFSMLayer", filepath="/tmp/x")), "it runs a program out of another file"),
    "TorchModuleWrapper": (sequential(layer("TorchModuleWrapper", module_bytes="gA")), "it runs a program out of the"),
    "JaxLayer": (sequential(layer("JaxLayer", call_fn=function("f", "os"))), "it runs functions of other modules"),
    "FlaxLayer": (sequential(layer("FlaxLayer")), "it runs functions"),
    **{
        kind: (sequential(layer(kind, vocabulary="/etc/passwd")), "it can open other files")
        for kind in ("StringLookup", "IntegerLookup", "TextVectorization", "Hashing")
    },
    "a layer of its own": (sequential(layer("Mine", module="mine", registered="mine>Mine")), "of the kind mine>Mine"),
    "a layer that is called as ours": (
        sequential(layer("Subsampling2D", module="evil", registered="evil>Subsampling2D", pool_size=2)),
        "of the kind evil>Subsampling2D",
    ),
    "an initializer of another module": (sequential(*head(kernel_initializer=EVIL)), "names os>system, which is not"),
    "a regularizer of another module": (sequential(*head(kernel_regularizer=EVIL)), "names os>system, which is not"),
    "a constraint of another module": (sequential(*head(bias_constraint=EVIL)), "names os>system, which is not"),
    "a type of another module": (sequential(*head(dtype=EVIL)), "the setting dtype of the layer dense is not"),
    "a typespec": (
        _call({"class_name": "__typespec__", "module": "os", "spec_name": "system", "config": []}),
        "of the kind os>__typespec__",
    ),
    "an object among the arguments": (_call(EVIL), "has something of the kind os>system"),
    "a lambda among the arguments": (_call(LAMBDA), "has something of the kind __lambda__"),
    "an array of objects": (
        _call({"class_name": "__numpy__", "config": {"value": ["x"], "dtype": "object"}}),
        "has something of the kind __numpy__",
    ),
    "an operation that calls a function": (
        sequential(layer("Map", module="keras.src.ops.core", function=EVIL)),
        "is a Map: it calls functions",
    ),
    "an object in a setting": (sequential(*head(units=EVIL)), "has something of the kind os>system"),
    "Dense(10**11)": (sequential(*head(units=10**11)), "the setting units of the layer dense is not accepted"),
    "Dense(10**9)": (sequential(*head(units=10**9)), "makes 1,000,000,000 numbers of one picture"),
    "more parameters than weights": (sequential(*head(units=10**5)), "it describes 6,500,000 parameters and holds"),
    "a number of 4,000 digits": (
        sequential(*head(units=int("9" * 4000))),
        "the setting units of the layer dense is not accepted",
    ),
    "an input of 10^9": (sequential(*head(), shape=(10**9, 10**9, 1)), "numbers of one picture, more than"),
    "an input of 10^12": (sequential(*head(), shape=(10**12, 8, 1)), "has the number 1000000000000"),
    "pixels without end": (
        sequential(*[layer("UpSampling2D", size=[1000, 1000], name=f"u{n}") for n in range(3)], *head()),
        "numbers of one picture, more than",
    ),
    "a table without end": (
        sequential(
            layer(
                "PartialConv2D",
                module="kerascnn.layers.partial_conv",
                registered="kerascnn>PartialConv2D",
                connections=[[0], *[[]] * 400_000],
                kernel_size=1,
            ),
            shape=(1, 1, 60_000),
        ),
        "numbers of one picture, more than",
    ),
    "a loop of 10^8": (
        sequential(
            layer(
                "LocalResponseNormalization",
                module="kerascnn.layers.local_response_normalization",
                registered="kerascnn>LocalResponseNormalization",
                n=10**8,
            )
        ),
        "the setting n of the layer",
    ),
    "a lora of 10^9": (sequential(*head(lora_rank=10**9)), "the setting lora_rank of the layer"),
    "an unrolled loop": (sequential(layer("LSTM", units=3, unroll=True)), "the setting unroll of the layer"),
    "2^20 models": (_nested(14), "the work of more than 2,500 layers"),
    "6,000 layers": (
        sequential(*[layer("ReLU", name=f"r{n}") for n in range(6000)]),
        "the work of more than 2,500 layers",
    ),
    "layers that are no list": (
        {"class_name": "Sequential", "config": {"layers": {"a": 1}}},
        "a model in it has no list of layers",
    ),
    "an outer sum of constants": (
        functional((operation("Add", name="a"), [array(3000, 1), array(1, 3000)]), (layer("Flatten"), [tensor("a")])),
        "the layer a is called on constants alone",
    ),
    "a layer on constants": (
        functional((layer("RepeatVector", n=10**6), [array(1, 1000)]), (layer("Flatten"), [tensor("repeatvector")])),
        "the layer repeatvector is called on constants alone",
    ),
    "an operation on nothing": (functional((operation("Arange"), [])), "the layer arange is called on constants alone"),
    "an operation on a number": (functional((operation("Full"), [[10**5, 10**5], 1.0])), "called on constants alone"),
    "constants in a model in it": (
        sequential(functional((operation("Outer"), [array(100), array(100)]))),
        "the layer outer is called on constants alone",
    ),
    **{
        f"{kind}, which calls functions": (
            functional((operation(kind, "core", name="x"), [tensor("input", 8, 8, 1)])),
            f"the layer x is a {kind}: it calls functions",
        )
        for kind in ("Cond", "ForiLoop", "Map", "Scan", "VectorizedMap", "WhileLoop")
    },
    "300 bidirectional LSTMs": (
        sequential(
            layer("Reshape", target_shape=[8, 8]),
            *[
                layer("Bidirectional", name=f"b{n}", layer=layer("LSTM", units=1, return_sequences=True))
                for n in range(300)
            ],
            *head(),
        ),
        "the work of more than 2,500 layers",
    ),
    "60 normalisations across 999 channels": (
        sequential(
            *[
                layer(
                    "LocalResponseNormalization",
                    module="kerascnn.layers.local_response_normalization",
                    registered="kerascnn>LocalResponseNormalization",
                    n=999,
                    name=f"l{number}",
                )
                for number in range(60)
            ]
        ),
        "the work of more than 2,500 layers",
    ),
    "a name of a megabyte": (sequential(*head(), name="x" * 2**20), "has a text of 1048576 characters in name"),
}


def _hollow(file):
    """An array that is not there, in a file that is large enough for it."""
    file["optimizer/vars/1"] = np.zeros(2**18, "float32")
    _declared(file, (100, 100))


def _declared(file, shape=(60_000, 60_000)):
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_layout(h5py.h5d.CONTIGUOUS)
    space = h5py.h5s.create_simple(shape)
    group = file.require_group("layers/dense/vars")
    h5py.h5d.create(group.id, b"0", h5py.h5t.IEEE_F32LE, space, settings)


def _chunked(file):
    file.create_dataset("layers/dense/vars/0", (60_000, 60_000), "float32", chunks=(6000, 6000), compression="gzip")


def _zeros(file):
    file.create_dataset("layers/dense/vars/0", data=np.zeros((4000, 4000), "float32"), chunks=True, compression="gzip")


def _elsewhere(file):
    file.create_dataset("layers/dense/vars/0", (100,), "uint8", external=[("/etc/passwd", 0, 100)])


def _virtual(file):
    layout = h5py.VirtualLayout((100,), "uint8")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (100,))
    file.create_virtual_dataset("layers/dense/vars/0", layout)


def _link(link):
    def fill(file):
        file.create_group("layers/dense/vars")["0"] = link

    return fill


def _circle(file):
    inner = file.create_group("layers/dense")
    inner["layers"] = file["layers"]


def _many_times(file):
    vars_ = file.create_group("layers/dense/vars")
    vars_["0"] = np.zeros(1_000_000, "uint8")
    for number in range(1, 500):
        vars_[str(number)] = vars_["0"]


def _deep(file):
    file.create_group("/".join("a" * 200))


def _words(file):
    file.create_dataset("layers/dense/vars/0", data=["word"], dtype=h5py.string_dtype())


def _records(file):
    file.create_dataset("layers/dense/vars/0", data=np.zeros(3, [("a", "f4"), ("b", "f4")]))


def _reference(file):
    file.create_dataset("layers/dense/vars/0", data=[file.ref], dtype=h5py.ref_dtype)


def _named_type(file):
    file.create_group("layers")["dense"] = np.dtype("f4")


WEIGHTS = {
    "13.8 GB that are not there": (_declared, "hold fewer bytes"),
    "40 kB that are not there": (_hollow, "hold fewer bytes"),
    "13.8 GB of chunks that are not there": (_chunked, "are packed"),
    "zeros, packed": (_zeros, "are packed"),
    "numbers of another file": (_elsewhere, "lie in another file"),
    "a virtual array": (_virtual, "are packed"),
    "a soft link": (_link(h5py.SoftLink("/nowhere")), "hold a link"),
    "a soft link in a circle": (_link(h5py.SoftLink("/layers/dense/vars/0")), "hold a link"),
    "a link to another file": (_link(h5py.ExternalLink("/etc/passwd", "/")), "hold a link"),
    "groups in a circle": (_circle, "are nested too deep"),
    "one array under 500 names": (_many_times, "fewer bytes"),
    "200 groups deep": (_deep, "are nested too deep"),
    "words": (_words, "hold something that is no number"),
    "records": (_records, "hold something that is no number"),
    "references": (_reference, "hold something that is no number"),
    "a type among the arrays": (_named_type, "hold something that is no array"),
}


BYTES = {
    "weights of no bytes": (b"", "and holds 0 numbers at most"),
    "weights that are text": (b"hello " * 100, "are damaged"),
    "weights cut in half": (hdf5()[:1000], "are damaged"),
}


def _encrypted(path):
    write(path, sequential(*head()))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + place] |= 1
            start += 4
    path.write_bytes(content)


def _lying(path):
    """The directory promises 3 GB of weights, from 2 kB."""
    write(path, sequential(*head()))
    content = bytearray(path.read_bytes())
    place = content.rfind(b"model.weights.h5") - 46
    content[place + 24 : place + 28] = (3 * 2**30).to_bytes(4, "little")
    path.write_bytes(content)


def _link_member(path):
    write(path, sequential(*head()))
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")


def _spaces(path):
    write(path, text=" " * 300_000_000, pack=zipfile.ZIP_DEFLATED)


def _zeros(path):
    write(path, GOOD, weights=b"\0" * 2**26, pack=zipfile.ZIP_DEFLATED)


def _packed(path, name, method):
    """One member is packed by a method of which `zipfile` takes all at once, however much it is."""
    members = {
        "config.json": json.dumps(GOOD).encode(),
        "metadata.json": json.dumps(METADATA).encode(),
        "model.weights.h5": hdf5(),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in members.items():
            archive.writestr(each, content + b" " * (2**20 * (each == name)), method if each == name else None)


GOOD = sequential(*head())
ARCHIVES = {
    "a file out of the folder": (partial(write, config=GOOD, more=[("../../evil", "x")]), "it holds ../../evil"),
    "a file at the root": (partial(write, config=GOOD, more=[("/etc/evil", "x")]), "it holds /etc/evil"),
    "a program": (partial(write, config=GOOD, more=[("evil.py", "x")]), "it holds evil.py"),
    "files of a layer": (
        partial(write, config=GOOD, more=[("assets/x/vocabulary.txt", "x")]),
        "it holds assets",
    ),
    "a symbolic link": (_link_member, "it holds link"),
    "two configurations": (partial(write, config=GOOD, more=[("config.json", "{}")]), "it holds config.json more than"),
    "5,000 files": (partial(write, config=GOOD, more=[(f"{n}", "") for n in range(5000)]), "more than 1000 files"),
    "packed with bzip2": (partial(write, config=GOOD, pack=zipfile.ZIP_BZIP2), "packed in an unusual way"),
    **{
        f"{name}, packed with method {method}": (
            partial(_packed, name=name, method=method),
            "packed in an unusual way",
        )
        for name in ("config.json", "metadata.json", "model.weights.h5")
        for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    },
    "encrypted": (_encrypted, "it is empty, damaged or no saved Keras model"),
    "64 MB of zeros, packed": (_zeros, "would grow to 64 MB from"),
    "3 GB that are not there": (_lying, "would grow to 3072 MB"),
    "no weights at all": (partial(write, config=GOOD, weights=False), "it holds no weights"),
    "a configuration that is null": (partial(write, text="null"), "its config.json describes no model"),
    "a configuration that is a list": (partial(write, text="[1,2,3]"), "its config.json describes no model"),
    "a configuration that breaks off": (partial(write, text='{"class_name":'), "its config.json is no JSON"),
    "200,000 brackets": (partial(write, text="[" * 200_000), "is nested deeper than 64 levels"),
    "300 MB of spaces": (_spaces, "is larger than 8 MB"),
    "empty": (lambda path: path.write_bytes(b""), "it is empty, damaged or no saved Keras model"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 99), "it is empty, damaged or no saved"),
    "a folder without a run": (lambda path: path.mkdir(), "holds no model.keras; give a .keras file"),
    "a pipe": (os.mkfifo, "it is a folder or a device, not a file"),
    "/dev/zero": (lambda path: path.symlink_to("/dev/zero"), "it is a folder or a device, not a file"),
    "nothing": (lambda path: None, "does not exist"),
}


def written(folder):
    """Write all of them into a folder.

    Returns:
        For each its name, its file, and the words that its refusal must have (one of several, between `|`).
    """
    rows = [(name, partial(write, config=config), words) for name, (config, words) in CONFIGURATIONS.items()]
    rows += [(name, partial(write, config=GOOD, weights=hdf5(fill)), words) for name, (fill, words) in WEIGHTS.items()]
    rows += [(name, partial(write, config=GOOD, weights=data), words) for name, (data, words) in BYTES.items()]
    rows += [(name, make, words) for name, (make, words) in ARCHIVES.items()]
    made = []
    for number, (name, make, words) in enumerate(rows):
        path = folder / f"{number}.keras"
        make(path)
        made.append((name, path, words))
    return made
