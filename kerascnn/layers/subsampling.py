"""Subsampling with weights, as LeNet-5 has it."""

from typing import Any

import keras
from keras import ops

__all__ = ["Subsampling2D"]


@keras.saving.register_keras_serializable("kerascnn")
class Subsampling2D(keras.layers.Layer):
    """Add up each window, times one coefficient per channel, plus one bias per channel.

    Average pooling is the special case where every coefficient is 1 / `pool_size`² and every bias 0. Coefficients
    start at 1. Windows do not overlap; what is left over at the right and the bottom is not seen.

    Input `(batch, height, width, channels)`, output `(batch, height // pool_size, width // pool_size, channels)`;
    2 × channels parameters. Source: LeCun et al. 1998, section II.B, layers S2 and S4.

    Args:
        pool_size: side of the window, in pixels.
        activation: what the result goes through.
    """

    def __init__(self, pool_size: int = 2, activation: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pool_size = pool_size
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the coefficients and the biases."""
        channels = input_shape[-1]
        self.coefficient = self.add_weight(name="coefficient", shape=(channels,), initializer="ones")
        self.bias = self.add_weight(name="bias", shape=(channels,), initializer="zeros")

    def call(self, inputs: Any) -> Any:
        """Subsample a batch of feature maps."""
        # The mean times the area is the sum; no backend has a pooling that adds.
        total = ops.average_pool(inputs, self.pool_size, data_format="channels_last") * self.pool_size**2
        return self.activation(total * self.coefficient + self.bias)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the output, `(batch, height, width, channels)`."""
        batch, *sides, channels = input_shape
        return (batch, *(side and side // self.pool_size for side in sides), channels)

    def get_config(self) -> dict[str, Any]:
        """What the layer was made with."""
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "pool_size": self.pool_size, "activation": activation}
