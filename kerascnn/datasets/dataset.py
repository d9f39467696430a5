"""A data set in memory, and the checks that everything read from a file passes through."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.known import Known
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = [
    "MOST_IMAGES",
    "Arrays",
    "Dataset",
    "Images",
    "Labels",
    "OtherDataError",
    "SampleWarning",
    "SkippedWarning",
    "checked",
]

Images = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]

MOST_IMAGES = 200_000
"""More images than this in one file of a known data set are taken for a damaged or hostile header."""


class SampleWarning(UserWarning):
    """Only the sample that ships with the package could be loaded: results say nothing about the full data set."""


class SkippedWarning(UserWarning):
    """Pictures of a folder were left out."""


class OtherDataError(InputError):
    """Files that are named as those of a known data set are in order and hold other pictures."""


@dataclass(frozen=True)
class Arrays:
    """What a reader finds in files: images `(n, height, width, channels)` and labels `(n,)`, train and test."""

    train_images: Images
    train_labels: Labels
    test_images: Images
    test_labels: Labels


@dataclass(frozen=True)
class Dataset(Arrays):
    """A data set in memory.

    Attributes:
        train_images: uint8, `(n, height, width, channels)`, 0 to 255.
        train_labels: int64, `(n,)`, indices into `class_names`.
        test_images: as `train_images`.
        test_labels: as `train_labels`.
        name: the word it was loaded by.
        class_names: one name a class.
        source: one line that says where it came from.
        sample: whether this is only the sample that ships with the package.
        in_validation: bool, `(n,)`, which training images its makers set apart to choose the best epoch with; None
            where they did not.
        taken_as: where it was found in a folder, what of it was taken for what, a line each.
    """

    name: str
    class_names: tuple[str, ...]
    source: str
    sample: bool = False
    in_validation: npt.NDArray[np.bool_] | None = None
    taken_as: tuple[str, ...] = ()


def checked(
    images: npt.NDArray[np.generic], labels: npt.NDArray[np.generic], facts: Known, where: object
) -> tuple[Images, Labels]:
    """Images and labels in the shapes and types that `Dataset` promises.

    Args:
        images: uint8, `(n, height, width)` or `(n, height, width, channels)`.
        labels: whole numbers, `(n,)` or `(n, 1)`.
        facts: the data set that they should belong to.
        where: the file or folder, for the error's sentence.

    Raises:
        OtherDataError: another type or shape, or a label without a class.
        InputError: different counts, or no image at all.
    """
    height, width, channels = facts.shape
    if images.ndim == 3 and channels == 1:
        images = images[..., None]
    if images.dtype != np.uint8 or images.shape[1:] != facts.shape:
        text = _("{where}: the images are {dtype} {shape}; {title} has uint8 (n, {height}, {width}, {channels})")
        raise OtherDataError(
            text.format(
                where=where,
                dtype=images.dtype,
                shape=images.shape,
                title=facts.title,
                height=height,
                width=width,
                channels=channels,
            )
        )
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        text = _("{where}: the labels are {dtype} {shape}; expected one whole number an image")
        raise InputError(text.format(where=where, dtype=labels.dtype, shape=labels.shape))
    if len(images) != len(labels):
        text = _("{where}: {images} images but {labels} labels; the files do not belong together")
        raise InputError(text.format(where=where, images=len(images), labels=len(labels)))
    if not len(images):
        raise InputError(_("{where}: holds no image; expected at least one").format(where=where))
    classes = len(facts.class_names)
    numbers = labels.astype(np.int64)
    if numbers.min() < 0 or numbers.max() >= classes:
        bad = numbers[(numbers < 0) | (numbers >= classes)][0]
        text = _("{where}: has the label {label}; {title} has the labels 0 to {last}")
        raise OtherDataError(text.format(where=where, label=bad, title=facts.title, last=classes - 1))
    return np.ascontiguousarray(images, dtype=np.uint8), numbers
