"""The practical after the digits: a network that tells ten kinds of clothes apart."""

from pathlib import Path
from typing import Annotated, Literal

from kerascnn.language import N_
from kerascnn.recipes._classification import Computing, Data, Plan, Result, Training, train

__all__ = ["run"]


def run(
    *,
    network: Annotated[str, N_("A network of kerascnn.networks.")] = "mnist-cnn",
    variant: Annotated[str | None, N_("A variant of the network, such as `course`; else its first.")] = None,
    augmentation: Annotated[str, N_("A policy, such as `course`.")] = "flip",
    strength: Annotated[float, N_("How strong the policy is, 0 to 2.")] = 1.0,
    epochs: Annotated[int, N_("Passes over the training set.")] = 8,
    batch_size: Annotated[int, N_("Images in a step.")] = 64,
    optimizer: Annotated[Literal["adamw", "sgd"], N_("What makes the steps.")] = "adamw",
    learning_rate: Annotated[float, N_("The highest of the cycle.")] = 8e-3,
    label_smoothing: Annotated[float, N_("Part of a label spread over all classes, 0 to 1.")] = 0.05,
    seed: Annotated[int, N_("The same seed gives the same result on the same machine.")] = 0,
    data: Annotated[Literal["auto", "full"], N_("Which data: all, or what is there.")] = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with Fashion-MNIST's files, or with one folder of images per class.")
    ] = None,
    device: Annotated[Literal["auto", "cpu", "gpu"], N_("Where to compute.")] = "auto",
    precision: Annotated[Literal["float32", "bfloat16", "float16"], N_("How precisely to compute.")] = "float32",
    jit: Annotated[bool | None, N_("Compile with XLA; else Keras decides.")] = None,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-fashion-mnist-TIME.")] = None,
    force: Annotated[bool, N_("Write into a folder that exists.")] = False,
) -> Result:
    """Train a network on the clothes of Fashion-MNIST and test it.

    Leaves the same folder as train-mnist. The pictures are 28×28 and grey as the digits are, and harder to tell apart.

    Example:
        kerascnn data get fashion-mnist
        kerascnn train-fashion-mnist
        kerascnn train-fashion-mnist --network lenet5 --variant full
    """
    how = Training(
        network=network,
        variant=variant,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        optimizer=optimizer,
        shift=0,
        label_smoothing=label_smoothing,
        seed=seed,
        augmentation=augmentation,
        strength=strength,
    )
    computing = Computing(device=device, precision=precision, jit=jit)
    return train(Plan("train-fashion-mnist", Data("fashion-mnist", data, data_dir), how, computing), out, force=force)
