"""What a finished training left in its folder."""

import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.runs.fields import Called, Fields, Option, from_json, rows_of_csv
from kerascnn.runs.measures import ACCURACY, FORMS, Measure
from kerascnn.runs.run_json import Data, RunJson, read_run_json
from kerascnn.shapes.places import shown

__all__ = ["Epoch", "FinishedRun", "Scores", "folder_of", "read"]


COLUMNS = ("epoch", "loss", "val_loss", "seconds")
"""The columns that every history has; of the others, which its task measures, the headline's is asked for."""


UNTRAINED = ("sliding-window", "style-transfer")
"""Practicals that leave a folder and train nothing."""


class Epoch(SimpleNamespace):
    """One row of the history.

    Attributes:
        epoch: its number, from 1.
        loss: on what was learned from.
        val_loss: on the validation part.
        seconds: how long it took.

    What else was measured has the name of its column, as `accuracy` and `val_accuracy`.
    """


class Scores(NamedTuple):
    """What came out of the test.

    Attributes:
        measure: what is measured.
        value: how much.
        loss: the mean loss on the test set.
        classes: the same measure of each class, where there are classes; None for one that cannot be measured.
    """

    measure: Measure
    value: float
    loss: float
    classes: tuple[float | None, ...]


@dataclass(frozen=True)
class FinishedRun:
    """A finished training, as its folder says.

    Every text is short and can be seen; every number is finite. The score can also be asked for by the name of its
    measure: `run.accuracy` of a classifier.

    Attributes:
        folder: where it was read from.
        recipe: the practical, as its command is called.
        task: what the network was asked to do, a package of `kerascnn.tasks`.
        options: how it was trained, by the names of `run`'s keywords.
        asked: which data were asked for.
        called: what the recipe was called with; None where an earlier version has not written it.
        data: which data there were.
        parameters: how many numbers the network has.
        scores: what came out of the test.
        seconds: wall-clock seconds of training, validation included.
        history: one row per epoch.
        best_epoch: whose weights were kept.
        metrics: all of `metrics.json`, for the task to read.
        device: what computed.
        versions: of kerascnn and what it stands on.
        machine: the system and the processor; empty where the run has not written them.
    """

    folder: Path
    recipe: str
    task: str
    options: Mapping[str, Option]
    asked: Mapping[str, Option]
    called: Mapping[str, Called] | None
    data: Data
    parameters: int
    scores: Scores
    seconds: float
    history: tuple[Epoch, ...]
    best_epoch: int
    metrics: Fields
    device: str
    versions: Mapping[str, Option]
    machine: Mapping[str, Option]

    def __getattr__(self, name: str) -> float:
        """The headline by the name of its measure: `accuracy` of a classifier."""
        scores = self.__dict__.get("scores")
        if scores is not None and name == scores.measure.name:
            return float(scores.value)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def place(self) -> str:
        """The folder as a text that can be shown and written."""
        return _shown(self.folder)

    @property
    def score(self) -> float:
        """The headline of the test, as the accuracy of a classifier, 0 to 1."""
        return self.scores.value

    @property
    def loss(self) -> float:
        """The mean loss on the test set; of a classifier the cross-entropy, in nats."""
        return self.scores.loss

    @property
    def network(self) -> str:
        """The network's name."""
        return str(self.options["network"])

    @property
    def seed(self) -> int:
        """The seed."""
        return int(self.options["seed"] or 0)

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return len(self.history)


@takes_texts
def folder_of(path: Path) -> Path:
    """The folder of the run that somebody means who names it, or the network in it.

    Raises:
        InputError: there is no such folder or file.
    """
    if not path.exists():
        text = _("{path} does not exist; give the folder of a run, or the network in it")
        raise InputError(text.format(path=_shown(path)))
    return path.parent if path.is_file() and path.with_name("run.json").exists() else path


@takes_texts
def read(folder: Path, *, done: bool = True) -> FinishedRun:
    """Read the folder of a finished run: `run.json`, `metrics.json` and `history.csv`; the model is left alone.

    The files are taken for what a stranger may have written: they are read up to a limit, and checked.

    Args:
        folder: the run's; or the network in it.
        done: refuse a run that does not say that it is finished; off for one that is about to.

    Raises:
        InputError: it is no folder of a run, the run is not finished, or a file is damaged.
    """
    folder = folder_of(folder)
    if not folder.is_dir():
        text = _("{folder} is no folder; give the folder of a finished run")
        raise InputError(text.format(folder=_shown(folder)))
    facts = read_run_json(folder)
    if facts.fields.content.get("recipe") in UNTRAINED:
        text = _("{folder} is no training but what {recipe} has left; its report.html says what came out")
        raise InputError(text.format(folder=_shown(folder), recipe=facts.recipe))
    if done:
        _check_done(folder, facts)
    facts.fields.part("options").name("network")
    facts.fields.part("options").whole("seed")
    data = facts.data
    metrics = from_json(folder / "metrics.json")
    scores = _scores(metrics, data)
    columns = (*COLUMNS, f"val_{scores.measure.name}")
    history = tuple(Epoch(**row) for row in rows_of_csv(folder / "history.csv", columns))
    best_epoch = metrics.whole("best_epoch", at_least=1)
    if best_epoch > len(history):
        metrics.refuse("best_epoch", _("one of the {count} epochs of history.csv").format(count=len(history)))
    return FinishedRun(
        folder=folder,
        recipe=facts.recipe,
        task=facts.task,
        options=facts.options,
        asked=facts.asked,
        called=facts.called,
        data=data,
        parameters=facts.parameters,
        scores=scores,
        seconds=metrics.number("seconds"),
        history=history,
        best_epoch=best_epoch,
        metrics=metrics,
        device=facts.device,
        versions=facts.versions,
        machine=facts.machine,
    )


def _scores(metrics: Fields, data: Data) -> Scores:
    """The headline of `metrics.json`; a run that names none was a classification."""
    measure = ACCURACY
    if "headline" in metrics.content:
        headline = metrics.part("headline")
        measure = Measure(
            headline.name("name"),
            headline.text("title"),
            headline.choice("form", FORMS),
            headline.truth("more_is_better"),
        )
    highest = 1 if measure.form.endswith("%") else math.inf
    found: list[float | None] = []
    if "classes" in metrics.content:
        classes = metrics.part("classes")
        if len(classes.content) != len(data.class_names):
            metrics.refuse("classes", _("one for each of {count} classes").format(count=len(data.class_names)))
        for of_class in map(classes.part, classes.content):
            # Of accuracy, the part of a class that was found.
            name = measure.name if measure.name in of_class.content else "recall"
            found.append(None if of_class.content.get(name) is None else of_class.number(name, highest=1))
    return Scores(measure, metrics.number(measure.name, highest=highest), metrics.number("loss"), tuple(found))


def _check_done(folder: Path, facts: RunJson) -> None:
    status = facts.status
    if status == "failed":
        text = _(
            "the run in {folder} failed: its loss or a weight was no longer a number; train again, with a smaller "
            "--learning-rate"
        )
        raise InputError(text.format(folder=_shown(folder)))
    if status != "done":
        text = _("the run in {folder} is not finished: it is {status}; `{command}` goes on with it")
        raise InputError(text.format(folder=_shown(folder), status=_status(status), command=_resume(folder, facts)))


def _shown(folder: Path) -> str:
    return shown(str(folder), 200)


def _resume(folder: Path, facts: RunJson) -> str:
    """The command that goes on with a run; a folder of the reader's own has to be named."""
    data = facts.asked.get("data_dir")
    named = ["--data-dir", data] if isinstance(data, str) else []
    return shown(shlex.join(["kerascnn", "resume", str(folder), *named]), 5000)


def _status(status: str) -> str:
    known = {"running": _("still running, or was cut off"), "interrupted": _("interrupted")}
    return known.get(status, status)
