import math

import keras
import numpy as np
import pytest

from kerascnn.tasks.classification import Evaluation, evaluate

# Four pictures, three classes; by hand: right, right, 2 taken for 1 with 0.9, 0 taken for 1 with 0.6.
SCORES = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.05, 0.9, 0.05], [0.3, 0.6, 0.1]])
TESTED = Evaluation(scores=SCORES, labels=np.array([0, 1, 2, 0]))


def test_accuracy_and_loss():
    assert TESTED.accuracy == 0.5
    expected = -(math.log(0.7) + math.log(0.8) + math.log(0.05) + math.log(0.3)) / 4
    assert pytest.approx(expected) == TESTED.loss


def test_the_course_s_cross_entropy_of_95_and_5_percent():
    # Deck B: a score of 0.95 costs 0.051, one of 0.05 costs 2.996.
    for score, cost in ((0.95, 0.051293), (0.05, 2.995732)):
        tested = Evaluation(scores=np.array([[score, 1 - score]]), labels=np.array([0]))
        assert tested.loss == pytest.approx(cost, abs=1e-6)


def test_confusion_precision_and_recall():
    assert TESTED.confusion.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]
    assert TESTED.recall.tolist() == [0.5, 1, 0]
    precision = TESTED.precision
    assert precision[:2].tolist() == [1, pytest.approx(1 / 3)]
    assert math.isnan(precision[2])  # nothing was taken for class 2


def test_the_surest_mistakes_first():
    assert TESTED.worst(16).tolist() == [2, 3]
    assert TESTED.worst(1).tolist() == [2]


def test_with_a_mirror_the_scores_are_the_mean_of_both_pictures():
    # The score of class 0 is the brightness of the left pixel: 1 and, mirrored, 0; the mean is a half.
    inputs = keras.Input((1, 2, 1))
    left = keras.layers.Lambda(lambda x: x[:, 0, 0])(inputs)
    model = keras.Model(inputs, keras.layers.Concatenate()([left, 1 - left]))
    images = np.array([255, 0], np.uint8).reshape(1, 1, 2, 1)
    assert evaluate(model, images, np.array([0])).scores.tolist() == [[1, 0]]
    assert evaluate(model, images, np.array([0]), mirror=True).scores.tolist() == [[0.5, 0.5]]


def test_with_shifts_two_moved_copies_count_for_half_of_the_scores():
    # The scores are the brightness of the two pixels A and B of
    #     A B C
    #     D E F
    # Moved a pixel up and left, there are E and F; moved down and right, with the border reflected, E and D. Mirrored
    # it is C and B, then E and D, then E and F. A copy counts for a quarter, the picture itself for a half.
    a, b, c, d, e, f = 1, 0.8, 0, 0.6, 0.4, 0.2
    inputs = keras.Input((2, 3, 1))
    model = keras.Model(inputs, keras.layers.Lambda(lambda x: x[:, 0, :2, 0])(inputs))
    images = np.array([[a, b, c], [d, e, f]]).reshape(1, 2, 3, 1) * 255
    images = images.round().astype(np.uint8)
    seen = evaluate(model, images, np.array([0]), shift=True)
    assert seen.scores[0] == pytest.approx([a / 2 + e / 4 + e / 4, b / 2 + f / 4 + d / 4])
    both = evaluate(model, images, np.array([0]), shift=True, mirror=True)
    assert both.scores[0] == pytest.approx([(a + c) / 4 + e / 2, b / 2 + (d + f) / 4])
