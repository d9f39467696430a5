"""The figures of a test: precision against recall, and pictures with the edges that each method finds."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerascnn import plots
from kerascnn.language import _
from kerascnn.tasks.edges import by_hand
from kerascnn.tasks.edges.evaluation import CANNY, FUSION, GRADIENT, Found, titles
from kerascnn.tasks.edges.thinning import thinned
from kerascnn.tasks.pixel_pictures import PixelData

if TYPE_CHECKING:
    import keras

__all__ = ["chosen", "draw", "rows_of"]

FIRST, WORST = 3, 3


def draw(figures: Path, name: str, model: "keras.Model", data: PixelData, tested: Found) -> None:
    """Draw `precision_recall.png` and `edges.png`: the first test pictures and the worst ones."""
    title = _("{name}: ODS F {ods:.4f} at 1 pixel, {count:,} test images")
    title = title.format(name=name, ods=tested.ods, count=len(tested.maps))
    called, curves = {}, {}
    for method, text in titles(tested.curves).items():
        called[method] = f"{text}, F {tested.curves[method].ods:.3f}"
        curves[called[method]] = tested.curves[method].recall, tested.curves[method].precision
    best = {called[method]: (curve.best.recall, curve.best.precision) for method, curve in tested.curves.items()}
    plots.save(plots.precision_recall(curves, best, title=title), figures / "precision_recall.png")
    numbers = chosen(tested, FIRST, WORST)
    images, rows = rows_of(data, tested, numbers)
    texts = [_("F {f:.2f}").format(f=tested.curves[FUSION].of_pictures[number]) for number in numbers]
    plots.save(plots.edge_maps(images, rows, texts, title=title), figures / "edges.png")


def chosen(tested: Found, first: int, worst: int) -> np.ndarray:
    """The numbers of the first test pictures and of those with the lowest F."""
    scores = tested.curves[FUSION].of_pictures
    count = min(first, len(scores))
    order = np.argsort(scores, kind="stable")
    return np.concatenate([np.arange(count), order[order >= count][:worst]])


def rows_of(data: PixelData, tested: Found, numbers: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Pictures, and by the names of the rows: the true edges, those by filters, the side outputs, and what was fused.

    Lines of a filter and of the fusion are those at the best threshold for all pictures; the side outputs are as they
    come.
    """
    images, truth = data.test.batch(numbers, 0)
    names = titles(tested.curves)
    rows = {_("edges"): truth.astype("float32")}

    def lines(maps: np.ndarray, method: str) -> np.ndarray:
        return (np.asarray(thinned(maps)) >= tested.curves[method].best.threshold - 1e-6).astype("float32")

    rows[names[GRADIENT]] = lines(by_hand.gradient(images), GRADIENT)
    if CANNY in tested.curves:
        found = by_hand.canny(images)
        if found is not None:
            at = by_hand.CANNY_HIGH.index(tested.curves[CANNY].best.threshold)
            rows[names[CANNY]] = found[at].astype("float32")
    maps = tested.maps[numbers].astype("float32")
    for number in range(1, maps.shape[3]):
        rows[names[f"side{number}"]] = maps[..., number]
    rows[_("fusion")] = maps[..., 0]
    rows[_("fusion, thinned")] = lines(maps[..., 0], FUSION)
    return images, rows
