"""`kerascnn compare`: several runs in one table and one figure."""

import shlex
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kerascnn.cli._command import argument, define, option
from kerascnn.errors import InputError, unknown
from kerascnn.language import N_, _

if TYPE_CHECKING:
    from kerascnn.runs import Data

TRAINS = "train-"


class Training(NamedTuple):
    """A practical to run first: its command, ready to be invoked, and the folder that it will leave."""

    context: click.Context
    folder: Path


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
    if trainings:
        finished.check_tested([*((run.place, run.data) for run in known), *map(_to_be_tested, trainings)])
        files.new_folder(folder, force=force)
    for each in trainings:
        each.context.command.invoke(each.context)
        known.append(finished.read(each.folder))
        finished.check_same_data(known)
    groups = comparison.compare(folders, click.echo)
    if not trainings:
        files.new_folder(folder, force=force)
    comparison.write(groups, folder)
    click.echo(finished.as_text(groups))
    click.echo(_("table and figure: {folder}").format(folder=folder))


def _to_be_tested(training: Training) -> "tuple[str, Data]":
    """What a training will be tested on; its data are loaded to see.

    Raises:
        InputError: an option cannot be used, or there are no such data.
    """
    from kerascnn.recipes._classification import plan_of
    from kerascnn.runs import Data
    from kerascnn.shapes.places import shown

    plan = plan_of(lambda: training.context.command.invoke(training.context))
    dataset = plan.data.load(plan.training.seed)
    return plan.recipe, Data(
        name=shown(dataset.name, 200),
        source=dataset.source,
        sample=dataset.sample,
        training=len(dataset.train_images),
        validation=0,
        test=len(dataset.test_images),
        class_names=tuple(map(shown, dataset.class_names)),
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
    from kerascnn import files
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
    context = found.make_context(words[0], words[1:])
    if context.params["out"] is None:
        context.params["out"] = output / f"{number}-{words[0]}"
        context.params["force"] = force
    files.check_new_folder(context.params["out"], force=context.params["force"])
    return Training(context, context.params["out"])
