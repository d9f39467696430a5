"""The squashing function of LeNet-5."""

from typing import Any

import keras
from keras import ops

__all__ = ["scaled_tanh"]


def scaled_tanh(x: Any) -> Any:
    """`1.7159 tanh(2x/3)`, which is 1 at 1 and −1 at −1 (LeCun et al. 1998, section II.B and appendix A)."""
    return 1.7159 * ops.tanh(2 / 3 * x)


# As a call, since a decorator without types would take the function's away.
keras.saving.register_keras_serializable("kerascnn")(scaled_tanh)
