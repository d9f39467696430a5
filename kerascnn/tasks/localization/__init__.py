"""Localization: whether one object is in a picture, of which class, and where; deck E's vector.

`AnswerBatches` feeds pictures and vectors to Keras, `AnswerLoss` is what is made small, `Options` says how a localizer
is trained; the other functions are what every task gives, see `kerascnn.tasks.Task`. What is heavy is imported when
it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_
from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.localization.options import Options
from kerascnn.tasks.protocol import About

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Located
    from kerascnn.tasks.localization.answers import AnswerBatches
    from kerascnn.tasks.localization.building import build, network
    from kerascnn.tasks.localization.evaluation import Evaluation, evaluate
    from kerascnn.tasks.localization.figures import draw
    from kerascnn.tasks.localization.losses import AnswerLoss
    from kerascnn.tasks.localization.predicting import Localizer
    from kerascnn.tasks.localization.report_page import page

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "AnswerBatches",
    "AnswerLoss",
    "Evaluation",
    "Localizer",
    "Options",
    "about",
    "build",
    "draw",
    "evaluate",
    "load",
    "network",
    "page",
    "predictor",
    "test",
]

HEADLINE = Measure("iou", N_("mean overlap"), ".3f", more_is_better=True)
MEASURES = (HEADLINE, Measure("class_accuracy", N_("class right"), ".2%", more_is_better=True))
BEST = VALIDATION_LOSS

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "AnswerBatches": "answers",
        "AnswerLoss": "losses",
        "Evaluation": "evaluation",
        "Localizer": "predicting",
        "build": "building",
        "network": "building",
        "draw": "figures",
        "evaluate": "evaluation",
        "page": "report_page",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Located":
    """Scenes of one digit or none, or the annotated pictures of a folder, of which the largest object counts.

    Raises:
        InputError: as `datasets.locate`.
    """
    from kerascnn import datasets

    return datasets.locate(
        choice.name,
        size=options.size,
        digits=(0, 1),
        counts=(options.scenes, options.validation_scenes, options.test_scenes),
        data_dir=choice.data_dir,
        seed=options.seed,
        skip_bad=choice.skip_bad,
    )


def about(data: "Located") -> About:
    """What the pictures are."""
    return About(
        name=data.name,
        source=data.source,
        sample=False,
        training=len(data.train) + len(data.validation),
        test=len(data.test),
        class_names=data.class_names,
        sha256=data.sha256,
    )


def test(model: "keras.Model", options: Options, data: "Located") -> "Evaluation":
    """Test a localizer on the test pictures."""
    from kerascnn.tasks.localization.evaluation import check_takes, evaluate

    check_takes(model, data)
    return evaluate(model, data, options)


def predictor(path: Path) -> "Localizer":
    """A saved localizer.

    Raises:
        InputError: as `Localizer`.
    """
    from kerascnn.tasks.localization.predicting import Localizer

    return Localizer(path)
