"""New sound from a trained network: each sample is drawn from what the network says of it, and given to it again."""

from typing import NamedTuple

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets.sound.mu_law import LEVELS, MIDDLES, SILENCE, Codes
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.tasks.sound.likelihood import probabilities
from kerascnn.tasks.sound.stepping import Stepper

__all__ = ["Generated", "check", "check_makes_sound", "generate"]

HIGHEST_TEMPERATURE = 10.0


class Generated(NamedTuple):
    """New sound.

    Attributes:
        codes: `(n,)` uint8.
        bits: how surprising each sample was to the network, on average: the entropy of what it drew from.
    """

    codes: Codes
    bits: float


def check_makes_sound(model: keras.Model) -> None:
    """Check that a network takes sound, and says of each place what comes next.

    Raises:
        InputError: it does not.
    """
    takes, gives = tuple(model.input_shape), tuple(model.output_shape)
    fits = len(takes) == len(gives) == 3 and takes[2] == 1 and takes[1] == gives[1]
    if not fits or (gives[2] != LEVELS and (gives[2] % 3 or not gives[2])):
        text = _("{network} takes {takes} and gives {gives}; expected a network for sound such as wavenet")
        values = {"takes": "×".join(map(str, takes[1:])), "gives": "×".join(map(str, gives[1:]))}
        raise InputError(text.format(network=shown(model.name), **values))


def check(*, seed: int, temperature: float) -> None:
    """Check what a sound is drawn by.

    Raises:
        InputError: the seed is no whole number from 0 up, or the temperature none from 0 to 10.
    """
    checks.whole("seed", seed, at_least=0)
    checks.between("temperature", temperature, 0, HIGHEST_TEMPERATURE)


def generate(
    model: keras.Model, count: int, *, seed: int = 0, temperature: float = 1.0, start: Codes | None = None
) -> Generated:
    """Draw a sound, sample by sample.

    Args:
        model: says of each place which code comes next.
        count: how many samples.
        seed: the same seed gives the same sound on the same machine.
        temperature: probabilities are raised to the power of 1/temperature: below 1 the likely becomes likelier, and 0
            always takes the likeliest.
        start: `(n,)` a sound that is to go on; by default silence becomes sound.

    Raises:
        InputError: an argument is none of these, the network cannot be run sample by sample, or it gives numbers that
            are none.
    """
    checks.whole("count", count, at_least=1)
    check(seed=seed, temperature=temperature)
    check_makes_sound(model)
    step, chance = Stepper(model), np.random.default_rng(seed)
    for code in [] if start is None else start[:-1].tolist():
        step(MIDDLES[code])
    codes = np.empty(count, np.uint8)
    last = float(MIDDLES[start[-1]]) if start is not None and len(start) else float(MIDDLES[SILENCE])
    entropy = 0.0
    for number in range(count):
        chances = _sharpened(probabilities(step(last)), temperature)
        if not np.isfinite(chances).all():
            text = _("{network} gives numbers that are none; train it again")
            raise InputError(text.format(network=shown(model.name)))
        entropy -= float((chances * np.log2(np.maximum(chances, np.finfo(float).tiny))).sum())
        codes[number] = min(int(np.searchsorted(np.cumsum(chances), chance.random(), side="right")), LEVELS - 1)
        last = float(MIDDLES[codes[number]])
    return Generated(codes, entropy / count)


def _sharpened(chances: npt.NDArray[np.float64], temperature: float) -> npt.NDArray[np.float64]:
    if temperature == 1:
        return chances
    if temperature == 0:
        return np.eye(LEVELS)[int(chances.argmax())]
    raised = np.maximum(chances / chances.max(), np.finfo(float).tiny) ** (1 / temperature)
    return raised / raised.sum()
