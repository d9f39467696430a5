"""How the layers of sequences, of words and of what is done to data are read from their configurations."""

import re
from collections.abc import Callable
from typing import Any, cast

from kerascnn.shapes import layers
from kerascnn.shapes.layers import Cell, Joint, Layer
from kerascnn.shapes.saved.archive import Config
from kerascnn.shapes.saved.kinds import Maker
from kerascnn.shapes.saved.settings import BadValueError, axes, padding, target, whole, window

__all__ = ["CALLED", "SEQUENCES"]

CELLS = {"SimpleRNN": "rnn", "GRU": "gru", "LSTM": "lstm", "CuDNNGRU": "gru", "CuDNNLSTM": "lstm"}
MOST_CELLS = 100


def _cell(kind: str, config: Config) -> Cell:
    name = CELLS[kind]
    after = name == "gru" and config.get("reset_after", True) is not False
    bias = config.get("use_bias") is not False
    # cuDNN's LSTM of Keras 2 keeps two biases too.
    return Cell(kind=cast(Any, name), units=whole(config, "units"), bias=bias, second_bias=after or kind == "CuDNNLSTM")


def _puts_out(config: Config) -> dict[str, Any]:
    return {"sequences": config.get("return_sequences") is True, "state": config.get("return_state") is True}


def _recurrent(kind: str) -> Maker:
    return lambda config: layers.Recurrent(cells=(_cell(kind, config),), **_puts_out(config))


def _of_cells(config: Config) -> Layer:
    cell = config.get("cell")
    return layers.Recurrent(cells=tuple(_cells(cell if isinstance(cell, dict) else {})), **_puts_out(config))


def _cells(config: Config, depth: int = 0) -> list[Cell]:
    """The cells that a configuration names, in their order.

    Raises:
        BadValueError: one of them is not known here.
    """
    kind, inner = str(config.get("class_name")), config.get("config")
    if not isinstance(inner, dict) or depth > 3:
        raise BadValueError("cell")
    if kind == "StackedRNNCells":
        listed = inner.get("cells")
        if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_CELLS:
            raise BadValueError("cell")
        return [each for cell in listed for each in _cells(cell if isinstance(cell, dict) else {}, depth + 1)]
    if (
        not kind.endswith("Cell")
        or kind[: -len("Cell")] not in CELLS
        or config.get("registered_name")
        not in (
            None,
            kind,
        )
    ):
        raise BadValueError("cell")
    return [_cell(kind[: -len("Cell")], inner)]


def _convolutional(config: Config) -> Layer:
    return layers.ConvolutionalLSTM(filters=whole(config, "filters"), **window(config), **_puts_out(config))


def _embedding(config: Config) -> Layer:
    return layers.Embedding(rows=whole(config, "input_dim"), features=whole(config, "output_dim"))


def _reversible(config: Config, call: Config) -> Layer:
    return layers.Embedding(
        rows=whole(config, "input_dim"),
        features=whole(config, "output_dim"),
        tied=config.get("tie_weights") is not False,
        reverse=call.get("reverse") is True,
    )


def _einsum(config: Config) -> Layer:
    equation, made, bias = config.get("equation"), config.get("output_shape"), config.get("bias_axes")
    if not isinstance(equation, str) or not re.fullmatch(r"[A-Za-z., >-]{1,200}", equation):
        raise BadValueError("equation")
    listed = made if isinstance(made, list) else [made]
    found = tuple(0 if each is None else whole({"output_shape": each}, "output_shape") for each in listed)
    return layers.Einsum(equation=equation.replace(" ", ""), made=found, bias=bias if isinstance(bias, str) else "")


def _scores(call: Config) -> bool:
    return call.get("return_attention_scores") is True


def _attention(config: Config, call: Config) -> Joint:
    score = config.get("score_mode", "dot")
    if score not in ("dot", "concat"):
        raise BadValueError("score_mode")
    return layers.Attention(score=score, scale=config.get("use_scale") is True, scores=_scores(call))


def _additive(config: Config, call: Config) -> Joint:
    return layers.Attention(score="additive", scale=config.get("use_scale") is not False, scores=_scores(call))


def _heads(config: Config, call: Config) -> Joint:
    heads, key_size = whole(config, "num_heads"), whole(config, "key_dim")
    made = config.get("output_shape")
    return layers.MultiHeadAttention(
        heads=heads,
        shared_heads=heads,
        key_size=key_size,
        value_size=whole(config, "value_dim") if config.get("value_dim") else key_size,
        bias=config.get("use_bias") is not False,
        gate=config.get("use_gate") is True,
        features=target({"output_shape": made if isinstance(made, list) else [made]}, "output_shape") if made else (),
        axes=axes(config, "attention_axes", None),
        scores=_scores(call),
    )


def _grouped(config: Config, call: Config) -> Joint:
    size = whole(config, "head_dim")
    return layers.MultiHeadAttention(
        heads=whole(config, "num_query_heads"),
        shared_heads=whole(config, "num_key_value_heads"),
        key_size=size,
        value_size=size,
        bias=config.get("use_bias") is not False,
        gate=config.get("use_gate") is True,
        scores=_scores(call),
    )


def _permute(config: Config) -> Layer:
    return layers.Permute(order=target(config, "dims"))


def _resizing(how: str) -> Maker:
    def make(config: Config) -> Layer:
        return layers.Resizing(size=(whole(config, "height"), whole(config, "width")), how=cast(Any, how))

    return make


def _standardization(config: Config) -> Layer:
    return layers.Standardization(given=config.get("mean") is not None, axes=axes(config))


def _encoding(places: str) -> Maker:
    def make(config: Config) -> Layer:
        mode = config.get("output_mode", "multi_hot")
        if mode == "int":
            return layers.OneHot(places=0)
        return layers.OneHot(places=whole(config, places), mode="one_hot" if mode == "one_hot" else "multi_hot")

    return make


def _bins(config: Config) -> Layer:
    bounds, mode = config.get("bin_boundaries"), config.get("output_mode", "int")
    if mode == "int":
        return layers.OneHot(places=0)
    places = len(bounds) + 1 if isinstance(bounds, list) else whole(config, "num_bins")
    return layers.OneHot(places=places, mode="one_hot" if mode == "one_hot" else "binned")


def _vocabulary(config: Config, further: int) -> int:
    """How many words there are, those that stand for others included.

    Raises:
        BadValueError: the configuration does not say it.
    """
    if config.get("pad_to_max_tokens") is True:
        return whole(config, "max_tokens")
    if isinstance(config.get("vocabulary_size"), int):
        return whole(config, "vocabulary_size")
    listed = config.get("vocabulary")
    if not isinstance(listed, list):
        raise BadValueError("vocabulary")
    return len(listed) + further


def _words(config: Config) -> Layer:
    mode = config.get("output_mode", "int")
    if mode == "int":
        return layers.OneHot(places=0)
    places = _vocabulary(config, whole(config, "num_oov_indices", 1, least=0))
    return layers.OneHot(places=places, mode="one_hot" if mode == "one_hot" else "multi_hot")


def _text(config: Config) -> Layer:
    if config.get("output_mode", "int") == "int":
        return layers.Vectorization(length=whole(config, "output_sequence_length"))
    split = config.get("split") is not None
    return layers.Vectorization(length=_vocabulary(config, 1), words=False, split=split)


def _mel(config: Config) -> Layer:
    return layers.MelSpectrogram(bands=whole(config, "num_mel_bins"), stride=whole(config, "sequence_stride"))


def _spectrogram(config: Config) -> Layer:
    frame = whole(config, "frame_length")
    length = config.get("fft_length")
    # As Keras: the next power of two.
    length = whole(config, "fft_length") if length is not None else 1 << (frame - 1).bit_length()
    step = whole(config, "frame_step") if config.get("frame_step") is not None else max(1, frame // 2)
    mode = config.get("mode", "log")
    return layers.Spectrogram(
        frequencies=length // 2 + 1,
        frame=frame,
        step=step,
        padding=padding(config),
        parts=1 if mode in ("real", "imag") else 2,
        doubled=mode == "stft",
        expand=config.get("expand_dims") is True,
    )


def _unchanged(config: Config) -> Layer:
    return layers.Activation(function="linear")


UNCHANGED = (
    *("ActivityRegularization", "AlphaDropout", "GaussianDropout", "GaussianNoise", "Masking", "UnitNormalization"),
    *("AugMix", "AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix", "Equalization", "MixUp"),
    *("MaxNumBoundingBoxes", "RandAugment", "Solarization"),
    *("RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast", "RandomElasticTransform"),
    *("RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert"),
    *("RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness"),
    *("RandomShear", "RandomTranslation", "RandomZoom", "kerascnn>RandomShift"),
)
"""Kinds without parameters that keep the shape."""

SEQUENCES: dict[str, Maker] = {
    **{kind: _recurrent(kind) for kind in CELLS},
    **dict.fromkeys(UNCHANGED, _unchanged),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _convolutional),
    "RNN": _of_cells,
    "Embedding": _embedding,
    "EinsumDense": _einsum,
    "Permute": _permute,
    "RepeatVector": lambda config: layers.Repeat(count=whole(config, "n")),
    "Resizing": _resizing("resize"),
    "CenterCrop": _resizing("center"),
    "RandomCrop": _resizing("random"),
    "Normalization": _standardization,
    "CategoryEncoding": _encoding("num_tokens"),
    "Hashing": _encoding("num_bins"),
    "Discretization": _bins,
    "StringLookup": _words,
    "IntegerLookup": _words,
    "TextVectorization": _text,
    "MelSpectrogram": _mel,
    "STFTSpectrogram": _spectrogram,
}
"""By the names of their classes."""


def _crossing(config: Config, call: Config) -> Joint:
    mode = config.get("output_mode", "int")
    return layers.Crossing(
        layer=layers.OneHot(places=0 if mode == "int" else whole(config, "num_bins"), mode="one_hot")
    )


CALLED: dict[str, Callable[[Config, Config], Layer | Joint]] = {
    "Attention": _attention,
    "AdditiveAttention": _additive,
    "MultiHeadAttention": _heads,
    "GroupQueryAttention": _grouped,
    "GroupedQueryAttention": _grouped,  # as older files call it
    "ReversibleEmbedding": _reversible,
    "HashedCrossing": _crossing,
}
"""Kinds of which the arguments of the call count as well."""
