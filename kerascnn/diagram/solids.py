"""A feature map as a volume that is seen from the side, a vector as a bar."""

from collections.abc import Iterator

from kerascnn.drawing.marks import Mark, Polygon, Rectangle, Text

__all__ = ["ACROSS", "UP", "solid"]

ACROSS, UP = 0.34, 0.22
"""How far a map's width reaches to the right and up."""


def solid(
    sizes: tuple[float, float, float], kind: str, place: tuple[float, float], kernel: tuple[float, float]
) -> Iterator[Mark]:
    """Draw a volume, a bar where it has no width, or a question mark where its kind is "unknown".

    Args:
        sizes: height, width and thickness in points.
        kind: of the layer, a key of `scene.LIGHT`, or "unknown".
        place: the left edge, and the height of its middle.
        kernel: the part of the map's height and width that the next layer's window covers; zeros for none.
    """
    height, wide, thick = sizes
    across, up = wide * ACROSS, wide * UP
    x, middle = place
    y = middle - (height - up) / 2
    if kind == "unknown":
        yield Rectangle(x, y, thick, height, "other")
        yield Text(x + thick / 2, middle + 4, "?", 12, bold=True)
        return
    if not wide:
        yield Rectangle(x, y, thick, height, kind)
        return
    right = x + thick
    top = ((x, y), (x + across, y - up), (right + across, y - up), (right, y))
    side = ((right, y), (right + across, y - up), (right + across, y - up + height), (right, y + height))
    yield Polygon(((x, y), (right, y), (right, y + height), (x, y + height)), kind)
    yield Polygon(top, kind, -0.35)
    yield Polygon(side, kind, 0.12)
    if 0 < kernel[0] < 1 or 0 < kernel[1] < 1:
        yield _window(side, kernel)


def _window(side: tuple[tuple[float, float], ...], kernel: tuple[float, float]) -> Polygon:
    """The window of the next layer in the middle of a map."""
    (x, y), (far, high) = side[0], side[1]
    height = side[3][1] - y

    def point(across: float, down: float) -> tuple[float, float]:
        return x + (far - x) * across, y + (high - y) * across + height * down

    left, upper = (1 - kernel[1]) / 2, (1 - kernel[0]) / 2
    corners = ((left, upper), (1 - left, upper), (1 - left, 1 - upper), (left, 1 - upper))
    return Polygon(tuple(point(*corner) for corner in corners), "kernel")
