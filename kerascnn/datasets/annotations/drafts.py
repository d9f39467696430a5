"""Annotations as a file has them, before the pictures are looked at, and the checks that all formats share."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from kerascnn.datasets.annotations.annotated import Region
from kerascnn.datasets.annotations.problems import Place, Problems, quoted
from kerascnn.language import _

__all__ = ["SLACK", "Draft", "Form", "Object", "Source", "check_case", "check_listed", "checked_box"]

Form = Literal["coco", "voc", "yolo", "masks"]
Numbers = tuple[float, float, float, float]

THINNEST = 0.01
"""Pixels of a side below which a box has no area: no object is as thin, and float32 cannot hold it."""
SLACK = 1.0
"""Pixels that a box may stick out of its picture, and is cut by: programs round, and count from 0 or from 1."""


class Object(NamedTuple):
    """One object.

    Attributes:
        place: where it stands.
        name: of its class.
        given: the four numbers of its box, as the format has them.
        region: what gives its mask, or None.
        outline: relative corners x1, y1, x2, y2, ... of a polygon that is to become its region, where there is one.
        ignored: whether it is neither asked for nor wrong.
    """

    place: Place
    name: str
    given: Numbers
    region: Region | None = None
    outline: tuple[float, ...] = ()
    ignored: bool = False


@dataclass
class Draft:
    """One picture.

    Attributes:
        place: where its annotation begins.
        path: the picture.
        size: height and width as the annotation says; None where it does not.
        objects: what is in it.
        part: "train", "validation", "test" or "".
        void: as in `AnnotatedImage`.
        bad: whether something was wrong, so that the picture is left out.
    """

    place: Place
    path: Path
    size: tuple[int, int] | None = None
    objects: list[Object] = field(default_factory=list)
    part: str = ""
    void: Region | None = None
    bad: bool = False


@dataclass
class Source:
    """What a reader makes of a folder.

    Attributes:
        form: the format.
        drafts: the pictures.
        class_names: those that the folder lists; None where the classes are those of the objects.
        unannotated: as in `Annotated`.
    """

    form: Form
    drafts: list[Draft]
    class_names: tuple[str, ...] | None = None
    unannotated: int = 0


def _corners(form: Form, given: Numbers, size: tuple[int, int]) -> Numbers:
    """The box as xyxy in pixels."""
    one, two, three, four = given
    if form == "voc":
        # Pixels counted from 1, of which the box has the first and the last; one without a side is kept as such.
        return one - (three > one), two - (four > two), three, four
    if form == "coco":
        return one, two, one + three, two + four
    if form == "yolo":
        height, width = size
        return (
            (one - three / 2) * width,
            (two - four / 2) * height,
            (one + three / 2) * width,
            (two + four / 2) * height,
        )
    return given


def checked_box(form: Form, given: Numbers, size: tuple[int, int]) -> tuple[Numbers, str]:
    """A box as xyxy in pixels within its picture, and what is wrong with it, or "".

    >>> checked_box("coco", (10, 20, 30, 5), (100, 100))
    ((10, 20, 40, 25), '')
    >>> checked_box("coco", (10, 20, -30, 5), (100, 100))[1]
    'the box 10 20 -30 5 ends before it begins; expected left < right and top < bottom'

    Args:
        form: the format.
        given: its four numbers.
        size: height and width of the picture in pixels.
    """
    shown = " ".join(f"{number:g}" for number in given)
    if not all(map(math.isfinite, given)):
        return given, _("the box {box} has a number that is not finite").format(box=shown)
    left, top, right, bottom = _corners(form, given, size)
    if right < left or bottom < top:
        text = _("the box {box} ends before it begins; expected left < right and top < bottom")
        return given, text.format(box=shown)
    if right - left < THINNEST or bottom - top < THINNEST:
        return given, _("the box {box} has no area; expected left < right and top < bottom").format(box=shown)
    height, width = size
    if left < -SLACK or top < -SLACK or right > width + SLACK or bottom > height + SLACK:
        text = _("the box {box} reaches outside of the picture of {width}×{height}")
        return given, text.format(box=shown, width=width, height=height)
    cut = (max(left, 0), max(top, 0), min(right, width), min(bottom, height))
    if cut[2] - cut[0] < THINNEST or cut[3] - cut[1] < THINNEST:
        text = _("the box {box} reaches outside of the picture of {width}×{height}")
        return given, text.format(box=shown, width=width, height=height)
    return cut, ""


def check_listed(drafts: Iterable[Draft], file: Path, names: tuple[str, ...], problems: Problems) -> None:
    """Find classes of objects that a list does not have."""
    known = frozenset(names)
    text = _("there is no class {name} in {file}, which lists {count}")
    for draft in drafts:
        for each in draft.objects:
            if each.name not in known:
                problems.add(each.place, text.format(name=quoted(each.name), file=file.name, count=len(names)))
                draft.bad = True


def check_case(drafts: list[Draft], problems: Problems) -> None:
    """Find class names that differ by nothing but capitals, as Dog and dog: the one with fewer objects is wrong."""
    counts = Counter(each.name for draft in drafts for each in draft.objects)
    usual: dict[str, str] = {}
    for name, _count in counts.most_common():
        usual.setdefault(name.casefold(), name)
    if len(usual) == len(counts):
        return
    text = _("the class {name} differs from {usual} by its capitals alone; write both alike")
    for draft in drafts:
        for each in draft.objects:
            expected = usual[each.name.casefold()]
            if each.name != expected:
                problems.add(each.place, text.format(name=quoted(each.name), usual=quoted(expected)))
                draft.bad = True
