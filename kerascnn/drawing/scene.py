"""A drawing that a notebook shows."""

from dataclasses import dataclass

from kerascnn.drawing.marks import Drawing
from kerascnn.drawing.svg import svg

__all__ = ["Scene"]


@dataclass
class Scene(Drawing):
    """A picture as marks: what is drawn, and in a notebook the drawing itself."""

    def _repr_html_(self) -> str:
        return svg(self)
