"""Boxes as pictures: how two overlap, and what non-max suppression leaves; the standard library alone."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from kerascnn.boxes.given import Exact, Given, decimal, exact, name_of
from kerascnn.boxes.working import OverlapWorking, SuppressionWorking
from kerascnn.drawing import Line, Mark, Rectangle, Scene, Text, text_width, wrapped
from kerascnn.language import _, ngettext
from kerascnn.untrusted_text import shortened, visible

__all__ = ["overlap_picture", "suppression_picture"]

MARGIN = 12.0
TITLE = 13.0
LETTERS = 9.0
ROW = 12.0
WIDE = 440.0
"""Points of the wider picture; each of two has the half."""
TALL = 330.0
TAG = 3.0
KINDS = ("conv", "pool", "dense", "merge", "block", "other")
LONGEST_CLASS = 14


class _Frame:
    """Where boxes lie on the page: their own coordinates, made larger or smaller."""

    def __init__(self, boxes: Sequence[Exact], x: float, y: float, wide: float, tall: float) -> None:
        self.left, self.top = (float(min(box[axis] for box in boxes)) for axis in (0, 1))
        right, bottom = (float(max(box[axis] for box in boxes)) for axis in (2, 3))
        self.scale = min(wide / (right - self.left), tall / (bottom - self.top))
        self.x, self.y = x, y
        self.width, self.height = self.scale * (right - self.left), self.scale * (bottom - self.top)

    def place(self, box: Exact) -> tuple[float, float, float, float]:
        """Left, top, width and height on the page."""
        left, top, right, bottom = map(float, box)
        x, y = self.x + (left - self.left) * self.scale, self.y + (top - self.top) * self.scale
        return x, y, (right - left) * self.scale, (bottom - top) * self.scale

    def filled(self, box: Exact, kind: str) -> Rectangle:
        """The box as an area."""
        return Rectangle(*self.place(box), kind)

    def outline(self, box: Exact) -> Line:
        """The box as a line."""
        x, y, width, height = self.place(box)
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        return Line(corners, arrow=False)

    def tag(self, box: Exact, text: str, kind: str, taken: list[Rectangle], *, corners: str = "1234") -> list[Mark]:
        """A box's name in the first of its corners where it covers no other name, on the colour of its class.

        Args:
            box: the box.
            text: its name.
            kind: of the colour.
            taken: where names stand; this one is added.
            corners: 1 the upper left, 2 the lower right, 3 the upper right, 4 the lower left, in the order of choice.
        """
        x, y, width, height = self.place(box)
        wide, tall = text_width(text, LETTERS) + 2 * TAG, LETTERS + TAG
        right, low = max(x, x + width - wide), max(y, y + height - tall)
        at = {"1": (x, y), "2": (right, low), "3": (right, y), "4": (x, low)}
        places = [Rectangle(*at[corner], wide, tall, kind) for corner in corners]
        chosen = next((each for each in places if not any(_cover(each, other) for other in taken)), places[0])
        taken.append(chosen)
        return [chosen, Text(chosen.x + TAG, chosen.y + LETTERS - 0.3, text, LETTERS, "start")]


def _cover(one: Rectangle, other: Rectangle) -> bool:
    return max(one.x, other.x) < min(one.x + one.width, other.x + other.width) and max(one.y, other.y) < min(
        one.y + one.height, other.y + other.height
    )


def overlap_picture(worked: OverlapWorking) -> Scene:
    """Two boxes to scale, what they share, and the working below.

    Args:
        worked: what `overlap_working` gives.
    """
    scene = Scene(_("Intersection over union"))
    frame = _Frame([worked.first, worked.second], MARGIN, 2 * MARGIN + TITLE, WIDE, TALL)
    frame.x += (WIDE - frame.width) / 2
    scene.marks.append(Text(MARGIN, MARGIN + TITLE - 2, f"IoU = {decimal(worked.iou)}", TITLE, "start", bold=True))
    scene.marks += [frame.filled(worked.first, "conv"), frame.filled(worked.second, "pool")]
    if worked.intersection:
        scene.marks.append(frame.filled(worked.intersection, "merge"))
    scene.marks += [frame.outline(worked.first), frame.outline(worked.second)]
    taken: list[Rectangle] = []
    scene.marks += frame.tag(worked.first, f"A {_shown(worked.first)}", "conv", taken)
    scene.marks += frame.tag(worked.second, f"B {_shown(worked.second)}", "pool", taken, corners="2341")
    return _finished(scene, frame.y + frame.height, worked.lines)


def suppression_picture(given: Sequence[Given], worked: SuppressionWorking) -> Scene:
    """All boxes beside those that stay, in one colour a class.

    Args:
        given: the boxes.
        worked: what `suppression_working` makes of them.
    """
    scene = Scene(_("Non-max suppression"))
    labels = list(dict.fromkeys(each.label for each in given))
    kinds = [KINDS[labels.index(each.label) % len(KINDS)] for each in given]
    each_wide = (WIDE - MARGIN) / 2
    top = 3 * MARGIN + TITLE
    title = ngettext(
        "Non-max suppression: {kept} of {count} box stays",
        "Non-max suppression: {kept} of {count} boxes stay",
        len(given),
    )
    text = title.format(kept=len(worked.kept), count=len(given))
    scene.marks.append(Text(MARGIN, MARGIN + TITLE - 2, text, TITLE, "start", bold=True))
    bottom = top
    everything = [each.box for each in given]
    panels = ((_("all boxes"), range(len(given))), (_("those that stay"), worked.kept))
    for panel, (heading, shown) in enumerate(panels):
        frame = _Frame(everything, MARGIN + panel * (each_wide + MARGIN), top, each_wide, TALL)
        scene.marks.append(Text(frame.x, top - 6, heading, LETTERS, "start", kind="faint"))
        scene.marks.append(Rectangle(frame.x, frame.y, frame.width, frame.height, "frame"))
        # The largest first, so that no box hides another.
        ordered = sorted(shown, key=lambda number: -_area(given[number].box))
        if panel:
            scene.marks += [frame.filled(given[number].box, kinds[number]) for number in ordered]
        scene.marks += [frame.outline(given[number].box) for number in ordered]
        taken: list[Rectangle] = []
        for number in ordered:
            scene.marks += frame.tag(given[number].box, name_of(number), kinds[number], taken)
        bottom = max(bottom, frame.y + frame.height)
    boxes = "; ".join(_named(number, each) for number, each in enumerate(given))
    return _finished(scene, bottom, [boxes, *worked.lines])


def _area(box: Exact) -> Fraction:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shown(box: Exact) -> str:
    return " ".join(exact(side) for side in box)


def _named(number: int, given: Given) -> str:
    label = f" {shortened(visible(given.label), LONGEST_CLASS)}" if given.label else ""
    return f"{name_of(number)}{label} {decimal(given.score)}"


def _finished(scene: Scene, y: float, lines: Iterable[str]) -> Scene:
    """The scene with the working below and its own size."""
    y += MARGIN
    for line in lines:
        indent = MARGIN * (1 + (line != line.lstrip()))
        for piece in wrapped(line, WIDE - indent, LETTERS):
            y += ROW
            scene.marks.append(Text(indent, y, piece, LETTERS, "start"))
    # A tag may be wider than what it names.
    reach = [mark.x + mark.width for mark in scene.marks if isinstance(mark, Rectangle)]
    scene.width, scene.height = max(WIDE + 2 * MARGIN, *(each + MARGIN for each in reach)), y + MARGIN
    scene.description = "; ".join(line.strip() for line in lines)
    return scene
