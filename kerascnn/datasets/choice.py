"""What a practical learns from: a known data set, or the reader's own folder of pictures."""

import contextlib
import warnings
from pathlib import Path
from typing import Literal

from kerascnn.datasets import unnamed
from kerascnn.datasets.dataset import Dataset, OtherDataError, SkippedWarning
from kerascnn.datasets.known import known
from kerascnn.datasets.opening import open_folder
from kerascnn.datasets.sources import find, load, own_folder, published_as
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.untrusted_text import visible

__all__ = ["choose"]


@takes_texts
def choose(
    name: str,
    *,
    data: Literal["auto", "full", "sample"] = "auto",
    data_dir: Path | None = None,
    seed: int = 0,
    skip_bad: bool = False,
    fetch: bool = True,
) -> Dataset:
    """Load a data set by name, or the pictures of a folder in its place.

    Args:
        name: "mnist", "fashion-mnist" or "cifar10"; the pictures of a folder get its height, width and channels.
        data: as for `load`.
        data_dir: a folder with the publishers' files; or with the files of another data set, as `unnamed` finds them;
            or else with one folder of pictures a class.
        skip_bad: leave out the pictures of a folder that cannot be read, with a `SkippedWarning`.
        seed: decides which of a folder's pictures are for the test, where it has no `train/` and `test/`.
        fetch: as for `load`.

    Raises:
        InputError: as `load` and `open_folder`.
    """
    facts = known(name)
    own = own_folder(data_dir)
    if own is None:
        return load(name, data=data, fetch=fetch)
    # What is named by an option or a variable for all data sets; the option alone means that it is to be taken.
    if data == "sample" or find(own, facts):
        with contextlib.suppress(OtherDataError):
            return load(name, data=data, data_dir=data_dir, fetch=fetch)
    elif data_dir is None:
        return load(name, data=data, fetch=fetch)
    found = unnamed.find(own)
    if found:
        dataset = unnamed.read(found, seed=seed)
        published = published_as(dataset.test_labels)
        if published:
            text = _("{folder} holds {other}, not {title}; choose its own command, or another folder")
            raise InputError(text.format(folder=own, other=published.title, title=facts.title))
        return dataset
    height, width, channels = facts.shape
    folder = open_folder(own, size=(height, width), channels=1 if channels == 1 else 3, skip_bad=skip_bad)
    if folder.left_out:
        warnings.warn(visible(f"{own}: {folder.left_out}"), SkippedWarning, stacklevel=2)
    return folder.as_dataset(seed=seed)
