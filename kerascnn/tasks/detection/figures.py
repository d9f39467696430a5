"""The figures of a detector's test."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from kerascnn import plots
from kerascnn.boxes import Detections, Truth
from kerascnn.boxes.evaluation import RECALLS
from kerascnn.datasets.located import Located
from kerascnn.language import _, ngettext
from kerascnn.plots import MISSED, RIGHT, WRONG, Boxed
from kerascnn.tasks.detection.evaluation import Evaluation
from kerascnn.tasks.detection.mistakes import Matched, all_matched, worst

if TYPE_CHECKING:
    import keras

__all__ = ["boxed", "compared", "crowded", "draw", "draw_found"]

SHOWN = 8
MOST_BOXES = 40
"""Before non-max suppression, in one picture."""


def draw(figures: Path, name: str, model: "keras.Model", data: Located, tested: Evaluation) -> None:
    """Draw `precision.png`, `found.png`, `suppression.png` and `misses.png`."""
    precision = tested.precision
    title = _("{name}: mAP@0.5 {value:.3f} on {count:,} test images")
    title = title.format(name=name, value=tested.score, count=len(tested.truth))
    names = [tested.class_names[number] for number in precision.classes]
    drawn = plots.precision_against_recall(RECALLS, precision.precision[0], names, title=title)
    plots.save(drawn, figures / "precision.png")
    pairs = all_matched(tested)

    def panels(numbers: Sequence[int]) -> list[Boxed]:
        pictures = data.test.batch(np.array(numbers, int)).images
        return [
            compared(picture, tested.truth[number], pairs[number], tested.class_names)._replace(
                title=_("test image {number:,}").format(number=number)
            )
            for number, picture in zip(numbers, pictures, strict=True)
        ]

    title = _("{name}: the first test images; blue is right, orange wrong, dashed not found").format(name=name)
    first = range(min(SHOWN, len(pairs)))
    plots.save(plots.boxed_pictures(panels(first), title=title), figures / "found.png")
    title = _("{name}: the worst misses; orange is wrong, dashed not found").format(name=name)
    plots.save(plots.boxed_pictures(panels(worst(pairs, SHOWN)), title=title), figures / "misses.png")
    number = crowded(tested)
    title = _("{name}: before and after non-max suppression").format(name=name)
    (picture,) = data.test.batch(np.array([number])).images
    plots.save(plots.boxed_pictures(_suppression(picture, tested, number), title=title), figures / "suppression.png")


def crowded(tested: Evaluation) -> int:
    """The number of the test picture in which non-max suppression drops most boxes that are sure enough."""

    def dropped(number: int) -> int:
        found = tested.found[number]
        return int((found.all.scores > tested.least_score).sum()) - len(found.surer_than(tested.least_score).scores)

    return max(range(len(tested.found)), key=dropped)


def _suppression(picture: np.ndarray, tested: Evaluation, number: int) -> list[Boxed]:
    found = tested.found[number]
    sure = np.flatnonzero(found.all.scores > tested.least_score)[:MOST_BOXES]
    before = Detections(found.all.boxes[sure], found.all.labels[sure], found.all.scores[sure])
    after = found.surer_than(tested.least_score)
    stays = {(label, *box) for box, label in zip(after.boxes.tolist(), after.labels.tolist(), strict=True)}
    dropped = [
        (label, *box) not in stays for box, label in zip(before.boxes.tolist(), before.labels.tolist(), strict=True)
    ]
    panel = boxed(picture, before, tested.class_names)
    # Those that are dropped lie over each other, and so would their names.
    texts = ["" if gone else text for gone, text in zip(dropped, panel.texts, strict=True)]
    colours = [WRONG if gone else RIGHT for gone in dropped]
    title = ngettext(
        "before: {count} box, which stays", "before: {count} boxes, of which the orange are dropped", len(before.scores)
    ).format(count=len(before.scores))
    second = boxed(picture, after, tested.class_names)
    return [
        panel._replace(texts=texts, colours=colours, title=title),
        second._replace(
            title=ngettext("after: {count} box", "after: {count} boxes", len(after.scores)).format(
                count=len(after.scores)
            )
        ),
    ]


def boxed(picture: np.ndarray, found: Detections, class_names: tuple[str, ...]) -> Boxed:
    """A picture with the boxes found in it, each with its class and its score."""
    texts = [f"{class_names[label]} {score:.0%}" for label, score in zip(found.labels, found.scores, strict=True)]
    return Boxed(picture, found.boxes, texts, [RIGHT] * len(texts))


def compared(picture: np.ndarray, truth: Truth, pair: Matched, class_names: tuple[str, ...]) -> Boxed:
    """A picture with the boxes found in it, in the colours of right and wrong, and those of the objects missed."""
    panel = boxed(picture, pair.found, class_names)
    colours = [RIGHT if right else WRONG for right in pair.right]
    missed = [class_names[label] for label in truth.labels[pair.missed]]
    return Boxed(
        picture,
        np.concatenate([panel.boxes.reshape(-1, 4), truth.boxes[pair.missed].reshape(-1, 4)]),
        [*panel.texts, *missed],
        [*colours, *[MISSED] * len(missed)],
    )


def draw_found(picture: np.ndarray, found: Detections, class_names: tuple[str, ...]) -> Figure:
    """A figure of one picture with the boxes found in it; that there are none is said above it."""
    title = "" if len(found.scores) else _("nothing found")
    return plots.boxed_pictures([boxed(picture, found, class_names)], title=title)
