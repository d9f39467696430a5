"""What is said of a run that stops before its end: what there is, and the command that goes on."""

import contextlib
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerascnn import system_errors
from kerascnn.engine import record
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.runs.plan import Plan

if TYPE_CHECKING:
    from kerascnn.training import Run

__all__ = ["no_checkpoint", "stop_said"]


def no_checkpoint(folder: Path, plan: Plan) -> InputError:
    """The error of a run that has none."""
    text = _("{folder} has no checkpoint yet; start again with `{command}`")
    command = shlex.join(["kerascnn", plan.recipe, "--out", str(folder), "--force"])
    return InputError(text.format(folder=folder, command=command))


@contextlib.contextmanager
def stop_said(run: "Run", plan: Plan, facts: dict[str, Any]) -> Iterator[None]:
    """Say, where the disk or the reader ends the run, what there is and how to go on."""
    try:
        yield
    except KeyboardInterrupt as error:
        run.check_there()
        raise KeyboardInterrupt(_stopped(run, plan, facts)) from error
    except OSError as error:
        run.check_there()
        if error.errno not in system_errors.FULL:
            raise system_errors.failure(error) from error
        text = _("the disk is full: make room in {folder}, then `{command}` goes on")
        raise WorkError(text.format(folder=run.folder, command=plan.resume_command(run.folder))) from error


def _stopped(run: "Run", plan: Plan, facts: dict[str, Any]) -> str:
    """What there is of a run that was stopped, and how to go on."""
    from kerascnn import training

    checkpoint, _damaged = training.Checkpoints(run.checkpoints).newest()
    at = (
        training.TrainingState.from_json(checkpoint.training_state["training"])
        if checkpoint
        else training.TrainingState()
    )
    with contextlib.suppress(OSError):  # on a full disk it says "running", which can be gone on with as well
        record.save_facts(run, facts, "interrupted")
    if checkpoint is None:
        return _("stopped before the first checkpoint was written: there is nothing yet")
    if at.best_epoch is None:
        text = _("stopped before the first epoch was done: there is no model yet")
    else:
        text = _("stopped; the best model so far, of epoch {epoch}, is {path}")
    line = text.format(epoch=at.best_epoch, path=run.model)
    return _("{line}; `{command}` goes on").format(line=line, command=plan.resume_command(run.folder))
