"""Siamese networks: are two pictures of the same, and of whom of a few; learned from some, asked about others.

`TripletLoss` and `ContrastiveLoss` are what an encoder makes small, `IdentityBatches` feeds it several pictures of
several identities at once, `Recognizer` asks a trained one about files, `Options` says how one is trained; the other
functions are what every task gives, see `kerascnn.tasks.Task`. What is heavy is imported when it is first used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import lazy
from kerascnn.language import N_
from kerascnn.runs.measures import Measure
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.protocol import About
from kerascnn.tasks.siamese.options import Loss, Network, Options, Pictures

if TYPE_CHECKING:
    import keras

    from kerascnn.tasks.siamese.building import build, network
    from kerascnn.tasks.siamese.comparing import Comparer
    from kerascnn.tasks.siamese.enrolment import Enrolment
    from kerascnn.tasks.siamese.evaluation import Evaluation, evaluate
    from kerascnn.tasks.siamese.feed import IdentityBatches, PairBatches
    from kerascnn.tasks.siamese.figures import draw
    from kerascnn.tasks.siamese.identities import Identities
    from kerascnn.tasks.siamese.losses import ContrastiveLoss, TripletLoss
    from kerascnn.tasks.siamese.recognition import Recognizer
    from kerascnn.tasks.siamese.report_page import page
    from kerascnn.tasks.siamese.verification import one_shot, roc

__all__ = [
    "BEST",
    "HEADLINE",
    "MEASURES",
    "Comparer",
    "ContrastiveLoss",
    "Enrolment",
    "Evaluation",
    "Identities",
    "IdentityBatches",
    "Loss",
    "Network",
    "Options",
    "PairBatches",
    "Pictures",
    "Recognizer",
    "TripletLoss",
    "about",
    "build",
    "draw",
    "evaluate",
    "load",
    "network",
    "one_shot",
    "page",
    "predictor",
    "roc",
    "test",
]

HEADLINE = Measure("verification", N_("verification"), ".2%", more_is_better=True)
"""The part of pairs decided right, of equally many of the same and of two identities."""
MEASURES = (HEADLINE,)
BEST = Measure("val_verification", N_("validation verification"), ".2%", more_is_better=True)
"""Of identities that are not learned from: the loss of mined triplets says little, since they become harder."""

# Imported when they are first used.
__getattr__, __dir__ = lazy.attributes(
    __name__,
    {
        "Comparer": "comparing",
        "ContrastiveLoss": "losses",
        "Enrolment": "enrolment",
        "Evaluation": "evaluation",
        "Identities": "identities",
        "IdentityBatches": "feed",
        "PairBatches": "feed",
        "Recognizer": "recognition",
        "TripletLoss": "losses",
        "build": "building",
        "network": "building",
        "draw": "figures",
        "evaluate": "evaluation",
        "one_shot": "verification",
        "page": "report_page",
        "roc": "verification",
    },
)


def load(choice: DataChoice, options: Options, *, fetch: bool = True) -> "Identities":
    """Drawn faces, digits held out by class, or the identities of a folder.

    Raises:
        InputError: there are too few identities, or they cannot be read.
    """
    from kerascnn.tasks.siamese import data

    return data.load(choice, options, fetch=fetch)


def about(data: "Identities") -> About:
    """What the data are."""
    return data.about


def test(model: "keras.Model", options: Options, data: "Identities") -> "Evaluation":
    """Test a network on identities that it has never seen, with a threshold chosen on others.

    Raises:
        InputError: it does not take their pictures.
    """
    from kerascnn.tasks.siamese.evaluation import evaluate

    return evaluate(model, options, data)


def predictor(path: Path) -> "Recognizer":
    """A saved network.

    Raises:
        InputError: as `Recognizer`.
    """
    from kerascnn.tasks.siamese.recognition import Recognizer

    return Recognizer(path)
