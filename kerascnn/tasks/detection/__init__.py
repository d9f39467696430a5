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
from kerascnn.runs.plan import DataChoice, Plan
from kerascnn.tasks.detection.options import Options
from kerascnn.tasks.protocol import About, Built, Page

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Located
    from kerascnn.runs import FinishedRun
    from kerascnn.tasks.detection.evaluation import Evaluation, evaluate
    from kerascnn.tasks.detection.feed import GridBatches
    from kerascnn.tasks.detection.losses import GridLoss
    from kerascnn.tasks.detection.precision import MeanAveragePrecision
    from kerascnn.tasks.detection.predicting import Detector

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
    "count_parameters",
    "draw",
    "evaluate",
    "load",
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
        "evaluate": "evaluation",
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


def build(plan: Plan, data: "Located") -> Built:
    """The detector and its batches.

    Raises:
        InputError: the network does not take pictures of this size, or finds no boxes.
    """
    from kerascnn.tasks.detection import building

    return building.build(plan, data)


def count_parameters(plan: Plan, data: "Located") -> int:
    """How many numbers the network has, counted without the memory for them.

    Raises:
        InputError: as `build`.
    """
    from kerascnn.tasks.detection import building

    return building.count_parameters(plan, data)


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


def draw(figures: Path, name: str, model: "keras.Model", data: "Located", tested: "Evaluation") -> None:
    """Draw precision against recall, boxes found, boxes before and after non-max suppression, and the worst misses."""
    from kerascnn.tasks.detection import figures as drawing

    drawing.draw(figures, name, data, tested)


def page(
    run: "FinishedRun", model: "keras.Model | None", seen: "tuple[Located, Evaluation] | None", why_not: str
) -> Page:
    """Precision and recall, each class, each size, non-max suppression, the worst misses, the filters."""
    from kerascnn.tasks.detection import report_page

    return report_page.page(run, model, seen, why_not)


def predictor(path: Path) -> "Detector":
    """A saved detector.

    Raises:
        InputError: as `Detector`.
    """
    from kerascnn.tasks.detection.predicting import Detector

    return Detector(path)
