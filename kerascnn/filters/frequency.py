"""Spatial frequency: how fast the brightness changes from pixel to pixel, and filters that keep the slow or the fast.

Frequencies are in cycles per pixel: 0 is an even area, 0.5 changes from dark to bright with every pixel.
"""

import math

import numpy as np
import numpy.typing as npt

from kerascnn.errors import InputError
from kerascnn.filters.correlate import Array
from kerascnn.filters.photograph import brightness
from kerascnn.language import _

__all__ = ["high_pass", "low_pass", "spectrum"]


def low_pass(picture: npt.ArrayLike, cutoff: float) -> Array:
    """Keep the low frequencies: smooth areas stay, fine detail goes.

    The filter is a Gaussian, which leaves no rings around edges: half of the amplitude passes at the cutoff. The
    picture goes on mirrored beyond its border.

    >>> np.round(low_pass(np.full((4, 4), 0.5), 0.1), 3)[0].tolist()
    [0.5, 0.5, 0.5, 0.5]

    Args:
        picture: (height, width) or (height, width, channels), uint8, or floating with white as 1.
        cutoff: cycles per pixel, above 0, at most 0.5.

    Returns:
        float32, of the picture's axes.

    Raises:
        InputError: the cutoff is out of its range, or the picture has other axes.
    """
    check_cutoff(cutoff)
    pixels = brightness(picture)
    if pixels.ndim == 3:
        return np.stack([low_pass(pixels[..., channel], cutoff) for channel in range(pixels.shape[2])], axis=2)
    # Beyond one period of the cutoff, the Gaussian's share in the picture is under a thousandth.
    margins = [min(side, math.ceil(1 / cutoff)) for side in pixels.shape]
    mirrored = np.pad(pixels, [(margin, margin) for margin in margins], mode="symmetric")
    rows, columns = (_gaussian(frequencies, cutoff) for frequencies in _frequencies(mirrored.shape))
    waves = np.fft.rfft2(mirrored)
    waves *= rows[:, None]
    waves *= columns
    smooth = np.fft.irfft2(waves, mirrored.shape)
    inside = tuple(slice(margin, margin + side) for margin, side in zip(margins, pixels.shape, strict=True))
    return smooth[inside].astype(np.float32)


def high_pass(picture: npt.ArrayLike, cutoff: float) -> Array:
    """Keep the high frequencies, which are edges and texture: the picture less its `low_pass`.

    Args, returned array and errors are those of `low_pass`; even areas become 0, so half of the values are negative.

    >>> high_pass(np.full((4, 4), 0.5), 0.1).round(3)[0].tolist()
    [0.0, 0.0, 0.0, 0.0]
    """
    pixels = brightness(picture)
    return pixels - low_pass(pixels, cutoff)


def spectrum(picture: npt.ArrayLike) -> Array:
    """The amplitude of each frequency, with frequency 0 in the middle.

    The mean is taken away first, and the picture fades out to its border (a Hann window): otherwise the jump from one
    border to the opposite one would draw a bright cross.

    >>> stripes = np.tile([1.0, 0.0], (8, 4))
    >>> np.unravel_index(spectrum(stripes).argmax(), (8, 8))[1].item()  # column 0 is -0.5 cycles per pixel
    0

    Args:
        picture: (height, width), or (height, width, channels), whose amplitudes are averaged.

    Returns:
        float32, (height, width): row height // 2 and column width // 2 are frequency 0.

    Raises:
        InputError: the picture has other axes.
    """
    pixels = brightness(picture)
    if pixels.ndim == 3:
        return np.mean([spectrum(pixels[..., channel]) for channel in range(pixels.shape[2])], axis=0)
    faded = pixels - pixels.mean()
    faded *= np.hanning(pixels.shape[0] + 2)[1:-1, None].astype(np.float32)
    faded *= np.hanning(pixels.shape[1] + 2)[1:-1].astype(np.float32)
    amplitude = np.abs(np.fft.fft2(faded)).astype(np.float32)
    amplitude /= pixels.size
    return np.fft.fftshift(amplitude)


def check_cutoff(cutoff: float) -> None:
    """Check that a cutoff is a frequency that a picture can have.

    Raises:
        InputError: it is not.
    """
    if not 0 < cutoff <= 0.5:
        text = _("the cutoff is {cutoff}; expected cycles per pixel, above 0 and at most 0.5")
        raise InputError(text.format(cutoff=cutoff))


def _frequencies(size: tuple[int, ...]) -> tuple[Array, Array]:
    """The frequencies of the rows and columns that `rfft2` gives."""
    return np.fft.fftfreq(size[0]), np.fft.rfftfreq(size[1])


def _gaussian(frequencies: Array, cutoff: float) -> Array:
    """One factor for each frequency; a half at the cutoff."""
    return np.exp(-math.log(2) * (frequencies / cutoff) ** 2).astype(np.float32)
