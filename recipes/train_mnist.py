"""The practical of decks A and B: a network that reads handwritten digits."""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from kerascnn.language import N_
from kerascnn.recipes._classification import Result, Training, run_folder, train

__all__ = ["run"]


class Preset(NamedTuple):
    """What is chosen where the caller does not choose."""

    variant: str
    epochs: int
    shift: int
    batch_size: int
    optimizer: Literal["adamw", "sgd"]
    learning_rate: float


PRESETS = {
    "fast": Preset("fast", epochs=1, shift=0, batch_size=128, optimizer="sgd", learning_rate=0.25),
    "standard": Preset("standard", epochs=4, shift=1, batch_size=64, optimizer="adamw", learning_rate=8e-3),
    "best": Preset("deep", epochs=8, shift=2, batch_size=64, optimizer="adamw", learning_rate=8e-3),
}


def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("What is chosen where you do not choose.")] = "standard",
    network: Annotated[str, N_("A network of kerascnn.networks.")] = "mnist-cnn",
    variant: Annotated[str | None, N_("A variant of the network, such as `course`; else the preset's.")] = None,
    epochs: Annotated[int | None, N_("Passes over the training set; else the preset's: 4, 1 or 8.")] = None,
    batch_size: Annotated[int | None, N_("Images in a step; else the preset's: 64, 128 or 64.")] = None,
    optimizer: Annotated[Literal["adamw", "sgd"] | None, N_("What makes the steps; else the preset's.")] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    shift: Annotated[int | None, N_("Longest random shift in pixels; else the preset's: 1, 0 or 2.")] = None,
    label_smoothing: Annotated[float, N_("Part of a label spread over all classes, 0 to 1.")] = 0.05,
    seed: Annotated[int, N_("The same seed gives the same result on the same machine.")] = 0,
    data: Annotated[Literal["auto", "full", "sample"], N_("Which data: all, a sample, or what is there.")] = "auto",
    data_dir: Annotated[Path | None, N_("Folder with MNIST's files, or with one folder of images per class.")] = None,
    skip_bad: Annotated[bool, N_("Leave out pictures of the folder that cannot be read.")] = False,
    device: Annotated[Literal["auto", "cpu", "gpu"], N_("Where to compute.")] = "auto",
    precision: Annotated[Literal["float32", "bfloat16", "float16"], N_("How precisely to compute.")] = "float32",
    jit: Annotated[bool | None, N_("Compile with XLA; else Keras decides.")] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-mnist-TIME.")] = None,
    force: Annotated[bool, N_("Write into a folder that exists.")] = False,
) -> Result:
    """Train a network on the handwritten digits of MNIST and test it.

    Leaves a folder with the model, its history, its metrics and its figures: the curves of loss and accuracy, the
    confusion matrix, the surest mistakes, the filters of the first layer.

    Example:
        kerascnn train-mnist
        kerascnn train-mnist --preset best
        kerascnn train-mnist --network lenet5 --epochs 2 --out runs/lenet
        kerascnn predict runs/lenet/model.keras photo-of-a-digit.jpg
    """
    chosen = PRESETS[preset]
    # How a preset makes its steps is tuned for its own network; `standard`'s way suits any.
    own = network == "mnist-cnn" and variant in (None, chosen.variant)
    steps = chosen if own else PRESETS["standard"]
    how = Training(
        network=network,
        variant=chosen.variant if own else variant,
        epochs=chosen.epochs if epochs is None else epochs,
        batch_size=steps.batch_size if batch_size is None else batch_size,
        learning_rate=steps.learning_rate if learning_rate is None else learning_rate,
        optimizer=optimizer or steps.optimizer,
        shift=chosen.shift if shift is None else shift,
        label_smoothing=label_smoothing,
        seed=seed,
    )
    how.check()
    folder = run_folder("train-mnist", out, force=force)

    from kerascnn import datasets

    dataset = datasets.choose("mnist", data=data, data_dir=data_dir, seed=seed, skip_bad=skip_bad)
    return train("train-mnist", dataset, how, folder, device=device, precision=precision, jit=jit)
