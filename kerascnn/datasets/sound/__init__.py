"""Sound: chords that a formula makes, WAV files, and μ-law.

    >>> import kerascnn as kc
    >>> chords = kc.datasets.sound.chords(count=2, seconds=0.25)
    >>> chords.codes.shape
    (2, 2000)

`load` gives sound in three parts for a training; `wav` reads and writes files, `mu_law` turns amplitudes into codes.
"""

import importlib
from typing import TYPE_CHECKING

from kerascnn import lazy

if TYPE_CHECKING:
    from kerascnn.datasets.sound import mu_law, wav
    from kerascnn.datasets.sound.composed_chords import NOISE, Chords, chord_names, chords
    from kerascnn.datasets.sound.mu_law import Codes
    from kerascnn.datasets.sound.sounds import CHORDS, Sounds, as_codes, load

__all__ = ["CHORDS", "NOISE", "Chords", "Codes", "Sounds", "as_codes", "chord_names", "chords", "load", "mu_law", "wav"]

# Imported when they are first used.
_named, __dir__ = lazy.attributes(
    __name__,
    {
        "CHORDS": "sounds",
        "Chords": "composed_chords",
        "Codes": "mu_law",
        "NOISE": "composed_chords",
        "Sounds": "sounds",
        "as_codes": "sounds",
        "chord_names": "composed_chords",
        "chords": "composed_chords",
        "load": "sounds",
    },
)


def __getattr__(name: str) -> object:
    if name in ("mu_law", "wav"):
        return importlib.import_module(f"{__name__}.{name}")
    return _named(name)
