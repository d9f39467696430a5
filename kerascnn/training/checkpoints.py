"""Checkpoints on disk: one folder each, that appears whole or not at all, with the SHA-256 of what is in it.

    checkpoints/000007/state.npz     the numbers of the network, the optimizer, the metrics, the random generators
                       best.npz      the best weights so far, where they are others
                       standing.json where the training stands: epoch, batch, history, best epoch, versions
                       SHA256SUMS    as `sha256sum` writes them

Keras's own `BackupAndRestore` is not used: it empties the good file before it writes the next, so that a run that is
killed or has a full disk at that moment has neither; and it does not keep the state of random generators.

What is read may come from a stranger: nothing is followed, waited for, or given more memory than it has bytes. What is
removed is known by what is in it.
"""

import contextlib
import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerascnn import files, leftovers
from kerascnn.language import _
from kerascnn.shapes.places import shown

__all__ = ["Checkpoint", "Checkpoints", "Damaged"]

Arrays = Mapping[str, np.ndarray]

KEPT = 2
SUMS = "SHA256SUMS"
STANDING = "standing.json"
NAME = re.compile(r"\d{6}")
OURS = frozenset({"state.npz", "best.npz", STANDING, SUMS})
"""What a checkpoint holds, and nothing else."""
SUM = re.compile(r"([0-9a-f]{64})  (state\.npz|best\.npz|standing\.json)")
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
LONGEST_TEXT = 16 << 20
"""Bytes of `standing.json` that are read: a hundred for each epoch."""


@dataclass(frozen=True)
class Checkpoint:
    """What one checkpoint holds.

    Attributes:
        path: its folder.
        arrays: by the name of its file, the arrays by their names.
        training_state: what `standing.json` says.
    """

    path: Path
    arrays: Mapping[str, Arrays]
    training_state: Mapping[str, Any]


@dataclass(frozen=True)
class Damaged:
    """A checkpoint that cannot be used.

    Attributes:
        path: its folder.
        reason: the first thing that is wrong with it.
    """

    path: Path
    reason: str


class Checkpoints:
    """The checkpoints of one run, the newest two of which are kept.

    Args:
        folder: where they are; made when there is one to write.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._good: list[Path] = []

    def save(self, arrays: Mapping[str, Arrays], training_state: Mapping[str, Any]) -> Path:
        """Write a checkpoint, then remove what is older than the last one, is damaged or was never finished.

        Args:
            arrays: by the name of the file that they go into, arrays by their names.
            training_state: what JSON can hold.

        Raises:
            OSError: it cannot be written; those that were there still are.
        """
        self.folder.mkdir(exist_ok=True)
        number = max((int(path.name) for path in self._all()), default=0) + 1
        path = self.folder / f"{number:06}"
        with files.whole_folder(path) as part:
            for name, group in arrays.items():
                _write(part / f"{name}.npz", group)
            (part / STANDING).write_text(json.dumps(training_state, indent=1), encoding="utf-8")
            sums = "".join(f"{files.sha256(file)}  {file.name}\n" for file in sorted(part.iterdir()))
            (part / SUMS).write_text(sums, encoding="utf-8")
        self._good = [*self._good[-KEPT + 1 :], path]
        self._tidy()
        return path

    def newest(self, most: int | None = None) -> tuple[Checkpoint | None, list[Damaged]]:
        """The newest checkpoint that is whole, and the newer ones that are not.

        Args:
            most: how many bytes of numbers it has at most; None where it is known to be ours.
        """
        damaged: list[Damaged] = []
        for path in reversed(self._all()):
            found = _read(path, most)
            if isinstance(found, Checkpoint):
                self._good = [path]
                return found, damaged
            damaged.append(found)
        return None, damaged

    def remove(self) -> None:
        """Remove them all, and the folder, if nothing else lies in it."""
        self._good = []
        self._tidy()
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def exist(self) -> bool:
        """Whether there is any, whole or not."""
        return bool(self._all())

    def length(self) -> int:
        """How many bytes the longest file with a network's numbers has."""
        found = (path / "state.npz" for path in self._all())
        return max((path.stat().st_size for path in found if path.is_file()), default=0)

    def _all(self) -> list[Path]:
        """The finished ones, oldest first. A link leads to none of ours."""
        if not self.folder.is_dir() or self.folder.is_symlink():
            return []
        found = (path for path in self.folder.iterdir() if NAME.fullmatch(path.name))
        return sorted(path for path in found if path.is_dir() and not path.is_symlink())

    def _tidy(self) -> None:
        if self.folder.is_symlink():
            return
        leftovers.clear(self.folder)
        for path in self._all():
            if path not in self._good and _is_ours(path):
                leftovers.remove_folder(path)


def _is_ours(path: Path) -> bool:
    """Whether a folder is a checkpoint that this program has written, damaged perhaps since then.

    It holds nothing but a checkpoint's files, and one of the two that say so does.
    """
    try:
        with os.scandir(path) as entries:
            if any(entry.name not in OURS or not entry.is_file(follow_symlinks=False) for entry in entries):
                return False
        with contextlib.suppress(OSError, ValueError):
            if _sums(path):
                return True
        return "training" in _training_state(path)
    except (OSError, ValueError, RecursionError):
        return False


def _sums(path: Path) -> dict[str, str]:
    """The sum of each file, as `SHA256SUMS` has it.

    Raises:
        OSError: there is none.
        ValueError: it is none of ours.
    """
    matches = [SUM.fullmatch(line) for line in _text(path / SUMS).splitlines()]
    if not matches or None in matches:
        raise ValueError(_("{name} is not what was written").format(name=SUMS))
    return {match[2]: match[1] for match in matches if match}


def _training_state(path: Path) -> dict[str, Any]:
    found = json.loads(_text(path / STANDING))
    if not isinstance(found, dict):
        raise ValueError(_("{name} is not what was written").format(name=STANDING))
    return found


def _text(path: Path) -> str:
    with leftovers.plain_file(path) as file:
        content = file.read(LONGEST_TEXT + 1)
    if len(content) > LONGEST_TEXT:
        raise ValueError(_("{name} is not what was written").format(name=path.name))
    return content.decode("utf-8")


def _read(path: Path, most: int | None) -> Checkpoint | Damaged:
    try:
        sums = _sums(path)
        for name in (STANDING, *sums):
            if name != STANDING and most is not None and (path / name).lstat().st_size > most:
                text = _("{name} holds more than the numbers of this network")
                return Damaged(path, text.format(name=name))
            if files.sha256(path / name) != sums.get(name):
                return Damaged(path, _("{name} is not what was written").format(name=name))
        names = [name for name in sums if name != STANDING]
        return Checkpoint(path, {Path(name).stem: _arrays(path / name) for name in names}, _training_state(path))
    except OSError as error:
        return Damaged(path, f"{Path(error.filename or path).name}: {error.strerror or error}")
    except (ValueError, RecursionError, zipfile.BadZipFile, EOFError, KeyError, NotImplementedError) as error:
        return Damaged(path, shown(str(error), 200))


def _write(path: Path, arrays: Arrays) -> None:
    """Write a file of arrays as `numpy.savez` does, which in NumPy 1 leaves it open where the disk is full."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


def _arrays(path: Path) -> Arrays:
    """The arrays of a file, each as many bytes long as it says.

    Raises:
        ValueError: one is packed, or says that it is longer than it is.
    """
    with leftovers.plain_file(path) as file, zipfile.ZipFile(file) as archive:
        arrays = {}
        for member in archive.infolist():
            if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size:
                raise ValueError(_("{name} is packed").format(name=path.name))
            with archive.open(member) as stream:
                version = np.lib.format.read_magic(stream)
                shape, in_columns, kind = HEADERS[version](stream)
                if kind.hasobject:
                    raise ValueError(_("{name} holds objects, not numbers").format(name=path.name))
                content = stream.read()
            array = np.frombuffer(content, kind)  # which refuses what is no whole number of elements
            arrays[member.filename.removesuffix(".npy")] = array.reshape(shape, order="F" if in_columns else "C").copy()
    return arrays
