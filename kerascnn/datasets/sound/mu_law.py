"""μ-law: amplitudes as 256 codes whose steps are the finer the quieter the sound is.

Source: ITU-T G.711, with its curve in place of the standard's straight pieces, as van den Oord et al. 2016
(arXiv:1609.03499, section 2.2) have it: `sign(x) ln(1 + μ|x|) / ln(1 + μ)` with μ = 255, in 256 equal steps.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from kerascnn.arrays import numbers
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["EDGES", "LEVELS", "MIDDLES", "SILENCE", "Codes", "decode", "encode", "noise_entropy"]

LEVELS = 256
MU = LEVELS - 1
SILENCE = LEVELS // 2
"""The code of an amplitude of 0."""
AT_ONCE = 20_000
"""Amplitudes whose 256 probabilities are worked out together."""

Codes = npt.NDArray[np.uint8]
Amplitudes = npt.NDArray[np.floating[Any]]


def _expanded(companded: Amplitudes) -> npt.NDArray[np.float64]:
    return np.sign(companded) * np.expm1(np.abs(companded) * np.log1p(MU)) / MU


EDGES = _expanded(np.linspace(-1, 1, LEVELS + 1))
"""`(257,)`: code k stands for the amplitudes from `EDGES[k]` up to `EDGES[k + 1]`."""
MIDDLES = _expanded((np.arange(LEVELS) + 0.5) / (LEVELS / 2) - 1)
"""`(256,)` the amplitude that each code is played as."""


def encode(amplitudes: npt.ArrayLike) -> Codes:
    """The code of each amplitude; what is louder than 1 gets the code of the loudest.

    >>> encode([-1.0, -0.001, 0.0, 0.1, 0.5, 2.0]).tolist()
    [0, 122, 128, 203, 240, 255]
    """
    return np.searchsorted(EDGES[1:-1], numbers(_("list of amplitudes"), amplitudes), side="right").astype(np.uint8)


def decode(codes: Codes) -> npt.NDArray[np.float32]:
    """The amplitude in the middle of each code's step, from −1 to 1.

    Raises:
        InputError: what is given are no codes.
    """
    codes = numbers(_("list of codes"), codes)
    if codes.dtype.kind not in "iu" or (codes.size and not 0 <= codes.min() <= codes.max() < LEVELS):
        raise InputError(_("the codes are no whole numbers from 0 to {last}").format(last=LEVELS - 1))
    return MIDDLES.astype(np.float32)[codes]


def noise_entropy(clean: Amplitudes, noise: float) -> float:
    """How many bits a sample takes, on average, of somebody who knows the clean sound, but not the noise in it.

    Nobody can do with fewer: it is the entropy of the code of x + noise where x is known, its mean over all x. Loud
    sound has wider steps, of which the noise changes fewer.

    >>> round(noise_entropy(np.array([0.5]), 0.01), 2), round(noise_entropy(np.array([0.05]), 0.01), 2)
    (1.18, 4.17)

    Args:
        clean: amplitudes, in any shape.
        noise: the standard deviation of the Gaussian noise.
    """
    total, flat = 0.0, clean.reshape(-1)
    for first in range(0, len(flat), AT_ONCE):
        below = ndtr((EDGES - flat[first : first + AT_ONCE, None]) / noise)
        below[:, 0], below[:, -1] = 0, 1
        chance = np.diff(below, axis=1)
        total -= float((chance * np.log2(np.maximum(chance, np.finfo(float).tiny))).sum())
    return total / len(flat)
