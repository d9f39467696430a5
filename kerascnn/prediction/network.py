"""A model together with what it wants to be fed and what its outputs mean."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.prediction.inputs import Pixels, as_unit, inputs_of
from kerascnn.prediction.scores import Applied, only, scores_of
from kerascnn.quiet import without_warnings

if TYPE_CHECKING:
    import keras

__all__ = ["Network", "few"]

BATCH = 500
LOOKED_AT = 6
"""Pictures by which a model's outputs are told where its layers do not say what they are; one, if it is large."""
LARGE = 2**22
"""Numbers in a picture of which one is tried at a time."""


def few(count: int, shape: tuple[int, ...]) -> int:
    """How many pictures a network is tried on at once: so many as wanted, or one if they are large."""
    return count if math.prod(shape) < LARGE else 1


class Network:
    """A model that takes one picture and gives one score per class.

    Args:
        model: any Keras model.
        shape: `(height, width, channels)` of a picture, where the model does not fix it.
        pixels: on which scale it takes pixels, where somebody knows it.
        scores: what is to be made of its outputs, where somebody knows it.
        of_run: whether a training of kerascnn made it.

    Raises:
        InputError: the model takes something else than one picture, or gives something else than one score per class.
    """

    def __init__(
        self,
        model: "keras.Model",
        shape: tuple[int, ...] | None = None,
        *,
        pixels: Pixels | None = None,
        scores: Applied | None = None,
        of_run: bool = False,
    ) -> None:
        self.model = model
        self.inputs = inputs_of(model, shape, pixels=pixels, of_run=of_run)
        if self.inputs.axes == "chw":
            _let_compute_channels_first(model)
        self.scores = scores_of(model, self._outputs_of_some, asked=scores)

    @classmethod
    def of(cls, model: "keras.Model | Network", shape: tuple[int, ...] | None = None) -> "Network":
        """The network itself, or what is found out of a model."""
        return model if isinstance(model, Network) else cls(model, shape)

    def outputs_of(self, pictures: np.ndarray) -> np.ndarray:
        """What the model puts out.

        Args:
            pictures: `(n, height, width, channels)`, uint8, or float in [0, 1].
        """
        given = self.inputs.of_unit(as_unit(pictures))
        with without_warnings():
            return np.asarray(only(self.model.predict_on_batch(given))).astype("float32")

    def scores_of(self, pictures: Any) -> np.ndarray:
        """One score per class for each picture.

        Args:
            pictures: `(n, height, width, channels)`, uint8, or float in [0, 1]; or what gives such for an array of
                indices.

        Returns:
            `(n, classes)` float32.

        Raises:
            InputError: what comes out is no number.
        """
        found = np.empty((len(pictures), self.scores.classes), "float32")
        for first in range(0, len(pictures), BATCH):
            numbers = np.arange(first, min(first + BATCH, len(pictures)))
            outputs = self.outputs_of(pictures[numbers])
            if not np.isfinite(outputs).all():
                text = _("the model gives {value} for a picture, which is no number; train it again, or ask its maker")
                raise InputError(text.format(value=outputs[~np.isfinite(outputs)][0]))
            found[numbers] = self.scores.of_outputs(outputs)
        return found

    def said_of_pixels(self) -> str:
        """What is done to pictures that have the right size, in words."""
        return _("pictures: {pixels}").format(pixels=self.inputs.sentence())

    def _outputs_of_some(self) -> np.ndarray:
        chance = np.random.default_rng(0)
        return self.outputs_of(chance.random((few(LOOKED_AT, self.inputs.shape), *self.inputs.shape), "float32"))


def _let_compute_channels_first(model: "keras.Model") -> None:
    """Have the model compiled by XLA: TensorFlow's own convolutions on a CPU know channels last alone."""
    from kerascnn.prediction.hooks import named_layers

    if any(getattr(layer, "data_format", "") == "channels_first" for _name, layer in named_layers(model)):
        model.compile(jit_compile=True)
