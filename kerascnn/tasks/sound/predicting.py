"""A saved network that makes sound, or says how surprising it finds one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets.sound import mu_law
from kerascnn.datasets.sound.mu_law import Codes
from kerascnn.datasets.sound.sounds import as_codes
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model
from kerascnn.quiet import without_warnings
from kerascnn.runs import read_beside
from kerascnn.runs.plan import Computing
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import model_file
from kerascnn.tasks.sound.evaluation import bits_of
from kerascnn.tasks.sound.generating import Generated, check, check_makes_sound, generate
from kerascnn.tasks.sound.options import Options

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LONGEST", "MOST_SAMPLES", "Heard", "Listener", "Maker"]

LONGEST = 600.0
"""Seconds of sound that are made at most."""
MOST_SAMPLES = 4_800_000
"""Of sound that is listened to: ten minutes at 8,000 a second."""


class _Saved:
    """The network of a run, and the rate of its sound.

    Args:
        path: the `.keras` file of a run, or its folder.

    Raises:
        InputError: there is no such file, the run beside it is none of a network for sound, or the network is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = model_file(path)
        run = read_beside(self.path)
        named = shown(str(self.path), 200)
        if run is None:
            text = _("{path}: no run.json lies beside it; expected the folder that train-wavenet has left")
            raise InputError(text.format(path=named))
        if run.task != "sound":
            text = _("{path}: the run beside it is of {task}; expected the folder that train-wavenet has left")
            raise InputError(text.format(path=named, task=shown(run.task)))
        found: tuple[Any, ...] = run.read_options("options", Options, Computing)
        options: Options = found[0]
        options.check()
        self.rate = options.rate
        with without_warnings():
            self.model = load_model(self.path)
        check_makes_sound(self.model)


class Maker(_Saved):
    """A saved network that makes new sound; the arguments and the errors are those of a `Listener`.

    Attributes:
        rate: samples in a second of what it makes.
    """

    def check(self, seconds: float, *, seed: int = 0, temperature: float = 1.0) -> None:
        """Check, before the work starts, what a sound is asked for by.

        Raises:
            InputError: the seconds are none from a sample to ten minutes, or as `generating.check`.
        """
        checks.between("seconds", seconds, 1 / self.rate, LONGEST)
        check(seed=seed, temperature=temperature)

    def make(self, seconds: float, *, seed: int = 0, temperature: float = 1.0) -> Generated:
        """Make a sound.

        Raises:
            InputError: as `check`, or the network cannot be run sample by sample.
        """
        self.check(seconds, seed=seed, temperature=temperature)
        return generate(self.model, max(1, round(seconds * self.rate)), seed=seed, temperature=temperature)


@dataclass(frozen=True)
class Heard:
    """How surprising a network found a sound.

    Attributes:
        codes: `(n,)` the sound in μ-law.
        bits: `(n - 1,)` of each sample from the second on.
        rate: samples in a second.
    """

    codes: Codes
    bits: npt.NDArray[np.float32]
    rate: int

    @property
    def mean(self) -> float:
        """Bits a sample."""
        return float(self.bits.mean(dtype=np.float64))

    def lines(self) -> Sequence[str]:
        """Two lines."""
        text = _("  {bits:.3f} bits a sample over {seconds:.2f} seconds at {rate:,} samples a second")
        said = text.format(bits=self.mean, seconds=len(self.codes) / self.rate, rate=self.rate)
        return [said, _("  the less, the better the network foretells the sound; 8 bits are as good as a guess")]

    def as_json(self) -> Mapping[str, Any]:
        """The same for a program."""
        return {"bits": self.mean, "samples": len(self.codes), "rate": self.rate}

    def drawn(self) -> "Figure":
        """The sound, and how surprising it is over time."""
        from kerascnn import plots

        title = _("{bits:.3f} bits a sample").format(bits=self.mean)
        return plots.surprise(mu_law.decode(self.codes), self.bits, self.rate, title=title)


class Listener(_Saved):
    """A saved network that listens to WAV files, brought to the rate that it has learned at.

    Args:
        path: the `.keras` file of a run, or its folder.

    Raises:
        InputError: there is no such file, the run beside it is none of a network for sound, or the network is none.
    """

    def predict(self, path: Path) -> Heard:
        """Say how surprising the sound in a file is.

        Raises:
            InputError: the file is damaged, no WAV, silent or too long.
        """
        codes = as_codes(path, self.rate)
        if not 2 <= len(codes) <= MOST_SAMPLES:
            text = _("{path} holds {count:,} samples at {rate:,} a second; expected 2 to {most:,}; cut a part out")
            values = {"count": len(codes), "rate": self.rate, "most": MOST_SAMPLES}
            raise InputError(text.format(path=shown(str(path), 200), **values))
        with without_warnings():
            (bits,) = bits_of(self.model, (codes,))
        if not np.isfinite(bits).all():
            text = _("{path}: the network gives numbers that are none; train it again")
            raise InputError(text.format(path=shown(str(self.path), 200)))
        return Heard(codes, bits, self.rate)
