"""What is another in each picture of a drawn face: pose, expression, light, background, a hat."""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from kerascnn.datasets.face_chance import Numbers, between

__all__ = ["OF_A_PICTURE", "Pose"]

OF_A_PICTURE = 40
"""Random numbers that are drawn for each picture."""


class _Limits(NamedTuple):
    """How much pictures of a person may differ: the names of `Pose`, and the part of them with a hat."""

    yaw: float
    roll: float
    smallest: float
    shift: float
    blink: float
    darkest: float
    slope: float
    noise: float
    hats: float


EASY = _Limits(0.35, 0.16, 0.92, 0.08, 0.55, 0.78, 0.30, 0.035, 0.0)
HARD = _Limits(1.25, 0.22, 0.86, 0.12, 0.35, 0.65, 0.45, 0.050, 0.35)


@dataclass(frozen=True)
class Pose:
    """What is another in each picture: arrays of one number, or one colour, per picture.

    Attributes:
        yaw: how far the head is turned to the side, in radians.
        pitch: how far features move down as it nods.
        roll: how far it is tilted, in radians.
        scale: how large the face is.
        right: how far its middle lies to the right, in half sides.
        down: likewise.
        smile: curve of the mouth.
        opened: how far the mouth is open, 0 to 1.
        blink: how far the eyes are open, 0 to 1.
        raised: how far the brows are raised.
        gaze: how far the eyes look to the side, -1 to 1.
        bright: of the light.
        slope: how much the light falls off.
        angle: from where it comes, in radians.
        tint: `(n, 3)` colour of the light.
        behind: `(n, 3)` colour of the background.
        beyond: `(n, 3)` its colour at the other side.
        clothes: `(n, 3)`.
        noise: standard deviation of the sensor's noise, 0 to 1.
        hat: 0 or 1.
        hat_colour: `(n, 3)`.
        hat_y: y of its brim.
    """

    yaw: Numbers
    pitch: Numbers
    roll: Numbers
    scale: Numbers
    right: Numbers
    down: Numbers
    smile: Numbers
    opened: Numbers
    blink: Numbers
    raised: Numbers
    gaze: Numbers
    bright: Numbers
    slope: Numbers
    angle: Numbers
    tint: Numbers
    behind: Numbers
    beyond: Numbers
    clothes: Numbers
    noise: Numbers
    hat: Numbers
    hat_colour: Numbers
    hat_y: Numbers

    @classmethod
    def of(cls, drawn: npt.NDArray[np.float64], *, hard: bool) -> Self:
        """The poses that follow from `(n, OF_A_PICTURE)` numbers from 0 to 1.

        Args:
            drawn: the numbers.
            hard: whether heads turn until they are seen from the side, and some wear hats.
        """
        column = iter(drawn.T)

        def draw(low: float, high: float) -> Numbers:
            return between(next(column), low, high)

        def colour(low: float = 0.0, high: float = 1.0) -> Numbers:
            return np.stack([draw(low, high) for _channel in range(3)], axis=1)

        how = HARD if hard else EASY
        return cls(
            yaw=draw(-how.yaw, how.yaw),
            pitch=draw(-0.06, 0.06),
            roll=draw(-how.roll, how.roll),
            scale=draw(how.smallest, 1.10),
            right=draw(-how.shift, how.shift),
            down=draw(-how.shift, how.shift),
            smile=draw(-0.07, 0.10),
            opened=np.maximum(0, draw(-1.2, 1.0)),
            blink=draw(how.blink, 1.0),
            raised=draw(-0.02, 0.05),
            gaze=draw(-1.0, 1.0),
            bright=draw(how.darkest, 1.10),
            slope=draw(0.0, how.slope),
            angle=draw(0.0, 2 * np.pi),
            tint=colour(0.88, 1.0),
            behind=colour(),
            beyond=colour(),
            clothes=colour(),
            noise=draw(0.01, how.noise),
            hat=(next(column) < how.hats).astype(np.float32),
            hat_colour=colour(),
            hat_y=draw(-0.42, -0.30),
        )
