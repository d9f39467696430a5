"""The figures of a test: the IoU of each class, and pictures with what is there and what was found."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerascnn import plots
from kerascnn.language import _
from kerascnn.tasks.pixel_pictures import PixelData
from kerascnn.tasks.segmentation.data import named
from kerascnn.tasks.segmentation.evaluation import Segmented

if TYPE_CHECKING:
    import keras

__all__ = ["chosen", "draw"]

FIRST, WORST = 4, 4


def draw(figures: Path, name: str, model: "keras.Model", data: PixelData, tested: Segmented) -> None:
    """Draw `iou.png` and `masks.png`: the first test pictures and the worst ones."""
    names = named(data.about.class_names)
    title = _("{name}: mean IoU {iou:.4f} of {count:,} test images")
    title = title.format(name=name, iou=tested.mean_iou, count=len(tested.masks))
    plots.save(plots.class_ious(tested.iou, names, title=title), figures / "iou.png")
    numbers, captions = chosen(tested, FIRST, WORST)
    images, truth = data.test.batch(numbers, 0)
    drawn = plots.segmentations(images, truth, tested.masks[numbers], names, captions, title=title)
    plots.save(drawn, figures / "masks.png")


def chosen(tested: Segmented, first: int, worst: int) -> tuple[np.ndarray, list[str]]:
    """The numbers of the first test pictures and of those with the lowest IoU, and a caption for each."""
    scores = tested.of_pictures
    count = min(first, len(scores))
    # A picture with nothing in it where nothing was found has no IoU; it comes last.
    order = np.argsort(np.nan_to_num(scores, nan=2.0), kind="stable")
    numbers = np.concatenate([np.arange(count), order[order >= count][:worst]])
    captions = []
    for place, number in enumerate(numbers):
        text = _("IoU {iou:.2f}") if place < count else _("worst: {iou:.2f}")
        captions.append(_("nothing there") if np.isnan(scores[number]) else text.format(iou=scores[number]))
    return numbers, captions
