"""Curves as SVG, in the colours of the page: the reader's light or dark."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kerascnn.pages.tags import Html, joined, tag

__all__ = ["MOST_LINES", "Curve", "chart", "ticks"]

MOST_LINES = 8
WIDTH, HEIGHT = 460, 270
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 10, 44
MOST_MARKS = 25


class Curve(NamedTuple):
    """A line with its name; `x` and `y` are as long as each other."""

    name: str
    x: Sequence[float]
    y: Sequence[float]


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers within a range, at most `most` and at least two.

    >>> ticks(0, 1)
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    >>> ticks(0.9861, 0.9912, 4)
    [0.988, 0.99]
    """
    span = high - low
    if span <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(span))
    steps = [factor * power * scale for scale in (0.01, 0.1, 1.0) for factor in (1, 2, 5)]
    step = next((step for step in steps if span / step <= most - 1), power * 10)
    first = math.ceil(low / step - 1e-9)
    found = [round(number * step, 12) for number in range(first, math.floor(high / step + 1e-9) + 1)]
    return found or [low]


def chart(
    curves: Sequence[Curve],
    *,
    title: str,
    x_label: str,
    y_label: str,
    as_y: Callable[[float], str],
    whole_x: bool = False,
) -> Html:
    """Draw curves over one another, with their names below.

    Args:
        curves: at most `MOST_LINES`, at least one with a point.
        title: what they show, for those who do not see them; the numbers should stand in a table near by.
        x_label: below the axis.
        y_label: beside the axis.
        as_y: writes a value of the y axis.
        whole_x: the x axis counts, as epochs do.
    """
    xs, ys = [x for curve in curves for x in curve.x], [y for curve in curves for y in curve.y]
    x_low, x_high = _widened(min(xs), max(xs), 0.5 if whole_x else 1.0)
    y_low, y_high = _widened(min(ys), max(ys), abs(max(ys)) * 0.05 or 1.0)
    margin = (y_high - y_low) * 0.05
    y_low, y_high = y_low - margin, y_high + margin

    def at(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)
        down = TOP + (y_high - y) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)
        return round(across, 1), round(down, 1)

    marks: list[Html] = []
    for y in ticks(y_low, y_high):
        height = at(x_low, y)[1]
        marks.append(tag("path", d=f"M{LEFT} {height}H{WIDTH - RIGHT}", class_="rule"))
        marks.append(tag("text", as_y(y), x=LEFT - 6, y=str(height + 4), class_="end"))
    for x in ticks(x_low, x_high, 8):
        if whole_x and x != round(x):
            continue
        marks.append(tag("text", f"{x:g}", x=str(at(x, y_low)[0]), y=HEIGHT - BOTTOM + 18, class_="middle"))
    marks.append(tag("path", d=f"M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}", class_="axis"))
    marks.append(tag("text", x_label, x=(LEFT + WIDTH) // 2, y=HEIGHT - 6, class_="middle"))
    for number, curve in enumerate(curves):
        marks += _line(number, [at(x, y) for x, y in zip(curve.x, curve.y, strict=True)])
    picture = tag("svg", tag("title", title), *marks, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", class_="chart")
    return tag("div", tag("p", y_label, class_="scale"), picture, _names(curves), class_="plot")


def _widened(low: float, high: float, least: float) -> tuple[float, float]:
    far = high - low > max(1e-30, 1e-12 * max(abs(low), abs(high)))  # what is nearer no axis can tell apart
    return (low, high) if far else (low - least, high + least)


def _line(number: int, points: Sequence[tuple[float, float]]) -> list[Html]:
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    found = [tag("path", d=path, class_=f"line c{number}")] if len(points) > 1 else []
    step = max(1, -(-len(points) // MOST_MARKS))
    return found + [_mark(number, x, y) for x, y in points[::step]]


def _mark(number: int, x: float, y: float) -> Html:
    """A dot, a square, a triangle or a diamond, so that lines differ without their colours."""
    shapes = (
        f"M{x - 3} {y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
        f"M{x - 3} {y - 3}h6v6h-6z",
        f"M{x} {y - 4}l4 7h-8z",
        f"M{x} {y - 4}l4 4l-4 4l-4 -4z",
    )
    return tag("path", d=shapes[number % len(shapes)], class_=f"mark c{number}")


def _names(curves: Sequence[Curve]) -> Html:
    """The legend, each name beside its line."""
    items = []
    for number, curve in enumerate(curves):
        key = tag("path", d="M0 7H28", class_=f"line c{number}")
        sample = tag("svg", key, _mark(number, 14, 7), viewBox="0 0 28 14", class_="key", aria_hidden="true")
        items.append(tag("li", sample, curve.name))
    return tag("ul", joined(items), class_="legend")
