"""Thinned maps, and precision and recall at one pixel, against slow and exact counts."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kerascnn.tasks.edges import BalancedCrossEntropy, EdgeF, by_hand, curve_of, near, thinned
from kerascnn.tasks.edges.counting import LEVELS, curve_of_lines

SHAPE = (2, 6, 7)
MAPS = arrays.arrays(np.uint8, SHAPE, elements=st.sampled_from([0, 0, 0, 60, 128, 200, 255]))
TRUTH = arrays.arrays(np.uint8, SHAPE, elements=st.sampled_from([0, 0, 1]))


def places(mask):
    return [tuple(place) for place in np.argwhere(mask)]


def close_to(some, others):
    """How many of some places lie at most one pixel from one of the others, each distance worked out."""
    return sum(any((a - c) ** 2 + (b - d) ** 2 <= 1 for c, d in others) for a, b in some)


def slowly(maps, truth, threshold):
    """Found, right, there and met over all pictures."""
    counts = np.zeros(4, int)
    for values, edge in zip(maps, truth, strict=True):
        found, there = places(values >= threshold), places(edge > 0)
        counts += len(found), close_to(found, there), len(there), close_to(there, found)
    return counts


@given(MAPS, TRUTH)
@settings(max_examples=30, deadline=None)
def test_the_counts_are_those_of_all_distances(levels, truth):
    curve = curve_of((levels / np.float32(LEVELS)).astype("float32"), truth, thin=False)
    for level in (1, 60, 61, 128, 255):
        found, right, there, met = slowly(levels, truth, level)
        at = level - 1
        assert curve.thresholds[at] == level / LEVELS
        assert (curve.found[:, at].sum(), curve.right[:, at].sum()) == (found, right)
        assert (curve.there.sum(), curve.met[:, at].sum()) == (there, met)


@given(MAPS, TRUTH)
@settings(max_examples=30, deadline=None)
def test_no_matching_of_one_to_one_finds_more(levels, truth):
    """Bipartite matching, as BSDS's benchmark has it, gives each pixel one partner, and never finds more."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    curve = curve_of((levels / np.float32(LEVELS)).astype("float32"), truth)
    lines = np.asarray(thinned((levels / np.float32(LEVELS)).astype("float32")))
    matched = 0
    for values, edge in zip(lines, truth, strict=True):
        found, there = np.argwhere(values >= 0.5), np.argwhere(edge > 0)
        if len(found) and len(there):
            near_enough = ((found[:, None] - there[None]) ** 2).sum(-1) <= 1
            matched += (maximum_bipartite_matching(csr_matrix(near_enough), perm_type="column") >= 0).sum()
    at = 127  # the first level that is 0.5 or more
    assert matched <= curve.right[:, at].sum()
    assert matched <= curve.met[:, at].sum()


def test_lines_of_one_pixel_are_matched_one_to_one_as_the_distances_say():
    truth = np.zeros((1, 12, 12), np.uint8)
    truth[0, 2:10, 3] = 1
    moved = np.roll(truth, 1, axis=2).astype("float32")
    assert curve_of(moved, truth).ods == 1
    away = np.roll(truth, 2, axis=2).astype("float32")
    assert curve_of(away, truth).ods == 0


def test_f_by_hand():
    # Of three pixels that are found two are right; of three edges two are met.
    truth = np.array([[[1, 0, 0, 0, 1, 0, 0, 1]]], np.uint8)
    maps = np.array([[[1, 0, 1, 0, 1, 0, 0, 0]]], "float32")
    curve = curve_of(maps, truth, thin=False)
    assert (curve.best.precision, curve.best.recall) == (2 / 3, 2 / 3)
    assert curve.ods == pytest.approx(2 / 3)
    assert curve.of_pictures.tolist() == [pytest.approx(2 / 3)]
    nothing = curve_of(np.zeros((1, 3, 3), "float32"), np.zeros((1, 3, 3), np.uint8))
    assert nothing.ods == 1  # nothing there, nothing found
    assert curve_of(np.zeros((1, 3, 3), "float32"), np.ones((1, 3, 3), np.uint8)).ods == 0


def test_each_picture_by_its_own_threshold_is_no_worse():
    random = np.random.default_rng(0)
    truth = (random.random((4, 20, 20)) < 0.1).astype(np.uint8)
    maps = np.clip(truth * random.uniform(0.3, 1, (4, 1, 1)) + random.normal(0, 0.15, truth.shape), 0, 1)
    curve = curve_of(maps.astype("float32"), truth)
    assert curve.ois >= curve.ods - 1e-9


@given(MAPS)
@settings(max_examples=30, deadline=None)
def test_thinning_only_takes_away(levels):
    maps = (levels / np.float32(LEVELS)).astype("float32")
    lines = np.asarray(thinned(maps))
    assert ((lines == maps) | (lines == 0)).all()


@pytest.mark.parametrize("turned", [0, 1])
def test_a_broad_ridge_becomes_one_pixel_wide(turned):
    profile = np.array([0.0, 0.2, 0.6, 1.0, 0.6, 0.2, 0.0], "float32")
    ridge = np.rot90(np.tile(profile, (9, 1)), turned)
    lines = np.asarray(thinned(np.ascontiguousarray(ridge)[None]))[0]
    middle = np.zeros_like(ridge)
    middle[(slice(None), 3) if turned == 0 else (3, slice(None))] = 1
    np.testing.assert_array_equal(lines[1:-1, 1:-1], middle[1:-1, 1:-1])


def test_a_plateau_of_two_becomes_one_line_and_a_diagonal_stays_one():
    plateau = np.zeros((1, 8, 8), "float32")
    plateau[0, :, 3:5] = 0.9
    assert (np.asarray(thinned(plateau))[0, 1:-1] > 0).sum(axis=1).tolist() == [1] * 6
    diagonal = np.eye(8, dtype="float32")[None]
    np.testing.assert_array_equal(thinned(diagonal), diagonal)


def test_the_metric_of_the_training_is_that_of_the_test():
    random = np.random.default_rng(1)
    truth = (random.random((3, 16, 16)) < 0.15).astype(np.uint8)
    # On the levels between the thresholds of the metric, so that both see the same.
    maps = (np.floor(20 * np.clip(0.6 * truth + random.random(truth.shape) / 2, 0, 0.99)) / 20 + 0.02).astype("float32")
    metric = EdgeF()
    for part in (slice(0, 2), slice(2, 3)):
        metric.update_state(truth[part], np.stack([maps[part], 1 - maps[part]], axis=-1))
    assert float(metric.result()) == pytest.approx(curve_of(maps, truth).ods, abs=1e-6)


def test_the_loss_by_hand():
    # One edge in four pixels: it weighs 3/4, each of the others 1/4.
    truth, scores = np.array([[[1, 0], [0, 0]]], np.uint8), np.array([[[0.8, 0.1], [0.3, 0.2]]], "float32")
    expected = -(0.75 * np.log(0.8) + 0.25 * (np.log(0.9) + np.log(0.7) + np.log(0.8))) / 4
    one = float(BalancedCrossEntropy()(truth, scores[..., None]))
    assert one == pytest.approx(expected, rel=1e-5)
    # With no balance each pixel weighs 1; half of it is the root of the paper's weights.
    plain = -(np.log(0.8) + np.log(0.9) + np.log(0.7) + np.log(0.8)) / 4
    assert float(BalancedCrossEntropy(0.0)(truth, scores[..., None])) == pytest.approx(plain, rel=1e-5)
    roots = -(0.75**0.5 * np.log(0.8) + 0.5 * (np.log(0.9) + np.log(0.7) + np.log(0.8))) / 4
    half = BalancedCrossEntropy.from_config(BalancedCrossEntropy(0.5).get_config())
    assert float(half(truth, scores[..., None])) == pytest.approx(roots, rel=1e-5)
    two = float(BalancedCrossEntropy()(truth, np.stack([scores, scores], axis=-1)))
    assert two == pytest.approx(2 * expected, rel=1e-5)


def test_the_gradient_is_scipys_sobel():
    from scipy import ndimage

    images = np.random.default_rng(0).integers(0, 255, (2, 9, 8, 3), np.uint8)
    for image, found in zip(images.astype(float), by_hand.gradient(images), strict=True):
        planes = (image[..., channel] for channel in range(3))
        lengths = [np.hypot(*(ndimage.sobel(plane, axis, mode="nearest") for axis in (0, 1))) for plane in planes]
        np.testing.assert_allclose(found, np.minimum(np.max(lengths, axis=0) / (4 * 255), 1), rtol=1e-5)


def test_cannys_lines_are_counted_where_scikit_image_is(monkeypatch):
    pytest.importorskip("skimage")
    images = np.zeros((1, 32, 32, 3), np.uint8)
    images[0, :, 16:] = 255
    truth = np.zeros((1, 32, 32), np.uint8)
    truth[0, :, 16] = 1
    lines = by_hand.canny(images)
    assert lines.shape == (len(by_hand.CANNY_HIGH), 1, 32, 32)
    curve = curve_of_lines(lines, truth, np.array(by_hand.CANNY_HIGH))
    assert curve.ods > 0.9
    monkeypatch.setitem(sys.modules, "skimage.feature", None)
    assert by_hand.canny(images) is None


def test_near_is_a_cross():
    one = np.zeros((1, 5, 5), "float32")
    one[0, 2, 2] = 0.7
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], "float32") * np.float32(0.7)
    np.testing.assert_array_equal(np.asarray(near(one))[0, 1:4, 1:4], cross)
