"""How well a detector does on pictures that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn import boxes
from kerascnn.boxes import Detections, Precision, Truth
from kerascnn.boxes.evaluation import AREAS
from kerascnn.datasets.located import Located, LocatedPart
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.shapes.places import shown
from kerascnn.tasks.detection.losses import BOX, GridLoss
from kerascnn.tasks.detection.targets import encode_batch
from kerascnn.tasks.protocol import About

__all__ = ["Evaluation", "Found", "check_takes", "decoded", "evaluate", "suppressed"]

AT_ONCE = 100
FAINTEST = 0.001
"""Less sure boxes are not looked at: they come last in every curve."""
MOST = 300
"""Boxes of a picture that are looked at, the surest."""


@dataclass(frozen=True)
class Found:
    """What a detector finds in a picture, before non-max suppression and after it.

    Attributes:
        all: all boxes that are not too faint, the surest first.
        kept: which of them stay.
    """

    all: Detections
    kept: npt.NDArray[np.intp]

    @property
    def detections(self) -> Detections:
        """Those that stay."""
        return Detections(self.all.boxes[self.kept], self.all.labels[self.kept], self.all.scores[self.kept])

    def surer_than(self, least: float) -> Detections:
        """Those that stay and have a score above `least`."""
        chosen = self.kept[self.all.scores[self.kept] > least]
        return Detections(self.all.boxes[chosen], self.all.labels[chosen], self.all.scores[chosen])


@dataclass(frozen=True)
class Evaluation:
    """The boxes that a detector finds in test pictures, and what follows from them.

    Attributes:
        truth: the objects of each picture.
        found: what was found in each.
        loss: the mean loss of a picture.
        class_names: one name per class.
        least_score: from which score on a box counts as found, where one is to decide.
    """

    truth: Sequence[Truth]
    found: Sequence[Found]
    loss: float
    class_names: tuple[str, ...]
    least_score: float

    @cached_property
    def precision(self) -> Precision:
        """Precision and recall at all thresholds, of objects of all sizes."""
        return boxes.average_precision(self.truth, [each.detections for each in self.found])

    @property
    def score(self) -> float:
        """The headline: mAP@0.5."""
        return self.precision.at(0.5)

    @cached_property
    def of_sizes(self) -> dict[str, Precision]:
        """The same of the small, the medium and the large objects alone, as COCO divides them, where there are any."""
        detections = [each.detections for each in self.found]
        measured = {size: boxes.average_precision(self.truth, detections, size=size) for size in AREAS if size != "all"}
        return {size: each for size, each in measured.items() if each.classes}

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: precision by class, by size, by threshold, and over recall."""
        precision = self.precision
        at_half = precision.precision[0]
        both = precision.of_classes
        counts = np.bincount(np.concatenate([each.labels for each in self.truth]), minlength=len(about.class_names))
        classes: dict[str, Any] = {}
        for number, name in enumerate(about.class_names):
            column = precision.classes.index(number) if number in precision.classes else None
            classes[name] = {
                "ap50": None if column is None else float(at_half[:, column].mean()),
                "ap": both.get(number),
                "objects": int(counts[number]),
            }
        return {
            "map": precision.mean,
            "classes": classes,
            "thresholds": {f"{each:.2f}": precision.at(each) for each in precision.thresholds},
            "sizes": {name: {"ap50": each.at(0.5), "map": each.mean} for name, each in self.of_sizes.items()},
            "precision_at_recall": [round(float(each), 4) for each in at_half.mean(axis=1)],
        }

    def line(self) -> str:
        """The headline in words."""
        text = _("test mAP@0.5 {half:.3f}, mAP@[.5:.95] {mean:.3f} on {count:,} images")
        return text.format(half=self.score, mean=self.precision.mean, count=len(self.truth))


def check_takes(model: keras.Model, data: Located) -> None:
    """Check that a detector can be tested on the pictures of a data set.

    Raises:
        InputError: it takes pictures of another size, or gives no target tensor of as many classes.
    """
    expects, gives = tuple(model.input_shape[1:]), tuple(model.output_shape)
    if expects != (*data.size, 3) or len(gives) != 5 or gives[-1] - BOX < len(data.class_names):
        text = _("{network} takes {expects} and gives {gives}; the data are {height}×{width}×3 with {count} classes")
        said = {
            "network": shown(model.name),
            "expects": "×".join(map(str, expects)),
            "gives": "×".join(map(str, gives[1:])),
        }
        raise InputError(text.format(**said, height=data.size[0], width=data.size[1], count=len(data.class_names)))


def decoded(grid: np.ndarray, size: tuple[int, int]) -> Detections:
    """The boxes in what a detector gives for one picture, the surest first.

    Args:
        grid: `(rows, columns, anchors, 5 + classes)`.
        size: height and width of the picture.
    """
    found, scores, labels = boxes.decode(grid, size=(size[1], size[0]), least_score=FAINTEST)
    found = boxes.clipped(found, size[1], size[0])
    return Detections(found[:MOST], labels[:MOST], scores[:MOST])


def suppressed(found: Detections, overlap: float) -> Found:
    """Boxes after non-max suppression, each class for itself."""
    return Found(found, boxes.nms(found.boxes, found.scores, labels=found.labels, most_overlap=overlap))


def evaluate(
    model: keras.Model,
    part: LocatedPart,
    *,
    class_names: tuple[str, ...],
    anchors: npt.NDArray[np.floating[Any]],
    overlap: float,
    least_score: float,
) -> Evaluation:
    """Let `model` look for the objects of a part, and compare.

    Args:
        model: turns float pictures in [0, 1] into target tensors.
        part: the pictures.
        class_names: one name per class.
        anchors: `(anchors, 2)` of the model, in pixels, for the loss.
        overlap: the intersection over union from which on the less sure of two boxes of a class is dropped.
        least_score: from which score on a box counts as found, where one is to decide.
    """
    truth: list[Truth] = []
    found: list[Found] = []
    losses = 0.0
    grid, loss = model.output_shape[1:3], GridLoss()
    for first in range(0, len(part), AT_ONCE):
        batch = part.batch(np.arange(first, min(first + AT_ONCE, len(part))))
        size = batch.images.shape[1:3]
        given = model.predict_on_batch(batch.images.astype("float32") / np.float32(255))
        target = encode_batch(
            batch.boxes,
            batch.labels,
            size=(size[1], size[0]),
            grid=grid,
            anchors=anchors,
            classes=given.shape[-1] - BOX,
        )
        losses += float(keras.ops.convert_to_numpy(loss(target, given))) * len(given)
        found += [suppressed(decoded(each, size), overlap) for each in given]
        for own, labels in zip(batch.boxes, batch.labels, strict=True):
            truth.append(Truth(own[labels >= 0].astype(float), labels[labels >= 0]))
    return Evaluation(truth, found, losses / len(part), class_names, least_score)
