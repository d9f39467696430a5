"""The arithmetic of each kind of layer: output shape, parameters, multiply-adds, receptive field, explanation.

Shapes are those of one example, channels last. A layer is a small frozen dataclass; `str` gives it in the notation
of `kerascnn shape-calc`.

    >>> conv = Convolution(filters=6, kernel=(5,))
    >>> conv.output((32, 32, 3)), conv.parameters((32, 32, 3)), str(conv)
    ((28, 28, 6), 456, 'conv6@5')

The layers that only saved models have, which no word of the notation makes, are imported when they are first asked for:
making a class takes as long as working out a network.
"""

from kerascnn.lazy import attributes
from kerascnn.shapes.layers.adaptive import AdaptivePooling
from kerascnn.shapes.layers.base import Joint, Layer, Shape
from kerascnn.shapes.layers.convolutions import Convolution, Depthwise, LocallyConnected, Separable
from kerascnn.shapes.layers.course import (
    Custom,
    PaddedShortcut,
    PartialConvolution,
    RadialBasis,
    Standardization,
    Subsampling,
)
from kerascnn.shapes.layers.merging import Merge
from kerascnn.shapes.layers.pointwise import (
    ACTIVATIONS,
    SLOPE,
    Activation,
    Dropout,
    Normalization,
    ResponseNormalization,
)
from kerascnn.shapes.layers.resizing import INTERPOLATIONS, Cropping, TransposeConvolution, UpSampling, ZeroPadding
from kerascnn.shapes.layers.sliding import Pooling, Sliding
from kerascnn.shapes.layers.vectors import Dense, Flatten, GlobalPooling, Reshape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kerascnn.shapes.layers.attention import Attention, MultiHeadAttention
    from kerascnn.shapes.layers.learned import LearnedSlope, Scale
    from kerascnn.shapes.layers.operations import Announced, Dot, Elementwise, Part, Product, Reduction
    from kerascnn.shapes.layers.rearranging import Permute, Repeat, Resizing
    from kerascnn.shapes.layers.recurrent import Bidirectional, Cell, ConvolutionalLSTM, Recurrent
    from kerascnn.shapes.layers.spectrograms import MelSpectrogram, Spectrogram
    from kerascnn.shapes.layers.tokens import Crossing, Einsum, Embedding, OneHot, Vectorization
    from kerascnn.shapes.layers.wrapped import ChannelsFirst, SpectralNormalization, StepsJoint, TimeDistributed

LATE = {
    **dict.fromkeys(("Attention", "MultiHeadAttention"), "attention"),
    **dict.fromkeys(("LearnedSlope", "Scale"), "learned"),
    **dict.fromkeys(("Announced", "Dot", "Elementwise", "Part", "Product", "Reduction"), "operations"),
    **dict.fromkeys(("Permute", "Repeat", "Resizing"), "rearranging"),
    **dict.fromkeys(("Bidirectional", "Cell", "ConvolutionalLSTM", "Recurrent"), "recurrent"),
    **dict.fromkeys(("MelSpectrogram", "Spectrogram"), "spectrograms"),
    **dict.fromkeys(("Crossing", "Einsum", "Embedding", "OneHot", "Vectorization"), "tokens"),
    **dict.fromkeys(("ChannelsFirst", "SpectralNormalization", "StepsJoint", "TimeDistributed"), "wrapped"),
}
"""The modules of those layers."""

__getattr__, __dir__ = attributes(__name__, LATE)

__all__ = [
    "ACTIVATIONS",
    "INTERPOLATIONS",
    "SLOPE",
    "Activation",
    "AdaptivePooling",
    "Announced",
    "Attention",
    "Bidirectional",
    "Cell",
    "ChannelsFirst",
    "Convolution",
    "ConvolutionalLSTM",
    "Cropping",
    "Crossing",
    "Custom",
    "Dense",
    "Depthwise",
    "Dot",
    "Dropout",
    "Einsum",
    "Elementwise",
    "Embedding",
    "Flatten",
    "GlobalPooling",
    "Joint",
    "Layer",
    "LearnedSlope",
    "LocallyConnected",
    "MelSpectrogram",
    "Merge",
    "MultiHeadAttention",
    "Normalization",
    "OneHot",
    "PaddedShortcut",
    "Part",
    "PartialConvolution",
    "Permute",
    "Pooling",
    "Product",
    "RadialBasis",
    "Recurrent",
    "Reduction",
    "Repeat",
    "Reshape",
    "Resizing",
    "ResponseNormalization",
    "Scale",
    "Separable",
    "Shape",
    "Sliding",
    "SpectralNormalization",
    "Spectrogram",
    "Standardization",
    "StepsJoint",
    "Subsampling",
    "TimeDistributed",
    "TransposeConvolution",
    "UpSampling",
    "Vectorization",
    "ZeroPadding",
]
