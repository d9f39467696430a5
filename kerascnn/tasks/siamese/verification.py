"""1:1 and 1:K, worked out from distances: thresholds, the ROC curve, the equal error rate, one-shot recognition."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kerascnn.arrays import numbers, with_axes
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Roc", "one_shot", "pairs_within", "roc"]

Numbers = npt.NDArray[np.floating]
EPISODES = 5_000
"""Questions of one-shot recognition that are asked."""


@dataclass(frozen=True)
class Roc:
    """What becomes of pairs at every threshold: accepted as the same where their distance is not above it.

    Attributes:
        thresholds: `(t,)` rising.
        accepted: `(t,)` the part of the pairs of the same identity that is accepted.
        taken: `(t,)` the part of the pairs of two identities that is accepted, wrongly.
    """

    thresholds: Numbers
    accepted: Numbers
    taken: Numbers

    def at(self, threshold: float) -> tuple[float, float]:
        """The parts of the same and of the different pairs that are accepted at a threshold."""
        place = int(np.searchsorted(self.thresholds, threshold, side="right")) - 1
        return (0.0, 0.0) if place < 0 else (float(self.accepted[place]), float(self.taken[place]))

    def accuracy(self, threshold: float) -> float:
        """The part that is decided right, of equally many pairs of both kinds."""
        accepted, taken = self.at(threshold)
        return 0.5 + 0.5 * (accepted - taken)

    def best(self) -> float:
        """The threshold with the highest accuracy, halfway to the next distance; of several, the one in the middle."""
        gain = self.accepted - self.taken
        good = np.flatnonzero(gain >= gain.max() - 1e-12)
        place = int(good[len(good) // 2])
        following = self.thresholds[min(place + 1, len(self.thresholds) - 1)]
        return float((self.thresholds[place] + following) / 2)

    @property
    def equal_error(self) -> float:
        """The error rate at the threshold at which as many of the same are refused as of the different accepted."""
        refused = 1 - self.accepted
        after = int(np.argmax(self.taken >= refused))
        if after == 0:
            return float((refused[0] + self.taken[0]) / 2)
        # Straight between the two thresholds where the order of the two rates changes.
        gap_before = refused[after - 1] - self.taken[after - 1]
        gap_after = self.taken[after] - refused[after]
        part = gap_before / (gap_before + gap_after)
        return float(self.taken[after - 1] + part * (self.taken[after] - self.taken[after - 1]))

    @property
    def area(self) -> float:
        """The area under the curve: how often a pair of the same is nearer than one of two identities."""
        taken = np.concatenate([[0.0], self.taken, [1.0]])
        accepted = np.concatenate([[0.0], self.accepted, [1.0]])
        return float(np.sum(np.diff(taken) * (accepted[1:] + accepted[:-1]) / 2))


def roc(same: Numbers, different: Numbers) -> Roc:
    """What becomes of pairs at every threshold.

    Args:
        same: `(s,)` distances of two pictures of the same identity.
        different: `(d,)` distances of pictures of two identities.

    Raises:
        InputError: there are no pairs of one kind.

    Example:
        >>> found = roc(np.array([0.1, 0.2, 0.6]), np.array([0.5, 0.7, 0.9, 0.9]))
        >>> round(found.best(), 3), round(found.accuracy(0.35), 3)
        (0.65, 0.833)
    """
    same, different = (numbers(_("list of distances"), each) for each in (same, different))
    if same.ndim != 1 or different.ndim != 1:
        text = _("the distances have the shapes {same} and {different}; expected one number for each pair")
        raise InputError(text.format(same=same.shape, different=different.shape))
    if not len(same) or not len(different):
        raise InputError(_("there are pairs of one kind alone; expected some of the same and some of two identities"))
    thresholds = np.unique(np.concatenate([same, different]))
    accepted, taken = (
        np.searchsorted(np.sort(each), thresholds, side="right") / len(each) for each in (same, different)
    )
    return Roc(thresholds, accepted, taken)


def pairs_within(labels: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """All pairs of pictures: `(p, 2)` their numbers, the smaller first, and `(p,)` whether they show the same."""
    pairs = np.stack(np.triu_indices(len(labels), 1), axis=1)
    return pairs, labels[pairs[:, 0]] == labels[pairs[:, 1]]


def one_shot(distances: Numbers, labels: npt.NDArray[np.integer], ways: int, *, seed: int = 0) -> float:
    """How often somebody is recognised among `ways` identities of whom one picture each is known.

    Args:
        distances: `(n, n)` of each pair of pictures.
        labels: `(n,)` the identities.
        ways: among how many; one of them is the right one.
        seed: of the questions: whose picture is asked about, who the others are, and which pictures of all.

    Raises:
        InputError: there are fewer identities, or nobody has two pictures.
    """
    labels = with_axes(_("list of labels"), labels, "n")
    distances = with_axes(_("table of distances"), distances, "n, n")
    if distances.shape != (len(labels), len(labels)):
        text = _("the distances have the shape {shape}; expected one for each two of {count:,} pictures")
        raise InputError(text.format(shape=distances.shape, count=len(labels)))
    own = [np.flatnonzero(labels == each) for each in np.unique(labels)]
    asked = [number for number, each in enumerate(own) if len(each) > 1]
    if len(own) < ways or ways < 2 or not asked:
        text = _("one among {ways} cannot be asked of {count} identities, {several} of them with two pictures")
        raise InputError(text.format(ways=ways, count=len(own), several=len(asked)))
    chance = np.random.default_rng(seed)
    right = 0
    for _episode in range(EPISODES):
        who = asked[int(chance.integers(len(asked)))]
        query, known = chance.choice(own[who], 2, replace=False)
        others = chance.choice(len(own) - 1, ways - 1, replace=False)
        others = others + (others >= who)
        rivals = [own[each][int(chance.integers(len(own[each])))] for each in others]
        right += bool(distances[query, known] < distances[query, rivals].min())
    return right / EPISODES
