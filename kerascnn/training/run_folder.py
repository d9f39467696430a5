"""The folder that a run leaves behind."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import keras

from kerascnn import files

__all__ = ["Run"]


class Run:
    """What a run writes, each file whole or not at all.

    `model.keras`, `history.csv`, `metrics.json`, `run.json` and `figures/`; while it runs, `checkpoints/`.

    Args:
        folder: where to write; it is made if need be.

    Raises:
        InputError: it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = files.new_folder(folder, force=True)
        self.model = folder / "model.keras"
        self.figures = folder / "figures"
        self.figures.mkdir(exist_ok=True)
        self.checkpoints = folder / "checkpoints"

    def save_model(self, model: keras.Model) -> None:
        """Write the network and its weights, without the optimizer, so that plain Keras loads it too."""
        bare = keras.models.clone_model(model)
        bare.set_weights(model.get_weights())
        with files.whole(self.model) as part:
            bare.save(part)

    def save_history(self, rows: list[dict[str, float]]) -> None:
        """Write one row per epoch."""
        text = io.StringIO()
        if rows:
            writer = csv.DictWriter(text, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        files.write(self.folder / "history.csv", text.getvalue())

    def save_json(self, name: str, content: dict[str, Any]) -> None:
        """Write `name`.json."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        files.write(self.folder / f"{name}.json", text + "\n")
