"""`kerascnn compare`: several runs in one table and one figure."""

import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from kerascnn.cli._command import argument, define, option
from kerascnn.cli._recipe import skip_bad_named
from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _, retold

if TYPE_CHECKING:
    from kerascnn.runs import Data
    from kerascnn.runs.plan import Plan

TRAINS = "train-"


class Training(NamedTuple):
    """A practical to run first: its plan, and the folder that it will leave."""

    plan: "Plan"
    folder: Path
    force: bool


@define("compare")
@argument("runs", nargs=-1, required=True, metavar="RUN...")
@option("-o", "--output", type=click.Path(path_type=Path), help=N_("Folder to write; else runs/compare-TIME."))
@option("--force", is_flag=True, help=N_("Write into a folder that exists."))
def command(runs: tuple[str, ...], output: Path | None, force: bool) -> None:
    """Compare finished runs: accuracy against parameters and seconds, the curves, each class.

    RUN is the folder of a run, or a practical's command in quotes, which is run first and leaves its run in the
    folder of the comparison. Runs that differ in their seed alone are taken together: the median is shown, and
    the range drawn. All must have been tested on the same data.

    Example:
        kerascnn compare runs/mlp runs/cnn
        kerascnn compare runs/mlp "train-cifar10 --network cifar-cnn --epochs 2" -o runs/compared
    """
    from kerascnn import comparison, files
    from kerascnn import runs as finished
    from kerascnn.engine import run_plan

    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = output or Path("runs") / f"compare-{stamp}"
    files.check_new_folder(folder, force=force)
    asked = [_asked(text, folder, number, force) for number, text in enumerate(runs, start=1)]
    # Whatever can be refused is refused before the first training.
    folders = [each.folder if isinstance(each, Training) else each for each in asked]
    comparison.check_folders(folders)
    known = [finished.read(each) for each in asked if isinstance(each, Path)]
    if known:
        comparison.checked(known)
    trainings = [each for each in asked if isinstance(each, Training)]
    data = {each.folder: _load(each.plan) for each in trainings}
    if trainings:
        finished.check_tested(
            [
                *((run.place, run.data) for run in known),
                *((each.plan.recipe, data[each.folder][1]) for each in trainings),
            ]
        )
        files.new_folder(folder, force=force)
    for each in trainings:
        run_plan(each.plan, each.folder, force=each.force, data=data.pop(each.folder)[0])
        known.append(finished.read(each.folder))
        finished.check_same_data(known)
    groups = comparison.compare(folders, click.echo)
    if not trainings:
        files.new_folder(folder, force=force)
    comparison.write(groups, folder)
    click.echo(finished.as_text(groups))
    click.echo(_("table and figure: {folder}").format(folder=folder))


def _load(plan: "Plan") -> "tuple[Any, Data]":
    """The data of a training, and what they are.

    Raises:
        InputError: there are no such data.
    """
    from kerascnn import tasks
    from kerascnn.runs import Data
    from kerascnn.shapes.places import shown

    task = tasks.named(plan.task)
    with skip_bad_named(True):
        data = tasks.load(plan)
    about = task.about(data)
    return data, Data(
        name=shown(about.name, 200),
        source=retold(about.source),
        sample=about.sample,
        training=about.training,
        validation=0,
        test=about.test,
        class_names=tuple(map(shown, about.class_names)),
    )


def practicals() -> list[str]:
    """The commands that train a network and leave its run."""
    from kerascnn.cli import group

    return [name for name in group.list_commands(click.Context(group)) if name.startswith(TRAINS)]


def _asked(text: str, output: Path, number: int, force: bool) -> Path | Training:
    """The folder of a run, or the training that a quoted command asks for.

    Raises:
        InputError: the text is neither.
        click.UsageError: the command's options cannot be used.
    """
    from kerascnn import files, recipes
    from kerascnn.cli import group
    from kerascnn.runs import folder_of

    if Path(text).exists():
        return folder_of(Path(text))
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise InputError(_("{text!r} has a quote that is not closed").format(text=text)) from error
    words = words[words[:1] == ["kerascnn"] :]
    if not words or not (words[0].startswith(TRAINS) or len(words) > 1):
        message = _(
            '{path} does not exist; give the folder of a run, or a command in quotes such as "train-cifar10 --epochs 2"'
        )
        raise InputError(message.format(path=text))
    if words[0] not in practicals():
        raise unknown(_("practical"), words[0], practicals())
    found = group.get_command(click.Context(group), words[0])
    assert found is not None  # noqa: S101 (it is listed)
    options = found.make_context(words[0], words[1:]).params
    folder, replace = options["out"], options["force"]
    if folder is None:
        folder, replace = output / f"{number}-{words[0]}", force
    files.check_new_folder(folder, force=replace)
    recipe = recipes.find(words[0])
    assert recipe is not None  # noqa: S101 (likewise)
    return Training(recipe.plan(**options), folder, replace)
