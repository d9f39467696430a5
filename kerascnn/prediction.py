"""A saved classifier and what it says of a picture."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from kerascnn.datasets.digits import as_mnist
from kerascnn.datasets.picture import load, read
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.loading import load_model

__all__ = ["Classifier", "Prediction"]

DIGITS = "mnist"
LARGEST_RUN = 2**22


@dataclass(frozen=True)
class Prediction:
    """What a classifier says of one picture.

    Attributes:
        picture: `(height, width, channels)` uint8, as the network saw it.
        scores: `(classes,)` probabilities.
        class_names: one name per class.
    """

    picture: np.ndarray
    scores: np.ndarray
    class_names: tuple[str, ...]

    @property
    def class_name(self) -> str:
        """The class with the highest score."""
        return self.class_names[int(self.scores.argmax())]


class Classifier:
    """A `.keras` file that turns one picture into one score per class.

    The class names and the data set are read from `run.json` beside the file, which every run leaves there; without
    it the classes are numbers, and a network for one grey picture of 28×28 is taken for one that reads digits.

    Args:
        path: the `.keras` file, or the folder of a run.

    Raises:
        InputError: as `kerascnn.loading.load_model`, or the network takes something else than one picture.
    """

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            path = path / "model.keras"
        self.path = path
        self.model = load_model(path)
        self.shape = self._picture_shape()
        data = _data_of_run(path.with_name("run.json"))
        classes = self.model.output_shape[-1]
        names = data.get("class_names")
        if not isinstance(names, list) or len(names) != classes:
            names = list(range(classes))
        self.class_names = tuple(map(str, names))
        self.digits = data["name"] == DIGITS if "name" in data else self.shape == (28, 28, 1)

    def _picture_shape(self) -> tuple[int, int, Literal[1, 3]]:
        expects = self.model.input_shape
        if not isinstance(expects, tuple) or len(expects) != 4 or None in expects[1:] or expects[-1] not in (1, 3):
            text = _("{path} expects {shape}; expected a network for pictures of a fixed size, grey or RGB")
            raise InputError(text.format(path=self.path, shape=expects))
        scores = self.model.output_shape
        if not isinstance(scores, tuple) or len(scores) != 2:
            text = _("{path} gives {shape}; expected a network that gives one score per class")
            raise InputError(text.format(path=self.path, shape=scores))
        return expects[1:]

    def see(self, image: Path) -> np.ndarray:
        """Read a picture as the network wants it: `(height, width, channels)` uint8.

        Raises:
            InputError: the file is damaged or no picture.
        """
        height, width, channels = self.shape
        if self.digits and channels == 1:
            grey = np.asarray(load(image, channels=1))
            try:
                digit = as_mnist(grey)
            except InputError as error:
                raise InputError(f"{image}: {error}") from error
            return digit if (height, width) == digit.shape[:2] else _padded(digit, height, width)
        return read(image, size=(height, width), channels=channels)

    def predict(self, image: Path) -> Prediction:
        """Classify the picture in a file.

        Raises:
            InputError: the file is damaged or no picture.
        """
        picture = self.see(image)
        scores = self.model.predict(picture[None].astype("float32") / 255, verbose=0)[0]
        return Prediction(picture, scores, self.class_names)


def _padded(digit: np.ndarray, height: int, width: int) -> np.ndarray:
    """The digit in the middle of a larger black picture."""
    down, right = height - digit.shape[0], width - digit.shape[1]
    if down < 0 or right < 0:
        text = _("the network takes pictures of {height}×{width}; a digit needs 28×28")
        raise InputError(text.format(height=height, width=width))
    return np.pad(digit, ((down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)))


def _data_of_run(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > LARGEST_RUN:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))["data"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
