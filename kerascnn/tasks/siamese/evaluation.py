"""How well a siamese network tells identities apart that it has never seen."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import accuracy_text
from kerascnn.tasks.protocol import About
from kerascnn.tasks.siamese import verification
from kerascnn.tasks.siamese.building import VALIDATION_STEPS, loss_of
from kerascnn.tasks.siamese.comparing import Comparer
from kerascnn.tasks.siamese.feed import IdentityBatches, PairBatches
from kerascnn.tasks.siamese.identities import Identities, Part
from kerascnn.tasks.siamese.options import Options

__all__ = ["Evaluation", "Pair", "evaluate"]

MOST_PICTURES = 1_000
"""That are compared, each with each, evenly chosen from the identities; ten of each at least."""
FEWEST_EACH = 10
WAYS = 10
POINTS, BINS = 101, 50
"""Of the curve and of the distances that `metrics.json` keeps."""
MOST_TAKEN = 1e-4
"""Where the curve begins that is kept, on a logarithmic scale."""


class Pair(NamedTuple):
    """Two test pictures.

    Attributes:
        first: the number of one.
        second: the number of the other.
        distance: how far apart they are.
        same: whether they show the same identity.
    """

    first: int
    second: int
    distance: float
    same: bool


@dataclass(frozen=True)
class Evaluation:
    """How far test pictures are from each other, and what follows from it.

    Attributes:
        numbers: `(n,)` which pictures of the test part were compared.
        labels: `(n,)` the identity on each.
        names: of the identities.
        encodings: `(n, dimensions)`.
        distances: `(n, n)`.
        highest: no distance is greater.
        threshold: up to which distance two pictures count as the same, chosen on other identities.
        chosen_with: the accuracy that it has on those.
        ways: among how many identities somebody is recognised.
        loss: the mean loss of batches of the test part.
    """

    numbers: npt.NDArray[np.intp]
    labels: npt.NDArray[np.int64]
    names: tuple[str, ...]
    encodings: npt.NDArray[np.float32]
    distances: npt.NDArray[np.float32]
    highest: float
    threshold: float
    chosen_with: float
    ways: int
    loss: float

    @cached_property
    def pairs(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
        """All pairs: which two `(p, 2)`, whether they show the same `(p,)`, and how far apart they are `(p,)`."""
        pairs, same = verification.pairs_within(self.labels)
        return pairs, same, self.distances[pairs[:, 0], pairs[:, 1]]

    @cached_property
    def roc(self) -> verification.Roc:
        """What becomes of the pairs at every threshold."""
        _pairs, same, apart = self.pairs
        return verification.roc(apart[same], apart[~same])

    @property
    def score(self) -> float:
        """The headline: the part of pairs decided right, of equally many of both kinds."""
        return self.roc.accuracy(self.threshold)

    @cached_property
    def one_shot(self) -> dict[int, float]:
        """How often somebody is recognised by one picture, among so many identities."""
        asked = sorted({each for each in (2, 3, 5, 10, 20, 50) if each <= len(self.names)} | {self.ways})
        return {ways: verification.one_shot(self.distances, self.labels, ways) for ways in asked}

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: the threshold, what becomes of pairs at it and at others, one-shot recognition."""
        accepted, taken = self.roc.at(self.threshold)
        _pairs, same, apart = self.pairs
        at = np.geomspace(MOST_TAKEN, 1, POINTS)
        places = np.searchsorted(self.roc.taken, at, side="right") - 1
        curve = np.where(places < 0, 0.0, self.roc.accepted[places])
        edges = np.linspace(0, self.highest, BINS + 1)
        counts = {name: np.histogram(apart[which], edges)[0] for name, which in (("same", same), ("different", ~same))}
        return {
            "equal_error": self.roc.equal_error,
            "area": self.roc.area,
            "threshold": self.threshold,
            "chosen_with": self.chosen_with,
            "falsely_accepted": taken,
            "falsely_refused": 1 - accepted,
            "identities": len(self.names),
            "pairs": {"same": int(same.sum()), "different": int((~same).sum())},
            "ways": self.ways,
            "one_shot": {str(ways): part for ways, part in self.one_shot.items()},
            "accepted_at": [round(float(each), 4) for each in curve],
            "highest": self.highest,
            "distances": {name: each.tolist() for name, each in counts.items()},
        }

    def line(self) -> str:
        """The headline in words."""
        text = _(
            "test verification {score}, equal error {error:.2%}, one-shot among {ways} {shot}, of {count} identities "
            "that it has never seen"
        )
        # Pairs of the same pictures are no trials of their own: what is counted are pictures.
        score, shot = (accuracy_text(part, len(self.labels)) for part in (self.score, self.one_shot[self.ways]))
        said = {"error": self.roc.equal_error, "ways": self.ways, "count": len(self.names)}
        return text.format(score=score, shot=shot, **said)

    def confused(self, most: int) -> list[Pair]:
        """The pairs furthest on the wrong side of the threshold, then those nearest to it; each two identities once."""
        pairs, same, apart = self.pairs
        wrong_by = np.where(same, apart - self.threshold, self.threshold - apart)
        found: dict[tuple[int, int], Pair] = {}
        for place in np.argsort(-wrong_by, kind="stable").tolist():
            if len(found) == most:
                break
            first, second = pairs[place].tolist()
            who = tuple(sorted((int(self.labels[first]), int(self.labels[second]))))
            pair = Pair(int(self.numbers[first]), int(self.numbers[second]), float(apart[place]), bool(same[place]))
            found.setdefault((who[0], who[1]), pair)
        return list(found.values())

    def wrong(self, pair: Pair) -> bool:
        """Whether a pair is decided wrong."""
        return pair.same == (pair.distance > self.threshold)


def evaluate(model: keras.Model, options: Options, data: Identities) -> Evaluation:
    """Let a network compare the test pictures, with a threshold chosen on the validation identities.

    Raises:
        InputError: it takes pictures of another size, or is no siamese network.
    """
    comparer = Comparer(model)
    if comparer.shape != data.shape:
        text = _("{network} takes pictures of {takes}; the data have {own}")
        shapes = {"takes": "×".join(map(str, comparer.shape)), "own": "×".join(map(str, data.shape))}
        raise InputError(text.format(network=model.name, **shapes))
    _numbers, labels, _encodings, distances = _compared(comparer, data.validation)
    pairs, same = verification.pairs_within(labels)
    apart = distances[pairs[:, 0], pairs[:, 1]]
    found = verification.roc(apart[same], apart[~same])
    threshold = found.best()
    numbers, labels, encodings, distances = _compared(comparer, data.test)
    return Evaluation(
        numbers=numbers,
        labels=labels,
        names=data.test.names,
        encodings=encodings,
        distances=distances,
        highest=comparer.highest,
        threshold=threshold,
        chosen_with=found.accuracy(threshold),
        ways=options.pictures.ways or min(WAYS, len(data.test.names)),
        loss=_loss(model, options, data.test),
    )


def _compared(comparer: Comparer, part: Part) -> tuple[Any, Any, Any, Any]:
    """The numbers of some pictures, their identities, their encodings, and the distances of each from each."""
    numbers = part.at_most(max(FEWEST_EACH, MOST_PICTURES // len(part.names)))
    encodings = comparer.encode(part.pictures, numbers)
    return numbers, part.labels[numbers], encodings, comparer.distances(encodings, encodings)


def _loss(model: keras.Model, options: Options, part: Part) -> float:
    """The mean loss of some batches, always the same."""
    feed = PairBatches if options.loss.name == "binary" else IdentityBatches
    settings: dict[str, Any] = {"batch_size": options.batch_size, "per_identity": options.per_identity}
    batches = feed(part, steps=VALIDATION_STEPS, seed=0, renewed=False, **settings)
    loss = loss_of(options.loss)
    found = []
    for number in range(len(batches)):
        given, truth = batches.batch(0, number)
        found.append(float(keras.ops.convert_to_numpy(loss(truth, model.predict_on_batch(given)))))
    return float(np.mean(found))
