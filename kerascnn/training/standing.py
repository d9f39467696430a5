"""How far a training has come."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Standing"]


@dataclass
class Standing:
    """How far a training has come, in what JSON can hold.

    Attributes:
        epoch: how many epochs are finished.
        batch: how many batches of the next one are.
        history: one row per finished epoch. Patience, where a training has any, is counted from it.
        best_epoch: the number, from 1, of the epoch with the lowest validation loss; None before the first.
        seconds: wall-clock seconds so far, validation included.
        cpu_seconds: seconds of all processors together.
        epoch_seconds: the seconds that the unfinished epoch has had.
    """

    epoch: int = 0
    batch: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    epoch_seconds: float = 0.0

    def is_better(self, row: Mapping[str, float]) -> bool:
        """Whether an epoch is the best so far: no other has a lower validation loss."""
        return self.best_epoch is None or row["val_loss"] <= self.history[self.best_epoch - 1]["val_loss"]

    def as_json(self) -> dict[str, Any]:
        """All of it as one table."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Standing":
        """What `as_json` gave.

        Raises:
            TypeError: something is missing or unknown.
        """
        return cls(**content)
