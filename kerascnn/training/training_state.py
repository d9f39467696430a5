"""How far a training has come."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.measures import Measure

__all__ = ["TrainingState", "since_the_row_before"]


@dataclass
class TrainingState:
    """How far a training has come, in what JSON can hold.

    Attributes:
        epoch: how many epochs are finished.
        batch: how many batches of the next one are.
        history: one row per finished epoch. Patience, where a training has any, is counted from it.
        best_epoch: the number, from 1, of the best epoch; None before the first.
        seconds: wall-clock seconds so far, validation included.
        cpu_seconds: seconds of all processors together.
        epoch_seconds: the seconds that the unfinished epoch has had.
        steps: at some steps the epoch, from 1, the batches of it that were done, and the means since it began, as Keras
            measures them.
    """

    epoch: int = 0
    batch: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    epoch_seconds: float = 0.0
    steps: list[dict[str, float]] = field(default_factory=list)

    def is_better(self, row: Mapping[str, float], best: Measure) -> bool:
        """Whether an epoch is the best so far, by a measure of the history."""
        if self.best_epoch is None:
            return True
        return best.is_better(row[best.name], self.history[self.best_epoch - 1][best.name])

    def as_json(self) -> dict[str, Any]:
        """All of it as one table."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "TrainingState":
        """What `as_json` gave.

        Raises:
            InputError: it is something else.
        """
        try:
            found = cls(**content)
        except TypeError:
            found = None
        if found is None or not found._is_sound():
            raise InputError(_("the checkpoint does not say where the training stands; it is of another version"))
        return found

    def _is_sound(self) -> bool:
        """Whether everything is of its kind."""
        seconds = (self.seconds, self.cpu_seconds, self.epoch_seconds)
        return (
            all(_is_count(each) for each in (self.epoch, self.batch))
            and all(_is_number(each) and each >= 0 for each in seconds)
            and isinstance(self.history, list)
            and len(self.history) == self.epoch
            and all(isinstance(row, dict) and all(map(_is_number, row.values())) for row in self.history)
            and all("val_loss" in row for row in self.history)
            and isinstance(self.steps, list)
            and all(isinstance(row, dict) and all(map(_is_number, row.values())) for row in self.steps)
            and all({"epoch", "batch", "loss"} <= row.keys() and row["batch"] >= 1 for row in self.steps)
            and (self.best_epoch is None or (_is_count(self.best_epoch) and 1 <= self.best_epoch <= self.epoch))
        )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_number(value: object) -> bool:
    # A whole number of a thousand digits is one that no float can hold.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e300


def since_the_row_before(steps: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """The means since each epoch began as those since the row before.

    >>> rows = [{"epoch": 1, "batch": 10, "loss": 2.0}, {"epoch": 1, "batch": 20, "loss": 1.5}]
    >>> [row["loss"] for row in since_the_row_before([*rows, {"epoch": 2, "batch": 10, "loss": 0.5}])]
    [2.0, 1.0, 0.5]

    Args:
        steps: as `TrainingState` has them.
    """
    rows = []
    before: Mapping[str, float] = {}
    for now in steps:
        last = before if before.get("epoch") == now["epoch"] and before["batch"] < now["batch"] else {}
        batch, first = now["batch"], last.get("batch", 0)
        means = {
            name: (batch * value - first * last.get(name, 0.0)) / (batch - first)
            for name, value in now.items()
            if name not in ("epoch", "batch")
        }
        rows.append({"epoch": now["epoch"], "batch": batch} | means)
        before = now
    return rows
