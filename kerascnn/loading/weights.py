"""The weights of a file, copied by a process of its own into one that can be trusted to be nothing but numbers."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerascnn import leftovers, limits
from kerascnn.errors import InputError
from kerascnn.language import N_, _
from kerascnn.loading.archive import Archive, opened, refuse
from kerascnn.loading.layer_names import layer_at
from kerascnn.shapes.places import shown
from kerascnn.shapes.saved import Config

__all__ = ["REASONS", "Stored", "clean_weights", "copied", "counted", "environment"]

MEMORY = 2**30
SECONDS = 20
BYTES_A_SECOND = 20 * 2**20
"""Slower than any disk that is in use; large files get so much more time."""
LONGEST_ANSWER = 2**16

REASONS = {
    "absent": N_("hold fewer bytes than they say"),
    "damaged": N_("are damaged"),
    "deep": N_("are nested too deep"),
    "disk": N_("could not be copied: there is no room for temporary files"),
    "elsewhere": N_("lie in another file"),
    "kind": N_("hold something that is no array"),
    "link": N_("hold a link"),
    "many": N_("hold too many arrays"),
    "infinite": N_("hold an infinite number, which nothing can be weighed with"),
    "memory": N_("take more memory than {n} MB to read"),
    "name": N_("hold a name that is too long"),
    "nan": N_("hold NaN, which is no number: the training that wrote them has failed"),
    "packed": N_("are packed"),
    "shape": N_("have too many axes"),
    "time": N_("take more time than {n} seconds to read"),
    "type": N_("hold something that is no number"),
}


@dataclass(frozen=True)
class Stored:
    """What a file of weights holds, without the state of an optimizer.

    Attributes:
        numbers: how many numbers; the states of random generators count too.
        arrays: in how many arrays.
        problem: why it would not be loaded, a clause; empty if nothing speaks against it.
    """

    numbers: int = 0
    arrays: int = 0
    problem: str = ""


def environment() -> dict[str, str]:
    """The environment of a process that meets a stranger's HDF5 file."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(("HDF5_", "PYTHON"))},
        "HDF5_PLUGIN_PRELOAD": "::",  # no filter is loaded from anywhere
        "OPENBLAS_NUM_THREADS": "1",  # each thread would take its share of the memory
    }


def _read(source: Path, target: Path | None, config: Config | None = None) -> Stored:
    """Let the other process read `source`, and write what it finds into `target`; `config` names the layers."""
    seconds = SECONDS + source.stat().st_size // BYTES_A_SECOND
    words = [str(source), str(target or "-"), str(MEMORY), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 (this Python and a file of ours)
            [sys.executable, "-I", str(Path(__file__).with_name("hdf5.py")), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=seconds,
            check=False,
        )
        found: Any = json.loads(done.stdout[:LONGEST_ANSWER]) if done.returncode == 0 else {"refused": "damaged"}
    except subprocess.TimeoutExpired:
        found = {"refused": "time"}
    except ValueError:
        found = {"refused": "damaged"}
    if "refused" not in found:
        return Stored(found["numbers"], found["arrays"])
    why = _(REASONS[found["refused"]]).format(n=seconds if found["refused"] == "time" else MEMORY >> 20)
    place = str(found.get("place", ""))
    layer = layer_at(config, place) if config else ""
    if layer:
        text = _("the weights of its layer {layer} {why}")
        return Stored(problem=text.format(layer=shown(layer, 80), why=why))
    place = shown(place, 80)
    text = _("its weights, at {place}, {why}") if place else _("its weights {why}")
    return Stored(problem=text.format(place=place, why=why))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with leftovers.temporary_folder() as folder:
        limits.leaves(str(folder))
        yield folder


def counted(archive: Archive) -> Stored:
    """What the weights in an archive are, without keeping them."""
    with _folder() as folder, archive.weights_in(folder) as source:
        return _read(source, None, archive.config)


@contextlib.contextmanager
def copied(archive: Archive) -> Iterator[tuple[Path, Stored]]:
    """Give a clean copy of the weights in an archive, which is there until the block ends.

    Raises:
        InputError: they are refused.
    """
    with _folder() as folder:
        # Keras knows the older kind by its ending.
        target = folder / ("clean.h5" if archive.older else "clean.weights.h5")
        with archive.weights_in(folder) as source:
            stored = _read(source, target, archive.config)
        if stored.problem:
            refuse(archive.path, stored.problem)
        yield target, stored


@contextlib.contextmanager
def clean_weights(path: Path) -> Iterator[Path]:
    """Give a clean copy of the weights in a file, which is there until the block ends.

    Args:
        path: a `.weights.h5` file that `model.save_weights` wrote; a `.h5` file of weights as `keras.applications` has
            them; or a `.keras` file, of which nothing else is read.

    Raises:
        InputError: it is damaged or refused.
    """
    if path.suffix == ".keras":
        archive = opened(path)
        for problem in archive.problems:
            refuse(path, problem)
        with copied(archive) as (target, _stored):
            yield target
        return
    with _folder() as folder:
        # Keras knows the older kind by its ending.
        target = folder / ("clean.weights.h5" if path.name.endswith(".weights.h5") else "clean.h5")
        _check(path, _read(path, target))
        yield target


def _check(path: Path, stored: Stored) -> None:
    if stored.problem:
        text = _("{path} is not loaded: {reason}; save the weights again with model.save_weights")
        raise InputError(text.format(path=shown(str(path), 200), reason=stored.problem))
