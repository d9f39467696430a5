"""Target tensors, their loss, and the precision that is measured while a detector trains."""

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.boxes import Detections, Truth
from kerascnn.tasks.detection import GridBatches, GridLoss, MeanAveragePrecision
from kerascnn.tasks.detection.evaluation import decoded, suppressed
from kerascnn.tasks.detection.losses import distance_iou
from kerascnn.tasks.detection.mistakes import matched
from kerascnn.tasks.detection.targets import encode_batch

GRID = {"size": (96, 96), "grid": (12, 12), "classes": 10}
ANCHORS = np.array([(14.0, 26.0), (30.0, 34.0)])


@pytest.fixture(scope="module")
def scenes():
    return kc.datasets.scenes(seed=2).batch(range(60))


@pytest.fixture(scope="module")
def target(scenes):
    return encode_batch(scenes.boxes, scenes.labels, anchors=ANCHORS, **GRID)


def test_a_batch_is_encoded_as_picture_by_picture(scenes):
    found = encode_batch(scenes.boxes, scenes.labels, anchors=ANCHORS, beside=False, **GRID)
    for own, (boxes, labels) in zip(found, scenes.objects(), strict=True):
        np.testing.assert_allclose(own, kc.boxes.encode(boxes, labels, anchors=ANCHORS, **GRID).target, atol=1e-5)


def test_the_nearest_cells_beside_an_object_answer_for_it_too():
    """A box with its middle at 52, 41 of 96: column 6 and a half, row 5 and an eighth."""
    boxes, labels = np.array([[[42.0, 31, 62, 51]]]), np.array([[3]])
    (found,) = encode_batch(boxes, labels, anchors=ANCHORS[1:], **GRID)
    assert {tuple(place) for place in np.argwhere(found[..., 0] > 0)[:, :2]} == {(5, 6), (4, 6), (5, 7)}
    np.testing.assert_allclose(found[5, 6, 0, :5], [1, 0.5, 0.125, 2.5, 2.5])
    np.testing.assert_allclose(found[4, 6, 0, :5], [1, 0.5, 1.125, 2.5, 2.5])
    np.testing.assert_allclose(found[5, 7, 0, :5], [1, -0.5, 0.125, 2.5, 2.5])
    assert found[..., 5 + 3].sum() == 3
    for row, column in ((5, 6), (4, 6), (5, 7)):
        alone = np.zeros_like(found)
        alone[row, column] = found[row, column]
        np.testing.assert_allclose(kc.boxes.decode(alone, size=(96, 96))[0], boxes[0])


def test_distance_iou_by_hand():
    """Boxes of 2×2 and of 2×4 cells whose middles are one cell apart: 2 of 10 in common, 1 of 3² + 4² apart."""
    first, second = (np.array([0, 0.5, 0.5, *sides], "float32").reshape(1, 1, 1, 1, 5) for sides in ((2, 2), (4, 2)))
    second[..., 1] = 1.5
    overlap, apart = (float(np.squeeze(each)) for each in distance_iou(first, second))
    assert (overlap, apart) == (pytest.approx(2 / 10), pytest.approx(1 / 25))


def test_of_an_empty_cell_only_the_first_number_counts():
    random = np.random.default_rng(0)
    empty = np.zeros((2, 3, 3, 1, 8), "float32")
    first, second = (random.uniform(0.2, 0.8, empty.shape).astype("float32") for _each in range(2))
    second[..., 0] = first[..., 0]
    loss = GridLoss()
    assert float(loss(empty, first)) == pytest.approx(float(loss(empty, second)))
    second[..., 0] += 0.1
    assert float(loss(empty, second)) > float(loss(empty, first))
    there = empty.copy()
    there[0, 1, 1, 0] = [1, 0.5, 0.5, 1, 1, 0, 1, 0]
    right, far = there.copy(), there.copy()
    far[0, 1, 1, 0, 1:3] += 0.4
    assert float(loss(there, right)) < 1e-4 < float(loss(there, far)) < float(loss(there, empty + 1e-6))


def test_the_same_loss_worked_out_cell_by_cell(target):
    random = np.random.default_rng(1)
    given = random.uniform(0.1, 0.9, target.shape).astype("float32")
    total = 0.0
    for place in np.ndindex(target.shape[:-1]):
        true, found = target[place].astype(float), given[place].astype(float)
        if true[0] == 0:
            total -= 0.75 * found[0] ** 2 * np.log(1 - found[0])
            continue
        boxes = [[x - w / 2, y - h / 2, x + w / 2, y + h / 2] for _p, x, y, h, w in (true[:5], found[:5])]
        iou = kc.boxes.iou([boxes[0]], [boxes[1]])[0, 0]
        low, high = np.minimum(*np.array(boxes))[:2], np.maximum(*np.array(boxes))[2:]
        apart = ((true[1:3] - found[1:3]) ** 2).sum() / ((high - low) ** 2).sum()
        total -= iou * (iou * np.log(found[0]) + (1 - iou) * np.log(1 - found[0]))
        total += 2.5 * (1 - iou + apart) - np.log(found[5:][true[5:] == 1][0])
    assert float(GridLoss()(target, given)) == pytest.approx(total / target[..., 0].sum(), rel=1e-4)


def disturbed(target):
    """What a middling detector would give: boxes moved, scores of all heights, wrong classes, boxes of nothing."""
    random = np.random.default_rng(0)
    found, there = target.copy(), target[..., 0] > 0
    found[..., 0] *= random.uniform(0.2, 1, there.shape)
    found[..., 1:5] += random.normal(0, 0.2, found[..., 1:5].shape) * there[..., None]
    found[..., 3:5] = np.maximum(found[..., 3:5], 0.3)
    nothing = ~there & (random.random(there.shape) < 0.02)
    found[nothing, 0] = random.random(nothing.sum())
    found[nothing, 1:6] = [0.5, 0.5, 3, 2, 1]
    wrong = there & (random.random(there.shape) < 0.1)
    found[wrong, 5:] = np.eye(10)[4]
    return found


def test_precision_while_training_is_close_to_that_of_the_test(scenes, target):
    metric = MeanAveragePrecision(10)
    metric.update_state(target, target)
    assert float(metric.result()) == pytest.approx(1, abs=0.01)
    metric.reset_state()
    given = disturbed(target)
    for first in range(0, len(given), 20):
        metric.update_state(target[first : first + 20], given[first : first + 20])
    found = [suppressed(decoded(grid, (96, 96)), 0.5).detections for grid in given]
    truth = [Truth(boxes.astype(float), labels) for boxes, labels in scenes.objects()]
    exact = kc.boxes.average_precision(truth, found).at(0.5)
    assert 0.5 < exact < 0.95
    assert float(metric.result()) == pytest.approx(exact, abs=0.02)


def test_every_epoch_of_a_training_has_new_scenes_and_each_is_the_same_again():
    part = kc.datasets.scenes(seed=1, count=8, size=64)
    settings = {"grid": (8, 8), "anchors": ANCHORS, "classes": 10, "batch_size": 4}
    feed = GridBatches(part, seed=3, **settings)
    pictures, targets = feed.batch(0, 1)
    assert (pictures.dtype, pictures.shape, targets.shape) == (np.float32, (4, 64, 64, 3), (4, 8, 8, 2, 15))
    assert 0 <= pictures.min() < pictures.max() <= 1
    np.testing.assert_array_equal(feed.batch(0, 1)[0], pictures)
    assert (feed.batch(1, 1)[0] != pictures).any()
    kept = GridBatches(part, **settings)
    np.testing.assert_array_equal(kept.batch(0, 0)[0], kept.batch(5, 0)[0])


def test_boxes_choose_objects_the_surest_first():
    truth = Truth(np.array([[0.0, 0, 10, 10], [20, 20, 30, 30], [40, 40, 50, 50]]), np.array([1, 2, 3]))
    boxes = np.array([[0.0, 0, 10, 9], [0, 0, 10, 10], [20, 20, 30, 30], [41, 40, 50, 50]])
    found = Detections(boxes, np.array([1, 1, 7, 3]), np.array([0.9, 0.8, 0.7, 0.6]))
    pair = matched(truth, found)
    assert pair.right.tolist() == [True, False, False, True]
    assert pair.missed.tolist() == [1]
    assert pair.badness == 0.8
    assert matched(truth, Detections(np.zeros((0, 4)), np.zeros(0, int), np.zeros(0))).badness == 0.5
