"""The question of deck C: what batch and group normalisation buy, and how much of it depends on the batch size."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from kerascnn import checks
from kerascnn.engine import study
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options
from kerascnn.recipes import train_cifar10

if TYPE_CHECKING:
    from kerascnn.runs import Group

__all__ = ["run"]

KINDS = ("none", "batch", "group")


@takes_texts
def run(
    *,
    network: Annotated[str, N_("A network whose normalisation can be chosen.")] = "cifar-cnn",
    batch_size: Annotated[tuple[int, ...], N_("Images in a step; repeat for more; else 8, 32 and 128.")] = (8, 32, 128),
    epochs: Annotated[int, N_("Passes over the training set.")] = 3,
    seeds: Annotated[int, N_("Train each with so many seeds and show the median.")] = 1,
    data: options.WhichData = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with CIFAR-10's files, or with one folder of images per class.")
    ] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/normalization-study-TIME.")] = None,
    force: options.Force = False,
) -> study.Study:
    """Compare no normalisation, batch and group normalisation at several batch sizes.

    Batch normalisation takes its mean and variance from the batch, group normalisation from one picture (Wu and He
    2018, arXiv:1803.08494). The learning rate grows with the square root of the batch size, as suits AdamW (Malladi et
    al. 2022, arXiv:2205.10287), from that of the preset `course`. Leaves the runs, a table, and accuracy drawn against
    batch size.

    Example:
        kerascnn normalization-study
        kerascnn normalization-study --batch-size 4 --batch-size 64 --seeds 3
        kerascnn normalization-study --network resnet20 --data sample
    """
    sizes = tuple(dict.fromkeys(batch_size or (8, 32, 128)))
    for size in sizes:
        checks.whole("batch-size", size, at_least=1)
    folder = study.folder_of("normalization-study", out, seeds=seeds, force=force)
    train = partial(train_cifar10.run.plan, network=network, epochs=epochs, data=data, data_dir=data_dir)
    trials = {
        _label(kind, size): partial(train, normalization=kind, batch_size=size, learning_rate=_rate(size))
        for kind in KINDS
        for size in sizes
    }
    groups = study.train_all(trials, folder, seeds=seeds, force=force)
    _draw(groups, sizes, folder)
    return study.report(groups, folder, question=_("What normalisation buys"))


def _rate(size: int) -> float:
    usual = train_cifar10.COURSE
    return usual["learning_rate"] * (size / usual["batch_size"]) ** 0.5


def _label(kind: str, size: int) -> str:
    return f"{kind} {size}"


def _draw(groups: "list[Group]", sizes: tuple[int, ...], folder: Path) -> None:
    from kerascnn import plots, runs

    of = {group.label: group.score for group in groups}
    names = {
        "none": _("no normalisation"),
        "batch": _("batch normalisation"),
        "group": _("group normalisation"),
    }
    lines = {names[kind]: {float(size): of[_label(kind, size)] for size in sizes} for kind in KINDS}
    title = f"{groups[0].first.network}\n{runs.title(groups)}"
    plots.save(plots.accuracy_against(lines, setting=_("batch size"), title=title), folder / "batch-sizes.png")
