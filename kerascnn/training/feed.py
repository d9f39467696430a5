"""Data to the network, a batch at a time, in an order that a seed repeats."""

from abc import abstractmethod
from typing import Any

import keras
import numpy as np

__all__ = ["Feed"]


class Feed(keras.utils.PyDataset):
    """Batches for `fit` and `predict`: a subclass says what a batch is, and nothing it gives depends on the past.

    Each epoch has an order of its own, drawn from `default_rng([seed, epoch])`, so that the same seed gives the
    same training and a training can go on in the middle: `start_at`. (After `keras.utils.set_random_seed`, Keras's own
    `fit(x, y, shuffle=True)` repeats one order in every epoch.)

    Args:
        indices: `(n,)` the numbers of the examples.
        batch_size: examples in a batch.
        seed: shuffle with this seed and leave out the last, smaller batch; None keeps the order and every example.
        first_epoch: the number of the first epoch.
    """

    def __init__(self, indices: np.ndarray, *, batch_size: int, seed: int | None = None, first_epoch: int = 0) -> None:
        super().__init__()
        self.indices = indices
        self.batch_size = batch_size
        self.seed = seed
        self._drawn: tuple[int, np.ndarray] = (-1, indices)
        self.start_at(first_epoch)

    @abstractmethod
    def batch(self, epoch: int, number: int) -> tuple[Any, ...]:
        """Batch `number`, from 0, of an epoch; the same whenever, wherever and however often it is asked for."""

    def chosen(self, epoch: int, number: int) -> np.ndarray:
        """`(batch_size,)` the numbers of a batch's examples; fewer in a last batch that is kept."""
        return self._order(epoch)[number * self.batch_size : (number + 1) * self.batch_size]

    def generator(self, epoch: int, number: int) -> np.random.Generator:
        """From which all chance in a batch comes: batches are made ahead of the training, and in any order."""
        return np.random.default_rng([self.seed or 0, epoch, number])

    def start_at(self, epoch: int, batch: int = 0) -> None:
        """Go to batch `batch`, from 0, of the epoch with this number; the batches before it are left out."""
        self.epoch = epoch
        self.first_batch = batch

    @property
    def batches_per_epoch(self) -> int:
        """How many batches a whole epoch has."""
        whole, rest = divmod(len(self.indices), self.batch_size)
        return whole + (rest > 0 and (self.seed is None or whole == 0))

    def __len__(self) -> int:
        """How many batches are left of the epoch."""
        return self.batches_per_epoch - self.first_batch

    def __getitem__(self, number: int) -> tuple[Any, ...]:
        """Batch `number` of what is left of the epoch."""
        return self.batch(self.epoch, self.first_batch + number)

    def on_epoch_end(self) -> None:
        """Go to the start of the next epoch."""
        self.start_at(self.epoch + 1)

    def _order(self, epoch: int) -> np.ndarray:
        if self.seed is None:
            return self.indices
        drawn, order = self._drawn
        if drawn != epoch:
            order = np.random.default_rng([self.seed, epoch]).permutation(self.indices)
            self._drawn = epoch, order
        return order
