import itertools

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.filters import average_pool, convolve, correlate, flip, max_pool, transpose_convolve

NUMBERS = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def windows(image, size, stride, padding, dilation, fill):
    """Every window, the slow way: one Python loop a pixel."""
    rows, columns = image.shape
    at = lambda r, c: image[r, c] if 0 <= r < rows and 0 <= c < columns else fill  # noqa: E731
    reach = [(n - 1) * dilation + 1 for n in size]
    for top in range(-padding, rows + padding - reach[0] + 1, stride):
        yield [
            [at(top + i * dilation, left + j * dilation) for i, j in itertools.product(range(size[0]), range(size[1]))]
            for left in range(-padding, columns + padding - reach[1] + 1, stride)
        ]


@given(
    NUMBERS,
    st.tuples(*[st.integers(5, 9)] * 2),
    st.tuples(*[st.integers(1, 3)] * 2),
    *[st.integers(1, 3)] * 1,
    st.integers(0, 2),
    st.integers(1, 2),
)
def test_correlation_is_the_sum_of_products_in_each_window(numbers, size, kernel, stride, padding, dilation):
    image, weights = numbers.normal(size=size), numbers.normal(size=kernel)
    expected = [
        [sum(np.multiply(window, weights.ravel())) for window in row]
        for row in windows(image, kernel, stride, padding, dilation, 0)
    ]
    ours = correlate(image, weights, stride=stride, padding=padding, dilation=dilation)
    np.testing.assert_allclose(ours, expected, atol=1e-12)


@given(NUMBERS, st.tuples(*[st.integers(3, 9)] * 2), st.integers(1, 3), st.integers(1, 3), st.integers(0, 1))
def test_pooling_takes_the_largest_or_the_mean_of_the_images_own_pixels(numbers, size, window, stride, padding):
    padding = min(padding, window // 2)
    image = numbers.normal(size=size)
    each = [
        [[value for value in seen if value is not None] for seen in row]
        for row in windows(image, (window, window), stride, padding, 1, None)
    ]
    largest = max_pool(image, window, stride=stride, padding=padding)
    means = average_pool(image, window, stride=stride, padding=padding)
    np.testing.assert_array_equal(largest, [[max(seen) for seen in row] for row in each])
    np.testing.assert_allclose(means, [[np.mean(seen) for seen in row] for row in each], atol=1e-12)


@given(NUMBERS, st.tuples(*[st.integers(1, 5)] * 2), st.tuples(*[st.integers(1, 4)] * 2), st.integers(1, 3))
def test_transpose_convolution_is_the_transpose_of_correlation(numbers, size, kernel, stride):
    # <correlate(x, k), y> = <x, transpose_convolve(y, k)> for every x and y: what "transpose" means.
    weights, small = numbers.normal(size=kernel), numbers.normal(size=size)
    large = numbers.normal(size=[(n - 1) * stride + f for n, f in zip(size, kernel, strict=True)])
    one = (correlate(large, weights, stride=stride) * small).sum()
    other = (large * transpose_convolve(small, weights, stride=stride)).sum()
    assert one == pytest.approx(other, abs=1e-12)


@given(NUMBERS, st.tuples(*[st.integers(5, 12)] * 2), st.tuples(*[st.integers(1, 5)] * 2))
def test_scipy_agrees(numbers, size, kernel):
    image, weights = numbers.normal(size=size), numbers.normal(size=kernel)
    np.testing.assert_allclose(
        correlate(image, weights), scipy.signal.correlate2d(image, weights, "valid"), rtol=0, atol=1e-12
    )
    np.testing.assert_allclose(
        convolve(image, weights), scipy.signal.convolve2d(image, weights, "valid"), rtol=0, atol=1e-12
    )
    np.testing.assert_allclose(
        transpose_convolve(image, weights), scipy.signal.convolve2d(image, weights), rtol=0, atol=1e-12
    )


def test_bands_of_rows_join_without_a_seam():
    # Far more bytes than one band holds, and a stride that does not divide the bands.
    numbers = np.random.default_rng(1)
    image, weights = numbers.normal(size=(701, 603)), numbers.normal(size=(3, 5))
    whole = scipy.signal.correlate2d(image, weights, "valid")
    np.testing.assert_allclose(correlate(image, weights), whole, rtol=0, atol=1e-12)
    np.testing.assert_allclose(correlate(image, weights, stride=(2, 1)), whole[::2], rtol=0, atol=1e-12)
    same = scipy.signal.correlate2d(image, weights, "same")
    np.testing.assert_allclose(correlate(image, weights, padding=(1, 2)), same, rtol=0, atol=1e-12)
    # More padding than one band is high.
    far = correlate(image, weights, padding=(200, 2))
    np.testing.assert_allclose(far[199:-199], same, rtol=0, atol=1e-12)
    assert not far[:198].any()
    assert not far[-198:].any()


def test_a_kernel_without_channels_filters_each_channel_by_itself():
    numbers = np.random.default_rng(2)
    image, weights = numbers.normal(size=(8, 7, 3)), numbers.normal(size=(3, 3))
    together = correlate(image, weights, padding=1)
    for channel in range(3):
        np.testing.assert_array_equal(together[..., channel], correlate(image[..., channel], weights, padding=1))


def test_a_kernel_with_channels_sums_over_them():
    # Deck E, "rgb-volume": 6x6x3 with two 3x3x3 filters gives 4x4x2.
    numbers = np.random.default_rng(3)
    image, weights = numbers.normal(size=(6, 6, 3)), numbers.normal(size=(3, 3, 3, 2))
    both = correlate(image, weights)
    assert both.shape == (4, 4, 2)
    for filter_ in range(2):
        by_channel = sum(correlate(image[..., c], weights[..., c, filter_]) for c in range(3))
        np.testing.assert_allclose(both[..., filter_], by_channel, atol=1e-12)
        np.testing.assert_allclose(correlate(image, weights[..., filter_]), by_channel, atol=1e-12)


def test_the_type_is_the_images_where_it_is_floating():
    assert correlate(np.ones((4, 4), np.float32), np.ones((3, 3))).dtype == np.float32
    assert correlate(np.ones((4, 4), np.uint8), np.ones((3, 3))).dtype == np.float64
    assert max_pool(np.ones((4, 4), np.uint8), 3, padding=1).dtype == np.uint8
    # Padding never wins, below zero either.
    assert max_pool(np.full((2, 2), -5, np.int8), 2, padding=1).max() == -5
    # Whole numbers of 8 bits do not overflow.
    assert average_pool(np.full((2, 2), 255, np.uint8)) == 255


def test_an_image_is_left_as_it_was():
    image = np.arange(16.0).reshape(4, 4)
    for operation in (correlate, convolve, transpose_convolve):
        operation(image, np.ones((2, 2)))
    max_pool(image)
    np.testing.assert_array_equal(image, np.arange(16.0).reshape(4, 4))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [2, 3])
def test_keras_agrees(padding, stride, size):
    from keras import ops

    numbers = np.random.default_rng(4)
    image = numbers.normal(size=(7, 8, 3)).astype(np.float32)
    weights = numbers.normal(size=(size, size, 3, 2)).astype(np.float32)

    def compare(ours, keras):
        np.testing.assert_allclose(ours, np.asarray(keras)[0], atol=1e-5)

    batch = image[None]
    compare(
        correlate(image, weights, stride=stride, padding=padding),
        ops.conv(batch, weights, strides=stride, padding=padding, data_format="channels_last"),
    )
    compare(
        max_pool(image, size, stride=stride, padding=padding),
        ops.max_pool(batch, size, strides=stride, padding=padding, data_format="channels_last"),
    )
    compare(
        average_pool(image, size, stride=stride, padding=padding),
        ops.average_pool(batch, size, strides=stride, padding=padding, data_format="channels_last"),
    )
    # The transpose of a layer with 2 channels in and 3 out has its kernel in the order (height, width, out, in).
    small = numbers.normal(size=(4, 5, 2)).astype(np.float32)
    compare(
        transpose_convolve(small, weights, stride=stride, padding=padding),
        ops.conv_transpose(small[None], weights, strides=stride, padding=padding, data_format="channels_last"),
    )


def test_keras_dilated_layers_agree():
    import keras

    numbers = np.random.default_rng(5)
    image = numbers.normal(size=(9, 9, 1)).astype(np.float32)
    layer = keras.layers.Conv2D(2, 3, dilation_rate=2, padding="same", use_bias=False)
    theirs = layer(image[None])[0]
    ours = correlate(image, np.asarray(layer.kernel), padding="same", dilation=2)
    np.testing.assert_allclose(ours, np.asarray(theirs), atol=1e-5)


def test_flip_turns_by_half_a_turn():
    np.testing.assert_array_equal(flip([[1, 2, 3], [4, 5, 6]]), [[6, 5, 4], [3, 2, 1]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: correlate([1, 2], [[1]]), r"the image has the axes \(2,\); expected \(height, width\)"),
        (lambda: correlate(np.ones((0, 3)), [[1]]), r"the image has the axes \(0, 3\)"),
        (lambda: correlate([[1]], [1]), r"the kernel has the axes \(1,\)"),
        (lambda: correlate(np.ones((4, 4, 3)), np.ones((3, 3, 2))), "kernel has 2 channels and the image 3"),
        (lambda: correlate([[1, 2]], [[1, 2, 3]]), "the kernel covers 1x3 and the image with its padding is 1x2"),
        (lambda: correlate([[1]], [[1]], stride=0), "stride is 0; expected a whole number from 1 up"),
        (lambda: correlate([[1]], [[1]], stride=(1, 2, 3)), "stride is .*expected one number, or two"),
        (lambda: correlate([[1]], [[1]], padding="full"), "padding is 'full'; expected a number, or valid or same"),
        (lambda: max_pool([[1, 2], [3, 4]], 2, padding=2), "padding is 2; it may be at most half the window"),
        (lambda: max_pool([1]), r"the image has the axes \(1,\)"),
        (
            lambda: transpose_convolve([[1]], [[1]], stride=2, output_padding=2),
            "the output padding 2 is not less than the stride 2",
        ),
        (lambda: transpose_convolve([[1]], [[1]], padding=1), "the padding 1 cuts off the whole output"),
        (
            lambda: transpose_convolve([[1]], [[1]], stride=2, padding="same", output_padding=1),
            "goes with a padding number",
        ),
        (lambda: transpose_convolve([[1]], [[1]], padding="no"), "padding is 'no'; expected a number"),
        (lambda: transpose_convolve([[1]], np.ones((1, 1, 1))), "the image has the axes .* and the kernel"),
    ],
)
def test_what_cannot_be_computed_is_said_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_output_padding_keeps_rows_at_the_end_of_the_same_whole():
    image, weights = np.random.default_rng(6).normal(size=(2, 3, 3))
    whole = transpose_convolve(image, weights, stride=2)
    np.testing.assert_array_equal(transpose_convolve(image, weights, stride=2, padding=1), whole[1:-1, 1:-1])
    kept = transpose_convolve(image, weights, stride=2, padding=1, output_padding=1)
    np.testing.assert_array_equal(kept, whole[1:, 1:])
    # Beyond the last stamp there is nothing: zeros, as PyTorch gives.
    beyond = transpose_convolve(image, weights, stride=2, output_padding=1)
    np.testing.assert_array_equal(beyond[:-1, :-1], whole)
    assert not beyond[-1].any()
    assert not beyond[:, -1].any()
