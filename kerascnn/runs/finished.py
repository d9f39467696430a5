"""What a finished training left in its folder."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs.fields import Option, from_json, rows_of_csv
from kerascnn.runs.run_json import Data, RunJson, read_run_json
from kerascnn.shapes.places import shown

__all__ = ["Epoch", "FinishedRun", "folder_of", "read"]


class Epoch(NamedTuple):
    """One row of the history.

    Attributes:
        epoch: its number, from 1.
        loss: on the training pictures, in nats.
        accuracy: on the training pictures, 0 to 1.
        val_loss: on the validation pictures.
        val_accuracy: on the validation pictures.
        seconds: how long it took.
    """

    epoch: float
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


@dataclass(frozen=True)
class FinishedRun:
    """A finished training, as its folder says.

    Every text is short and can be seen; every number is finite.

    Attributes:
        folder: where it was read from.
        recipe: the practical, as its command is called.
        options: how it was trained, by the names of `run`'s keywords.
        asked: which data were asked for.
        data: which data there were.
        parameters: how many numbers the network has.
        accuracy: on the test pictures, 0 to 1.
        loss: the mean cross-entropy on the test pictures, in nats.
        seconds: wall-clock seconds of training, validation included.
        history: one row per epoch.
        best_epoch: whose weights were kept.
        confusion: `(classes, classes)` counts; row: the true class, column: the predicted one.
        device: what computed.
        versions: of kerascnn and what it stands on.
        machine: the system and the processor; empty where the run has not written them.
    """

    folder: Path
    recipe: str
    options: Mapping[str, Option]
    asked: Mapping[str, Option]
    data: Data
    parameters: int
    accuracy: float
    loss: float
    seconds: float
    history: tuple[Epoch, ...]
    best_epoch: int
    confusion: tuple[tuple[int, ...], ...]
    device: str
    versions: Mapping[str, Option]
    machine: Mapping[str, Option]

    @property
    def place(self) -> str:
        """The folder as a text that can be shown and written."""
        return _shown(self.folder)

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

    @property
    def precision(self) -> tuple[float | None, ...]:
        """Of the test pictures taken for each class, the part that is of it; None where none was."""
        sums = [sum(column) for column in zip(*self.confusion, strict=True)]
        return tuple(self.confusion[each][each] / total if total else None for each, total in enumerate(sums))

    @property
    def recall(self) -> tuple[float | None, ...]:
        """Of each class's test pictures, the part that was found; None where there is none."""
        return tuple(row[number] / sum(row) if sum(row) else None for number, row in enumerate(self.confusion))


def folder_of(path: Path) -> Path:
    """The folder of the run that somebody means who names it, or the network in it.

    Raises:
        InputError: there is no such folder or file.
    """
    if not path.exists():
        text = _("{path} does not exist; give the folder of a run, or the network in it")
        raise InputError(text.format(path=_shown(path)))
    return path.parent if path.is_file() and path.with_name("run.json").exists() else path


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
    if done:
        _check_done(folder, facts)
    facts.fields.part("options").name("network")
    facts.fields.part("options").whole("seed")
    data = facts.data
    metrics = from_json(folder / "metrics.json")
    history = tuple(Epoch(*row) for row in rows_of_csv(folder / "history.csv", Epoch._fields))
    best_epoch = metrics.whole("best_epoch", at_least=1)
    if best_epoch > len(history):
        metrics.refuse("best_epoch", _("one of the {count} epochs of history.csv").format(count=len(history)))
    return FinishedRun(
        folder=folder,
        recipe=facts.recipe,
        options=facts.options,
        asked=facts.asked,
        data=data,
        parameters=facts.parameters,
        accuracy=metrics.number("accuracy", highest=1),
        loss=metrics.number("loss"),
        seconds=metrics.number("seconds"),
        history=history,
        best_epoch=best_epoch,
        confusion=metrics.square("confusion", len(data.class_names)),
        device=facts.device,
        versions=facts.versions,
        machine=facts.machine,
    )


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
