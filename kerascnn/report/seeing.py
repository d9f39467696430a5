"""What a run's network says of its test pictures: as the run ends, or anew from the files of an old one."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerascnn import datasets
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import FinishedRun, lies_in
from kerascnn.shapes.places import shown

if TYPE_CHECKING:
    import keras

__all__ = ["Seen", "load_network", "load_pictures", "most_of_each", "see_again"]


@dataclass(frozen=True)
class Seen:
    """The test pictures of a run and the scores that its network gives them.

    Attributes:
        images: `(n, height, width, channels)` uint8.
        labels: `(n,)` the true class numbers.
        scores: `(n, classes)` probabilities.
    """

    images: np.ndarray
    labels: np.ndarray
    scores: np.ndarray

    @property
    def predictions(self) -> np.ndarray:
        """`(n,)` the class with the highest score."""
        return self.scores.argmax(axis=1)

    def worst(self, count: int) -> np.ndarray:
        """The numbers of the wrong predictions that were surest, surest first, `count` at most."""
        wrong = np.flatnonzero(self.predictions != self.labels)
        return wrong[np.argsort(-self.scores[wrong].max(axis=1), kind="stable")][:count]

    def cell(self, true: int, predicted: int) -> np.ndarray:
        """The numbers of the pictures of one class that were taken for another, or the same.

        Of wrong ones the surest comes first, of right ones the least sure.
        """
        found = np.flatnonzero((self.labels == true) & (self.predictions == predicted))
        sureness = self.scores[found, predicted]
        return found[np.argsort(sureness if true == predicted else -sureness, kind="stable")]


def load_network(run: FinishedRun) -> "keras.Model":
    """The network of a run.

    Raises:
        InputError: the file is missing, damaged, or of another kind of network.
    """
    from kerascnn import insight

    if not lies_in(run.folder / "model.keras", run.folder):
        text = _("{path} is a link that leads out of the run's folder; put the file itself there")
        raise InputError(text.format(path=shown(str(run.folder / "model.keras"), 200)))
    network = insight.load_model(run.folder)
    if network.model.output_shape[-1] != len(run.data.class_names):
        text = _("{path} tells {count} classes apart, and run.json names {classes}; they do not belong together")
        count, classes = network.model.output_shape[-1], len(run.data.class_names)
        raise InputError(text.format(path=run.place, count=count, classes=classes))
    return network.model


def load_pictures(run: FinishedRun, data_dir: Path | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The test pictures of a run and their labels; nothing is fetched.

    Args:
        run: whose.
        data_dir: where they lie, for a run on a folder of the reader's own.

    Raises:
        InputError: they are not there, they are not those of the run, or it takes `data_dir` to read them.
    """
    asked = run.asked.get("data_dir")
    folder = data_dir or (Path(asked) if isinstance(asked, str) and asked else None)
    if folder is not None and data_dir is None and not lies_in(folder, run.folder):
        text = _("the run learned from a folder of yours, which is read where you name it: --data-dir {folder}")
        raise InputError(text.format(folder=shown(shlex.quote(str(folder)), 200)))
    name = run.asked.get("name")
    dataset = datasets.choose(
        name if isinstance(name, str) else run.data.name,
        data="sample" if run.data.sample else "full",
        data_dir=folder,
        seed=run.seed,
        skip_bad=run.asked.get("skip_bad") is True,
        fetch=False,
    )
    same = len(dataset.test_images) == run.data.test and len(dataset.class_names) == len(run.data.class_names)
    if not same:
        text = _("{source} holds {count:,} test pictures of {classes} classes, and the run had {test:,} of {own}")
        raise InputError(
            text.format(
                source=dataset.source,
                count=len(dataset.test_images),
                classes=len(dataset.class_names),
                test=run.data.test,
                own=len(run.data.class_names),
            )
        )
    return dataset.test_images, dataset.test_labels


def see_again(run: FinishedRun, model: "keras.Model", images: np.ndarray, labels: np.ndarray) -> Seen:
    """Test the network once more, as the run did.

    Raises:
        InputError: the network takes pictures of another size.
    """
    from kerascnn import training

    expects: Any = model.input_shape
    if tuple(expects[1:]) != images.shape[1:]:
        text = _("{path} takes pictures of {shape}, and the test pictures are {own}")
        shape, own = ("×".join(map(str, each)) for each in (expects[1:], images.shape[1:]))
        raise InputError(text.format(path=run.place, shape=shape, own=own))
    mirror, shift = run.options.get("test_mirror") is True, run.options.get("test_shift") is True
    return Seen(images, labels, training.evaluate(model, images, labels, mirror=mirror, shift=shift).scores)


def most_of_each(counts: np.ndarray, budget: int, most: int) -> int:
    """How many of each count can be taken so that the sum stays within a budget, `most` at most, at least one.

    >>> most_of_each(np.array([100, 3, 2]), 10, 24)
    5
    """
    best = 1
    for each in range(1, most + 1):
        if np.minimum(counts, each).sum() > budget:
            break
        best = each
    return best
