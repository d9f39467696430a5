"""Every topic at every level: the answer is right, the wrong ones are wrong, and the sheet stays as it is."""

import inspect
import math
import re
from fractions import Fraction

import pytest

from kerascnn import exercises, language
from kerascnn.exercises.exercise import same, written
from kerascnn.shapes import output_size, transpose_output_size

ALL = [(topic, level) for topic in exercises.topic_names() for level in (1, 2, 3)]


def made(topic, level, seeds=range(8), count=12):
    for seed in seeds:
        yield from exercises.make(topic, count=count, level=level, seed=seed).items


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]


@pytest.mark.parametrize(("topic", "level"), ALL)
def test_each_exercise_has_one_right_answer_and_three_that_can_be_told_from_it(topic, level):
    for item in made(topic, level):
        exercise = item.exercise
        values = [exercise.answer, *(mistake.value for mistake in exercise.mistakes)]
        assert len(values) == len(item.options) == 4
        for place, one in enumerate(values):
            assert not any(same(one, other, decimals=exercise.decimals) for other in values[place + 1 :])
        assert [option.right for option in item.options].count(True) == 1
        assert len({option.text for option in item.options}) == 4
        assert exercise.steps
        # Each wrong answer says which mistake leads to it, in a sentence.
        assert all(mistake.name.endswith(".") for mistake in exercise.mistakes)
        assert "{" not in exercise.question + "".join(exercise.steps)


@pytest.mark.parametrize(("topic", "level"), ALL)
def test_the_right_answer_is_not_always_at_the_same_place(topic, level):
    places = {[option.right for option in item.options].index(True) for item in made(topic, level)}
    assert places == {0, 1, 2, 3}


@pytest.mark.parametrize(("topic", "level"), ALL)
def test_no_exercise_is_twice_on_a_sheet(topic, level):
    items = exercises.make(topic, count=40, level=level, seed=1).items
    assert len({(item.exercise.question, item.exercise.matrices) for item in items}) == 40
    assert len({item.name for item in items}) == 40
    # Nor is one the same but for a number that its answer does not depend on, or for the order of equal layers.
    assert len({essence(topic, level, item.exercise) for item in items}) == 40


def essence(topic, level, exercise):
    """What the answer follows from: its own formula's numbers, read from the question."""
    given = numbers(exercise.question)
    if topic == "padding" and level < 3:
        n = given[-1]
        m = n if "keep" in exercise.question else given[-3]
        return (*given[: 3 if level == 2 else 1], m - n)
    if topic == "padding":
        f, _f, s, height, width = given
        return f, s, height % s, width % s
    if (topic, level) == ("parameters", 1):
        return given[0], given[1], given[5]
    if (topic, level) == ("receptive-field", 1):
        return tuple(sorted(given))
    if topic == "softmax-cross-entropy":
        return (round(exercise.answer, 6),)
    return exercise.question, exercise.matrices


@pytest.mark.parametrize(("topic", "level"), ALL)
def test_the_answers_of_a_sheet_differ_and_none_is_trivial(topic, level):
    for seed in (3, 4):
        items = exercises.make(topic, count=12, level=level, seed=seed).items
        answers = [item.exercise.answer for item in items]
        assert not any(answer == item.exercise.largest for item, answer in zip(items, answers, strict=True))
        assert len({written(item.exercise.answer, item.exercise.decimals) for item in items}) == 12
        for answer in answers:
            assert answer != 0
            if isinstance(answer, str):
                assert answer != "0 above, 0 below, 0 on the left, 0 on the right"
                assert set("ABCD") - set(answer)
        if topic == "by-hand" and level > 1:
            for answer in answers:
                cells = [cell for row in answer for cell in row]
                assert len(set(cells)) == 4 if level == 2 else 2 <= sum(cell > 0 for cell in cells) <= 3
        if topic == "softmax-cross-entropy" and level == 2:
            assert all(0.01 <= answer <= 0.99 for answer in answers)
        if topic in ("convolution", "pooling"):
            # An output of the input's size asks for nothing.
            assert not any(
                f"{answer[0]}×{answer[1]}×" in item.exercise.question
                for item, answer in zip(items, answers, strict=True)
            )


def test_few_answers_are_all_asked_for_before_one_comes_again():
    # There are fourteen, 1 to 14, and a sheet of twelve repeats none of them.
    for seed in (209, 212, 215, 222, 287):
        items = exercises.make("padding", count=12, seed=seed).items
        assert len({item.exercise.answer for item in items}) == 12


def test_a_detector_that_makes_no_mistake_is_no_exercise():
    # Without a rule, some have an average precision of 1.
    for item in made("average-precision", 2, seeds=range(200, 240)):
        assert item.exercise.answer < 1


def test_mixed_takes_every_topic_in_turn():
    topics = exercises.topic_names()
    names = [item.name.split("-L1-")[0] for item in exercises.make(count=2 * len(topics)).items]
    assert names == topics * 2


# The answers, worked out again from the question's numbers: another way than the module's where there is one.


def brute_size(n, f, stride=1, padding=0, dilation=1):
    """Windows that fit, counted one by one."""
    reach = dilation * (f - 1) + 1
    return sum(1 for start in range(0, n + 2 * padding, stride) if start + reach <= n + 2 * padding)


def test_convolution():
    for item in made("convolution", 1):
        f, _f, n = numbers(item.exercise.question)[:3]
        assert item.exercise.answer == (brute_size(n, f),) * 2
    for item in made("convolution", 2):
        filters, f, _f, s, p, n, _n, _channels = numbers(item.exercise.question)
        assert item.exercise.answer == (*(brute_size(n, f, s, p),) * 2, filters)
    for item in made("convolution", 3):
        filters, f, _f, s, p, d, height, width, _channels = numbers(item.exercise.question)
        assert item.exercise.answer == (brute_size(height, f, s, p, d), brute_size(width, f, s, p, d), filters)


def test_pooling():
    for level in (1, 2, 3):
        for item in made("pooling", level):
            f, _f, s, p, height, width, channels = numbers(item.exercise.question)
            assert item.exercise.answer == (brute_size(height, f, s, p), brute_size(width, f, s, p), channels)


def test_parameters_agree_with_keras():
    import keras

    layers = keras.layers
    for item in made("parameters", 1, seeds=[0], count=3):
        filters, f, _f, n, _n, channels = numbers(item.exercise.question)
        model = keras.Sequential([keras.Input((n, n, channels)), layers.Conv2D(filters, f)])
        assert item.exercise.answer == model.count_params()
    for item in made("parameters", 2, seeds=[0], count=3):
        side, _side, channels, units = numbers(item.exercise.question)
        model = keras.Sequential([keras.Input((side, side, channels)), layers.Flatten(), layers.Dense(units)])
        assert item.exercise.answer == model.count_params()
    for item in made("parameters", 3, seeds=[0], count=3):
        n, _n, channels, filters, f, _f, _one, _two, _by, _stride, classes = numbers(item.exercise.question)
        model = keras.Sequential(
            [
                keras.Input((n, n, channels)),
                layers.Conv2D(filters, f),
                layers.MaxPooling2D(2),
                layers.Flatten(),
                layers.Dense(classes),
            ]
        )
        assert item.exercise.answer == model.count_params()


def products(image, kernel, row, column):
    return sum(image[row + i][column + j] * kernel[i][j] for i in range(3) for j in range(3))


def test_by_hand():
    for item in made("by-hand", 1):
        (_, image), (_, kernel) = item.exercise.matrices
        _stride, row, column, _from = numbers(item.exercise.question)
        assert item.exercise.answer == products(image, kernel, row, column)
    for level, stride in ((2, 1), (3, 2)):
        for item in made("by-hand", level):
            (_, image), (_, kernel) = item.exercise.matrices
            sums = [[products(image, kernel, stride * row, stride * column) for column in (0, 1)] for row in (0, 1)]
            expected = [[max(total, 0) for total in row] for row in sums] if level == 3 else sums
            assert [list(row) for row in item.exercise.answer] == expected


def covered(box):
    return {(x, y) for x in range(box[0], box[2]) for y in range(box[1], box[3])}


def test_iou():
    for level in (1, 2):
        for item in made("iou", level):
            given = numbers(item.exercise.question)
            boxes = [given[:4], given[4:8]]
            if level == 2:
                boxes = [(x - w // 2, y - h // 2, x + w // 2, y + h // 2) for x, y, w, h in boxes]
            one, other = map(covered, boxes)
            assert item.exercise.answer == pytest.approx(len(one & other) / len(one | other))


def test_non_max_suppression():
    for item in made("iou", 3):
        rows = re.findall(r"([A-D]) = \((\d+), (\d+), (\d+), (\d+)\), p = (0\.\d\d)", item.exercise.question)
        boxes = {name: (covered(list(map(int, box))), float(p)) for name, *box, p in rows}
        left = {name for name, (_cells, p) in boxes.items() if p > 0.6}
        kept = set()
        while left:
            best = max(left, key=lambda name: boxes[name][1])
            kept.add(best)
            seen = boxes[best][0]
            left = {
                name
                for name in left - {best}
                if Fraction(len(seen & boxes[name][0]), len(seen | boxes[name][0])) < Fraction(1, 2)
            }
        assert item.exercise.answer == ", ".join(sorted(kept))


def test_transpose():
    for level in (1, 2, 3):
        for item in made("transpose", level):
            filters, f, _f, s, p, extra, n, _n, _channels = numbers(item.exercise.question)
            out = item.exercise.answer[0]
            assert item.exercise.answer == (out, out, filters)
            # A transpose convolution undoes the size of a convolution.
            assert output_size(out, kernel=f, stride=s, padding=p) == n
            assert out == transpose_output_size(n, kernel=f, stride=s, padding=p, output_padding=extra)


def test_receptive_field():
    for level in (1, 2, 3):
        for item in made("receptive-field", level):
            layers = re.findall(r"(\d+)×\d+(?: with (stride|dilation) (\d+))?", item.exercise.question)
            # Backwards: which positions of the layer before does one value need?
            seen = {0}
            for kernel, word, number in reversed(layers):
                stride, dilation = (int(number) if word == each else 1 for each in ("stride", "dilation"))
                seen = {place * stride + i * dilation for place in seen for i in range(int(kernel))}
            assert item.exercise.answer == max(seen) - min(seen) + 1


def test_softmax_and_cross_entropy():
    # Deck B: −ln 0.95 = 0.051, −ln 0.05 = 2.996.
    assert (round(-math.log(0.95), 3), round(-math.log(0.05), 3)) == (0.051, 2.996)
    for item in made("softmax-cross-entropy", 1):
        probability = float(re.search(r"0\.\d\d", item.exercise.question)[0])
        assert math.exp(-item.exercise.answer) == pytest.approx(probability)
    for level in (2, 3):
        for item in made("softmax-cross-entropy", level):
            text = item.exercise.question.replace("−", "-")
            scores = [int(each) for each in re.search(r"scores ([-\d, ]+) for", text)[1].split(",")]
            right = int(re.search(r"number (\d)", text)[1]) - 1
            odds = sum(math.exp(score - scores[right]) for score in scores)
            assert item.exercise.answer == pytest.approx(math.log(odds) if level == 3 else 1 / odds)


def test_padding():
    for level in (1, 2):
        for item in made("padding", level):
            given = numbers(item.exercise.question)
            f, d, n = given[0], given[2] if level == 2 else 1, given[-1]
            m = n if "keep" in item.exercise.question else given[-3]
            assert brute_size(n, f, padding=item.exercise.answer, dilation=d) == m
    for item in made("padding", 3):
        f, _f, s, *sides = numbers(item.exercise.question)
        above, below, left, right = numbers(item.exercise.answer)
        for n, before, after in zip(sides, (above, left), (below, right), strict=True):
            # TensorFlow's documentation of "SAME": the rest of n by the stride decides.
            total = max(f - s, 0) if n % s == 0 else max(f - n % s, 0)
            assert (before, after) == (total // 2, total - total // 2)


def test_multiply_adds():
    for item in made("multiply-adds", 1):
        filters, f, _f, _stride, n, _n, channels = numbers(item.exercise.question)
        assert item.exercise.answer == brute_size(n, f) ** 2 * f * f * channels * filters
    for item in made("multiply-adds", 2):
        f, _f, _stride, filters, n, _n, channels = numbers(item.exercise.question)
        assert item.exercise.answer == brute_size(n, f) ** 2 * (f * f * channels + channels * filters)
    for item in made("multiply-adds", 3):
        n, _n, channels, middle, _1, _by, filters, f, _f, _stride = numbers(item.exercise.question)
        assert item.exercise.answer == n * n * (channels * middle + f * f * middle * filters)


def test_the_same_seed_gives_the_same_sheet_in_every_process(python):
    code = """
import hashlib
from kerascnn import exercises
for form in exercises.format_names():
    text = exercises.render(exercises.make(count=20, level=2, seed=5), form, key=True)
    print(hashlib.sha256(text.encode()).hexdigest())
"""
    # Each process has another PYTHONHASHSEED.
    assert python(code) == python(code)


def test_this_sheet_stays_as_it_is():
    # Written down once: a teacher who made a sheet last year makes the same one today.
    item = exercises.make("parameters", count=1, seed=7).items[0]
    assert (item.name, item.exercise.answer) == ("parameters-L1-S7-1", 2900)


def test_another_seed_level_or_topic_gives_another_sheet():
    sheets = {
        exercises.render(exercises.make(topic, level=level, seed=seed))
        for topic in ("pooling", "convolution")
        for level in (1, 2)
        for seed in range(20)
    }
    assert len(sheets) == 80


def test_the_numbers_are_the_same_in_both_languages():
    english = exercises.make(count=30, level=3)
    language.use("es")
    spanish = exercises.make(count=30, level=3)
    for one, other in zip(english.items, spanish.items, strict=True):
        assert one.exercise.question != other.exercise.question
        assert one.exercise.decimals == other.exercise.decimals
        if not isinstance(one.exercise.answer, str):
            assert one.exercise.answer == other.exercise.answer
            assert [option.text for option in one.options] == [option.text for option in other.options]


@pytest.mark.parametrize("topic", exercises.topic_names())
def test_each_topic_says_what_its_levels_are(topic):
    module = __import__(f"kerascnn.exercises.topics.{topic.replace('-', '_')}", fromlist=["exercise"])
    assert all(f"Level {level}" in inspect.getdoc(module) for level in (1, 2, 3))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"topic": "convolutoin"}, "there is no topic 'convolutoin'; did you mean 'convolution'?"),
        ({"count": 0}, "count is 0; expected a whole number from 1 up"),
        ({"count": -1}, "count is -1; expected a whole number"),
        ({"count": 10**9}, "count is 1000000000; a sheet has at most 1000 exercises"),
        ({"level": 0}, "level is 0; expected a whole number from 1 up"),
        ({"level": 9}, "level is 9; expected 1, 2 or 3"),
        ({"seed": -1}, "seed is -1; expected a whole number from 0 up"),
    ],
)
def test_bad_input(settings, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        exercises.make(**settings)


def test_when_a_topic_runs_out_it_says_so(monkeypatch):
    from kerascnn.exercises.topics import padding

    first = exercises.make("padding", count=1).items[0].exercise
    monkeypatch.setattr(padding, "exercise", lambda random, level: first)
    with pytest.raises(ValueError, match="padding at level 1 and seed 0 has 1 different exercise; ask for no more"):
        exercises.make("padding", count=2)
    # All topics in turn go on without it.
    topics = exercises.topic_names()
    others = [topic for topic in topics if topic != "padding"]
    items = exercises.make(count=len(topics) + len(others) + 6).items
    assert [item.name.split("-L1-")[0] for item in items] == [*topics, *others, *others[:6]]


def test_as_many_as_a_topic_has_can_be_made():
    with pytest.raises(ValueError, match=r"has \d+ different exercises; ask for no more") as error:
        exercises.make("padding", count=200)
    count = numbers(str(error.value))[-1]
    assert len(exercises.make("padding", count=count).items) == count
    # Kernels of 3, 5, ... 15, each with 1 to F − 1 zeros: 2 + 4 + ... + 14, less those without three mistakes.
    assert 40 <= count <= 56
