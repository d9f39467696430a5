"""What an encoder makes small: triplet losses, whose triplets are mined in the batch, and the contrastive loss."""

from typing import Any, Literal, get_args

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
from keras import ops

from kerascnn import checks
from kerascnn.errors import unknown

__all__ = ["ContrastiveLoss", "Mining", "TripletLoss", "pairs_of", "squared_distances"]

Mining = Literal["all", "semi-hard", "hard"]

SMALLEST = 1e-12
"""Squared: below, the square root has no slope that a float could hold."""
FAR = 1e9
"""Further than any two encodings."""


def squared_distances(encodings: Any) -> Any:
    """`(n, n)` the squared Euclidean distance of each pair of `(n, dimensions)` encodings; none is negative."""
    encodings = ops.cast(encodings, "float32")
    lengths = ops.sum(ops.square(encodings), axis=1)
    products = ops.matmul(encodings, ops.transpose(encodings))
    return ops.relu(lengths[:, None] - 2 * products + lengths[None])


def pairs_of(who: Any) -> tuple[Any, Any]:
    """Which pairs of pictures are two pictures of the same identity, and which are of two identities.

    Args:
        who: `(n, 2)` whole numbers: the identity, and the picture. A picture that is twice in a batch is no pair.

    Returns:
        Both `(n, n)` bool.
    """
    who = ops.cast(who, "int32")
    alike = ops.equal(who[:, None, 0], who[None, :, 0])
    itself = ops.equal(who[:, None, 1], who[None, :, 1])
    return ops.logical_and(alike, ops.logical_not(itself)), ops.logical_not(alike)


def _mean(values: Any, there: Any) -> Any:
    """The mean of some of the values, and 0 where there are none."""
    there = ops.cast(there, values.dtype)
    return ops.sum(values * there) / ops.maximum(ops.sum(there), 1.0)


@keras.saving.register_keras_serializable("kerascnn")
class TripletLoss(keras.losses.Loss):
    """`max(‖f(A) − f(P)‖² − ‖f(A) − f(N)‖² + α, 0)` over triplets of a batch: an anchor, a positive, a negative.

    Which triplets count is what `mining` chooses.

    - "all": every triplet of the batch, each with the same weight. Soon most of them are zero.
    - "semi-hard" (Schroff et al. 2015, arXiv:1503.03832, section 3.2): for each anchor and positive one negative, the
      nearest that is further from the anchor than the positive; where none is further, the furthest.
    - "hard" (Hermans et al. 2017, arXiv:1703.07737, "batch hard"): for each anchor the furthest positive and the
      nearest negative. While the furthest is further than the nearest, such a loss is made small most easily by putting
      all encodings into one place, where it is α. So these are distances, not squares, as that paper has them too, and
      in a unit of their own: the mean distance of two identities in the batch. Where all come together, so does the
      unit, and nothing is gained.

    There is one number for a batch: the mean of the triplets that count.

    Args:
        mining: which triplets count.
        margin: α: by how much the negative is to be further away: squared, or with "hard" in its unit.
        reduction: as Keras has it; there is one number for a batch.
        name: of the loss.

    Raises:
        InputError: there is no such way of mining, or the margin is not positive.
    """

    def __init__(
        self,
        mining: Mining = "semi-hard",
        *,
        margin: float = 0.2,
        reduction: str = "sum_over_batch_size",
        name: str = "triplet",
    ) -> None:
        super().__init__(name=name, reduction=reduction)
        if mining not in get_args(Mining):
            raise unknown("mining", mining, get_args(Mining))
        checks.number("margin", margin, above=0)
        self.mining, self.margin = mining, margin

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of a batch.

        Args:
            y_true: `(n, 2)` identity and picture, as `pairs_of` takes them.
            y_pred: `(n, dimensions)` encodings.
        """
        distances = squared_distances(y_pred)
        same, different = pairs_of(y_true)
        mined = {"all": self._all, "semi-hard": self._semi_hard, "hard": self._hard}
        return mined[self.mining](distances, same, different)

    def _all(self, distances: Any, same: Any, different: Any) -> Any:
        losses = ops.relu(distances[:, :, None] - distances[:, None, :] + self.margin)
        return _mean(losses, ops.logical_and(same[:, :, None], different[:, None, :]))

    def _semi_hard(self, distances: Any, same: Any, different: Any) -> Any:
        # Axes: anchor, positive, negative.
        negatives = ops.where(different, distances, FAR)[:, None, :]
        further = negatives > distances[:, :, None]
        nearest = ops.min(ops.where(further, negatives, FAR), axis=2)
        furthest = ops.max(ops.where(different, distances, 0.0), axis=1, keepdims=True)
        chosen = ops.where(nearest < FAR, nearest, furthest)
        losses = ops.relu(distances - chosen + self.margin)
        return _mean(losses, ops.logical_and(same, ops.any(different, axis=1, keepdims=True)))

    def _hard(self, distances: Any, same: Any, different: Any) -> Any:
        distances = ops.sqrt(ops.maximum(distances, SMALLEST))
        distances = distances / ops.maximum(_mean(distances, different), SMALLEST)
        furthest = ops.max(ops.where(same, distances, 0.0), axis=1)
        nearest = ops.min(ops.where(different, distances, FAR), axis=1)
        losses = ops.relu(furthest - nearest + self.margin)
        return _mean(losses, ops.logical_and(ops.any(same, axis=1), ops.any(different, axis=1)))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, for saving."""
        return {"mining": self.mining, "margin": self.margin, "reduction": self.reduction, "name": self.name}


@keras.saving.register_keras_serializable("kerascnn")
class ContrastiveLoss(keras.losses.Loss):
    """`d²` of a pair of the same identity and `max(m − d, 0)²` of two identities (Hadsell et al. 2006).

    Of all pairs of a batch; the mean of the same pairs and the mean of the different ones weigh alike, since a batch
    has many more of the latter.

    Args:
        margin: m: from which distance on, of at most 2, two identities are far enough apart.
        reduction: as Keras has it; there is one number for a batch.
        name: of the loss.

    Raises:
        InputError: the margin is not positive.
    """

    def __init__(
        self, *, margin: float = 1.0, reduction: str = "sum_over_batch_size", name: str = "contrastive"
    ) -> None:
        super().__init__(name=name, reduction=reduction)
        checks.number("margin", margin, above=0)
        self.margin = margin

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of a batch: arguments as `TripletLoss.call` has them."""
        squared = squared_distances(y_pred)
        same, different = pairs_of(y_true)
        distances = ops.sqrt(ops.maximum(squared, SMALLEST))
        return _mean(squared, same) + _mean(ops.square(ops.relu(self.margin - distances)), different)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, for saving."""
        return {"margin": self.margin, "reduction": self.reduction, "name": self.name}
