"""Where a data set is looked for, in order: the reader's own folder, what ships, Keras's cache, the network."""

import contextlib
import hashlib
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from kerascnn import files
from kerascnn.datasets import cifar, embedded, idx, npz
from kerascnn.datasets.dataset import Arrays, Dataset, Labels, OtherDataError, SampleWarning
from kerascnn.datasets.fetch import FetchError, fetch, keras_cache, progress_bar
from kerascnn.datasets.known import KNOWN, Known, known
from kerascnn.errors import InputError, WorkError
from kerascnn.language import _
from kerascnn.paths import takes_texts

__all__ = ["Found", "OtherDataError", "find", "load", "own_folder", "published_as", "read"]

PATIENCE = 8.0
"""Seconds to wait for the network while somebody waits for a training to begin."""


@takes_texts
def load(
    name: str,
    *,
    data: Literal["auto", "full", "sample"] = "auto",
    data_dir: Path | None = None,
    fetch: bool = True,
) -> Dataset:
    """Load a data set into memory.

    Looked for in this order: `data_dir`, else `$KERASCNN_DATA`; what ships inside the package; the cache that
    `keras.datasets` keeps; the network, unless `$KERASCNN_OFFLINE` is set.

    Args:
        name: "mnist", "fashion-mnist" or "cifar10".
        data: "full" for the full set or an error, "sample" for what ships inside the package (all of MNIST, 2,000 +
            1,000 images of CIFAR-10), "auto" for the full set if it can be had and else, with a `SampleWarning`,
            the sample.
        data_dir: a folder with the publishers' files, in it or in a folder of it that is named as they name it.
        fetch: whether the network is asked at last.

    Raises:
        InputError: there is no such data set; a file is damaged; the set cannot be had.
    """
    facts = known(name)
    if data not in ("auto", "full", "sample"):
        raise InputError(_("data is {data!r}; expected auto, full or sample").format(data=data))
    if data == "sample":
        if not facts.ships:
            raise InputError(_("{title} has no sample; expected data auto or full").format(title=facts.title))
        return _shipped(facts)
    own = own_folder(data_dir)
    found = find(own, facts) if own else None
    if found:
        return _dataset(facts, read(found, facts), source=str(found.place))
    if facts.ships == "full":
        return _shipped(facts)
    try:
        return _cached(facts) or _fetched(facts, allowed=fetch)
    except (InputError, WorkError) as error:
        reason = error.reasons if isinstance(error, FetchError) else str(error)
        if data == "full" or not facts.ships:
            text = _(
                "{title} is not in {tried} and cannot be fetched ({reason}); run `kerascnn data get {name}` where "
                "there is a network, or name a folder that holds its files with --data-dir or $KERASCNN_DATA"
            )
            tried = ", ".join(str(folder) for folder in (own, keras_cache()) if folder)
            raise InputError(text.format(title=facts.title, name=name, tried=tried, reason=reason)) from error
        dataset = _shipped(facts)
        text = _(
            "SAMPLE: this is not {title} but the sample of it that ships with kerascnn, {train} + {test} images "
            "instead of {all_train} + {all_test}, since the full set is not here and cannot be fetched ({reason}); "
            "`kerascnn data get {name}` fetches it where there is a network"
        )
        message = text.format(
            title=facts.title,
            name=name,
            reason=reason,
            train=len(dataset.train_images),
            test=len(dataset.test_images),
            all_train=facts.train,
            all_test=facts.test,
        )
        warnings.warn(message, SampleWarning, stacklevel=2)
        return dataset


def _cached(facts: Known) -> Dataset | None:
    """The full set from Keras's cache, or None; what is damaged there can be fetched again."""
    found = find(keras_cache(), facts)
    if found:
        with contextlib.suppress(InputError):
            return _dataset(facts, read(found, facts), source=str(found.place))
    return None


def _fetched(facts: Known, *, allowed: bool) -> Dataset:
    if not allowed:
        raise InputError(_("not asked for"))
    if os.environ.get("KERASCNN_OFFLINE"):
        raise InputError(_("$KERASCNN_OFFLINE is set"))
    with progress_bar() as progress:
        fetch(facts, keras_cache(), progress=progress, patience=PATIENCE, pauses=())
    found = find(keras_cache(), facts)
    if not found:
        raise WorkError(_("{folder} holds other files than expected").format(folder=keras_cache()))
    return _dataset(facts, read(found, facts), source=str(found.place))


def _shipped(facts: Known) -> Dataset:
    sample = facts.ships == "sample"
    source = _("the sample inside kerascnn") if sample else _("inside kerascnn")
    return _dataset(facts, embedded.read(facts), source=source, sample=sample)


def own_folder(data_dir: Path | None) -> Path | None:
    """The folder that the reader chose: `data_dir`, else `$KERASCNN_DATA`, else None.

    Raises:
        InputError: it is no folder.
    """
    folder = data_dir or (Path(os.environ["KERASCNN_DATA"]) if os.environ.get("KERASCNN_DATA") else None)
    if folder:
        files.check_is_folder(folder)
    return folder


@dataclass(frozen=True)
class Found:
    """Files that look like a data set, not yet read.

    Attributes:
        place: the folder that they lie in.
        paths: the files.
        arrays: reads them.
    """

    place: Path
    paths: tuple[Path, ...]
    arrays: Callable[[], Arrays]


def find(folder: Path, facts: Known) -> Found | None:
    """Look for the publishers' files in a folder and in the folders of it that are named as publishers name them."""
    for place in (*(folder / name for name in facts.folders), folder):
        packed = npz.find(place, facts)
        if packed:
            return Found(place, (packed,), partial(npz.read, packed, facts))
        if facts.name == "cifar10":
            batches = cifar.find(place)
            if batches:
                return Found(place, tuple(batches), partial(cifar.read, batches, facts))
        else:
            files = idx.find(place)
            if files:
                return Found(place, files, partial(idx.read, files, facts))
    return None


def read(found: Found, facts: Known) -> Arrays:
    """Read what `find` found.

    Many data sets have files of MNIST's names. Which one it is, what they hold tells: the labels of the published test
    set; or, where MNIST's shipped pictures are all that is there, that each is one of them.

    Raises:
        OtherDataError: the files are in order and hold other pictures.
        InputError: the files are damaged, or are those of another data set that is known.
    """
    arrays = found.arrays()
    published = published_as(arrays.test_labels)
    if published is not None and published is not facts:
        text = _("{folder} holds {other}, not {title}; the files of both have the same names")
        raise InputError(text.format(folder=found.place, other=published.title, title=facts.title))
    if published is None and not _may_be_part(found, arrays, facts):
        text = _("{folder} holds other pictures than {title}, in files of its names; name another folder")
        raise OtherDataError(text.format(folder=found.place, title=facts.title))
    return arrays


def _may_be_part(found: Found, arrays: Arrays, facts: Known) -> bool:
    """Whether pictures that are not a whole published set are some of it, as far as can be told.

    Of MNIST, which ships, it can. Of the others those are believed that lie in a folder, or in a file, of the set's
    own name.
    """
    if (len(arrays.train_labels), len(arrays.test_labels)) == (facts.train, facts.test):
        return False
    if facts.ships == "full":
        return _are_among(arrays, embedded.read(facts))
    own_names = {Path(name).name for name in facts.folders}
    return facts.name == "cifar10" or bool({found.place.name, found.paths[0].stem} & own_names)


def _are_among(some: Arrays, whole: Arrays) -> bool:
    """Whether all pictures of a data set are pictures of another one, with the same labels."""
    wanted = {
        (image.tobytes(), int(label))
        for images, labels in ((some.train_images, some.train_labels), (some.test_images, some.test_labels))
        for image, label in zip(images, labels, strict=True)
    }
    sums = {sum(image) for image, _label in wanted}  # few pictures have the sum of another
    for images, labels in ((whole.train_images, whole.train_labels), (whole.test_images, whole.test_labels)):
        near = np.flatnonzero(np.isin(images.sum(axis=(1, 2, 3)), list(sums)))
        wanted -= {(images[number].tobytes(), int(labels[number])) for number in near}
    return not wanted


def published_as(test_labels: Labels) -> Known | None:
    """The known data set whose published test set has these labels."""
    digest = hashlib.sha256(test_labels.astype(np.uint8).data).hexdigest()
    return next((facts for facts in KNOWN.values() if facts.test_labels == digest), None)


def _dataset(facts: Known, arrays: Arrays, *, source: str, sample: bool = False) -> Dataset:
    return Dataset(name=facts.name, class_names=facts.class_names, source=source, sample=sample, **vars(arrays))
