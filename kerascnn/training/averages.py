"""Batch normalisation's averages, settled before a validation as long as a training has made few steps.

In a training, batch normalisation takes mean and variance from the batch; for everything else it keeps moving averages,
which begin at 0 and 1 and forget that step by step: with Keras's momentum of 0.99, after 64 steps half of what they say
is still their beginning. A network that has learned well is then tested as if it had not. So these averages are taken
anew, over batches of the epoch that has just ended, before each validation, until too little is left of their beginning
to matter. (Wu and Johnson 2021, "Rethinking batch in BatchNorm", arXiv:2105.07576, section 3, call that PreciseBN.) A
longer training is not changed by a bit, and a short one only in how it is tested: in the steps themselves the averages
have no part.
"""

from collections.abc import Iterator
from typing import Any

import keras

from kerascnn.training.feed import Feed
from kerascnn.training.training_state import TrainingState

__all__ = ["Settling", "normalizations", "settle"]

LEFT = 0.02
"""What may be left of an average's beginning: with a momentum of 0.99 after 389 steps, with 0.999 after 3,910."""
EXAMPLES = 2_000
"""Over how many examples the averages are taken, about."""


def normalizations(model: keras.Model) -> Iterator[keras.layers.BatchNormalization]:
    """The layers of a model that normalise batches, but for those that are frozen, whose averages stay as they are."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from normalizations(layer)
        elif isinstance(layer, keras.layers.BatchNormalization) and layer.trainable:
            yield layer


def settle(model: keras.Model, feed: Feed, epoch: int) -> None:
    """Take the averages of batch normalisation anew, each batch of an epoch counting alike.

    Args:
        model: whose.
        feed: what it learns from.
        epoch: the number of the epoch whose batches are taken.
    """
    layers = list(normalizations(model))
    own = [layer.momentum for layer in layers]
    count = min(feed.batches_per_epoch, -(-EXAMPLES // feed.batch_size))
    try:
        for number in range(count):
            for layer in layers:
                layer.momentum = number / (number + 1)  # which makes the moving average a mean
            model(feed.batch(epoch, number)[0], training=True)
    finally:
        for layer, momentum in zip(layers, own, strict=True):
            layer.momentum = momentum


class Settling(keras.callbacks.Callback):
    """Settles the averages before each validation of a training that has made few steps.

    Args:
        feed: what the training learns from.
        training_state: how far it has come, as the recorder brings it up to date.
    """

    def __init__(self, feed: Feed, training_state: TrainingState) -> None:
        super().__init__()
        self.feed = feed
        self.training_state = training_state

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Settle them, where too much of their beginning is left."""
        epoch = self.training_state.epoch + 1
        steps = epoch * self.feed.batches_per_epoch
        if any(layer.momentum**steps > LEFT for layer in normalizations(self.model)):
            settle(self.model, self.feed, epoch)
