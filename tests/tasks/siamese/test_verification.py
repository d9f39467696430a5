"""Thresholds, equal error rate, area and one-shot recognition against counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.tasks.siamese import verification

distances = st.lists(st.integers(0, 20).map(lambda each: each / 10), min_size=1, max_size=12).map(np.array)


@given(same=distances, different=distances)
def test_the_curve_is_what_counting_gives(same, different):
    found = verification.roc(same, different)
    for threshold in (-0.1, 0.0, 0.55, 1.0, 2.5):
        expected = ((same <= threshold).mean(), (different <= threshold).mean())
        assert found.at(threshold) == pytest.approx(expected)
        assert found.accuracy(threshold) == pytest.approx(0.5 + 0.5 * (expected[0] - expected[1]))
    best = found.best()
    everywhere = np.arange(-0.05, 2.2, 0.05)
    assert found.accuracy(best) >= max(map(found.accuracy, everywhere[everywhere >= found.thresholds[0]])) - 1e-9
    # Mann and Whitney: how often one of the same is nearer, a tie counting half.
    nearer = (same[:, None] < different[None]).mean() + 0.5 * (same[:, None] == different[None]).mean()
    assert found.area == pytest.approx(nearer)


@given(same=distances, different=distances)
def test_the_equal_error_lies_between_the_two_rates_around_it(same, different):
    found = verification.roc(same, different)
    refused = np.concatenate([[1.0], 1 - found.accepted])
    taken = np.concatenate([[0.0], found.taken])
    rate = found.equal_error
    after = int(np.argmax(taken >= refused))
    assert min(taken[after - 1], refused[after]) - 1e-9 <= rate <= max(taken[after], refused[after - 1]) + 1e-9


def test_an_equal_error_by_hand():
    # At 0.35: 1 of 4 refused, 1 of 4 accepted.
    found = verification.roc(np.array([0.1, 0.2, 0.3, 0.5]), np.array([0.32, 0.6, 0.7, 0.8]))
    assert found.equal_error == pytest.approx(0.25)
    assert verification.roc(np.array([0.1, 0.2]), np.array([0.5, 0.6])).equal_error == 0.0


def test_a_threshold_between_what_is_told_apart_lies_in_the_middle():
    found = verification.roc(np.array([0.1, 0.2]), np.array([0.6, 0.9]))
    assert found.best() == pytest.approx(0.4)
    assert found.accuracy(0.4) == 1.0


def test_pairs_of_one_kind_alone_are_refused():
    for same, different in (([], [0.1]), ([0.1], [])):
        with pytest.raises(ValueError, match="pairs of one kind alone"):
            verification.roc(np.array(same), np.array(different))


def test_all_pairs():
    pairs, same = verification.pairs_within(np.array([0, 0, 1]))
    assert pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert same.tolist() == [True, False, False]


def test_one_shot_of_chance_and_of_certainty():
    labels = np.arange(20).repeat(3)
    same = labels[:, None] == labels[None]
    certain = np.where(same, 0.1, 1.0)
    assert verification.one_shot(certain, labels, 10) == 1.0
    noise = np.random.default_rng(0).random((60, 60))
    for ways in (2, 5):
        # Five thousand questions of sixty pictures: within three standard errors, and what the noise of pairs adds.
        assert verification.one_shot(noise, labels, ways) == pytest.approx(1 / ways, abs=0.05)
    assert verification.one_shot(1 - certain, labels, 4) == 0.0


def test_a_tie_is_no_recognition():
    labels = np.array([0, 0, 1, 1])
    assert verification.one_shot(np.ones((4, 4)), labels, 2) == 0.0


def test_somebody_with_one_picture_is_another_but_never_asked_about():
    labels = np.array([0, 0, 1])
    far = np.where(labels[:, None] == labels, 0.1, 1.0)
    assert verification.one_shot(far, labels, 2) == 1.0


@pytest.mark.parametrize(("labels", "ways"), [([0, 0, 1, 1], 3), ([0, 1, 2], 2), ([0, 0, 1], 1)])
def test_questions_that_cannot_be_asked(labels, ways):
    count = len(labels)
    with pytest.raises(ValueError, match=f"one among {ways} cannot be asked"):
        verification.one_shot(np.ones((count, count)), np.array(labels), ways)
