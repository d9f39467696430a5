"""Classification: one picture, one of several classes.

`Batches` feeds pictures and labels to Keras, `evaluate` tests a classifier, `Options` says how one is trained; the
other functions are what every task gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.runs.measures import ACCURACY, VALIDATION_LOSS
from kerascnn.runs.plan import PHOTOGRAPHS, DataChoice
from kerascnn.tasks.classification.options import Augmentation, Network, Optimizer, Options, TestViews, Transfer
from kerascnn.tasks.protocol import About

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.prediction import Classifier
    from kerascnn.tasks.classification.building import build, compile_classifier, network
    from kerascnn.tasks.classification.evaluation import Evaluation, evaluate
    from kerascnn.tasks.classification.feed import Augment, AugmentBoth, Batches, split
    from kerascnn.tasks.classification.figures import draw
    from kerascnn.tasks.classification.report_page import page

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "Augment",
    "AugmentBoth",
    "Augmentation",
    "Batches",
    "Evaluation",
    "Network",
    "Optimizer",
    "Options",
    "TestViews",
    "Transfer",
    "about",
    "build",
    "compile_classifier",
    "draw",
    "evaluate",
    "load",
    "network",
    "page",
    "predictor",
    "split",
    "test",
]

MEASURES = (ACCURACY,)
BEST = VALIDATION_LOSS
HEADLINE = ACCURACY

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Augment": "feed",
        "AugmentBoth": "feed",
        "Batches": "feed",
        "Evaluation": "evaluation",
        "build": "building",
        "compile_classifier": "building",
        "network": "building",
        "draw": "figures",
        "evaluate": "evaluation",
        "page": "report_page",
        "split": "feed",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Dataset":
    """Load a data set by its name, or the reader's own pictures in its place, or any photographs.

    Raises:
        InputError: as `datasets.choose`, or as `photographs.load`.
    """
    from kerascnn import datasets

    if choice.name == PHOTOGRAPHS:
        from kerascnn.tasks.classification import photographs

        return photographs.load(choice, options)
    whole = datasets.choose(
        choice.name,
        data=choice.data,
        data_dir=choice.data_dir,
        seed=options.seed,
        skip_bad=choice.skip_bad,
        fetch=fetch,
    )
    if not choice.classes and choice.per_class is None:
        return whole
    classes = choice.classes.split(",") if choice.classes else ()
    return datasets.part_of(whole, classes, choice.per_class, seed=options.seed)


def about(data: "Dataset") -> About:
    """What the data set is."""
    from kerascnn import datasets

    return About(
        name=data.name,
        source=data.source,
        sample=data.sample,
        test=len(data.test_images),
        class_names=data.class_names,
        training=len(data.train_images),
        sha256=datasets.fingerprint(data),
        taken_as=data.taken_as,
    )


def test(model: "keras.Model", options: Options, data: "Dataset") -> "Evaluation":
    """Test a network on the test pictures."""
    from kerascnn.tasks.classification.evaluation import check_takes, evaluate

    check_takes(model, data)
    return evaluate(model, data.test_images, data.test_labels, mirror=options.test.mirror, shift=options.test.shift)


def predictor(path: Path) -> "Classifier":
    """A saved classifier.

    Raises:
        InputError: as `Classifier`.
    """
    from kerascnn.prediction import Classifier

    return Classifier(path)
