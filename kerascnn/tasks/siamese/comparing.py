"""What a trained siamese network says of two pictures: how far apart they are."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.quiet import without_warnings
from kerascnn.shapes.places import shown

__all__ = ["Comparer"]

AT_ONCE = 100
NUMBERS_AT_ONCE = 2**23
"""Differences that are worked out together."""

Encodings = npt.NDArray[np.float32]


class Comparer:
    """An encoder, and what makes a distance of two encodings.

    Of an encoder alone that is the Euclidean distance of unit vectors, from 0 to 2; of a network with the binary head
    the probability that the two are not the same, from 0 to 1.

    Attributes:
        encoder: turns float pictures in [0, 1] into encodings.
        binary: whether there is a binary head.
        highest: no distance is greater.

    Args:
        model: an encoder, or a network of two pictures as `building.compared` makes it.

    Raises:
        InputError: it is neither.
    """

    def __init__(self, model: keras.Model) -> None:
        self.binary = len(model.inputs) == 2
        self.highest = 1.0 if self.binary else 2.0
        self._head: tuple[np.ndarray, float] | None = None
        if self.binary:
            self.encoder, head = _parts(model)
            kernel, bias = (np.asarray(each, np.float32) for each in head.get_weights())
            self._head = kernel[:, 0], float(bias[0])
        else:
            self.encoder = model
        takes, gives = self.encoder.inputs, self.encoder.output_shape
        if len(takes) != 1 or len(takes[0].shape) != 4 or not isinstance(gives, tuple) or len(gives) != 2:
            raise _not_siamese(model)

    @property
    def shape(self) -> tuple[int, ...]:
        """`(height, width, channels)` of a picture."""
        return tuple(self.encoder.input_shape[1:])

    @property
    def dimensions(self) -> int:
        """How many numbers an encoding has."""
        return int(self.encoder.output_shape[-1])

    def encode(self, pictures: Any, numbers: npt.NDArray[np.integer[Any]] | None = None) -> Encodings:
        """`(n, dimensions)` the encodings of uint8 pictures, or of those with some numbers.

        Raises:
            InputError: an encoding is no number.
        """
        numbers = np.arange(len(pictures)) if numbers is None else numbers
        found = []
        for first in range(0, len(numbers), AT_ONCE):
            some = pictures[numbers[first : first + AT_ONCE]].astype("float32") / np.float32(255)
            with without_warnings():
                found.append(np.asarray(self.encoder.predict_on_batch(some), np.float32))
        encodings = np.concatenate(found)
        if not np.isfinite(encodings).all():
            text = _("{network} gives encodings that are no numbers; train it again")
            raise InputError(text.format(network=shown(self.encoder.name)))
        return encodings

    def distances(self, first: Encodings, second: Encodings) -> Encodings:
        """`(n, m)` how far each of `(n, dimensions)` encodings is from each of `(m, dimensions)` others."""
        found = np.empty((len(first), len(second)), np.float32)
        step = max(1, NUMBERS_AT_ONCE // max(1, second.size))
        for start in range(0, len(first), step):
            apart = first[start : start + step, None] - second[None]
            if self._head is None:
                found[start : start + step] = np.sqrt(np.square(apart).sum(axis=2))
            else:
                weights, bias = self._head
                found[start : start + step] = _different(np.abs(apart) @ weights + bias)
        return found


def _different(logits: np.ndarray) -> np.ndarray:
    """1 − σ: the probability that two are not the same."""
    found: np.ndarray = 0.5 - 0.5 * np.tanh(0.5 * logits)
    return found


def _parts(model: keras.Model) -> tuple[keras.Model, keras.layers.Layer]:
    """The encoder within a network of two pictures, and its head."""
    encoders = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    head = model.layers[-1]
    if len(encoders) != 1 or not isinstance(head, keras.layers.Dense) or model.output_shape != (None, 1):
        raise _not_siamese(model)
    return encoders[0], head


def _not_siamese(model: keras.Model) -> InputError:
    text = _("{network} is no siamese network: expected one that turns a picture into an encoding, or compares two")
    return InputError(text.format(network=shown(model.name)))
