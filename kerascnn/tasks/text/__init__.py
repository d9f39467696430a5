"""Text: what a sentence says, by a network that reads it as a matrix with a row for each word.

`Options` says how a network is trained, `Sorted` is what came out of a test; the other functions are what every task
gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.runs.measures import ACCURACY, VALIDATION_LOSS
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.protocol import About
from kerascnn.tasks.text.options import Choice, Network, Options, Words

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets.text import Texts
    from kerascnn.tasks.text.building import TextBatches, build, network
    from kerascnn.tasks.text.encoding import Encoded, Encoder
    from kerascnn.tasks.text.evaluation import Sorted
    from kerascnn.tasks.text.figures import draw
    from kerascnn.tasks.text.firing import Fired, Inside, Looked
    from kerascnn.tasks.text.predicting import Reader, Reading
    from kerascnn.tasks.text.report_page import page

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "Choice",
    "Encoded",
    "Encoder",
    "Fired",
    "Inside",
    "Looked",
    "Network",
    "Options",
    "Reader",
    "Reading",
    "Sorted",
    "TextBatches",
    "Words",
    "about",
    "build",
    "draw",
    "load",
    "network",
    "page",
    "predictor",
    "test",
]

HEADLINE = ACCURACY
MEASURES = (ACCURACY,)
BEST = VALIDATION_LOSS

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Encoded": "encoding",
        "Encoder": "encoding",
        "Fired": "firing",
        "Inside": "firing",
        "Looked": "firing",
        "Reader": "predicting",
        "Reading": "predicting",
        "Sorted": "evaluation",
        "TextBatches": "building",
        "build": "building",
        "network": "building",
        "draw": "figures",
        "page": "report_page",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Texts":
    """The sentences that ship, IMDB's reviews, or the texts of a table or a folder.

    Raises:
        InputError: as `datasets.text.load_texts`.
    """
    from kerascnn.datasets.text import load_texts

    return load_texts(
        choice.name,
        data_dir=choice.data_dir,
        language=options.choice.language,
        text_column=options.choice.text_column,
        label_column=options.choice.label_column,
        seed=options.seed,
        skip_bad=choice.skip_bad,
        fetch=fetch,
    )


def about(data: "Texts") -> About:
    """What the texts are."""
    return About(
        name=data.name,
        source=data.source,
        sample=data.sample,
        training=len(data.training) + len(data.validation),
        test=len(data.test),
        class_names=data.class_names,
        sha256=data.sha256,
        taken_as=data.taken_as,
        examples="texts",
    )


def test(model: "keras.Model", options: Options, data: "Texts") -> "Sorted":
    """Test a network on the test texts.

    Raises:
        InputError: it does not take them.
    """
    from kerascnn.tasks.text.evaluation import evaluate

    return evaluate(model, options, data)


def predictor(path: Path) -> "Reader":
    """A saved network that is asked about sentences.

    Raises:
        InputError: as `Reader`.
    """
    from kerascnn.tasks.text.predicting import Reader

    return Reader(path)
