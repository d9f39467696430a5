"""Convolution in which each filter sees only some of the feature maps, as layer C3 of LeNet-5."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

__all__ = ["PartialConv2D"]


@keras.saving.register_keras_serializable("kerascnn")
class PartialConv2D(keras.layers.Layer):
    """A valid convolution with a table of connections between input channels and filters.

    Only the connections that exist have weights: `kernel` is `(kernel_size, kernel_size, number of connections)`.
    They are laid out in a dense kernel whose other entries are zero, which costs the arithmetic of a full
    convolution and gives the result of the partial one.

    Input `(batch, height, width, channels)`, output `(batch, height − k + 1, width − k + 1, filters)`; k² × connections
    + filters parameters. Source: LeCun et al. 1998, table I.

    Args:
        connections: for each filter the input channels that it sees.
        kernel_size: side k of the kernel, in pixels.
        activation: what the result goes through.
    """

    def __init__(
        self, connections: Sequence[Sequence[int]], kernel_size: int, activation: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.connections = tuple(map(tuple, connections))
        self.kernel_size = kernel_size
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Make the weights of the connections that exist."""
        count = sum(map(len, self.connections))
        size, filters = self.kernel_size, len(self.connections)
        fan_in = size * size * count / filters
        spread = keras.initializers.RandomUniform(-((3 / fan_in) ** 0.5), (3 / fan_in) ** 0.5)
        self.kernel = self.add_weight(name="kernel", shape=(size, size, count), initializer=spread)
        self.bias = self.add_weight(name="bias", shape=(filters,), initializer="zeros")
        # Where in `kernel` each (channel, filter) finds its weights; `count` stands for the zeros put behind them.
        self._place = np.full((input_shape[-1], filters), count)
        number = 0
        for filter_, channels in enumerate(self.connections):
            for channel in channels:
                self._place[channel, filter_] = number
                number += 1

    def call(self, inputs: Any) -> Any:
        """Convolve a batch of feature maps."""
        weights = ops.pad(ops.convert_to_tensor(self.kernel), ((0, 0), (0, 0), (0, 1)))
        dense = ops.take(weights, self._place, axis=-1)
        return self.activation(ops.conv(inputs, dense, data_format="channels_last") + self.bias)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the output, `(batch, height, width, filters)`."""
        batch, *sides, _channels = input_shape
        return (batch, *(side and side - self.kernel_size + 1 for side in sides), len(self.connections))

    def get_config(self) -> dict[str, Any]:
        """What the layer was made with."""
        return {
            **super().get_config(),
            "connections": list(map(list, self.connections)),
            "kernel_size": self.kernel_size,
            "activation": keras.activations.serialize(self.activation),
        }
