"""Pairs of pictures, their distances and the curve: what a reader sees in the figures."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from kerascnn import plots
from kerascnn.plots import RIGHT, WRONG, Compared

PICTURE = np.zeros((8, 8, 3), np.uint8)


def drawn(figure):
    figure.canvas.draw()
    return figure


def test_a_pair_that_is_decided_wrong_has_an_orange_frame():
    pairs = [Compared(PICTURE, PICTURE[:4, :4], f"pair {n}", right) for n, right in enumerate((True, False, None))]
    cells = drawn(plots.pictures_in_pairs(pairs, title="all", columns=2)).axes
    assert [axes.get_title() for axes in cells] == ["pair 0", "pair 1", "pair 2", ""]
    frames = [[to_hex(inside.patches[-1].get_edgecolor()) for inside in axes.child_axes] for axes in cells[:3]]
    assert [frame[0].upper() for frame in frames] == [RIGHT, WRONG, "#999999"]
    assert all(first == second for first, second in frames)
    assert [len(axes.child_axes) for axes in cells] == [2, 2, 2, 0]


def test_no_pair_says_so():
    assert drawn(plots.pictures_in_pairs([])).texts[0].get_text() == "nothing to show"


def test_distances_are_parts_of_their_own_pairs_with_the_threshold_between_them():
    figure = plots.pair_distances(np.full(3, 0.5), np.full(30, 1.5), threshold=1.0, highest=2.0)
    (axes,) = drawn(figure).axes
    heights = [patch.get_data().values.max() for patch in axes.patches]
    assert heights == [1.0, 1.0]
    assert axes.lines[0].get_xdata()[0] == 1.0
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        *("3 pairs of the same identity", "30 pairs of two identities", "threshold 1.000")
    ]
    low, high = axes.get_xlim()
    assert 0 <= low < 0.5
    assert 1.5 < high <= 2


def test_the_curve_marks_the_equal_error_and_the_threshold():
    taken, accepted = np.array([0.0, 0.02, 1.0]), np.array([0.5, 0.98, 1.0])
    figure = plots.roc_curve(taken, accepted, equal_error=0.02, chosen=(0.0, 0.5), title="test")
    (axes,) = drawn(figure).axes
    curve, _diagonal, equal, chosen = axes.lines
    assert curve.get_ydata().tolist() == accepted.tolist()
    assert (equal.get_xdata()[0], equal.get_ydata()[0]) == pytest.approx((0.02, 0.98))
    # On a logarithmic axis nothing lies at 0: it is drawn at its left end.
    assert (chosen.get_xdata()[0], chosen.get_ydata()[0]) == pytest.approx((1e-4, 0.5))
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    assert {"0.01%", "1%", "100%"} <= set(ticks)


def test_an_encoding_is_drawn_beside_its_picture():
    left, right = drawn(plots.encoded_picture(PICTURE, np.array([0.5, -0.25]))).axes
    assert len(left.images) == 1
    assert [bar.get_height() for bar in right.patches] == [0.5, -0.25]
    assert len({bar.get_facecolor() for bar in right.patches}) == 2
