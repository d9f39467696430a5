"""The lesson of deck A: what moved, turned and mirrored training pictures buy, at equal training time."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from kerascnn.language import N_, _
from kerascnn.recipes import _study, train_cifar10
from kerascnn.recipes._classification import options

__all__ = ["run"]

POLICIES = ("none", "shift", "flip", "course", "strong")


def run(
    *,
    augmentation: Annotated[
        tuple[str, ...], N_("A policy; repeat for more; else none, shift, flip, course and strong.")
    ] = POLICIES,
    network: Annotated[str, N_("A network of kerascnn.networks.")] = "cifar-cnn",
    epochs: Annotated[int, N_("Passes over the training set with the first policy.")] = 10,
    equal: Annotated[
        Literal["time", "epochs"], N_("What all get alike: the time of training, or the passes over the training set.")
    ] = "time",
    seeds: Annotated[int, N_("Train each with so many seeds and show the median.")] = 1,
    data: options.WhichData = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with CIFAR-10's files, or with one folder of images per class.")
    ] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/augmentation-study-TIME.")] = None,
    force: options.Force = False,
) -> _study.Study:
    """Compare augmentation policies that get the same time of training.

    To change a picture takes time, so that equal epochs would favour the costly policies. The first policy trains for
    --epochs; then a few steps with each of the others are timed, and each trains for as many whole epochs as fit
    into the same time. Epochs and seconds of each are in the table. With --equal epochs, all train for --epochs.

    Example:
        kerascnn augmentation-study
        kerascnn augmentation-study --augmentation none --augmentation course --epochs 20 --seeds 3
        kerascnn augmentation-study --data sample --equal epochs
    """
    from kerascnn import augmentation as policies

    chosen = tuple(dict.fromkeys(augmentation or POLICIES))
    for policy in chosen:
        policies.policy(policy)
    folder = _study.folder_of("augmentation-study", out, seeds=seeds, force=force)
    train = partial(train_cifar10.run, network=network, data=data, data_dir=data_dir)
    first, *others = chosen
    groups = _study.train_all(
        {first: partial(train, augmentation=first, epochs=epochs)}, folder, seeds=seeds, force=force
    )
    lengths = dict.fromkeys(others, epochs)
    if equal == "time":
        lengths |= _lengths(groups[0].first.folder, others)
    trials = {policy: partial(train, augmentation=policy, epochs=lengths[policy]) for policy in others}
    groups += _study.train_all(trials, folder, seeds=seeds, force=force, made=True)
    question = _("What augmentation buys in equal time") if equal == "time" else _("What augmentation buys")
    return _study.report(groups, folder, question=question)


def _lengths(first: Path, others: list[str]) -> dict[str, int]:
    """The epochs of the others, by the plan that the first run has written down."""
    from kerascnn.recipes._classification import Plan
    from kerascnn.recipes._equal_time import epochs_of_equal_time
    from kerascnn.runs import read_run_json

    return epochs_of_equal_time(Plan.read(read_run_json(first)), others)
