"""How often each class was taken for each: the confusion matrix of a run, read back from its files."""

from dataclasses import dataclass

from kerascnn.runs import FinishedRun

__all__ = ["Counts"]


@dataclass(frozen=True)
class Counts:
    """How often each class was taken for each.

    Attributes:
        confusion: `(classes, classes)` counts; row: the true class, column: the predicted one.
    """

    confusion: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, run: FinishedRun) -> "Counts":
        """The counts of a run.

        Raises:
            InputError: its `metrics.json` has none, or they are not of its classes.
        """
        return cls(run.metrics.square("confusion", len(run.data.class_names)))

    @property
    def precision(self) -> tuple[float | None, ...]:
        """Of the test pictures taken for each class, the part that is of it; None where none was."""
        sums = [sum(column) for column in zip(*self.confusion, strict=True)]
        return tuple(self.confusion[each][each] / total if total else None for each, total in enumerate(sums))

    @property
    def recall(self) -> tuple[float | None, ...]:
        """Of each class's test pictures, the part that was found; None where there is none."""
        return tuple(row[number] / sum(row) if sum(row) else None for number, row in enumerate(self.confusion))
