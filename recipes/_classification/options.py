"""The options that the practicals share, with what `--help` says of each."""

from typing import Annotated, Literal

from kerascnn.language import N_

__all__ = [
    "AutoBatch",
    "CheckpointMinutes",
    "Device",
    "Force",
    "Jit",
    "LabelSmoothing",
    "Precision",
    "Seed",
    "SkipBad",
    "Strength",
    "WhichData",
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
