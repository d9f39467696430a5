"""Non-max suppression: of boxes that overlap, only the best stays."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.boxes.formats import Boxes, checked
from kerascnn.boxes.overlaps import iou
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["Step", "nms", "soft_nms", "trace"]

BLOCK = 64
"""How many boxes are compared with all that follow at once."""

Scores = npt.NDArray[np.floating[Any]]


class Step(NamedTuple):
    """One round of the course's procedure.

    Attributes:
        kept: the number of the box that is kept: the best of those that are left.
        score: its score.
        overlaps: of each box that is left, by its number, the intersection over union with it.
        dropped: the numbers of those that overlap too much.
    """

    kept: int
    score: float
    overlaps: dict[int, float]
    dropped: tuple[int, ...]


def _checked(boxes: npt.ArrayLike, scores: npt.ArrayLike) -> tuple[Boxes, Scores]:
    found, values = checked(boxes), np.asarray(scores, float)
    if values.shape != (len(found),) or not np.isfinite(values).all():
        text = _("the scores have the shape {shape}; expected one finite number for each box, {count} in all")
        raise InputError(text.format(shape=values.shape, count=len(found)))
    return found, values


def nms(
    boxes: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    labels: npt.ArrayLike | None = None,
    most_overlap: float = 0.5,
    least_score: float = -np.inf,
) -> npt.NDArray[np.intp]:
    """The numbers of the boxes that stay, the best first.

    The best box stays and drops all that overlap it by `most_overlap` or more; the best of the rest is next. Of two
    equal scores the first box counts.

    >>> nms([[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]], [0.8, 0.9, 0.7]).tolist()
    [1, 2]

    Args:
        boxes: `(n, 4)` xyxy.
        scores: `(n,)`.
        labels: `(n,)` classes: only boxes of the same class drop one another. None for one class.
        most_overlap: the intersection over union from which on a box is dropped, above 0.
        least_score: boxes up to this score are dropped at once: deck E has 0.6.

    Raises:
        InputError: no boxes, or not as many scores or labels.
    """
    checks.number("most_overlap", most_overlap, above=0)
    found, values = _checked(boxes, scores)
    order = np.argsort(-values, kind="stable")
    order = order[values[order] > least_score]
    return order[_stay(_apart(found, labels)[order], most_overlap)]


def _apart(found: Boxes, labels: npt.ArrayLike | None) -> Boxes:
    """Boxes of different classes moved so far apart that they do not touch.

    Raises:
        InputError: not as many labels.
    """
    if labels is None or not len(found):
        return found
    classes = np.asarray(labels)
    if classes.shape != (len(found),):
        text = _("the labels have the shape {shape}; expected one for each box, {count} in all")
        raise InputError(text.format(shape=classes.shape, count=len(found)))
    _names, number = np.unique(classes, return_inverse=True)
    reach = found.max() - found.min() + 1
    return found.astype(float) + (number * reach)[:, None]


def _stay(found: Boxes, most_overlap: float) -> npt.NDArray[np.bool_]:
    """Which of the boxes, best first, are dropped by no better one that stays.

    A block of boxes is settled among itself, one after the other; then what stays of it drops what follows, at once.
    """
    stays = np.ones(len(found), bool)
    for start in range(0, len(found), BLOCK):
        block = start + np.flatnonzero(stays[start : start + BLOCK])
        if not len(block):
            continue
        overlaps = iou(found[block], found[block]) >= most_overlap
        alive = np.ones(len(block), bool)
        for number in range(len(block)):
            if alive[number]:
                alive[number + 1 :] &= ~overlaps[number, number + 1 :]
        stays[block] = alive
        kept, rest = found[block[alive]], start + BLOCK + np.flatnonzero(stays[start + BLOCK :])
        # Only boxes within the reach of the block can touch one of it.
        low, high = kept[:, :2].min(axis=0), kept[:, 2:].max(axis=0)
        near = rest[((found[rest, :2] < high) & (found[rest, 2:] > low)).all(axis=1)]
        stays[near] = (iou(kept, found[near]) < most_overlap).all(axis=0)
    return stays


def soft_nms(
    boxes: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    labels: npt.ArrayLike | None = None,
    sigma: float = 0.5,
    least_score: float = 1e-3,
) -> tuple[npt.NDArray[np.intp], Scores]:
    """Lower the scores of overlapping boxes instead of dropping them (Bodla et al. 2017, arXiv:1704.04503).

    The best box stays; the score of every other is multiplied by exp(−IoU²/sigma).

    >>> kept, lowered = soft_nms([[0, 0, 10, 10], [0, 0, 10, 10]], [0.9, 0.8])
    >>> kept.tolist(), lowered.round(3).tolist()
    ([0, 1], [0.9, 0.108])

    Args:
        boxes: `(n, 4)` xyxy.
        scores: `(n,)`.
        labels: `(n,)` classes: only boxes of the same class lower one another's scores. None for one class.
        sigma: how sharply a score falls with the overlap, above 0.
        least_score: boxes whose score falls below are dropped.

    Returns:
        The numbers of the boxes that stay, in the order in which they were taken, and their scores.

    Raises:
        InputError: no boxes, or not as many scores or labels.
    """
    checks.number("sigma", sigma, above=0)
    found, values = _checked(boxes, scores)
    values = values.copy()  # of what was given
    found = _apart(found, labels)
    left = np.flatnonzero(values >= least_score)
    kept: list[int] = []
    while len(left):
        best = left[np.argmax(values[left])]
        kept.append(int(best))
        left = left[left != best]
        values[left] *= np.exp(-(iou(found[[best]], found[left])[0] ** 2) / sigma)
        left = left[values[left] >= least_score]
    chosen = np.array(kept, np.intp)
    return chosen, values[chosen]


def trace(
    boxes: npt.ArrayLike, scores: npt.ArrayLike, *, most_overlap: float = 0.5, least_score: float = 0.6
) -> tuple[tuple[int, ...], list[Step]]:
    """The course's procedure, round by round: drop p ≤ 0.6, keep the best, drop IoU ≥ 0.5 with it, repeat (deck E).

    >>> dropped, steps = trace([[0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]], [0.8, 0.9, 0.6])
    >>> dropped, [(step.kept, step.dropped) for step in steps]
    ((2,), [(1, (0,))])

    Args:
        boxes: `(n, 4)` xyxy, of one class.
        scores: `(n,)`.
        most_overlap: as for `nms`.
        least_score: as for `nms`.

    Returns:
        The numbers of the boxes whose score is too low, and the rounds.

    Raises:
        InputError: no boxes, or not as many scores.
    """
    found, values = _checked(boxes, scores)
    low = tuple(np.flatnonzero(values <= least_score).tolist())
    left = [int(number) for number in np.argsort(-values, kind="stable") if values[number] > least_score]
    steps = []
    while left:
        best, *others = left
        overlaps = dict(zip(others, iou(found[[best]], found[others])[0].tolist(), strict=True)) if others else {}
        dropped = tuple(number for number in others if overlaps[number] >= most_overlap)
        steps.append(Step(best, float(values[best]), overlaps, dropped))
        left = [number for number in others if number not in dropped]
    return low, steps
