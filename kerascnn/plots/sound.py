"""Sound in figures: spectrograms, what a network foretells, and how far back it hears."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from kerascnn.language import _
from kerascnn.plots.page import BLUE, GREY, ORANGE, figure

__all__ = ["bits_beside_counting", "foretold", "growing_field", "spectrogram_pixels", "spectrograms", "surprise"]

Samples = npt.NDArray[np.floating[Any]]

PIECE, STEP = 512, 128
"""Samples of which a column of a spectrogram is made, and from column to column."""
QUIETEST = -80.0
"""Decibels below the loudest."""
DRAWN_LAYERS = 5
"""Dilations that are drawn with their connections: more would be too fine to follow."""


def _decibels(samples: Samples) -> tuple[npt.NDArray[np.float64], int]:
    """The power of each frequency over time, in decibels below the loudest, and the samples of a column."""
    from scipy.signal import stft

    piece = max(16, min(PIECE, len(samples)))
    # Of a piece that is shorter than a column's, zeros are the rest.
    padded = np.pad(samples, (0, max(0, piece - len(samples))))
    _hertz, _times, found = stft(padded, nperseg=piece, noverlap=piece - piece * STEP // PIECE, boundary=None)
    power = np.abs(found) ** 2
    return 10 * np.log10(np.maximum(power / max(power.max(), 1e-12), 10 ** (QUIETEST / 10))), piece


def spectrograms(sounds: Sequence[tuple[str, Samples]], rate: int, *, title: str = "") -> Figure:
    """Draw spectrograms side by side: which frequencies sound when.

    Args:
        sounds: each with what it is; amplitudes `(n,)`.
        rate: samples in a second.
        title: of the figure.
    """
    drawn = figure(4.6 * len(sounds) + 0.9, 3.9)
    drawn.suptitle(title)
    panels = drawn.subplots(1, len(sounds), sharey=True, squeeze=False)[0]
    image = None
    for axes, (name, samples) in zip(panels, sounds, strict=True):
        power, _piece = _decibels(samples)
        image = axes.imshow(
            power,
            origin="lower",
            aspect="auto",
            cmap="magma",
            vmin=QUIETEST,
            vmax=0,
            extent=(0, len(samples) / rate, 0, rate / 2),
        )
        axes.set_title(name, fontsize=10)
        axes.set_xlabel(_("seconds"))
    panels[0].set_ylabel(_("hertz"))
    if image is not None:
        drawn.colorbar(image, ax=panels.tolist(), label=_("decibels below the loudest"))
    return drawn


def spectrogram_pixels(samples: Samples) -> npt.NDArray[np.uint8]:
    """A spectrogram as pixels `(frequencies, columns, 3)`, the lowest frequency below.

    Args:
        samples: amplitudes `(n,)`.
    """
    power, _piece = _decibels(samples)
    return colormaps["magma"]((power[::-1] - QUIETEST) / -QUIETEST, bytes=True)[..., :3]


def bits_beside_counting(rows: Sequence[tuple[str, float]], floor: float | None, *, title: str = "") -> Figure:
    """Draw bits a sample as bars, and the floor as a line.

    Args:
        rows: what foretells, and its bits; the last is the network.
        floor: bits that nobody can go below; None where nobody knows.
        title: of the figure.
    """
    drawn = figure(6.6, 1.2 + 0.5 * len(rows))
    drawn.suptitle(title, fontsize=10)
    axes = drawn.subplots()
    colours = [GREY] * (len(rows) - 1) + [BLUE]
    bars = axes.barh([name for name, _bits in rows], [bits for _name, bits in rows], color=colours)
    axes.bar_label(bars, fmt="%.2f", padding=4)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * max(bits for _name, bits in rows))
    axes.set_xlabel(_("bits a sample of the test sound"))
    if floor is not None:
        axes.axvline(floor, color=ORANGE, linestyle="--", label=_("the noise alone: {floor:.2f}").format(floor=floor))
        drawn.legend(loc="outside lower right", fontsize=9)
    return drawn


def foretold(chances: Samples, codes: npt.NDArray[np.uint8], first: int, *, title: str = "") -> Figure:
    """Draw what a network foretells for each sample, and what came.

    Args:
        chances: `(n, 256)` the probability of each code.
        codes: `(n,)` those that came.
        first: the number of the first of them in its sound.
        title: of the figure.
    """
    drawn = figure(9.2, 4.0)
    drawn.suptitle(title, fontsize=10)
    axes = drawn.subplots()
    extent = (first - 0.5, first + len(codes) - 0.5, -0.5, chances.shape[1] - 0.5)
    image = axes.imshow(
        chances.T, origin="lower", aspect="auto", cmap="viridis", norm=PowerNorm(0.4, 0, 1), extent=extent
    )
    axes.plot(np.arange(first, first + len(codes)), codes, ".", color="#FF6F59", markersize=4, label=_("what came"))
    axes.set_xlabel(_("sample"))
    axes.set_ylabel(_("code of μ-law"))
    axes.legend(loc="upper right")
    drawn.colorbar(image, ax=axes, label=_("probability"))
    return drawn


def surprise(samples: Samples, bits: Samples, rate: int, *, title: str = "") -> Figure:
    """Draw a sound, and below it how surprising a network finds it.

    Args:
        samples: `(n,)` amplitudes.
        bits: `(n - 1,)` of each sample from the second on.
        rate: samples in a second.
        title: of the figure.
    """
    drawn = figure(9.0, 4.4)
    drawn.suptitle(title, fontsize=10)
    above, below = drawn.subplots(2, 1, sharex=True)
    above.plot(np.arange(len(samples)) / rate, samples, color=GREY, linewidth=0.5)
    above.set_ylabel(_("amplitude"))
    wide = max(1, min(len(bits), rate // 50))
    smooth = np.convolve(bits, np.full(wide, 1 / wide), mode="valid")
    below.plot((np.arange(len(smooth)) + 1 + wide / 2) / rate, smooth, color=BLUE, linewidth=1)
    below.set_ylabel(_("bits a sample"))
    below.set_xlabel(_("seconds; bits are means of a fiftieth of one"))
    below.set_ylim(bottom=0)
    below.grid(alpha=0.3)
    return drawn


def growing_field(dilations: Sequence[int], *, title: str = "") -> Figure:
    """Draw how the receptive field grows: on the left what one output sees through each layer, on the right its length.

    After figure 3 of van den Oord et al. 2016, arXiv:1609.03499; kernels have two weights.

    Args:
        dilations: of the layers, the lowest first: 1 for a plain convolution.
        title: of the figure.
    """
    drawn = figure(11.0, 4.4)
    drawn.suptitle(title)
    left, right = drawn.subplots(1, 2, width_ratios=(1.25, 1))
    _connections(left, list(dilations[:DRAWN_LAYERS]))
    fields = 1 + np.cumsum(dilations)
    right.bar(np.arange(1, len(fields) + 1), fields, color=BLUE)
    right.set_yscale("log", base=2)
    right.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.0f}"))
    right.set_ylim(1, 2.2 * fields[-1])
    for number, field in enumerate(fields.tolist(), start=1):
        right.text(number, field * 1.08, f"{field:,}", ha="center", va="bottom", fontsize=8)
    step = max(1, len(fields) // 12)
    right.xaxis.set_major_locator(FixedLocator(np.arange(1, len(fields) + 1, step).tolist()))
    right.set_xlabel(_("layers"))
    right.set_ylabel(_("samples that an output sees"))
    return drawn


def _connections(axes: Axes, dilations: list[int]) -> None:
    """What the last output sees, in dots and lines; dots that it does not see are grey."""
    field = 1 + sum(dilations)
    seen = {0}
    for layer in range(len(dilations), 0, -1):
        dilation = dilations[layer - 1]
        for place in seen:
            for before in (place, place - dilation):
                axes.plot([before, place], [layer - 1, layer], color=BLUE, linewidth=1, zorder=1)
        axes.plot(sorted(seen), [layer] * len(seen), "o", color=ORANGE if layer == len(dilations) else BLUE, zorder=3)
        seen = {place - back for place in seen for back in (0, dilation)}
    axes.plot(sorted(seen), [0] * len(seen), "o", color=BLUE, zorder=3)
    for layer in range(len(dilations) + 1):
        axes.plot(np.arange(1 - field, 1), [layer] * field, "o", color="#D5D5D5", markersize=4, zorder=2)
    names = [_("dilation {number}").format(number=dilation) for dilation in dilations]
    axes.set_yticks(range(len(dilations) + 1), [_("input"), *names])
    axes.set_xlabel(_("samples before the output's own place"))
    axes.set_xlim(0.7 - field, 0.7)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
