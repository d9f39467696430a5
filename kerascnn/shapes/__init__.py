"""The arithmetic of convolutional networks: output sizes, parameters, multiply-adds, receptive fields."""

from kerascnn.shapes.sizes import output_size, same_padding, transpose_output_size

__all__ = ["output_size", "same_padding", "transpose_output_size"]
