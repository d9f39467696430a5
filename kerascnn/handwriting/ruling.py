"""The lines of ruled and squared paper, taken out of the ink."""

import numpy as np

__all__ = ["without_lines"]

STEEPEST = 22.0
"""Degrees by which the lines of a photographed sheet may be turned."""
STEP = 0.5
THICKEST = 0.012
"""Of a line, as a part of the picture's longer side."""
LEAST_LONG = 0.5
"""How much of its way through the picture a line must be seen on."""
MOST = 160
FAINTEST = 0.04
"""Lines of less contrast disturb nobody."""
REACH = 4
"""Pixels to both sides within which a bent line is followed."""


def without_lines(strength: np.ndarray, noise: float) -> np.ndarray:
    """Take long thin straight lines away, and leave what crosses them.

    Lines are found by the Hough transform, followed pixel by pixel, and taken away as strong as they are in their
    neighbourhood, so that a stroke that is stronger stays.

    Args:
        strength: `(height, width)`, the contrast with the paper.
        noise: its standard deviation on the paper.
    """
    from scipy import ndimage
    from skimage.transform import hough_line, hough_line_peaks

    longer = max(strength.shape)
    thick = max(5, round(THICKEST * longer)) | 1
    thin = strength - ndimage.grey_opening(strength, (thick, thick))
    mask = thin > max(FAINTEST, 3 * noise)
    if mask.mean() > 0.35:  # noise, or a texture
        return strength
    steps = round(2 * STEEPEST / STEP) + 1
    near = np.deg2rad(np.linspace(-STEEPEST, STEEPEST, steps))
    left = strength.copy()
    for angles in (near, near + np.pi / 2):
        votes, angles, distances = hough_line(mask, angles)
        least = 0.5 * LEAST_LONG * min(strength.shape)
        if votes.max() < least:
            continue
        found = hough_line_peaks(
            votes, angles, distances, min_distance=thick // 2 + 1, min_angle=3, threshold=least, num_peaks=MOST
        )
        for angle, distance in zip(*found[1:], strict=True):
            _take_away(left, thin, float(angle), float(distance), thick, noise)
    return left


def _take_away(left: np.ndarray, thin: np.ndarray, angle: float, distance: float, thick: int, noise: float) -> None:
    """Take one line away, if it is one."""
    from scipy import ndimage

    height, width = thin.shape
    along = np.arange(-height - width, height + width)
    x = distance * np.cos(angle) - along * np.sin(angle)
    y = distance * np.sin(angle) + along * np.cos(angle)
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    x, y = x[inside], y[inside]
    if len(x) < 0.4 * min(height, width):
        return
    offsets = np.arange(-REACH - thick, REACH + thick + 1)
    columns, rows = x + offsets[:, None] * np.cos(angle), y + offsets[:, None] * np.sin(angle)
    strip = ndimage.map_coordinates(thin, [rows, columns], order=1, mode="constant")
    # Where the line runs, and how strong it is there: what crosses it takes up a small part of each stretch.
    stretch = max(15, len(x) // 6) | 1
    steady = ndimage.uniform_filter1d(np.minimum(strip, np.median(strip, axis=1).max() * 2 + noise), stretch, axis=1)
    middle = slice(thick, len(offsets) - thick)
    course = steady[middle].argmax(axis=0) + thick
    at = np.arange(len(x))
    ridge = np.max([strip[course + step, at] for step in (-1, 0, 1)], axis=0)
    # A stroke along the line is no part of it: the paper's lines are about as strong everywhere.
    usual = float(np.percentile(ridge, 40))
    strong = np.minimum(ndimage.percentile_filter(ridge, 40, 2 * stretch, mode="nearest"), 1.25 * usual)
    seen = (ridge > 0.5 * strong) & (ridge > max(FAINTEST, 2.5 * noise))
    if seen.mean() < LEAST_LONG:
        return
    profile = np.median(
        [strip[np.clip(course + step, 0, len(offsets) - 1), at] for step in range(-thick, thick + 1)], axis=1
    )
    wide = int((profile > 0.3 * profile.max()).sum())
    if wide > thick:
        return
    half = wide // 2 + 1
    for step in range(-half, half + 1):
        where = course + step
        column, row = (each[where, at].round().astype(int) for each in (columns, rows))
        kept = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        column, row, line = column[kept], row[kept], strong[kept]
        here = left[row, column]
        # Up to half as strong again it is the line itself; a stroke on it keeps what is above.
        left[row, column] = np.where(here < 1.5 * line + 2 * noise, 0, here)
