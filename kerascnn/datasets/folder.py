"""A folder of pictures as a data set: one folder a class, read picture by picture while training."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets import picture
from kerascnn.datasets.dataset import Dataset, Images, Labels
from kerascnn.datasets.on_disk import PicturesOnDisk
from kerascnn.errors import DamagedPicturesError, InputError
from kerascnn.language import _
from kerascnn.outside import visible
from kerascnn.quiet import start_keras

if TYPE_CHECKING:
    import tensorflow as tf

__all__ = ["ImageFolder", "open_folder"]

TRAIN = "train"
TEST = "test"

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class ImageFolder:
    """The pictures of a folder; they stay on disk until they are asked for.

    Attributes:
        path: the folder.
        files: one path a picture.
        labels: int64, `(n,)`, indices into `class_names`.
        class_names: the names of the folders, sorted.
        size: height and width that every picture is stretched to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        in_test: bool, `(n,)`, whether a picture lies in `test/`; None where there are no `train/` and `test/`.
        damaged: what was wrong with each picture that was left out, a sentence each.
        links_skipped: how many links that lead out of the folder were left out.
        others_skipped: how many files that are no pictures by their names were left out.
    """

    path: Path
    files: tuple[Path, ...]
    labels: Labels
    class_names: tuple[str, ...]
    size: tuple[int, int]
    channels: Literal[1, 3]
    in_test: npt.NDArray[np.bool_] | None = None
    damaged: tuple[str, ...] = ()
    links_skipped: int = 0
    others_skipped: int = 0

    def __len__(self) -> int:
        return len(self.files)

    def split(self, fraction: float = 0.2, seed: int = 0) -> tuple[Indices, Indices]:
        """The positions of the training and of the test pictures, each in ascending order.

        Where the folder has `train/` and `test/`, these are it. Else `fraction` of every class, drawn with `seed`,
        and at least one picture of each, is the test part.

        Raises:
            InputError: `fraction` is not between 0 and 1, or a class has only one picture to divide.
        """
        if self.in_test is not None:
            return np.flatnonzero(~self.in_test), np.flatnonzero(self.in_test)
        checks.fraction("fraction", fraction)
        checks.whole("seed", seed, at_least=0)
        chance = np.random.default_rng(seed)
        test = []
        for label, name in enumerate(self.class_names):
            members = np.flatnonzero(self.labels == label)
            if len(members) < 2:
                text = _(
                    "{path}: the class {name} has one picture; expected at least two, one to train and one to test"
                )
                raise InputError(text.format(path=self.path, name=name))
            count = min(max(1, round(fraction * len(members))), len(members) - 1)
            test.append(chance.permutation(members)[:count])
        chosen = np.zeros(len(self), bool)
        chosen[np.concatenate(test)] = True
        return np.flatnonzero(~chosen), np.flatnonzero(chosen)

    def read(self, indices: Sequence[int] | Indices) -> tuple[Images, Labels]:
        """Some pictures `(n, height, width, channels)` and their labels `(n,)`, in memory.

        Raises:
            InputError: a picture cannot be read; the sentence names it.
        """
        chosen = np.asarray(indices, np.intp)
        return self.images[chosen], self.labels[chosen]

    @property
    def images(self) -> PicturesOnDisk:
        """All pictures, indexed as an array would be and read when they are asked for."""
        return PicturesOnDisk(self.files, size=self.size, channels=self.channels)

    def as_dataset(self, fraction: float = 0.2, seed: int = 0) -> Dataset:
        """The folder, divided as `split` does, in the shape that `load` gives; its images are `PicturesOnDisk`.

        Raises:
            InputError: as `split`.
        """
        train, test = self.split(fraction, seed)

        def part(indices: Indices) -> Images:
            files = [self.files[i] for i in indices]
            return cast("Images", PicturesOnDisk(files, size=self.size, channels=self.channels))

        return Dataset(
            train_images=part(train),
            train_labels=self.labels[train],
            test_images=part(test),
            test_labels=self.labels[test],
            name=visible(self.path.resolve().name),
            class_names=self.class_names,
            source=visible(str(self.path)),
        )

    def dataset(self, indices: Sequence[int] | Indices, batch_size: int) -> "tf.data.Dataset":
        """A stream of `(images, labels)` in the order of `indices`, some batches in memory at a time.

        Args:
            indices: the positions of the pictures; shuffle them here, an order for each epoch.
            batch_size: images a batch; the last one may be smaller.

        Returns:
            Batches of uint8 `(batch, height, width, channels)` and int64 `(batch,)`.

        Raises:
            InputError: `batch_size` is below 1.
        """
        start_keras()  # or TensorFlow would start aloud

        import tensorflow as tf

        checks.whole("batch_size", batch_size, at_least=1)

        def one(index: Any) -> Any:
            pixels = tf.numpy_function(self.images.__getitem__, [index], tf.uint8, stateful=False)
            return tf.ensure_shape(pixels, (*self.size, self.channels)), tf.gather(self.labels, index)

        stream = tf.data.Dataset.from_tensor_slices(np.asarray(indices, np.int64))
        return stream.map(one, num_parallel_calls=tf.data.AUTOTUNE).batch(batch_size).prefetch(tf.data.AUTOTUNE)


def open_folder(
    path: Path | str, *, size: tuple[int, int], channels: Literal[1, 3] = 3, skip_bad: bool = False
) -> ImageFolder:
    """Open a folder with one folder a class, or with `train/` and `test/` that each have one folder a class.

    Every picture is read once, so that all damaged ones are known before anything is trained. Pictures may lie in
    folders within a class's folder; hidden files, and links that lead out of `path`, are left out.

    Args:
        path: the folder.
        size: height and width that every picture is stretched to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        skip_bad: leave damaged pictures out instead of raising; `damaged` says which.

    Raises:
        InputError: there are not at least two classes with pictures, or `train/` and `test/` have other classes.
        DamagedPicturesError: pictures are damaged; the sentence names them all.
    """
    path = Path(path)
    for name, side in zip(("height", "width"), size, strict=True):
        checks.whole(name, side, at_least=1)
    if channels not in (1, 3):
        raise InputError(_("channels is {channels!r}; expected 1 or 3").format(channels=channels))
    if not path.is_dir():
        raise InputError(_("{folder} is no folder; give the folder with the data").format(folder=path))
    found = _Search(path)
    parts = found.folders(path)
    divided = [part.name for part in parts] == [TEST, TRAIN]
    if divided:
        test, train = ({folder.name: folder for folder in found.folders(part)} for part in parts)
        if train.keys() != test.keys():
            names = ", ".join(sorted(train.keys() ^ test.keys()))
            text = _("{path}: train/ and test/ have different classes: {names}; expected the same folders in both")
            raise InputError(text.format(path=path, names=names))
        classes = {name: [train[name], test[name]] for name in train}
    else:
        classes = {folder.name: [folder] for folder in parts}
    members = [
        (file, label, part.parent.name == TEST)
        for label, parts_of_class in enumerate(classes.values())
        for part in parts_of_class
        for file in found.pictures(part)
    ]
    damaged = _damaged([file for file, _label, _test in members], size, channels)
    if damaged and not skip_bad:
        raise _all_named(path, damaged, len(members))
    members = [member for member in members if member[0] not in damaged]
    _check_classes(path, tuple(classes), [label for _file, label, _test in members])
    return ImageFolder(
        path=path,
        files=tuple(file for file, _label, _test in members),
        labels=np.array([label for _file, label, _test in members], np.int64),
        class_names=tuple(classes),
        size=size,
        channels=channels,
        in_test=np.array([test for _file, _label, test in members]) if divided else None,
        damaged=tuple(damaged.values()),
        links_skipped=found.links,
        others_skipped=found.others,
    )


@dataclass
class _Search:
    """What lies in a folder, without what links bring in from outside."""

    root: Path
    links: int = 0
    others: int = 0
    _inside: Path = field(init=False)

    def __post_init__(self) -> None:
        self._inside = self.root.resolve()

    def folders(self, folder: Path) -> list[Path]:
        """The folders in `folder`, sorted by name."""
        return [entry for entry in self.entries(folder) if entry.is_dir()]

    def pictures(self, folder: Path) -> Iterator[Path]:
        """The pictures in `folder` and in its own folders, sorted by name."""
        for entry in self.entries(folder):
            if entry.is_dir():
                if not entry.is_symlink():  # a link within the folder could lead round in a circle
                    yield from self.pictures(entry)
            elif entry.suffix.lower() in picture.SUFFIXES and entry.is_file():
                yield entry
            else:
                self.others += 1

    def entries(self, folder: Path) -> Iterator[Path]:
        """What lies in `folder` and is neither hidden nor outside `root`, sorted by name."""
        for entry in sorted(folder.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.is_symlink() and not entry.resolve().is_relative_to(self._inside):
                self.links += 1
                continue
            yield entry


def _damaged(files: list[Path], size: tuple[int, int], channels: Literal[1, 3]) -> dict[Path, str]:
    def wrong(file: Path) -> str:
        try:
            picture.read(file, size=size, channels=channels)
        except InputError as error:
            return str(error)
        return ""

    # Pillow lets other threads run while it decodes.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return {file: sentence for file, sentence in zip(files, threads.map(wrong, files), strict=True) if sentence}


def _all_named(path: Path, damaged: dict[Path, str], total: int) -> DamagedPicturesError:
    if len(damaged) == 1:
        return DamagedPicturesError(next(iter(damaged.values())))
    names = ", ".join(str(file.relative_to(path)) for file in damaged)
    text = _("{path}: {count} of {total} pictures cannot be read: {names}; take them out or get them again")
    return DamagedPicturesError(text.format(path=path, count=len(damaged), total=total, names=names))


def _check_classes(path: Path, names: tuple[str, ...], labels: list[int]) -> None:
    if not names:
        text = _("{path}: holds no folder; expected one folder a class, with its pictures in it")
        raise InputError(text.format(path=path))
    present = set(labels)
    for label, name in enumerate(names):
        if label not in present:
            text = _("{path}: the folder {name} holds no picture; expected files that end in {suffixes}")
            raise InputError(text.format(path=path, name=name, suffixes=" ".join(picture.SUFFIXES)))
    if len(names) == 1:
        text = _("{path}: has one class, {name}; expected at least two folders, one a class")
        raise InputError(text.format(path=path, name=names[0]))
