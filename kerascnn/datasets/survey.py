"""What of each data set is on this machine, and fetching what is not."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kerascnn.datasets import embedded, unnamed
from kerascnn.datasets.dataset import OtherDataError
from kerascnn.datasets.fetch import fetch, keras_cache, progress_bar
from kerascnn.datasets.known import KNOWN, Known, known
from kerascnn.datasets.sources import Found, find, own_folder, published_as, read
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.paths import takes_texts

__all__ = ["Holding", "get", "survey"]


@dataclass(frozen=True)
class Holding:
    """What is here of one data set.

    Attributes:
        name: the word to load it by.
        title: its publishers' name for it.
        status: whether `load` would find all of it, a sample, or nothing without a network, or damaged files;
            "other" for a data set of the reader's own that has no name here.
        train: training images that are here.
        test: test images that are here.
        bytes: the length of the files.
        source: where they are.
        advice: what to do about what is missing or damaged; empty if nothing is.
    """

    name: str
    title: str
    status: Literal["full", "sample", "missing", "damaged", "other"]
    train: int = 0
    test: int = 0
    bytes: int = 0
    source: str = ""
    advice: str = ""


@takes_texts
def survey(data_dir: Path | None = None) -> list[Holding]:
    """Look at all data sets, where `load` looks, but not on the network; the files are read and checked.

    Raises:
        InputError: `data_dir` or `$KERASCNN_DATA` is no folder.
    """
    own = own_folder(data_dir)
    holdings = [_holding(facts, own) for facts in KNOWN.values()]
    return holdings + (_others(own, holdings) if own else [])


def _others(own: Path, holdings: list[Holding]) -> list[Holding]:
    """What lies in the reader's folder and is none of the known data sets."""
    try:
        found = unnamed.find(own)
        if found is None or str(found.place) in [holding.source for holding in holdings]:
            return []
        dataset = unnamed.read(found)
    except InputError as error:
        return [Holding(own.name, own.name, "damaged", source=str(own), advice=str(error))]
    counts = len(dataset.train_labels), len(dataset.test_labels)
    size = sum(path.stat().st_size for path in found.place.iterdir() if path.is_file())
    advice = "; ".join(dataset.taken_as)
    return [Holding(dataset.name, dataset.name, "other", *counts, size, str(found.place), advice)]


def _holding(facts: Known, own: Path | None) -> Holding:
    found = find(own, facts) if own else None
    # IDX files have the names of several data sets: only what they hold tells which it is.
    if found and _is_other(found, facts, loose=found.place == own):
        found = None
    if not found and facts.ships != "full":
        found = find(keras_cache(), facts)
    how = f"kerascnn data get {facts.name}"
    if found:
        size = sum(path.stat().st_size for path in found.paths)
        try:
            arrays = read(found, facts)
        except InputError as error:
            return Holding(facts.name, facts.title, "damaged", 0, 0, size, str(found.place), str(error))
        counts = len(arrays.train_images), len(arrays.test_images)
        status: Literal["full", "sample"] = "full" if counts == (facts.train, facts.test) else "sample"
        return Holding(facts.name, facts.title, status, *counts, size, str(found.place))
    if facts.ships:
        arrays = embedded.read(facts)
        counts = len(arrays.train_images), len(arrays.test_images)
        size = embedded.path(facts).stat().st_size
        advice = how if facts.ships == "sample" else ""
        return Holding(facts.name, facts.title, facts.ships, *counts, size, _("inside kerascnn"), advice)
    return Holding(facts.name, facts.title, "missing", advice=how)


def _is_other(found: Found, facts: Known, *, loose: bool) -> bool:
    """Whether files hold another data set than the one whose names they have."""
    try:
        read(found, facts)
    except OtherDataError:
        return True
    except InputError:  # damaged, which is said of it; or another known set, which is where it lies in a folder of it
        return loose and _is_known(found, facts)
    return False


def _is_known(found: Found, facts: Known) -> bool:
    """Whether undamaged files are those of another data set that is known."""
    try:
        return published_as(found.arrays().test_labels) not in (None, facts)
    except InputError:
        return False


@takes_texts
def get(name: str, data_dir: Path | None = None) -> tuple[Path, bool]:
    """Fetch the full set, with a bar on standard error, unless it is there already.

    Args:
        name: "mnist", "fashion-mnist" or "cifar10".
        data_dir: where to; else `$KERASCNN_DATA`, else Keras's cache. It is made if it does not exist.

    Returns:
        The folder with the files, and whether they had to be fetched.

    Raises:
        InputError: there is no such data set, or the folder cannot be written.
        WorkError: it could not be fetched.
    """
    facts = known(name)
    folder = data_dir or own_folder(None) or keras_cache()
    if _complete(folder, facts):
        return folder, False
    with progress_bar() as progress:
        fetch(facts, folder, progress=progress)
    return folder, True


def _complete(folder: Path, facts: Known) -> bool:
    found = find(folder, facts)
    if not found:
        return False
    try:
        arrays = read(found, facts)
    except InputError:
        return False
    return (len(arrays.train_images), len(arrays.test_images)) == (facts.train, facts.test)
