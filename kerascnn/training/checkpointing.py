"""What a training keeps while it runs, so that it can go on: checkpoints, and the best network so far."""

import time
from collections.abc import Mapping, Sequence

import keras
import numpy as np

from kerascnn import system_errors
from kerascnn.language import _
from kerascnn.training import disk_space, model_state
from kerascnn.training.checkpoints import Arrays, Checkpoints
from kerascnn.training.run_folder import Run
from kerascnn.training.training_state import TrainingState

__all__ = ["Checkpointer"]


class Checkpointer:
    """Writes the checkpoints of a run and its `model.keras`.

    A checkpoint that cannot be written is said in one line and the training goes on: what was kept before still is,
    and the next may succeed.

    Args:
        run: the folder of the run.
        minutes: how often to write a checkpoint within an epoch; one is written at each end of an epoch.
        circumstances: where the parts of the run were computed; each checkpoint says so.
    """

    def __init__(self, run: Run, *, minutes: float, circumstances: Sequence[Mapping[str, str]]) -> None:
        self.run = run
        self.seconds = 60 * minutes
        self.circumstances = circumstances
        self.checkpoints = Checkpoints(run.checkpoints)
        self.best_is_kept = False
        self._last = time.monotonic()

    def is_due(self) -> bool:
        """Whether the last checkpoint is as old as may be."""
        return time.monotonic() - self._last >= self.seconds

    def keep(self, model: keras.Model, training_state: TrainingState, best: list[np.ndarray] | None) -> bool:
        """Write a checkpoint, unless a number in it is none.

        Args:
            model: as it is now.
            training_state: how far it has come.
            best: the weights of the best epoch so far.

        Returns:
            Whether all numbers of the model are finite.
        """
        arrays: dict[str, Arrays] = {"state": model_state.capture(model)}
        if not model_state.is_finite(arrays["state"].values()):
            return False
        # Most epochs are the best so far: then the model's own weights are these, and need no second copy.
        if best is not None and not (training_state.best_epoch == training_state.epoch and training_state.batch == 0):
            arrays["best"] = {f"{number:05}": weight for number, weight in enumerate(best)}
        size = sum(array.nbytes for group in arrays.values() for array in group.values())
        try:
            disk_space.check(self.run.folder, size)
            self.checkpoints.save(
                arrays, {"training": training_state.as_json(), "circumstances": list(self.circumstances)}
            )
        except OSError as error:
            self.run.check_there()
            text = _("this checkpoint could not be written ({reason}); the one before it is kept, the training goes on")
            print(text.format(reason=system_errors.reason(error)), flush=True)
        self._last = time.monotonic()
        return True

    def keep_best(self, model: keras.Model) -> None:
        """Write `model.keras`."""
        try:
            self.run.save_model(model)
            self.best_is_kept = True
        except OSError as error:
            self.run.check_there()
            self.best_is_kept = False
            text = _("{path} could not be written ({reason}); the training goes on and tries again")
            print(text.format(path=self.run.model, reason=system_errors.reason(error)), flush=True)
