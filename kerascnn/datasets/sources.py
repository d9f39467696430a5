"""Where a data set is looked for, in order: the reader's own folder, what ships, Keras's cache, the network."""

import os
import warnings
from pathlib import Path
from typing import Literal

from kerascnn.datasets import cifar, embedded, idx
from kerascnn.datasets.dataset import Arrays, Dataset, SampleWarning
from kerascnn.datasets.known import Known, known
from kerascnn.errors import InputError
from kerascnn.language import _

__all__ = ["from_folder", "load"]


def load(name: str, *, data: Literal["auto", "full", "sample"] = "auto", data_dir: Path | None = None) -> Dataset:
    """Load a data set into memory.

    Looked for in this order: `data_dir`, else `$KERASCNN_DATA`; what ships inside the package; the cache that
    `keras.datasets` keeps; the network.

    Args:
        name: "mnist", "fashion-mnist" or "cifar10".
        data: "full" for the full set or an error, "sample" for what ships inside the package (all of MNIST, 2,000 +
            1,000 images of CIFAR-10), "auto" for the full set if it can be had and else, with a `SampleWarning`,
            the sample.
        data_dir: a folder with the publishers' files, in it or in a folder of it that is named as they name it.

    Raises:
        InputError: there is no such data set; a file is damaged; the set cannot be had.
    """
    facts = known(name)
    if data not in ("auto", "full", "sample"):
        raise InputError(_("data is {data!r}; expected auto, full or sample").format(data=data))
    if data != "sample":
        folder = _own_folder(data_dir)
        if folder:
            arrays = from_folder(folder, facts)
            if arrays:
                return _dataset(facts, arrays, source=str(folder))
    if facts.ships == "full" or (facts.ships == "sample" and data != "full"):
        return _shipped(facts, warn=data == "auto")
    raise InputError(_how_to_get(facts))


def _shipped(facts: Known, *, warn: bool) -> Dataset:
    sample = facts.ships == "sample"
    arrays = embedded.read(facts)
    if sample and warn:
        text = _(
            "SAMPLE: the full {title} is not on this machine, so this is the sample that ships with kerascnn "
            "({train} + {test} images instead of {all_train} + {all_test}); "
            "`kerascnn data get {name}` fetches the full set"
        )
        message = text.format(
            title=facts.title,
            name=facts.name,
            train=len(arrays.train_images),
            test=len(arrays.test_images),
            all_train=facts.train,
            all_test=facts.test,
        )
        warnings.warn(message, SampleWarning, stacklevel=3)
    source = _("the sample inside kerascnn") if sample else _("inside kerascnn")
    return _dataset(facts, arrays, source=source, sample=sample)


def _how_to_get(facts: Known) -> str:
    text = _("{title} is not on this machine; `kerascnn data get {name}` fetches it")
    return text.format(title=facts.title, name=facts.name)


def _own_folder(data_dir: Path | None) -> Path | None:
    folder = data_dir or (Path(os.environ["KERASCNN_DATA"]) if os.environ.get("KERASCNN_DATA") else None)
    if folder and not folder.is_dir():
        raise InputError(_("{folder} is no folder; give the folder with the data").format(folder=folder))
    return folder


def from_folder(folder: Path, facts: Known) -> Arrays | None:
    """Read a data set from the publishers' files in a folder or in a folder of it; None if they are not there."""
    for place in (*(folder / name for name in facts.folders), folder):
        if facts.name == "cifar10":
            batches = cifar.find(place)
            if batches:
                return cifar.read(batches, facts)
        else:
            files = idx.find(place)
            if files:
                return idx.read(files, facts)
    return None


def _dataset(facts: Known, arrays: Arrays, *, source: str, sample: bool = False) -> Dataset:
    return Dataset(name=facts.name, class_names=facts.class_names, source=source, sample=sample, **vars(arrays))
