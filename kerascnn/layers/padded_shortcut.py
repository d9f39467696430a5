"""The shortcut without weights of the first residual networks."""

from typing import Any

import keras
from keras import ops

__all__ = ["PaddedShortcut"]


@keras.saving.register_keras_serializable("kerascnn")
class PaddedShortcut(keras.layers.Layer):
    """Keep every `strides`-th row and column, and add channels of zeros behind until there are `filters`.

    Input `(batch, height, width, channels)`, output `(batch, ⌈height / strides⌉, ⌈width / strides⌉, filters)`; no
    parameters. Source: He et al. 2015, section 3.3, option A.

    Args:
        filters: how many channels the output has, at least those of the input.
        strides: step, in pixels.
    """

    def __init__(self, filters: int, strides: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.filters, self.strides = filters, strides

    def call(self, inputs: Any) -> Any:
        """Thin out and widen a batch of feature maps."""
        kept = inputs[:, :: self.strides, :: self.strides]
        return ops.pad(kept, ((0, 0), (0, 0), (0, 0), (0, self.filters - inputs.shape[-1])))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the output, `(batch, height, width, filters)`."""
        batch, *sides, _channels = input_shape
        return (batch, *(side and -(-side // self.strides) for side in sides), self.filters)

    def get_config(self) -> dict[str, Any]:
        """What the layer was made with."""
        return {**super().get_config(), "filters": self.filters, "strides": self.strides}
