"""The IoU of classes against a slow count, and the loss by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kerascnn import language
from kerascnn.tasks.segmentation import CrossEntropyAndDice, Segmented, confusion
from kerascnn.tasks.segmentation.data import named

CLASSES = 4
MASKS = arrays.arrays(np.uint8, (3, 5), elements=st.integers(0, CLASSES - 1))


def by_counting(true, found, classes):
    """The IoU of each class, pixel by pixel, as sets of places."""
    ratios = []
    for number in range(classes):
        there = {place for place, value in np.ndenumerate(true) if value == number}
        said = {place for place, value in np.ndenumerate(found) if value == number and true[place] < classes}
        ratios.append(len(there & said) / len(there | said) if there | said else np.nan)
    return ratios


@given(arrays.arrays(np.uint8, (3, 5), elements=st.sampled_from([0, 1, 2, 3, 255])), MASKS)
@settings(max_examples=60, deadline=None)
def test_the_iou_of_each_class_is_that_of_the_sets_of_pixels(true, found):
    tested = Segmented(found[None], confusion(true, found, CLASSES), np.array([0.5]), 0.1)
    expected = by_counting(true, found, CLASSES)
    np.testing.assert_allclose(tested.iou, expected)
    known = [value for value in expected[1:] if value == value]
    assert tested.mean_iou == pytest.approx(sum(known) / len(known) if known else 0)
    counted = true < CLASSES
    right = (true == found)[counted].mean() if counted.any() else 0
    assert tested.pixel_accuracy == pytest.approx(right)


def test_the_mean_leaves_out_the_background_and_what_is_neither_there_nor_found():
    # Class 1: 1 of 2; class 2: neither; class 3: 1 of 3.
    true, found = np.array([[0, 1, 3, 3]], np.uint8), np.array([[3, 1, 3, 1]], np.uint8)
    tested = Segmented(found[None], confusion(true, found, CLASSES), np.array([0.4]), 0.1)
    assert tested.iou[1] == 1 / 2
    assert np.isnan(tested.iou[2])
    assert tested.iou[3] == 1 / 3
    assert tested.mean_iou == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert tested.pixel_accuracy == 2 / 4
    assert "mean IoU 0.4167 of 2 classes" in tested.line()


def test_the_loss_by_hand():
    # Two pixels of background, one of class 1, one that does not count.
    true = np.array([[[0, 0, 1, 255]]], np.uint8)
    scores = np.array([[[[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.5, 0.5]]]], "float32")
    entropy = -(0.2 * np.log(0.9) + 0.2 * np.log(0.6) + np.log(0.8)) / 1.4
    dice = 1 - (2 * 0.8 + 1) / (1 + 0.1 + 0.4 + 0.8 + 1)
    found = float(CrossEntropyAndDice(2, background=0.2, dice=0.5)(true, scores))
    assert found == pytest.approx(entropy + 0.5 * dice, rel=1e-5)
    again = CrossEntropyAndDice.from_config(CrossEntropyAndDice(2, background=0.2, dice=0.5).get_config())
    assert float(again(true, scores)) == found


def test_the_metric_of_the_training_is_that_of_the_test():
    import keras

    random = np.random.default_rng(0)
    true = random.integers(0, CLASSES, (3, 6, 6)).astype(np.uint8)
    true[0, :2] = 255
    scores = random.random((3, 6, 6, CLASSES), "float32")
    metric = keras.metrics.IoU(CLASSES, [1, 2, 3], sparse_y_pred=False, ignore_class=255)
    for number in range(3):
        metric.update_state(true[number : number + 1], scores[number : number + 1])
    counts = confusion(true, scores.argmax(-1).astype(np.uint8), CLASSES)
    tested = Segmented(np.zeros((3, 6, 6), np.uint8), counts, np.zeros(3), 0.0)
    assert float(metric.result()) == pytest.approx(tested.mean_iou, rel=1e-5)


def test_the_background_has_a_name_in_the_reader_s_language():
    language.use("es")
    assert named(("background", "uno")) == ("fondo", "uno")
    language.use("en")
    assert named(("background", "uno")) == ("background", "uno")
