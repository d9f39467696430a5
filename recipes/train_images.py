"""The practical after the courses' data sets: a network that tells your own photographs apart."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from kerascnn.engine import recipe
from kerascnn.language import N_
from kerascnn.recipes import _options as options
from kerascnn.recipes import _start
from kerascnn.runs.plan import PHOTOGRAPHS, Computing, DataChoice, Plan
from kerascnn.tasks.classification import Augmentation, Network, Optimizer, Options

__all__ = ["run"]


@recipe
def run(
    folder: Annotated[Path, N_("With your photographs, one folder a class.")],
    *,
    labels: Annotated[
        Path | None, N_("A CSV with the name and the class of each picture, in place of folders.")
    ] = None,
    size: Annotated[int | None, N_("Pixels along a side; else what suits the pictures and the network.")] = None,
    fit: Annotated[
        Literal["crop", "pad", "stretch"],
        N_("How a photograph is brought to that size: cut to its middle, laid whole on black, or stretched."),
    ] = "crop",
    network: Annotated[
        str | None, N_("A network of kerascnn.networks; else that of the weights, mobilenetv2 or cifar-cnn.")
    ] = None,
    variant: Annotated[str | None, N_("A variant of the network; else its first.")] = None,
    width: Annotated[float | None, N_("How many times as many filters; else the network's own.")] = None,
    normalization: Annotated[
        Literal["batch", "group", "none"] | None, N_("What normalises the feature maps, where there is a choice.")
    ] = None,
    weights: Annotated[
        str | None, N_("What to start from: imagenet, the folder of a run, or a .keras file; else random weights.")
    ] = None,
    freeze_epochs: Annotated[
        int | None, N_("Epochs in which only the last layer learns; else a quarter, where there are weights.")
    ] = None,
    fine_rate: Annotated[
        float | None, N_("The highest learning rate once all layers learn; else a tenth of the other.")
    ] = None,
    augmentation: Annotated[str, N_("A policy, such as `course`.")] = "flip",
    strength: options.Strength = 1.0,
    balance: Annotated[bool, N_("Let each class count alike, however few pictures it has.")] = False,
    epochs: Annotated[int, N_("Passes over the training pictures.")] = 20,
    batch_size: Annotated[int, N_("Images in a step.")] = 32,
    optimizer: Annotated[Literal["adamw", "sgd"], N_("What makes the steps.")] = "adamw",
    learning_rate: Annotated[float, N_("The highest of the cycle.")] = 2e-3,
    label_smoothing: options.LabelSmoothing = 0.0,
    seed: options.Seed = 0,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-images-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a network on photographs of your own and test it.

    FOLDER has one folder a class, each with its pictures; or train/ and test/, and val/ if you like, with such folders
    in them. Without a test/, a fifth of every class is for the test. What is in the folder is said first: classes,
    sizes, pictures that are in the training and in the test; kerascnn data check says it without training.

    With --weights the network starts from what another training has learned: first its last layer learns alone, then
    all of it, slowly. The scale of pixels that the weights expect is a layer of the network.

    Leaves the same folder as train-mnist, and kerascnn predict then names the class of a new photograph.

    Example:
        kerascnn train-images photos/
        kerascnn train-images photos/ --size 64 --fit pad --balance
        kerascnn train-images train/ --labels train.csv --network resnet20
        kerascnn train-images photos/ --weights imagenet
        kerascnn train-images photos/ --weights runs/mine --freeze-epochs 5 --epochs 15
        kerascnn predict runs/train-images-20260101-120000 new.jpg
    """
    net, transfer, side = _start.of(weights, Network(network or "", variant, width, normalization))
    if transfer.weights and freeze_epochs is None:
        freeze_epochs = max(1, epochs // 4)
    return Plan(
        recipe="train-images",
        task="classification",
        data=DataChoice(
            PHOTOGRAPHS, "auto", Path(folder), skip_bad, labels and Path(labels), side if size is None else size, fit
        ),
        options=Options(
            network=net,
            optimizer=Optimizer(optimizer, learning_rate),
            epochs=epochs,
            batch_size=batch_size,
            label_smoothing=label_smoothing,
            seed=seed,
            augmentation=Augmentation(augmentation, strength),
            balance=balance,
            transfer=replace(transfer, freeze_epochs=freeze_epochs or 0, fine_rate=fine_rate),
        ),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
