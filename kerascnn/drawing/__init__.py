"""Pictures of rectangles, lines and text, and how they become SVG and HTML: the standard library alone."""

from kerascnn.drawing.marks import Line, Mark, Polygon, Rectangle, Text, text_width, wrapped
from kerascnn.drawing.page import page
from kerascnn.drawing.scene import Scene
from kerascnn.drawing.svg import THEMES, svg

__all__ = [
    "THEMES",
    "Line",
    "Mark",
    "Polygon",
    "Rectangle",
    "Scene",
    "Text",
    "page",
    "svg",
    "text_width",
    "wrapped",
]
