"""Some classes of a data set, and so many pictures of each to learn from: what a lesson on little data needs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kerascnn import checks
from kerascnn.datasets.dataset import Dataset
from kerascnn.errors import InputError, unknown
from kerascnn.language import _

__all__ = ["part_of"]


def part_of(dataset: Dataset, classes: Sequence[str] = (), per_class: int | None = None, *, seed: int = 0) -> Dataset:
    """A part of a data set; its classes are numbered anew, in the order in which they are given.

    Args:
        dataset: the whole.
        classes: the names of the classes; none for all.
        per_class: how many pictures of each class there are to learn from, drawn with the seed; None for all. The test
            pictures of these classes stay all.
        seed: draws them.

    Raises:
        InputError: there is no such class, only one is left, or a class has fewer pictures.
    """
    names = tuple(dict.fromkeys(classes)) or dataset.class_names
    for name in names:
        if name not in dataset.class_names:
            raise unknown(_("class"), name, dataset.class_names)
    if len(names) < 2:
        raise InputError(_("one class alone cannot be told from others; name at least two"))
    numbers = [dataset.class_names.index(name) for name in names]
    new = np.full(len(dataset.class_names), -1)
    new[numbers] = np.arange(len(numbers))
    train, test = (np.flatnonzero(new[labels] >= 0) for labels in (dataset.train_labels, dataset.test_labels))
    if per_class is not None:
        checks.whole("per-class", per_class, at_least=2)
        train = _drawn(dataset, train, numbers, per_class, seed)
    text = _("of {name} the classes {classes}: {train:,} pictures to learn from, {test:,} for the test")
    said = text.format(name=dataset.name, classes=", ".join(names), train=len(train), test=len(test))
    return replace(
        dataset,
        train_images=dataset.train_images[train],
        train_labels=new[dataset.train_labels[train]],
        test_images=dataset.test_images[test],
        test_labels=new[dataset.test_labels[test]],
        class_names=names,
        in_validation=None if dataset.in_validation is None or per_class else dataset.in_validation[train],
        taken_as=(*dataset.taken_as, said),
    )


def _drawn(dataset: Dataset, train: np.ndarray, numbers: Sequence[int], per_class: int, seed: int) -> np.ndarray:
    """So many of each class, in ascending order.

    Raises:
        InputError: a class has fewer.
    """
    chance, chosen = np.random.default_rng(seed), []
    for number in numbers:
        members = train[dataset.train_labels[train] == number]
        if len(members) < per_class:
            text = _("--per-class {asked}: of {name} there are {count:,} pictures to learn from")
            raise InputError(text.format(asked=per_class, name=dataset.class_names[number], count=len(members)))
        chosen.append(chance.permutation(members)[:per_class])
    return np.sort(np.concatenate(chosen))
