"""Training with Keras's own `compile`, `fit` and `predict`, and the folder that a run leaves."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.training.checkpoints import Checkpoint, Checkpoints
from kerascnn.training.device import quickest, settings
from kerascnn.training.evaluation import Evaluation, evaluate
from kerascnn.training.feed import Augment, AugmentBoth, Batches, split
from kerascnn.training.fitting import Fit, compile_classifier, fit
from kerascnn.training.keeping import Keeper
from kerascnn.training.memory import batch_that_fits, is_out_of_memory, peak_memory, step_memory
from kerascnn.training.room import check_before as check_room
from kerascnn.training.room import largest_checkpoint
from kerascnn.training.run_folder import LostFolderError, Run
from kerascnn.training.schedule import OneCycle
from kerascnn.training.standing import Standing
from kerascnn.training.whitening import whiten

__all__ = [
    "Augment",
    "AugmentBoth",
    "Batches",
    "Checkpoint",
    "Checkpoints",
    "Evaluation",
    "Fit",
    "Keeper",
    "LostFolderError",
    "OneCycle",
    "Run",
    "Standing",
    "batch_that_fits",
    "check_room",
    "compile_classifier",
    "evaluate",
    "fit",
    "is_out_of_memory",
    "largest_checkpoint",
    "peak_memory",
    "quickest",
    "settings",
    "split",
    "step_memory",
    "whiten",
]
