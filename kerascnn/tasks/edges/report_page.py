"""What the report of a network for edges says of its test."""

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from kerascnn.language import _
from kerascnn.pages import Section, section, table, tag
from kerascnn.pages.pictures import grid, image
from kerascnn.pages.sections import figure
from kerascnn.runs import FinishedRun
from kerascnn.tasks import learned_sections
from kerascnn.tasks.edges.evaluation import FUSION, GRADIENT, Found, titles
from kerascnn.tasks.edges.figures import chosen, rows_of
from kerascnn.tasks.pixel_pictures import PixelData
from kerascnn.tasks.protocol import Page

if TYPE_CHECKING:
    import keras

__all__ = ["page"]

FIRST, WORST = 4, 4
SIDE = 110
"""Pixels of the page along a picture, about."""
NUMBERS = ("ods", "ois", "threshold", "precision", "recall")


def page(run: FinishedRun, model: "keras.Model | None", seen: "tuple[PixelData, Found] | None", why_not: str) -> Page:
    """Test pictures with their edges, and each method's figures.

    Raises:
        InputError: `metrics.json` is not what this task writes.
    """
    methods = run.metrics.part("methods")
    values = {
        # Canny's thresholds are no probabilities.
        name: [methods.part(name).number(each, highest=inf if each == "threshold" else 1) for each in NUMBERS]
        for name in titles(methods.content)
        if name in (FUSION, GRADIENT, "canny") or name.startswith("side")
    }
    text = _("ODS F of the fused maps at 1 pixel, on {count:,} test images").format(count=run.data.test)
    numbers = [(f"{run.score:.4f}", text)]
    if GRADIENT in values:
        numbers.append((f"{values[GRADIENT][0]:.4f}", _("of the gradient filter, which has learned nothing")))
    results = [_edges(run, seen, why_not), _methods(run, values)]
    return Page(numbers, results, [] if model is None else [learned_sections.filters(run, model)])


def _edges(run: FinishedRun, seen: "tuple[PixelData, Found] | None", why_not: str) -> Section:
    title = _("Edges")
    if seen is None:
        return section("edges", title, tag("p", _("The pictures are not here: {reason}").format(reason=why_not)))
    data, tested = seen
    images, rows = rows_of(data, tested, chosen(tested, FIRST, WORST))
    times = max(1, round(SIDE / images.shape[1]))
    greys = [(255 * (1 - each)).round().astype(np.uint8)[..., None].repeat(3, axis=3) for each in rows.values()]
    tiles = np.concatenate([images, *greys]).repeat(times, axis=1).repeat(times, axis=2)
    text = _("From above: the picture, {rows}. The first test images, and to the right those with the lowest F.")
    caption = text.format(rows=", ".join(rows))
    sheet = image(grid(tiles, columns=len(images), gap=3), caption)
    return section("edges", title, figure(sheet, caption, sample=run.data.sample))


def _methods(run: FinishedRun, values: dict[str, list[float]]) -> Section:
    heads = [_("method"), "ODS", "OIS", _("threshold"), _("precision"), _("recall")]
    names = titles(values)
    rows = [[names[name], *(f"{value:.4f}" for value in found)] for name, found in values.items()]
    words = _(
        "All maps are thinned; a pixel counts where an edge is one pixel away at most. ODS: the F of the one threshold "
        "that is best for all pictures, which the threshold, precision and recall are of. OIS: with the threshold that "
        "is best for each picture. Canny's threshold is the high one."
    )
    title = _("Each method, {data}").format(data=run.data.title)
    return section("methods", _("Each method"), table(title, heads, rows), tag("p", words))
