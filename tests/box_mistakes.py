"""Wrong answers about boxes, derived again by making the mistakes: pixels are counted, sums made with plain loops."""

import itertools
import math
import re
from fractions import Fraction

HALF = Fraction(1, 2)


def numbers(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def cells(box):
    left, top, right, bottom = map(int, box)
    return {(x, y) for x in range(left, right) for y in range(top, bottom)}


def shared(one, other):
    return Fraction(len(cells(one) & cells(other)), len(cells(one) | cells(other)))


def survivors(names, p, iou, *, best=max, most=HALF):
    """One box after another, as the course describes it."""
    found = []
    names = list(names)
    while names:
        chosen = best(names, key=p.get)
        found.append(chosen)
        names = [name for name in names if name != chosen and iou(chosen, name) < most]
    return found


def suppressed(classes, p, iou):
    """What remains for each mistake, class by class."""
    found = {}

    def add(name, way):
        found[name] = ", ".join(sorted(itertools.chain.from_iterable(map(way, classes))))

    def sure(names):
        return [name for name in names if p[name] > 0.6]

    def first(names):
        return sorted(sure(names), key=p.get)[-1:]

    add("Nothing was dropped", list)
    add("Only p was looked at", sure)
    add("Boxes with p of 0.6", lambda names: survivors(names, p, iou))
    add("Only the best box was kept", first)
    add(
        "Only the best box was compared",
        lambda names: [n for n in sure(names) if n in first(names) or all(iou(b, n) < HALF for b in first(names))],
    )
    add("The boxes were gone through from the worst", lambda names: survivors(sure(names), p, iou, best=min))
    add(
        "A box that was dropped already",
        lambda names: [n for n in sure(names) if not any(p[m] > p[n] and iou(m, n) >= HALF for m in sure(names))],
    )
    add("0.6 is the bound for p", lambda names: survivors(sure(names), p, iou, most=Fraction(3, 5)))
    return found


def non_max_suppression_1(question, exercise):
    p = {name: float(score) for name, score in re.findall(r"([A-E]) (0\.\d\d)", question)}
    ((_title, table),) = exercise.matrices
    return suppressed(["ABCDE"], p, lambda one, other: Fraction(str(table["ABCDE".index(one)]["ABCDE".index(other)])))


def non_max_suppression_2(question, _exercise):
    rows = re.findall(r"([A-E]) = \((\d+), (\d+), (\d+), (\d+)\), (cat|dog), p = (0\.\d\d)", question)
    boxes = {name: box for name, *box, _label, _p in rows}
    p = {name: float(score) for name, *_box, score in rows}
    classes = [[row[0] for row in rows if row[5] == label] for label in ("cat", "dog")]

    def iou(one, other):
        return shared(boxes[one], boxes[other])

    together = survivors([name for name in boxes if p[name] > 0.6], p, iou)
    return suppressed(classes, p, iou) | {"The classes were not told apart": ", ".join(sorted(together))}


def non_max_suppression_3(question, _exercise):
    a, b, c, ab, ac, bc = (float(each) for each in re.findall(r"\d\.\d+", question)[1:7])
    assert a > b
    assert b * math.exp(-2 * ab * ab) > c * math.exp(-2 * ac * ac)
    return {
        "Only A lowered it": c * math.exp(-2 * ac * ac),
        "Only B lowered it": c * math.exp(-2 * bc * bc),
        "The IoU was not squared": c * math.exp(-2 * ac) * math.exp(-2 * bc),
        "The IoU squared was not divided": c * math.exp(-ac * ac) * math.exp(-bc * bc),
        "That is the linear rule": c * (1 - ac) * (1 - bc),
        "The IoUs were added before": c * math.exp(-2 * (ac + bc) ** 2),
    }


def yolo_target_1(question, _exercise):
    grid, _grid, anchors, classes = (int(number) for number in numbers(question)[:4])
    return {
        "p_c was forgotten": (grid, grid, anchors, len(["x", "y", "h", "w"]) + classes),
        "The four numbers of the box": (grid, grid, anchors, 1 + classes),
        "The class has a number": (grid, grid, anchors, len(["p", "x", "y", "h", "w", "c"])),
        "The anchors were forgotten": (grid, grid, 5 + classes),
        "A class for the background": (grid, grid, anchors, 5 + (classes + 1)),
        "The grid has rows and columns": (grid, anchors, 5 + classes),
    }


def row(*values):
    return (tuple(round(float(value), 4) for value in values),)


def yolo_target_2(question, _exercise):
    size, _size, grid, _grid, label, _of, x, y, width, height = numbers(question)[:10]
    cell = size / grid
    one_hot = [float(number == label) for number in (1, 2, 3)]
    bx, by = math.fmod(x, cell) / cell, math.fmod(y, cell) / cell
    size_in_cells = height / cell, width / cell
    return {
        "Width and height were swapped": row(1, bx, by, *size_in_cells[::-1], *one_hot),
        "b_x and b_y were swapped": row(1, by, bx, *size_in_cells, *one_hot),
        "The place was taken in the picture": row(1, x / size, y / size, *size_in_cells, *one_hot),
        "The size was taken as a part": row(1, bx, by, height / size, width / size, *one_hot),
        "The cells before it": row(1, x / cell, y / cell, *size_in_cells, *one_hot),
        "The wrong class": row(1, bx, by, *size_in_cells, *one_hot[-1:], *one_hot[:-1]),
    }


def yolo_target_3(question, _exercise):
    size, _size, grid, _grid, r, c, _zero, _p, bx, by, bh, bw = numbers(question)[:12]
    cell = size / grid
    x, y, width, height = (c + bx) * cell, (r + by) * cell, bw * cell, bh * cell

    def box(x, y, width, height):
        return row(x - 0.5 * width, y - 0.5 * height, x + 0.5 * width, y + 0.5 * height)

    return {
        "Row and column were swapped": box((r + bx) * cell, (c + by) * cell, width, height),
        "Width and height were swapped": box(x, y, height, width),
        "The middle was taken": row(x, y, x + width, y + height),
        "The whole width was taken": box(x, y, 2 * width, 2 * height),
        "The cells before it": box(bx * cell, by * cell, width, height),
        "Those are the middle and the size": row(x, y, width, height),
    }


def box_loss_1(question, _exercise):
    target, found = (
        [float(each) for each in piece.split(", ")] for piece in re.findall(r"\[([\d., ]+)\]", question)[:2]
    )
    squares = [(one - other) ** 2 for one, other in zip(target, found, strict=True)]
    counted = squares if target[0] else squares[:1]
    differences = [abs(one - other) for one, other in zip(target, found, strict=True)][: len(counted)]
    return {
        "Only p_c counts": squares[0],
        "The classes were forgotten": sum(squares[:5]),
        "Only the box was looked at": sum(squares[1:5]),
        "Everything was counted": sum(squares),
        "The box was counted": sum(squares[:5]),
        "The classes were counted": squares[0] + sum(squares[5:]),
        "The differences were added up": sum(differences),
        "The mean was taken": sum(counted) / 8,
    }


def two_boxes(question):
    return [list(map(int, each.split(", "))) for each in re.findall(r"\((\d+, \d+, \d+, \d+)\)", question)[:2]]


def around(one, other):
    return [min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])]


def box_loss_2(question, _exercise):
    one, other = two_boxes(question)
    covered, outer = cells(one) | cells(other), cells(around(one, other))
    empty, iou = len(outer - covered), float(shared(one, other))
    twice = len(outer) - len(cells(one)) - len(cells(other))
    doubled = len(cells(one) & cells(other)) / (len(cells(one)) + len(cells(other)))
    return {
        "That is GIoU itself": iou - empty / len(outer),
        "That is 1 − IoU": 1 - iou,
        "The part that neither covers was added": 1 - (iou + empty / len(outer)),
        "It was divided by the union": 1 - (iou - empty / len(covered)),
        "The intersection was counted twice": 1 - (doubled - twice / len(outer)),
    }


def box_loss_3(question, _exercise):
    one, other = two_boxes(question)
    outer = around(one, other)
    middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in (one, other)]
    apart, diagonal = math.dist(*middles), math.dist(outer[:2], outer[2:])
    iou = float(shared(one, other))
    sides = abs(middles[0][0] - middles[1][0]) + abs(middles[0][1] - middles[1][1])
    return {
        "That is DIoU itself": iou - (apart / diagonal) ** 2,
        "That is 1 − IoU": 1 - iou,
        "Distance and diagonal were not squared": 1 - iou + apart / diagonal,
        "It was divided by the area": 1 - iou + apart**2 / len(cells(outer)),
        "The sides were added up": 1 - iou + sides / (outer[2] - outer[0] + outer[3] - outer[1]),
        "The distance was taken off": 1 - iou - (apart / diagonal) ** 2,
    }


def listed(text):
    """p, IoU and object of each box."""
    rows = re.findall(r"p = (0\.\d\d), IoU (0\.\d\d) with object (\d)", text)
    return [(float(p), float(iou), number) for p, iou, number in rows]


def rights(found, *, least=0.5, once=True, ordered=True):
    seen, right = set(), []
    for _p, iou, number in sorted(found, reverse=True) if ordered else found:
        right.append(iou >= least and (number not in seen or not once))
        seen |= {number} if right[-1] else set()
    return right


def average_precision_1(question, _exercise):
    _count, objects = (int(number) for number in numbers(question)[:2])
    after = int(re.search(r"recall of the (\d)", question)[1])
    found = listed(question)

    def pair(right, of=after):
        return ((round(right[:of].count(True) / of, 3), round(right[:of].count(True) / objects, 3)),)

    ((precision, recall),) = pair(rights(found))
    return {
        "Precision and recall were swapped": ((recall, precision),),
        "The boxes were taken as they are listed": pair(rights(found, ordered=False)),
        "An object that was found twice": pair(rights(found, once=False)),
        "The IoU was not looked at": pair(rights(found, least=0)),
        "A box is right from an IoU of 0.5": pair(rights(found, least=0.75)),
        "All boxes were counted": pair(rights(found), 5),
    }


def averaged(right, objects, *, best=True):
    """For each right box, how many of those up to it are right, or up to a later one where that is more."""
    shares = [right[: end + 1].count(True) / (end + 1) for end in range(len(right))]
    return sum(max(shares[at:]) if best else shares[at] for at, good in enumerate(right) if good) / objects


def average_precision_of(parts):
    every = [right for found, _objects in parts for right in rights(found)]
    pooled = every.count(True) / len(every)

    def mean(way):
        return sum(way(found, objects) for found, objects in parts) / len(parts)

    return {
        "Each box counted its own": mean(lambda found, n: averaged(rights(found), n, best=False)),
        "The boxes were taken as they are listed": mean(lambda found, n: averaged(rights(found, ordered=False), n)),
        "An object that was found twice": mean(lambda found, n: averaged(rights(found, once=False), n)),
        "It was divided by the objects": mean(
            lambda found, n: averaged(rights(found), max(1, rights(found).count(True)))
        ),
        "A box is right from an IoU of 0.5": mean(lambda found, n: averaged(rights(found, least=0.75), n)),
        "That is the precision of all": pooled,
    }


def average_precision_2(question, _exercise):
    objects = int(re.search(r"has (\d) objects", question)[1])
    return average_precision_of([(listed(question), objects)])


def average_precision_3(question, _exercise):
    cats, dogs = (int(each) for each in re.search(r"(\d) cats and (\d) dogs", question).groups())
    first, second = question.split("and these dogs")
    parts = [(listed(first), cats), (listed(second), dogs)]
    averages = [averaged(rights(found), objects) for found, objects in parts]
    return average_precision_of(parts) | {
        "The classes were weighed": (averages[0] * cats + averages[1] * dogs) / (cats + dogs),
        "The mean was not taken": averages[0] + averages[1],
    }


DERIVED = {
    ("average-precision", 1): average_precision_1,
    ("average-precision", 2): average_precision_2,
    ("average-precision", 3): average_precision_3,
    ("box-loss", 1): box_loss_1,
    ("box-loss", 2): box_loss_2,
    ("box-loss", 3): box_loss_3,
    ("non-max-suppression", 1): non_max_suppression_1,
    ("non-max-suppression", 2): non_max_suppression_2,
    ("non-max-suppression", 3): non_max_suppression_3,
    ("yolo-target", 1): yolo_target_1,
    ("yolo-target", 2): yolo_target_2,
    ("yolo-target", 3): yolo_target_3,
}
