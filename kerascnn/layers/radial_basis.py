"""Euclidean radial basis functions with fixed centres, as the output of LeNet-5."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

__all__ = ["RadialBasis"]


@keras.saving.register_keras_serializable("kerascnn")
class RadialBasis(keras.layers.Layer):
    """The squared distance of a vector from each of some fixed vectors: `y_i = Σ_j (x_j − w_ij)²`.

    Input `(batch, n)`, output `(batch, number of centres)`; the centres are n × number parameters that are not
    trained. Source: LeCun et al. 1998, equation (7).

    Args:
        centres: the fixed vectors, each of n numbers.
    """

    def __init__(self, centres: Sequence[Sequence[float]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.centres = tuple(map(tuple, centres))

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights that hold the centres."""
        table = np.array(self.centres, "float32")
        self.centre = self.add_weight(
            name="centre", shape=table.shape, initializer=lambda shape, dtype: ops.cast(table, dtype), trainable=False
        )

    def call(self, inputs: Any) -> Any:
        """Measure the distances of a batch of vectors."""
        return ops.sum(ops.square(ops.expand_dims(inputs, 1) - self.centre), axis=-1)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the output, `(batch, number of centres)`."""
        return (input_shape[0], len(self.centres))

    def get_config(self) -> dict[str, Any]:
        """What the layer was made with."""
        return {**super().get_config(), "centres": list(map(list, self.centres))}
