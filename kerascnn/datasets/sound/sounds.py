"""Sound in three parts, to learn from, to choose the best epoch and to test: chords, or a reader's own WAV files."""

import hashlib
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.dataset import SkippedWarning
from kerascnn.datasets.search import DEEPEST, is_litter
from kerascnn.datasets.sound import mu_law, wav
from kerascnn.datasets.sound.composed_chords import NOISE, PARTS, VOICES, chords
from kerascnn.datasets.sound.mu_law import Codes
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown

__all__ = ["CHORDS", "MOST_FILES", "SHORTEST", "Sounds", "as_codes", "load"]

CHORDS = "chords"
HELD_OUT = 0.1
"""The part of a reader's own sound that is for the test, and as much that chooses the best epoch."""
BY_FILE = 10
"""From so many files on, whole files are held out; of fewer, the end of each."""
SHORTEST = 0.5
"""Seconds that a part of a reader's own sound has at least."""
QUIETEST = 1e-4
"""A sound whose loudest sample is below this is silent: three steps of 16 bits."""
PEAK = 0.9
"""To which the loudest sample of each file is brought, so that quiet files use the steps of μ-law as loud ones do."""
NOT_READ = (".aac", ".aif", ".aiff", ".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wma")
MOST_FILES = 10_000
MOST_SAMPLES = 2**28
"""Of all files, at the rate that they are brought to: 9 hours at 8,000 a second."""


@dataclass(frozen=True)
class Sounds:
    """Sounds in μ-law, in three parts.

    Attributes:
        name: of the data set.
        source: where it came from, in one line.
        rate: samples in a second.
        train: to learn from, each sound `(n,)` uint8.
        validation: to choose the best epoch with.
        test: for the test.
        floor: bits a sample of the test sound below which nobody can go; None where nobody knows.
        sha256: of all of it.
    """

    name: str
    source: str
    rate: int
    train: tuple[Codes, ...]
    validation: tuple[Codes, ...]
    test: tuple[Codes, ...]
    floor: float | None
    sha256: str

    def seconds(self, part: Sequence[Codes]) -> float:
        """How long a part is."""
        return sum(map(len, part)) / self.rate


def load(
    data_dir: Path | None = None,
    *,
    rate: int = 8_000,
    counts: tuple[int, int, int] = (600, 24, 24),
    seconds: float = 2.0,
    noise: float = NOISE,
    voices: int = VOICES,
    seed: int = 0,
) -> Sounds:
    """Chords, or the WAV files of a reader.

    Of ten files and more, a tenth of the files, drawn with the seed, is for the test, and another tenth chooses the
    best epoch; of fewer, the last tenth of each file is for the test, and the tenth before it chooses.

    Args:
        data_dir: a WAV file, or a folder with WAV files at any depth; None for chords.
        rate: samples in a second that all sound is brought to.
        counts: chords to learn from, to choose the best epoch and for the test.
        seconds: how long a chord is.
        noise: the standard deviation of the noise in chords.
        voices: notes in a chord; 1 for single tones.
        seed: of the chords, or of which files are held out.

    Raises:
        InputError: there is no such file, one cannot be read, or there is too little or too much sound.
    """
    if data_dir is None:
        parts = [
            chords(seed=seed, count=count, seconds=seconds, rate=rate, part=part, noise=noise, voices=voices)
            for part, count in zip(PARTS, counts, strict=True)
        ]
        train, validation, test = (tuple(chord.codes) for chord in parts)
        source = _("chords with noise, notes in each: {voices}, made inside kerascnn").format(voices=voices)
        name, floor = CHORDS, parts[-1].floor()
    else:
        train, validation, test = _own(data_dir, rate, seed)
        source, floor = str(data_dir), None
        name = data_dir.resolve().stem or "sound"
    digest = hashlib.sha256(f"{rate}".encode())
    for part in (train, validation, test):
        for codes in part:
            digest.update(f"{len(codes)} ".encode())
            digest.update(np.ascontiguousarray(codes).data)
    return Sounds(name, source, rate, train, validation, test, floor, digest.hexdigest())


def as_codes(path: Path, rate: int) -> Codes:
    """A WAV file in μ-law, at a rate.

    Raises:
        InputError: as `wav.read`, or the file is silent.
    """
    samples, own = wav.read(path)
    samples = samples - samples.mean(dtype=np.float64).astype(np.float32)  # a recorder's offset is no sound
    peak = float(np.abs(samples).max())
    if peak < QUIETEST:
        text = _("{path} is silent; expected sound")
        raise InputError(text.format(path=shown(str(path), 200)))
    samples = _resampled(samples, own, rate)
    peak = max(float(np.abs(samples).max()), float(np.finfo(np.float32).tiny))
    return mu_law.encode(samples * (PEAK / peak))


def _resampled(samples: npt.NDArray[np.float32], own: int, rate: int) -> npt.NDArray[np.float32]:
    if own == rate:
        return samples
    from scipy.signal import resample_poly

    common = gcd(own, rate)
    return resample_poly(samples, rate // common, own // common).astype(np.float32)


def _own(path: Path, rate: int, seed: int) -> tuple[tuple[Codes, ...], tuple[Codes, ...], tuple[Codes, ...]]:
    """The sounds of a file or a folder, in three parts."""
    found, total = [], 0
    for each in _files(path):
        found.append(as_codes(each, rate))
        total += len(found[-1])
        if total > MOST_SAMPLES:
            text = _("{path}: holds more than {hours:.0f} hours of sound; give a part of it, or choose a lower --rate")
            raise InputError(text.format(path=shown(str(path), 200), hours=MOST_SAMPLES / rate / 3600))
    if len(found) >= BY_FILE:
        order = np.random.default_rng(seed).permutation(len(found)).tolist()
        held = round(HELD_OUT * len(found))
        test, validation, train = order[:held], order[held : 2 * held], order[2 * held :]
        parts = tuple(tuple(found[number] for number in sorted(part)) for part in (train, validation, test))
    else:
        cuts = [(round((1 - 2 * HELD_OUT) * len(each)), round((1 - HELD_OUT) * len(each))) for each in found]
        pairs = list(zip(found, cuts, strict=True))
        parts = (
            tuple(each[:first] for each, (first, _second) in pairs),
            tuple(each[first:second] for each, (first, second) in pairs),
            tuple(each[second:] for each, (_first, second) in pairs),
        )
    shortest = min(sum(map(len, part)) for part in parts) / rate
    if shortest < SHORTEST:
        text = _(
            "{path}: {total:.1f} seconds of sound, of which {shortest:.2f} would be left to test; expected "
            "{least:.1f}, ten times as much in all"
        )
        values = {"total": total / rate, "shortest": shortest, "least": SHORTEST}
        raise InputError(text.format(path=shown(str(path), 200), **values))
    train, validation, test = parts
    return train, validation, test


def _files(path: Path) -> list[Path]:
    """The WAV files of a folder, in the order of their names, or the file itself."""
    if not os.path.isdir(path):  # noqa: PTH112 (a name that is too long is no error)
        if not os.path.exists(path):  # noqa: PTH110
            text = _("{path} does not exist; give a WAV file, or a folder with WAV files")
            raise InputError(text.format(path=shown(str(path), 200)))
        return [path]
    found, others = [], []
    for folder, folders, names in os.walk(path):
        within = len(Path(folder).relative_to(path).parts) < DEEPEST
        folders[:] = sorted(each for each in folders if within and not is_litter(each))
        found += [Path(folder) / name for name in sorted(names) if name.lower().endswith((".wav", ".wave"))]
        others += [name for name in sorted(names) if name.lower().endswith(NOT_READ) and not is_litter(name)]
        if len(found) > MOST_FILES:
            text = _("{path}: holds more than {most:,} WAV files; give a part of them")
            raise InputError(text.format(path=shown(str(path), 200), most=MOST_FILES))
    found = [each for each in found if not is_litter(each.name)]
    if not found:
        text = _("{path}: holds no WAV file; convert other sound first, as ffmpeg -i FILE sound.wav does")
        raise InputError(text.format(path=shown(str(path), 200)))
    if others:
        text = _("{path}: left out, sound that is no WAV: {count:,} (the first: {name})")
        said = text.format(path=shown(str(path), 200), count=len(others), name=shown(others[0], 200))
        warnings.warn(said, SkippedWarning, stacklevel=2)
    return found
