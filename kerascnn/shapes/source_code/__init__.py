"""The network that the code of a `keras.Sequential` or an `nn.Sequential` describes: it is read, and never run.

A student pastes what does not work and is told the line. Only constants and known calls are understood.
"""

from kerascnn.shapes.source_code.network import is_code, network_of_code

__all__ = ["is_code", "network_of_code"]
