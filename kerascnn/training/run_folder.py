"""The folder that a run leaves behind."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import keras

from kerascnn import files, leftovers
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.runs import steps

__all__ = ["LostFolderError", "Run"]

WRITTEN = ("model.keras", "history.csv", "metrics.json", "run.json", "report.html")


class LostFolderError(WorkError):
    """The folder of a run was deleted or moved while it trained."""


class Run:
    """What a run writes, each file whole or not at all, and none through a link.

    `model.keras`, `history.csv`, `steps.csv`, `metrics.json`, `run.json`, `report.html` and `figures/`; while it runs,
    `checkpoints/`.

    Args:
        folder: where to write; it is made if need be.
        new: refuse a folder that exists.

    Raises:
        InputError: it exists and should not, it cannot be made, or something in it is in the way.
    """

    def __init__(self, folder: Path, *, new: bool = False) -> None:
        self.folder = files.new_folder(folder, force=not new)
        self.model = folder / "model.keras"
        self.figures = folder / "figures"
        self.checkpoints = folder / "checkpoints"
        for path in (self.figures, self.checkpoints):
            files.check_own_folder(path)
        for name in WRITTEN:
            if (folder / name).is_dir():
                text = _("{path} is a folder, where a file of the run belongs; move it away, or choose another --out")
                raise InputError(text.format(path=folder / name))
        for path in (folder, self.figures):
            leftovers.clear(path)
        self.figures.mkdir(exist_ok=True)
        self._identity = self._identify()

    def check_there(self) -> None:
        """Check that the folder is still the one that was made.

        Raises:
            LostFolderError: it is not.
        """
        if self._identify() != self._identity:
            text = _(
                "the folder {folder} of this run was deleted or moved: the training has stopped. Moved, "
                "`kerascnn resume` goes on where it is now; deleted, the run has to start again"
            )
            raise LostFolderError(text.format(folder=self.folder))

    def _identify(self) -> tuple[int, int] | None:
        try:
            facts = self.folder.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return facts.st_dev, facts.st_ino

    def save_model(self, model: keras.Model) -> None:
        """Write the network and its weights, without the optimizer, so that plain Keras loads it too."""
        bare = keras.models.clone_model(model)
        bare.set_weights(model.get_weights())
        with files.whole(self.model) as part:
            bare.save(part)

    def save_history(self, rows: list[dict[str, float]]) -> None:
        """Write one row per epoch."""
        self._save_rows("history.csv", rows)

    def save_steps(self, rows: list[dict[str, float]]) -> None:
        """Write the rows of `Fit.steps`."""
        self._save_rows(steps.FILE, rows)

    def _save_rows(self, name: str, rows: list[dict[str, float]]) -> None:
        text = io.StringIO()
        if rows:
            writer = csv.DictWriter(text, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        files.write(self.folder / name, text.getvalue())

    def save_json(self, name: str, content: dict[str, Any]) -> None:
        """Write `name`.json."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        files.write(self.folder / f"{name}.json", text + "\n")
