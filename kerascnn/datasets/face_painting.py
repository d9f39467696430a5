"""Paints drawn faces, many at once: soft shapes one over the other, then the light and the noise."""

from typing import Any

import numpy as np

from kerascnn.datasets.dataset import Images
from kerascnn.datasets.face_chance import Numbers, Person
from kerascnn.datasets.face_pose import Pose

__all__ = ["painted"]

Each = Numbers | float
"""A number for all pictures, or one for each."""
DARK = (0.25, 0.10, 0.10)
"""The inside of a mouth."""
WHITE = (0.95, 0.94, 0.92)
"""Of eyes and teeth."""


def painted(person: Person, pose: Pose, size: int, grain: Numbers) -> Images:
    """Paint one face per person and pose.

    Args:
        person: who is seen.
        pose: how.
        size: pixels along a side.
        grain: `(n, size, size, 3)` numbers of a normal distribution, for the noise.

    Returns:
        `(n, size, size, 3)` uint8.
    """
    canvas = _Canvas(pose, size)
    canvas.background(pose)
    head = _head(canvas, person, pose)
    _face(canvas, person, pose, head)
    _hair(canvas, person, pose, head)
    if person.glasses.any():
        _glasses(canvas, person, pose)
    if pose.hat.any():
        _hat(canvas, person, pose)
    return canvas.exposed(pose, grain)


class _Canvas:
    """Pictures that shapes are laid on; a shape is how much of each pixel it covers, `(n, pixels)`, 0 to 1.

    Args:
        pose: how the faces lie in the pictures.
        size: pixels along a side.
    """

    def __init__(self, pose: Pose, size: int) -> None:
        self.size = size
        steps = (np.arange(size, dtype=np.float32) + 0.5) / size * 2 - 1
        self.plain_x, self.plain_y = np.tile(steps, size)[None], np.repeat(steps, size)[None]
        x, y = self.plain_x - pose.right[:, None], self.plain_y - pose.down[:, None]
        cosine, sine = (each[:, None] / pose.scale[:, None] for each in (np.cos(pose.roll), np.sin(pose.roll)))
        self.x, self.y = cosine * x + sine * y, cosine * y - sine * x
        self.pixel = (2 / size / pose.scale)[:, None]
        self.cosine, self.sine = np.cos(pose.roll)[:, None], np.sin(pose.roll)[:, None]
        self.scale, self.down = pose.scale[:, None], pose.down[:, None]
        self.colours = np.empty((len(x), 3, size**2), np.float32)

    def soft(self, inside: Numbers) -> Numbers:
        """How much of a pixel is covered whose middle lies `inside` of a border, in lengths of the face's frame."""
        return np.clip(inside / self.pixel + 0.5, 0, 1)

    def rows(self, x: Any, y: Any, wide: Any, high: Any) -> slice:
        """The pixels of all rows in which a picture shows something of a box of the face's frame."""
        middle = self.scale * (self.sine * x + self.cosine * y) + self.down
        half = self.scale * (np.abs(self.sine) * wide + self.cosine * high)
        first = int(np.floor((np.min(middle - half) + 1) * self.size / 2)) - 1
        last = int(np.ceil((np.max(middle + half) + 1) * self.size / 2)) + 1
        return slice(max(first, 0) * self.size, max(last, 0) * self.size)

    def ellipse(self, x: Each, y: Each, wide: Each, high: Each, power: Each = 2.0) -> Numbers:
        """An ellipse, or with a higher power something squarer."""
        x, y, wide, high = map(_column, (x, y, wide, high))
        wide, high = np.maximum(wide, 1e-3), np.maximum(high, 1e-3)
        narrow = np.minimum(wide, high)
        # Its soft border ends at this radius; most are small, and what lies above and below them is left alone.
        end = 1 + 0.5 * self.pixel / narrow
        some = self.rows(x, y, wide * end, high * end)
        found = np.zeros_like(self.x)
        across, down = np.abs(self.x[:, some] - x) / wide, np.abs(self.y[:, some] - y) / high
        if isinstance(power, float) and power == 2.0:
            radius = np.sqrt(across * across + down * down)
        else:
            power = _column(power)
            radius = (across**power + down**power) ** (1 / power)
        found[:, some] = self.soft((1 - radius) * narrow)
        return found

    def stroke(self, x: Each, y: Each, wide: Each, thick: Each, *, tilt: Each = 0.0, curve: Each = 0.0) -> Numbers:
        """A line from side to side, that slopes by `tilt` and whose ends hang by `curve`."""
        x, y, wide, thick, tilt, curve = map(_column, (x, y, wide, thick, tilt, curve))
        length, end = np.maximum(wide, 1e-3), wide + 0.5 * self.pixel
        bent = np.abs(tilt) * end + np.abs(curve) * (end / length) ** 2
        some = self.rows(x, y, end, thick + 0.5 * self.pixel + bent)
        found = np.zeros_like(self.x)
        across = self.x[:, some] - x
        middle = y + tilt * across + curve * (across / length) ** 2
        found[:, some] = self.soft(thick - np.abs(self.y[:, some] - middle)) * self.soft(wide - np.abs(across))
        return found

    def below(self, y: Each) -> Numbers:
        """All that lies below a height."""
        return self.soft(self.y - _column(y))

    def lay(self, shape: Numbers, colour: Any) -> None:
        """Lay a shape of a colour, `(n, 3)` or `(3,)`, over what is there."""
        covered = np.flatnonzero(shape.any(axis=0))
        if not len(covered):
            return
        # Most shapes are small: the pixels before and behind them are left alone.
        some = slice(covered[0], covered[-1] + 1)
        colour = np.broadcast_to(np.asarray(colour, np.float32), (len(shape), 3))
        under = self.colours[..., some]
        under += shape[:, None, some] * (colour[..., None] - under)

    def background(self, pose: Pose) -> None:
        """Fill all with a change from one colour to another."""
        part = 0.5 + 0.5 * (self.plain_x * np.cos(2 * pose.angle)[:, None] + self.plain_y * pose.gaze[:, None]) / 1.5
        self.colours[:] = pose.behind[..., None]
        self.lay(np.clip(part, 0, 1), pose.beyond)

    def exposed(self, pose: Pose, grain: Numbers) -> Images:
        """The pictures under their light, with the noise of a sensor."""
        toward = self.plain_x * np.cos(pose.angle)[:, None] + self.plain_y * np.sin(pose.angle)[:, None]
        light = pose.bright[:, None] * (1 + pose.slope[:, None] * toward)
        seen = self.colours * light[:, None] * pose.tint[..., None]
        seen = seen.transpose(0, 2, 1).reshape(len(seen), self.size, self.size, 3)
        seen += pose.noise[:, None, None, None] * grain
        return np.round(255 * np.clip(seen, 0, 1)).astype(np.uint8)


def _column(each: Each) -> Any:
    return each if isinstance(each, float) else each[:, None]


def _turned(person: Person, pose: Pose, x: Each) -> tuple[Numbers, Numbers, Numbers]:
    """Where a feature at `x` of a head that looks straight ahead is seen, how much narrower, and whether at all.

    The head is a cylinder that turns: a feature lies at an angle on it.
    """
    radius = 0.95 * person.wide
    straight = np.arcsin(np.clip(x / radius, -0.95, 0.95))
    angle = straight + pose.yaw
    narrower = np.clip(np.cos(angle) / np.cos(straight), 0.15, 1.2)
    return radius * np.sin(angle), narrower, np.clip(np.cos(angle) / 0.2, 0, 1).astype(np.float32)


def _head(canvas: _Canvas, person: Person, pose: Pose) -> Numbers:
    """Long hair behind the head, neck, clothes, ears and the head, whose shape is returned."""
    behind = canvas.ellipse(0.0, 0.0, person.wide + person.volume, person.high + 0.6 * person.volume)
    down = canvas.ellipse(0.0, 0.25, person.wide + 0.6 * person.volume, 0.5 + 0.3 * np.maximum(person.length, 0), 3.0)
    long = (person.length > 0).astype(np.float32)[:, None] * (1 - person.bald)[:, None]
    canvas.lay(np.maximum(behind, down) * long * (1 - canvas.below(person.length)), 0.8 * person.hair)
    canvas.lay(canvas.ellipse(0.0, 0.75, 0.55 * person.wide, 0.45), 0.82 * person.skin)
    canvas.lay(canvas.ellipse(0.0, 1.45, 0.95, 0.55, 3.0), pose.clothes)
    for side in (-1.0, 1.0):
        away = side * (person.wide + person.ears - 0.06) - 0.25 * pose.yaw * person.wide
        seen = np.clip(1 + 2 * side * np.sin(pose.yaw), 0, 1)[:, None]
        canvas.lay(canvas.ellipse(away, person.eye_y + 0.10, 0.07, 0.14) * seen, 0.88 * person.skin)
    head = canvas.ellipse(0.0, 0.0, person.wide, person.high, person.jaw)
    canvas.lay(head, person.skin)
    # The side that is turned away lies in the shade.
    shade = np.clip(-np.sign(pose.yaw)[:, None] * canvas.x / person.wide[:, None], 0, 1)
    canvas.lay(head * shade * 0.35 * np.abs(np.sin(pose.yaw))[:, None], 0.5 * person.skin)
    return head


def _face(canvas: _Canvas, person: Person, pose: Pose, head: Numbers) -> None:
    """Beard, mouth, nose, eyes, brows and mole."""
    nod = pose.pitch
    mouth_y = person.mouth_y + nod
    mouth_x, narrower, seen = _turned(person, pose, 0.0)
    wide = person.mouth_wide * narrower * (1 + 0.8 * pose.smile)
    beard = head * canvas.below(mouth_y - 0.14) * (0.55 + 0.45 * canvas.below(mouth_y - 0.02))
    canvas.lay(beard * person.beard[:, None], 0.9 * person.hair)
    moustache = canvas.stroke(mouth_x, mouth_y - 0.075, 1.05 * wide, 0.032, curve=0.05)
    canvas.lay(moustache * person.moustache[:, None] * seen[:, None], 0.9 * person.hair)
    red = np.stack([person.lips, -0.35 * person.lips, -0.2 * person.lips], axis=1)
    lips = np.clip(0.85 * person.skin + red, 0, 1)
    gap = 0.075 * pose.opened
    curve = -pose.smile
    lip = canvas.stroke(mouth_x, mouth_y + 0.5 * gap, wide, person.mouth_thick + 0.6 * gap, curve=curve)
    canvas.lay(lip, lips)
    inside = canvas.stroke(mouth_x, mouth_y + 0.5 * gap, 0.85 * wide, 0.008 + 0.5 * gap, curve=curve)
    canvas.lay(inside, DARK)
    teeth = canvas.stroke(mouth_x, mouth_y + 0.15 * gap, 0.7 * wide, 0.2 * gap, curve=curve)
    canvas.lay(teeth * (pose.smile > 0.02)[:, None], WHITE)
    _nose(canvas, person, pose)
    for side in (-1.0, 1.0):
        _eye(canvas, person, pose, side)
    x, narrower, seen = _turned(person, pose, person.mole_x)
    mole = canvas.ellipse(x, person.mole_y + nod, 0.030 * narrower, 0.030)
    canvas.lay(mole * (person.mole * seen)[:, None], 0.35 * person.skin)


def _nose(canvas: _Canvas, person: Person, pose: Pose) -> None:
    """A ridge whose one side is darker, and a tip, which stands out when the head is turned."""
    tip = 1.15 * person.wide * np.sin(pose.yaw)
    root = 0.95 * person.wide * np.sin(pose.yaw)
    y = person.nose_long + pose.pitch
    half = 0.5 * (y - person.eye_y - pose.pitch)
    away = np.where(pose.yaw > 0, -1, 1) * 0.35 * person.nose_wide
    ridge = canvas.ellipse(root + away, y - half, 0.3 * person.nose_wide, half)
    canvas.lay(0.5 * ridge, 0.75 * person.skin)
    canvas.lay(canvas.ellipse(tip, y, person.nose_wide, 0.6 * person.nose_wide), 0.90 * person.skin)
    for side in (-1.0, 1.0):
        nostril = canvas.ellipse(tip + side * 0.5 * person.nose_wide, y + 0.25 * person.nose_wide, 0.022, 0.015)
        canvas.lay(nostril, 0.35 * person.skin)


def _eye(canvas: _Canvas, person: Person, pose: Pose, side: float) -> None:
    """White, iris, pupil and brow."""
    x, narrower, seen = _turned(person, pose, side * person.apart)
    y = person.eye_y + pose.pitch
    wide = person.eye_wide * narrower
    white = canvas.ellipse(x, y, wide, person.eye_high * pose.blink) * seen[:, None]
    canvas.lay(canvas.ellipse(x, y, 1.2 * wide, 1.25 * person.eye_high) * seen[:, None], 0.72 * person.skin)
    canvas.lay(white, WHITE)
    look = x + 0.35 * wide * pose.gaze
    canvas.lay(white * canvas.ellipse(look, y, 0.055 * narrower, 0.055), person.iris)
    canvas.lay(white * canvas.ellipse(look, y, 0.026 * narrower, 0.026), (0.03, 0.03, 0.03))
    brow = canvas.stroke(
        x,
        y - person.brow_y - pose.raised,
        1.35 * wide,
        person.brow_thick,
        tilt=side * person.brow_tilt,
        curve=0.02,
    )
    canvas.lay(brow * seen[:, None], 0.8 * person.hair)


def _hair(canvas: _Canvas, person: Person, pose: Pose, head: Numbers) -> None:
    """Hair on the head, down to the line on the forehead and, at the sides, to where it ends."""
    around = canvas.ellipse(0.0, -0.04, person.wide + 0.5 * person.volume, person.high + person.volume, person.jaw)
    away = canvas.x - (0.5 * person.wide * np.sin(pose.yaw))[:, None]
    line = person.hairline[:, None] + person.parting[:, None] * 0.5 * away + person.fringe[:, None] * away * away
    top = canvas.soft(line - canvas.y)
    sides = canvas.soft(np.abs(away) - 0.86 * person.wide[:, None]) * canvas.soft(person.length[:, None] - canvas.y)
    side_of_bald = (person.bald > 0)[:, None]
    cover = np.where(side_of_bald, sides * canvas.below(-0.35), np.maximum(top, sides))
    canvas.lay(around * cover, person.hair)


def _glasses(canvas: _Canvas, person: Person, pose: Pose) -> None:
    """A ring around each eye, and the bridge."""
    y = person.eye_y + pose.pitch
    for side in (-1.0, 1.0):
        x, narrower, seen = _turned(person, pose, side * np.maximum(person.apart, person.lens + 0.02))
        wide = person.lens * narrower
        ring = canvas.ellipse(x, y, wide, person.lens * 0.85, person.square)
        hole = canvas.ellipse(x, y, wide - 0.036, person.lens * 0.85 - 0.036, person.square)
        canvas.lay(np.clip(ring - hole, 0, 1) * (person.glasses * seen)[:, None], person.frame)
    middle, narrower, _seen = _turned(person, pose, 0.0)
    bridge = canvas.stroke(middle, y - 0.02, 0.07 * narrower, 0.018)
    canvas.lay(bridge * person.glasses[:, None], person.frame)


def _hat(canvas: _Canvas, person: Person, pose: Pose) -> None:
    """A crown above the brim, which hides the hair."""
    crown = canvas.ellipse(0.0, -0.45, person.wide + 0.10, 0.55, 3.0) * (1 - canvas.below(pose.hat_y))
    brim = canvas.ellipse(0.25 * np.sin(pose.yaw), pose.hat_y, person.wide + 0.22, 0.06)
    canvas.lay(crown * pose.hat[:, None], pose.hat_colour)
    canvas.lay(brim * pose.hat[:, None], 0.7 * pose.hat_colour)
