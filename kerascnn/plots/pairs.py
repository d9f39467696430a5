"""Pairs of pictures, how far apart they are, and the curve by which verification is judged."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from kerascnn.language import _
from kerascnn.plots.lettering import wrapped
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure, show_picture

__all__ = ["Compared", "encoded_picture", "pair_distances", "pictures_in_pairs", "roc_curve"]

BINS = 60
FEWEST = 1e-4
"""False acceptances at which the curve begins."""
PAIR = 2.3
"""Inches along a pair."""


class Compared(NamedTuple):
    """Two pictures and what is said of them.

    Attributes:
        first: `(height, width, channels)` uint8.
        second: likewise, of any size.
        title: above them.
        right: whether what is said is right; None where that is not known.
    """

    first: np.ndarray
    second: np.ndarray
    title: str
    right: bool | None = None


def roc_curve(
    taken: np.ndarray,
    accepted: np.ndarray,
    *,
    equal_error: float,
    chosen: tuple[float, float],
    title: str = "",
) -> Figure:
    """Draw the same pairs that are accepted against the different ones that are, the latter on a logarithmic scale.

    Args:
        taken: `(t,)` rising, the part of pairs of two identities that is accepted at each threshold.
        accepted: `(t,)` the part of pairs of the same identity that is.
        equal_error: the error rate where as many of the ones are refused as of the others accepted.
        chosen: both parts, of different and of same pairs, at the threshold in use.
        title: what was tested.
    """
    drawn = figure(6, 4.6)
    drawn.suptitle(title)
    axes = drawn.subplots()
    axes.step(np.maximum(taken, FEWEST), accepted, where="post", color=BLUE)
    rates = np.geomspace(FEWEST, 1, 200)
    axes.plot(rates, 1 - rates, ":", color=GREY, label=_("as many refused as accepted"))
    text = _("equal error rate {rate:.2%}").format(rate=equal_error)
    axes.plot(max(equal_error, FEWEST), 1 - equal_error, "s", color=ORANGE, label=text)
    text = _("the chosen threshold: {accepted:.2%} and {taken:.2%}").format(accepted=chosen[1], taken=chosen[0])
    axes.plot(max(chosen[0], FEWEST), chosen[1], "o", color=BLUE, label=text)
    axes.set_xscale("log")
    axes.set_xlim(FEWEST, 1)
    seen = accepted[max(0, int(np.searchsorted(taken, FEWEST, side="right")) - 1) :]
    axes.set_ylim(float(min(seen[0], chosen[1])) - 0.02, 1.005)
    axes.xaxis.set_major_formatter(lambda rate, _place: f"{100 * rate:g}%")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlabel(_("pairs of two identities that are accepted"))
    axes.set_ylabel(_("pairs of the same identity that are accepted"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", fontsize=8, frameon=False)
    return drawn


def pair_distances(
    same: np.ndarray, different: np.ndarray, *, threshold: float, highest: float, title: str = ""
) -> Figure:
    """Draw how far apart pairs of the same identity are, and pairs of two.

    Args:
        same: `(s,)` distances.
        different: `(d,)` distances.
        threshold: up to which distance a pair counts as the same.
        highest: no distance is greater.
        title: what was tested.
    """
    drawn = figure(6.4, 4.2)
    drawn.suptitle(title)
    axes = drawn.subplots()
    edges = np.linspace(0, highest, BINS + 1)
    for apart, colour, text in (
        (same, BLUE, _("{count:,} pairs of the same identity")),
        (different, ORANGE, _("{count:,} pairs of two identities")),
    ):
        parts = np.histogram(apart, edges)[0] / len(apart)
        axes.stairs(parts, edges, fill=True, color=colour, alpha=0.55, label=text.format(count=len(apart)))
    both = np.concatenate([same, different])
    axes.set_xlim(max(0.0, float(both.min()) - 0.05 * highest), min(highest, float(both.max()) + 0.05 * highest))
    axes.axvline(threshold, color="black", linestyle="--", label=_("threshold {value:.3f}").format(value=threshold))
    axes.set_xlabel(_("distance"))
    axes.set_ylabel(_("part of the pairs"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8, frameon=False)
    return drawn


def pictures_in_pairs(pairs: Sequence[Compared], *, title: str = "", columns: int = 4) -> Figure:
    """Draw pairs of pictures, each pair side by side; what is said wrong in an orange frame.

    Args:
        pairs: at least one, or the figure says that there is none.
        title: of all.
        columns: pairs in a row.
    """
    columns = max(1, min(columns, len(pairs)))
    rows = -(-len(pairs) // columns) or 1
    drawn = figure(max(PAIR * columns, 5), (0.5 * PAIR + 0.45) * rows + (0.7 if title else 0.1))
    if title:
        drawn.suptitle(title)
    if not pairs:
        drawn.text(0.5, 0.5, _("nothing to show"), ha="center", va="center")
        return drawn
    cells = drawn.subplots(rows, columns, squeeze=False)
    for axes in cells.flat:
        axes.set_axis_off()
    for axes, pair in zip(cells.flat, pairs, strict=False):
        colour = GREY if pair.right is None else BLUE if pair.right else ORANGE
        for place, picture in enumerate((pair.first, pair.second)):
            inside = axes.inset_axes((0.505 * place, 0.0, 0.495, 1.0))
            show_picture(inside, picture)
            frame = Rectangle((0, 0), 1, 1, transform=inside.transAxes, fill=False, edgecolor=colour, linewidth=2)
            inside.add_patch(frame)
        axes.set_title(wrapped(pair.title, PAIR, 8), fontsize=8)
    return drawn


def encoded_picture(picture: np.ndarray, encoding: np.ndarray, *, title: str = "") -> Figure:
    """Draw a picture and, beside it, the numbers that it is encoded by.

    Args:
        picture: `(height, width, channels)` uint8.
        encoding: `(dimensions,)`.
        title: what is shown.
    """
    drawn = figure(8, 2.8)
    drawn.suptitle(title)
    left, right = drawn.subplots(1, 2, width_ratios=(1, 3))
    show_picture(left, picture)
    right.bar(np.arange(len(encoding)), encoding, width=1.0, color=np.where(encoding < 0, ORANGE, BLUE))
    right.set_xlim(-0.5, len(encoding) - 0.5)
    right.set_xlabel(_("number"))
    right.set_ylabel(_("value"))
    right.spines[["top", "right"]].set_visible(False)
    return drawn
