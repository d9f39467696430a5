"""How well edge maps find edges: precision and recall at every threshold, and F at the best one."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.arrays import with_axes
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.tasks.edges.thinning import near, thinned

__all__ = ["LEVELS", "Curve", "Point", "curve_of", "curve_of_lines"]

LEVELS = 255
"""Thresholds: 1/255, 2/255, ..., 1."""
AT_ONCE = 100

Maps = npt.NDArray[np.float32]
Truth = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


class Point(NamedTuple):
    """One threshold.

    Attributes:
        threshold: what a pixel has at least that counts as an edge, 0 to 1.
        precision: of the pixels that were found, the part that is at most a pixel away from an edge.
        recall: of the pixels of edges, the part that is at most a pixel away from one that was found.
        f: their harmonic mean.
    """

    threshold: float
    precision: float
    recall: float
    f: float


@dataclass(frozen=True)
class Curve:
    """Counts of pixels at every threshold.

    Attributes:
        thresholds: `(t,)` 0 to 1.
        found: `(n, t)` pixels of each picture that were found.
        right: `(n, t)` of these, those that are at most a pixel away from an edge.
        there: `(n,)` pixels of edges.
        met: `(n, t)` of these, those that are at most a pixel away from one that was found.
    """

    thresholds: npt.NDArray[np.float64]
    found: Counts
    right: Counts
    there: Counts
    met: Counts

    @property
    def precision(self) -> npt.NDArray[np.float64]:
        """`(t,)` over all pictures; 1 where nothing was found."""
        return _ratio(self.right.sum(axis=0), self.found.sum(axis=0), 1.0)

    @property
    def recall(self) -> npt.NDArray[np.float64]:
        """`(t,)` over all pictures; 1 where there is no edge."""
        return _ratio(self.met.sum(axis=0), np.full(len(self.thresholds), self.there.sum()), 1.0)

    @property
    def best(self) -> Point:
        """ODS, the optimal data set scale: the one threshold for all pictures whose F is highest."""
        f = _f(self.precision, self.recall)
        at = int(f.argmax())
        return Point(float(self.thresholds[at]), float(self.precision[at]), float(self.recall[at]), float(f[at]))

    @property
    def ods(self) -> float:
        """The F of the best threshold for all pictures."""
        return self.best.f

    @property
    def ois(self) -> float:
        """OIS, the optimal image scale: F where each picture has the threshold that is best for it."""
        precision = _ratio(self.right, self.found, 1.0)
        recall = _ratio(self.met, np.broadcast_to(self.there[:, None], self.met.shape), 1.0)
        at = _f(precision, recall).argmax(axis=1)[:, None]
        right, found, met = (
            int(np.take_along_axis(each, at, axis=1).sum()) for each in (self.right, self.found, self.met)
        )
        return float(_f(np.array(right / max(found, 1)), np.array(met / max(int(self.there.sum()), 1))))

    @property
    def of_pictures(self) -> npt.NDArray[np.float64]:
        """`(n,)` the F of each picture at the threshold that is best for all."""
        at = int(_f(self.precision, self.recall).argmax())
        precision, recall = _ratio(self.right[:, at], self.found[:, at], 1.0), _ratio(self.met[:, at], self.there, 1.0)
        return _f(precision, recall)


def _ratio(part: Counts, whole: Counts, otherwise: float) -> npt.NDArray[np.float64]:
    return np.divide(part, whole, out=np.full(part.shape, otherwise), where=whole > 0)


def _f(precision: npt.NDArray[np.float64], recall: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = precision + recall
    return np.divide(2 * precision * recall, total, out=np.zeros(total.shape), where=total > 0)


def curve_of(maps: Maps, truth: Truth, *, thin: bool = True) -> Curve:
    """Precision and recall of edge maps at every threshold.

    A pixel counts at a distance of one at most: up, down, left, right or at the place itself. Histograms of the maps
    answer for all thresholds in one pass.

    Args:
        maps: `(n, height, width)` 0 to 1.
        truth: `(n, height, width)` 1 on edges, 0 elsewhere.
        thin: make the maps one pixel wide first.
    """
    maps = with_axes(_("array of edge maps"), maps, "n, height, width").astype(np.float32)
    truth = with_axes(_("array of edges"), truth, "n, height, width")
    if maps.shape != truth.shape or not (maps.min() >= 0 and maps.max() <= 1):
        text = _("the edge maps have the shape {maps} and the edges {truth}; expected equal ones, and maps from 0 to 1")
        raise InputError(text.format(maps=maps.shape, truth=truth.shape))
    found, right, met = (np.zeros((len(maps), LEVELS), np.int64) for _each in range(3))
    for first in range(0, len(maps), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        lines = thinned(maps[part]) if thin else maps[part]
        levels = np.round(np.asarray(lines) * LEVELS).astype(np.uint8)
        around, close = (np.asarray(near(each.astype(np.int32))) for each in (levels, truth[part]))
        for number, (level, wide, edge, by) in enumerate(zip(levels, around, truth[part], close, strict=True), first):
            found[number] = _at_least(level)
            right[number] = _at_least(level[by > 0])
            met[number] = _at_least(wide[edge > 0])
    there = (truth > 0).sum(axis=(1, 2))
    return Curve(np.arange(1, LEVELS + 1) / LEVELS, found, right, there, met)


def curve_of_lines(lines: npt.NDArray[np.bool_], truth: Truth, settings: npt.NDArray[np.float64]) -> Curve:
    """The same of lines that were found with several settings, as Canny's are.

    Args:
        lines: `(settings, n, height, width)`.
        truth: `(n, height, width)` 1 on edges, 0 elsewhere.
        settings: `(settings,)` what stands for the thresholds.
    """
    edge, close = truth > 0, np.asarray(near(truth.astype(np.int32))) > 0
    found = np.stack([each.sum(axis=(1, 2)) for each in lines], axis=1)
    right = np.stack([(each & close).sum(axis=(1, 2)) for each in lines], axis=1)
    wide = (np.asarray(near(each.astype(np.int32))) > 0 for each in lines)
    met = np.stack([(each & edge).sum(axis=(1, 2)) for each in wide], axis=1)
    return Curve(settings, found, right, edge.sum(axis=(1, 2)), met)


def _at_least(levels: npt.NDArray[np.integer]) -> Counts:
    """How many are 1 or higher, 2 or higher, ..., `LEVELS`."""
    return np.bincount(levels.ravel(), minlength=LEVELS + 1)[::-1].cumsum()[::-1][1:]
