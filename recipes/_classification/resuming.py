"""Going on with a run that was stopped."""

from dataclasses import replace
from pathlib import Path

from kerascnn import files
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.recipes._classification.plan import Plan
from kerascnn.recipes._classification.running import Result, carry_out
from kerascnn.runs import RunJson, folder_of, read_run_json
from kerascnn.shapes.places import shown

__all__ = ["resume"]


def resume(folder: Path) -> Result | None:
    """Go on with a run that was stopped, however that was, from its newest checkpoint that is whole.

    On a CPU, with the same versions and data, the result is bit for bit that of the run that was never stopped; the
    second line that is printed says so, or what is not the same.

    Args:
        folder: the run's; or the network in it.

    Returns:
        None if the run is finished.

    Raises:
        InputError: the folder is none of a run, is in use, or has no checkpoint; the data are no longer there.
        WorkError: as `train`.
        KeyboardInterrupt: Ctrl-C, as `train`.
    """
    folder = folder_of(folder)
    written = read_run_json(folder)
    if written.status == "done":
        print(_("{folder} is a finished run; there is nothing to go on with").format(folder=folder))
        return None
    plan = _plan(written)
    plan.check()

    from kerascnn import training

    with files.locked(folder):  # so that no checkpoint is read that another process is about to remove
        checkpoint, damaged = training.Checkpoints(folder / "checkpoints").newest()
    for each in damaged:
        print(_("{path} is damaged ({reason})").format(path=each.path, reason=each.reason))
    if checkpoint is None:
        text = _("{folder} has no checkpoint yet; start again with `kerascnn {recipe} --out {folder} --force`")
        raise InputError(text.format(folder=folder, recipe=plan.recipe))
    dataset = plan.data.load(plan.training.seed)
    then, names = written.data, tuple(map(shown, dataset.class_names))
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
    return carry_out(plan, dataset, folder, checkpoint)


def _plan(written: RunJson) -> Plan:
    plan = Plan.read(written)
    if plan.data.data == "auto":  # what it came to then
        plan = replace(plan, data=replace(plan.data, data="sample" if written.data.sample else "full"))
    return plan
