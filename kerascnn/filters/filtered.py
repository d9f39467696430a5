"""What `kerascnn filter` shows: a photograph before and after each of several filters, reduced to what a page holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from kerascnn.errors import InputError, unknown
from kerascnn.filters.arrays import image_of
from kerascnn.filters.correlate import Array
from kerascnn.filters.frequency import check_cutoff, high_pass, low_pass, spectrum
from kerascnn.filters.kernels import ALIASES, KERNELS, kernel
from kerascnn.filters.photograph import apply, brightness, check_kernel
from kerascnn.language import _

__all__ = ["BANDS", "CUTOFF", "Filtered", "outcomes"]

BANDS = ("low-pass", "high-pass")
"""The filters that are a band of frequencies, not a kernel of weights."""
CUTOFF = 0.05

MOST_KERNELS = 6
MOST_WAVES = 25_000_000
"""Pixels of a picture whose frequencies are worked out: a Fourier transform takes some 50 bytes for each."""
LONGEST_WAVES = 60_000
"""Pixels of a side, with its border on both ends: one of a prime length takes many times its own memory."""
LARGEST_SHOWN = 600
"""Pixels of the longer side of what is kept for the page."""


@dataclass
class Filtered:
    """A photograph after one filter, or before all of them.

    Attributes:
        name: the kernel as it was given; "" before the first.
        weights: the kernel (height, width); None for a band of frequencies and before the first.
        level: what an even white area becomes.
        size: height and width in pixels.
        reduction: how many pixels of each axis were averaged into one of `shown`.
        lowest: the smallest value of all pixels.
        highest: the largest.
        outside: the part of all values that lie under 0 or above 1, from 0 to 1.
        shown: (height, width, channels) float32, reduced.
        spectrum: (height, width) float32 amplitudes, reduced; None unless it was asked for.
    """

    name: str
    weights: Array | None
    level: float
    size: tuple[int, int] = (0, 0)
    reduction: int = 1
    lowest: float = np.inf
    highest: float = -np.inf
    outside: float = 0.0
    shown: Array = field(default_factory=lambda: np.zeros((0, 0, 0), np.float32))
    spectrum: Array | None = None

    @property
    def signed(self) -> bool:
        """Whether 0 is the middle of what is shown: it is where even areas vanish and edges have two signs."""
        return self.level < 1e-9 and self.lowest < 0

    def limits(self) -> tuple[float, float]:
        """The values that are drawn black and white.

        Brightness from 0 to 1, except where even areas vanish: then the strongest edges set the scale, without the
        half percent that is stronger still.
        """
        if self.level >= 1e-9:
            return 0.0, 1.0
        strongest = float(np.percentile(np.abs(self.shown), 99.5)) or float(np.abs(self.shown).max()) or 1.0
        return (-strongest, strongest) if self.signed else (0.0, strongest)


def outcomes(
    picture: Array,
    kernels: Sequence[str],
    *,
    stride: int = 1,
    padding: Literal["valid", "same"] = "valid",
    relu: bool = False,
    chain: bool = False,
    spectra: bool = False,
    cutoff: float = CUTOFF,
) -> list[Filtered]:
    """Filter a photograph with each of several kernels.

    One channel is worked on at a time, and only reduced results are kept: memory does not grow with the kernels.

    >>> before, after = outcomes(np.full((8, 8, 1), 255, np.uint8), ["edge"])
    >>> before.highest, after.lowest, after.size
    (1.0, 0.0, (6, 6))

    Args:
        picture: (height, width) or (height, width, channels), uint8, or floating with white as 1.
        kernels: names, matrices as text, "low-pass" or "high-pass".
        stride: as for `apply`; a band of frequencies has none.
        padding: likewise.
        relu: replace what is negative by 0, after each.
        chain: each works on what the one before it left, instead of on the photograph.
        spectra: the spectrum before and after, too.
        cutoff: of low-pass and high-pass, in cycles per pixel.

    Returns:
        The photograph itself, then one outcome for each kernel.

    Raises:
        InputError: a kernel that `apply` refuses, none or too many, a cutoff out of range, or a picture that is too
            large for its frequencies.
    """
    if not 0 < len(kernels) <= MOST_KERNELS:
        text = _("{count} kernels were given; a picture shows 1 to {limit}")
        raise InputError(text.format(count=len(kernels), limit=MOST_KERNELS))
    check_cutoff(cutoff)
    picture = image_of(picture)
    picture = picture if picture.ndim == 3 else picture[..., None]
    rows = [Filtered("", None, 1.0)]
    given = [_weights(name) for name in kernels]
    _check_waves(picture.shape, spectra=spectra, bands=any(weights is None for weights in given), cutoff=cutoff)
    for name, weights in zip(kernels, given, strict=True):
        if weights is not None:
            check_kernel(weights, padding)
        elif stride != 1:
            raise InputError(_("{name} takes the whole picture at once; leave --stride out").format(name=name))
        level = float(name == "low-pass") if weights is None else float(weights.sum())
        rows.append(Filtered(name, weights, rows[-1].level * level if chain else level))
    for channel in range(picture.shape[2]):
        first = brightness(picture[..., channel])
        _keep(rows[0], first, spectra)
        current = first
        for row in rows[1:]:
            source = current if chain else first
            if row.weights is not None:
                current = apply(source, row.weights, stride=stride, padding=padding, relu=relu)
            else:
                current = (low_pass if row.name == "low-pass" else high_pass)(source, cutoff)
                if relu:
                    np.maximum(current, 0, out=current)
            _keep(row, current, spectra)
    for row in rows:
        row.outside /= picture.shape[2]
        if row.spectrum is not None:
            row.spectrum /= picture.shape[2]
    return rows


def _check_waves(shape: tuple[int, ...], *, spectra: bool, bands: bool, cutoff: float) -> None:
    """Check that the Fourier transforms of a picture fit into memory; a band's, of real numbers, are half as large."""
    if not (spectra or bands):
        return
    height, width, *_channels = shape
    down, across = (side + 2 * min(side, math.ceil(1 / cutoff)) for side in (height, width))  # as in `low_pass`
    if max(down, across) > LONGEST_WAVES or max(height * width * spectra, down * across * bands // 2) > MOST_WAVES:
        text = _(
            "the picture has {height} x {width} pixels, and frequencies are worked out for {most:,}, at most "
            "{longest:,} of them in a row; give a smaller picture"
        )
        raise InputError(text.format(height=height, width=width, most=MOST_WAVES, longest=LONGEST_WAVES // 3))


def _weights(name: str) -> Array | None:
    """The kernel of a name or text; None for a band of frequencies."""
    if name in BANDS:
        return None
    if name[:1].isalpha() and name not in {*KERNELS, *ALIASES}:
        raise unknown(_("kernel"), name, [*KERNELS, *BANDS])
    return kernel(name)


def _keep(row: Filtered, plane: Array, spectra: bool) -> None:
    """Add one channel to an outcome."""
    row.size = (plane.shape[0], plane.shape[1])
    row.reduction = -(-max(plane.shape) // LARGEST_SHOWN)
    row.lowest, row.highest = min(row.lowest, float(plane.min())), max(row.highest, float(plane.max()))
    # What rounding leaves beyond the border counts as on it.
    row.outside += float(np.mean((plane < -1e-5) | (plane > 1 + 1e-5)))
    small = _reduced(plane, row.reduction)[..., None]
    row.shown = np.concatenate([row.shown, small], axis=2) if row.shown.size else small
    if spectra:
        amplitude = _reduced(spectrum(plane), row.reduction)
        row.spectrum = amplitude if row.spectrum is None else row.spectrum + amplitude


def _reduced(plane: Array, factor: int) -> Array:
    """The mean of each block of `factor` by `factor`; what is left over at the end, less than a block, is cut off."""
    if factor == 1:
        return plane
    height, width = (max(1, side // factor) for side in plane.shape)
    down, across = min(factor, plane.shape[0]), min(factor, plane.shape[1])
    cut = plane[: height * down, : width * across]
    return cut.reshape(height, down, width, across).mean(axis=(1, 3))
