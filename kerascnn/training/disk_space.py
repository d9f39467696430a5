"""Whether the disk has room for what a training writes."""

import errno
import os
import shutil
from pathlib import Path

import keras

from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.training import model_state

__all__ = ["check", "check_before", "largest_checkpoint"]

SPARE = 16 << 20
"""Bytes for what a run writes beside its weights: figures, tables."""


def check(folder: Path, size: int) -> None:
    """Check that `size` bytes fit.

    Raises:
        OSError: they do not (ENOSPC).
    """
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def largest_checkpoint(model: keras.Model) -> int:
    """How many bytes a file of a checkpoint of a compiled model has at most."""
    return model_state.bytes_of(model) + 4 * model.count_params() + SPARE


def check_before(folder: Path, model: keras.Model) -> None:
    """Check, before the training starts, that all it will write fits.

    At most there are three checkpoints at a time, each with the weights, the optimizer's numbers and the best
    weights, and two files of the model.

    Raises:
        InputError: it does not fit.
    """
    weights = 4 * model.count_params()
    needed = 3 * (model_state.bytes_of(model) + weights) + 2 * weights + SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        text = _("the run needs {needed:,} MB in {folder}, where {free:,} MB are free; make room, or choose --out")
        raise InputError(text.format(needed=needed >> 20, folder=folder, free=free >> 20))
