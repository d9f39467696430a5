"""Each wrong answer, derived again by making the mistake that its sentence names.

The numbers are read from the question; sizes are counted window by window, sums are made with plain loops.
"""

import math
import re
from fractions import Fraction

import pytest

import box_mistakes
from kerascnn import exercises


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]


def windows(n, reach, stride=1, before=0, after=0):
    """Where windows begin on a padded side, one by one."""
    return len(range(0, n + before + after - reach + 1, stride))


def rounded_up(n, reach, stride, padding):
    """The windows of one who lets the last one stick out."""
    return math.ceil(Fraction(n - reach + 2 * padding, stride)) + 1


def convolution_1(question, _exercise):
    f, _f, n = numbers(question)[:3]
    return {
        "The + 1 at the end": (windows(n, f) - 1,) * 2,
        "The output keeps the image's size only": (n, n),
        "F − 1 was lost on each side": (n - (f - 1) - (f - 1),) * 2,
        "The windows overlap": (windows(n, f, stride=f),) * 2,
    }


def convolution_2(question, _exercise):
    filters, f, _f, s, p, n, _n, channels = numbers(question)
    right = windows(n, f, s, p, p)
    return {
        "The padding was added once": (windows(n, f, s, p),) * 2 + (filters,),
        "The division was rounded up": (rounded_up(n, f, s, p),) * 2 + (filters,),
        "The + 1 at the end": (right - 1, right - 1, filters),
        "The depth of the output is the number": (right, right, channels),
        "Each filter adds up over all channels": (right, right, channels * filters),
        "The stride was ignored": (windows(n, f, 1, p, p),) * 2 + (filters,),
    }


def convolution_3(question, _exercise):
    filters, f, _f, s, p, d, height, width, channels = numbers(question)
    reach = len(range(0, f * d, d)) * d - d + 1
    sides = [windows(side, reach, s, p, p) for side in (height, width)]
    return {
        "Height and width were swapped": (sides[1], sides[0], filters),
        "The dilation was ignored": (*(windows(side, f, s, p, p) for side in (height, width)), filters),
        "The padding was added once": (*(windows(side, reach, s, p) for side in (height, width)), filters),
        "The division was rounded up": (*(rounded_up(side, reach, s, p) for side in (height, width)), filters),
        "The + 1 at the end": (sides[0] - 1, sides[1] - 1, filters),
        "The depth of the output is the number": (*sides, channels),
    }


def pooling(question, _exercise):
    f, _f, s, p, height, width, channels = numbers(question)
    sides = [windows(side, f, s, p, p) for side in (height, width)]
    return {
        "Height and width were swapped": (sides[1], sides[0], channels),
        "The padding was added once": (*(windows(side, f, s, p) for side in (height, width)), channels),
        "The division was rounded up": (*(rounded_up(side, f, s, p) for side in (height, width)), channels),
        "The + 1 at the end": (sides[0] - 1, sides[1] - 1, channels),
        "Pooling does not touch the depth": (*sides, windows(channels, f, s, p, p)),
        "Pooling does not join the channels": (*sides, 1),
        "The stride was ignored": (*(windows(side, f, 1, p, p) for side in (height, width)), channels),
    }


def parameters_1(question, _exercise):
    filters, f, _f, n, _n, channels = numbers(question)
    return {
        "The bias of each filter was forgotten": sum(f * f * channels for _filter in range(filters)),
        "The input's channels were ignored": sum(f * f + 1 for _filter in range(filters)),
        "Each filter has a bias of its own": sum(f * f * channels for _filter in range(filters)) + 1,
        "That is one filter": f * f * channels + 1,
        "The weights are shared by all positions": n * n * sum(f * f * channels + 1 for _filter in range(filters)),
    }


def parameters_2(question, _exercise):
    side, _side, channels, units = numbers(question)
    inputs = side**2 * channels
    return {
        "The bias of each unit was forgotten": inputs * units,
        "Each unit has a bias of its own": inputs * units + 1,
        "The channels were left out of the flatten": sum(side**2 + 1 for _unit in range(units)),
        "The flatten has height times width": sum(side * channels + 1 for _unit in range(units)),
        "Every input is joined to every unit": inputs + units,
    }


def parameters_3(question, _exercise):
    n, _n, channels, filters, f, _f, _one, _two, _by, _stride, classes = numbers(question)
    wide = windows(n, f)
    side = windows(wide, 2, 2)
    convolution, dense = filters * f * f * channels + filters, classes * side * side * filters + classes
    return {
        "The biases were forgotten": filters * f * f * channels + classes * side * side * filters,
        "The pooling was forgotten": convolution + classes * wide * wide * filters + classes,
        "Pooling has no parameters": convolution + filters * 2 * 2 + dense,
        "The channels were left out of the flatten": convolution + classes * side * side + classes,
        "The parameters of the convolution were left out": dense,
    }


def multiply_adds_1(question, _exercise):
    filters, f, _f, _stride, n, _n, channels = numbers(question)
    pixels = windows(n, f) ** 2
    return {
        "The input's channels were ignored": pixels * f * f * filters,
        "The input's size was used": n * n * f * f * channels * filters,
        "That is the number of weights": f * f * channels * filters,
        "That is one filter": pixels * f * f * channels,
        "The bias was counted": pixels * filters * f * f * channels + pixels * filters,
    }


def multiply_adds_2(question, _exercise):
    f, _f, _stride, filters, n, _n, channels = numbers(question)
    pixels = windows(n, f) ** 2
    depthwise, pointwise = pixels * f * f * channels, pixels * channels * filters
    return {
        "The pointwise part": depthwise,
        "The depthwise part, one kernel": pointwise,
        "That is a normal convolution": pixels * f * f * channels * filters,
        "The two parts follow each other": depthwise * pointwise,
        "The depthwise part has a kernel for each": pixels * f * f + pointwise,
    }


def multiply_adds_3(question, _exercise):
    n, _n, channels, middle, _1, _by, filters, f, _f, _stride = numbers(question)
    return {
        "That is the cost without the 1×1 layer": n * n * f * f * channels * filters,
        "The 1×1 layer was left out": n * n * f * f * middle * filters,
        "The large kernel sees the channels": n * n * channels * middle + n * n * f * f * channels * filters,
        "The channels between both layers": n * n * channels * middle + n * n * f * f * filters,
        "That is the number of weights": channels * middle + f * f * middle * filters,
    }


def padding_by(n, m, reach):
    """Zeros on each side, tried one after another."""
    return next((p for p in range(n + m) if n + 2 * p - reach + 1 == m), None)


def padding_1(question, _exercise, *, dilated=False):
    given = numbers(question)
    f, d = given[0], given[2] if dilated else 1
    n, m = (given[-1], given[-1]) if "keep" in question else (given[-1], given[-3])
    reach = d * (f - 1) + 1
    right = padding_by(n, m, reach)
    return {
        "That is both sides together": 2 * right,
        "The half was rounded up": math.ceil(Fraction(m - n + reach, 2)),
        "The padding does not equal the kernel": reach,
        "(F − 1)/2 keeps the size": padding_by(n, n, reach),
        "The sizes of the image and of the output were swapped": padding_by(m, n, reach),
        "Without padding": 0,
        "The dilation was ignored": padding_by(n, m, f),
        "The kernel covers D·(F − 1) + 1": padding_by(n, m, d * f),
    }


def padding_2(question, exercise):
    return padding_1(question, exercise, dilated=True)


def padding_3(question, _exercise):
    f, _f, s, height, width = numbers(question)

    def needed(side, outputs):
        """Zeros that let so many windows fit, tried one after another."""
        return next(zeros for zeros in range(side + f) if zeros >= (outputs - 1) * s + f - side)

    def shared(zeros):
        return [zeros // 2, zeros - zeros // 2]

    right = [shared(needed(side, math.ceil(Fraction(side, s)))) for side in (height, width)]
    every = {
        "An odd zero stands after": [each[::-1] for each in right],
        "Height and width were swapped": right[::-1],
        "Keras puts these zeros at stride 1": [shared(f - 1), shared(f - 1)],
        "That is all zeros on each side": [[sum(each)] * 2 for each in right],
        "No zeros are those": [[0, 0], [0, 0]],
        "The output was rounded down": [shared(needed(side, side // s)) for side in (height, width)],
        "The − 1 was forgotten": [shared(needed(side, math.ceil(Fraction(side, s)) + 1)) for side in (height, width)],
    }
    text = "{} above, {} below, {} on the left, {} on the right"
    return {name: text.format(*rows, *columns) for name, (rows, columns) in every.items()}


def field(layers):
    """Pixels that one value sees, from the last layer to the first."""
    seen = {0}
    for kernel, stride, dilation in reversed(layers):
        seen = {place * stride + i * dilation for place in seen for i in range(kernel)}
    return max(seen) - min(seen) + 1


def receptive_field(question, _exercise):
    found = re.findall(r"(\d+)×\d+(?: with (stride|dilation) (\d+))?", question)
    layers = [
        (int(kernel), int(number) if word == "stride" else 1, int(number) if word == "dilation" else 1)
        for kernel, word, number in found
    ]
    kernels = [kernel for kernel, _stride, _dilation in layers]
    return {
        "The strides were ignored": field([(kernel, 1, dilation) for kernel, _stride, dilation in layers]),
        "The dilation was ignored": field([(kernel, stride, 1) for kernel, stride, _dilation in layers]),
        "The kernels were added up": sum(kernels),
        "The kernels were multiplied": math.prod(kernels),
        "The count begins with 1": field(layers) - 1,
        "The last layer was left out": field(layers[:-1]),
        "That is what it sees of the layer before it": field(layers[-1:]),
    }


def transpose(question, _exercise):
    filters, f, _f, s, p, extra, n, _n, channels = numbers(question)
    # Stamps one after another, then what is cut off and added.
    whole = max(place * s + f for place in range(n))
    right = whole - 2 * p + extra
    sides = {
        "That is the formula of a convolution": windows(n, f, s, p, p),
        "The padding was taken off once": whole - p + extra,
        "F was left out": (n - 1) * s - 2 * p + extra,
        "The − 1 was forgotten": n * s + f - 2 * p + extra,
        "The output padding was forgotten": whole - 2 * p,
        "The padding was added": whole + 2 * p + extra,
        "n·S is what Keras gives": n * s,
    }
    depth = {"The depth of the output is the number": (right, right, channels)}
    return {name: (side, side, filters) for name, side in sides.items()} | depth


def slide(image, kernel, stride=1):
    rows, columns = ((len(each) - len(kernel)) // stride + 1 for each in (image, image[0]))
    return tuple(
        tuple(
            sum(
                image[row * stride + i][column * stride + j] * weight
                for i, line in enumerate(kernel)
                for j, weight in enumerate(line)
            )
            for column in range(columns)
        )
        for row in range(rows)
    )


def turned(matrix):
    return tuple(row[::-1] for row in matrix[::-1])


def swapped(matrix):
    return tuple(zip(*matrix, strict=True))


def unsigned(matrix):
    return tuple(tuple(abs(value) for value in row) for row in matrix)


def rectified(matrix):
    return tuple(tuple(value if value > 0 else 0 for value in row) for row in matrix)


def by_hand_1(question, exercise):
    (_, image), (_, kernel) = exercise.matrices
    _stride, row, column, _from = numbers(question)
    return {
        "The kernel was turned": slide(image, turned(kernel))[row][column],
        "The signs of the kernel": slide(image, unsigned(kernel))[row][column],
        "Rows and columns of the kernel": slide(image, swapped(kernel))[row][column],
        "The window stood at the opposite corner": slide(image, kernel)[1 - row][1 - column],
        "Row and column of the output": slide(image, kernel)[column][row],
    }


def by_hand_2(_question, exercise):
    (_, image), (_, kernel) = exercise.matrices
    wide = (0,) * 6
    return {
        "The kernel was turned": slide(image, turned(kernel)),
        "The signs of the kernel": slide(image, unsigned(kernel)),
        "Rows and columns of the kernel": slide(image, swapped(kernel)),
        "Row and column of the output": swapped(slide(image, kernel)),
        "Zeros were put around": slide((wide, *((0, *row, 0) for row in image), wide), kernel),
    }


def by_hand_3(_question, exercise):
    (_, image), (_, kernel) = exercise.matrices
    return {
        "ReLU was forgotten": slide(image, kernel, 2),
        "ReLU makes a negative value 0": unsigned(slide(image, kernel, 2)),
        "The window moved by one pixel": rectified(slide(image, kernel)),
        "The kernel was turned": rectified(slide(image, turned(kernel), 2)),
        "Rows and columns of the kernel": rectified(slide(image, swapped(kernel), 2)),
    }


def cells(box, more=0):
    return {(x, y) for x in range(box[0], box[2] + more) for y in range(box[1], box[3] + more)}


def iou_1(question, _exercise):
    given = numbers(question)
    one, other = cells(given[:4]), cells(given[4:8])
    wide, wider = cells(given[:4], 1), cells(given[4:8], 1)
    both = len(one & other)
    return {
        "The intersection was counted twice": both / (len(one) + len(other)),
        "The intersection was divided by the smaller": both / min(len(one), len(other)),
        "The intersection was divided by the larger": both / max(len(one), len(other)),
        "One pixel too many": len(wide & wider) / len(wide | wider),
    }


def iou_2(question, _exercise):
    given = numbers(question)
    centred = [given[:4], given[4:8]]
    one, other = (cells((x - w // 2, y - h // 2, x + w // 2, y + h // 2)) for x, y, w, h in centred)
    first, second = (cells((x, y, x + w, y + h)) for x, y, w, h in centred)
    both = len(one & other)
    return {
        "The centre was taken": len(first & second) / len(first | second),
        "The intersection was counted twice": both / (len(one) + len(other)),
        "The intersection was divided by the smaller": both / min(len(one), len(other)),
        "The intersection was divided by the larger": both / max(len(one), len(other)),
    }


def iou_3(question, _exercise):
    rows = re.findall(r"([A-D]) = \((\d+), (\d+), (\d+), (\d+)\), p = (0\.\d\d)", question)
    boxes = {name: list(map(int, box)) for name, *box, _p in rows}
    p = {name: float(score) for name, *_box, score in rows}
    sure = [name for name in boxes if p[name] > 0.6]

    def iou(one, other, more=0):
        first, second = cells(boxes[one], more), cells(boxes[other], more)
        return Fraction(len(first & second), len(first | second))

    def shared(one, other, whole):
        first, second = cells(boxes[one]), cells(boxes[other])
        return Fraction(len(first & second), whole(len(first), len(second)))

    def kept(names, *, best=max, drops=lambda one, other: iou(one, other) >= Fraction(1, 2)):
        found = []
        while names:
            chosen = best(names, key=p.get)
            found.append(chosen)
            names = [name for name in names if name != chosen and not drops(chosen, name)]
        return found

    half = Fraction(1, 2)
    best = max(sure, key=p.get)
    every = {
        "Nothing was dropped": list(boxes),
        "Only p was looked at": sure,
        "Boxes with p of 0.6": kept(list(boxes)),
        "Only the best box was kept": [best],
        "Only the best box was compared": [best, *(n for n in sure if n != best and iou(best, n) < half)],
        "The boxes were gone through from the worst": kept(sure, best=min),
        "A box that was dropped already": [
            name for name in sure if all(iou(name, other) < half for other in sure if p[other] > p[name])
        ],
        "Boxes with an IoU under 0.5": kept(sure, drops=lambda one, other: iou(one, other) < half),
        "0.6 is the bound for p": kept(sure, drops=lambda one, other: iou(one, other) >= Fraction(3, 5)),
        "The intersection was counted twice": kept(
            sure, drops=lambda one, other: shared(one, other, lambda a, b: a + b) >= half
        ),
        "The intersection was divided by the smaller": kept(
            sure, drops=lambda one, other: shared(one, other, min) >= half
        ),
        "The intersection was divided by the larger": kept(
            sure, drops=lambda one, other: shared(one, other, max) >= half
        ),
        "One pixel too many": kept(sure, drops=lambda one, other: iou(one, other, 1) >= half),
    }
    return {name: ", ".join(sorted(names)) for name, names in every.items()}


def loss_1(question, _exercise):
    p = float(re.search(r"0\.\d\d", question)[0])
    return {
        "That is the logarithm to base 10": -math.log(p) / math.log(10),
        "That is the logarithm to base 2": -math.log(p) / math.log(2),
        "That is the distance to 1": 1 - p,
        "The minus sign was lost": math.log(p),
        "That is the loss of the other classes": -math.log(1 - p),
    }


def softmax_2(question, _exercise):
    text = question.replace("−", "-")
    scores = [int(each) for each in re.search(r"scores ([-\d, ]+) for", text)[1].split(",")]
    number = int(re.search(r"number (\d)", text)[1])
    score = scores[number - 1]
    of_zero = dict(enumerate(scores)).get(number)
    return {
        "The scores were divided by their sum": score / sum(scores) if sum(scores) else math.nan,
        "Powers of 2": 1 / sum(2.0 ** (other - score) for other in scores),
        "The signs of the scores": 1 / sum(math.exp(score - other) for other in scores),
        "That is the sigmoid": math.exp(score) / (1 + math.exp(score)),
        "The class itself was left out": 1 / (sum(math.exp(other - score) for other in scores) - 1),
        "That is the class after it": math.nan
        if of_zero is None
        else 1 / sum(math.exp(other - of_zero) for other in scores),
    }


def softmax_3(question, exercise):
    text = question.replace("−", "-")
    scores = [int(each) for each in re.search(r"scores ([-\d, ]+) for", text)[1].split(",")]
    score = scores[int(re.search(r"number (\d)", text)[1]) - 1]
    odds = sum(math.exp(other - score) for other in scores)
    wrong = {name: -math.log(p) for name, p in softmax_2(question, exercise).items() if p > 0}
    return {
        "That is the probability": 1 / odds,
        "That is the logarithm to base 10": math.log(odds) / math.log(10),
        "The minus sign was lost": -math.log(odds),
        **wrong,
    }


DERIVED = box_mistakes.DERIVED | {
    ("by-hand", 1): by_hand_1,
    ("by-hand", 2): by_hand_2,
    ("by-hand", 3): by_hand_3,
    ("convolution", 1): convolution_1,
    ("convolution", 2): convolution_2,
    ("convolution", 3): convolution_3,
    ("iou", 1): iou_1,
    ("iou", 2): iou_2,
    ("iou", 3): iou_3,
    ("multiply-adds", 1): multiply_adds_1,
    ("multiply-adds", 2): multiply_adds_2,
    ("multiply-adds", 3): multiply_adds_3,
    ("padding", 1): padding_1,
    ("padding", 2): padding_2,
    ("padding", 3): padding_3,
    ("parameters", 1): parameters_1,
    ("parameters", 2): parameters_2,
    ("parameters", 3): parameters_3,
    **{("pooling", level): pooling for level in (1, 2, 3)},
    **{("receptive-field", level): receptive_field for level in (1, 2, 3)},
    ("softmax-cross-entropy", 1): loss_1,
    ("softmax-cross-entropy", 2): softmax_2,
    ("softmax-cross-entropy", 3): softmax_3,
    **{("transpose", level): transpose for level in (1, 2, 3)},
}


@pytest.mark.parametrize(
    ("topic", "level"), [(topic, level) for topic in exercises.topic_names() for level in (1, 2, 3)]
)
def test_each_wrong_answer_comes_from_the_mistake_that_it_names(topic, level):
    seen = set()
    derive = DERIVED[topic, level]
    for seed in (0, 3):
        for item in exercises.make(topic, count=20, level=level, seed=seed).items:
            wrong = derive(item.exercise.question, item.exercise)
            for mistake in item.exercise.mistakes:
                (name,) = (name for name in wrong if mistake.name.startswith(name))
                seen.add(name)
                derived = wrong[name]
                if isinstance(derived, float):
                    derived = pytest.approx(derived)
                assert mistake.value == derived, (item.exercise.question, mistake)
    # Different mistakes are made: a topic that always shows the same three would be learnt by heart.
    assert len(seen) >= 4


def test_a_box_with_an_iou_of_exactly_one_half_is_dropped():
    from kerascnn.exercises.topics import iou

    # 2·4 of 4·4: 8/16.
    assert iou._suppressed([(0, 0, 2, 4), (0, 0, 4, 4)], [0.9, 0.8]) == [0]


@pytest.mark.parametrize("topic", ["softmax-cross-entropy", "average-precision", "iou"])
def test_no_option_for_a_probability_is_more_than_one(topic):
    """Nobody who knows what a probability is would choose 39.387."""
    for level in (1, 2, 3):
        for item in exercises.make(topic, count=20, level=level, seed=1).items:
            values = [item.exercise.answer, *(mistake.value for mistake in item.exercise.mistakes)]
            if (topic, level) not in (("softmax-cross-entropy", 1), ("softmax-cross-entropy", 3)):  # losses
                assert all(value <= 1 for value in values if isinstance(value, float))


def test_no_option_is_a_shape_with_a_side_less_than_one():
    for topic in exercises.topic_names():
        for item in exercises.make(topic, count=20, level=1, seed=5).items:
            for mistake in item.exercise.mistakes:
                value = mistake.value
                assert not isinstance(value, tuple) or isinstance(value[0], tuple) or min(value) >= 1
