"""What is no image, no kernel or no matrix is refused in one sentence by every public function."""

import numpy as np
import pytest

from kerascnn import filters
from kerascnn.errors import InputError
from kerascnn.filters import demonstration, sliding

IMAGE, KERNEL = np.ones((5, 5)), np.ones((3, 3))

# Each function of one array, by what the array is.
OF_AN_IMAGE = {
    "correlate": lambda image: filters.correlate(image, KERNEL),
    "convolve": lambda image: filters.convolve(image, KERNEL),
    "max_pool": filters.max_pool,
    "average_pool": filters.average_pool,
    "apply": lambda image: filters.apply(image, KERNEL),
    "low_pass": lambda image: filters.low_pass(image, 0.1),
    "high_pass": lambda image: filters.high_pass(image, 0.1),
    "spectrum": filters.spectrum,
    "outcomes": lambda image: filters.outcomes(image, ["edge"]),
    "transpose_convolve": lambda image: filters.transpose_convolve(image, KERNEL),
}
OF_ONE_CHANNEL = {
    "correlation_steps": lambda image: list(filters.correlation_steps(image, KERNEL)),
    "pooling_steps": lambda image: list(filters.pooling_steps(image, "max")),
    "transpose_steps": lambda image: list(filters.transpose_steps(image, KERNEL)),
    "demonstration.convolution": lambda image: demonstration.convolution(image, KERNEL),
    "demonstration.pooling": lambda image: demonstration.pooling(image, "max"),
    "demonstration.transpose": lambda image: demonstration.transpose(image, KERNEL),
    "sliding.convolution": lambda image: sliding.convolution(image, KERNEL),
    "sliding.pooling": lambda image: sliding.pooling(image, "max"),
    "sliding.transpose": lambda image: sliding.transpose(image, KERNEL),
}
OF_A_KERNEL = {
    "correlate": lambda kernel: filters.correlate(IMAGE, kernel),
    "convolve": lambda kernel: filters.convolve(IMAGE, kernel),
    "flip": filters.flip,
    "apply": lambda kernel: filters.apply(IMAGE, kernel),
    "transpose_convolve": lambda kernel: filters.transpose_convolve(IMAGE, kernel),
}
OF_A_MATRIX = {
    "correlation_steps": lambda kernel: list(filters.correlation_steps(IMAGE, kernel)),
    "transpose_steps": lambda kernel: list(filters.transpose_steps(IMAGE, kernel)),
    "demonstration.convolution": lambda kernel: demonstration.convolution(IMAGE, kernel),
    "demonstration.transpose": lambda kernel: demonstration.transpose(IMAGE, kernel),
    "sliding.convolution": lambda kernel: sliding.convolution(IMAGE, kernel),
    "sliding.transpose": lambda kernel: sliding.transpose(IMAGE, kernel),
}
NEVER = {
    "a number": 3.0,
    "a vector": np.ones(5),
    "five axes": np.ones((2, 2, 2, 2, 2)),
    "nothing": np.ones((0, 3)),
    "uneven rows": [[1, 2], [3]],
    "words": [["a", "b"], ["c", "d"]],
    "complex": np.ones((5, 5), complex),
    "None": None,
}
MANY_CHANNELS = {"three channels": np.ones((5, 5, 3)), "a batch": np.ones((1, 5, 5, 1))}
INFINITE = {"nan": np.full((5, 5), np.nan), "inf": np.full((5, 5), np.inf)}


@pytest.mark.parametrize("bad", NEVER)
@pytest.mark.parametrize("name", {**OF_AN_IMAGE, **OF_ONE_CHANNEL})
def test_what_is_no_image_is_refused(name, bad):
    with pytest.raises(InputError, match=r"^the image (has the axes|holds|is no array)"):
        {**OF_AN_IMAGE, **OF_ONE_CHANNEL}[name](NEVER[bad])


@pytest.mark.parametrize("bad", NEVER)
@pytest.mark.parametrize("name", {**OF_A_KERNEL, **OF_A_MATRIX})
def test_what_is_no_kernel_is_refused(name, bad):
    with pytest.raises(InputError, match=r"^the (kernel|image) (has the axes|holds|is no array)"):
        {**OF_A_KERNEL, **OF_A_MATRIX}[name](NEVER[bad])


@pytest.mark.parametrize("bad", {**MANY_CHANNELS, **INFINITE})
@pytest.mark.parametrize("name", OF_ONE_CHANNEL)
def test_a_lesson_takes_one_channel_of_finite_numbers(name, bad):
    message = "expected .height, width.: a lesson shows one channel" if bad in MANY_CHANNELS else "are not finite"
    with pytest.raises(InputError, match=message):
        OF_ONE_CHANNEL[name]({**MANY_CHANNELS, **INFINITE}[bad])
    if name in OF_A_MATRIX:
        with pytest.raises(InputError, match="the kernel has"):
            OF_A_MATRIX[name]({**MANY_CHANNELS, **INFINITE}[bad])


@pytest.mark.parametrize("make", [demonstration.pooling, sliding.pooling, lambda *a: list(filters.pooling_steps(*a))])
def test_a_pooling_that_does_not_exist_is_refused(make):
    with pytest.raises(InputError, match="there is no pooling 'maximum'; did you mean 'max'"):
        make(IMAGE, "maximum")


@pytest.mark.parametrize("setting", ["stride", "padding", "dilation"])
@pytest.mark.parametrize("value", [1.5, "2", (1, 2), None])
@pytest.mark.parametrize("room", [demonstration, sliding])
def test_a_lesson_s_settings_are_whole_numbers(room, setting, value):
    with pytest.raises(InputError, match=f"{setting} is .*; expected a whole number"):
        room.convolution(IMAGE, KERNEL, **{setting: value})


def test_truth_values_are_pooled_as_they_are():
    assert filters.max_pool([[True, False], [False, False]]).tolist() == [[True]]
    assert filters.max_pool([[False, False], [False, False]], padding=1).tolist() == [[False, False], [False, False]]
