"""Training with Keras's own `compile`, `fit` and `predict`, and the folder that a run leaves."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.training.device import settings
from kerascnn.training.evaluation import Evaluation, evaluate
from kerascnn.training.feed import Augment, Batches, split
from kerascnn.training.fitting import Fit, compile_classifier, fit
from kerascnn.training.run_folder import Run
from kerascnn.training.schedule import OneCycle

__all__ = [
    "Augment",
    "Batches",
    "Evaluation",
    "Fit",
    "OneCycle",
    "Run",
    "compile_classifier",
    "evaluate",
    "fit",
    "settings",
    "split",
]
