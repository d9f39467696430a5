"""Segmentation: what each pixel of a picture belongs to.

`Options` says how a network is trained, `Segmented` is what came out of a test; the other functions are what every task
gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_
from kerascnn.runs.measures import Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.protocol import About
from kerascnn.tasks.segmentation.options import Loss, Network, Optimizer, Options, Pictures

if TYPE_CHECKING:
    import keras

    from kerascnn.tasks.pixel_pictures import PixelData
    from kerascnn.tasks.segmentation.building import build, network
    from kerascnn.tasks.segmentation.evaluation import Segmented, confusion
    from kerascnn.tasks.segmentation.figures import draw
    from kerascnn.tasks.segmentation.losses import CrossEntropyAndDice
    from kerascnn.tasks.segmentation.predicting import Segmenter
    from kerascnn.tasks.segmentation.report_page import page

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "CrossEntropyAndDice",
    "Loss",
    "Network",
    "Optimizer",
    "Options",
    "Pictures",
    "Segmented",
    "about",
    "build",
    "confusion",
    "draw",
    "load",
    "network",
    "page",
    "predictor",
    "test",
]

HEADLINE = Measure("mean_iou", N_("mean IoU"), ".4f", more_is_better=True)
"""Of all classes but the background, each with the same weight."""
MEASURES = (HEADLINE,)
BEST = Measure("val_mean_iou", N_("validation mean IoU"), ".4f", more_is_better=True)

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "CrossEntropyAndDice": "losses",
        "Segmented": "evaluation",
        "build": "building",
        "confusion": "evaluation",
        "network": "building",
        "draw": "figures",
        "page": "report_page",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "PixelData":
    """Scenes of digits, or the pictures and masks of a folder in their place.

    Raises:
        InputError: as `datasets.scenes` and `datasets.annotations.load`, or there are too few pictures.
    """
    from kerascnn.tasks.segmentation import data

    return data.load(choice, options)


def about(data: "PixelData") -> About:
    """What the data are."""
    return data.about


def test(model: "keras.Model", options: Options, data: "PixelData") -> "Segmented":
    """Test a network on the test pictures.

    Raises:
        InputError: it does not take them.
    """
    from kerascnn.tasks.segmentation.evaluation import evaluate

    return evaluate(model, data)


def predictor(path: Path) -> "Segmenter":
    """A saved network that is asked about pictures.

    Raises:
        InputError: as `Segmenter`.
    """
    from kerascnn.tasks.segmentation.predicting import Segmenter

    return Segmenter(path)
