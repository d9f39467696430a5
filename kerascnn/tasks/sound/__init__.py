"""Sound: which sample comes next, of all those before; and new sound, drawn sample by sample.

`RandomWindows` feeds sound to Keras, `WaveLoss` is what is made small, `evaluate` tests a network beside what counting
does, `generate` makes new sound, `Options` says how a network is trained; the other functions are what every task
gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_, _
from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.protocol import About
from kerascnn.tasks.sound.options import Options

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets.sound import Sounds
    from kerascnn.tasks.sound.building import build, network
    from kerascnn.tasks.sound.counting import Counted, count
    from kerascnn.tasks.sound.evaluation import Evaluation, bits_of, evaluate
    from kerascnn.tasks.sound.feed import ConsecutiveWindows, RandomWindows, as_waves
    from kerascnn.tasks.sound.figures import draw
    from kerascnn.tasks.sound.generating import Generated, generate
    from kerascnn.tasks.sound.likelihood import BitsPerSample, WaveLoss, log_likelihood, probabilities
    from kerascnn.tasks.sound.predicting import Listener, Maker
    from kerascnn.tasks.sound.report_page import page
    from kerascnn.tasks.sound.stepping import Stepper, receptive_field

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "BitsPerSample",
    "ConsecutiveWindows",
    "Counted",
    "Evaluation",
    "Generated",
    "Listener",
    "Maker",
    "Options",
    "RandomWindows",
    "Stepper",
    "WaveLoss",
    "about",
    "as_waves",
    "bits_of",
    "build",
    "count",
    "draw",
    "evaluate",
    "generate",
    "load",
    "log_likelihood",
    "network",
    "page",
    "predictor",
    "probabilities",
    "receptive_field",
    "test",
]

HEADLINE = Measure("bits", N_("bits a sample"), ".3f", more_is_better=False)
MEASURES = (HEADLINE,)
BEST = VALIDATION_LOSS

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "BitsPerSample": "likelihood",
        "ConsecutiveWindows": "feed",
        "Counted": "counting",
        "Evaluation": "evaluation",
        "Generated": "generating",
        "Listener": "predicting",
        "Maker": "predicting",
        "RandomWindows": "feed",
        "Stepper": "stepping",
        "WaveLoss": "likelihood",
        "as_waves": "feed",
        "bits_of": "evaluation",
        "build": "building",
        "count": "counting",
        "network": "building",
        "draw": "figures",
        "evaluate": "evaluation",
        "generate": "generating",
        "log_likelihood": "likelihood",
        "page": "report_page",
        "probabilities": "likelihood",
        "receptive_field": "stepping",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Sounds":
    """Chords, or the WAV files of a reader.

    Raises:
        InputError: as `datasets.sound.load`.
    """
    from kerascnn.datasets import sound

    return sound.load(
        choice.data_dir,
        rate=options.rate,
        counts=(options.chords, options.held_out_chords, options.held_out_chords),
        seconds=options.seconds,
        noise=options.noise,
        voices=options.voices,
        seed=options.seed,
    )


def about(data: "Sounds") -> About:
    """What the sounds are."""
    text = _("{train:,.1f} s to learn from, {validation:,.1f} s to choose the epoch, {test:,.1f} s for the test")
    parts = {name: data.seconds(getattr(data, name)) for name in ("train", "validation", "test")}
    return About(
        name=data.name,
        source=data.source,
        sample=False,
        training=len(data.train) + len(data.validation),
        test=len(data.test),
        class_names=(),
        sha256=data.sha256,
        taken_as=(text.format(**parts),),
        examples="sounds",
    )


def test(model: "keras.Model", options: Options, data: "Sounds") -> "Evaluation":
    """Test a network on the test sound, and let it make some.

    Raises:
        InputError: the network is none for sound, or gives numbers that are none.
    """
    from kerascnn.tasks.sound.evaluation import evaluate

    return evaluate(model, data, seed=options.seed)


def predictor(path: Path) -> "Listener":
    """A saved network that says how surprising it finds a sound.

    Raises:
        InputError: as `Listener`.
    """
    from kerascnn.tasks.sound.predicting import Listener

    return Listener(path)
