"""The notation of `shape-calc`: one word a layer, and no word that a shell must be told to leave alone.

A word is a name, an amount, `@` and a kernel, and options behind slashes: `conv16@3/s2/p1`. `KINDS` is the one table
of all of them: the parser reads by it, and `--notation` and the manual print it.
"""

from kerascnn.shapes.notation.graph import Network, Node, network
from kerascnn.shapes.notation.kinds import BRANCHES, KINDS, OPTIONS, SHAPES, Kind
from kerascnn.shapes.notation.parts import LARGEST, MOST_VALUES, FaultError
from kerascnn.shapes.notation.words import Order, channels_last, layer_of, plain, read, shape_of

__all__ = [
    "BRANCHES",
    "KINDS",
    "LARGEST",
    "MOST_VALUES",
    "OPTIONS",
    "SHAPES",
    "FaultError",
    "Kind",
    "Network",
    "Node",
    "Order",
    "channels_last",
    "layer_of",
    "network",
    "plain",
    "read",
    "shape_of",
]
