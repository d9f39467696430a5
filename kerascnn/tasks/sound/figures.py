"""The figures of a test of sound, and the sounds themselves."""

from pathlib import Path

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn import plots
from kerascnn.datasets.sound import Codes, Sounds, mu_law, wav
from kerascnn.language import _
from kerascnn.tasks.sound.evaluation import Evaluation
from kerascnn.tasks.sound.feed import as_waves, window_of
from kerascnn.tasks.sound.likelihood import probabilities

__all__ = ["compared_sounds", "dilations_of", "draw", "rows"]

FORETOLD = 160
"""Samples of which it is drawn what the network foretold: a few periods of a chord."""


def draw(figures: Path, name: str, model: keras.Model, data: Sounds, tested: Evaluation) -> None:
    """Draw `bits.png`, `spectrograms.png`, `foretold.png` and `field.png`, and write `heard.wav` and `made.wav`."""
    title = _("{name}: bits a sample").format(name=name)
    plots.save(plots.bits_beside_counting(rows(tested), tested.floor, title=title), figures / "bits.png")
    heard, made = compared_sounds(data, tested)
    panels = [(_("sound that was learned from"), heard), (_("sound that the network made"), made)]
    plots.save(plots.spectrograms(panels, data.rate, title=name), figures / "spectrograms.png")
    chances, codes, first = _foretold(model, data)
    title = _("{name}: what was foretold for each sample of a test sound, and what came").format(name=name)
    plots.save(plots.foretold(chances, codes, first, title=title), figures / "foretold.png")
    title = _("{name}: an output sees {field:,} samples, {milliseconds:.0f} ms")
    title = title.format(name=name, field=tested.field, milliseconds=1000 * tested.field / data.rate)
    plots.save(plots.growing_field(dilations_of(model), title=title), figures / "field.png")
    wav.write(figures / "heard.wav", heard, data.rate, force=True)
    wav.write(figures / "made.wav", made, data.rate, force=True)


def rows(tested: Evaluation) -> list[tuple[str, float]]:
    """What foretells, and its bits a sample: counting, and the network last."""
    counted = tested.counted
    return [
        (_("how often each code comes"), counted.order_0),
        (_("counting pairs"), counted.order_1),
        (_("counting triples"), counted.order_2),
        (_("the network"), tested.score),
    ]


def compared_sounds(data: Sounds, tested: Evaluation) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Amplitudes of a sound that was learned from, and as much of what the network made."""
    made = tested.generated.codes
    heard = max(data.train, key=len)
    return mu_law.decode(heard[: len(made)]), mu_law.decode(made)


def _foretold(model: keras.Model, data: Sounds) -> tuple[npt.NDArray[np.float64], Codes, int]:
    """Probabilities `(n, 256)` for samples of the first test sound, these samples, and the number of the first."""
    samples = window_of(model)
    sound = data.test[0][: samples + 1]
    seen = np.full(samples, mu_law.SILENCE, np.uint8)
    seen[: len(sound) - 1] = sound[:-1]
    (outputs,) = model.predict_on_batch(as_waves(seen[None]))
    first = max(0, len(sound) - 1 - FORETOLD)
    return probabilities(outputs[first : len(sound) - 1]), sound[first + 1 :], first + 1


def dilations_of(model: keras.Model) -> list[int]:
    """The dilations on the way of a sound through a network; of convolutions side by side, such as a gate's, one."""
    found, names = [], set()
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv1D) and layer.kernel_size[0] > 1:
            source = id(layer.input)
            if source not in names:
                found += [layer.dilation_rate[0]] * (layer.kernel_size[0] - 1)
            names.add(source)
    return found
