"""The comparison of decks A and C: what a network gains by looking at windows, and by one set of weights for all."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import study
from kerascnn.language import N_, _
from kerascnn.paths import takes_texts
from kerascnn.recipes import _options as options
from kerascnn.recipes import train_cifar10, train_mnist

__all__ = ["run"]


@takes_texts
def run(
    *,
    data_set: Annotated[Literal["cifar10", "mnist"], N_("What the networks learn.")] = "cifar10",
    epochs: Annotated[int, N_("Passes over the training set.")] = 5,
    seeds: Annotated[int, N_("Train each with so many seeds and show the median.")] = 1,
    data: options.WhichData = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with the data set's files, or with one folder of images per class.")
    ] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/mlp-vs-cnn-TIME.")] = None,
    force: options.Force = False,
) -> study.Study:
    """Compare a multilayer perceptron, a locally connected layer, the same layer with shared weights, and a CNN.

    The second and the third have the same hidden units, which look at the same windows; in the one each has weights of
    its own, in the other all share one set: a convolution. Trains each, and leaves the runs, a table and a figure.

    Example:
        kerascnn mlp-vs-cnn
        kerascnn mlp-vs-cnn --data-set mnist --epochs 2 --seeds 3
        kerascnn mlp-vs-cnn --data sample --out runs/networks
    """
    folder = study.folder_of("mlp-vs-cnn", out, seeds=seeds, force=force)
    # No picture is shifted: an augmentation would help some of them more than others.
    settled: dict[str, Any] = {"epochs": epochs, "data": data, "data_dir": data_dir}
    train = partial(train_cifar10.run.plan, **settled)
    if data_set == "mnist":
        train = partial(train_mnist.run.plan, shift=0, **settled)
    cnn: dict[str, Any] = (
        {"network": "cifar-cnn"} if data_set == "cifar10" else {"network": "mnist-cnn", "variant": "course"}
    )
    trials = {
        "mlp": partial(train, network="mlp"),
        "locally-connected": partial(train, network="locally-connected", variant="local"),
        "shared-weights": partial(train, network="locally-connected", variant="shared"),
        "cnn": partial(train, **cnn),
    }
    groups = study.train_all(trials, folder, seeds=seeds, force=force)
    return study.report(groups, folder, question=_("What windows and shared weights buy"))
