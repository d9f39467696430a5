"""A scene as SVG: text stays text, colours follow the reader's device unless a theme is chosen."""

from collections.abc import Iterator
from html import escape

from kerascnn.drawing.marks import DARK, LIGHT, Drawing, Line, Mark, Point, Polygon, Rectangle

__all__ = ["THEMES", "arrowhead", "shaded", "style", "svg"]

THEMES = ("auto", "light", "dark")
FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
ARROW = 4.0


def svg(scene: Drawing, theme: str = "auto", *, styled: bool = True) -> str:
    """A scene as an SVG document, the same text for the same scene.

    Args:
        scene: what is drawn.
        theme: one of `THEMES`; "auto" is dark where the reader's device asks for it, on a screen, and light elsewhere.
        styled: whether the colours are written into it; a page may have them in its own style.
    """
    width, height = _number(scene.width), _number(scene.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}pt" '
        f'height="{height}pt" class="kerascnn" role="img">',
        f"<title>{escape(scene.title)}</title>",
        f"<desc>{escape(scene.description)}</desc>",
    ]
    if styled:
        lines.append(f"<style>\n{style(scene, theme)}\n</style>")
    lines.append(f'<rect class="page" width="{width}" height="{height}"/>')
    for mark in scene.marks:
        lines += _mark(mark)
    return "\n".join([*lines, "</svg>", ""])


def style(scene: Drawing, theme: str = "auto") -> str:
    """The style sheet of a scene's SVG; it leaves the rest of a page alone."""
    rules = [
        f"text {{ font-family: {FONTS}; }}",
        ".o { stroke-width: 0.75; stroke-linejoin: round; }",
        ".l { fill: none; stroke-width: 0.9; stroke-linejoin: round; }",
        *_colours(scene, DARK if theme == "dark" else LIGHT),
    ]
    lines = [f".kerascnn {rule}" for rule in rules]
    if theme == "auto":
        dark = (f".kerascnn {rule}" for rule in _colours(scene, DARK))
        lines += ["@media screen and (prefers-color-scheme: dark) {", *dark, "}"]
    return "\n".join(lines)


def _colours(scene: Drawing, palette: dict[str, str]) -> list[str]:
    kinds = {("page", 0.0)}
    kinds |= {(mark.kind, getattr(mark, "shade", 0.0)) for mark in scene.marks if not isinstance(mark, Line)}
    rules = [
        f".o {{ stroke: {palette['outline']}; }}",
        f".l {{ stroke: {palette['edge']}; }}",
        f".h {{ fill: {palette['edge']}; }}",
    ]
    return rules + [f".{_name(*each)} {{ fill: {shaded(palette[each[0]], each[1])}; }}" for each in sorted(kinds)]


def _name(kind: str, shade: float) -> str:
    return kind + ("" if not shade else "-dark" if shade > 0 else "-pale")


def shaded(colour: str, shade: float) -> str:
    """A colour, darker (`shade` above 0) or lighter (below 0).

    >>> shaded("#808080", 0.5), shaded("#808080", -0.5)
    ('#404040', '#c0c0c0')
    """
    parts = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    target = 0 if shade > 0 else 255
    return "#" + "".join(f"{round(part + (target - part) * abs(shade)):02x}" for part in parts)


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0: no "-0"


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def arrowhead(line: Line) -> tuple[Point, ...]:
    """The three corners of the head at a line's end."""
    (before, end) = line.points[-2:]
    length = ((end[0] - before[0]) ** 2 + (end[1] - before[1]) ** 2) ** 0.5 or 1.0
    along = ((end[0] - before[0]) / length * ARROW, (end[1] - before[1]) / length * ARROW)
    base = (end[0] - along[0], end[1] - along[1])
    side = (-along[1] * 0.45, along[0] * 0.45)
    return end, (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1])


def _mark(mark: Mark) -> Iterator[str]:
    if isinstance(mark, Rectangle):
        corner = f' rx="{_number(mark.round)}"' if mark.round else ""
        sizes = f'x="{_number(mark.x)}" y="{_number(mark.y)}" width="{_number(mark.width)}"'
        kinds = mark.kind + " o" * mark.outlined
        yield f'<rect class="{kinds}" {sizes} height="{_number(mark.height)}"{corner}/>'
    elif isinstance(mark, Polygon):
        yield f'<polygon class="{_name(mark.kind, mark.shade)} o" points="{_points(mark.points)}"/>'
    elif isinstance(mark, Line):
        yield f'<polyline class="l" points="{_points(mark.points)}"/>'
        if mark.arrow:
            yield f'<polygon class="h" points="{_points(arrowhead(mark))}"/>'
    else:
        weight = ' font-weight="bold"' if mark.bold else ""
        anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
        place = f'x="{_number(mark.x)}" y="{_number(mark.y)}" font-size="{_number(mark.size)}"'
        yield f'<text class="{mark.kind}" {place}{anchor}{weight}>{escape(mark.text)}</text>'
