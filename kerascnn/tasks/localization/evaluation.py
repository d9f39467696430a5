"""How well a localizer does on pictures that it has not seen."""

from dataclasses import dataclass
from typing import Any

from kerascnn.quiet import start_keras

start_keras()  # before the imports below, which would start it aloud

import keras
import numpy as np
import numpy.typing as npt

from kerascnn.datasets.located import Located
from kerascnn.errors import InputError
from kerascnn.language import _
from kerascnn.runs import accuracy_text
from kerascnn.shapes.places import shown
from kerascnn.tasks.localization.answers import BOX, answers, boxes_of
from kerascnn.tasks.localization.losses import AnswerLoss
from kerascnn.tasks.localization.options import Options
from kerascnn.tasks.protocol import About

__all__ = ["Evaluation", "check_takes", "evaluate"]

AT_ONCE = 250
THERE_FROM = 0.5
"""The p_c from which on an object is taken to be there."""


@dataclass(frozen=True)
class Evaluation:
    """The vectors that a localizer gives for test pictures, beside the true ones.

    Attributes:
        truth: `(n, 5 + classes)`.
        given: likewise.
        size: height and width of a picture.
        loss: the mean of the loss of its training.
    """

    truth: npt.NDArray[np.float32]
    given: npt.NDArray[np.float32]
    size: tuple[int, int]
    loss: float

    @property
    def there(self) -> npt.NDArray[np.bool_]:
        """`(n,)` whether there is an object."""
        return self.truth[:, 0] > 0

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """`(n,)` whether the localizer says that there is one."""
        return self.given[:, 0] > THERE_FROM

    @property
    def labels(self) -> npt.NDArray[np.intp]:
        """`(n,)` the true class, of pictures with an object."""
        return self.truth[:, BOX:].argmax(axis=1)

    @property
    def predictions(self) -> npt.NDArray[np.intp]:
        """`(n,)` the class with the highest score."""
        return self.given[:, BOX:].argmax(axis=1)

    @property
    def overlaps(self) -> npt.NDArray[np.floating[Any]]:
        """`(n,)` intersection over union of the box with the object's; 0 where there is none."""
        first, second = boxes_of(self.truth, self.size), boxes_of(self.given, self.size)
        sides = np.minimum(first[:, 2:], second[:, 2:]) - np.maximum(first[:, :2], second[:, :2])
        both = np.maximum(sides, 0).prod(axis=1)
        areas = [(each[:, 2:] - each[:, :2]).prod(axis=1) for each in (first, second)]
        return np.where(self.there, both / np.maximum(areas[0] + areas[1] - both, 1e-9), 0.0)

    @property
    def score(self) -> float:
        """The headline: the mean overlap over the pictures with an object; 0 where there is none."""
        return float(self.overlaps[self.there].mean()) if self.there.any() else 0.0

    @property
    def class_accuracy(self) -> float:
        """The part of the objects whose class is right."""
        right = (self.predictions == self.labels)[self.there]
        return float(right.mean()) if len(right) else 0.0

    @property
    def presence_accuracy(self) -> float:
        """The part of the pictures of which it is rightly said whether there is an object."""
        return float((self.found == self.there).mean())

    @property
    def wholly_right(self) -> npt.NDArray[np.bool_]:
        """`(n,)` rightly nothing; or rightly something, of the right class, overlapped by half or more (deck E)."""
        right = self.found & (self.predictions == self.labels) & (self.overlaps >= 0.5)
        return np.where(self.there, right, ~self.found)

    def worst(self, count: int) -> npt.NDArray[np.intp]:
        """The numbers of pictures that are not wholly right, the worst first; of those as bad, the surest mistake."""
        scores = self.given[:, BOX:]
        hit = self.found & (self.predictions == self.labels)
        how_bad = np.where(self.there, 1 - self.overlaps * hit, self.given[:, 0])
        margin = scores.max(axis=1) - np.take_along_axis(scores, self.labels[:, None], axis=1)[:, 0]
        sure = np.where(self.found, margin, 1 - self.given[:, 0])
        wrong = np.flatnonzero(~self.wholly_right)
        return wrong[np.lexsort((-sure[wrong], -how_bad[wrong]))][:count]

    def metrics(self, about: About) -> dict[str, Any]:
        """What `metrics.json` keeps: overlap and class accuracy of each class, and how often all is right."""
        classes = {}
        for number, name in enumerate(about.class_names):
            own = self.there & (self.labels == number)
            classes[name] = {
                "iou": float(self.overlaps[own].mean()) if own.any() else None,
                "class_accuracy": float((self.predictions[own] == number).mean()) if own.any() else None,
                "objects": int(own.sum()),
            }
        counts = np.histogram(self.overlaps[self.there], bins=10, range=(0, 1))[0]
        return {
            "classes": classes,
            "class_accuracy": self.class_accuracy,
            "presence_accuracy": self.presence_accuracy,
            "wholly_right": float(self.wholly_right.mean()),
            "overlaps": counts.tolist(),
        }

    def line(self) -> str:
        """The headline in words."""
        text = _("test: mean overlap {overlap:.3f}, class {classes}, object or none {presence}, {count:,} images")
        classes = accuracy_text(self.class_accuracy, int(self.there.sum()))
        presence = accuracy_text(self.presence_accuracy, len(self.truth))
        return text.format(overlap=self.score, classes=classes, presence=presence, count=len(self.truth))


def check_takes(model: keras.Model, data: Located) -> None:
    """Check that a localizer can be tested on the pictures of a data set.

    Raises:
        InputError: it takes pictures of another size, or gives no vector of as many classes.
    """
    expects, gives = tuple(model.input_shape[1:]), tuple(model.output_shape)
    if expects != (*data.size, 3) or len(gives) != 2 or gives[-1] - BOX < len(data.class_names):
        text = _("{network} takes {expects} and gives {gives}; the data are {height}×{width}×3 with {count} classes")
        said = {
            "network": shown(model.name),
            "expects": "×".join(map(str, expects)),
            "gives": "×".join(map(str, gives[1:])),
        }
        raise InputError(text.format(**said, height=data.size[0], width=data.size[1], count=len(data.class_names)))


def evaluate(model: keras.Model, data: Located, options: Options) -> Evaluation:
    """Let `model` look at the test pictures, and compare."""
    truth, given = [], []
    for first in range(0, len(data.test), AT_ONCE):
        batch = data.test.batch(np.arange(first, min(first + AT_ONCE, len(data.test))))
        given.append(np.asarray(model.predict_on_batch(batch.images.astype("float32") / np.float32(255))))
        truth.append(answers(batch.boxes, batch.labels, data.size, given[-1].shape[1] - BOX))
    true, found = np.concatenate(truth), np.concatenate(given)
    loss = float(keras.ops.convert_to_numpy(AnswerLoss(options.loss)(true, found)))
    return Evaluation(true, found, data.size, loss)
