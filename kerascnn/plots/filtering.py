"""A photograph before and after filters: the picture, each kernel with its numbers, and the spectra."""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kerascnn.filters.filtered import CUTOFF, Filtered
from kerascnn.filters.matrices import written
from kerascnn.filters.photograph import explain_sum
from kerascnn.language import _
from kerascnn.plots.lettering import wrapped
from kerascnn.plots.page import figure

__all__ = ["filtered", "kernel_with_numbers"]

PANEL = 3.1  # inches
TALLEST, FLATTEST = 1.6, 0.5  # height of a panel over its width, whatever the picture's is
MOST_NUMBERS = 9  # a kernel with more rows or columns is drawn without its numbers
WRAP = 46
DECADES = 5  # what a spectrum shows, from its strongest amplitude down


def filtered(outcomes: Sequence[Filtered], *, chain: bool = False, cutoff: float = CUTOFF, title: str = "") -> Figure:
    """Draw a photograph, and what each filter makes of it under that filter's kernel.

    Where even areas keep their brightness, black is 0 and white 1. Where they vanish, grey is 0, brighter is positive
    and darker negative; below each picture stands which values are black and white.

    >>> from kerascnn import filters, plots
    >>> drawn = plots.filtered(filters.outcomes(plots.photograph(), ["sobel-x", "blur"]))

    Args:
        outcomes: the photograph and what filters made of it, as `filters.outcomes` gives them.
        chain: whether each filter worked on what the one before it left.
        cutoff: of low-pass and high-pass.
        title: name of the photograph.
    """
    before = outcomes[0]
    height, width = before.size
    tall = PANEL * min(TALLEST, max(FLATTEST, height / width))
    rows = [2.3, tall + 0.9] + ([PANEL + 0.3] if before.spectrum is not None else [])
    drawn = figure(PANEL * len(outcomes), sum(rows) + 0.1)
    drawn.set_layout_engine("constrained", h_pad=0.08)
    grid = drawn.subplots(len(rows), len(outcomes), height_ratios=rows, squeeze=False)
    _how_to_read(grid[0, 0], outcomes, chain=chain)
    for number, outcome in enumerate(outcomes):
        if number:
            head = f"{number}. {_name(outcome)}" if chain else _name(outcome)
            _filter(grid[0, number], outcome, head, cutoff)
        _picture(grid[1, number], outcome, title if number == 0 else "")
    if before.spectrum is not None:
        # Under a millionth there is only what rounding leaves of an even picture.
        strongest = max(float(before.spectrum.max()), 1e-6)
        for number, outcome in enumerate(outcomes):
            _spectrum(grid[2, number], outcome, strongest, first=number == 0)
    return drawn


def kernel_with_numbers(axes: Axes, weights: np.ndarray) -> None:
    """Draw a kernel as cells: red is positive, blue negative, white zero; each with its number, if they are not many.

    Args:
        axes: where.
        weights: `(height, width)`.
    """
    largest = float(np.abs(weights).max()) or 1.0
    axes.imshow(weights, cmap="RdBu_r", vmin=-1.6 * largest, vmax=1.6 * largest)
    height, width = weights.shape
    axes.set_xticks([])
    axes.set_yticks([])
    if max(height, width) <= MOST_NUMBERS:
        size = 10 if max(height, width) <= 3 else 7 if max(height, width) <= 5 else 5
        for (row, column), weight in np.ndenumerate(weights):
            text = written(weight).replace("-", "−")
            axes.text(column, row, text, ha="center", va="center", fontsize=size if len(text) < 6 else size - 2)


def _how_to_read(axes: Axes, outcomes: Sequence[Filtered], *, chain: bool) -> None:
    """The words beside the kernels."""
    axes.set_axis_off()
    before, lines = outcomes[0], []
    if any(outcome.weights is not None for outcome in outcomes):
        lines.append(_("The kernel slides over the picture; under it, pixels times weights are added up."))
        lines.append(_("Red weights are positive, blue ones negative."))
    if any(outcome.weights is None for outcome in outcomes[1:]):
        lines.append(_("The curve says how much of each frequency passes."))
    if before.shown.shape[2] == 3:
        lines.append(_("Red, green and blue are filtered each by itself."))
    if chain:
        lines.append(_("Each kernel works on what the one before it left."))
    if before.reduction > 1:
        text = _("Drawn smaller: each pixel here is the mean of {n}×{n}.")
        lines.append(text.format(n=before.reduction))
    text = "\n".join(textwrap.fill(line, WRAP - 4) for line in lines)
    axes.text(0, 0.5, text, fontsize=8, va="center", transform=axes.transAxes, linespacing=1.4)


def _name(outcome: Filtered) -> str:
    """A kernel's name, or its size where it was written as a matrix."""
    if outcome.weights is None or outcome.name[:1].isalpha():
        return outcome.name
    return "{}×{}".format(*outcome.weights.shape)


def _filter(axes: Axes, outcome: Filtered, head: str, cutoff: float) -> None:
    axes.set_title(head, fontsize=10, fontweight="bold")
    if outcome.weights is not None:
        kernel_with_numbers(axes, outcome.weights)
        axes.set_xlabel(textwrap.fill(explain_sum(outcome.weights), WRAP), fontsize=7.5)
        return
    frequencies = np.linspace(0, 0.5, 201)
    share = np.exp2(-((frequencies / cutoff) ** 2))
    axes.plot(frequencies, share if outcome.name == "low-pass" else 1 - share, color="black")
    axes.axvline(cutoff, color="0.6", linestyle=":")
    axes.set_ylim(0, 1.05)
    axes.tick_params(labelsize=7)
    axes.spines[["top", "right"]].set_visible(False)
    text = _("cycles per pixel: half passes at {cutoff:g}")
    axes.set_xlabel(text.format(cutoff=cutoff), fontsize=7.5)


def _picture(axes: Axes, outcome: Filtered, title: str) -> None:
    low, high = outcome.limits()
    shown = np.clip((outcome.shown - low) / (high - low), 0, 1)
    grey = shown.shape[2] == 1
    axes.imshow(shown[..., 0] if grey else shown, cmap="gray" if grey else None, vmin=0, vmax=1)
    axes.set_xticks([])
    axes.set_yticks([])
    size = "{}×{}".format(*outcome.size)
    axes.set_title(wrapped(f"{title} {size}" if title else size, PANEL, 8), fontsize=8)
    axes.set_xlabel("\n".join(textwrap.fill(line, WRAP) for line in _scale(outcome)), fontsize=7.5)


def _scale(outcome: Filtered) -> list[str]:
    """What black and white stand for, and what lies beyond them."""
    low, high = outcome.limits()
    spread = _("values from {low:.2f} to {high:.2f}").format(low=outcome.lowest, high=outcome.highest)
    if outcome.signed:
        text = _("black {low:.2f}, grey 0, white {high:.2f}")
        lines = [text.format(low=low, high=high), spread]
    else:
        lines = [_("black {low:g}, white {high:.2g}").format(low=low, high=high), spread]
        if outcome.level >= 1e-9 and outcome.outside:
            text = _("{part:.1%} outside: drawn black or white")
            lines.append(text.format(part=outcome.outside))
    return [line.replace("-", "−") for line in lines]


def _spectrum(axes: Axes, outcome: Filtered, strongest: float, *, first: bool) -> None:
    amplitude = np.zeros((1, 1)) if outcome.spectrum is None else outcome.spectrum
    decades = np.log10(np.maximum(amplitude / strongest, 10.0**-DECADES))
    axes.imshow(decades, cmap="magma", vmin=-DECADES, vmax=0, extent=(-0.5, 0.5, 0.5, -0.5), interpolation="nearest")
    axes.set_xticks([-0.5, 0, 0.5], ["−0.5", "0", "0.5"], fontsize=7)
    axes.set_yticks([-0.5, 0, 0.5], ["−0.5", "0", "0.5"] if first else [], fontsize=7)
    axes.set_title(_("spectrum before") if first else _("spectrum after"), fontsize=8)
    axes.set_xlabel(_("cycles per pixel (middle: slow, rim: fast)"), fontsize=7.5)
