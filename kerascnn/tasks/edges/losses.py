"""What a network for edges makes small, and what is measured while it trains."""

from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

from kerascnn.tasks.edges.thinning import near, thinned

__all__ = ["BalancedCrossEntropy", "EdgeF"]

THRESHOLDS = tuple(number / 20 for number in range(1, 20))


@keras.saving.register_keras_serializable("kerascnn")
class BalancedCrossEntropy(keras.losses.Loss):
    """Cross-entropy in which edge pixels weigh more, since they are few: Xie and Tu 2015, equation 2.

    Where a part p of a batch's pixels are edges, one of them weighs (1 − p)^balance, and any other pixel p^balance.
    With a balance of 1, as in the paper, the edges together weigh as much as all else; the maps are then broad, since
    a pixel too many costs little. With 0 all pixels weigh 1. Each output has a map: the fusion and the side outputs
    are trained alike, their losses added.

    Args:
        balance: 0 to 1.
        reduction: as Keras has it; there is one number for a batch.
        name: of the loss.
    """

    def __init__(
        self,
        balance: float = 1.0,
        *,
        reduction: str = "sum_over_batch_size",
        name: str = "balanced_cross_entropy",
    ) -> None:
        super().__init__(name=name, reduction=reduction)
        self.balance = balance

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of a batch: the weighted mean over its pixels, summed over the outputs.

        Args:
            y_true: `(n, height, width)` 1 on an edge, 0 elsewhere.
            y_pred: `(n, height, width, outputs)` probabilities.
        """
        edge = ops.cast(y_true, y_pred.dtype)[..., None]
        there = ops.mean(edge)
        missed = edge * ops.log(ops.clip(y_pred, 1e-7, 1.0))
        false = (1 - edge) * ops.log(ops.clip(1 - y_pred, 1e-7, 1.0))
        weighted = (1 - there) ** self.balance * missed + there**self.balance * false
        return -ops.sum(ops.mean(weighted, axis=(0, 1, 2)))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, for saving."""
        return {"balance": self.balance, "reduction": self.reduction, "name": self.name}


@keras.saving.register_keras_serializable("kerascnn")
class EdgeF(keras.metrics.Metric):
    """The F of the fused and thinned map at one pixel, at the best of 19 thresholds for all pictures together.

    Args:
        name: of the metric.
        dtype: as Keras has it.
    """

    def __init__(self, name: str = "ods", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        count = (len(THRESHOLDS),)
        self.found = self.add_weight(name="found", shape=count, initializer="zeros")
        self.right = self.add_weight(name="right", shape=count, initializer="zeros")
        self.there = self.add_weight(name="there", shape=(), initializer="zeros")
        self.met = self.add_weight(name="met", shape=count, initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch; see `BalancedCrossEntropy.call`."""
        edge = ops.cast(y_true, "float32")
        lines = thinned(ops.cast(y_pred[..., 0], "float32"))
        close, around = near(edge), near(lines)
        found = [ops.cast(lines >= each, "float32") for each in THRESHOLDS]
        self.found.assign_add(ops.stack([ops.sum(each) for each in found]))
        self.right.assign_add(ops.stack([ops.sum(each * close) for each in found]))
        self.there.assign_add(ops.sum(edge))
        met = [ops.sum(edge * ops.cast(around >= each, "float32")) for each in THRESHOLDS]
        self.met.assign_add(ops.stack(met))

    def result(self) -> Any:
        """The best F."""
        precision = self.right / ops.maximum(self.found, 1.0)
        recall = self.met / ops.maximum(self.there, 1.0)
        return ops.max(2 * precision * recall / ops.maximum(precision + recall, 1e-7))
