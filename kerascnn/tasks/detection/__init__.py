"""Detection: where in a picture objects are, and of which class; one pass over a grid of cells, as YOLO has it.

`GridBatches` feeds pictures and target tensors to Keras, `GridLoss` is what is made small, `evaluate` tests a
detector, `Options` says how one is trained; the other functions are what every task gives, see `kerascnn.tasks.Task`.
What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_
from kerascnn.runs.measures import VALIDATION_LOSS, Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.detection.options import Options
from kerascnn.tasks.protocol import About

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Located
    from kerascnn.tasks.detection.building import build, network
    from kerascnn.tasks.detection.evaluation import Evaluation, evaluate
    from kerascnn.tasks.detection.feed import GridBatches
    from kerascnn.tasks.detection.figures import draw
    from kerascnn.tasks.detection.losses import GridLoss
    from kerascnn.tasks.detection.precision import MeanAveragePrecision
    from kerascnn.tasks.detection.predicting import Detector
    from kerascnn.tasks.detection.report_page import page

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "Detector",
    "Evaluation",
    "GridBatches",
    "GridLoss",
    "MeanAveragePrecision",
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

HEADLINE = Measure("ap50", N_("mAP@0.5"), ".3f", more_is_better=True)
MEASURES = (HEADLINE,)
BEST = VALIDATION_LOSS

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Detector": "predicting",
        "Evaluation": "evaluation",
        "GridBatches": "feed",
        "GridLoss": "losses",
        "MeanAveragePrecision": "precision",
        "build": "building",
        "network": "building",
        "draw": "figures",
        "evaluate": "evaluation",
        "page": "report_page",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Located":
    """Scenes of digits, or the annotated pictures of a folder.

    Raises:
        InputError: as `datasets.locate`.
    """
    from kerascnn import datasets

    return datasets.locate(
        choice.name,
        size=options.size,
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
    """Test a detector on the test pictures."""
    from kerascnn.tasks.detection.building import anchors_of
    from kerascnn.tasks.detection.evaluation import check_takes, evaluate

    check_takes(model, data)
    return evaluate(
        model,
        data.test,
        class_names=data.class_names,
        anchors=anchors_of(options, data),
        overlap=options.overlap,
        least_score=options.least_score,
    )


def predictor(path: Path) -> "Detector":
    """A saved detector.

    Raises:
        InputError: as `Detector`.
    """
    from kerascnn.tasks.detection.predicting import Detector

    return Detector(path)
