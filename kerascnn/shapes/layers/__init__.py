"""The arithmetic of each kind of layer: output shape, parameters, multiply-adds, receptive field, explanation.

Shapes are those of one example, channels last. A layer is a small frozen dataclass; `str` gives it in the notation
of `kerascnn shape-calc`.

    >>> conv = Convolution(filters=6, kernel=(5,))
    >>> conv.output((32, 32, 3)), conv.parameters((32, 32, 3)), str(conv)
    ((28, 28, 6), 456, 'conv6@5')
"""

from kerascnn.shapes.layers.adaptive import AdaptivePooling
from kerascnn.shapes.layers.base import Layer, Shape
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
from kerascnn.shapes.layers.pointwise import ACTIVATIONS, Activation, Dropout, Normalization, ResponseNormalization
from kerascnn.shapes.layers.resizing import INTERPOLATIONS, Cropping, TransposeConvolution, UpSampling, ZeroPadding
from kerascnn.shapes.layers.sliding import Pooling, Sliding
from kerascnn.shapes.layers.vectors import Dense, Flatten, GlobalPooling, Reshape

__all__ = [
    "ACTIVATIONS",
    "INTERPOLATIONS",
    "Activation",
    "AdaptivePooling",
    "Convolution",
    "Cropping",
    "Custom",
    "Dense",
    "Depthwise",
    "Dropout",
    "Flatten",
    "GlobalPooling",
    "Layer",
    "LocallyConnected",
    "Merge",
    "Normalization",
    "PaddedShortcut",
    "PartialConvolution",
    "Pooling",
    "RadialBasis",
    "Reshape",
    "ResponseNormalization",
    "Separable",
    "Shape",
    "Sliding",
    "Standardization",
    "Subsampling",
    "TransposeConvolution",
    "UpSampling",
    "ZeroPadding",
]
