"""The report of a classifier that was slid over a picture."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kerascnn.language import _
from kerascnn.pages import details, facts, figure, page, section, table, tag
from kerascnn.pages.pictures import image
from kerascnn.report.run_sections import repeat

__all__ = ["of_sliding_window"]


def of_sliding_window(drawn: np.ndarray, metrics: Mapping[str, Any], run: Mapping[str, Any], command: str) -> str:
    """The page of a sliding window.

    Args:
        drawn: the figure of the windows that stay, `(height, width, 3)` uint8.
        metrics: what `metrics.json` says.
        run: what `run.json` says.
        command: what does it again.
    """
    batch, single = (metrics[name] / metrics["seconds"] for name in ("crops_seconds", "single_seconds"))
    numbers = [
        (f"{metrics['windows']:,}", _("windows in one pass")),
        (f"{metrics['found']:,}", _("stay after non-max suppression")),
        (f"{batch:.1f}", _("times as fast as one batch of windows")),
        (f"{single:,.0f}", _("times as fast as one by one")),
    ]
    items = [tag("li", tag("strong", number), " ", text) for number, text in numbers]
    caption = _("The windows that stay, and the highest score of the window around each place")
    found = section("windows", _("Windows"), figure(image(drawn, caption), caption, sample=False), _boxes(metrics))
    height, width = metrics["window"]
    milliseconds = {
        _("one pass"): metrics["seconds"],
        _("one batch of windows cut out"): metrics["crops_seconds"],
        _("one window after the other"): metrics["single_seconds"],
    }
    pairs = {name: f"{1000 * seconds:,.1f} ms" for name, seconds in milliseconds.items()}
    pairs |= {
        _("window"): f"{height}×{width}",
        _("stride"): str(metrics["stride"]),
        _("largest difference of a score"): f"{metrics['difference']:.1e}",
    }
    how = section("how", _("How it was measured"), facts(pairs), repeat(command))
    versions = facts({name: str(version) for name, version in run["versions"].items()})
    return page(
        _("Sliding window"),
        [tag("ul", *items, class_="numbers")],
        [found, how, section("environment", _("Versions and machine"), versions)],
    )


def _boxes(metrics: Mapping[str, Any]) -> Any:
    """The windows that stay, as a table."""
    rows = [
        [each["class"], f"{each['score']:.1%}", *(f"{side:g}" for side in each["xyxy"])] for each in metrics["boxes"]
    ]
    heads = [_("class"), _("score"), "x1", "y1", "x2", "y2"]
    return details(_("As a table"), table(_("The windows that stay, in pixels of the picture"), heads, rows))
