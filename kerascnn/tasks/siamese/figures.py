"""The figures of a siamese network's test."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from kerascnn import plots
from kerascnn.insight import flat_map
from kerascnn.language import _
from kerascnn.plots import Compared
from kerascnn.plots.embedding import map_of_thumbnails
from kerascnn.tasks.siamese.evaluation import Evaluation, Pair
from kerascnn.tasks.siamese.identities import Identities

if TYPE_CHECKING:
    import keras

__all__ = ["draw", "said_of"]

SHOWN = 12
ON_THE_MAP = 10
"""Identities whose encodings are put on a map: a colour each."""


def draw(figures: Path, name: str, model: "keras.Model", data: Identities, tested: Evaluation) -> None:
    """Draw `roc.png`, `distances.png`, `embedding.png` and `confused.png`."""
    found = tested.roc
    accepted, taken = found.at(tested.threshold)
    title = _("{name}: verification {score:.2%}, {count} identities that it has never seen")
    title = title.format(name=name, score=tested.score, count=len(tested.names))
    drawn = plots.roc_curve(
        found.taken, found.accepted, equal_error=found.equal_error, chosen=(taken, accepted), title=title
    )
    plots.save(drawn, figures / "roc.png")
    _pairs, same, apart = tested.pairs
    title = _("{name}: how far apart pairs of test pictures are").format(name=name)
    drawn = plots.pair_distances(
        apart[same], apart[~same], threshold=tested.threshold, highest=tested.highest, title=title
    )
    plots.save(drawn, figures / "distances.png")
    plots.save(_map(name, data, tested), figures / "embedding.png")
    title = _("{name}: the pairs that are confused most; orange is decided wrong").format(name=name)
    panels = []
    for pair in tested.confused(SHOWN):
        first, second = data.test.pictures[np.array([pair.first, pair.second])]
        panels.append(Compared(first, second, said_of(pair), right=not tested.wrong(pair)))
    plots.save(plots.pictures_in_pairs(panels, title=title), figures / "confused.png")


def said_of(pair: Pair) -> str:
    """What two test pictures are, and how far apart."""
    text = _("the same, distance {apart:.2f}") if pair.same else _("two identities, distance {apart:.2f}")
    return text.format(apart=pair.distance)


def _map(name: str, data: Identities, tested: Evaluation) -> Figure:
    """The encodings of the first test identities, in the two directions in which they differ most."""
    chosen = tested.labels < ON_THE_MAP
    places, variance = flat_map(tested.encodings[chosen])
    title = _("{name}: the encodings of {count} test identities, framed in a colour each; {part:.0%} of the variance")
    names = tested.names[:ON_THE_MAP]
    part = 0.0 if variance is None else float(variance.sum())
    return map_of_thumbnails(
        places,
        data.test.pictures[tested.numbers[chosen]],
        tested.labels[chosen],
        names,
        title=title.format(name=name, count=len(names), part=part),
    )
