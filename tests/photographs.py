"""Photographs of handwritten digits, rendered: paper, board and screen, pens, light, lens and camera.

A sheet is described in units of the photograph's longer side; each pixel is traced back onto the sheet, so that lines,
digits and edges share one perspective. Digits are those of MNIST, drawn anew with a sharp edge.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

SINGLE = (
    "plain", "ruled", "squared", "pencil", "pencil on lines", "blue pen", "fine pen", "thick pen", "shadow",
    "table edge", "finger", "chalk", "white on black", "corner", "two strokes", "noise",
)  # fmt: skip
"""What is special about a photograph; light falls off, the lens blurs and the sensor is noisy on all of them."""
SCENE = 1400
"""Longest side in pixels at which a scene is painted; a larger photograph is enlarged before the sensor's noise."""
UPSIDE = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
"""How a photograph that is to be seen upright lies in the file, by its EXIF orientation."""


@dataclass
class Photograph:
    """A rendered photograph.

    Attributes:
        pixels: `(height, width, 3)` uint8, upright.
        text: the digits as they are read, rows apart by a space.
        boxes: left, top, right, bottom of each digit in pixels, in the order of `text`.
    """

    pixels: np.ndarray
    text: str
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)

    def save(self, path: Path, *, orientation: int = 1, quality: int = 88) -> Path:
        """Write a JPEG that is turned by EXIF, or what the ending says."""
        image = Image.fromarray(self.pixels)
        turn = UPSIDE[orientation]
        exif = Image.Exif()
        exif[0x0112] = orientation
        (image if turn is None else image.transpose(turn)).save(path, exif=exif, quality=quality)
        return path


def stroke(digit: np.ndarray, rng: np.random.Generator, kind: str, side: int = 196) -> np.ndarray:
    """The ink of a digit of MNIST, 0 to 1, drawn at `side` pixels and cut to its extent."""
    large = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC), "float32") / 255
    large = ndimage.gaussian_filter(large, side / 140)
    # Faint thin strokes of the digit are strokes too: what counts is the strongest ink near by.
    peak = ndimage.maximum_filter(large, side // 10)
    shape = large > rng.uniform(0.4, 0.5) * np.clip(peak, 0.35, 1)
    if kind == "fine pen":
        from skimage.morphology import skeletonize

        line = ndimage.distance_transform_edt(~skeletonize(shape))
        shape = line < side * rng.uniform(0.009, 0.016)
    elif kind == "thick pen":
        shape = ndimage.distance_transform_edt(~shape) < side * 0.015
    if kind == "two strokes":
        shape = _broken(shape, rng, side)
    ink = ndimage.gaussian_filter(shape.astype("float32"), side / 220)
    rows, columns = (np.flatnonzero(shape.any(axis=axis)) for axis in (1, 0))
    edge = 4
    ink = np.pad(ink, edge)
    return ink[rows[0] : rows[-1] + 1 + 2 * edge, columns[0] : columns[-1] + 1 + 2 * edge]


def _broken(shape: np.ndarray, rng: np.random.Generator, side: int) -> np.ndarray:
    """The pen lifted once: a slit across the stroke."""
    rows, columns = np.nonzero(shape)
    angle = rng.uniform(0, np.pi)
    at = rng.integers(len(rows))
    y, x = np.indices(shape.shape)
    along = (x - columns[at]) * np.cos(angle) + (y - rows[at]) * np.sin(angle)
    across = -(x - columns[at]) * np.sin(angle) + (y - rows[at]) * np.cos(angle)
    slit = (np.abs(along) < side * rng.uniform(0.010, 0.018)) & (np.abs(across) < side * 0.12)
    return shape & ~slit


def photograph(
    digits: np.ndarray,
    labels: np.ndarray,
    rng: np.random.Generator,
    kind: str,
    *,
    longest: int | None = None,
    layout: str = "single",
) -> Photograph:
    """Photograph digits.

    Args:
        digits: `(n, 28, 28)` uint8, light on dark.
        labels: `(n,)`, what they are.
        rng: decides all that is left to chance.
        kind: one of `SINGLE`.
        longest: pixels of the longer side; else 200 to 5,000, mostly in between.
        layout: "single", "row", "rows" or "column".
    """
    if longest is None:
        longest = round(float(np.exp(rng.uniform(np.log(200 if layout == "single" else 500), np.log(3000)))))
        if rng.random() < 0.06:
            longest = int(rng.integers(3000, 5001))
    aspect = rng.choice([3 / 4, 9 / 16, 1.0, 4 / 5])
    wide = layout == "row" or rng.random() < 0.4
    width, height = (longest, round(longest * aspect)) if wide else (round(longest * aspect), longest)
    scene = min(1.0, SCENE / longest)
    columns, rows = max(1, round(width * scene)), max(1, round(height * scene))
    view = _View(rng, rows, columns)
    ink, places = _written(digits, rng, kind, view, longest, layout)
    reflected = _surface(rng, kind, view, ink, places)
    light = _light(rng, kind, view)
    picture = reflected * light[..., None]
    picture = _finger(picture, rng, view, places) if kind == "finger" else picture
    picture = _camera(picture, rng, kind, (width, height))
    factor = longest / max(rows, columns)
    boxes = [tuple(side * factor for side in box) for box, _number in places]
    text = _text(labels, layout)
    return Photograph(picture, text, boxes)


def _text(labels: np.ndarray, layout: str) -> str:
    numbers = [str(int(label)) for label in labels]
    if layout == "column":
        return " ".join(numbers)
    if layout == "rows":
        half = (len(numbers) + 1) // 2
        return "".join(numbers[:half]) + " " + "".join(numbers[half:])
    return "".join(numbers)


class _View:
    """Where each pixel of the scene lies on the sheet, whose middle is (0, 0) and whose unit is the longer side."""

    def __init__(self, rng: np.random.Generator, rows: int, columns: int) -> None:
        self.rows, self.columns, self.unit = rows, columns, max(rows, columns)
        y, x = np.indices((rows, columns), dtype="float32")
        x, y = (x - columns / 2) / self.unit, (y - rows / 2) / self.unit
        angle = np.deg2rad(rng.uniform(-7, 7))
        tilt_x, tilt_y = rng.uniform(-0.15, 0.15, 2)
        self.angle, self.tilt = angle, (tilt_x, tilt_y)
        away = 1 + tilt_x * x + tilt_y * y
        x, y = x / away, y / away
        self.x = x * np.cos(angle) + y * np.sin(angle)
        self.y = -x * np.sin(angle) + y * np.cos(angle)
        self.half = (columns / 2 / self.unit, rows / 2 / self.unit)

    def pixel(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Column and row at which points of the sheet are seen."""
        turned_x = x * np.cos(self.angle) - y * np.sin(self.angle)
        turned_y = x * np.sin(self.angle) + y * np.cos(self.angle)
        away = 1 - self.tilt[0] * turned_x - self.tilt[1] * turned_y
        return turned_x / away * self.unit + self.columns / 2, turned_y / away * self.unit + self.rows / 2


def _written(digits, rng, kind, view, longest, layout):
    """The ink on the scene, and the place of each digit in it."""
    shapes = [stroke(digit, rng, kind) for digit in digits]
    half_x, half_y = view.half
    margin = 0.05
    if kind in ("table edge", "finger"):
        margin = 0.17
    room_x, room_y = 2 * (half_x - margin) * 0.93, 2 * (half_y - margin) * 0.93
    count = len(shapes)
    per_row = {"single": [1], "row": [count], "column": [1] * count, "rows": [(count + 1) // 2, count // 2]}[layout]
    most = max(per_row)
    gap, leading = rng.uniform(0.22, 0.5), rng.uniform(1.35, 1.8)
    # As large as there is room for, and not too small to be seen.
    highest = min(room_y / (1 + leading * (len(per_row) - 1)), room_x / (most * (0.85 + gap)), 0.62)
    smallest = max(0.045, 30 / longest)
    tall = float(np.exp(rng.uniform(np.log(min(smallest, highest)), np.log(highest))))
    if kind == "corner":
        tall = max(smallest, min(tall, 0.16, highest))
    lines, number = [], 0
    for row, many in enumerate(per_row):
        right = 0.0
        for _each in range(many):
            shape = shapes[number]
            own = tall * (rng.uniform(0.88, 1.12) if count > 1 else 1.0)
            scale = own / max(shape.shape)
            if shape.shape[0] < 0.6 * shape.shape[1]:
                scale *= 0.7
            wide, high = shape.shape[1] * scale, shape.shape[0] * scale
            y = row * leading * tall + (tall - high) / 2 + tall * rng.uniform(-0.07, 0.07) * (count > 1)
            x = right + (rng.uniform(-0.1, 0.1) * tall if layout == "column" else 0)
            lines.append([shape, x, y, wide, high])
            right += wide + gap * tall * rng.uniform(0.7, 1.3)
            number += 1
    left, top = min(line[1] for line in lines), min(line[2] for line in lines)
    total_x = max(line[1] + line[3] for line in lines) - left
    total_y = max(line[2] + line[4] for line in lines) - top
    free_x, free_y = max(0.0, room_x - total_x), max(0.0, room_y - total_y)
    if kind == "corner":
        at_x, at_y = (free_x * (0.02 + 0.96 * rng.integers(2)), free_y * (0.02 + 0.96 * rng.integers(2)))
    else:
        at_x, at_y = free_x * rng.random(), free_y * rng.random()
    ink = np.zeros(view.x.shape, "float32")
    places = []
    for number, (shape, x, y, wide, high) in enumerate(lines):
        x, y = x - left + at_x - room_x / 2, y - top + at_y - room_y / 2
        corners = view.pixel(np.array([x, x + wide, x, x + wide]), np.array([y, y, y + high, y + high]))
        box = (corners[0].min(), corners[1].min(), corners[0].max(), corners[1].max())
        part = (
            slice(max(0, int(box[1]) - 2), max(0, int(box[3]) + 3)),
            slice(max(0, int(box[0]) - 2), max(0, int(box[2]) + 3)),
        )
        at = [
            (view.y[part] - y) / high * (shape.shape[0] - 1),
            (view.x[part] - x) / wide * (shape.shape[1] - 1),
        ]
        # Sampled no finer than the scene shows it.
        coarse = shape.shape[0] / max(1.0, box[3] - box[1])
        soft = ndimage.gaussian_filter(shape, 0.4 * coarse) if coarse > 1 else shape
        ink[part] = np.maximum(ink[part], ndimage.map_coordinates(soft, at, order=1))
        places.append((box, number))
    return np.clip(ink, 0, 1), places


def _grain(rng, view, coarse, fine=0.0):
    """Even noise of about unit size whose grains are `coarse` pixels of the scene."""
    shape = [max(2, int(side / coarse) + 2) for side in (view.rows, view.columns)]
    noise = rng.normal(size=shape).astype("float32")
    large = Image.fromarray(noise).resize((view.columns, view.rows), Image.Resampling.BICUBIC)
    return np.asarray(large) + (fine * rng.normal(size=(view.rows, view.columns)).astype("float32") if fine else 0)


def _lines(view, rng, squared):
    """Ruled or squared lines on the sheet, 0 to 1."""
    apart = rng.uniform(0.03, 0.07) if squared else rng.uniform(0.05, 0.11)
    wide = max(apart * rng.uniform(0.03, 0.06), 0.8 / view.unit)
    soft = 1 / view.unit
    found = np.zeros(view.x.shape, "float32")
    for along in (view.y, view.x) if squared else (view.y,):
        shift = rng.random()
        distance = np.abs(((along / apart + shift) % 1) - 0.5) * apart
        found = np.maximum(found, np.clip((wide / 2 + soft / 2 - distance) / soft, 0, 1) * min(1.0, wide / soft))
    if not squared and rng.random() < 0.3:  # the margin, in red
        margin = np.abs(view.x + view.half[0] * 0.75)
        found = np.maximum(found, np.clip((wide / 2 + soft / 2 - margin) / soft, 0, 1))
    return found


def _surface(rng, kind, view, ink, places):
    """What the scene reflects: `(rows, columns, 3)`, 0 to 1."""
    blackboard, screen = kind == "chalk", kind == "white on black"
    if blackboard:
        ground = rng.choice(np.array([[0.16, 0.30, 0.22], [0.20, 0.21, 0.22]]), axis=0) * rng.uniform(0.8, 1.2)
        mark = np.array([0.88, 0.88, 0.84]) if rng.random() < 0.7 else np.array([0.90, 0.85, 0.50])
    elif screen:
        ground = np.full(3, rng.uniform(0.04, 0.16))
        mark = np.full(3, rng.uniform(0.75, 1.0))
    else:
        ground = np.array([0.93, 0.92, 0.89]) * rng.uniform(0.85, 1.04) * rng.uniform(0.97, 1.03, 3)
        mark = {
            "pencil": np.full(3, rng.uniform(0.40, 0.55)),
            "pencil on lines": np.full(3, rng.uniform(0.36, 0.48)),
            "blue pen": np.array([0.13, 0.20, 0.58]) * rng.uniform(0.8, 1.3),
        }.get(kind, np.full(3, rng.uniform(0.06, 0.25)) * rng.uniform(0.9, 1.1, 3))
    surface = np.broadcast_to(ground, (*view.x.shape, 3)).astype("float32")
    if blackboard:
        surface = surface * (1 + 0.10 * _grain(rng, view, view.unit / 8) + 0.03 * _grain(rng, view, 2))[..., None]
    elif not screen:
        surface = surface * (1 + 0.006 * _grain(rng, view, 3))[..., None]
    lined = kind in ("ruled", "squared", "pencil on lines") or (
        kind in ("blue pen", "shadow", "fine pen") and rng.random() < 0.5
    )
    if lined and not (blackboard or screen):
        squared = kind == "squared" or (kind != "ruled" and rng.random() < 0.5)
        colour = np.array([[0.62, 0.72, 0.84], [0.70, 0.70, 0.72]])[rng.integers(2)] * ground
        faint = rng.uniform(0.5, 1.0)
        surface = surface + (_lines(view, rng, squared) * faint)[..., None] * (colour - ground)
    strength = ink * rng.uniform(0.85, 1.0)
    if kind.startswith("pencil") or blackboard:
        grain = 1 + (0.22 if blackboard else 0.15) * _grain(rng, view, max(1.0, view.unit / 700))
        strength = np.clip(strength * np.clip(grain, 0.35, 1.15), 0, 1)
    surface = surface + strength[..., None].astype("float32") * (mark - surface)
    if kind == "table edge":
        surface = _table(surface, rng, view, places)
    return surface


def _table(surface, rng, view, places):
    """The sheet ends on one or two sides, and the table begins."""
    colour = np.array([[0.42, 0.28, 0.18], [0.16, 0.14, 0.13], [0.62, 0.52, 0.42]])[rng.integers(3)]
    wood = colour * (1 + 0.08 * _grain(rng, view, view.unit / 25) + 0.03 * _grain(rng, view, 3))[..., None]
    half_x, half_y = view.half
    edges = [(view.x, -half_x), (-view.x, -half_x), (view.y, -half_y), (-view.y, -half_y)]
    outside = np.zeros(view.x.shape, "float32")
    for number in rng.permutation(4)[: rng.integers(1, 3)]:
        along, edge = edges[number]
        beyond = (edge + rng.uniform(0.03, 0.12) - along) * view.unit
        outside = np.maximum(outside, np.clip(beyond + 0.5, 0, 1))
    shade = ndimage.gaussian_filter(outside, view.unit / 150) * 0.25
    return (surface * (1 - shade[..., None]) * (1 - outside[..., None]) + wood * outside[..., None]).astype("float32")


def _light(rng, kind, view):
    """How bright each place is lit, 1 where it is brightest."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.indices(view.x.shape, dtype="float32")
    along = x / view.unit * np.cos(angle) + y / view.unit * np.sin(angle)
    along = (along - along.min()) / (along.max() - along.min())
    light = 1 - rng.uniform(0.1, 0.36) * along
    if kind == "shadow" or rng.random() < 0.1:
        side = rng.uniform(0, 2 * np.pi)
        distance = (x / view.columns - rng.uniform(0.25, 0.75)) * np.cos(side)
        distance = distance + (y / view.rows - rng.uniform(0.25, 0.75)) * np.sin(side)
        distance = distance + 0.05 * _grain(rng, view, view.unit / 4)
        soft = rng.uniform(0.01, 0.12)
        light = light * (1 - rng.uniform(0.2, 0.5) / (1 + np.exp(np.clip(-distance / soft * 3, -30, 30))))
    if kind == "noise":
        light = light * rng.uniform(0.4, 0.65)
    return light.astype("float32")


def _finger(picture, rng, view, places):
    """The tip of a finger or a thumb that comes in from the border."""
    for _try in range(50):
        side, across = rng.integers(4), rng.uniform(0.15, 0.85)
        wide, long = rng.uniform(0.05, 0.08) * view.unit, rng.uniform(0.08, 0.2) * view.unit
        y, x = np.indices(view.x.shape, dtype="float32")
        if side < 2:
            from_border = x if side == 0 else view.columns - 1 - x
            off = y - across * view.rows
        else:
            from_border = y if side == 2 else view.rows - 1 - y
            off = x - across * view.columns
        tip = np.hypot(np.maximum(from_border - (long - wide), 0), off) - wide
        inside = np.clip(0.5 - tip / max(1.5, view.unit / 300), 0, 1)
        near = view.unit * 0.03
        if all((tip[_part(box, near, tip.shape)] > near).all() for box, _number in places):
            break
    else:
        return picture
    skin = np.array([[0.80, 0.58, 0.47], [0.45, 0.29, 0.21]])[rng.integers(2)]
    round_ = 1 - 0.35 * np.clip(1 + tip / wide, 0, 1) ** 2
    colour = skin * round_[..., None]
    shade = 1 - 0.3 * np.clip(1 - tip / (0.04 * view.unit), 0, 1) * (1 - inside)
    return picture * shade[..., None] * (1 - inside[..., None]) + colour * inside[..., None]


def _part(box, more, shape):
    left, top, right, bottom = box
    return (
        slice(max(0, int(top - more)), min(shape[0], int(bottom + more) + 1)),
        slice(max(0, int(left - more)), min(shape[1], int(right + more) + 1)),
    )


def _camera(picture, rng, kind, size):
    """Lens, exposure, sensor: `(height, width, 3)` uint8."""
    rows, columns = picture.shape[:2]
    blur = rng.uniform(0.3, 1.0) * max(1.0, max(rows, columns) / 900)
    brightness = rng.uniform(0.82, 1.05)
    channels = [ndimage.gaussian_filter(picture[..., number], blur) for number in range(3)]
    noise = rng.uniform(6, 14) if kind == "noise" else rng.uniform(1, 4.5)
    result = np.empty((size[1], size[0], 3), np.uint8)
    common = rng.standard_normal((size[1], size[0]), "float32") * (noise * 0.8)
    for number, channel in enumerate(channels):
        large = channel if size == (columns, rows) else Image.fromarray(channel).resize(size, Image.Resampling.BICUBIC)
        own = rng.standard_normal((size[1], size[0]), "float32") * (noise * 0.6)
        result[..., number] = np.clip(np.asarray(large) * (255 * brightness) + common + own, 0, 255)
    return result
