"""Checkpoints on disk: one folder each, that appears whole or not at all, with the SHA-256 of what is in it.

    checkpoints/000007/state.npz     the numbers of the network, the optimizer, the metrics, the random generators
                       best.npz      the best weights so far, where they are others
                       standing.json where the training stands: epoch, batch, history, best epoch, versions
                       SHA256SUMS    as `sha256sum` writes them

Keras's own `BackupAndRestore` is not used: it empties the good file before it writes the next, so that a run that is
killed or has a full disk at that moment has neither; and it does not keep the state of random generators.
"""

import contextlib
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerascnn import files
from kerascnn.language import _

__all__ = ["Checkpoint", "Checkpoints", "Damaged"]

Arrays = Mapping[str, np.ndarray]

KEPT = 2
SUMS = "SHA256SUMS"
STANDING = "standing.json"
NAME = re.compile(r"\d{6}")
PART = re.compile(r"\.\d{6}\.\d+\.part")


@dataclass(frozen=True)
class Checkpoint:
    """What one checkpoint holds.

    Attributes:
        path: its folder.
        arrays: by the name of its file, the arrays by their names.
        standing: what `standing.json` says.
    """

    path: Path
    arrays: Mapping[str, Arrays]
    standing: Mapping[str, Any]


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

    def save(self, arrays: Mapping[str, Arrays], standing: Mapping[str, Any]) -> Path:
        """Write a checkpoint, then remove what is older than the last one, is damaged or was never finished.

        Args:
            arrays: by the name of the file that they go into, arrays by their names.
            standing: what JSON can hold.

        Raises:
            OSError: it cannot be written; those that were there still are.
        """
        self.folder.mkdir(exist_ok=True)
        number = max((int(path.name) for path in self._all()), default=0) + 1
        path = self.folder / f"{number:06}"
        with files.whole_folder(path) as part:
            for name, group in arrays.items():
                values: dict[str, Any] = dict(group)
                np.savez(part / f"{name}.npz", **values)
            (part / STANDING).write_text(json.dumps(standing, indent=1), encoding="utf-8")
            sums = "".join(f"{files.sha256(file)}  {file.name}\n" for file in sorted(part.iterdir()))
            (part / SUMS).write_text(sums, encoding="utf-8")
        self._good = [*self._good[-KEPT + 1 :], path]
        self._tidy()
        return path

    def newest(self) -> tuple[Checkpoint | None, list[Damaged]]:
        """The newest checkpoint that is whole, and the newer ones that are not."""
        damaged: list[Damaged] = []
        for path in reversed(self._all()):
            found = _read(path)
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

    def _all(self) -> list[Path]:
        """The finished ones, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if NAME.fullmatch(path.name))

    def _tidy(self) -> None:
        parts = [path for path in self.folder.glob(".*.part") if PART.fullmatch(path.name)]
        for path in (*self._all(), *parts):
            if path not in self._good:
                shutil.rmtree(path, ignore_errors=True)


def _read(path: Path) -> Checkpoint | Damaged:
    try:
        lines = (path / SUMS).read_text(encoding="utf-8").splitlines()
        sums = {Path(name).name: total for total, _, name in (line.partition("  ") for line in lines)}
        for name in (STANDING, *sums):
            if files.sha256(path / name) != sums.get(name):
                return Damaged(path, _("{name} is not what was written").format(name=name))
        arrays = {}
        for name in sums:
            if name.endswith(".npz"):
                with np.load(path / name, allow_pickle=False) as opened:
                    arrays[name.removesuffix(".npz")] = dict(opened)
        return Checkpoint(path, arrays, json.loads((path / STANDING).read_text(encoding="utf-8")))
    except OSError as error:
        return Damaged(path, f"{Path(error.filename or path).name}: {error.strerror or error}")
    except (ValueError, zipfile.BadZipFile) as error:
        return Damaged(path, str(error))
