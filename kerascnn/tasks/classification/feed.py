"""Pictures and their classes to a classifier, a batch at a time."""

from collections.abc import Callable
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from kerascnn.training import Feed

__all__ = ["Augment", "AugmentBoth", "Batches", "balanced", "split"]

Augment = Callable[[np.ndarray, np.random.Generator], np.ndarray]


@runtime_checkable
class AugmentBoth(Protocol):
    """What changes pictures and labels together, as MixUp does; `augmentation.Policy` is one."""

    def augment_batch(
        self, images: np.ndarray, labels: np.ndarray, generator: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Change uint8 pictures and one-hot labels."""
        ...


GREY_LEVELS = np.float32(255)


class Batches(Feed):
    """Batches of float32 pictures in [0, 1] and one-hot labels for `fit` and `predict`.

    Args:
        images: `(n, height, width, channels)` uint8, or anything that gives such pictures for an array of indices.
        labels: `(n,)` class numbers.
        num_classes: the length of a one-hot label.
        batch_size: pictures in a batch.
        indices: which pictures; all by default.
        seed: shuffle with this seed and leave out the last, smaller batch; None keeps the order and every picture.
        augment: called with a batch of uint8 pictures and a random generator, or an `augmentation.Policy`, which may
            change the labels too. All of its chance must come from the generator: batches are made ahead of the
            training, so that what it remembers from call to call would be lost when the training goes on in another
            process.
        mirror: mirror half of the pictures left to right: "random" draws anew for each picture and epoch; with
            "alternating", a picture is mirrored in every other epoch (Jordan 2024, arXiv:2404.00498, section 3.6).
        first_epoch: the number of the first epoch.
        class_weights: `(num_classes,)` for how much a picture of each class counts; None for all alike.
    """

    def __init__(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        *,
        num_classes: int,
        batch_size: int,
        indices: np.ndarray | None = None,
        seed: int | None = None,
        augment: Augment | AugmentBoth | None = None,
        mirror: Literal["random", "alternating"] | None = None,
        first_epoch: int = 0,
        class_weights: np.ndarray | None = None,
    ) -> None:
        chosen = np.arange(len(images)) if indices is None else indices
        super().__init__(chosen, batch_size=batch_size, seed=seed, first_epoch=first_epoch)
        self.images = images
        self.one_hot = np.eye(num_classes, dtype="float32")[labels]
        self.augment = augment
        self.mirror = mirror
        self.class_weights = class_weights
        self._first_mirrored = np.random.default_rng(seed or 0).random(len(images)) < 0.5

    def batch(self, epoch: int, number: int) -> tuple[np.ndarray, ...]:
        """Pictures `(batch, height, width, channels)` and labels `(batch, classes)`.

        Where classes have weights, `(batch,)` for how much each picture counts comes third.
        """
        chosen, generator = self.chosen(epoch, number), self.generator(epoch, number)
        pictures, labels = self.images[chosen], self.one_hot[chosen]
        if isinstance(self.augment, AugmentBoth):
            pictures, labels = self.augment.augment_batch(pictures, labels, generator)
        elif self.augment is not None:
            pictures = self.augment(pictures, generator)
        if self.mirror is not None:
            mirrored = self._mirrored(chosen, epoch, generator)
            pictures = np.where(mirrored[:, None, None, None], pictures[:, :, ::-1], pictures)
        scaled = pictures.astype("float32") / GREY_LEVELS
        return (scaled, labels) if self.class_weights is None else (scaled, labels, labels @ self.class_weights)

    def _mirrored(self, chosen: np.ndarray, epoch: int, generator: np.random.Generator) -> np.ndarray:
        """Which pictures of a batch are mirrored in this epoch."""
        if self.mirror == "random":
            return generator.random(len(chosen)) < 0.5
        return self._first_mirrored[chosen] ^ (epoch % 2 == 1)


def balanced(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """`(num_classes,)` weights with which all classes count alike, and a picture counts once on average.

    >>> balanced(np.array([0, 0, 0, 1]), 2).tolist()
    [0.6666666865348816, 2.0]

    Args:
        labels: `(n,)` class numbers, at least one of each.
        num_classes: how many there are.
    """
    return (len(labels) / num_classes / np.bincount(labels, minlength=num_classes)).astype("float32")


def split(labels: np.ndarray, *, fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Divide a data set in two, each class in the same proportion.

    Args:
        labels: `(n,)` class numbers.
        fraction: the part of each class that goes into the second half, at least one picture of each.
        seed: the same seed gives the same division.

    Returns:
        The sorted indices of the larger and of the smaller part.
    """
    generator = np.random.default_rng(seed)
    held_out = []
    for number in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == number))
        held_out.append(members[: max(1, round(fraction * len(members)))])
    smaller = np.sort(np.concatenate(held_out))
    return np.setdiff1d(np.arange(len(labels)), smaller), smaller
