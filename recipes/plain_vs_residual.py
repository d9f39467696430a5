"""The question of decks C and E: why a deeper network learns worse, and what residual connections mend."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from kerascnn.engine import study
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options
from kerascnn.recipes import train_cifar10

__all__ = ["run"]


@takes_texts
def run(
    *,
    depth: Annotated[
        tuple[Literal["20", "32", "44", "56", "110"], ...], N_("Layers with weights; repeat for more; else 20.")
    ] = ("20",),
    augmentation: Annotated[str, N_("A policy, such as `course`.")] = "standard",
    epochs: Annotated[int, N_("Passes over the training set.")] = 10,
    seeds: Annotated[int, N_("Train each with so many seeds and show the median.")] = 1,
    data: options.WhichData = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with CIFAR-10's files, or with one folder of images per class.")
    ] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/plain-vs-residual-TIME.")] = None,
    force: options.Force = False,
) -> study.Study:
    """Compare residual networks with the same ones without their shortcuts.

    The pairs of He et al. 2015 (arXiv:1512.03385, section 4.2), which have as many parameters as each other. There the
    plain network of 56 layers learns its own training pictures worse than that of 20: look at the loss as well.

    Example:
        kerascnn plain-vs-residual
        kerascnn plain-vs-residual --depth 20 --depth 56 --epochs 30
        kerascnn plain-vs-residual --data sample --epochs 2
    """
    folder = study.folder_of("plain-vs-residual", out, seeds=seeds, force=force)
    train = partial(train_cifar10.run.plan, augmentation=augmentation, epochs=epochs, data=data, data_dir=data_dir)
    names = [f"{kind}{layers}" for layers in dict.fromkeys(depth or ("20",)) for kind in ("plain-", "resnet")]
    trials = {name: partial(train, network=name) for name in names}
    groups = study.train_all(trials, folder, seeds=seeds, force=force)
    return study.report(groups, folder, question=_("What residual connections buy"))
