"""Layers that make NaN of every picture, which a ReLU behind them hides: all classes are then equally probable."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.quiet import without_warnings

if TYPE_CHECKING:
    import keras

__all__ = ["first_spoilt"]


def first_spoilt(model: "keras.Model", given: Any) -> str | None:
    """The first layer whose output holds NaN for each picture of a batch; None where there is none.

    Every weight may be a number, and NaN may come of them all the same: sums that are too large for a float32 and
    taken from each other, a root of what is below 0. TensorFlow's ReLU makes 0 of NaN, so that nothing is seen of it in
    the scores.

    Args:
        model: any Keras model that takes one picture.
        given: some pictures as the model wants them. They should not be of one colour: a model that divides each
            picture by its own spread makes NaN of these alone.

    Returns:
        The layer's name, such as "resnet/bn1".

    Example:
        >>> import keras, numpy as np
        >>> large = keras.layers.Rescaling(3e38, name="large")
        >>> model = keras.Sequential([keras.Input((2, 2, 1)), large, keras.layers.LayerNormalization(name="norm")])
        >>> first_spoilt(model, np.random.default_rng(0).random((2, 2, 2, 1)) * 9)
        'norm'
    """
    from kerascnn.prediction.hooks import hooked, named_layers, replaced

    found: list[str] = []
    layers = dict(named_layers(model))

    def look(name: str, _inputs: Any, output: Any) -> Any:
        for each in output if isinstance(output, (list, tuple)) else [output]:
            if not found and _is_spoilt(each):
                found.append(name)
        return output

    def in_front_of(activation: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
        return lambda values: activation(look(name, None, values))

    with without_warnings(), hooked(layers, look), contextlib.ExitStack() as stack:
        for name, layer in layers.items():
            activation = getattr(layer, "activation", None)
            if callable(activation) and not hasattr(layer, "cell"):  # a recurrent layer's own is its cell's
                stack.enter_context(replaced(layer, "activation", in_front_of(activation, name)))
        model(given, training=False)
    return found[0] if found else None


def _is_spoilt(output: Any) -> bool:
    import keras

    numbers = keras.ops.convert_to_numpy(output)
    if numbers.dtype.kind not in "fV" or numbers.ndim == 0:
        return False
    missing = np.isnan(numbers.astype("float32"))
    return bool(missing.reshape(len(missing), -1).any(axis=1).all())
