"""What a run's network says of its test set, anew: from the files of an old run."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import tasks
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import FinishedRun, lies_in, read_run_json
from kerascnn.runs.plan import Plan
from kerascnn.shapes.places import shown
from kerascnn.tasks.protocol import Tested

if TYPE_CHECKING:
    import keras

__all__ = ["load_network", "retest"]


def load_network(run: FinishedRun) -> "keras.Model":
    """The network of a run.

    Raises:
        InputError: the file is missing, damaged, or a link that leads out of the run's folder.
    """
    from kerascnn.loading import load_model

    if not lies_in(run.folder / "model.keras", run.folder):
        text = _("{path} is a link that leads out of the run's folder; put the file itself there")
        raise InputError(text.format(path=shown(str(run.folder / "model.keras"), 200)))
    return load_model(run.folder / "model.keras")


def retest(run: FinishedRun, model: "keras.Model", data_dir: Path | None = None) -> tuple[Any, Tested]:
    """The data of a run, and what comes out of the test; nothing is fetched.

    Args:
        run: whose.
        model: its network.
        data_dir: where the data lie, for a run on a folder of the reader's own.

    Raises:
        InputError: they are not there, they are not those of the run, the network does not take them, or it takes
            `data_dir` to read them.
    """
    task = tasks.named(run.task)
    plan = Plan.read(read_run_json(run.folder), task.Options)
    folder = data_dir or plan.data.data_dir
    if folder is not None and data_dir is None and not lies_in(folder, run.folder):
        text = _("the run learned from a folder of yours, which is read where you name it: --data-dir {folder}")
        raise InputError(text.format(folder=shown(shlex.quote(str(folder)), 200)))
    choice = replace(plan.data, data="sample" if run.data.sample else "full")
    if folder is not None:
        choice = choice.moved(folder)
    data = tasks.load(replace(plan, data=choice), fetch=False)
    about = task.about(data)
    if (about.test, len(about.class_names)) != (run.data.test, len(run.data.class_names)):
        text = _("{source} holds {count:,} test examples of {classes} classes, and the run had {test:,} of {own}")
        raise InputError(
            text.format(
                source=about.source,
                count=about.test,
                classes=len(about.class_names),
                test=run.data.test,
                own=len(run.data.class_names),
            )
        )
    return data, task.test(model, plan.options, data)
