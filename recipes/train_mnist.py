"""The practical of decks A and B: a network that reads handwritten digits."""

from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.engine import recipe
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.recipes import _options as options
from kerascnn.runs.options import made
from kerascnn.runs.plan import Computing, DataChoice, Plan
from kerascnn.tasks.classification import Options

__all__ = ["run"]

NETWORK = "mnist-cnn"
STEPS = ("batch_size", "optimizer", "learning_rate")
"""What is tuned for a preset's own network; with another, that of `standard` is taken, which suits any."""
ADAMW: dict[str, Any] = {"batch_size": 64, "optimizer": "adamw", "learning_rate": 8e-3}
PRESETS: dict[str, dict[str, Any]] = {
    "fast": {"variant": "fast", "epochs": 1, "shift": 0, "batch_size": 128, "optimizer": "sgd", "learning_rate": 0.25},
    "standard": {
        "variant": "standard",
        "epochs": 6,
        "shift": 1,
        "batch_size": 64,
        "optimizer": "adamw",
        "learning_rate": 8e-3,
    },
    "best": {
        "variant": "deep",
        "epochs": 12,
        "shift": 0,
        "augmentation": "course",
        "strength": 0.4,
        "batch_size": 64,
        "optimizer": "adamw",
        "learning_rate": 8e-3,
    },
}


@recipe
def run(
    *,
    preset: Annotated[Literal["standard", "fast", "best"], N_("Preset; explicit options override it.")] = "standard",
    network: Annotated[str, N_("A network of kerascnn.networks.")] = "mnist-cnn",
    variant: Annotated[str | None, N_("A variant of the network, such as `course`; else the preset's.")] = None,
    epochs: Annotated[int | None, N_("Passes over the training set; else the preset's: 6, 1 or 12.")] = None,
    batch_size: Annotated[int | None, N_("Images in a step; else the preset's: 64, 128 or 64.")] = None,
    optimizer: Annotated[Literal["adamw", "sgd"] | None, N_("What makes the steps; else the preset's.")] = None,
    learning_rate: Annotated[float | None, N_("The highest of the cycle; else the preset's.")] = None,
    shift: Annotated[
        int | None, N_("Longest random shift in pixels, in place of a policy; else the preset's: 1, 0 or none.")
    ] = None,
    augmentation: Annotated[
        str | None, N_("A policy, such as `course`, in place of the shift; else the preset's: none, none or course.")
    ] = None,
    strength: Annotated[float | None, N_("How strong the policy is, 0 to 2; else the preset's 0.4, or 1.")] = None,
    label_smoothing: options.LabelSmoothing = 0.05,
    seed: options.Seed = 0,
    data: options.WhichData = "auto",
    data_dir: Annotated[Path | None, N_("Folder with MNIST's files, or with one folder of images per class.")] = None,
    skip_bad: options.SkipBad = False,
    device: options.Device = "auto",
    precision: options.Precision = "float32",
    jit: options.Jit = None,
    auto_batch: options.AutoBatch = False,
    checkpoint_minutes: options.CheckpointMinutes = 10.0,
    out: Annotated[Path | None, N_("Folder to write; else runs/train-mnist-TIME.")] = None,
    force: options.Force = False,
) -> Plan:
    """Train a network on the handwritten digits of MNIST and test it.

    Leaves a folder with the model, its history, its metrics and its figures: the curves of loss and accuracy, the
    confusion matrix, the surest mistakes, the filters of the first layer.

    Example:
        kerascnn train-mnist
        kerascnn train-mnist --preset best
        kerascnn train-mnist --augmentation course --out runs/augmented
        kerascnn train-mnist --network lenet5 --epochs 2 --out runs/lenet
        kerascnn predict runs/lenet/model.keras photo-of-a-digit.jpg
    """
    options.check_sample(data, data_dir)
    values = PRESETS[preset]
    if network != NETWORK or variant not in (None, values["variant"]):
        values = values | {name: PRESETS["standard"][name] for name in STEPS} | {"variant": None}
    if shift is not None and augmentation not in (None, "none"):
        raise InputError(_("--shift and --augmentation decide the same thing; give one of them"))
    if augmentation is not None or shift is not None:  # in place of what the preset does to the pictures
        values = values | {"augmentation": "none", "strength": 1.0, "shift": 0}
    options.check_rate(optimizer, learning_rate, own=values["optimizer"], rate=values["learning_rate"])
    given = {
        "network": network,
        "variant": variant,
        "epochs": epochs,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "shift": shift,
        "augmentation": augmentation,
        "strength": strength,
        "label_smoothing": label_smoothing,
        "seed": seed,
    }
    values = values | {name: value for name, value in given.items() if value is not None}
    return Plan(
        recipe="train-mnist",
        task="classification",
        data=DataChoice("mnist", data, data_dir, skip_bad),
        options=made(Options, values),
        computing=Computing(device, precision, jit, checkpoint_minutes, auto_batch),
    )
