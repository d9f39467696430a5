"""The figures of a localizer's test."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerascnn import plots
from kerascnn.datasets.located import Located
from kerascnn.language import _
from kerascnn.plots import MISSED, RIGHT, WRONG, Boxed
from kerascnn.tasks.localization.answers import boxes_of
from kerascnn.tasks.localization.evaluation import Evaluation

if TYPE_CHECKING:
    import keras

__all__ = ["draw", "panel"]

SHOWN = 12


def draw(figures: Path, name: str, model: "keras.Model", data: Located, tested: Evaluation) -> None:
    """Draw `found.png`, the first test pictures, and `misses.png`, those that are most wrong."""
    title = _("{name}: mean overlap {overlap:.3f}; blue is right, orange wrong, dashed the true box")
    first = np.arange(min(SHOWN, len(tested.truth)))
    drawn = plots.boxed_pictures(_panels(first, data, tested), title=title.format(name=name, overlap=tested.score))
    plots.save(drawn, figures / "found.png")
    title = _("{name}: the worst misses; orange is wrong, dashed the true box").format(name=name)
    drawn = plots.boxed_pictures(_panels(tested.worst(SHOWN), data, tested), title=title)
    plots.save(drawn, figures / "misses.png")


def _panels(numbers: np.ndarray, data: Located, tested: Evaluation) -> list[Boxed]:
    pictures = data.test.batch(numbers).images
    return [
        panel(picture, int(number), tested, data.class_names) for picture, number in zip(pictures, numbers, strict=True)
    ]


def panel(picture: np.ndarray, number: int, tested: Evaluation, class_names: tuple[str, ...]) -> Boxed:
    """A test picture with the box that was found, and with the true one where that is wrong."""
    right = bool(tested.wholly_right[number])
    boxes, texts, colours = [], [], []
    if tested.there[number] and not right:
        boxes.append(boxes_of(tested.truth[number : number + 1], tested.size)[0])
        texts.append(class_names[tested.labels[number]])
        colours.append(MISSED)
    if tested.found[number]:
        boxes.append(boxes_of(tested.given[number : number + 1], tested.size)[0])
        texts.append(class_names[tested.predictions[number]])
        colours.append(RIGHT if right else WRONG)
    presence = _("p_c {value:.2f}").format(value=tested.given[number, 0])
    title = f"{_('test image {number:,}').format(number=number)}, {presence}"
    return Boxed(picture, np.array(boxes).reshape(-1, 4), texts, colours, title)
