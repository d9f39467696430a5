"""The report that a run leaves: one HTML file."""

from typing import TYPE_CHECKING

from kerascnn.errors import InputError
from kerascnn.language import _

if TYPE_CHECKING:
    import keras

    from kerascnn.datasets import Dataset
    from kerascnn.training import Evaluation, Run

__all__ = ["write"]


def write(run: "Run", model: "keras.Model", dataset: "Dataset", tested: "Evaluation") -> None:
    """Write `report.html` from the files that the run has left and the pictures that it was tested on.

    Where these files are more than a report takes, as with thousands of classes, a line says so and the run goes on.
    """
    from kerascnn import files, report, runs
    from kerascnn.recipes._classification.repeating import command_of

    try:
        finished = runs.read(run.folder, done=False)
    except InputError as error:
        print(_("no report: {reason}").format(reason=error))
        return
    seen = report.Seen(dataset.test_images, tested.labels, tested.scores)
    page = report.of_run(finished, command=command_of(finished), model=model, seen=seen)
    files.write(run.folder / "report.html", page)
