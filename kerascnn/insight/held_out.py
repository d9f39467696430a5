"""The pictures that saved classifiers are to be tested on."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from kerascnn import checks
from kerascnn.datasets import Dataset, choose, names, open_folder, part_of
from kerascnn.datasets.known import KNOWN, known
from kerascnn.datasets.sources import find
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.prediction import Classifier
from kerascnn.runs import lies_in
from kerascnn.runs.plan import PHOTOGRAPHS, DataChoice
from kerascnn.shapes.places import shown

__all__ = ["Data", "Pictures", "held_out"]

Data = Literal["auto", "full", "sample"]


@dataclass(frozen=True)
class Pictures:
    """What the classifiers are tested on.

    Attributes:
        dataset: all of it.
        chosen: `(n,)` the numbers of the test pictures that are used, in ascending order.
        images: `(n, height, width, channels)` uint8.
    """

    dataset: Dataset
    chosen: np.ndarray
    images: np.ndarray

    @property
    def labels(self) -> np.ndarray:
        """`(n,)` class numbers."""
        return self.dataset.test_labels[self.chosen]

    @property
    def sample(self) -> bool:
        """Whether these are not all test pictures of the full data set."""
        return self.dataset.sample or len(self.chosen) < len(self.dataset.test_labels)


def held_out(
    classifiers: Sequence[Classifier],
    *,
    data: Data = "auto",
    data_dir: Path | None = None,
    data_set: str | None = None,
    limit: int | None = None,
) -> Pictures:
    """The test pictures of the data set that the classifiers were trained on.

    Its name is read from `run.json` beside the first classifier; where there is none, it has to be named.

    Args:
        classifiers: all for the same pictures and classes.
        data: as for `datasets.load`.
        data_dir: the folder with the data, or with one folder of pictures a class. A run on a folder of the reader's
            own takes it, unless `data` asks for others: no folder is read because `run.json` says so.
        data_set: the name of the data set, where it is not that of the run.
        limit: take that many, drawn with a fixed seed; all by default.

    Raises:
        InputError: the classifiers do not belong together, or there is no such data.
    """
    first, *others = classifiers
    for other in others:
        same = len(other.class_names) == len(first.class_names)
        same = same and (other.class_names == first.class_names or not (other.named and first.named))
        if other.shape != first.shape or not same:
            text = _("{path} and {other} are for different pictures or classes; compare runs on the same data set")
            raise InputError(text.format(path=first.path, other=other.path))
    if limit is not None:
        checks.whole("limit", limit, at_least=1)
    dataset = _dataset(first, data, data_dir, data_set)
    if dataset.test_images.shape[1:] != first.shape or len(dataset.class_names) != len(first.class_names):
        text = _("{path} takes pictures {shape} of {classes} classes; {name} has {other} of {number}")
        raise InputError(
            text.format(
                path=first.path,
                shape="×".join(map(str, first.shape)),
                classes=len(first.class_names),
                name=dataset.name,
                other="×".join(map(str, dataset.test_images.shape[1:])),
                number=len(dataset.class_names),
            )
        )
    count = len(dataset.test_images)
    chosen = np.arange(count)
    if limit is not None and limit < count:
        chosen = np.sort(np.random.default_rng(0).permutation(count)[:limit])
    return Pictures(dataset, chosen, dataset.test_images[chosen])


def _dataset(classifier: Classifier, data: Data, data_dir: Path | None, data_set: str | None) -> Dataset:
    """The data set of a run; a folder of pictures is divided with the run's seed, as it was for the training."""
    about, options = classifier.facts.get("data"), classifier.facts.get("options")
    name = data_set or (about.get("name") if isinstance(about, dict) else None)
    seed = options.get("seed") if isinstance(options, dict) else 0
    seed = seed if isinstance(seed, int) else 0
    if data == "auto" and data_set is None and data_dir is None:
        data_dir = _folder(classifier.facts, classifier.path.parent)
    asked = classifier.facts.get("asked")
    asked = asked if isinstance(asked, dict) else {}
    if data_dir is not None and asked.get("name") == PHOTOGRAPHS:
        return _photographs(classifier, asked, data_dir, seed)
    if name in names():
        whole = choose(str(name), data=data, data_dir=data_dir, seed=seed)
        classes = asked.get("classes")
        return part_of(whole, classes.split(",")) if isinstance(classes, str) and classes else whole
    if data_set is not None:
        known(data_set)
    if not isinstance(name, str) and (data_dir is None or any(find(data_dir, each) for each in KNOWN.values())):
        text = _("{path} has no run.json, which says on which data it was trained; say it: --data-set {names}")
        if classifier.passed_over:
            text = _("on which data {path} was trained is not known; say it: --data-set {names}; {problem}")
        fitting = [row.name for row in KNOWN.values() if row.shape == classifier.shape] or names()
        raise InputError(text.format(path=classifier.path, names="|".join(fitting), problem=classifier.passed_over))
    if data_dir is None:
        text = _("{path} was not trained on a known data set; give the folder with its pictures: --data-dir")
        raise InputError(text.format(path=classifier.path))
    height, width, channels = classifier.shape
    return open_folder(data_dir, size=(height, width), channels=channels).as_dataset(seed=seed)


def _photographs(classifier: Classifier, asked: Mapping[str, Any], data_dir: Path, seed: int) -> Dataset:
    """The photographs of a run, from a folder that the reader names, prepared as they were then."""
    choice = DataChoice(PHOTOGRAPHS, labels=Path(asked["labels"]) if isinstance(asked.get("labels"), str) else None)
    side = classifier.shape[:2]
    skip_bad = asked.get("skip_bad") is True
    labels = choice.moved(data_dir).labels
    return open_folder(data_dir, size=side, skip_bad=skip_bad, fit=classifier.fit, labels=labels).as_dataset(seed=seed)


def _folder(facts: Mapping[str, Any], run: Path) -> Path | None:
    """The folder of the reader's own that a run was trained on, where that lies in the run's.

    Raises:
        InputError: it lies elsewhere.
    """
    asked = facts.get("asked")
    folder = asked.get("data_dir") if isinstance(asked, dict) else None
    if not isinstance(folder, str) or not folder:
        return None
    if not lies_in(Path(folder), run):
        text = _("{path} learned from a folder of yours; name it, so that it is read: --data-dir {folder}")
        named = shown(shlex.quote(folder), 200)
        raise InputError(text.format(path=shown(str(run), 200), folder=named))
    return Path(folder)
