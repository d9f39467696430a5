"""The squashing function of LeNet-5."""

from typing import Any

import keras
from keras import ops

__all__ = ["scaled_tanh"]


@keras.saving.register_keras_serializable("kerascnn")
def scaled_tanh(x: Any) -> Any:
    """`1.7159 tanh(2x/3)`, which is 1 at 1 and −1 at −1 (LeCun et al. 1998, section II.B and appendix A)."""
    return 1.7159 * ops.tanh(2 / 3 * x)
