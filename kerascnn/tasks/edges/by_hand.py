"""Edges as filters find them, which have learned nothing: how fast brightness changes, and Canny's."""

import numpy as np
import numpy.typing as npt

__all__ = ["CANNY_HIGH", "canny", "gradient"]

Pixels = npt.NDArray[np.uint8]
Maps = npt.NDArray[np.float32]

CANNY_HIGH = tuple(number / 5 for number in range(1, 11))
"""High thresholds of the gradient that are tried, of pictures in [0, 1]; the low one is 0.4 times as high."""
LOW, SIGMA = 0.4, 1.0
WHITE = 255.0


def gradient(images: Pixels) -> Maps:
    """How fast a picture changes: the length of Sobel's gradient, of the channel where it is longest.

    Args:
        images: `(n, height, width, channels)` uint8.

    Returns:
        `(n, height, width)` 0 to 1, where 1 is a straight edge between black and white, or what is steeper still.
    """
    whole = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge").astype(np.float32)
    # Sobel's kernels are a difference along one axis and a smoothing, 1 2 1, along the other.
    rows = whole[:, :-2] + 2 * whole[:, 1:-1] + whole[:, 2:]
    columns = whole[:, :, :-2] + 2 * whole[:, :, 1:-1] + whole[:, :, 2:]
    across, down = rows[:, :, 2:] - rows[:, :, :-2], columns[:, 2:] - columns[:, :-2]
    length = np.sqrt(across**2 + down**2).max(axis=3)
    found: Maps = np.minimum(length / (4 * WHITE), 1)
    return found


def canny(images: Pixels) -> npt.NDArray[np.bool_] | None:
    """Canny's lines at each of `CANNY_HIGH`; None where scikit-image is not installed.

    Args:
        images: `(n, height, width, channels)` uint8.

    Returns:
        `(thresholds, n, height, width)`.
    """
    try:
        from skimage.feature import canny as lines_of
    except ImportError:
        return None
    grey = images.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / WHITE
    return np.array(
        [
            [lines_of(each, sigma=SIGMA, low_threshold=LOW * high, high_threshold=high) for each in grey]
            for high in CANNY_HIGH
        ]
    )
