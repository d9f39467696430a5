"""How likely a network for sound takes each code to be: what is trained, what is measured, and what is drawn from."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from kerascnn.arrays import numbers
from kerascnn.datasets.sound.mu_law import EDGES, LEVELS
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["IGNORED", "BitsPerSample", "WaveLoss", "log_likelihood", "probabilities"]

IGNORED = -1
"""The code of a place that nothing is learned from: the network does not see all of its past, or there is no sound."""
FIRST_NARROWNESS = 3.0
"""A logistic distribution's 1/scale is e to the power of this and of what the network says: first it is 0.05 wide."""
NARROWNESS = -3.0, 9.0
"""The same within these: from 20, wider than all sound, to a ten-thousandth, less than the finest step of μ-law."""
SMALLEST = 1e-6
LOWEST = -80.0


def log_likelihood(codes: Any, outputs: Any) -> Any:
    """The natural logarithm of the probability that a network's outputs give to the codes that came.

    256 outputs are logits. Otherwise they are, for each component of a mixture of logistic distributions, its mean,
    its narrowness and the logit of its weight; a code's probability is what lies between its edges, and the first and
    the last code also have all that lies beyond (Salimans et al. 2017, arXiv:1701.05517, section 2.1).

    Args:
        codes: `(batch, samples)` whole numbers, 0 to 255.
        outputs: `(batch, samples, 256 or 3 · components)`.

    Returns:
        `(batch, samples)`.
    """
    outputs, codes = ops.cast(outputs, "float32"), ops.cast(codes, "int32")
    if outputs.shape[-1] == LEVELS:
        chosen = ops.take_along_axis(outputs, codes[..., None], axis=-1)[..., 0]
        return chosen - ops.logsumexp(outputs, axis=-1)
    means, narrowness, weights = ops.split(outputs, 3, axis=-1)
    narrow = ops.exp(ops.clip(FIRST_NARROWNESS + narrowness, *NARROWNESS))
    edges = ops.convert_to_tensor(EDGES.astype("float32"))
    above_low = (ops.take(edges, codes)[..., None] - means) * narrow
    above_high = (ops.take(edges, codes + 1)[..., None] - means) * narrow
    # σ(high) − σ(low) = σ(high) · (1 − σ(low)) · (1 − e^(low − high)), whose logarithm loses no figures.
    first, last = ops.equal(codes, 0)[..., None], ops.equal(codes, LEVELS - 1)[..., None]
    between = ops.log(-ops.expm1(-ops.maximum(above_high - above_low, SMALLEST)))
    inside = between - ops.softplus(-above_high) - ops.softplus(above_low)
    each = ops.where(first, -ops.softplus(-above_high), ops.where(last, -ops.softplus(above_low), inside))
    mixed = ops.logsumexp(each + weights, axis=-1) - ops.logsumexp(weights, axis=-1)
    return ops.maximum(mixed, LOWEST)


def probabilities(outputs: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """The probability of each code, in NumPy.

    Args:
        outputs: `(..., 256 or 3 · components)`, as `log_likelihood` takes them.

    Returns:
        `(..., 256)`, whose sum is 1.
    """
    given = numbers(_("array of outputs"), outputs).astype(np.float64)
    if not given.size or not given.ndim or (given.shape[-1] != LEVELS and given.shape[-1] % 3):
        text = _("the outputs have the shape {shape}; expected 256, or three for each distribution, on the last axis")
        raise InputError(text.format(shape=given.shape))
    if given.shape[-1] == LEVELS:
        return _softmax(given)
    means, narrowness, weights = np.split(given, 3, axis=-1)
    narrow = np.exp(np.clip(FIRST_NARROWNESS + narrowness, *NARROWNESS))
    below = 0.5 + 0.5 * np.tanh((EDGES - means[..., None]) * narrow[..., None] / 2)
    below[..., 0], below[..., -1] = 0, 1
    return (np.diff(below, axis=-1) * _softmax(weights)[..., None]).sum(axis=-2)


def _softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def _surprise(codes: Any, outputs: Any) -> tuple[Any, Any]:
    """The negative log-likelihood at each place, 0 where it is ignored, and 1 or 0 for which places count."""
    counts = ops.cast(ops.greater_equal(codes, 0), "float32")
    return -log_likelihood(ops.maximum(codes, 0), outputs) * counts, counts


@keras.saving.register_keras_serializable("kerascnn")
class WaveLoss(keras.losses.Loss):
    """The cross-entropy of the codes that came, in nats a sample; places with the code `IGNORED` do not count."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """`(batch,)` the loss of each window, so that their mean is that of all places which count."""
        lost, counts = _surprise(y_true, y_pred)
        windows = ops.cast(ops.shape(lost)[0], "float32")
        return ops.sum(lost, axis=1) * windows / ops.maximum(ops.sum(counts), 1.0)


@keras.saving.register_keras_serializable("kerascnn")
class BitsPerSample(keras.metrics.Metric):
    """The same in bits, over all that was seen since the start of the epoch."""

    def __init__(self, name: str = "bits", **settings: Any) -> None:
        super().__init__(name=name, **settings)
        self.total = self.add_variable((), initializer="zeros", name="total")
        self.count = self.add_variable((), initializer="zeros", name="count")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch."""
        lost, counts = _surprise(y_true, y_pred)
        self.total.assign_add(ops.sum(lost) / float(np.log(2)))
        self.count.assign_add(ops.sum(counts))

    def result(self) -> Any:
        """Bits a sample."""
        return self.total / ops.maximum(self.count, 1.0)
