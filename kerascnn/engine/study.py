"""Several trainings that answer one question: each leaves its run in one folder, which then gets their comparison."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kerascnn import checks, files, runs, tasks
from kerascnn.engine.messages import show_pictures
from kerascnn.engine.training_run import run_folder, run_plan
from kerascnn.language import _
from kerascnn.runs import FinishedRun, Group
from kerascnn.runs.plan import Plan

__all__ = ["Study", "Trial", "folder_of", "report", "train_all"]

Trial = Callable[..., Plan]
"""The `plan` of a recipe with all settled but `seed`."""


@dataclass(frozen=True)
class Study:
    """What a study gives back.

    Attributes:
        groups: what was compared; each has its runs, one a seed.
        folder: where the runs, the table and the figures are.
    """

    groups: tuple[Group, ...]
    folder: Path


def folder_of(name: str, out: Path | None, *, seeds: int, force: bool) -> Path:
    """The folder of a study, not yet made: `out`, or `runs/NAME-TIME`.

    Raises:
        InputError: it exists, or `seeds` is no number of seeds.
    """
    checks.whole("seeds", seeds, at_least=1)
    return run_folder(name, out, force=force)


def train_all(trials: Mapping[str, Trial], folder: Path, *, seeds: int, force: bool) -> list[Group]:
    """Train each with each seed, into `folder/LABEL-seedN`, and read back what they left.

    Args:
        trials: by their labels.
        folder: where to.
        seeds: how many: 0, 1, ...
        force: write into folders that exist.

    Raises:
        InputError: as the recipe does, or the folder has appeared since it was asked for.
    """
    # Whatever can be refused is refused before anything is written.
    plans = [(label, plan_of(seed=seed)) for label, plan_of in trials.items() for seed in range(seeds)]
    loaded = plans[0][1]
    data = tasks.load(loaded)
    files.new_folder(folder, force=force)
    finished: dict[str, list[FinishedRun]] = {label: [] for label in trials}
    for number, (label, plan) in enumerate(plans, start=1):
        seed = plan.options.seed
        text = _("{number} of {count}: {label}, seed {seed}")
        print(text.format(number=number, count=len(plans), label=label, seed=seed))
        # The seed divides a folder of pictures; the same plan of the data gives the same data.
        if (plan.task, plan.data, seed) != (loaded.task, loaded.data, loaded.options.seed):
            loaded, data = plan, tasks.load(plan)
        out = folder / f"{label.replace(' ', '-')}-seed{seed}"
        try:
            run_plan(plan, out, force=force, data=data)
        except BaseException:
            with contextlib.suppress(OSError):
                folder.rmdir()  # if nothing lies in it
            raise
        finished[label].append(runs.read(out))
    groups = [Group(label, tuple(of_label)) for label, of_label in finished.items()]
    runs.check_same_data([group.first for group in groups])
    return groups


def report(groups: Sequence[Group], folder: Path, *, question: str) -> Study:
    """Write the comparison into the study's folder, and print the table.

    Args:
        groups: what was trained.
        folder: of the study.
        question: what was studied, for the figure's title.
    """
    from kerascnn import comparison

    comparison.write(groups, folder, title=f"{question}\n{runs.title(groups)}")
    print("\n" + runs.as_text(groups))
    print(_("runs, table and figures: {folder}").format(folder=folder))
    show_pictures(sorted(folder.glob("*.png")))
    return Study(tuple(groups), folder)
