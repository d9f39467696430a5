from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.boxes import overlap

SIDES = st.tuples(st.integers(0, 11), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
BOXES = st.tuples(SIDES, SIDES).map(lambda sides: (sides[0][0], sides[1][0], sides[0][1], sides[1][1]))


def cells(box):
    return {(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3])}


@given(BOXES, BOXES)
def test_the_areas_are_the_counts_of_pixels(first, second):
    measured = overlap(first, second)
    assert measured.intersection == len(cells(first) & cells(second))
    assert measured.union == len(cells(first) | cells(second))
    assert measured.iou == Fraction(measured.intersection, measured.union) == overlap(second, first).iou


@pytest.mark.parametrize("empty", [(3, 0, 3, 4), (0, 5, 4, 2)])
def test_an_empty_box_is_refused(empty):
    with pytest.raises(ValueError, match="is empty; expected left, top, right, bottom"):
        overlap((0, 0, 1, 1), empty)
