"""Training with Keras's own `compile`, `fit` and `predict`, and the folder that a run leaves."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.training.device import quickest, settings
from kerascnn.training.evaluation import Evaluation, evaluate
from kerascnn.training.feed import Augment, AugmentBoth, Batches, split
from kerascnn.training.fitting import Fit, compile_classifier, fit
from kerascnn.training.run_folder import Run
from kerascnn.training.schedule import OneCycle
from kerascnn.training.whitening import whiten

__all__ = [
    "Augment",
    "AugmentBoth",
    "Batches",
    "Evaluation",
    "Fit",
    "OneCycle",
    "Run",
    "compile_classifier",
    "evaluate",
    "fit",
    "quickest",
    "settings",
    "split",
    "whiten",
]
