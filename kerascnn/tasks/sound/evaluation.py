"""How well a network foretells sound that it has not heard."""

from dataclasses import dataclass
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.datasets.sound import Sounds
from kerascnn.datasets.sound.mu_law import Codes
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.tasks.protocol import About
from kerascnn.tasks.sound.counting import Counted, count
from kerascnn.tasks.sound.feed import ConsecutiveWindows, window_of
from kerascnn.tasks.sound.generating import Generated, check_makes_sound, generate
from kerascnn.tasks.sound.likelihood import IGNORED, log_likelihood
from kerascnn.tasks.sound.stepping import receptive_field

__all__ = ["Evaluation", "bits_of", "evaluate"]

BATCH = 8
GENERATED = 1.0
"""Seconds of sound that a test makes, or as much as the longest test sound has."""


@dataclass(frozen=True)
class Evaluation:
    """What came out of the test.

    Attributes:
        bits: of each test sound, at each sample from the second on, `(n - 1,)`.
        counted: what counting does with the same sound.
        floor: below which nobody can go; None where nobody knows.
        generated: new sound.
        field: samples that an output sees.
        rate: samples in a second.
    """

    bits: tuple[npt.NDArray[np.float32], ...]
    counted: Counted
    floor: float | None
    generated: Generated
    field: int
    rate: int

    @property
    def score(self) -> float:
        """The headline: bits a sample."""
        return float(np.concatenate(self.bits).mean(dtype=np.float64))

    @property
    def loss(self) -> float:
        """The same in nats."""
        return self.score * float(np.log(2))

    @property
    def way(self) -> float | None:
        """How far the network goes from order 1 to the floor: 0 as counting pairs does, 1 as well as anybody can."""
        if self.floor is None:
            return None
        return (self.counted.order_1 - self.score) / (self.counted.order_1 - self.floor)

    @property
    def seeing_all(self) -> float | None:
        """Bits a sample where the whole receptive field lies within the sound; None where no sound is so long."""
        found = np.concatenate([each[self.field - 1 :] for each in self.bits])
        return float(found.mean(dtype=np.float64)) if len(found) else None

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps."""
        return {
            **self.counted._asdict(),
            "floor": self.floor,
            "way": self.way,
            "seeing_all": self.seeing_all,
            "receptive_field": self.field,
            "generated_bits": self.generated.bits,
        }

    def line(self) -> str:
        """The headline in words."""
        text = _("test {bits:.3f} bits a sample; counting pairs {first:.3f}, triples {second:.3f}")
        line = text.format(bits=self.score, first=self.counted.order_1, second=self.counted.order_2)
        if self.floor is not None and self.way is not None:
            text = _("{way:.0%} of the way from counting pairs to the noise alone, {floor:.3f}")
            line += "; " + text.format(floor=self.floor, way=self.way)
        return line


def bits_of(model: keras.Model, sounds: tuple[Codes, ...]) -> tuple[npt.NDArray[np.float32], ...]:
    """How many bits each sample takes of somebody who believes the network, for each sound from its second sample on.

    Args:
        model: takes windows `(batch, samples, 1)`.
        sounds: each `(n,)` uint8, n at least 2.
    """
    feed = ConsecutiveWindows(sounds, samples=window_of(model), field=receptive_field(model), batch_size=BATCH)
    found: list[list[npt.NDArray[np.float32]]] = [[] for _each in sounds]
    for number in range(feed.batches_per_epoch):
        waves, codes = feed.batch(0, number)
        said = log_likelihood(np.maximum(codes, 0), model.predict_on_batch(waves))
        bits = -keras.ops.convert_to_numpy(said) / np.float32(np.log(2))
        windows = feed.windows[number * BATCH : (number + 1) * BATCH]
        for own, row, target in zip(windows, bits, codes, strict=True):
            found[own.sound].append(row[target != IGNORED])
    return tuple(np.concatenate(each) for each in found)


def evaluate(model: keras.Model, data: Sounds, *, seed: int = 0) -> Evaluation:
    """Measure a network on the test sound, beside what counting does, and let it make some.

    Raises:
        InputError: the network is none for sound, or gives numbers that are none.
    """
    check_makes_sound(model)
    bits = bits_of(model, data.test)
    if not all(np.isfinite(each).all() for each in bits):
        text = _("{network} gives numbers that are none; train it again")
        raise InputError(text.format(network=shown(model.name)))
    count_of = min(round(GENERATED * data.rate), max(map(len, data.test)))
    return Evaluation(
        bits,
        count(data.train, data.validation, data.test),
        data.floor,
        generate(model, count_of, seed=seed),
        receptive_field(model),
        data.rate,
    )
