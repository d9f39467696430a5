"""How well a classifier does on pictures that it has not seen."""

from dataclasses import dataclass
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np

from kerascnn.augmentation.shift import moved
from kerascnn.datasets import Dataset
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import accuracy_text
from kerascnn.shapes.places import shown
from kerascnn.tasks.classification.feed import Augment, Batches
from kerascnn.tasks.protocol import About

__all__ = ["Evaluation", "check_takes", "evaluate"]


@dataclass(frozen=True)
class Evaluation:
    """The scores of a classifier on a set of pictures, and what follows from them.

    Attributes:
        scores: `(n, classes)` probabilities.
        labels: `(n,)` the true class numbers.
    """

    scores: np.ndarray
    labels: np.ndarray

    @property
    def predictions(self) -> np.ndarray:
        """`(n,)` the class with the highest score."""
        return self.scores.argmax(axis=1)

    @property
    def accuracy(self) -> float:
        """The part that is right, between 0 and 1."""
        return float((self.predictions == self.labels).mean())

    @property
    def score(self) -> float:
        """The headline: the accuracy."""
        return self.accuracy

    @property
    def loss(self) -> float:
        """The mean cross-entropy, −ln of the true class's score, in nats (deck B)."""
        true_scores = self.scores[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.maximum(true_scores, 1e-7)).mean())

    @property
    def confusion(self) -> np.ndarray:
        """`(classes, classes)` counts; row: the true class, column: the predicted one."""
        classes = self.scores.shape[1]
        return np.bincount(self.labels * classes + self.predictions, minlength=classes**2).reshape(classes, classes)

    @property
    def precision(self) -> np.ndarray:
        """`(classes,)` of the pictures taken for a class, the part that is of it; nan where none was."""
        return _ratio(self.confusion.diagonal(), self.confusion.sum(axis=0))

    @property
    def recall(self) -> np.ndarray:
        """`(classes,)` of the pictures of a class, the part that was found; nan where there is none."""
        return _ratio(self.confusion.diagonal(), self.confusion.sum(axis=1))

    def worst(self, count: int) -> np.ndarray:
        """The indices of the wrong predictions that were surest, surest first, `count` at most."""
        wrong = np.flatnonzero(self.predictions != self.labels)
        return wrong[np.argsort(-self.scores[wrong].max(axis=1), kind="stable")][:count]

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: precision and recall of each class, and the confusion matrix."""
        return {
            "classes": {
                name: {"precision": _or_none(precision), "recall": _or_none(recall)}
                for name, precision, recall in zip(about.class_names, self.precision, self.recall, strict=True)
            },
            "confusion": self.confusion.tolist(),
        }

    def line(self) -> str:
        """The accuracy in words."""
        count = len(self.labels)
        return _("test accuracy {accuracy} on {count:,} images").format(
            accuracy=accuracy_text(self.accuracy, count), count=count
        )


def _or_none(value: "np.floating[Any]") -> float | None:
    return None if value != value else float(value)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def check_takes(model: keras.Model, data: Dataset) -> None:
    """Check that a network can be tested on the pictures of a data set.

    Raises:
        InputError: it takes pictures of another size, or tells another number of classes apart.
    """
    expects, own = tuple(model.input_shape[1:]), data.test_images.shape[1:]
    if expects != own:
        text = _("{network} takes pictures of {shape}, and the test pictures are {own}")
        sizes = ["×".join(map(str, each)) for each in (expects, own)]
        raise InputError(text.format(network=shown(model.name), shape=sizes[0], own=sizes[1]))
    if model.output_shape[-1] != len(data.class_names):
        text = _("{network} tells {count} classes apart, and the data have {classes}; they do not belong together")
        count, classes = model.output_shape[-1], len(data.class_names)
        raise InputError(text.format(network=shown(model.name), count=count, classes=classes))


def evaluate(
    model: keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    batch_size: int = 500,
    mirror: bool = False,
    shift: bool = False,
) -> Evaluation:
    """Let `model` predict the pictures and compare with their labels.

    Args:
        model: turns float pictures in [0, 1] into one probability per class.
        images: `(n, height, width, channels)` uint8.
        labels: `(n,)` class numbers.
        batch_size: pictures that are predicted at once; it changes memory and speed, not the result.
        mirror: give the mean of each picture's scores and of its mirror image's.
        shift: let two copies, a pixel further up and left and a pixel further down and right, count for half of each
            picture's scores (Jordan 2024, arXiv:2404.00498, section 3.5); with `mirror`, both of each.
    """
    batches = Batches(images, labels, num_classes=model.output_shape[-1], batch_size=batch_size)
    scores = np.zeros((len(images), model.output_shape[-1]), "float32")
    for pixels, weight in ((0, 0.5), (-1, 0.25), (1, 0.25)) if shift else ((0, 1.0),):
        for mirrored in (False, True) if mirror else (False,):
            batches.augment = _seen(pixels, mirrored=mirrored)
            scores += weight * model.predict(batches, verbose=0) / (2 if mirror else 1)
    return Evaluation(scores=scores, labels=np.asarray(labels, dtype=np.int64))


def _seen(pixels: int, *, mirrored: bool) -> Augment:
    """What moves all pictures down and right, what lies beside the border reflected, and mirrors them."""

    def changed(pictures: np.ndarray, _generator: np.random.Generator) -> np.ndarray:
        by = np.full(len(pictures), pixels)
        there = moved(pictures, by, by, border="reflect") if pixels else pictures
        return there[:, :, ::-1] if mirrored else there

    return changed
