"""Layers that the course's networks need and Keras lacks.

Importing this package also lets `keras.saving.load_model` read a saved network that has them.
"""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.layers.local_response_normalization import LocalResponseNormalization
from kerascnn.layers.locally_connected import LocallyConnected2D
from kerascnn.layers.padded_shortcut import PaddedShortcut
from kerascnn.layers.partial_conv import PartialConv2D
from kerascnn.layers.radial_basis import RadialBasis
from kerascnn.layers.scaled_tanh import scaled_tanh
from kerascnn.layers.subsampling import Subsampling2D

__all__ = [
    "LocalResponseNormalization",
    "LocallyConnected2D",
    "PaddedShortcut",
    "PartialConv2D",
    "RadialBasis",
    "Subsampling2D",
    "scaled_tanh",
]
