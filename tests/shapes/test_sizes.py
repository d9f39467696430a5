"""One axis, against a window that is really moved along it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kerascnn.errors import InputError
from kerascnn.shapes import output_size, same_padding, transpose_output_size
from kerascnn.shapes.sizes import Window

small = st.integers(1, 12)
zeros = st.integers(0, 6)


def positions(size: int, window: Window) -> list[list[int]]:
    """The pixels under each position of the window, by moving it."""
    found, low = [], -window.before
    while low + (window.kernel - 1) * window.dilation < size + window.after:
        found.append([low + element * window.dilation for element in range(window.kernel)])
        low += window.stride
    return found


@given(size=st.integers(1, 40), kernel=small, stride=small, padding=zeros, dilation=st.integers(1, 4))
def test_output_size_counts_the_positions_of_the_window(size, kernel, stride, padding, dilation):
    count = len(positions(size, Window(kernel, stride, dilation, padding, padding)))
    if count:
        assert output_size(size, kernel=kernel, stride=stride, padding=padding, dilation=dilation) == count
    else:
        with pytest.raises(InputError, match="does not fit"):
            output_size(size, kernel=kernel, stride=stride, padding=padding, dilation=dilation)


@given(size=st.integers(1, 40), kernel=small, stride=small, before=zeros, after=zeros)
def test_unseen_counts_the_pixels_that_no_window_covers(size, kernel, stride, before, after):
    window = Window(kernel, stride, 1, before, after)
    covered = {pixel for position in positions(size, window) for pixel in position}
    assume(covered)
    assert window.unseen(size) == len(set(range(size)) - covered)


@given(size=st.integers(1, 40), kernel=small, stride=small, dilation=st.integers(1, 4))
def test_same_padding_gives_one_position_per_stride_with_as_few_zeros_as_possible(size, kernel, stride, dilation):
    before, after = same_padding(size, kernel=kernel, stride=stride, dilation=dilation)
    assert after - before in (0, 1)
    padded = len(positions(size, Window(kernel, stride, dilation, before, after)))
    assert padded == -(-size // stride)
    if after:
        assert len(positions(size, Window(kernel, stride, dilation, before, after - 1))) < padded


@given(size=st.integers(1, 20), kernel=small, stride=small, padding=zeros, dilation=st.integers(1, 3), data=st.data())
def test_transpose_output_size_is_where_the_stamps_of_the_kernel_end(size, kernel, stride, padding, dilation, data):
    extra = data.draw(st.integers(0, max(stride, dilation) - 1))
    last = max(pixel * stride + element * dilation for pixel in range(size) for element in range(kernel))
    made = last + 1 - 2 * padding + extra
    settings = {"stride": stride, "padding": padding, "output_padding": extra, "dilation": dilation}
    if made > 0:
        assert transpose_output_size(size, kernel=kernel, **settings) == made
    else:
        with pytest.raises(InputError, match="cuts off the whole output"):
            transpose_output_size(size, kernel=kernel, **settings)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"size": 0, "kernel": 3}, "size is 0; expected a whole number from 1 up"),
        ({"size": 5, "kernel": 3, "stride": 0}, "stride is 0; expected a whole number from 1 up"),
        ({"size": 5, "kernel": 3, "padding": -1}, "padding is -1; expected a whole number from 0 up"),
        ({"size": 5, "kernel": 3.0}, "kernel is 3.0; expected a whole number"),
    ],
)
def test_numbers_out_of_range_are_named(numbers, message):
    with pytest.raises(InputError, match=message):
        output_size(numbers.pop("size"), **numbers)


def test_an_output_padding_as_long_as_the_stride_is_refused():
    with pytest.raises(InputError, match="output padding 2 is not less than the stride 2"):
        transpose_output_size(2, kernel=3, stride=2, output_padding=2)
