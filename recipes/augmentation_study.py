"""The lesson of deck A: what moved, turned and mirrored training pictures buy, at equal training time."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from kerascnn.engine import study
from kerascnn.engine.equal_time import epochs_of_equal_time
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options
from kerascnn.recipes import train_cifar10

__all__ = ["run"]

POLICIES = ("none", "shift", "flip", "course", "strong")


@takes_texts
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
) -> study.Study:
    """Compare augmentation policies that get the same time of training.

    To change a picture takes time, so that equal epochs would favour the costly policies. The first policy trains for
    --epochs; a few steps with each are timed first, and each of the others trains for as many whole epochs as fit into
    the same time. Epochs and seconds of each are in the table. With --equal epochs, all train for --epochs.

    Example:
        kerascnn augmentation-study
        kerascnn augmentation-study --augmentation none --augmentation course --epochs 20 --seeds 3
        kerascnn augmentation-study --data sample --equal epochs
    """
    from kerascnn import augmentation as policies

    chosen = tuple(dict.fromkeys(augmentation or POLICIES))
    for policy in chosen:
        policies.policy(policy)
    folder = study.folder_of("augmentation-study", out, seeds=seeds, force=force)
    train = partial(train_cifar10.run.plan, network=network, data=data, data_dir=data_dir)
    lengths = dict.fromkeys(chosen, epochs)
    if equal == "time":
        lengths = epochs_of_equal_time({policy: train(augmentation=policy, epochs=epochs) for policy in chosen})
    trials = {policy: partial(train, augmentation=policy, epochs=lengths[policy]) for policy in chosen}
    groups = study.train_all(trials, folder, seeds=seeds, force=force)
    question = _("What augmentation buys in equal time") if equal == "time" else _("What augmentation buys")
    return study.report(groups, folder, question=question)
