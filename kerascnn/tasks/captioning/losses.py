"""What is made small while a network learns to speak, and how many of its sentences are right."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

from kerascnn.datasets.captions.vocabulary import PADDING

__all__ = ["ExactSentences", "WordCrossEntropy"]

SMALLEST = 1e-7


@keras.saving.register_keras_serializable("kerascnn")
class WordCrossEntropy(keras.losses.Loss):
    """The mean cross-entropy of a caption's words, its end among them, given the words before: in nats.

    Captions weigh the same, however long they are; what fills them up does not count.

    Args:
        label_smoothing: the part of a word's probability that is spread over all words (Szegedy et al. 2016,
            arXiv:1512.00567, section 7).
    """

    def __init__(self, *, label_smoothing: float = 0.0, **settings: Any) -> None:
        super().__init__(**settings)
        self.label_smoothing = label_smoothing

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """`(batch,)` of numbers of words `(batch, longest)` and probabilities `(batch, longest, words)`."""
        words = ops.cast(y_true, "int32")
        there = ops.cast(ops.not_equal(words, PADDING), y_pred.dtype)
        logarithms = ops.log(ops.maximum(y_pred, SMALLEST))
        own = ops.sum(ops.one_hot(words, y_pred.shape[-1], dtype=y_pred.dtype) * logarithms, axis=-1)
        each = (1 - self.label_smoothing) * own + self.label_smoothing * ops.mean(logarithms, axis=-1)
        return -ops.sum(there * each, axis=-1) / ops.maximum(ops.sum(there, axis=-1), 1.0)

    def get_config(self) -> dict[str, Any]:
        """What the loss was made with."""
        return {**super().get_config(), "label_smoothing": self.label_smoothing}


@keras.saving.register_keras_serializable("kerascnn")
class ExactSentences(keras.metrics.Metric):
    """The part of the captions of which each word is the likeliest after the true words before it.

    These are the captions that come out when at each step the likeliest word is said: as long as all were right, the
    words before are the true ones.

    Args:
        name: of the metric.
    """

    def __init__(self, *, name: str = "exact", **settings: Any) -> None:
        super().__init__(name=name, **settings)
        self.right = self.add_variable((), "zeros", name="right")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count the captions of a batch."""
        words = ops.cast(y_true, "int32")
        said = ops.cast(ops.argmax(y_pred, axis=-1), "int32")
        whole = ops.all(ops.logical_or(ops.equal(said, words), ops.equal(words, PADDING)), axis=-1)
        self.right.assign_add(ops.sum(ops.cast(whole, "float32")))
        self.count.assign_add(ops.cast(ops.shape(words)[0], "float32"))

    def result(self) -> Any:
        """The part."""
        return self.right / ops.maximum(self.count, 1.0)
