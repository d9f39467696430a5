"""Several trainings that answer one question: each leaves its run in one folder, which then gets their comparison."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kerascnn import checks, files
from kerascnn.language import _
from kerascnn.recipes._classification import Result

if TYPE_CHECKING:
    from kerascnn.runs import Group

__all__ = ["Study", "Trial", "folder_of", "report", "train_all"]

Trial = Callable[..., Result]
"""A recipe's `run` with all settled but `seed`, `out` and `force`."""


@dataclass(frozen=True)
class Study:
    """What a study gives back.

    Attributes:
        groups: what was compared; each has its runs, one a seed.
        folder: where the runs, the table and the figures are.
    """

    groups: "tuple[Group, ...]"
    folder: Path


def folder_of(name: str, out: Path | None, *, seeds: int, force: bool) -> Path:
    """The folder of a study, not yet made: `out`, or `runs/NAME-TIME`.

    Raises:
        InputError: it exists, or `seeds` is no number of seeds.
    """
    checks.whole("seeds", seeds, at_least=1)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    folder = out or Path("runs") / f"{name}-{stamp}"
    files.check_new_folder(folder, force=force)
    return folder


def train_all(
    trials: Mapping[str, Trial], folder: Path, *, seeds: int, force: bool, made: bool = False
) -> "list[Group]":
    """Train each with each seed, into `folder/LABEL-seedN`, and read back what they left.

    Args:
        trials: by their labels.
        folder: where to.
        seeds: how many: 0, 1, ...
        force: write into folders that exist.
        made: whether this study has made its folder already.

    Raises:
        InputError: as the recipe does, or the folder has appeared since it was asked for.
    """
    from kerascnn import runs
    from kerascnn.runs import Group

    files.new_folder(folder, force=force or made)
    groups: list[Group] = []
    count = len(trials) * seeds
    for label, train in trials.items():
        finished = []
        for seed in range(seeds):
            number = len(groups) * seeds + seed + 1
            text = _("{number} of {count}: {label}, seed {seed}")
            print(text.format(number=number, count=count, label=label, seed=seed))
            out = folder / f"{label.replace(' ', '-')}-seed{seed}"
            try:
                train(seed=seed, out=out, force=force)
            except BaseException:
                with contextlib.suppress(OSError):
                    folder.rmdir()  # if nothing lies in it
                raise
            finished.append(runs.read(out))
        groups.append(Group(label, tuple(finished)))
    runs.check_same_data([group.first for group in groups])
    return groups


def report(groups: "Sequence[Group]", folder: Path, *, question: str) -> Study:
    """Write the comparison into the study's folder, and print the table.

    Args:
        groups: what was trained.
        folder: of the study.
        question: what was studied, for the figure's title.
    """
    from kerascnn import comparison, runs
    from kerascnn.recipes._classification.figures import show_pictures

    comparison.write(groups, folder, title=f"{question}\n{runs.title(groups)}")
    print("\n" + runs.as_text(groups))
    print(_("runs, table and figures: {folder}").format(folder=folder))
    show_pictures(sorted(folder.glob("*.png")))
    return Study(tuple(groups), folder)
