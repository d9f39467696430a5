"""Every step of a sliding window: its cells, its arithmetic and its output are those of the worked examples."""

import re

import numpy as np
import pytest

from kerascnn.filters import EXAMPLES, average_pool, correlate, made_up, max_pool, sliding, transpose_convolve
from kerascnn.filters.demonstration import worked
from kerascnn.filters.matrices import parse


def number(text):
    """A number as the arithmetic writes it."""
    return parse("number", text.strip().strip("()").replace("−", "-")).item()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_steps_end_in_the_worked_example(name):
    example = EXAMPLES[name]
    shown = sliding.worked(example)
    np.testing.assert_allclose(shown.output, example.result, atol=1e-9)
    assert shown.formulas == worked(example).formulas


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if example.operation == "convolution"])
def test_each_step_of_a_convolution_adds_up_its_own_cells(name):
    shown = sliding.worked(EXAMPLES[name])
    assert shown.steps
    for step in shown.steps:
        (place,) = step.outputs
        covered = [shown.image[cell] for cell in step.inputs]
        total = np.dot(covered, shown.kernel.ravel())
        assert step.output[place] == pytest.approx(total)
        # What is written is what is drawn: the pixels, the weights and the sum.
        head, line = step.arithmetic.split(": ")
        assert head == "({},{})".format(*place)
        products, result = line.split(" = ")
        pairs = [pair.split("·") for pair in products.split(" + ")]
        np.testing.assert_allclose([number(value) for value, _weight in pairs], covered)
        np.testing.assert_allclose([number(weight) for _value, weight in pairs], shown.kernel.ravel(), atol=1e-6)
        assert number(result) == pytest.approx(total)


@pytest.mark.parametrize("name", [name for name, example in EXAMPLES.items() if "pool" in name])
def test_each_step_of_a_pooling_covers_its_window(name):
    shown = sliding.worked(EXAMPLES[name])
    for step in shown.steps:
        (place,) = step.outputs
        covered = [shown.image[cell] for cell in step.inputs]
        written = [number(value) for value in re.findall(r"[−\d.]+", step.arithmetic.split(": ")[1].split(" = ")[0])]
        assert written[: len(covered)] == covered
        if name.startswith("max"):
            assert shown.image[step.chosen[0]] == step.output[place] == max(covered)
        else:
            assert step.output[place] == pytest.approx(np.mean(covered))
            assert step.chosen == ()


def test_outputs_appear_one_after_another():
    shown = sliding.convolution(np.arange(16).reshape(4, 4), np.ones((2, 2)))
    for count, step in enumerate(shown.steps, start=1):
        assert np.isfinite(step.output).sum() == count
        assert step.output.ravel()[count - 1] == step.output[step.outputs[0]]


def test_stamps_add_up_to_the_transpose_convolution():
    numbers = np.random.default_rng(0)
    image, kernel = numbers.integers(-3, 4, (2, 3)), numbers.integers(-2, 3, (3, 2))
    for stride, padding, extra in ((1, 0, 0), (2, 0, 0), (2, 1, 1), (3, 0, 2), (2, 0, 1)):
        shown = sliding.transpose(image, kernel, stride=stride, padding=padding, output_padding=extra)
        expected = transpose_convolve(image, kernel, stride=stride, padding=padding, output_padding=extra)
        np.testing.assert_array_equal(shown.output, expected)
        before = np.zeros_like(shown.steps[0].output)
        for step in shown.steps:
            stamp = image[step.inputs[0]] * kernel.ravel()
            np.testing.assert_array_equal((step.output - before)[tuple(zip(*step.outputs, strict=True))], stamp)
            sums = [number(text.split(" = ")[1]) for text in step.arithmetic.split(": ")[1].split(", ")]
            assert sums == [step.output[place] for place in step.outputs]
            before = step.output


def test_padding_stride_and_dilation_are_those_of_the_reference():
    image = np.random.default_rng(1).integers(0, 10, (6, 5))
    kernel = np.array([[1, -1], [2, 0]])
    shown = sliding.convolution(image, kernel, stride=2, padding=1, dilation=2)
    np.testing.assert_array_equal(shown.output, correlate(image, kernel, stride=2, padding=1, dilation=2))
    assert shown.image.shape == (8, 7)
    assert shown.steps[0].inputs == ((0, 0), (0, 2), (2, 0), (2, 2))
    for kind, pool in (("max", max_pool), ("average", average_pool)):
        shown = sliding.pooling(image - 20, kind, 2, stride=1, padding=1)
        np.testing.assert_allclose(shown.output, pool((image - 20).astype(float), 2, stride=1, padding=1))
        assert np.isnan(shown.image[0]).all()


def test_made_up_values_are_those_that_were_asked_for():
    assert made_up.image("ramp", None, default=(2, 2), seed=0).tolist() == [[1, 2], [3, 4]]
    random = made_up.image("random", (4, 3), default=(2, 2), seed=5)
    assert random.shape == (4, 3)
    np.testing.assert_array_equal(random, made_up.image("random", (4, 3), default=(2, 2), seed=5))
    assert set(random.ravel()) <= set(range(10))
    assert made_up.image("maxpool-4x4-a", None, default=(2, 2), seed=0)[0].tolist() == [1, 9, 6, 4]
    assert made_up.kernel("3x2", seed=0).shape == (3, 2)
    assert made_up.kernel("edge", seed=0)[1, 1] == 4


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sliding.convolution(np.ones((19, 4)), [[1]], padding=1), "the input with its padding is 21x6; step"),
        (lambda: sliding.convolution(np.ones((9, 9)), np.ones((8, 1))), "the window is 8x1; step by step it is at"),
        (lambda: sliding.convolution(np.ones((13, 13)), [[1]]), "this takes 169 steps; at most 150 are drawn"),
        (lambda: sliding.transpose(np.ones((5, 5)), [[1]], stride=5), "the output is 21x21; step by step it is at"),
        (lambda: sliding.convolution([[1]], [[1, 1]]), "the kernel covers 1x2 and the image with its padding is 1x1"),
        (lambda: sliding.pooling(np.ones((4, 4)), "max", 2, padding=2), "padding is 2; it may be at most half"),
        (lambda: made_up.size("--input", "5"), "--input is '5'; expected height and width such as 5x5"),
        (lambda: made_up.size("--input", "0x5"), "--input is '0x5'; expected height and width such as 5x5"),
        (lambda: made_up.kernel("2000x2", seed=0), "--kernel is '2000x2'; expected height and width"),
        (lambda: made_up.image("1 2", (2, 2), default=(1, 1), seed=0), "--values has 1x2 and --input says 2x2"),
    ],
)
def test_what_cannot_be_followed_is_said_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
