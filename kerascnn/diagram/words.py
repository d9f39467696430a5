"""What is written into a diagram: names, kinds of layers, shapes, numbers."""

from collections.abc import Sequence

from kerascnn.diagram.boxes import Box
from kerascnn.language import _
from kerascnn.shapes.chain import shown_shape
from kerascnn.shapes.layers import (
    Activation,
    AdaptivePooling,
    Announced,
    Attention,
    Bidirectional,
    ChannelsFirst,
    Convolution,
    ConvolutionalLSTM,
    Cropping,
    Custom,
    Dense,
    Depthwise,
    Dropout,
    Einsum,
    Elementwise,
    Embedding,
    Flatten,
    GlobalPooling,
    Joint,
    Layer,
    LocallyConnected,
    Merge,
    MultiHeadAttention,
    Normalization,
    PaddedShortcut,
    PartialConvolution,
    Pooling,
    RadialBasis,
    Recurrent,
    Reduction,
    Reshape,
    ResponseNormalization,
    Scale,
    Separable,
    Sliding,
    SpectralNormalization,
    Standardization,
    StepsJoint,
    Subsampling,
    TimeDistributed,
    TransposeConvolution,
    UpSampling,
    ZeroPadding,
)
from kerascnn.shapes.layers.base import Sizes, times
from kerascnn.shapes.places import shown
from kerascnn.shapes.row import Row

__all__ = ["kind", "notes", "numbers", "operation", "shape", "short"]

LONGEST_NAME = 28

KINDS = {
    "conv": (
        *(Convolution, Depthwise, Separable, LocallyConnected, PartialConvolution),
        *(TransposeConvolution, ConvolutionalLSTM),
    ),
    "pool": (Pooling, Subsampling, GlobalPooling, AdaptivePooling),
    "dense": (Dense, RadialBasis, Recurrent, Einsum, Attention, MultiHeadAttention),
    "merge": (Merge,),
}


def kind(row: Row) -> str:
    """The kind of a layer, a key of `scene.LIGHT`."""
    layer = _bare(row.layer)
    return next((each for each, classes in KINDS.items() if isinstance(layer, classes)), "other")


def kind_of(box: Box) -> str:
    """The kind of a box, likewise."""
    return "input" if box.is_input else kind(box.row)


def _bare(layer: Layer | Joint) -> Layer | Joint:
    """The layer without what it is wrapped in."""
    while isinstance(layer, (Bidirectional, ChannelsFirst, SpectralNormalization, StepsJoint, TimeDistributed)):
        layer = layer.forward if isinstance(layer, Bidirectional) else layer.layer
    return layer


def short(name: str) -> str:
    """A name, which may be a stranger's: not too long, and with nothing that cannot be seen."""
    return shown(name, LONGEST_NAME).strip() or "–"


def operation(row: Row) -> list[str]:
    """What the layer does, in up to three short lines: "conv", "5×5", "/2"."""
    layer = _bare(row.layer)
    lines, axes = [_verb(row)], len(row.output) - 1
    if isinstance(layer, (Sliding, TransposeConvolution)) and not isinstance(layer, PaddedShortcut):
        lines.append(_axes(layer.kernel, axes))
    if isinstance(layer, (Sliding, TransposeConvolution)):
        stride = times(layer.stride, "×") if len(set(layer.stride)) > 1 else str(layer.stride[0])
        if stride != "1" and not isinstance(layer, Subsampling):
            lines.append(f"/{stride}")
        if set(layer.dilation) != {1}:
            lines.append(_("dilation {n}").format(n=_axes(layer.dilation, axes)))
    if isinstance(layer, Convolution) and layer.groups > 1:
        lines.append(_("{n} groups").format(n=layer.groups))
    if isinstance(layer, UpSampling):
        lines.append("×" + str(max(layer.factor)))
    return lines


def _verb(row: Row) -> str:
    layer = _bare(row.layer)
    if isinstance(layer, (Pooling, GlobalPooling)):
        largest, mean = (_("max"), _("mean")) if isinstance(layer, Pooling) else (_("global max"), _("global mean"))
        return largest if layer.mode == "max" else mean
    if isinstance(layer, Merge):
        return _merging(layer)
    if isinstance(layer, Custom):
        return shown(layer.kind, LONGEST_NAME)
    if isinstance(layer, Activation):
        return layer.function
    if isinstance(layer, Recurrent):
        return "+".join({"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}[cell.kind] for cell in layer.cells[:3])
    words: dict[type, str] = {
        PartialConvolution: _("conv, in part"),
        Depthwise: _("depthwise"),
        Separable: _("separable"),
        LocallyConnected: _("local"),
        TransposeConvolution: _("transpose"),
        Convolution: _("conv"),
        Subsampling: _("sum"),
        PaddedShortcut: _("shortcut"),
        Dense: _("dense"),
        RadialBasis: _("distance"),
        Flatten: _("flatten"),
        Reshape: _("reshape"),
        Dropout: _("dropout"),
        Normalization: _("norm"),
        ResponseNormalization: _("response norm"),
        UpSampling: _("enlarge"),
        ZeroPadding: _("zeros around"),
        Cropping: _("crop"),
        Standardization: _("scale"),
        Scale: _("scale"),
        ConvolutionalLSTM: "ConvLSTM",
        Attention: _("attention"),
        MultiHeadAttention: _("attention"),
        Embedding: _("embedding"),
        AdaptivePooling: _("pool"),
        Einsum: _("product"),
    }
    if isinstance(layer, (Announced, Elementwise, Reduction)):
        return short(layer.name)
    # A layer of another kind is called as its class is: "permute", "resizing".
    return words.get(type(layer)) or short(type(layer).__name__.lower())


def _merging(layer: Merge) -> str:
    words = {
        "add": _("add"),
        "multiply": _("multiply"),
        "concat": _("concatenate"),
        "average": _("average"),
        "maximum": _("maximum"),
        "minimum": _("minimum"),
        "subtract": _("subtract"),
    }
    return words[layer.mode]


def _axes(sizes: Sizes, axes: int) -> str:
    """A kernel as a person reads it: "3×3"; along the one axis of a sound or a sentence "3"."""
    return times(sizes * 2 if len(sizes) == 1 and axes > 1 else sizes, "×")


def notes(box: Box) -> str:
    """What is joined to the layer: "norm, ReLU"."""
    found: list[str] = []
    for row in box.joined:
        layer = row.layer
        if isinstance(layer, Activation):
            word = {"relu": "ReLU", "linear": ""}.get(layer.function, layer.function)
        else:
            word = _verb(row)
        if word and word not in found:
            found.append(word)
    return ", ".join(found)


def shape(sizes: Sequence[int]) -> str:
    """A shape, or a question mark where it is not known."""
    return shown_shape(tuple(sizes)) if sizes else "?"


def numbers(box: Box) -> str:
    """The parameters; empty where there are none."""
    if not box.counted:
        return f"{box.parameters:,}*" if box.row.stored else _("not counted")
    if box.row.shared:
        return _("shared")
    return f"{box.parameters:,}" if box.parameters else ""
