"""How strongly each pixel of a photograph is ink, whatever the paper, the light and the pen.

The paper is what remains when everything thinner than a stroke can be is filled up: a grey closing, for dark ink, or an
opening, for light ink. A shadow's edge, the end of the sheet and a lamp's falling light remain too: they are not thin.
"""

from dataclasses import dataclass

import numpy as np

from kerascnn.handwriting.ruling import without_lines

__all__ = ["Ink", "inks"]

WIDEST = 0.2
"""The widest stroke, as a part of the picture's longer side."""
LEAST_WIDE = 25
DARKEST = 0.3
"""Paper is not believed to be darker than this part of the brightest: noise on a dark table would look like ink."""


@dataclass(frozen=True)
class Ink:
    """What would be ink, were the ink darker or lighter than what it is written on.

    Attributes:
        dark: whether it is darker.
        strength: `(height, width)` float32, the contrast with the paper below as a part of the paper's brightness for
            dark ink, of white for light ink; 0 on the paper.
        noise: the standard deviation of the strength on the paper.
    """

    dark: bool
    strength: np.ndarray
    noise: float


def inks(grey: np.ndarray) -> tuple[Ink, Ink]:
    """Find dark and light ink.

    Args:
        grey: `(height, width)` float32, 0 to 255, some 1,000 pixels a side at most.
    """
    from scipy import ndimage

    longer = max(grey.shape)
    soft = ndimage.gaussian_filter(grey, float(np.clip(longer / 1000, 0.45, 1.2)))
    softer = ndimage.gaussian_filter(grey, float(np.clip(longer / 500, 0.8, 2.4)))
    size = max(LEAST_WIDE, round(WIDEST * longer)) | 1
    return _ink(soft, softer, size, dark=True), _ink(soft, softer, size, dark=False)


def _ink(soft: np.ndarray, softer: np.ndarray, size: int, *, dark: bool) -> Ink:
    from scipy import ndimage

    # Beyond the border the table, or whatever is there, goes on: a strip along the border is no stroke.
    outside = 0.0 if dark else 255.0
    wide = np.pad(softer, size, constant_values=outside)
    fill = ndimage.grey_closing if dark else ndimage.grey_opening
    paper = fill(wide, (size, size))[size:-size, size:-size]
    if dark:
        strength = (paper - soft) / np.maximum(paper, DARKEST * np.percentile(paper, 95) + 1)
    else:
        strength = (soft - paper) / (255 - np.minimum(paper, 128))
    # The brightest of many noisy pixels is brighter than the paper.
    strength -= np.median(strength)
    noise = 1.4826 * float(np.median(np.abs(strength)))
    strength = without_lines(strength, noise)
    return Ink(dark, np.maximum(strength, 0), noise)
