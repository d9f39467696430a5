"""What a training measured step by step, which shows more of a short one than its few epochs do."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from kerascnn.paths import takes_texts
from kerascnn.runs.fields import rows_of_csv

__all__ = ["FEW_EPOCHS", "FILE", "Rows", "places", "read_steps"]

FILE = "steps.csv"
FEW_EPOCHS = 3
"""A training of so many epochs at most is drawn step by step."""
Rows = Sequence[Mapping[str, float]]


@takes_texts
def read_steps(folder: Path) -> list[dict[str, float]]:
    """The steps of a run; one of an earlier version has none.

    Each row has `epoch`, from 1, the number of its batches that were done, and what was measured since the row before.

    Raises:
        InputError: the file holds something else.
    """
    path = folder / FILE
    return list(rows_of_csv(path, ("epoch", "batch", "loss"))) if path.exists() else []


def places(epochs: Sequence[float], steps: Rows, measure: str) -> tuple[list[float], list[float]] | None:
    """Where a measure is drawn, counted in steps: each row of the steps, and the end of each epoch.

    None where the epochs are many, or the steps say no more than they.

    >>> places([1], [{"epoch": 1, "batch": 16, "loss": 2}, {"epoch": 1, "batch": 20, "loss": 1}], "loss")
    ([16.0, 20.0], [20.0])

    Args:
        epochs: the numbers of the epochs.
        steps: what `read_steps` gives.
        measure: its name.
    """
    known = len(epochs) < len(steps) and set(epochs) <= {row["epoch"] for row in steps}
    if len(epochs) > FEW_EPOCHS or not known or not all(measure in row for row in steps):
        return None
    whole = max(row["batch"] for row in steps)
    return [float((row["epoch"] - 1) * whole + row["batch"]) for row in steps], [float(each * whole) for each in epochs]
