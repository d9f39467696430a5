"""The list of what a saved network may name is Keras's own, and all of it that Keras can save is loaded."""

import copy
import importlib
import inspect
import itertools
import json

import keras
import numpy as np
import pytest
from keras import ops

import kerascnn.augmentation.pipeline as pipeline
import kerascnn.layers
from keras_names import FILE, names
from kerascnn import loading
from kerascnn.loading import allowed
from kerascnn.loading.configuration import checked
from kerascnn.loading.sequential import OURS

PICTURE, SERIES, VIDEO, VECTOR = (8, 8, 3), (8, 3), (8, 8, 8, 3), (6,)
# What a layer needs beside its defaults, and the shape of its input where it is not a picture.
SETTINGS = {
    "AdaptiveAveragePooling1D": {"output_size": 2},
    "AdaptiveAveragePooling2D": {"output_size": 2},
    "AdaptiveAveragePooling3D": {"output_size": 2},
    "AdaptiveMaxPooling1D": {"output_size": 2},
    "AdaptiveMaxPooling2D": {"output_size": 2},
    "AdaptiveMaxPooling3D": {"output_size": 2},
    "Activation": {"activation": "gelu"},
    "AlphaDropout": {"rate": 0.1},
    "CategoryEncoding": {"num_tokens": 4},
    "CenterCrop": {"height": 4, "width": 4},
    "Dense": {"units": 2},
    "Discretization": {"bin_boundaries": [0.5]},
    "Dot": {"axes": 2},
    "Dropout": {"rate": 0.1},
    **{f"{mode}Pooling{rank}D": {"pool_size": 2} for mode in ("Average", "Max") for rank in (1, 2, 3)},
    "EinsumDense": {"equation": "abcd,de->abce", "output_shape": (None, None, 2)},
    "Embedding": {"input_dim": 4, "output_dim": 2},
    "GaussianDropout": {"rate": 0.1},
    "GaussianNoise": {"stddev": 0.1},
    "GroupNormalization": {"groups": 3},
    "GRU": {"units": 2},
    "GroupQueryAttention": {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1},
    "LSTM": {"units": 2},
    "MaxNumBoundingBoxes": {"max_number": 3},
    "MultiHeadAttention": {"num_heads": 2, "key_dim": 2},
    "Normalization": {"mean": 1.0, "variance": 2.0},
    "Permute": {"dims": (2, 1, 3)},
    "Pipeline": {"layers": [keras.layers.RandomFlip(), keras.layers.Rescaling(2.0)]},
    "RNN": {
        "cell": keras.layers.StackedRNNCells(
            [keras.layers.GRUCell(2), keras.layers.LSTMCell(2), keras.layers.SimpleRNNCell(2)]
        )
    },
    "RepeatVector": {"n": 2},
    "Rescaling": {"scale": 2.0},
    "Reshape": {"target_shape": (-1,)},
    "ReversibleEmbedding": {"input_dim": 4, "output_dim": 2},
    "SimpleRNN": {"units": 2},
    "SpectralNormalization": {"layer": keras.layers.Conv2D(2, 3)},
    "TimeDistributed": {"layer": keras.layers.Dense(2)},
    "Bidirectional": {"layer": keras.layers.LSTM(2)},
    "RandomBrightness": {"factor": 0.1},
    "RandomColorDegeneration": {"factor": 0.1},
    "RandomColorJitter": {"value_range": (0, 1)},
    "RandomContrast": {"factor": 0.1},
    "RandomCrop": {"height": 4, "width": 4},
    "RandomElasticTransform": {"value_range": (0, 1)},
    "RandomHue": {"factor": 0.1},
    "RandomPosterization": {"factor": 4},
    "RandomRotation": {"factor": 0.1},
    "RandomSaturation": {"factor": 0.1},
    "RandomSharpness": {"factor": 0.1},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    "Resizing": {"height": 4, "width": 4},
    "STFTSpectrogram": {"frame_length": 4, "frame_step": 2, "fft_length": 4},
    "MelSpectrogram": {"fft_length": 16, "sequence_length": 16, "sequence_stride": 8, "num_mel_bins": 4},
    "SeparableConv1D": {"filters": 2, "kernel_size": 3},
    "SeparableConv2D": {"filters": 2, "kernel_size": 3},
    **{f"SpatialDropout{rank}D": {"rate": 0.1} for rank in (1, 2, 3)},
    **{f"Conv{rank}D{kind}": {"filters": 2, "kernel_size": 3} for rank in (1, 2, 3) for kind in ("", "Transpose")},
    **{f"DepthwiseConv{rank}D": {"kernel_size": 3} for rank in (1, 2)},
    **{f"ConvLSTM{rank}D": {"filters": 2, "kernel_size": 2} for rank in (1, 2, 3)},
}
SHAPES = {
    **dict.fromkeys(("GRU", "LSTM", "RNN", "SimpleRNN", "Bidirectional", "Attention", "AdditiveAttention"), SERIES),
    **dict.fromkeys(("MultiHeadAttention", "GroupQueryAttention", "Dot", "TimeDistributed", "Masking"), SERIES),
    **dict.fromkeys(("RepeatVector", "CategoryEncoding"), VECTOR),
    **dict.fromkeys(("Embedding", "ReversibleEmbedding", "HashedCrossing"), VECTOR),
    **dict.fromkeys(("STFTSpectrogram",), (16, 1)),
    **dict.fromkeys(("MelSpectrogram",), (32,)),
    **{"ConvLSTM1D": (4, 8, 3), "ConvLSTM2D": VIDEO, "ConvLSTM3D": (2, 4, 4, 4, 3)},
}
MERGING = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract", "Attention")
MERGING += ("AdditiveAttention",)
TWICE = ("MultiHeadAttention", "GroupQueryAttention")
NOT_ALONE = {
    "GRUCell": "in RNN",
    "LSTMCell": "in RNN",
    "SimpleRNNCell": "in RNN",
    "StackedRNNCells": "in RNN",
    "InputLayer": "in each model",
    "CutMix": "takes labels too",
    "MixUp": "takes labels too",
    "MaxNumBoundingBoxes": "takes boxes",
    "Equalization": "Keras 3.15 gives back what came in, which it then calls a cycle",
    "HashedCrossing": "takes two features of one number each",
}


def shape_of(kind):
    rank = next((mark for mark in ("1D", "3D") if mark in kind), "")
    return SHAPES.get(kind) or {"1D": SERIES, "3D": VIDEO}.get(rank, PICTURE)


def called(kind, layer, inputs):
    if kind in ("Dot", *MERGING):
        return layer([inputs, inputs])
    return layer(inputs, inputs) if kind in TWICE else layer(inputs)


def made(kind):
    """A layer of a kind."""
    layer, settings = getattr(keras.layers, kind), dict(SETTINGS.get(kind, {}))
    return layer(**settings)


def test_the_list_is_what_keras_has():
    has = json.loads(FILE.read_text())
    assert has == names(), "run tests/loading/keras_names.py, and look at what is new"


def test_what_is_refused_is_named_with_its_reason_and_exists():
    assert all(hasattr(keras.layers, name) for name in allowed.FOREIGN.keys() - {"__lambda__"})
    operations = set(itertools.chain.from_iterable(names()["operations"].values()))
    assert allowed.CALLING.keys() <= operations
    assert not allowed.FOREIGN.keys() & allowed.LAYERS
    assert not any(allowed.CALLING.keys() & each for each in allowed.OPERATIONS.values())
    assert all({**allowed.FOREIGN, **allowed.CALLING}.values())


def test_what_takes_functions_is_not_in_the_list():
    """By introspection: a layer or operation whose arguments, when it is made, are functions."""
    suspicious = ("callable", "call_fn", "function", "fn", "f", "body_fun", "fun", "cond", "body", "module")
    for module, kinds in {"keras.layers": allowed.LAYERS, **allowed.OPERATIONS}.items():
        for kind in kinds:
            found = getattr(importlib.import_module(module), kind)
            taken = set(inspect.signature(found.__init__).parameters)
            assert not taken & set(suspicious), (kind, taken)
            methods = set(inspect.signature(found.call).parameters)
            assert not methods & set(suspicious), (kind, methods)


def classes():
    """The layers of the list, each class once, by its own name where that is public."""
    found = {}
    for name in sorted(allowed.LAYERS):
        layer = getattr(keras.layers, name)
        if layer not in found or layer.__name__ == name:
            found[layer] = name
    return sorted(found.values())


def test_each_layer_is_saved_inspected_and_loaded(tmp_path):
    """In one network, with one output a layer; the loaded one computes what the saved one does."""
    shapes = sorted({shape_of(kind) for kind in classes()})
    inputs = {shape: keras.Input(shape, name="x".join(map(str, shape))) for shape in shapes}
    outputs = []
    for kind in classes():
        if kind not in NOT_ALONE:
            outputs += keras.tree.flatten(called(kind, made(kind), inputs[shape_of(kind)]))
    model = keras.Model(list(inputs.values()), outputs)
    path = tmp_path / "model.keras"
    model.save(path)
    found = loading.inspect(path)
    assert found.refused == ()
    assert set(classes()) - NOT_ALONE.keys() <= found.classes.keys()
    assert all(kind in found.classes for kind, where in NOT_ALONE.items() if where.startswith("in "))
    loaded = loading.load_model(path)
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 4, (2, *shape)).astype("float32") for shape in inputs]
    ours, theirs = loaded(pictures, training=False), model(pictures, training=False)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", ["MixUp", "CutMix"])
def test_kerascnns_own_augmentation_is_in_the_list(kind):
    for module in (pipeline, keras.layers):
        config = json.loads(keras.Sequential([keras.Input(PICTURE), getattr(module, kind)()]).to_json())
        found = checked(config)
        assert found.problems == []
        read = keras.saving.deserialize_keras_object(found.config, OURS)
        assert type(read.layers[-1]) is getattr(module, kind)


def test_the_layers_of_keras_applications_are_loaded(tmp_path):
    """ConvNeXt and Inception-ResNet have some of their own."""
    found = {name: getattr(importlib.import_module(module), name) for name, module in allowed.APPLICATIONS.items()}
    inputs = keras.Input((4, 4, 3))
    x = found["LayerScale"](0.5, 3)(inputs)
    x = found["StochasticDepth"](0.1)(x)
    model = keras.Model(inputs, found["CustomScaleLayer"](0.25)([inputs, x]))
    model.save(tmp_path / "model.keras")
    loaded = loading.load_model(tmp_path / "model.keras")
    pictures = np.random.default_rng(0).random((2, 4, 4, 3))
    np.testing.assert_array_equal(loaded(pictures), model(pictures))
    config = json.loads(model.to_json())
    scale = next(each for each in config["config"]["layers"] if each["class_name"] == "LayerScale")
    scale["config"]["projection_dim"] = 10**9  # gigabytes, for a picture of three channels
    assert any("projection_dim" in problem for problem in checked(config).problems)


def test_kerascnns_own_layers_are_in_the_list():
    assert {*kerascnn.layers.__all__, "MixUp", "CutMix"} == {*allowed.OURS, "scaled_tanh"}
    for name, module in allowed.OURS.items():
        assert hasattr(importlib.import_module(module), name), name


@pytest.mark.parametrize("kind", sorted(allowed.ACTIVATIONS))
def test_each_activation_is_loaded_by_any_of_its_names(kind):
    layer = keras.layers.Activation(getattr(keras.activations, kind))
    config = json.loads(keras.Sequential([keras.Input((4,)), layer]).to_json())
    setting = config["config"]["layers"][-1]["config"]
    for name in (
        setting["activation"],
        kind,
        f"keras.activations.{kind}",
        f"keras>{kind}",
        {"module": "keras.activations", "class_name": "function", "config": kind, "registered_name": kind},
    ):
        setting["activation"] = name
        found = checked(config)
        assert found.problems == [], name
        read = keras.saving.deserialize_keras_object(found.config, OURS)
        assert read.layers[-1].activation is layer.activation


@pytest.mark.parametrize("module", sorted(allowed.HELPERS))
def test_each_initializer_regularizer_and_constraint_is_known(module):
    kind = module.rpartition(".")[2].removesuffix("s")
    for name in allowed.HELPERS[module]:
        if kind == "random":
            continue
        setting = {"module": module, "class_name": name, "config": {}, "registered_name": None}
        layer = keras.layers.Dense(2)
        config = json.loads(keras.Sequential([keras.Input((4,)), layer]).to_json())
        config["config"]["layers"][-1]["config"][f"kernel_{kind}"] = setting
        assert checked(config).problems == [], name


SIZES = [
    [(6,)],
    [(6,), (6,)],
    [(6, 6)],
    [(6, 6), (6, 6)],
    [(8, 8, 3)],
    [(8, 8, 3), (8, 8, 3)],
    [(6,)] * 3,
    [(4,), (4,), (4,)],
]
VALUES = (1, 2, 0, (2, 2), -1, (4, 4), "float32", [0], (0, 1), 0.5, "a b c d -> a (b c) d", "ij,jk->ik")


def attempts(kind):
    """Ways to make an operation and to call it, until one works."""
    signature = inspect.signature(kind.__init__)
    needed = [
        each.name
        for each in list(signature.parameters.values())[1:]
        if each.default is each.empty and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]
    for dtype in ("float32", "int32", "bool"):
        for sizes in SIZES:
            for values in itertools.islice(itertools.product(VALUES, repeat=len(needed)), 60):
                yield dict(zip(needed, values, strict=True)), sizes, dtype


def saved(kind):
    """The configuration of a model with an operation, which Keras itself reads again; None if there is no such."""
    for settings, sizes, dtype in attempts(kind):
        try:
            inputs = [keras.Input(size, dtype=dtype) for size in sizes]
            output = kind(**settings)(*inputs)
            config = json.loads(keras.Model(inputs, output).to_json())
            keras.saving.deserialize_keras_object(copy.deepcopy(config))
        except Exception:
            continue
        return config
    return None


COMMON = {
    "arithmetic": lambda x: (
        ops.exp(-abs(x)) * 2 + x / 3 - ops.sqrt(x**2) + ops.clip(x, 0, 1) + ops.where(x > 0, x, 0.0)
    ),
    "joining": lambda x: ops.concatenate([x, ops.stack([x, x], axis=-1)[..., 0]], axis=-1),
    "pieces": lambda x: ops.hstack(ops.split(x, 2, axis=1)) + ops.vstack([x]) + ops.dstack([x])[..., ::1],
    "turning": lambda x: ops.flip(ops.transpose(ops.roll(x, 1, axis=1), (0, 2, 1, 3)), axis=1),
    "pictures": lambda x: ops.image.resize(ops.image.pad_images(x, 1, 1, target_height=10, target_width=10), (4, 4)),
    "cropped": lambda x: ops.image.rgb_to_grayscale(ops.image.crop_images(x, 1, 1, target_height=4, target_width=4)),
    "types": lambda x: ops.cast(ops.cast(x, "int32"), "float16"),
    "numbers": lambda x: ops.mean(x, axis=(1, 2)) + ops.max(x, axis=(1, 2)) + ops.var(x, axis=(1, 2)),
    "activations": lambda x: keras.activations.relu(x, max_value=6) + ops.gelu(x) + ops.leaky_relu(x) + ops.tanh(x),
    "pooling": lambda x: ops.max_pool(x, 2) + ops.average_pool(x, 2),
    "products": lambda x: ops.matmul(ops.reshape(x, (-1, 8, 24)), ops.reshape(x, (-1, 24, 8))),
    "einsum": lambda x: ops.einsum("bijc,bijd->bcd", x, x),
    "normal": lambda x: ops.normalize(ops.softmax(x)) + ops.log_softmax(x),
    "shapes": lambda x: ops.squeeze(ops.expand_dims(ops.repeat(ops.tile(x, (1, 2, 1, 1)), 2, axis=1), -1), -1),
}


def test_the_operations_of_preprocessing_are_loaded_and_compute_the_same(tmp_path):
    """In one network, as it is written by whoever knows no layer for it."""
    picture = keras.Input(PICTURE)
    model = keras.Model(picture, [make(picture) for make in COMMON.values()])
    path = tmp_path / "model.keras"
    model.save(path)
    assert loading.inspect(path).refused == ()
    loaded = loading.load_model(path)
    pictures = np.random.default_rng(0).normal(size=(2, *PICTURE)).astype("float32")
    for one, other, name in zip(loaded(pictures), model(pictures), COMMON, strict=True):
        np.testing.assert_array_equal(one, other, name)


@pytest.mark.slow
def test_each_operation_that_keras_can_save_is_loaded():
    missing = []
    for module, kinds in allowed.OPERATIONS.items():
        for name in sorted(kinds):
            config = saved(getattr(importlib.import_module(module), name))
            if config is None:
                missing.append(name)
                continue
            found = checked(config)
            assert found.problems == [], name
            read = keras.saving.deserialize_keras_object(found.config, OURS)
            assert name in {type(each).__name__ for each in read.operations}
    # For these no combination above works; the common ones of them are tested by name.
    assert len(missing) < 40, missing
