"""Going on with a run that was stopped."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.recipes._classification.plan import Plan
from kerascnn.recipes._classification.repeating import RECIPES
from kerascnn.recipes._classification.running import Result, carry_out, no_checkpoint
from kerascnn.runs import Data, RunJson, folder_of, lies_in, read_run_json
from kerascnn.runs.fields import LONGEST_NAME
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    from kerascnn.datasets import Dataset

__all__ = ["resume"]

LONGEST = 5000
"""Letters of a command that are shown: a path may be nearly that long."""


def resume(folder: Path, *, data_dir: Path | None = None) -> Result | None:
    """Go on with a run that was stopped, however that was, from its newest checkpoint that is whole.

    On a CPU, with the same versions and data, the result is bit for bit that of the run that was never stopped; the
    second line that is printed says so, or what is not the same.

    Args:
        folder: the run's; or the network in it.
        data_dir: where the data lie, for a run on a folder of the reader's own. Nothing is read from a folder because
            a file says so: the run may be somebody else's.

    Returns:
        None if the run is finished.

    Raises:
        InputError: the folder is none of a run, is in use, or has no checkpoint; the data are no longer there, or it
            takes `data_dir` to read them.
        WorkError: as `train`.
        KeyboardInterrupt: Ctrl-C, as `train`.
    """
    folder = folder_of(folder)
    written = read_run_json(folder)
    if written.status == "done":
        print(_("{folder} is a finished run; there is nothing to go on with").format(folder=shown(str(folder), 200)))
        return None
    plan = _plan(written)
    plan.check()
    plan = _with_data(plan, folder, data_dir)

    from kerascnn import training

    if not training.Checkpoints(folder / "checkpoints").exist():
        raise no_checkpoint(folder, plan)
    dataset = plan.data.load(plan.training.seed)
    _check_same_data(written.data, dataset)
    return carry_out(plan, dataset, folder, go_on=True)


def _plan(written: RunJson) -> Plan:
    plan = Plan.read(written)
    if plan.recipe not in RECIPES:
        written.fields.refuse("recipe", _("one of {choices}").format(choices=", ".join(RECIPES)))
    if plan.data.data == "auto":  # what it came to then
        plan = replace(plan, data=replace(plan.data, data="sample" if written.data.sample else "full"))
    return plan


def _with_data(plan: Plan, folder: Path, data_dir: Path | None) -> Plan:
    """The plan with the data where the caller says, or in the run's own folder.

    Raises:
        InputError: they lie elsewhere, as the file alone says.
    """
    if data_dir is not None:
        return replace(plan, data=replace(plan.data, data_dir=data_dir))
    if plan.data.data_dir is not None and not lies_in(plan.data.data_dir, folder):
        text = _("this run learned from a folder of yours; name it, so that it is read: `{command}`")
        raise InputError(text.format(command=shown(plan.resume_command(folder), LONGEST)))
    return plan


def _check_same_data(then: Data, dataset: "Dataset") -> None:
    """Check that as many pictures of as many classes are there as there were.

    Raises:
        InputError: they are not.
    """
    names = tuple(shown(each, LONGEST_NAME) for each in dataset.class_names)
    if (then.training + then.validation, then.class_names) != (len(dataset.train_labels), names):
        text = _(
            "{source} does not hold the data of this run: then {then:,} pictures in {classes} classes, now {now:,}"
        )
        raise InputError(
            text.format(
                source=dataset.source,
                then=then.training + then.validation,
                classes=len(then.class_names),
                now=len(dataset.train_labels),
            )
        )
