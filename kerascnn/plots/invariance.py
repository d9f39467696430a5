"""What happens to a prediction as the picture is turned, moved or scaled."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from kerascnn import files
from kerascnn.language import _
from kerascnn.paths import takes_texts
from kerascnn.plots.lettering import short
from kerascnn.plots.page import GREY, figure, save, show_picture
from kerascnn.plots.palette import LINES, colour_of

if TYPE_CHECKING:
    from kerascnn.insight.invariance import Report

__all__ = ["invariance_curves", "turning_picture", "write_invariance"]

NAME, NETWORK = 14, 16
"""Letters of a class's name below its bar, and of a network's beside its row."""


def invariance_curves(
    curves: Mapping[str, tuple[str, Sequence[float], float, Mapping[str, Sequence[float]]]], *, title: str = ""
) -> Figure:
    """Draw accuracy against each change, one line a network; a dotted line marks the picture as it is.

    Args:
        curves: for each change, by its name in the reader's language: the axis's label, the values, the value
            that changes nothing, and each network's accuracies.
        title: what was tested, and whether on a sample.
    """
    drawn = figure(4.2 * len(curves), 3.8)
    drawn.suptitle(title)
    for axes, (name, (label, values, original, lines)) in zip(
        drawn.subplots(1, len(curves), sharey=True, squeeze=False).flat, curves.items(), strict=True
    ):
        for number, (network, accuracies) in enumerate(zip(short(list(lines)), lines.values(), strict=True)):
            axes.plot(values, accuracies, LINES[number % len(LINES)], color=colour_of(number), label=network, ms=4)
        axes.axvline(original, color=GREY, linestyle=":", zorder=0)
        axes.annotate(
            _("original"), (original, 0.02), color=GREY, fontsize=8, rotation=90, ha="right", va="bottom", zorder=0
        )
        axes.set_title(name)
        axes.set_xlabel(label)
        # Every second value, and the original among them.
        ticks = values[list(values).index(original) % 2 :: 2]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.set_ylim(0, 1.02)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.grid(alpha=0.3)
    drawn.axes[0].set_ylabel(_("accuracy"))
    drawn.axes[0].legend(fontsize=8)
    return drawn


def turning_picture(
    pictures: np.ndarray,
    angles: Sequence[float],
    scores: Mapping[str, np.ndarray],
    class_names: Sequence[str],
    *,
    title: str = "",
) -> Figure:
    """Draw one picture at several angles, with the scores that each network gives it below.

    The bar of the highest score has its class's name; the angle of the original is bold.

    Args:
        pictures: `(n, height, width, channels)` the picture at each angle.
        angles: `(n,)` degrees counter-clockwise.
        scores: for each network `(n, classes)` probabilities.
        class_names: one name per class.
        title: what is shown.
    """
    drawn = figure(max(6.0, 1.25 * len(angles)), 2.2 + 1.15 * len(scores))
    drawn.suptitle(title)
    names, networks = short(class_names, NAME), short(list(scores), NETWORK)
    grid = drawn.subplots(1 + len(scores), len(angles), squeeze=False, height_ratios=[1.2] + [1.0] * len(scores))
    for axes, picture, angle in zip(grid[0], pictures, angles, strict=True):
        show_picture(axes, picture)
        axes.set_title(f"{angle:g}°", fontsize=9, fontweight="bold" if angle == 0 else "normal")
    for number, (row, network, of_network) in enumerate(zip(grid[1:], networks, scores.values(), strict=True)):
        for axes, of_picture in zip(row, of_network, strict=True):
            best = int(of_picture.argmax())
            colours = [colour_of(number) if each == best else GREY for each in range(len(of_picture))]
            axes.bar(range(len(of_picture)), of_picture, color=colours)
            axes.set_ylim(0, 1)
            axes.set_xticks([best], [names[best]], fontsize=8)
            axes.set_yticks([0, 0.5, 1], ["0", ".5", "1"] if axes is row[0] else ["", "", ""], fontsize=7)
            axes.spines[["top", "right"]].set_visible(False)
        row[0].set_ylabel(network, fontsize=8)
    return drawn


@takes_texts
def write_invariance(report: "Report", folder: Path) -> None:
    """Draw `curves.png` and `turning.png` and write `invariance.json` into `folder`, which is made if need be.

    Raises:
        InputError: it cannot be made.
    """
    from kerascnn.insight.invariance import CHANGES, TURNS

    pictures = report.pictures
    curves = {
        _(facts.name): (
            _(facts.unit),
            facts.values,
            facts.original,
            {run: of_run[change] for run, of_run in report.accuracies.items()},
        )
        for change, facts in CHANGES.items()
    }
    class_names, number = pictures.dataset.class_names, report.turned
    title = _("test image {number}, of class {true}: what it is taken for as it turns")
    title = title.format(number=number, true=class_names[pictures.dataset.test_labels[number]])
    title = _("{text} (sample)").format(text=title) if pictures.dataset.sample else title
    numbers = {
        "data": pictures.dataset.name,
        "source": pictures.dataset.source,
        "sample": pictures.sample,
        "test": len(pictures.labels),
        "values": {change: list(facts.values) for change, facts in CHANGES.items()},
        "accuracy": report.accuracies,
        "turned": {
            "picture": report.turned,
            "angles": list(TURNS),
            "scores": {run: of_run.round(5).tolist() for run, of_run in report.turned_scores.items()},
        },
    }
    drawn = invariance_curves(curves, title=report.title)
    turning = turning_picture(report.turned_images, TURNS, report.turned_scores, class_names, title=title)
    files.new_folder(folder, force=True)
    save(drawn, folder / "curves.png")
    save(turning, folder / "turning.png")
    files.write(folder / "invariance.json", json.dumps(numbers, indent=2, ensure_ascii=False) + "\n")
