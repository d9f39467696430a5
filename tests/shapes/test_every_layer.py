"""Every layer that Keras has, alone in a model: shape and parameters as Keras gives them."""

import inspect
import json
import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.render import explanation
from kerascnn.shapes.saved import network_of

keras = pytest.importorskip("keras")
L = keras.layers

VECTOR, SEQUENCE, PICTURE, VOLUME, FILM = (12,), (9, 5), (9, 8, 6), (6, 7, 8, 4), (3, 8, 7, 4)

NO_SHAPE = {
    "InputLayer": "it is the input itself",
    "InputSpec": "it is no layer",
    "Layer": "what is derived from it has a shape",
    "Wrapper": "what is derived from it has a shape",
    "Lambda": "it is code, and its shape is what the file says",
    "TFSMLayer": "it is a program in another file",
    "TorchModuleWrapper": "it is a program of PyTorch",
    "JaxLayer": "it is a function of another module",
    "FlaxLayer": "it is a program of another package",
    "Equalization": "it keeps its shape, and Keras makes no model of it: it has a test of its own",
    "SimpleRNNCell": "it stands in an RNN, where it is counted",
    "GRUCell": "it stands in an RNN, where it is counted",
    "LSTMCell": "it stands in an RNN, where it is counted",
    "StackedRNNCells": "it stands in an RNN, where it is counted",
}
"""What is neither counted nor left out by mistake."""

Example = tuple[Callable[[], Any], Any]
EXAMPLES: dict[str, list[Example]] = {}


def of(name: str, *shapes: tuple[int, ...], **settings: Any) -> None:
    """An example: the layer with its settings, and the shapes of its inputs."""
    EXAMPLES.setdefault(name, []).append((lambda: getattr(L, name)(**settings), list(shapes)))


BY_RANK = {1: SEQUENCE, 2: PICTURE, 3: VOLUME}
for rank, shape in BY_RANK.items():
    last = "ABC"[:rank]
    for name in (f"Conv{rank}D", f"Convolution{rank}D"):
        of(name, shape, filters=4, kernel_size=3, strides=2, padding="same")
        of(name, shape, filters=4, kernel_size=tuple(range(2, 2 + rank)), dilation_rate=2, use_bias=False)
    of(f"Conv{rank}D", shape, filters=4, kernel_size=2, groups=1 if rank == 1 else 2)
    for name in (f"Conv{rank}DTranspose", f"Convolution{rank}DTranspose"):
        of(name, shape, filters=4, kernel_size=3, strides=2, padding="same")
        of(name, shape, filters=4, kernel_size=2, strides=3, use_bias=False)
    for name in (f"MaxPooling{rank}D", f"MaxPool{rank}D", f"AveragePooling{rank}D", f"AvgPool{rank}D"):
        of(name, shape, pool_size=3, strides=2, padding="same")
        of(name, shape) if name.startswith("Max") else of(name, shape, pool_size=2)
    for name in ("GlobalMaxPooling", "GlobalMaxPool", "GlobalAveragePooling", "GlobalAvgPool"):
        of(f"{name}{rank}D", shape)
        of(f"{name}{rank}D", shape, keepdims=True)
    for name in ("AdaptiveMaxPooling", "AdaptiveAveragePooling"):
        of(f"{name}{rank}D", shape, output_size=3)
    of(f"ZeroPadding{rank}D", shape, padding=2)
    of(f"Cropping{rank}D", shape, cropping=1)
    of(f"UpSampling{rank}D", shape, size=2)
    of(f"SpatialDropout{rank}D", shape, rate=0.2)
    film = (4, *shape)
    of(f"ConvLSTM{rank}D", film, filters=3, kernel_size=2)
    of(f"ConvLSTM{rank}D", film, filters=3, kernel_size=3, padding="same", return_sequences=True, use_bias=False)
for rank in (1, 2):
    shape = BY_RANK[rank]
    for name in (f"SeparableConv{rank}D", f"SeparableConvolution{rank}D"):
        of(name, shape, filters=4, kernel_size=3, depth_multiplier=2)
    of(f"DepthwiseConv{rank}D", shape, kernel_size=3, depth_multiplier=2, padding="same")
of("Conv1D", SEQUENCE, filters=3, kernel_size=3, padding="causal", dilation_rate=2)
of("ZeroPadding2D", PICTURE, padding=((1, 2), (0, 3)))
of("Cropping3D", VOLUME, cropping=((1, 2), (0, 3), (1, 1)))
of("Conv2D", PICTURE, filters=3, kernel_size=3, data_format="channels_first")
of("GlobalAveragePooling2D", PICTURE, data_format="channels_first")
of("ConvLSTM2D", FILM, filters=3, kernel_size=3, padding="same", data_format="channels_first", return_sequences=True)
of("Flatten", PICTURE, data_format="channels_first")
for shape in (VECTOR, SEQUENCE, PICTURE):
    of("Dense", shape, units=7)
    of("Flatten", shape)
    for name in ("BatchNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization", "Normalization"):
        of(name, shape)
of("BatchNormalization", PICTURE, axis=1, scale=False)
of("LayerNormalization", PICTURE, axis=(1, 3), center=False)
of("LayerNormalization", PICTURE, rms_scaling=True)
of("RMSNormalization", PICTURE, axis=(-1, -2))
of("GroupNormalization", PICTURE, groups=3)
of("GroupNormalization", PICTURE, groups=-1)
of("Normalization", PICTURE, axis=None)
of("Normalization", PICTURE, axis=(1, 3))
of("Normalization", PICTURE, mean=0.5, variance=2.0)
EXAMPLES["SpectralNormalization"] = [
    (lambda: L.SpectralNormalization(L.Conv2D(4, 3)), [PICTURE]),
    (lambda: L.SpectralNormalization(L.Dense(4)), [VECTOR]),
    (lambda: L.SpectralNormalization(L.Embedding(20, 6)), [(7,)]),
    (lambda: L.SpectralNormalization(L.Conv2DTranspose(4, 3)), [PICTURE]),
    (lambda: L.SpectralNormalization(L.EinsumDense("ab,bc->ac", 5)), [VECTOR]),
]
for name in ("Activation", "ActivityRegularization", "AlphaDropout", "Dropout", "ELU", "GaussianDropout"):
    of(
        name,
        PICTURE,
        **{"Activation": {"activation": "relu"}, "ELU": {}, "ActivityRegularization": {}}.get(name, {"rate": 0.1}),
    )
of("GaussianNoise", PICTURE, stddev=0.1)
for name in ("Identity", "LeakyReLU", "ReLU", "Softmax", "Masking", "PReLU"):
    of(name, SEQUENCE)
of("PReLU", PICTURE, shared_axes=[1, 2])
of("Rescaling", PICTURE, scale=1 / 255)
of("Reshape", PICTURE, target_shape=(-1, 6))
of("Reshape", PICTURE, target_shape=(-1,))
of("Reshape", PICTURE, target_shape=(4, 12, 9))
of("Permute", PICTURE, dims=(3, 1, 2))
of("RepeatVector", VECTOR, n=4)
for name in ("SimpleRNN", "GRU", "LSTM"):
    of(name, SEQUENCE, units=4)
    of(name, SEQUENCE, units=4, return_sequences=True, use_bias=False)
    of(name, SEQUENCE, units=4, return_state=True)
of("GRU", SEQUENCE, units=4, reset_after=False)
EXAMPLES["RNN"] = [
    (lambda: L.RNN(L.GRUCell(4)), [SEQUENCE]),
    (lambda: L.RNN([L.LSTMCell(4), L.SimpleRNNCell(3)], return_sequences=True), [SEQUENCE]),
    (lambda: L.RNN(L.StackedRNNCells([L.LSTMCell(4), L.LSTMCell(6)])), [SEQUENCE]),
]
EXAMPLES["Bidirectional"] = [
    (lambda: L.Bidirectional(L.LSTM(4)), [SEQUENCE]),
    (lambda: L.Bidirectional(L.GRU(4, return_sequences=True), merge_mode="sum"), [SEQUENCE]),
    (lambda: L.Bidirectional(L.LSTM(4), backward_layer=L.LSTM(4, go_backwards=True)), [SEQUENCE]),
    (lambda: L.Bidirectional(L.SimpleRNN(4), merge_mode=None), [SEQUENCE]),
    (lambda: L.Bidirectional(L.LSTM(4, return_state=True)), [SEQUENCE]),
]
EXAMPLES["TimeDistributed"] = [
    (lambda: L.TimeDistributed(L.Dense(4)), [SEQUENCE]),
    (lambda: L.TimeDistributed(L.Conv2D(4, 3)), [FILM]),
    (lambda: L.TimeDistributed(L.BatchNormalization()), [FILM]),
    (lambda: L.TimeDistributed(L.Flatten()), [FILM]),
    (lambda: L.TimeDistributed(keras.Sequential([L.Conv2D(4, 3), L.Flatten(), L.Dense(3)])), [FILM]),
]
of("Embedding", (7,), input_dim=30, output_dim=6)
of("ReversibleEmbedding", (7,), input_dim=30, output_dim=6)
of("ReversibleEmbedding", (7,), input_dim=30, output_dim=6, tie_weights=False)
of("EinsumDense", SEQUENCE, equation="abc,cd->abd", output_shape=(None, 8), bias_axes="d")
of("EinsumDense", SEQUENCE, equation="...x,xy->...y", output_shape=8, bias_axes="y")
of("EinsumDense", SEQUENCE, equation="ab...,bc->ac...", output_shape=8)
of("EinsumDense", SEQUENCE, equation="abc,cde->abde", output_shape=(None, 2, 4), bias_axes="de")
for name in ("Attention", "AdditiveAttention"):
    of(name, (9, 5), (7, 5))
    of(name, (9, 5), (7, 5), (7, 5))
of("Attention", (9, 5), (7, 5), use_scale=True, score_mode="concat")
of("AdditiveAttention", (9, 5), (7, 5), use_scale=False)


def called(layer: Any) -> Any:
    """A layer that takes its inputs one after another."""
    return lambda tensors: layer(*tensors)


EXAMPLES["MultiHeadAttention"] = [
    (lambda: called(L.MultiHeadAttention(2, 4)), [(9, 5), (7, 6)]),
    (lambda: called(L.MultiHeadAttention(2, 4, value_dim=3, output_shape=8, use_bias=False)), [(9, 5), (7, 6), (7, 3)]),
    (lambda: called(L.MultiHeadAttention(2, 4, attention_axes=(2,))), [(4, 9, 5), (4, 9, 5)]),
    (lambda: called(L.MultiHeadAttention(2, 4, use_gate=True)), [(9, 5), (9, 5)]),
    (
        lambda: lambda x: L.MultiHeadAttention(2, 4)(query=x[0], value=x[1], return_attention_scores=True),
        [(9, 5), (9, 6)],
    ),
]
EXAMPLES["GroupQueryAttention"] = [
    (lambda: called(L.GroupQueryAttention(4, 6, 2)), [(9, 5), (7, 5)]),
    (lambda: called(L.GroupQueryAttention(4, 6, 3, use_bias=False, use_gate=True)), [(9, 5), (7, 5), (7, 4)]),
]
for name in ("Add", "Average", "Maximum", "Minimum", "Multiply"):
    of(name, PICTURE, PICTURE, PICTURE)
    of(name, PICTURE, (1, 1, 6))
of("Subtract", PICTURE, PICTURE)
of("Concatenate", PICTURE, (9, 8, 2))
of("Concatenate", PICTURE, (4, 8, 6), axis=1)
of("Dot", (9, 5), (7, 5), axes=2)
of("Dot", (12,), (12,), axes=1)
of("Dot", (9, 5), (9, 4), axes=(1, 1))
of("Resizing", PICTURE, height=5, width=20)
of("CenterCrop", PICTURE, height=4, width=3)
of("RandomCrop", PICTURE, height=4, width=3)
of("CategoryEncoding", (4,), num_tokens=9, output_mode="multi_hot")
of("CategoryEncoding", (1,), num_tokens=9, output_mode="one_hot")
of("CategoryEncoding", (4,), num_tokens=9, output_mode="one_hot")
for mode in ("int", "one_hot", "multi_hot"):
    of("Discretization", (4,), bin_boundaries=[0.0, 1.0, 2.0], output_mode=mode)
    of("StringLookup", (4,), vocabulary=["a", "b"], output_mode=mode)
    of("IntegerLookup", (4,), vocabulary=[3, 5, 8], output_mode=mode, num_oov_indices=2)
of("Hashing", (4,), num_bins=7)
of("HashedCrossing", (1,), (1,), num_bins=7)
of("HashedCrossing", (1,), (1,), num_bins=7, output_mode="one_hot")
of("TextVectorization", (1,), vocabulary=["a", "b"], output_sequence_length=6)
of("TextVectorization", (1,), vocabulary=["a", "b"], output_mode="multi_hot")
of("MelSpectrogram", (1000,), sequence_stride=100, num_mel_bins=12)
of("STFTSpectrogram", (1000, 2), frame_length=100, frame_step=50)
of("STFTSpectrogram", (1000, 2), mode="stft", frame_length=100, fft_length=256, padding="same", expand_dims=True)
of("STFTSpectrogram", (2, 1000), mode="real", frame_length=100, data_format="channels_first")
EXAMPLES["Pipeline"] = [(lambda: L.Pipeline([L.Resizing(4, 5), L.RandomFlip()]), [PICTURE])]
RANDOM = {
    "RandomContrast": {"factor": 0.1},
    "RandomColorDegeneration": {"factor": 0.1},
    "RandomColorJitter": {},
    "RandomElasticTransform": {},
    "RandomErasing": {},
    "RandomFlip": {},
    "RandomGaussianBlur": {},
    "RandomGrayscale": {},
    "RandomInvert": {},
    "RandomPerspective": {},
    "RandomPosterization": {"factor": 4},
    "RandomShear": {"x_factor": 0.1},
    "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
    "RandomZoom": {"height_factor": 0.1},
    "ContrastLimitedAdaptiveHistogramEqualization": {},
    "AutoContrast": {},
    "Solarization": {},
    "AugMix": {},
    "RandAugment": {},
    "MixUp": {},
    "CutMix": {},
    **{f"Random{name}": {"factor": 0.1} for name in ("Brightness", "Hue", "Rotation", "Saturation", "Sharpness")},
    "MaxNumBoundingBoxes": {"max_number": 4},
}
for name, settings in RANDOM.items():
    of(name, (16, 16, 3), **settings)

STRINGS = ("StringLookup", "TextVectorization", "HashedCrossing")
NUMBERS = ("Embedding", "ReversibleEmbedding", "IntegerLookup", "Hashing", "CategoryEncoding")


def built(name: str, make: Callable[[], Any], shapes: list[tuple[int, ...]]) -> Any:
    """A model of that layer alone."""
    dtype = "string" if name in STRINGS else "int32" if name in NUMBERS else "float32"
    inputs = [keras.Input(shape, dtype=dtype) for shape in shapes]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = make()(inputs if len(inputs) > 1 else inputs[0])
    return keras.Model(inputs, made)


def read(model: Any) -> Trace:
    """The same model, from its description alone."""
    return run(network_of(json.loads(model.to_json())))


def test_no_layer_of_keras_is_left_out():
    names = {name for name, value in vars(L).items() if inspect.isclass(value)}
    assert names == EXAMPLES.keys() | NO_SHAPE.keys()


def test_a_layer_that_keras_makes_no_model_of():
    layer = {"class_name": "Equalization", "config": {"name": "equal", "value_range": [0, 255], "bins": 256}}
    config = {"class_name": "Sequential", "config": {"layers": [layer], "build_input_shape": [None, 8, 8, 3]}}
    (row,) = run(network_of(config)).rows
    assert (row.output, row.parameters, row.counted) == ((8, 8, 3), 0, True)


ALL = [(name, number) for name, examples in EXAMPLES.items() for number in range(len(examples))]


@pytest.mark.parametrize(("name", "number"), ALL)
def test_a_layer_has_the_shape_and_the_parameters_that_keras_gives_it(name, number):
    make, shapes = EXAMPLES[name][number]
    with keras.StatelessScope(initialize_variables=False):
        model = built(name, make, shapes)
    trace = read(model)
    outputs = [tuple(tensor.shape[1:]) for tensor in model.outputs]
    row = trace.rows[-1]
    found = [row.output, *row.further]
    # Of an EinsumDense Keras leaves sizes open that its input says.
    assert [
        tuple(own and size for size, own in zip(*pair, strict=True)) for pair in zip(found, outputs, strict=True)
    ] == outputs
    assert all(each.counted for each in trace.rows)
    assert trace.parameters == model.count_params()
    frozen = sum(int(keras.src.utils.summary_utils.count_params([each])) for each in model.non_trainable_weights)
    assert trace.fixed_parameters == frozen
    assert explanation(trace)


def test_what_computes_has_multiply_adds_and_a_formula():
    """A layer with parameters that multiplies shows its formulas; what looks up, moves or scales numbers has none."""
    without = {"PReLU", "Embedding", "ReversibleEmbedding"}
    for name, examples in EXAMPLES.items():
        make, shapes = examples[0]
        with keras.StatelessScope(initialize_variables=False):
            trace = read(built(name, make, shapes))
        row = trace.rows[-1]
        if row.parameters and "Normalization" not in name and name not in without:
            assert row.multiply_adds, name
        if row.parameters:
            text = "\n".join(line for _name, line in row.explain())
            assert re.search(rf"\b{row.parameters:,}\b", text), name
