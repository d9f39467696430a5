"""Training any model on any feed with Keras's own `compile` and `fit`, and the folder that a run leaves."""

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

from kerascnn.training.checkpointing import Checkpointer
from kerascnn.training.checkpoints import Checkpoint, Checkpoints
from kerascnn.training.device import quickest, settings
from kerascnn.training.disk_space import check_before as check_disk_space
from kerascnn.training.disk_space import largest_checkpoint
from kerascnn.training.feed import Feed
from kerascnn.training.fitting import Fit, Phase, fit
from kerascnn.training.memory import batch_that_fits, count_parameters, is_out_of_memory, peak_memory, step_memory
from kerascnn.training.optimizers import OneCycle, OptimizerName, compile_model, optimizer
from kerascnn.training.run_folder import LostFolderError, Run
from kerascnn.training.training_state import TrainingState
from kerascnn.training.whitening import whiten

__all__ = [
    "Checkpoint",
    "Checkpointer",
    "Checkpoints",
    "Feed",
    "Fit",
    "LostFolderError",
    "OneCycle",
    "OptimizerName",
    "Phase",
    "Run",
    "TrainingState",
    "batch_that_fits",
    "check_disk_space",
    "compile_model",
    "count_parameters",
    "fit",
    "is_out_of_memory",
    "largest_checkpoint",
    "optimizer",
    "peak_memory",
    "quickest",
    "settings",
    "step_memory",
    "whiten",
]
