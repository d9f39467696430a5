"""The options that the practicals share, with what `--help` says of each."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from kerascnn.errors import InputError
from kerascnn.language import N_, _

__all__ = [
    "AutoBatch",
    "CheckpointMinutes",
    "Device",
    "Force",
    "Jit",
    "LabelSmoothing",
    "PixelOptimizer",
    "PixelRate",
    "Precision",
    "Seed",
    "SkipBad",
    "Steps",
    "Strength",
    "WhichData",
    "check_rate",
    "check_sample",
    "no_effect",
    "pixel_steps",
]

AutoBatch = Annotated[bool, N_("Halve the batch size until it fits into memory.")]
CheckpointMinutes = Annotated[float, N_("Minutes between checkpoints within an epoch.")]
Device = Annotated[Literal["auto", "cpu", "gpu"], N_("Where to compute.")]
Force = Annotated[bool, N_("Write into a folder that exists.")]
Jit = Annotated[bool | None, N_("Compile with XLA; else Keras decides.")]
LabelSmoothing = Annotated[float, N_("Part of a label spread over all classes, 0 to 1.")]
Precision = Annotated[Literal["float32", "bfloat16", "float16"], N_("How precisely to compute.")]
Seed = Annotated[int, N_("The same seed gives the same result on the same machine.")]
SkipBad = Annotated[bool, N_("Leave out pictures of the folder that cannot be read.")]
Strength = Annotated[float, N_("How strong the policy is, 0 to 2.")]
WhichData = Annotated[Literal["auto", "full", "sample"], N_("Which data: all, a sample, or what is there.")]

PixelOptimizer = Annotated[
    Literal["muon", "adamw", "sgd"] | None, N_("What makes the steps; else muon, and adamw where there are weights.")
]
PixelRate = Annotated[float | None, N_("The highest of the cycle; else Muon's, 0.05, or AdamW's, 0.001.")]
Steps = Annotated[
    Literal["muon-adamw", "adamw"] | None,
    N_("AdamW for all weights, or Muon for the kernels of convolutions; else so, unless there are weights."),
]


def pixel_steps(
    optimizer: Literal["muon", "adamw", "sgd"] | None, learning_rate: float | None, weights: str | None
) -> tuple[Literal["muon", "adamw", "sgd"], float]:
    """What makes the steps of a network that answers for each pixel, and its learning rate.

    Muon brings each kernel to one length, which weights that were learned elsewhere need not bear.

    Raises:
        InputError: another optimizer, without a rate of its own.
    """
    own: tuple[Literal["muon", "adamw"], float] = ("muon", 0.05) if weights is None else ("adamw", 0.001)
    check_rate(optimizer, learning_rate, own=own[0], rate=own[1])
    return optimizer or own[0], own[1] if learning_rate is None else learning_rate


def check_rate(optimizer: str | None, learning_rate: float | None, *, own: str, rate: float) -> None:
    """Check that an optimizer does not get the learning rate of another, which may be a hundred times its own.

    Args:
        optimizer: the one that was asked for; None for the preset's.
        learning_rate: the one that was asked for; None for the preset's.
        own: the preset's optimizer.
        rate: the preset's learning rate.

    Raises:
        InputError: another optimizer, without a rate of its own.
    """
    if optimizer not in (None, own) and learning_rate is None:
        text = _("--optimizer {optimizer}: the preset's learning rate {rate:g} is for {own}; add --learning-rate")
        raise InputError(text.format(optimizer=optimizer, rate=rate, own=own))


def check_sample(data: str, data_dir: Path | None) -> None:
    """Check that a folder is not given beside the sample that ships, which would be taken.

    Raises:
        InputError: both are.
    """
    if data == "sample" and data_dir is not None:
        raise InputError(
            _("--data sample is what ships with the package, and --data-dir is a folder; give one of the two")
        )


def no_effect(run: Callable[..., Any], why: str, **given: object) -> None:
    """Check that options that others leave without effect are not given.

    Args:
        run: the recipe, whose defaults stand for what is not given.
        why: what they are for, in the reader's language.
        given: the values of those options.

    Raises:
        InputError: one is.
    """
    options = inspect.signature(run).parameters
    others = [name for name, value in given.items() if value != options[name].default]
    if others:
        text = _("{options}: only for {why}, and without effect here")
        raise InputError(text.format(options=", ".join(f"--{name.replace('_', '-')}" for name in others), why=why))
