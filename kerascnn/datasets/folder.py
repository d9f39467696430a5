"""A folder of pictures as a data set: one folder a class, read picture by picture while training."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt

from kerascnn import checks, files
from kerascnn.datasets import picture
from kerascnn.datasets.dataset import Dataset, Images, Labels
from kerascnn.datasets.layout import layout_of
from kerascnn.datasets.on_disk import PicturesOnDisk
from kerascnn.datasets.search import LeftOut, Search
from kerascnn.errors import DamagedPicturesError, InputError
from kerascnn.git_lfs import is_pointer
from kerascnn.language import _
from kerascnn.quiet import start_keras
from kerascnn.untrusted_text import visible

if TYPE_CHECKING:
    import tensorflow as tf

__all__ = ["ImageFolder", "drawn", "open_folder"]

MOST_NAMED = 10
MOST_ENDLESS = 3
MOST_CLASSES_NAMED = 20
ARCHIVES = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip")

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class ImageFolder:
    """The pictures of a folder; they stay on disk until they are asked for.

    Attributes:
        path: the folder.
        files: one path a picture.
        labels: int64, `(n,)`, indices into `class_names`.
        class_names: the names of the folders, sorted; numbers by their value.
        size: height and width that every picture is stretched to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        parts: `(n,)` the part that a picture lies in, "train", "validation" or "test"; None where there are none.
        part_names: what the folders of the parts are called.
        damaged: what was wrong with each picture that was left out, a sentence each.
        left_out: what else was left out, counted.
    """

    path: Path
    files: tuple[Path, ...]
    labels: Labels
    class_names: tuple[str, ...]
    size: tuple[int, int]
    channels: Literal[1, 3]
    parts: npt.NDArray[np.str_] | None = None
    part_names: Mapping[str, str] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)

    def __len__(self) -> int:
        return len(self.files)

    @property
    def in_test(self) -> npt.NDArray[np.bool_] | None:
        """bool, `(n,)`, whether a picture is for the test; None where the folder has no parts that say so."""
        if self.parts is None:
            return None
        return self.parts == ("test" if "test" in self.part_names else "validation")

    def split(self, fraction: float = 0.2, seed: int = 0) -> tuple[Indices, Indices]:
        """The positions of the training and of the test pictures, each in ascending order.

        Where the folder has parts, these are it: what is for validation counts as training, or as test where there
        is no `test/`. Else `fraction` of every class, drawn with `seed`, and at least one picture of each, is the
        test part.

        Raises:
            InputError: `fraction` is not between 0 and 1, or a class has only one picture to divide.
        """
        if self.in_test is not None:
            return np.flatnonzero(~self.in_test), np.flatnonzero(self.in_test)
        checks.fraction("fraction", fraction)
        checks.whole("seed", seed, at_least=0)
        return drawn(self.labels, self.class_names, fraction=fraction, seed=seed, where=self.path)

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

        in_validation = None
        if self.parts is not None and {"validation", "test"} <= set(self.part_names):
            in_validation = self.parts[train] == "validation"
        return Dataset(
            train_images=part(train),
            train_labels=self.labels[train],
            test_images=part(test),
            test_labels=self.labels[test],
            name=visible(self.path.resolve().name),
            class_names=self.class_names,
            source=visible(str(self.path)),
            in_validation=in_validation,
            taken_as=self._taken_as(len(test), fraction, seed),
        )

    def _taken_as(self, test: int, fraction: float, seed: int) -> tuple[str, ...]:
        """What of the folder was taken for what, a line each."""
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        named = [f"{visible(name)} ({count:,})" for name, count in zip(self.class_names, counts, strict=True)]
        if len(named) > MOST_CLASSES_NAMED:
            named[MOST_CLASSES_NAMED - 1 : -1] = ["…"]
        text = _("{path}: {count} classes: {classes}")
        lines = [text.format(path=visible(str(self.path)), count=len(counts), classes=", ".join(named))]
        if self.parts is None:
            text = _("of {count:,} pictures {test:,} are for the test, drawn from every class with seed {seed}")
            return (*lines, text.format(count=len(self), test=test, seed=seed))
        uses = {"train": _("for the training"), "validation": _("to choose the best epoch"), "test": _("for the test")}
        if "test" not in self.part_names:
            uses["validation"] = uses["test"]
        text = _("{part}/: {count:,} pictures {use}")
        for part, name in self.part_names.items():
            count = int((self.parts == part).sum())
            lines.append(text.format(part=visible(name), count=count, use=uses[part]))
        return tuple(lines)

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


def drawn(
    labels: Labels, class_names: Sequence[str], *, fraction: float, seed: int, where: object
) -> tuple[Indices, Indices]:
    """The positions of the training and of the test pictures: `fraction` of every class, at least one, is the test.

    Raises:
        InputError: a class has only one picture to divide.
    """
    chance = np.random.default_rng(seed)
    chosen = np.zeros(len(labels), bool)
    for label, name in enumerate(class_names):
        members = np.flatnonzero(labels == label)
        if len(members) < 2:
            text = _("{path}: the class {name} has one picture; expected at least two, one to train and one to test")
            raise InputError(text.format(path=where, name=name))
        count = min(max(1, round(fraction * len(members))), len(members) - 1)
        chosen[chance.permutation(members)[:count]] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


def open_folder(
    path: Path | str, *, size: tuple[int, int], channels: Literal[1, 3] = 3, skip_bad: bool = False
) -> ImageFolder:
    """Open a folder with one folder a class, or with parts such as `train/` and `test/` that have one folder a class.

    Every picture is read once, so that all damaged ones are known before anything is trained. Pictures may lie in
    folders within a class's folder; what the system leaves behind, hidden files, and links that lead out of `path`,
    are left out. What names a part, and where the classes may lie, `layout` says.

    Args:
        path: the folder.
        size: height and width that every picture is stretched to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        skip_bad: leave damaged pictures out instead of raising; `damaged` says which.

    Raises:
        InputError: there are not at least two classes with pictures, or the parts have other classes.
        DamagedPicturesError: pictures are damaged; the sentence names them all.
    """
    path = Path(path)
    for name, side in zip(("height", "width"), size, strict=True):
        checks.whole(name, side, at_least=1)
    if channels not in (1, 3):
        raise InputError(_("channels is {channels!r}; expected 1 or 3").format(channels=channels))
    files.check_is_folder(path)
    search = Search(path)
    layout = layout_of(search)
    if not layout.classes:
        raise _no_class(path)
    members = [
        (file, label, part)
        for label, folders in enumerate(layout.classes.values())
        for folder, part in folders
        for file in search.pictures(folder)
    ]
    _check_classes(path, tuple(layout.classes))
    damaged = _damaged([file for file, _label, _part in members], size, channels)
    if damaged and not skip_bad:
        raise _all_named(path, damaged, len(members))
    for file in damaged:
        search.left_out.add("damaged", str(file.relative_to(path)))
    for folder in layout.left_out:
        search.left_out.add("folder", f"{folder.relative_to(path)}/")
    members = [member for member in members if member[0] not in damaged]
    names = tuple(map(visible, layout.classes))
    _check_some_left(path, names, [label for _file, label, _part in members])
    return ImageFolder(
        path=path,
        files=tuple(file for file, _label, _part in members),
        labels=np.array([label for _file, label, _part in members], np.int64),
        class_names=names,
        size=size,
        channels=channels,
        parts=np.array([part for _file, _label, part in members]) if len(layout.parts) > 1 else None,
        part_names={part: folder.name for part, folder in layout.parts.items()},
        damaged=tuple(damaged.values()),
        left_out=search.left_out,
    )


def _damaged(files: list[Path], size: tuple[int, int], channels: Literal[1, 3]) -> dict[Path, str]:
    """What is wrong with each picture that cannot be read.

    Raises:
        DamagedPicturesError: several take more time or memory than a picture of their size: the sum would be hours.
    """
    endless: list[str] = []

    def wrong(file: Path) -> str:
        if len(endless) > MOST_ENDLESS:
            return endless[0]
        try:
            picture.read(file, size=size, channels=channels)
        except picture.EndlessPictureError as error:
            endless.append(str(error))
            return str(error)
        except InputError as error:
            return str(error)
        return ""

    # What decodes is a process for each thread.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = {file: sentence for file, sentence in zip(files, threads.map(wrong, files), strict=True) if sentence}
    if len(endless) > MOST_ENDLESS:
        text = _("{sentence}; it is not the only one here, so the rest was not looked at")
        raise DamagedPicturesError(text.format(sentence=endless[0]))
    return found


def _all_named(path: Path, damaged: dict[Path, str], total: int) -> DamagedPicturesError:
    if len(damaged) == 1:
        return DamagedPicturesError(next(iter(damaged.values())))
    pointers = [file for file in damaged if is_pointer(file)]
    if pointers:
        text = _("{path}: {count} of {total} pictures are Git LFS pointers, such as {name}; run `git lfs pull` first")
        name = pointers[0].relative_to(path)
        return DamagedPicturesError(text.format(path=path, count=len(pointers), total=total, name=name))
    names = ", ".join(str(file.relative_to(path)) for file in list(damaged)[:MOST_NAMED])
    if len(damaged) > MOST_NAMED:
        names = _("{names} and {count} more").format(names=names, count=len(damaged) - MOST_NAMED)
    text = _("{path}: {count} of {total} pictures cannot be read: {names}; take them out or get them again")
    return DamagedPicturesError(text.format(path=path, count=len(damaged), total=total, names=names))


def _check_classes(path: Path, names: tuple[str, ...]) -> None:
    if len(names) == 1:
        text = _("{path}: has one class, {name}; expected at least two folders, one a class")
        raise InputError(text.format(path=path, name=names[0]))


def _check_some_left(path: Path, names: tuple[str, ...], labels: list[int]) -> None:
    present = set(labels)
    for label, name in enumerate(names):
        if label not in present:
            text = _("{path}: no picture of the class {name} can be read; get them again or take the folder out")
            raise InputError(text.format(path=path, name=name))


def _no_class(path: Path) -> InputError:
    """The error for a folder without classes: what is there instead."""
    endings = Counter(entry.suffix.lower() or _("without an ending") for entry in path.iterdir() if entry.is_file())
    if not endings:
        text = _("{path}: holds no picture; expected one folder a class, with its pictures in it")
        return InputError(text.format(path=path))
    some = ", ".join(f"{count:,} {ending}" for ending, count in endings.most_common(4))
    if any(ending in picture.SUFFIXES for ending in endings):
        text = _("{path}: holds pictures ({some}) but no folder a class; expected one folder a class with its pictures")
    elif any(ending in ARCHIVES for ending in endings):
        text = _("{path}: holds archives ({some}) and no folder with pictures; unpack them first")
    else:
        text = _("{path}: holds files ({some}) that are no data set known here, and no folder a class with pictures")
    return InputError(text.format(path=path, some=some))
