"""The right answers of the topics about boxes, by another way than the modules'."""

import math
import re

import numpy as np
import pytest

import box_mistakes
from kerascnn import boxes, exercises


def made(topic, level):
    for seed in range(4):
        yield from (item.exercise for item in exercises.make(topic, count=12, level=level, seed=seed).items)


def test_non_max_suppression():
    for exercise in made("non-max-suppression", 1):
        p = {name: float(score) for name, score in re.findall(r"([A-E]) (0\.\d\d)", exercise.question)}
        ((_title, table),) = exercise.matrices
        left = [name for name in p if p[name] > 0.6]
        kept = box_mistakes.survivors(left, p, lambda a, b, t=table: t["ABCDE".index(a)]["ABCDE".index(b)], most=0.5)
        assert exercise.answer == ", ".join(sorted(kept))
    for exercise in made("non-max-suppression", 2):
        rows = re.findall(r"\((\d+), (\d+), (\d+), (\d+)\), (cat|dog), p = (0\.\d\d)", exercise.question)
        sides = np.array([[int(side) for side in row[:4]] for row in rows])
        labels, scores = [row[4] for row in rows], [float(row[5]) for row in rows]
        kept = boxes.nms(sides, scores, labels=labels, least_score=0.6)
        assert exercise.answer == ", ".join(sorted("ABCDE"[number] for number in kept))
    for exercise in made("non-max-suppression", 3):
        _a, _b, c, _ab, ac, bc = (float(each) for each in re.findall(r"\d\.\d+", exercise.question)[1:7])
        assert exercise.answer == pytest.approx(c / math.exp(ac**2 / 0.5) / math.exp(bc**2 / 0.5))


def test_the_target_of_yolo():
    # Deck E: a grid of 3×3, two anchors and three classes make 3×3×2×8.
    for exercise in made("yolo-target", 1):
        grid, _grid, anchors, classes = (int(number) for number in box_mistakes.numbers(exercise.question)[:4])
        sizes = [[10, 10 + number] for number in range(anchors)]
        target, _left = boxes.encode([], [], size=(90, 90), grid=(grid, grid), anchors=sizes, classes=classes)
        assert exercise.answer == target.shape
    for exercise in made("yolo-target", 2):
        size, _s, grid, _g, label, _of, x, y, width, height = (
            int(n) for n in box_mistakes.numbers(exercise.question)[:10]
        )
        box = boxes.convert([[x, y, width, height]], "cxcywh", "xyxy")
        target, _left = boxes.encode(
            box, [label - 1], size=(size, size), grid=(grid, grid), anchors=[[9, 9]], classes=3
        )
        np.testing.assert_allclose(exercise.answer[0], target[target[..., 0] == 1][0], atol=1e-6)
    for exercise in made("yolo-target", 3):
        size, _s, grid, _g, row, column, _zero, *numbers = box_mistakes.numbers(exercise.question)[:12]
        target = np.zeros((int(grid), int(grid), 1, 6))
        target[int(row), int(column), 0] = [*numbers, 1]
        np.testing.assert_allclose(exercise.answer[0], boxes.decode(target, size=(size, size))[0][0], atol=1e-6)


def test_the_loss_of_a_box():
    both = set()
    for exercise in made("box-loss", 1):
        pieces = re.findall(r"\[([\d., ]+)\]", exercise.question)[:2]
        target, found = (np.array([float(each) for each in piece.split(", ")]) for piece in pieces)
        both.add(bool(target[0]))
        # Deck E: the squares of all where there is an object, else that of p_c alone.
        assert exercise.answer == pytest.approx(((target - found) ** 2)[: 8 if target[0] else 1].sum())
    assert both == {True, False}
    for exercise in made("box-loss", 2):
        one, other = box_mistakes.two_boxes(exercise.question)
        assert exercise.answer == pytest.approx(1 - boxes.giou([one], [other])[0, 0])
    for exercise in made("box-loss", 3):
        one, other = box_mistakes.two_boxes(exercise.question)
        assert exercise.answer == pytest.approx(1 - boxes.diou([one], [other])[0, 0])


def area_under_the_curve(found, objects):
    """As the PASCAL VOC of 2010 has it: the area under the precision that falls with the recall, step by step."""
    right = np.array(box_mistakes.rights(found))
    recall = np.cumsum(right) / objects
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    steps = np.diff(np.concatenate([[0], recall]))
    return sum(step * precision[recall >= value].max() for step, value in zip(steps, recall, strict=True))


def test_average_precision():
    for exercise in made("average-precision", 1):
        objects = int(box_mistakes.numbers(exercise.question)[1])
        after = int(re.search(r"recall of the (\d)", exercise.question)[1])
        good = sum(box_mistakes.rights(box_mistakes.listed(exercise.question))[:after])
        assert exercise.answer == ((round(good / after, 3), round(good / objects, 3)),)
    for exercise in made("average-precision", 2):
        objects = int(re.search(r"has (\d) objects", exercise.question)[1])
        expected = area_under_the_curve(box_mistakes.listed(exercise.question), objects)
        assert exercise.answer == pytest.approx(expected)
    for exercise in made("average-precision", 3):
        counts = [int(each) for each in re.search(r"(\d) cats and (\d) dogs", exercise.question).groups()]
        parts = exercise.question.split("and these dogs")
        each = [area_under_the_curve(box_mistakes.listed(part), n) for part, n in zip(parts, counts, strict=True)]
        assert exercise.answer == pytest.approx(sum(each) / 2)
