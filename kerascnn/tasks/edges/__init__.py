"""Edges: where in a picture one thing ends and another begins.

`Options` says how a network is trained, `Found` is what came out of a test; the other functions are what every task
gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_
from kerascnn.runs.measures import Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.edges.options import Network, Optimizer, Options, Pictures
from kerascnn.tasks.protocol import About

if TYPE_CHECKING:
    import keras

    from kerascnn.tasks.edges.building import build, network
    from kerascnn.tasks.edges.counting import Curve, curve_of
    from kerascnn.tasks.edges.evaluation import Found
    from kerascnn.tasks.edges.figures import draw
    from kerascnn.tasks.edges.losses import BalancedCrossEntropy, EdgeF
    from kerascnn.tasks.edges.predicting import EdgeFinder
    from kerascnn.tasks.edges.report_page import page
    from kerascnn.tasks.edges.thinning import near, thinned
    from kerascnn.tasks.pixel_pictures import PixelData

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "BalancedCrossEntropy",
    "Curve",
    "EdgeF",
    "Found",
    "Network",
    "Optimizer",
    "Options",
    "Pictures",
    "about",
    "build",
    "curve_of",
    "draw",
    "load",
    "near",
    "network",
    "page",
    "predictor",
    "test",
    "thinned",
]

HEADLINE = Measure("ods", N_("ODS F"), ".4f", more_is_better=True)
"""Of thinned maps, at one pixel, with the threshold that is best for all pictures together."""
MEASURES = (HEADLINE,)
BEST = Measure("val_ods", N_("validation ODS F"), ".4f", more_is_better=True)

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "BalancedCrossEntropy": "losses",
        "Curve": "counting",
        "EdgeF": "losses",
        "Found": "evaluation",
        "build": "building",
        "network": "building",
        "curve_of": "counting",
        "draw": "figures",
        "near": "thinning",
        "page": "report_page",
        "thinned": "thinning",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "PixelData":
    """Scenes whose edges are hard to find, or the pictures and edge maps of a folder in their place.

    Raises:
        InputError: as `data.load`.
    """
    from kerascnn.tasks.edges import data

    return data.load(choice, options)


def about(data: "PixelData") -> About:
    """What the data are."""
    return data.about


def test(model: "keras.Model", options: Options, data: "PixelData") -> "Found":
    """Test a network on the test pictures, beside the gradient filter and Canny.

    Raises:
        InputError: it does not take them.
    """
    from kerascnn.tasks.edges.evaluation import evaluate

    return evaluate(model, data)


def predictor(path: Path) -> "EdgeFinder":
    """A saved network that is asked about pictures.

    Raises:
        InputError: as `EdgeFinder`.
    """
    from kerascnn.tasks.edges.predicting import EdgeFinder

    return EdgeFinder(path)
