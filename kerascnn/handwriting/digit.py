"""One digit of a photograph: where it was found, and what makes it hard to read."""

from dataclasses import dataclass

import numpy as np

from kerascnn.language import _

__all__ = ["Digit", "Doubts"]


@dataclass(frozen=True)
class Doubts:
    """What makes a digit hard to read.

    Attributes:
        small: it has few pixels.
        faint: it hardly differs from what it is written on.
        fine: its strokes are thin.
        cut: the border of the photograph cuts it off, or touches it.
    """

    small: bool = False
    faint: bool = False
    fine: bool = False
    cut: bool = False

    def advice(self) -> str:
        """What would help, in the reader's language; empty where nothing is doubtful."""
        what = [
            text
            for doubtful, text in (
                (self.cut, _("show all of the digit, with some paper around it")),
                (self.small, _("go closer")),
                (self.faint, _("more light or a darker pen")),
                (self.fine, _("a thicker pen")),
            )
            if doubtful
        ]
        return ", ".join(what)


@dataclass(frozen=True)
class Digit:
    """One digit on a photograph.

    Attributes:
        left: its first column in the photograph.
        top: its first row.
        right: the column behind its last.
        bottom: the row below its last.
        picture: `(28, 28, 1)` uint8, as MNIST would show it.
        contrast: with what it is written on, 0 to 1.
        stroke: the width of its strokes, as a part of its longer side.
        doubts: what makes it hard to read.
    """

    left: int
    top: int
    right: int
    bottom: int
    picture: np.ndarray
    contrast: float
    stroke: float
    doubts: Doubts

    def place(self) -> str:
        """From where to where it was found, in the reader's language."""
        text = _("x {left} to {right}, y {top} to {bottom}")
        return text.format(left=self.left, right=self.right, top=self.top, bottom=self.bottom)
