"""Chords and single tones that a formula makes, with noise whose strength is known: sound that knows how hard it is."""

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets.sound import mu_law
from kerascnn.datasets.sound.mu_law import Codes
from kerascnn.errors import InputError, unknown
from kerascnn.language import _

__all__ = ["NOISE", "NOTES", "PARTS", "Chords", "Part", "chord_names", "chords"]

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")
NOTES = range(53, 77)
"""Two octaves, F3 to E5, as MIDI counts semitones: 69 is A4, 440 Hz."""
VOICES = 3
MOST_VOICES = 6
PARTIALS = 3
"""Sines of a note: at its frequency and at its multiples, the k-th 1/k² as loud, as in a triangle's sound."""
HELD_OUT = 200
"""Chords that are for validation alone, and as many for the test, of the 2,024 of three notes; of fewer, a tenth."""
NOISE = 0.0045
"""The standard deviation of the noise; the loudest sample of a chord lies between 0.3 and 0.9."""
LOUDNESS = 0.3, 0.9
MOST_SAMPLES = 2**26
"""Of all chords of a part: two hours at 8,000 a second."""
OCTAVE = "C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"


@dataclass(frozen=True)
class Chords:
    """Chords, with and without their noise.

    Attributes:
        notes: `(n, voices)` the notes of each, as MIDI counts them.
        clean: `(n, samples)` float32 without noise.
        codes: `(n, samples)` uint8, with noise, in μ-law.
        noise: the standard deviation of the noise.
        rate: samples in a second.
    """

    notes: npt.NDArray[np.int64]
    clean: npt.NDArray[np.float32]
    codes: Codes
    noise: float
    rate: int

    def __len__(self) -> int:
        """How many there are."""
        return len(self.codes)

    def floor(self) -> float:
        """Bits a sample that nobody can go below: the entropy that the noise has in μ-law."""
        return mu_law.noise_entropy(self.clean, self.noise)


def chord_names(notes: npt.NDArray[np.integer]) -> str:
    """The notes of a chord as musicians write them.

    >>> chord_names(np.array([57, 60, 64]))
    'A3 C4 E4'
    """
    return " ".join(f"{OCTAVE[note % 12]}{note // 12 - 1}" for note in notes.tolist())


def chords(
    *,
    seed: int = 0,
    count: int = 600,
    seconds: float = 2.0,
    rate: int = 8_000,
    part: Part = "train",
    noise: float = NOISE,
    voices: int = VOICES,
) -> Chords:
    """Make chords of different notes, each note a sum of sines; no chord of one part is in another.

    Each note of a chord has a loudness of its own, each sine a phase of its own, and the whole a loudness. What there
    is to learn are not the chords themselves but how sums of sines go on, whichever notes sound.

    Example:
        >>> some = chords(seed=1, count=3, seconds=0.5, part="test")
        >>> some.codes.shape, some.notes.shape
        ((3, 4000), (3, 3))

    Args:
        seed: the same seed gives the same sound.
        count: how many chords; each is drawn from all those of its part.
        seconds: how long each is.
        rate: samples in a second; sines that it cannot hold are left out.
        part: "train", "validation" or "test".
        noise: the standard deviation of the Gaussian noise that is added.
        voices: notes in a chord, 1 to 6; 1 for single tones.

    Raises:
        InputError: an argument is none of these, or the sound would not fit into memory.
    """
    if part not in PARTS:
        raise unknown(_("part"), part, PARTS)
    checks.whole("seed", seed, at_least=0)
    checks.whole("count", count, at_least=1)
    checks.number("seconds", seconds, above=0)
    checks.number("noise", noise, above=0)
    checks.whole("voices", voices, at_least=1, at_most=MOST_VOICES)
    if count * seconds * rate > MOST_SAMPLES:
        text = _("{count:,} chords of {seconds:g} seconds have {samples:,.0f} samples; expected at most {most:,}")
        values = {"count": count, "seconds": seconds, "samples": count * seconds * rate, "most": MOST_SAMPLES}
        raise InputError(text.format(**values))
    chance = np.random.default_rng([seed, PARTS.index(part)])
    every = _chords_of(part, voices)
    notes = every[chance.integers(0, len(every), count)]
    clean = np.empty((count, max(1, round(seconds * rate))), np.float32)
    times = np.arange(clean.shape[1]) / rate
    number = np.arange(1, PARTIALS + 1)
    for row, own in zip(clean, notes, strict=True):
        pitches = 440.0 * 2.0 ** ((own - 69) / 12)
        loudness = chance.uniform(0.5, 1, voices)[:, None] / number**2
        phases = chance.uniform(0, 2 * np.pi, (voices, PARTIALS))
        hertz = pitches[:, None] * number
        loudness = np.where(hertz < rate / 2, loudness, 0)
        total = np.zeros(len(times))
        for each, strength, phase in zip(hertz.flat, loudness.flat, phases.flat, strict=True):
            total += strength * np.sin(2 * np.pi * each * times + phase)
        row[:] = total / np.abs(total).max() * chance.uniform(*LOUDNESS)
    codes = np.empty(clean.shape, np.uint8)
    for coded, sound in zip(codes, clean, strict=True):
        coded[:] = mu_law.encode(sound + chance.normal(0, noise, len(sound)))
    return Chords(notes, clean, codes, noise, rate)


def _chords_of(part: Part, voices: int = VOICES) -> npt.NDArray[np.int64]:
    """All chords of a part; the same whatever the seed, so that what one run tests no other has learned."""
    every = np.array(list(itertools.combinations(NOTES, voices)))
    every = np.random.default_rng(0).permutation(every)
    held = min(HELD_OUT, len(every) // 10)
    first = {"train": 2 * held, "validation": 0, "test": held}[part]
    return every[first:] if part == "train" else every[first : first + held]
