"""Going on with a run that was stopped."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kerascnn import tasks
from kerascnn.engine.command_line import command_of
from kerascnn.engine.recipe import Recipe
from kerascnn.engine.stopping import no_checkpoint
from kerascnn.engine.training_run import Result, carry_out
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.runs import Data, RunJson, folder_of, read_run_json
from kerascnn.runs.plan import Plan
from kerascnn.shapes.places import shown
from kerascnn.tasks.protocol import About

__all__ = ["resume"]

LONGEST = 5000
"""Letters of a command that are shown: a path may be that long."""


@takes_texts
def resume(
    folder: Path, *, data_dir: Path | None = None, find: Callable[[str], object | None] | None = None
) -> Result | None:
    """Go on with a run that was stopped, however that was, from its newest checkpoint that is whole.

    On a CPU, with the same versions and data, the result is bit for bit that of the run that was never stopped; the
    second line that is printed says so, or what is not the same.

    Args:
        folder: the run's; or the network in it.
        data_dir: where the data lie, for a run on a folder of the reader's own. Nothing is read from a folder because
            a file says so: the run may be somebody else's.
        find: gives a recipe by the name of its command, as `kerascnn.recipes.find`; None to name no command.

    Returns:
        None if the run is finished.

    Raises:
        InputError: the folder is none of a run, is in use, or has no checkpoint; the data are no longer there, or it
            takes `data_dir` to read them.
        WorkError: as `run_plan`.
        KeyboardInterrupt: Ctrl-C, as `run_plan`.
    """
    folder = folder_of(folder)
    written = read_run_json(folder)
    if written.status == "done":
        print(_("{folder} is a finished run; there is nothing to go on with").format(folder=folder))
        return None
    plan = _plan(written)
    recipe = find(plan.recipe) if find else None
    if isinstance(recipe, Recipe):
        plan = replace(plan, command=command_of(plan.recipe, recipe, written.called))
    elif find:  # what a stranger's file names is shown as no command
        written.fields.refuse("recipe", _("the name of a practical"))
    plan.check()
    plan = _with_data(plan, folder, data_dir)

    from kerascnn import training

    checkpoints = training.Checkpoints(folder / "checkpoints")
    if not checkpoints.exist():
        raise no_checkpoint(folder, plan)
    task = tasks.named(plan.task)
    data = tasks.load(plan)
    _check_same_data(written.data, task.about(data))
    parameters = training.count_parameters(lambda: task.network(plan, data))
    if 4 * parameters > checkpoints.length():  # before memory is taken for it
        text = _("the network that {path} names has {count:,} numbers, and no checkpoint holds so many; it was changed")
        raise InputError(text.format(path=written.fields.path, count=parameters))
    return carry_out(plan, data, folder, go_on=True)


def _plan(written: RunJson) -> Plan:
    plan = Plan.read(written, tasks.named(written.task).Options)
    if plan.data.data == "auto":  # what it came to then
        plan = replace(plan, data=replace(plan.data, data="sample" if written.data.sample else "full"))
    return plan


def _with_data(plan: Plan, folder: Path, data_dir: Path | None) -> Plan:
    """The plan with the data where the caller says, or in the run's own folder.

    Raises:
        InputError: they lie elsewhere, as the file alone says.
    """
    if data_dir is not None:
        return replace(plan, data=plan.data.moved(data_dir))
    asked = plan.data.data_dir
    if asked is not None and not asked.resolve().is_relative_to(folder.resolve()):
        text = _("this run learned from a folder of yours; name it, so that it is read: `{command}`")
        raise InputError(text.format(command=shown(plan.resume_command(folder), LONGEST)))
    return plan


def _check_same_data(then: Data, now: About) -> None:
    """Check that as many examples of as many classes are there as there were.

    Raises:
        InputError: they are not.
    """
    names = tuple(map(shown, now.class_names))
    if (then.training + then.validation, then.class_names) != (now.training, names):
        text = _(
            "{source} does not hold the data of this run: then {then:,} examples in {classes} classes, now {now:,}"
        )
        raise InputError(
            text.format(
                source=now.source,
                then=then.training + then.validation,
                classes=len(then.class_names),
                now=now.training,
            )
        )
