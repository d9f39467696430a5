"""A causal network run sample by sample: each layer keeps what it will need again, so that nothing is computed twice.

Le Paine et al. 2016, "Fast Wavenet Generation Algorithm", arXiv:1611.09482. For each sample anew through the whole
network, a receptive field of 1,025 costs a thousand times as much.
"""

from collections.abc import Callable
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown

__all__ = ["Stepper", "receptive_field"]

Vector = npt.NDArray[np.float32]


def _sigmoid(values: Vector) -> Vector:
    return np.float32(0.5) * np.tanh(values * np.float32(0.5)) + np.float32(0.5)


def _relu(values: Vector) -> Vector:
    return np.maximum(values, np.float32(0))


ACTIVATIONS: dict[str, Callable[[Vector], Vector] | None] = {
    "linear": None,
    "relu": _relu,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
}


class _Convolution:
    """A causal `Conv1D` with the part of its input that it will see again."""

    def __init__(self, layer: keras.layers.Conv1D) -> None:
        kernel, *bias = (np.asarray(each, np.float32) for each in layer.get_weights())
        self.taps, self.dilation = len(kernel), layer.dilation_rate[0]
        self.kernel = np.ascontiguousarray(kernel.reshape(-1, kernel.shape[-1]))
        self.bias = bias[0] if bias else np.zeros(kernel.shape[-1], np.float32)
        self.activation = ACTIVATIONS[layer.activation.__name__]
        self.past = np.zeros(((self.taps - 1) * self.dilation + 1, kernel.shape[1]), np.float32)
        self.at = 0

    def __call__(self, value: Vector) -> Vector:
        if self.taps > 1:
            self.past[self.at] = value
            # The places that the taps lie on, the oldest first: the ring's next place is its oldest.
            places = (self.at + 1 + self.dilation * np.arange(self.taps)) % len(self.past)
            self.at = (self.at + 1) % len(self.past)
            value = self.past[places].reshape(-1)
        found = value @ self.kernel + self.bias
        return found if self.activation is None else self.activation(found)


def _step_of(layer: keras.Layer) -> Callable[..., Vector] | None:
    """What a layer does with one sample; None where that does not depend on the past alone."""
    if isinstance(layer, keras.layers.Conv1D):
        fits = layer.padding == "causal" or layer.kernel_size == (1,)
        plain = layer.strides == (1,) and layer.groups == 1 and layer.activation.__name__ in ACTIVATIONS
        return _Convolution(layer) if fits and plain else None
    if isinstance(layer, keras.layers.Rescaling):
        scale, offset = np.float32(layer.scale), np.float32(layer.offset)
        return lambda value: value * scale + offset
    if isinstance(layer, keras.layers.ReLU):
        plain = layer.max_value is None and not layer.negative_slope and not layer.threshold
        return _relu if plain else None
    if isinstance(layer, keras.layers.Concatenate) and layer.axis not in (-1, 2):
        return None  # one sound after another, not channels beside one another
    simple: dict[type, Callable[..., Vector]] = {
        keras.layers.Multiply: lambda values: np.multiply(*values),
        keras.layers.Add: lambda values: np.add(*values),
        keras.layers.Concatenate: np.concatenate,
    }
    return simple.get(type(layer))


class Stepper:
    """A network that is given one sample after another, and gives for each what it would give of all that came.

    Args:
        model: of causal convolutions, sums, products and concatenations; takes `(batch, samples, 1)`.

    Raises:
        InputError: one of its layers is something else.
    """

    def __init__(self, model: keras.Model) -> None:
        self._steps: list[tuple[Callable[..., Vector], list[int] | int]] = []
        number: dict[int, int] = {}
        for layer in model.layers:
            if isinstance(layer, keras.layers.InputLayer):
                number[id(layer.output)] = 0
                continue
            step = _step_of(layer)
            given = layer.input
            several = isinstance(given, list | tuple)
            known = all(id(each) in number for each in (given if several else [given]))
            if step is None or not known or (several and len(given) > 2 and step is not np.concatenate):
                raise InputError(self._no_such(model, layer))
            places = [number[id(each)] for each in given] if several else number[id(given)]
            self._steps.append((step, places))
            number[id(layer.output)] = len(self._steps)
        self._values: list[Any] = [None] * (len(self._steps) + 1)
        self._last = number[id(model.output)]

    @staticmethod
    def _no_such(model: keras.Model, layer: keras.Layer) -> str:
        text = _("{network}: the layer {layer} cannot be run sample by sample; expected a network such as wavenet")
        return text.format(network=shown(model.name), layer=shown(layer.name))

    def __call__(self, sample: float) -> Vector:
        """What the network gives at the place of this sample, `(outputs,)` float32."""
        values = self._values
        values[0] = np.array([sample], np.float32)
        for number, (step, places) in enumerate(self._steps, start=1):
            values[number] = step(values[places] if isinstance(places, int) else [values[each] for each in places])
        return values[self._last]


def receptive_field(model: keras.Model) -> int:
    """How many samples an output of a causal network sees: its own place and those before it.

    Raises:
        InputError: the network is none whose outputs depend on the past alone.
    """
    Stepper(model)
    fields: dict[int, int] = {}
    for layer in model.layers:
        given = layer.input if isinstance(layer.input, list | tuple) else [layer.input]
        seen = max((fields.get(id(each), 1) for each in given), default=1)
        if isinstance(layer, keras.layers.Conv1D):
            seen += (layer.kernel_size[0] - 1) * layer.dilation_rate[0]
        fields[id(layer.output)] = seen
    return fields[id(model.output)]
