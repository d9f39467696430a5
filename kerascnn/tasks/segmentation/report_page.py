"""What the report of a segmentation says of its test."""

from typing import TYPE_CHECKING

import numpy as np

from kerascnn import plots
from kerascnn.language import _
from kerascnn.pages import Section, percent, section, table, tag
from kerascnn.pages.pictures import grid, image
from kerascnn.pages.sections import figure
from kerascnn.pages.tags import Html
from kerascnn.runs import FinishedRun
from kerascnn.tasks import learned_sections
from kerascnn.tasks.pixel_pictures import PixelData
from kerascnn.tasks.protocol import Page
from kerascnn.tasks.segmentation.data import named
from kerascnn.tasks.segmentation.evaluation import Segmented
from kerascnn.tasks.segmentation.figures import chosen

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

FIRST, WORST = 6, 6
SIDE = 110
"""Pixels of the page along a picture, about."""


def page(
    run: FinishedRun, model: "keras.Model | None", seen: "tuple[PixelData, Segmented] | None", why_not: str
) -> Page:
    """Test pictures with what is there and what was found, and each class.

    Raises:
        InputError: `metrics.json` is not what a segmentation writes.
    """
    accuracy = run.metrics.number("pixel_accuracy", highest=1)
    pictures = _("mean IoU of the classes on {count:,} test images, without the background").format(count=run.data.test)
    numbers = [(f"{run.score:.4f}", pictures), (percent(accuracy), _("of the pixels right"))]
    results = [_masks(run, seen, why_not), _classes(run)]
    return Page(numbers, results, [] if model is None else [learned_sections.filters(run, model)])


def _masks(run: FinishedRun, seen: "tuple[PixelData, Segmented] | None", why_not: str) -> Section:
    title = _("Masks")
    if seen is None:
        return section("masks", title, tag("p", _("The pictures are not here: {reason}").format(reason=why_not)))
    data, tested = seen
    numbers, captions = chosen(tested, FIRST, WORST)
    images, truth = data.test.batch(numbers, 0)
    classes = len(data.about.class_names)
    times = max(1, round(SIDE / images.shape[1]))
    found = tested.masks[numbers]
    wrong = (truth != found) & (truth < classes)
    rows = [
        images,
        np.stack([plots.overlaid(*each, classes) for each in zip(images, truth, strict=True)]),
        np.stack([plots.overlaid(*each, classes) for each in zip(images, found, strict=True)]),
        np.stack([plots.marked(*each) for each in zip(images, wrong, strict=True)]),
    ]
    tiles = np.concatenate(rows).repeat(times, axis=1).repeat(times, axis=2)
    text = _("From above: the picture, what is there, what was found, and the wrong pixels in white. {captions}")
    caption = text.format(captions=", ".join(captions))
    sheet = image(grid(tiles, columns=len(numbers), gap=3), caption)
    return section("masks", title, figure(sheet, caption, sample=run.data.sample), _key(data.about.class_names))


def _key(names: tuple[str, ...]) -> Html:
    """Which colour is which class."""
    colours = plots.class_colours(len(names))
    swatches = [
        tag("span", image(np.full((12, 12, 3), colours[number], np.uint8), ""), f" {names[number]} ")
        for number in range(1, len(names))
    ]
    return tag("p", *swatches)


def _classes(run: FinishedRun) -> Section:
    """IoU, precision and recall of each class."""
    names, found = named(run.data.class_names), run.metrics.part("classes")
    rows = []
    for name, key in zip(names, found.content, strict=True):
        of_class = found.part(key)
        values = [
            None if of_class.content.get(what) is None else of_class.number(what, highest=1)
            for what in ("mean_iou", "precision", "recall")
        ]
        rows.append([name, *("—" if value is None else f"{value:.4f}" for value in values)])
    heads = [_("class"), _("IoU"), _("precision"), _("recall")]
    title = _("Each class, {data}").format(data=run.data.title)
    words = _(
        "IoU: of the pixels that are of the class or were taken for it, the part that is both. Precision: of the "
        "pixels taken for the class, the part that is of it. Recall: of the class's pixels, the part that was found."
    )
    return section("classes", _("Each class"), table(title, heads, rows), tag("p", words))
