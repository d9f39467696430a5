"""What a practical learns from: a known data set, or the reader's own folder of pictures."""

import warnings
from pathlib import Path
from typing import Literal

from kerascnn.datasets.dataset import Dataset, SkippedWarning
from kerascnn.datasets.folder import open_folder
from kerascnn.datasets.known import known
from kerascnn.datasets.sources import find, load, own_folder
from kerascnn.outside import visible

__all__ = ["choose"]


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
        data_dir: a folder with the publishers' files; or else a folder with one folder of pictures a class.
        skip_bad: leave out the pictures of a folder that cannot be read, with a `SkippedWarning`.
        seed: decides which of a folder's pictures are for the test, where it has no `train/` and `test/`.
        fetch: as for `load`.

    Raises:
        InputError: as `load` and `open_folder`.
    """
    facts = known(name)
    own = own_folder(data_dir)
    if data_dir is None or own is None or find(own, facts):
        return load(name, data=data, data_dir=data_dir, fetch=fetch)
    height, width, channels = facts.shape
    folder = open_folder(own, size=(height, width), channels=1 if channels == 1 else 3, skip_bad=skip_bad)
    if folder.left_out:
        warnings.warn(visible(f"{own}: {folder.left_out}"), SkippedWarning, stacklevel=2)
    return folder.as_dataset(seed=seed)
