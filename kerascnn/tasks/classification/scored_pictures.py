"""Test pictures with the scores that a network gives them."""

from dataclasses import dataclass

import numpy as np

__all__ = ["ScoredPictures", "most_of_each"]


@dataclass(frozen=True)
class ScoredPictures:
    """The test pictures of a run and the scores that its network gives them.

    Attributes:
        images: `(n, height, width, channels)` uint8.
        labels: `(n,)` the true class numbers.
        scores: `(n, classes)` probabilities.
    """

    images: np.ndarray
    labels: np.ndarray
    scores: np.ndarray

    @property
    def predictions(self) -> np.ndarray:
        """`(n,)` the class with the highest score."""
        return self.scores.argmax(axis=1)

    def worst(self, count: int) -> np.ndarray:
        """The numbers of the wrong predictions that were surest, surest first, `count` at most."""
        wrong = np.flatnonzero(self.predictions != self.labels)
        return wrong[np.argsort(-self.scores[wrong].max(axis=1), kind="stable")][:count]

    def cell(self, true: int, predicted: int) -> np.ndarray:
        """The numbers of the pictures of one class that were taken for another, or the same.

        Of wrong ones the surest comes first, of right ones the least sure.
        """
        found = np.flatnonzero((self.labels == true) & (self.predictions == predicted))
        sureness = self.scores[found, predicted]
        return found[np.argsort(sureness if true == predicted else -sureness, kind="stable")]


def most_of_each(counts: np.ndarray, budget: int, most: int) -> int:
    """How many of each count can be taken so that the sum stays within a budget, `most` at most, at least one.

    >>> most_of_each(np.array([100, 3, 2]), 10, 24)
    5
    """
    best = 1
    for each in range(1, most + 1):
        if np.minimum(counts, each).sum() > budget:
            break
        best = each
    return best
