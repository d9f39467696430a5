"""Polygons and run lengths, pixel by pixel as pycocotools has them."""

import numpy as np
import pytest

from kerascnn.datasets.annotations.regions import polygons_of, runs_of
from kerascnn.errors import InputError


def random_polygons(random, height, width):
    for _polygon in range(int(random.integers(1, 4))):
        corners = random.uniform(-0.9, 1, (int(random.integers(3, 12)), 2)) * (width, height)
        corners = np.clip(np.abs(corners) - random.integers(0, 2), -0.9, (width + 0.9, height + 0.9))
        if random.random() < 0.3:
            corners = corners.round()
        if random.random() < 0.2:
            corners = np.concatenate([corners, corners[-1:]])  # the same corner twice
        yield corners.ravel().tolist()


def test_the_pixels_of_polygons_are_those_of_pycocotools():
    mask = pytest.importorskip("pycocotools.mask")
    for seed in range(300):
        random = np.random.default_rng(seed)
        height, width = (int(side) for side in random.integers(1, 60, 2))
        polygons = list(random_polygons(random, height, width))
        theirs = mask.decode(mask.merge(mask.frPyObjects(polygons, height, width)))
        ours = polygons_of(polygons, (height, width)).mask((height, width))
        np.testing.assert_array_equal(ours, theirs, err_msg=str(seed))


def test_run_lengths_are_those_of_pycocotools():
    mask = pytest.importorskip("pycocotools.mask")
    # Of all densities, so that runs are short and long, and numbers of the text have one letter and several.
    for seed, part in enumerate([0, 0.001, 0.1, 0.5, 0.999, 1] * 20):
        random = np.random.default_rng(seed)
        height, width = size = tuple(int(side) for side in random.integers(1, 200, 2))
        drawn = np.asfortranarray(random.random((height, width)) < part, np.uint8)
        runs = runs_of(mask.encode(drawn)["counts"].decode(), size)
        np.testing.assert_array_equal(runs.mask(size), drawn, err_msg=str(seed))
        np.testing.assert_array_equal(runs_of(runs.counts.tolist(), size).mask(size), drawn, err_msg=str(seed))


def test_a_square_by_hand():
    found = polygons_of([[1, 1, 4, 1, 4, 3, 1, 3]], (5, 6)).mask((5, 6))
    assert np.argwhere(found).tolist() == [[row, column] for row in (1, 2) for column in (1, 2, 3)]
    # Down the columns: 6 outside (a column and a pixel), 2 inside, 3 outside, 2 inside, 3 outside, 2 inside, the rest.
    np.testing.assert_array_equal(runs_of([6, 2, 3, 2, 3, 2, 12], (5, 6)).mask((5, 6)), found)


def test_two_polygons_of_an_object_are_both_in_it():
    found = polygons_of([[0, 0, 2, 0, 2, 2, 0, 2], [1, 1, 3, 1, 3, 3, 1, 3]], (4, 4)).mask((4, 4))
    assert found.sum() == 4 + 4 - 1


@pytest.mark.parametrize("text", ["0\x00", "o", "P" * 20, "é", "0" * 50])
def test_text_that_is_no_run_lengths(text):
    with pytest.raises(InputError, match="run"):
        runs_of(text, (3, 3))


def test_an_outline_that_would_keep_a_computer_busy():
    # A narrow picture of 80 million pixels, up and down a thousand times.
    corners = [0.0, 0.0, 0.0, 80_000_000.0] * 1000
    with pytest.raises(InputError, match="longer than any outline in such a picture"):
        polygons_of([corners], (80_000_000, 1))
