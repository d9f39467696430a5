"""The working in fractions, against the same in arrays."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn import boxes
from kerascnn.boxes.given import Given, decimal, name_of, numbers, read, xyxy
from kerascnn.boxes.picture import overlap_picture, suppression_picture
from kerascnn.boxes.working import overlap_working, suppression_working
from kerascnn.drawing import Rectangle, Text
from kerascnn.errors import InputError

SIDES = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
BOX = st.tuples(SIDES, SIDES).map(lambda sides: (sides[0][0], sides[1][0], sides[0][1], sides[1][1]))
SCORED = st.lists(st.tuples(BOX, st.integers(1, 99), st.sampled_from(["", "cat", "dog"])), min_size=1, max_size=12)


@given(BOX, BOX)
def test_the_three_overlaps_are_those_of_arrays(first, second):
    worked = overlap_working(first, second)
    assert float(worked.iou) == pytest.approx(boxes.iou([first], [second])[0, 0])
    assert float(worked.giou) == pytest.approx(boxes.giou([first], [second])[0, 0])
    assert float(worked.diou) == pytest.approx(boxes.diou([first], [second])[0, 0])
    assert worked.iou == boxes.overlap(first, second).iou


def test_the_working_of_the_course_s_formula():
    lines = overlap_working((10, 10, 50, 60), (30, 20, 70, 60)).lines
    assert lines[:6] == (
        "area of A: (50 − 10)·(60 − 10) = 2000",
        "area of B: (70 − 30)·(60 − 20) = 1600",
        "edges of the intersection: max(10, 30) = 30, max(10, 20) = 20, min(50, 70) = 50, min(60, 60) = 60",
        "intersection: (50 − 30)·(60 − 20) = 800",
        "union: 2000 + 1600 − 800 = 2800",
        "IoU = 800/2800 = 2/7 = 0.286",
    )
    assert lines[7] == "GIoU = 0.286 − (3000 − 2800)/3000 = 0.219"
    # 425 = 20² + 5², 6100 = 60² + 50².
    assert lines[9] == "DIoU = 0.286 − 425/6100 = 0.216"
    assert "under 0.5: B would be wrong" in lines[-1]
    apart = overlap_working((0, 0, 1, 1), (2, 0, 3, 1))
    assert "intersection: 0, since it would end before it begins" in apart.lines
    assert "at least 0.5: B would be right" in overlap_working((0, 0, 2, 1), (0, 0, 1, 1)).lines[-1]


@given(SCORED)
def test_what_stays_is_what_stays_of_arrays(found):
    listed = [Given(tuple(map(Fraction, box)), Fraction(score, 100), label) for box, score, label in found]
    worked = suppression_working(listed)
    sides, scores, labels = (np.array(each) for each in zip(*found, strict=True))
    kept = boxes.nms(sides, scores / 100, labels=labels, least_score=0.6)
    # Of equal scores in two classes either may stand first.
    assert sorted(worked.kept) == sorted(kept.tolist())
    assert sorted(worked.low) == np.flatnonzero(scores <= 60).tolist()


def test_a_threshold_that_is_met_exactly_drops():
    # A third as floating numbers is a little off.
    text = "0 0 3 1 0.9\n0 0 1 1 0.8\n"
    exact = suppression_working(read(text, "boxes"), most_overlap=Fraction(1, 3))
    assert exact.kept == (0,)
    assert suppression_working(read(text, "boxes"), most_overlap=Fraction(334, 1000)).kept == (0, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 20 30 40", (10, 20, 30, 40)),
        ("10, 20, 30, 40", (10, 20, 30, 40)),
        ("10,20,30,40", (10, 20, 30, 40)),
        ("10;20;30;40", (10, 20, 30, 40)),
        ("0,5 1,25 3 4", (Fraction(1, 2), Fraction(5, 4), 3, 4)),
        ("−1 -2 .5 4.", (-1, -2, Fraction(1, 2), 4)),
    ],
)
def test_the_ways_of_writing_numbers(text, expected):
    assert numbers(text, "A") == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: numbers("1 2 x 4", "A"), "A: 'x' is no number"),
        (lambda: numbers("nan 2 3 4", "A"), "A: 'nan' is no number"),
        (lambda: numbers("1e9 2 3 4", "A"), "A: '1e9' is no number"),
        (lambda: numbers("9999999999 2 3 4", "A"), "A: 9999999999 is larger than any picture"),
        (lambda: xyxy(numbers("1 2 3", "A"), "xyxy", "A"), "A has 3 numbers; expected four"),
        (lambda: xyxy(numbers("1 2 1 4", "B"), "xyxy", "B"), "B is empty: 1 2 1 4; expected left < right"),
        (lambda: xyxy(numbers("1 2 -1 4", "B"), "xywh", "B"), "B is empty: 1 2 0 6"),
        (lambda: read("# nothing\n\n", "boxes.txt"), r"boxes\.txt: holds no box; expected one a line"),
        (lambda: read("0 0 1 1 0.5\n0 0 1 1", "boxes.txt"), r"boxes\.txt, line 2: expected left, top, right, bottom"),
        (lambda: read("0 0 1 1 0.5\n0 0 0 1 0.5", "boxes.txt"), r"boxes\.txt, line 2 is empty: 0 0 0 1"),
        (lambda: read("a b c d", "boxes.txt"), r"boxes\.txt, line 1: expected left, top, right, bottom"),
        (lambda: read("0 0 1 nan 0.5", "boxes.txt"), r"boxes\.txt, line 1: expected left, top, right, bottom"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_boxes_of_a_file():
    found = read("# x y x y p\n10, 20, 30, 40, 0.5, traffic light\n1;2;3;4;0,75\n", "boxes.csv")
    assert found[0] == Given((10, 20, 30, 40), Fraction(1, 2), "traffic light")
    assert found[1] == Given((1, 2, 3, 4), Fraction(3, 4), "")
    assert read("5 5 2 4 1 cat", "boxes", "cxcywh")[0].box == (4, 3, 6, 7)


def test_names_and_decimals():
    assert [name_of(number) for number in (0, 25, 26)] == ["A", "Z", "27"]
    assert [decimal(Fraction(value)) for value in ("3", "0.5", "1/3", "-1.25", "100")] == [
        *("3", "0.5", "0.333", "−1.25", "100")
    ]


def inside(scene):
    """Whether all areas and texts lie on the page."""
    for mark in scene.marks:
        if isinstance(mark, Rectangle):
            assert 0 <= mark.x <= mark.x + mark.width <= scene.width
            assert 0 <= mark.y <= mark.y + mark.height <= scene.height
        elif isinstance(mark, Text):
            left, top, right, bottom = mark.box
            assert (left >= 0, top >= 0, right <= scene.width, bottom <= scene.height) == (True,) * 4


@pytest.mark.parametrize("second", [(30, 20, 70, 60), (10, 10, 50, 60), (900, 10, 901, 12), (20, 20, 21, 900)])
def test_the_picture_of_two_boxes_is_to_scale_and_on_the_page(second):
    scene = overlap_picture(overlap_working((10, 10, 50, 60), second))
    inside(scene)
    areas = [mark for mark in scene.marks if isinstance(mark, Rectangle)]
    assert areas[0].width / areas[0].height == pytest.approx(40 / 50)
    assert areas[1].width / areas[0].width == pytest.approx((second[2] - second[0]) / 40)


def test_the_picture_of_suppression_has_all_boxes_and_those_that_stay():
    found = read("0 0 10 10 0.9\n0 2 10 12 0.8\n0 5 10 15 0.7\n40 0 50 10 0.6\n", "boxes")
    scene = suppression_picture(found, suppression_working(found))
    inside(scene)
    names = [mark.text for mark in scene.marks if isinstance(mark, Text) and len(mark.text) == 1]
    assert sorted(names) == ["A", "A", "B", "C", "C", "D"]
