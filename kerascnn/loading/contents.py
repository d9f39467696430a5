"""What is in an HDF5 file, as a process of its own says that looked at it."""

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerascnn.errors import InputError
from kerascnn.git_lfs import check_no_pointer
from kerascnn.language import N_, _
from kerascnn.loading.weights import REASONS, environment
from kerascnn.shapes.places import shown

__all__ = ["Array", "Contents", "contents"]

MEMORY = 2**30
SECONDS = 20
LONGEST_ANSWER = 2**26
"""A configuration of 8 MB, each of whose letters may be written as six, and the list of the arrays."""
FURTHER = {"config": N_("say what the model is in no text of less than 8 MB")}


@dataclass(frozen=True, slots=True)
class Array:
    """An array of a file.

    Attributes:
        place: where it lies, as the file says.
        shape: its axes.
        dtype: the type of its numbers.
    """

    place: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def numbers(self) -> int:
        """How many numbers it says that it has."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Contents:
    """An HDF5 file.

    Attributes:
        config: the configuration of a model; empty where there is none.
        keras_version: what wrote it, as the file says.
        older: whether the weights lie in groups by the names of layers, as Keras 2 wrote them.
        arrays: its arrays, without what training alone needs.
    """

    config: bytes
    keras_version: str
    older: bool
    arrays: tuple[Array, ...]


def contents(path: Path) -> Contents:
    """Look into an HDF5 file that may come from a stranger; of its arrays not one number is read.

    Raises:
        InputError: it is damaged, or refused: it holds links, or arrays of other files, or too many of anything.
    """
    check_no_pointer(path)
    words = [str(path), str(MEMORY), str(SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 (this Python and a file of ours)
            [sys.executable, "-I", str(Path(__file__).with_name("hdf5_contents.py")), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=SECONDS + 10,
            check=False,
        )
        found: Any = json.loads(done.stdout[:LONGEST_ANSWER]) if done.returncode == 0 else {"refused": "damaged"}
    except subprocess.TimeoutExpired:
        found = {"refused": "time"}
    except ValueError:
        found = {"refused": "damaged"}
    if "refused" in found:
        why = _((REASONS | FURTHER)[found["refused"]])
        why = why.format(n=SECONDS if found["refused"] == "time" else MEMORY >> 20)
        place = shown(str(found.get("place", "")), 80)
        where = _("its contents, at {place}, {why}") if place else _("its contents {why}")
        text = _("cannot read {path}: {reason}; save the model again with model.save('model.keras')")
        raise InputError(text.format(path=shown(str(path), 200), reason=where.format(place=place, why=why)))
    return Contents(
        config=(found["config"] or "").encode(),
        keras_version=str(found["version"]),
        older=found["older"] is True,
        arrays=tuple(Array(place, tuple(shape), dtype) for place, shape, dtype in found["arrays"]),
    )
