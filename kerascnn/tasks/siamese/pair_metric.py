"""How well a network tells pairs apart while it trains, worked out where it trains."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

from kerascnn.tasks.siamese.losses import pairs_of, squared_distances

__all__ = ["VerificationOfBatches", "VerificationOfPairs"]

BINS = 1000
"""Distances that are told apart; the test tells all."""
MOST = {"batches": 2.0, "pairs": 1.0}


class _Verification(keras.metrics.Metric):
    """The part of pairs that the best threshold decides right, of equally many of the same and of two identities.

    Distances are counted in bins, each kind for itself. The threshold is chosen after the fact, so the measure says
    how well a network can tell apart, not how well it will; the test chooses its threshold beforehand.

    Args:
        highest: no distance is greater.
        name: of the metric.
    """

    def __init__(self, highest: float, name: str, **settings: Any) -> None:
        super().__init__(name=name, **settings)
        self.highest = highest
        self.same = self.add_variable((BINS,), "zeros", name="same")
        self.different = self.add_variable((BINS,), "zeros", name="different")

    def _count(self, distances: Any, same: Any, different: Any) -> None:
        places = ops.cast(ops.clip(ops.floor(distances / self.highest * BINS), 0, BINS - 1), "int32")
        places = ops.reshape(places, (-1,))
        for variable, which in ((self.same, same), (self.different, different)):
            counted = ops.reshape(ops.cast(which, "float32"), (-1,))
            variable.assign_add(ops.segment_sum(counted, places, num_segments=BINS))

    def result(self) -> Any:
        """A number from 0.5 up, where there are pairs of both kinds."""
        accepted = ops.cumsum(self.same) / ops.maximum(ops.sum(self.same), 1.0)
        taken = ops.cumsum(self.different) / ops.maximum(ops.sum(self.different), 1.0)
        return ops.max(0.5 + 0.5 * (accepted - taken))


@keras.saving.register_keras_serializable("kerascnn")
class VerificationOfBatches(_Verification):
    """Of encodings: all pairs within each batch, `y_true` as `losses.pairs_of` takes it.

    Args:
        name: of the metric.
    """

    def __init__(self, name: str = "verification", **settings: Any) -> None:
        super().__init__(MOST["batches"], name, **settings)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count the pairs of a batch of encodings `(n, dimensions)`."""
        self._count(ops.sqrt(squared_distances(y_pred)), *pairs_of(y_true))


@keras.saving.register_keras_serializable("kerascnn")
class VerificationOfPairs(_Verification):
    """Of probabilities that two pictures show the same: `y_true` is 1 where they do.

    Args:
        name: of the metric.
    """

    def __init__(self, name: str = "verification", **settings: Any) -> None:
        super().__init__(MOST["pairs"], name, **settings)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count pairs `(n, 1)`."""
        same = ops.cast(y_true, "bool")
        self._count(1 - ops.cast(y_pred, "float32"), same, ops.logical_not(same))
