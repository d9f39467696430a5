"""The locally connected layer: a convolution whose weights are not shared."""

from typing import Any

import keras
from keras import ops

__all__ = ["LocallyConnected2D"]


@keras.saving.register_keras_serializable("kerascnn")
class LocallyConnected2D(keras.layers.Layer):
    """Slide a window as a valid convolution does, with other weights at every position.

    Input `(batch, height, width, channels)`, of a fixed height and width since each position has its own weights;
    output `(batch, rows, columns, filters)` with rows = ⌊(height − kernel_size) / strides⌋ + 1, columns alike.
    rows × columns × (kernel_size² × channels + 1) × filters parameters: rows × columns times those of a convolution.

    `kernel` is `(rows, columns, kernel_size² × channels, filters)`, `bias` is `(rows, columns, filters)`. Source:
    deck A; Keras had a layer of this name up to version 2.

    Args:
        filters: how many values each position gets.
        kernel_size: side of the window, in pixels.
        strides: step of the window, in pixels.
        activation: what the result goes through.
    """

    def __init__(self, filters: int, kernel_size: int, strides: int = 1, activation: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.filters, self.kernel_size, self.strides = filters, kernel_size, strides
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: tuple[Any, ...]) -> None:
        """Make the weights of every position."""
        rows, columns = self.compute_output_shape(input_shape)[1:3]
        size, channels = self.kernel_size, input_shape[-1]
        # Glorot's spread for one position, since Keras would count every position as part of the fan.
        limit = (6 / (size * size * (channels + self.filters))) ** 0.5
        self.kernel = self.add_weight(
            name="kernel",
            shape=(rows, columns, size * size * channels, self.filters),
            initializer=keras.initializers.RandomUniform(-limit, limit),
        )
        self.bias = self.add_weight(name="bias", shape=(rows, columns, self.filters), initializer="zeros")

    def call(self, inputs: Any) -> Any:
        """Apply each position's weights to its window."""
        windows = ops.image.extract_patches(
            inputs, self.kernel_size, strides=self.strides, padding="valid", data_format="channels_last"
        )
        return self.activation(ops.einsum("bhwp,hwpf->bhwf", windows, self.kernel) + self.bias)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the output, `(batch, rows, columns, filters)`.

        Raises:
            ValueError: height or width is not fixed, or smaller than the window.
        """
        batch, height, width, _channels = input_shape
        if height is None or width is None or min(height, width) < self.kernel_size:
            raise ValueError(
                f"LocallyConnected2D needs a fixed height and width of at least {self.kernel_size}, "
                f"its kernel_size. Received: input_shape={input_shape}"
            )
        rows, columns = ((side - self.kernel_size) // self.strides + 1 for side in (height, width))
        return (batch, rows, columns, self.filters)

    def get_config(self) -> dict[str, Any]:
        """What the layer was made with."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "activation": keras.activations.serialize(self.activation),
        }
