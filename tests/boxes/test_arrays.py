"""Boxes in arrays, against the same in fractions, by hand and from independent programs."""

import contextlib
import io
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn import boxes
from kerascnn.boxes import Detections, Truth
from kerascnn.boxes.formats import FORMATS
from kerascnn.errors import InputError

SIDES = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))
BOX = st.tuples(SIDES, SIDES).map(lambda sides: (sides[0][0], sides[1][0], sides[0][1], sides[1][1]))
BOXES = st.lists(BOX, min_size=1, max_size=12)


def random_boxes(random, count, reach=100.0):
    corners = random.uniform(0, reach, (count, 2))
    return np.concatenate([corners, corners + random.uniform(1, reach / 3, (count, 2))], axis=1)


@given(BOXES, BOXES)
def test_overlaps_are_those_of_fractions(first, second):
    measured = boxes.iou(first, second)
    exact = [[float(boxes.overlap(one, other).iou) for other in second] for one in first]
    np.testing.assert_allclose(measured, exact, atol=1e-15)
    np.testing.assert_array_equal(measured, boxes.iou(second, first).T)
    general = boxes.giou(first, second)
    assert (general <= measured + 1e-12).all()
    assert (general > -1).all()
    np.testing.assert_allclose(boxes.giou(first, first).diagonal(), 1)
    distance = boxes.diou(first, second)
    assert ((distance <= measured + 1e-12) & (distance > -1)).all()
    np.testing.assert_allclose(distance, boxes.diou(second, first).T, atol=1e-15)
    np.testing.assert_allclose(boxes.diou(first, first).diagonal(), 1)


def test_the_generalised_overlap_by_hand():
    # Two squares of 4 in opposite corners of a square of 36: 0 − (36 − 8) / 36.
    assert boxes.giou([[0, 0, 2, 2]], [[4, 4, 6, 6]])[0, 0] == pytest.approx(float(Fraction(8, 36) - 1))


def test_the_distance_overlap_by_hand():
    # 4 of 28 shared; the middles (2, 2) and (4, 4) are √8 apart, the diagonal around both is √72.
    assert boxes.diou([[0, 0, 4, 4]], [[2, 2, 6, 6]])[0, 0] == pytest.approx(4 / 28 - 8 / 72)


def test_boxes_without_an_area_overlap_nothing():
    assert boxes.iou([[3, 3, 3, 9]], [[3, 3, 3, 9], [0, 0, 9, 9]]).tolist() == [[0, 0]]
    assert boxes.giou([[3, 3, 3, 3]], [[3, 3, 3, 3]]).tolist() == [[0]]
    assert boxes.diou([[3, 3, 3, 3]], [[3, 3, 3, 3]]).tolist() == [[0]]
    assert boxes.iou([], [[0, 0, 1, 1]]).shape == (0, 1)


@given(BOXES, st.sampled_from(FORMATS), st.sampled_from(FORMATS))
def test_a_format_and_back(found, source, target):
    there = boxes.convert(boxes.convert(found, "xyxy", source), source, target)
    np.testing.assert_allclose(boxes.convert(there, target, "xyxy"), found)


@given(BOXES, st.integers(1, 500), st.integers(1, 500))
def test_pixels_and_parts_and_back(found, width, height):
    parts = boxes.relative(found, (width, height))
    np.testing.assert_allclose(boxes.in_pixels(parts, (width, height)), found)
    expected = boxes.convert(found, "xyxy", "cxcywh") / [width, height, width, height]
    np.testing.assert_allclose(boxes.convert(parts, "xyxy", "cxcywh"), expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: boxes.relative([[0, 0, 1, 1]], (0, 5)), "width is 0; expected a number greater than 0"),
        (lambda: boxes.soft_nms([[0, 0, 1, 1]], [0.5], labels=[1, 2]), "expected one for each box, 1 in all"),
        (lambda: boxes.soft_nms([[0, 0, 1, 1]], [0.5], sigma=0), "sigma is 0; expected a number greater than 0"),
        (lambda: boxes.iou([1, 2, 3, 4], [[0, 0, 1, 1]]), r"float64 of the shape \(4,\)|int64 of the shape \(4,\)"),
        (lambda: boxes.iou([[0, 0, 1, np.nan]], []), "numbers that are not finite"),
        (lambda: boxes.convert([[0, 0, 1, 1]], "xyxy", "yolo"), "no format 'yolo' of boxes; expected one of xyxy"),
        (lambda: boxes.nms([[0, 0, 1, 1]], [0.5, 0.4]), r"shape \(2,\); expected one finite number for each box, 1"),
        (lambda: boxes.nms([[0, 0, 1, 1]], [0.5], labels=[1, 2]), r"shape \(2,\); expected one for each box, 1 in all"),
        (lambda: boxes.nms([[0, 0, 1, 1]], [0.5], most_overlap=0), "most_overlap is 0; expected a number greater"),
        (lambda: boxes.fit_anchors([[1, 1], [1, 1]], 2), "2 anchors cannot be told from 1 different sizes"),
        (lambda: boxes.fit_anchors([[1, 0]], 1), "the sizes have numbers that are not above 0"),
        (lambda: boxes.decode(np.zeros((3, 3, 2, 5)), size=(9, 9)), r"shape \(3, 3, 2, 5\); expected \(rows"),
    ],
)
def test_what_is_no_box_is_one_sentence(call, message):
    with pytest.raises(InputError, match=message):
        call()


def slow_nms(found, scores, labels, most):
    """One box after the other, as the course describes it."""
    left = sorted(range(len(found)), key=lambda number: -scores[number])
    kept = []
    while left:
        best, *left = left
        kept.append(best)
        left = [
            number
            for number in left
            if labels[number] != labels[best] or boxes.iou([found[best]], [found[number]])[0, 0] < most
        ]
    return kept


@pytest.mark.parametrize("seed", range(12))
def test_suppression_is_that_of_one_box_after_the_other(seed):
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 150))
    found, scores = random_boxes(random, count), random.random(count)
    labels = random.integers(0, 3, count)
    most = random.uniform(0.05, 0.95)
    kept = boxes.nms(found, scores, labels=labels, most_overlap=most)
    assert kept.tolist() == slow_nms(found, scores, labels, most)
    # What stays would stay again.
    again = boxes.nms(found[kept], scores[kept], labels=labels[kept], most_overlap=most)
    assert again.tolist() == list(range(len(kept)))


@pytest.mark.parametrize("between", [0, 200], ids=["neighbours", "far apart in the order"])
def test_an_overlap_of_just_the_limit_drops(between):
    """Deck E drops an IoU of 0.5 and more. Of 2×1 and 1×1 in it: 1/2."""
    others = [[10 * number + 100, 0, 10 * number + 101, 1] for number in range(between)]
    found = [[0, 0, 2, 1], *others, [0, 0, 1, 1]]
    scores = np.linspace(1, 0.5, len(found))
    assert boxes.nms(found, scores, most_overlap=0.5).tolist() == list(range(between + 1))


def test_the_course_s_procedure_round_by_round():
    # Deck E: drop p <= 0.6, keep the best, drop IoU >= 0.5 with it, repeat.
    found = [[0, 0, 10, 10], [0, 2, 10, 12], [0, 5, 10, 15], [40, 0, 50, 10], [40, 0, 50, 10]]
    dropped, steps = boxes.trace(found, [0.9, 0.8, 0.7, 0.6, 0.65])
    assert dropped == (3,)
    # 8 of 12 rows are shared with the second, 5 of 15 with the third.
    assert steps[0].kept == 0
    assert steps[0].overlaps == {1: pytest.approx(8 / 12), 2: pytest.approx(5 / 15), 4: 0}
    assert [(step.kept, step.dropped) for step in steps] == [(0, (1,)), (2, ()), (4, ())]
    kept = boxes.nms(found, [0.9, 0.8, 0.7, 0.6, 0.65], least_score=0.6)
    assert kept.tolist() == [step.kept for step in steps]


def test_soft_suppression_by_hand():
    kept, scores = boxes.soft_nms([[0, 0, 10, 10], [0, 0, 10, 5], [50, 0, 60, 10]], [0.9, 0.8, 0.5])
    # IoU 0.5: 0.8 · exp(−0.25 / 0.5).
    assert kept.tolist() == [0, 2, 1]
    np.testing.assert_allclose(scores, [0.9, 0.5, 0.8 * np.exp(-0.5)])


def test_soft_suppression_is_within_a_class_and_leaves_what_was_given_alone():
    scores = np.array([0.9, 0.8, 0.7])
    kept, lowered = boxes.soft_nms([[0, 0, 10, 10]] * 3, scores, labels=["cat", "dog", "cat"])
    assert kept.tolist() == [0, 1, 2]
    np.testing.assert_allclose(lowered, [0.9, 0.8, 0.7 * np.exp(-2)])
    assert scores.tolist() == [0.9, 0.8, 0.7]


def test_anchors_are_the_means_of_what_is_nearest_to_them():
    random = np.random.default_rng(0)
    groups = [random.normal(middle, 1, (200, 2)) for middle in ((12, 30), (60, 20), (100, 100))]
    found = boxes.fit_anchors(np.concatenate(groups), 3)
    np.testing.assert_allclose(found, [group.mean(axis=0) for group in groups], atol=0.01)


def test_the_target_of_deck_e():
    anchors = [[30, 90], [120, 60]]  # upright for the pedestrian, lying for the car
    target, left_out = boxes.encode(
        [[100, 110, 220, 180], [150, 30, 180, 120]], [1, 0], size=(300, 300), grid=(3, 3), anchors=anchors, classes=3
    )
    assert target.shape == (3, 3, 2, 8)
    assert left_out == ()
    # The car: middle (160, 145) in cell (1, 1), 120×70 pixels of cells of 100.
    np.testing.assert_allclose(target[1, 1, 1], [1, 0.6, 0.45, 0.7, 1.2, 0, 1, 0], rtol=1e-6)
    # The pedestrian: middle (165, 75) in the cell above.
    np.testing.assert_allclose(target[0, 1, 0], [1, 0.65, 0.75, 0.9, 0.3, 1, 0, 0], rtol=1e-6)
    assert target[..., 0].sum() == 2


@pytest.mark.parametrize("seed", range(20))
def test_a_target_and_back(seed):
    random = np.random.default_rng(seed)
    found = random_boxes(random, int(random.integers(0, 8)), 60.0)
    labels = random.integers(0, 4, len(found))
    target, left_out = boxes.encode(
        found, labels, size=(100, 90), grid=(5, 7), anchors=[[5, 5], [10, 20], [20, 10]], classes=4
    )
    back, scores, classes = boxes.decode(target, size=(100, 90))
    stayed = np.setdiff1d(np.arange(len(found)), left_out)
    assert (scores == 1).all()
    order = np.lexsort(back.T)
    expected = np.lexsort(found[stayed].T)
    np.testing.assert_allclose(back[order], found[stayed][expected], rtol=1e-5, atol=1e-4)
    assert classes[order].tolist() == labels[stayed][expected].tolist()


def test_an_object_beyond_the_anchors_of_its_cell_is_left_out():
    same = [[10, 10, 20, 20]] * 3
    target, left_out = boxes.encode(same, [0, 0, 0], size=(90, 90), grid=(3, 3), anchors=[[9, 9], [5, 20]], classes=1)
    assert left_out == (2,)
    assert target[0, 0, :, 0].tolist() == [1, 1]


def test_average_precision_of_five_boxes_by_hand():
    # Three objects; the five detections, surest first, are right, wrong, right, wrong, right. Recall 1/3 at precision
    # 1, 2/3 at 2/3, 1 at 3/5: of 101 recalls 34 lie up to 1/3, 33 up to 2/3, 34 up to 1.
    truth = Truth(np.array([[0.0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10]]), np.zeros(3, int))
    places = np.array([0.0, 100, 20, 200, 40])
    found = np.stack([places, np.zeros(5), places + 10, np.full(5, 10.0)], axis=1)
    seen = Detections(found, np.zeros(5, int), np.array([0.9, 0.8, 0.7, 0.6, 0.5]))
    measured = boxes.average_precision([truth], [seen])
    assert measured.at(0.5) == pytest.approx((34 * 1 + 33 * 2 / 3 + 34 * 3 / 5) / 101)
    assert measured.of_classes == {0: pytest.approx(measured.mean)}
    with pytest.raises(InputError, match=r"the precision at 0\.3 was not measured; expected one of 0\.5, 0\.55"):
        measured.at(0.3)


def case(seed):
    """Pictures with objects, and detections that are now and then near one."""
    random = np.random.default_rng(seed)
    truth, found = [], []
    for _picture in range(int(random.integers(1, 5))):
        objects = random_boxes(random, int(random.integers(0, 7)), 300.0)
        labels = random.integers(0, 3, len(objects))
        near = objects[random.integers(0, len(objects), 6)] if len(objects) else np.zeros((0, 4))
        moved = near + random.normal(0, 6, near.shape)
        moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2] + 1)
        seen = np.concatenate([moved, random_boxes(random, 4, 300.0)])
        # Of scores with two digits some are equal.
        scores = random.random(len(seen)).round(2)
        crowd, areas = random.random(len(objects)) < 0.2, None
        if seed % 2:  # as of masks: a part of the box
            areas = boxes.area(objects) * random.uniform(0.3, 1, len(objects))
        truth.append(Truth(objects, labels, crowd if seed % 3 else None, areas))
        found.append(Detections(seen, random.integers(0, 3, len(seen)), scores))
    return truth, found


def coco(truth, found):
    """What pycocotools says: mAP@[.5:.95], at 0.5, at 0.75, and of small, medium and large objects."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    def rows(pictures, scores=False):
        for picture, each in enumerate(pictures, start=1):
            for number, (box, label) in enumerate(
                zip(boxes.convert(each.boxes, "xyxy", "xywh"), each.labels, strict=True)
            ):
                row = {"image_id": picture, "category_id": int(label) + 1, "bbox": box.tolist()}
                if scores:
                    yield row | {"score": float(each.scores[number])}
                    continue
                area = box[2] * box[3] if each.areas is None else float(each.areas[number])
                yield row | {"area": area, "iscrowd": int(each.crowd is not None and each.crowd[number])}

    with contextlib.redirect_stdout(io.StringIO()):
        objects = COCO()
        objects.dataset = {
            "images": [{"id": number + 1} for number in range(len(truth))],
            "categories": [{"id": number + 1} for number in range(3)],
            "annotations": [row | {"id": number} for number, row in enumerate(rows(truth), start=1)],
        }
        objects.createIndex()
        measured = COCOeval(objects, objects.loadRes(list(rows(found, scores=True))), "bbox")
        measured.evaluate()
        measured.accumulate()
        measured.summarize()
    return measured.stats[:6]


def test_average_precision_is_that_of_pycocotools():
    pytest.importorskip("pycocotools")
    for seed in range(200):
        truth, found = case(seed)
        ours = boxes.average_precision(truth, found)
        sizes = [boxes.average_precision(truth, found, size=size).mean for size in ("small", "medium", "large")]
        values = [ours.mean, *((ours.at(0.5), ours.at(0.75)) if ours.classes else (np.nan, np.nan)), *sizes]
        expected = [np.nan if each == -1 else each for each in coco(truth, found)]
        np.testing.assert_allclose(values, expected, atol=1e-6, err_msg=str(seed))
