"""Pictures to look at a network with: a known data set by its name, or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from kerascnn import checks, datasets, files
from kerascnn.datasets.dataset import Dataset, Images, Labels
from kerascnn.datasets.known import KNOWN, known, names
from kerascnn.datasets.on_disk import PicturesOnDisk
from kerascnn.datasets.picture import SUFFIXES, Fit
from kerascnn.datasets.search import is_litter
from kerascnn.errors import InputError, unknown
from kerascnn.language import _, ngettext
from kerascnn.paths import takes_texts

__all__ = ["Pictures", "pictures"]

Split = Literal["train", "test"]


@dataclass(frozen=True)
class Pictures:
    """Pictures of one shape.

    Attributes:
        images: `(n, height, width, channels)` uint8, or what gives such pictures for an array of indices.
        labels: `(n,)` class numbers; None for a folder without classes.
        class_names: one name a class.
        title: one line that says what they are, and whether they are only a part.
    """

    images: Any
    labels: Labels | None
    class_names: tuple[str, ...]
    title: str


class _Some:
    """Some pictures of many, without a copy of them."""

    def __init__(self, images: Any, numbers: np.ndarray) -> None:
        self.images, self.numbers, self.dtype = images, numbers, images.dtype
        self.shape = (len(numbers), *images.shape[1:])

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, where: Any) -> Images:
        return self.images[self.numbers[where]]


@takes_texts
def pictures(
    data: str,
    shape: tuple[int, int, Literal[1, 3]],
    *,
    split: Split = "test",
    limit: int | None = None,
    data_dir: Path | None = None,
    fit: Fit = "stretch",
) -> Pictures:
    """The pictures of a data set in the shape that a network takes.

    Args:
        data: "mnist", "fashion-mnist" or "cifar10"; or a folder, with one folder a class or with pictures in it.
        shape: `(height, width, channels)`.
        split: "test" or "train"; a folder without `train/` and `test/` is taken whole.
        limit: at most so many, spread evenly over all.
        data_dir: where the publishers' files lie, as for `datasets.load`.
        fit: how a folder's pictures are brought to that shape; a classifier's `fit` is that of its training.

    Raises:
        InputError: there is no such data set or folder, a picture cannot be read, or the data set's pictures have
            another shape.
    """
    if limit is not None:
        checks.whole("limit", limit, at_least=1)
    if split not in ("train", "test"):
        raise InputError(_("split is {split!r}; expected train or test").format(split=split))
    found: Pictures | None = None
    if data in KNOWN:
        found = _known(data, shape, split, data_dir)
    elif Path(data).is_dir():
        found = _folder(Path(data), shape, split, fit)
    elif "/" in data or "\\" in data or data in (".", ".."):
        files.check_is_folder(Path(data))
    if found is None:
        error = unknown(_("data set"), data, names())
        raise InputError(_("{reason}; or the name of a folder with pictures").format(reason=error))
    count = len(found.images)
    if limit is None or limit >= count:
        return found
    numbers = np.linspace(0, count - 1, limit).round().astype(np.intp)
    text = _("{limit:,} of {title}, evenly chosen")
    labels = None if found.labels is None else found.labels[numbers]
    title = text.format(limit=limit, title=found.title)
    return Pictures(_Some(found.images, numbers), labels, found.class_names, title)


def _known(name: str, shape: tuple[int, int, int], split: Split, data_dir: Path | None) -> Pictures:
    facts = known(name)
    if facts.shape != tuple(shape):
        text = _("the network takes pictures of {shape}, those of {title} are {own}; choose other data or a folder")
        sizes = ("×".join(map(str, each)) for each in (shape, facts.shape))
        raise InputError(text.format(shape=next(sizes), own=next(sizes), title=facts.title))
    dataset = datasets.load(name, data_dir=data_dir)
    return _part(dataset, facts.title + (_(" (SAMPLE)") if dataset.sample else ""), split)


def _part(dataset: Dataset, title: str, split: Split) -> Pictures:
    images = dataset.train_images if split == "train" else dataset.test_images
    labels = dataset.train_labels if split == "train" else dataset.test_labels
    if split == "train":
        text = ngettext("{count:,} training picture of {title}", "{count:,} training pictures of {title}", len(images))
    else:
        text = ngettext("{count:,} test picture of {title}", "{count:,} test pictures of {title}", len(images))
    return Pictures(images, labels, dataset.class_names, text.format(count=len(images), title=title))


def _folder(folder: Path, shape: tuple[int, int, Literal[1, 3]], split: Split, fit: Fit) -> Pictures:
    height, width, channels = shape
    seen = (path for path in sorted(folder.iterdir()) if not is_litter(path.name))
    loose = [path for path in seen if path.suffix.lower() in SUFFIXES and path.is_file()]
    title = folder.resolve().name
    if loose:
        images = PicturesOnDisk(loose, size=(height, width), channels=channels, fit=fit)
        return Pictures(images, None, (), _count(len(loose), title))
    opened = datasets.open_folder(folder, size=(height, width), channels=channels, fit=fit)
    if opened.in_test is not None:
        return _part(opened.as_dataset(), title, split)
    return Pictures(opened.images, opened.labels, opened.class_names, _count(len(opened), title))


def _count(count: int, title: str) -> str:
    return ngettext("{count:,} picture of {title}", "{count:,} pictures of {title}", count).format(
        count=count, title=title
    )
