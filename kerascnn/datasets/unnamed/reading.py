"""Reading a data set that has no name here: what it was taken for is said, and what it lacks is made up for."""

import zipfile
from pathlib import Path

import numpy as np

from kerascnn.datasets import cifar100, emnist
from kerascnn.datasets.dataset import Dataset
from kerascnn.datasets.folder import drawn
from kerascnn.datasets.known import KNOWN
from kerascnn.datasets.unnamed.files import Part, Unnamed
from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.untrusted_text import visible

__all__ = ["read"]

TEST_FRACTION = 0.2


def read(found: Unnamed, *, seed: int = 0) -> Dataset:
    """Read a data set.

    Args:
        found: from `find`.
        seed: decides which pictures are for the test, where there is no file for it.

    Raises:
        InputError: a file is damaged, or they do not belong together.
    """
    try:
        parts = {part: _checked(found, *content) for part, content in found.parts().items()}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        text = _("{path}: the files are damaged or do not belong together; get them again")
        raise InputError(text.format(path=found.place)) from error
    values = np.unique(np.concatenate([labels for _images, labels in parts.values()]))
    if len(values) < 2:
        raise InputError(_("{path}: all pictures have the same label; expected two or more").format(path=found.place))
    names = _class_names(found, values)
    notes = list(found.notes)
    if emnist.is_emnist(found.name):
        parts = {part: (images.transpose(0, 2, 1, 3), labels) for part, (images, labels) in parts.items()}
        notes.append(_("the pictures of EMNIST lie on their side in its files; they are set upright"))
    if not np.array_equal(values, np.arange(len(values))):
        text = _("the labels are {first} to {last}; they are numbered from 0 anew, and keep their names")
        notes.append(text.format(first=values[0], last=values[-1]))
    parts = {part: (images, np.searchsorted(values, labels)) for part, (images, labels) in parts.items()}
    if len({images.shape[1:] for images, _labels in parts.values()}) > 1:
        text = _("{path}: the pictures for the training and for the test differ in size")
        raise InputError(text.format(path=found.place))
    if "train" not in parts:
        raise InputError(_("{path}: has no pictures for the training").format(path=found.place))
    if "test" not in parts and "validation" in parts:
        parts["test"] = parts.pop("validation")
    images, labels = parts["train"]
    in_validation = None
    if "validation" in parts:
        others, their_labels = parts["validation"]
        in_validation = np.repeat([False, True], [len(images), len(others)])
        images, labels = np.concatenate([images, others]), np.concatenate([labels, their_labels])
        text = ngettext(
            "{count:,} picture is there to choose the best epoch",
            "{count:,} pictures are there to choose the best epoch",
            len(others),
        )
        notes.append(text.format(count=len(others)))
    if "test" in parts:
        test_images, test_labels = parts["test"]
    else:
        train, test = drawn(labels, names, fraction=TEST_FRACTION, seed=seed, where=found.place)
        images, labels, test_images, test_labels = images[train], labels[train], images[test], labels[test]
        notes.append(
            _("there is no test set; the test pictures are drawn from every class with seed {seed}").format(seed=seed)
        )
    text = _("{path}: {kind} with {train:,} and {test:,} pictures of {size}, {count} classes: {first} to {last}")
    said = text.format(
        path=visible(str(found.place)),
        kind=visible(found.kind),
        train=len(images),
        test=len(test_images),
        size="×".join(map(str, images.shape[1:])),
        count=len(names),
        first=names[0],
        last=names[-1],
    )
    return Dataset(
        train_images=images,
        train_labels=labels.astype(np.int64),
        test_images=test_images,
        test_labels=test_labels.astype(np.int64),
        name=visible(_name(found)),
        class_names=names,
        in_validation=in_validation,
        source=visible(str(found.place)),
        taken_as=(said, *(visible(note) for note in notes)),
    )


def _name(found: Unnamed) -> str:
    """What a data set is called: never as one that is known here, whatever its folder is called."""
    name = found.place.parent.name if found.name == "raw" else found.name
    taken = {Path(folder).name.casefold() for facts in KNOWN.values() for folder in facts.folders}
    return "other-pictures" if name.casefold() in taken - {"raw"} else name


def _checked(found: Unnamed, images: np.ndarray, labels: np.ndarray) -> Part:
    """Images `(n, height, width, channels)` and labels `(n,)`, or an error."""
    if images.ndim == 3:
        images = images[..., None]
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] not in (1, 3) or 0 in images.shape:
        text = _("{path}: the images are {dtype} {shape}; expected uint8 (n, height, width), grey or with 3 channels")
        raise InputError(text.format(path=found.place, dtype=images.dtype, shape=images.shape))
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        text = _("{where}: the labels are {dtype} {shape}; expected one whole number an image")
        raise InputError(text.format(where=found.place, dtype=labels.dtype, shape=labels.shape))
    if len(images) != len(labels):
        text = _("{where}: {images} images but {labels} labels; the files do not belong together")
        raise InputError(text.format(where=found.place, images=len(images), labels=len(labels)))
    return images, labels.astype(np.int64)


def _class_names(found: Unnamed, values: np.ndarray) -> tuple[str, ...]:
    """What the labels stand for, as far as it is known."""
    if found.kind == "CIFAR-100":
        names = cifar100.class_names(found.place)
        return tuple(names[value] for value in values)
    if values.max() < len(found.class_names):
        return tuple(found.class_names[value] for value in values)
    known = emnist.characters(found.place, found.name)
    return tuple(known.get(int(value), str(value)) for value in values)
