"""The practical after the digits: a network that tells ten kinds of clothes apart."""

from pathlib import Path
from typing import Annotated, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_
from kerascnn.recipes import _options as options
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.classification import Augmentation, Network, Optimizer, Options

__all__ = ["run"]


@recipe
def run(
    *,
    network: Annotated[str, N_("A network of kerascnn.networks.")] = "mnist-cnn",
    variant: Annotated[str | None, N_("A variant of the network, such as `course`; else its first.")] = None,
    augmentation: Annotated[str, N_("A policy, such as `course`.")] = "flip",
    strength: options.Strength = 1.0,
    epochs: Annotated[int, N_("Passes over the training set.")] = 8,
    batch_size: Annotated[int, N_("Images in a step.")] = 64,
    optimizer: Annotated[Literal["adamw", "sgd"], N_("What makes the steps.")] = "adamw",
    learning_rate: Annotated[float, N_("The highest of the cycle.")] = 8e-3,
    label_smoothing: options.LabelSmoothing = 0.05,
    seed: options.Seed = 0,
    data: Annotated[Literal["auto", "full"], N_("Which data: all, or what is there.")] = "auto",
    data_dir: Annotated[
        Path | None, N_("Folder with Fashion-MNIST's files, or with one folder of images per class.")
    ] = None,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-fashion-mnist-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a network on the clothes of Fashion-MNIST and test it.

    Leaves the same folder as train-mnist. The pictures are 28×28 and grey as the digits are, and harder to tell apart.

    Example:
        kerascnn data get fashion-mnist
        kerascnn train-fashion-mnist
        kerascnn train-fashion-mnist --network lenet5 --variant full
    """
    return Plan(
        recipe="train-fashion-mnist",
        task="classification",
        data=DataChoice("fashion-mnist", data, data_dir, skip_bad),
        options=Options(
            network=Network(network, variant),
            optimizer=Optimizer(optimizer, learning_rate),
            epochs=epochs,
            batch_size=batch_size,
            label_smoothing=label_smoothing,
            seed=seed,
            augmentation=Augmentation(augmentation, strength),
        ),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
