"""The arithmetic of convolutional networks: output sizes, parameters, multiply-adds, receptive fields.

    >>> import kerascnn as kc
    >>> net = kc.shapes.trace("32x32x3", "conv6@5 pool2 conv16@5 pool2 flatten dense120 dense84 dense10")
    >>> net.parameters
    62006
    >>> net.rows[2].output, net.rows[2].receptive_field
    ((10, 10, 16), (14, 14))

Everything here needs the standard library alone.
"""

from kerascnn.shapes.chain import Row, Trace, trace
from kerascnn.shapes.sizes import output_size, same_padding, transpose_output_size

__all__ = ["Row", "Trace", "output_size", "same_padding", "trace", "transpose_output_size"]
