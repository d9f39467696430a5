"""How far a classifier's predictions survive when the picture is turned, moved or scaled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kerascnn.arrays import with_axes
from kerascnn.augmentation import matrices, warp
from kerascnn.augmentation.warp import check_pictures
from kerascnn.errors import InputError, unknown
from kerascnn.insight.held_out import Data, Pictures, held_out
from kerascnn.language import N_, _
from kerascnn.prediction import Classifier, Network, Pixels

if TYPE_CHECKING:
    import keras

__all__ = ["CHANGES", "TURNS", "Change", "Report", "accuracies", "changed", "measure", "scores"]


class Change(NamedTuple):
    """One way to change a picture.

    Attributes:
        name: in English, for `_`.
        unit: what its values count, for `_`.
        values: those that are tried, in ascending order.
        original: the value that leaves the picture as it is.
    """

    name: str
    unit: str
    values: tuple[float, ...]
    original: float


CHANGES = {
    "rotation": Change(
        N_("rotation"), N_("degrees counter-clockwise"), (-90, -75, -60, -45, -30, -15, 0, 15, 30, 45, 60, 75, 90), 0
    ),
    "shift": Change(N_("shift"), N_("pixels to the right"), (-10, -8, -6, -4, -2, 0, 2, 4, 6, 8, 10), 0),
    "scale": Change(N_("scale"), N_("times as large"), (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2), 1),
}
TURNS = (-90, -60, -30, 0, 30, 60, 90, 135, 180)
"""The angles of the figure that turns one picture, in degrees."""
FIRST = 100


def changed(images: np.ndarray, change: str, value: float) -> np.ndarray:
    """Turn, move or scale all pictures alike, bilinearly; what comes in from outside is black.

    It is the same `warp` with which pictures are augmented.

    Args:
        images: `(n, height, width, channels)` uint8.
        change: a name of `CHANGES`.
        value: degrees, pixels or a factor.
    """
    if change not in CHANGES:
        raise unknown(_("change"), change, CHANGES)
    check_pictures(images)
    if value == CHANGES[change].original:
        return images
    size = images.shape[1], images.shape[2]
    to_old = {
        "rotation": lambda: matrices(size, rotation=value),
        "shift": lambda: matrices(size, right=value),
        "scale": lambda: matrices(size, scale=value),
    }
    return warp(images, to_old[change]())


def scores(model: "keras.Model | Network", images: np.ndarray) -> np.ndarray:
    """`(n, classes)` what a network says of uint8 pictures.

    Args:
        model: any Keras model that takes one picture and gives one score per class, or a saved one.
        images: `(n, height, width, channels)` uint8.
    """
    return Network.of(model, images.shape[1:]).scores_of(images)


def accuracies(
    model: "keras.Model | Network",
    images: np.ndarray,
    labels: np.ndarray,
    change: str,
    values: Sequence[float] | None = None,
) -> list[float]:
    """The accuracy on the pictures as they are turned, moved or scaled.

    Args:
        model: any Keras model that takes one picture and gives one score per class, or a saved one.
        images: `(n, height, width, channels)` uint8.
        labels: `(n,)` class numbers.
        change: "rotation", "shift" or "scale".
        values: degrees counter-clockwise, pixels to the right, or factors; those of `CHANGES` by default.

    Returns:
        One accuracy per value, between 0 and 1.
    """
    if change not in CHANGES:
        raise unknown(_("change"), change, CHANGES)
    check_pictures(images)
    labels = with_axes(_("list of labels"), labels, "n")
    if len(labels) != len(images):
        text = _("there are {images:,} pictures and {labels:,} labels; expected as many of each")
        raise InputError(text.format(images=len(images), labels=len(labels)))
    values = CHANGES[change].values if values is None else values
    network = Network.of(model, images.shape[1:])
    return [
        float((scores(network, changed(images, change, value)).argmax(axis=1) == labels).mean()) for value in values
    ]


@dataclass(frozen=True)
class Report:
    """What was measured.

    Attributes:
        pictures: what was tested.
        accuracies: for each run, by its name, and each change: one accuracy per value of `CHANGES`.
        turned: the number of the test picture that is turned.
        turned_images: `(len(TURNS), height, width, channels)` that picture at each angle.
        turned_scores: for each run `(len(TURNS), classes)` probabilities.
        said: for each run what is done to its pictures and its outputs, in words.
    """

    pictures: Pictures
    accuracies: dict[str, dict[str, list[float]]]
    turned: int
    turned_images: np.ndarray
    turned_scores: dict[str, np.ndarray]
    said: dict[str, list[str]]

    @property
    def title(self) -> str:
        """What was tested, in one line, with the word "sample" where not everything was."""
        text = _("{data}, {count:,} test images").format(
            data=self.pictures.dataset.name, count=len(self.pictures.labels)
        )
        return _("{text} (sample)").format(text=text) if self.pictures.sample else text


def measure(
    models: Sequence[Path],
    *,
    data: Data = "auto",
    data_dir: Path | None = None,
    data_set: str | None = None,
    pixels: Pixels | None = None,
    limit: int | None = None,
    picture: int | None = None,
) -> Report:
    """Test saved classifiers on turned, moved and scaled pictures.

    Args:
        models: `.keras` files or folders of runs, all for the same data.
        data: as for `datasets.load`.
        data_dir: the folder with the data, or with one folder of pictures a class.
        data_set: its name, where a model has no `run.json` that says it.
        pixels: on which scale the models take pixels; else what their runs or their layers say.
        limit: test on that many pictures, drawn with a fixed seed; on all by default.
        picture: the number of the test picture to turn; the first that every network gets right by default.

    Raises:
        InputError: a file is no classifier, they do not belong together, or there is no such data or picture.
    """
    classifiers = {name: Classifier(path, pixels=pixels) for name, path in zip(_names(models), models, strict=True)}
    pictures = held_out(list(classifiers.values()), data=data, data_dir=data_dir, data_set=data_set, limit=limit)
    if picture is None:
        first = pictures.images[:FIRST]
        right = [scores(one, first).argmax(axis=1) == pictures.labels[:FIRST] for one in classifiers.values()]
        picture = int(pictures.chosen[np.all(right, axis=0).argmax()])
    count = len(pictures.dataset.test_labels)
    if not 0 <= picture < count:
        text = _("picture is {picture}; expected a number from 0 to {last}")
        raise InputError(text.format(picture=picture, last=count - 1))
    original = pictures.dataset.test_images[np.array([picture])]
    turned = np.concatenate([changed(original, "rotation", angle) for angle in TURNS])
    return Report(
        pictures=pictures,
        accuracies={
            name: {change: accuracies(one, pictures.images, pictures.labels, change) for change in CHANGES}
            for name, one in classifiers.items()
        },
        turned=picture,
        turned_images=turned,
        turned_scores={name: scores(one, turned) for name, one in classifiers.items()},
        said={name: [one.said_of_pixels(), *one.said_of_scores()] for name, one in classifiers.items()},
    )


def _names(models: Sequence[Path]) -> list[str]:
    """A short name for each: the folder of a run, or the file; the whole path where two would be the same."""
    places = [path.parent if path.name == "model.keras" else path for path in (path.resolve() for path in models)]
    if len(set(places)) < len(places):
        raise InputError(_("the same run is given twice; give each once"))
    # Of a folder, what follows a dot belongs to its name: lr-0.1.
    short = [place.stem if place.suffix == ".keras" else place.name for place in places]
    counts = Counter(short)
    return [name if counts[name] == 1 else str(path) for name, path in zip(short, models, strict=True)]
