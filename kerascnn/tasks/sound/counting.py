"""What counting alone can do: the next code from how often it followed the one or the two before it."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.sound.mu_law import LEVELS, Codes

__all__ = ["Counted", "count"]

TRUST = (1.0, 3.0, 10.0, 30.0, 100.0)
"""How many sightings the estimate of a lower order is taken for; the one that suits the validation sound best stays."""

Numbers = npt.NDArray[np.floating[Any]]


class Counted(NamedTuple):
    """Bits a sample of the test sound, by how many codes before are looked at.

    Attributes:
        order_0: none: how often each code comes.
        order_1: one.
        order_2: two.
    """

    order_0: float
    order_1: float
    order_2: float


def count(train: tuple[Codes, ...], validation: tuple[Codes, ...], test: tuple[Codes, ...]) -> Counted:
    """Count in the training sound, and measure on the test sound.

    An order's estimate is mixed with that of the order below, (n(context, code) + t · p(code)) / (n(context) + t), so
    that a context which was never seen says what its shorter one says (Witten and Bell 1991; the t that suits the
    validation sound best). From the third sample of each sound on.
    """
    singles = np.ones(LEVELS)
    pairs = np.zeros((LEVELS, LEVELS), np.float32)
    triples = np.zeros(LEVELS**3, np.int32)
    for codes in train:
        own = codes.astype(np.int64)
        singles += np.bincount(own, minlength=LEVELS)
        pairs += np.bincount(own[:-1] * LEVELS + own[1:], minlength=LEVELS**2).reshape(pairs.shape)
        places, times = np.unique((own[:-2] * LEVELS + own[1:-1]) * LEVELS + own[2:], return_counts=True)
        triples[places] += times.astype(np.int32)
    tables = singles / singles.sum(), pairs, triples.reshape(LEVELS, LEVELS, LEVELS)
    held = _contexts(validation)
    first = min(TRUST, key=lambda trust: _bits(_first_order(tables, held, trust)))

    def second_order(context: npt.NDArray[np.uint8], trust: float) -> Numbers:
        return _second_order(tables, context, _first_order(tables, context, first), trust)

    second = min(TRUST, key=lambda trust: _bits(second_order(held, trust)))
    tested = _contexts(test)
    return Counted(
        _bits(tables[0][tested[:, 2]]),
        _bits(_first_order(tables, tested, first)),
        _bits(second_order(tested, second)),
    )


_Tables = tuple[Numbers, Numbers, npt.NDArray[np.int32]]


def _contexts(sounds: tuple[Codes, ...]) -> npt.NDArray[np.uint8]:
    """`(n, 3)` each code with the two before it."""
    return np.concatenate([np.stack([codes[:-2], codes[1:-1], codes[2:]], axis=1) for codes in sounds])


def _first_order(tables: _Tables, contexts: npt.NDArray[np.uint8], trust: float) -> Numbers:
    alone, pairs, _triples = tables
    before, code = contexts[:, 1], contexts[:, 2]
    return (pairs[before, code] + trust * alone[code]) / (pairs.sum(axis=1)[before] + trust)


def _second_order(tables: _Tables, contexts: npt.NDArray[np.uint8], lower: Numbers, trust: float) -> Numbers:
    triples = tables[2]
    earlier, before, code = contexts.T
    return (triples[earlier, before, code] + trust * lower) / (triples.sum(axis=2)[earlier, before] + trust)


def _bits(chance: Numbers) -> float:
    return float(-np.log2(chance).mean())
