"""A painting that nobody has to look for: brush strokes that run around some lights, drawn by chance."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from kerascnn import checks

__all__ = ["brush_strokes"]

LIGHTS = 7
NIGHT = (28, 52, 110)
RINGS = ((22, (236, 204, 92)), (34, (222, 152, 44)), (52, (150, 190, 214)), (80, (92, 146, 196)), (120, (40, 84, 158)))
"""From the middle of a light outwards: pixels of 512, and the colour up to there."""
SKY = ((18, 40, 96), (24, 60, 80), (40, 84, 158), (70, 120, 130))
DRIFT = np.array([0.06, 0.01])
"""Which way strokes run far from any light."""


def brush_strokes(size: int = 512, *, seed: int = 3) -> npt.NDArray[np.uint8]:
    """Draw a style picture: blue and yellow strokes that swirl around lights in a night sky.

    Args:
        size: pixels along a side.
        seed: where the lights are, and each stroke.

    Returns:
        `(size, size, 3)` uint8.

    Raises:
        InputError: `size` is no whole number from 16 up.
    """
    checks.whole("size", size, at_least=16, at_most=4096)
    checks.whole("seed", seed, at_least=0)
    random = np.random.default_rng(seed)
    scale = size / 512
    lights = random.uniform(0, 512, (LIGHTS, 2))
    turns = random.choice([-1.0, 1.0], LIGHTS) * random.uniform(0.6, 1.4, LIGHTS)
    image = Image.new("RGB", (size, size), NIGHT)
    pen = ImageDraw.Draw(image)
    for _stroke in range(9000):
        start = random.uniform(-10, 522, 2)
        away = start - lights
        far = np.hypot(away[:, 0], away[:, 1]) + 1
        around = np.stack([-away[:, 1], away[:, 0]], axis=1) / far[:, None]
        along = (around * (turns * np.exp(-far / 90))[:, None]).sum(axis=0) + DRIFT
        along /= np.hypot(*along)
        ring = far.min() + random.normal(0, 14)
        colour = next((colour for limit, colour in RINGS if ring < limit), SKY[int(random.integers(len(SKY)))])
        shade = np.clip(colour + random.normal(0, 14, 3), 0, 255).astype(int).tolist()
        end = start + along * random.uniform(10, 22)
        ends = [tuple((point * scale).tolist()) for point in (start, end)]
        pen.line(ends, fill=tuple(shade), width=max(1, round(float(random.uniform(3, 6)) * scale)))
    return np.asarray(image)
