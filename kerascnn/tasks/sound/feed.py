"""Windows of sound to a network: what came before, and what came then."""

from typing import NamedTuple

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.datasets.sound import mu_law
from kerascnn.datasets.sound.mu_law import SILENCE, Codes
from kerascnn.tasks.sound.likelihood import IGNORED
from kerascnn.training import Feed

__all__ = ["ConsecutiveWindows", "RandomWindows", "Window", "as_waves", "window_of"]

OPEN = 4096
"""Samples in a window for a network that takes any number."""

AT_THE_START = 0.1
"""The part of the windows that are taken from a sound's very beginning, so that a network learns how one starts."""


class Window(NamedTuple):
    """A part of a sound.

    Attributes:
        sound: the number of the sound.
        first: its first sample.
    """

    sound: int
    first: int


def as_waves(codes: Codes) -> npt.NDArray[np.float32]:
    """Codes `(batch, samples)` as a network takes them: amplitudes `(batch, samples, 1)`."""
    return mu_law.decode(codes)[..., None]


def window_of(model: keras.Model) -> int:
    """How many samples a network is given at once."""
    return model.input_shape[1] or OPEN


class _Windows(Feed):
    """What both feeds share: cutting windows out of sounds.

    A run counts sounds, so these are the examples of a feed, however many windows it cuts out of them.

    Args:
        sounds: each `(n,)` uint8.
        samples: in a window.
        field: how many samples an output sees.
    """

    def __init__(
        self, sounds: tuple[Codes, ...], *, samples: int, field: int, batch_size: int, seed: int | None = None
    ) -> None:
        super().__init__(np.arange(len(sounds)), batch_size=batch_size, seed=seed)
        self.sounds, self.samples = sounds, samples
        # A window that is shorter than the field has nothing that sees all of its past; then all of it counts.
        self.unseen = field - 1 if field <= samples // 2 else 0

    def cut(self, windows: list[Window]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
        """Waves `(batch, samples, 1)`, and the code that comes next at each of their places, `(batch, samples)`."""
        seen = np.full((len(windows), self.samples), SILENCE, np.uint8)
        target = np.full((len(windows), self.samples), IGNORED, np.int32)
        for row, own, (sound, first) in zip(seen, target, windows, strict=True):
            codes = self.sounds[sound][first : first + self.samples + 1]
            row[: len(codes) - 1] = codes[:-1]
            own[: len(codes) - 1] = codes[1:]
            if first:
                own[: self.unseen] = IGNORED
        return as_waves(seen), target


class RandomWindows(_Windows):
    """Windows from anywhere in the sounds, longer sounds more often; what does not see its whole past does not count.

    Args:
        sounds: each `(n,)` uint8.
        samples: in a window.
        field: how many samples an output sees.
        steps: batches in an epoch.
        batch_size: windows in a batch.
        seed: of everything that is drawn.
    """

    def __init__(
        self, sounds: tuple[Codes, ...], *, samples: int, field: int, steps: int, batch_size: int, seed: int
    ) -> None:
        super().__init__(sounds, samples=samples, field=field, batch_size=batch_size, seed=seed)
        self.steps = steps
        lengths = np.array([len(codes) for codes in sounds], float)
        self._chance = lengths / lengths.sum()

    @property
    def batches_per_epoch(self) -> int:
        """As many as were asked for: there is no end of windows."""
        return self.steps

    def batch(self, epoch: int, number: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
        """As `cut` gives them."""
        chance = self.generator(epoch, number)
        windows = []
        for sound in chance.choice(len(self.sounds), self.batch_size, p=self._chance).tolist():
            last = max(0, len(self.sounds[sound]) - self.samples - 1)
            at_start = chance.random() < AT_THE_START
            windows.append(Window(sound, 0 if at_start else int(chance.integers(0, last + 1))))
        return self.cut(windows)


class ConsecutiveWindows(_Windows):
    """Windows in which every sample of the sounds counts once, but the first of each, which nothing comes before.

    Args:
        sounds: each `(n,)` uint8.
        samples: in a window.
        field: how many samples an output sees.
        batch_size: windows in a batch.
    """

    def __init__(self, sounds: tuple[Codes, ...], *, samples: int, field: int, batch_size: int) -> None:
        unseen = field - 1 if field <= samples // 2 else 0
        self.windows = [
            Window(number, first)
            for number, codes in enumerate(sounds)
            for first in range(0, max(1, len(codes) - 1 - unseen), samples - unseen)
        ]
        super().__init__(sounds, samples=samples, field=field, batch_size=batch_size)

    @property
    def batches_per_epoch(self) -> int:
        """How many batches all windows are."""
        return -(-len(self.windows) // self.batch_size)

    def batch(self, epoch: int, number: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
        """As `cut` gives them."""
        return self.cut(self.windows[number * self.batch_size : (number + 1) * self.batch_size])
