"""A folder of pictures as a data set: one folder a class, read picture by picture while training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt

from kerascnn import checks
from kerascnn.datasets.dataset import Dataset, Images, Labels
from kerascnn.datasets.decoded_cache import DecodedCache
from kerascnn.datasets.on_disk import PicturesOnDisk
from kerascnn.datasets.picture import Fit, Header
from kerascnn.datasets.search import LeftOut
from kerascnn.errors import InputError
from kerascnn.language import _, ngettext
from kerascnn.quiet import start_keras
from kerascnn.untrusted_text import short_names, visible

if TYPE_CHECKING:
    import tensorflow as tf

__all__ = ["ImageFolder", "drawn"]

MOST_CLASSES_NAMED = 20
LONGEST_NAME = 40

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True)
class ImageFolder:
    """The pictures of a folder; they stay on disk until they are asked for.

    Attributes:
        path: the folder.
        files: one path a picture.
        labels: int64, `(n,)`, indices into `class_names`.
        class_names: the names of the folders, sorted; numbers by their value.
        size: height and width that every picture is brought to, in pixels.
        channels: 1 for grey, 3 for red, green and blue.
        parts: `(n,)` the part that a picture lies in, "train", "validation" or "test"; None where there are none.
        part_names: what the folders of the parts are called.
        damaged: what was wrong with each picture that was left out, a sentence each.
        left_out: what else was left out, counted.
        fit: how every picture is brought to the size.
        headers: of each picture, how large it is in its file, and in which format.
        digests: of each picture, by which those that are the same at this size are told.
        cache: what keeps them decoded; None for nothing.
        numbers: of each picture, its number in the cache.
        said: what else is to be said of it, a line each.
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
    fit: Fit = "stretch"
    headers: tuple[Header, ...] = ()
    digests: tuple[bytes, ...] = ()
    cache: DecodedCache | None = None
    numbers: tuple[int, ...] = ()
    said: tuple[str, ...] = ()

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
        return self._part(range(len(self)))

    def _part(self, indices: Sequence[int] | Indices) -> PicturesOnDisk:
        return PicturesOnDisk(
            [self.files[i] for i in indices],
            size=self.size,
            channels=self.channels,
            fit=self.fit,
            cache=self.cache,
            numbers=[self.numbers[i] for i in indices] if self.numbers else None,
        )

    def as_dataset(self, fraction: float = 0.2, seed: int = 0) -> Dataset:
        """The folder, divided as `split` does, in the shape that `load` gives; its images are `PicturesOnDisk`.

        Raises:
            InputError: as `split`.
        """
        train, test = self.split(fraction, seed)
        in_validation = None
        if self.parts is not None and {"validation", "test"} <= set(self.part_names):
            in_validation = self.parts[train] == "validation"
        return Dataset(
            train_images=cast("Images", self._part(train)),
            train_labels=self.labels[train],
            test_images=cast("Images", self._part(test)),
            test_labels=self.labels[test],
            name=visible(self.path.resolve().name),
            class_names=self.class_names,
            source=visible(str(self.path)),
            in_validation=in_validation,
            taken_as=self.taken_as(len(test), fraction, seed),
        )

    def taken_as(self, test: int, fraction: float, seed: int) -> tuple[str, ...]:
        """What of the folder was taken for what, a line each.

        Args:
            test: how many pictures are for the test.
            fraction: as for `split`.
            seed: likewise.
        """
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        short = short_names(list(map(visible, self.class_names)), LONGEST_NAME)
        named = [f"{name} ({count:,})" for name, count in zip(short, counts, strict=True)]
        if len(named) > MOST_CLASSES_NAMED:
            named[MOST_CLASSES_NAMED - 1 : -1] = ["…"]
        text = _("{path}: {count} classes: {classes}")
        lines = [text.format(path=visible(str(self.path)), count=len(counts), classes=", ".join(named)), *self.said]
        if self.parts is None:
            text = _("of {count:,} pictures {test:,} are for the test, drawn from every class with seed {seed}")
            return (*lines, text.format(count=len(self), test=test, seed=seed))
        uses = {"train": _("for the training"), "validation": _("to choose the best epoch"), "test": _("for the test")}
        if "test" not in self.part_names:
            uses["validation"] = uses["test"]
        for part, name in self.part_names.items():
            count = int((self.parts == part).sum())
            text = ngettext("{part}/: {count:,} picture {use}", "{part}/: {count:,} pictures {use}", count)
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
