"""What Keras has no words of its own for: gradients of anything, and a function compiled into a graph.

Everything in `kerascnn.insight` that depends on the backend stands here. TensorFlow is what it is tested on.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["compiled", "value_and_gradient"]


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as a graph, where the backend makes graphs; elsewhere as it is.

    Args:
        function: takes and gives tensors.
    """
    if keras.backend.backend() != "tensorflow":
        return function
    import tensorflow as tf

    # A last, smaller batch is then no reason to make another graph.
    return tf.function(function, reduce_retracing=True, autograph=False)


def value_and_gradient(function: Callable[[Any], Any]) -> Callable[[Any], tuple[np.ndarray, np.ndarray]]:
    """A function that computes a sum and how it changes with each number of its argument.

    Args:
        function: gives a tensor for a tensor; what it gives is added up.

    Returns:
        A function of an array, which gives the value of `function` and the gradient of its sum: zero where the sum does
        not depend on the argument.

    Raises:
        InputError: Keras runs on another backend than TensorFlow or PyTorch.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        def on_tape(at: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(at)
                value = function(at)
            return value, tape.gradient(value, at, unconnected_gradients=tf.UnconnectedGradients.ZERO)

        both = compiled(on_tape)
    elif backend == "torch":

        def both(at: Any) -> Any:
            import torch

            watched = at.detach().requires_grad_()
            value = function(watched)
            (gradient,) = torch.autograd.grad(value.sum(), watched, allow_unused=True)
            return value.detach(), torch.zeros_like(watched) if gradient is None else gradient

    else:
        text = _("Keras runs on {backend}; gradients are computed here on tensorflow and torch")
        raise InputError(text.format(backend=backend))

    def of_array(at: Any) -> tuple[np.ndarray, np.ndarray]:
        value, gradient = both(keras.ops.convert_to_tensor(np.asarray(at, "float32")))
        return keras.ops.convert_to_numpy(value), keras.ops.convert_to_numpy(gradient)

    return of_array
