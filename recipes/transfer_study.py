"""Transfer: what a network has learned from some classes helps it with others, of which there are few pictures."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from kerascnn import checks
from kerascnn.engine import run_plan, study
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options
from kerascnn.recipes import train_cifar10

if TYPE_CHECKING:
    from kerascnn.runs import Group

__all__ = ["FIRST", "OTHERS", "run"]

FIRST = ("airplane", "automobile", "bird", "cat", "deer")
"""The classes of CIFAR-10 that are learned first."""
OTHERS = ("dog", "frog", "horse", "ship", "truck")
"""Those of which there are few pictures."""
PICTURES = (10, 50, 250)
BATCH, RATE = 32, 2e-3
FROZEN = 3
"""A third of the epochs trains the last layer alone."""


@takes_texts
def run(
    *,
    pictures: Annotated[
        tuple[int, ...], N_("Pictures of each of the other classes; repeat for more; else 10, 50 and 250.")
    ] = PICTURES,
    network: Annotated[str, N_("A network of kerascnn.networks.")] = "cifar-cnn",
    first_epochs: Annotated[int, N_("Passes over the pictures of the first five classes.")] = 4,
    epochs: Annotated[int, N_("Passes over the pictures of the other five.")] = 30,
    seeds: Annotated[int, N_("Train each with so many seeds and show the median.")] = 1,
    data: options.WhichData = "auto",
    data_dir: Annotated[Path | None, N_("Folder with CIFAR-10's files.")] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/transfer-study-TIME.")] = None,
    force: options.Force = False,
) -> study.Study:
    """Compare transfer with training from scratch, where there are few pictures.

    A network learns airplanes, automobiles, birds, cats and deer, with all their pictures. Then it learns dogs, frogs,
    horses, ships and trucks of a few pictures each: once from random weights, once from what it has learned before, of
    which a third of the epochs changes the last layer alone. Both are tested on all test pictures of these five.

    Example:
        kerascnn transfer-study
        kerascnn transfer-study --pictures 20 --pictures 100 --seeds 3
        kerascnn transfer-study --data sample --first-epochs 3 --epochs 6 --pictures 50
    """
    counts = tuple(dict.fromkeys(pictures or PICTURES))
    for count in counts:
        checks.whole("pictures", count, at_least=2)
    folder = study.folder_of("transfer-study", out, seeds=seeds, force=force)
    train = partial(
        train_cifar10.run.plan, network=network, augmentation="flip", batch_size=BATCH, learning_rate=RATE,
        data=data, data_dir=data_dir,
    )  # fmt: skip
    few = {count: partial(train, classes=OTHERS, per_class=count, epochs=epochs) for count in counts}
    for plan_of in few.values():
        plan_of(seed=0)  # what is wrong with an option is said before the first training
    print(_("first: {classes}").format(classes=", ".join(FIRST)))
    learned = run_plan(train(classes=FIRST, epochs=first_epochs), folder / "first", force=force)
    frozen = max(1, epochs // FROZEN)
    trials = {}
    for count, plan_of in few.items():
        trials[f"scratch {count}"] = plan_of
        trials[f"transfer {count}"] = partial(plan_of, weights=str(learned.folder), freeze_epochs=frozen)
    groups = study.train_all(trials, folder, seeds=seeds, force=True)
    _draw(groups, counts, folder)
    return study.report(groups, folder, question=_("What transfer buys"))


def _draw(groups: "list[Group]", counts: tuple[int, ...], folder: Path) -> None:
    from kerascnn import plots, runs

    of = {group.label: group.score for group in groups}
    names = {"scratch": _("from random weights"), "transfer": _("from what it learned of five other classes")}
    lines = {title: {float(count): of[f"{kind} {count}"] for count in counts} for kind, title in names.items()}
    title = f"{groups[0].first.network}\n{runs.title(groups)}"
    figure = plots.accuracy_against(lines, setting=_("pictures of each class to learn from"), title=title)
    plots.save(figure, folder / "pictures.png")
