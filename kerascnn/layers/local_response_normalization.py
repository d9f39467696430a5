"""Local response normalisation, as in AlexNet and GoogLeNet."""

from typing import Any

import keras
from keras import ops

__all__ = ["LocalResponseNormalization"]


@keras.saving.register_keras_serializable("kerascnn")
class LocalResponseNormalization(keras.layers.Layer):
    """Divide each value by what its neighbours in the channels' order have: `b_i = a_i / (k + α Σ_j a_j²)^β`.

    The sum runs over the `n` channels around channel i, fewer at the first and the last ones, at the same pixel.
    The output has the input's shape, channels last; no parameters. Source: Krizhevsky et al. 2012, section 3.3.
    Caffe's and PyTorch's layers of this name divide α by n; this one is the paper's formula.

    Args:
        n: how many channels the sum covers, an odd number.
        k: what is added, so that nothing is divided by zero.
        alpha: what the sum is multiplied by.
        beta: the exponent.
    """

    def __init__(self, n: int = 5, k: float = 2.0, alpha: float = 1e-4, beta: float = 0.75, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n, self.k, self.alpha, self.beta = n, k, alpha, beta

    def call(self, inputs: Any) -> Any:
        """Normalise a batch of feature maps."""
        channels, half = inputs.shape[-1], self.n // 2
        padding = [(0, 0)] * (len(inputs.shape) - 1) + [(half, half)]
        squares = ops.pad(ops.square(inputs), padding)
        total = sum(squares[..., start : start + channels] for start in range(self.n))
        return inputs / (self.k + self.alpha * total) ** self.beta

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of the output, which is that of the input."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """What the layer was made with."""
        return {**super().get_config(), "n": self.n, "k": self.k, "alpha": self.alpha, "beta": self.beta}
