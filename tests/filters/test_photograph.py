"""A kernel on a photograph: SciPy and Keras give the same, and what is shown of it is honest."""

import numpy as np
import pytest
import scipy.ndimage

from kerascnn.filters import KERNELS, apply, high_pass, kernel, low_pass, outcomes, spectrum
from kerascnn.filters.photograph import explain_sum

NUMBERS = np.random.default_rng(7)
COLOUR = NUMBERS.integers(0, 256, (37, 50, 3), dtype=np.uint8)
GREY = COLOUR[..., 0]


@pytest.mark.parametrize("name", KERNELS)
def test_scipy_gives_the_same_in_grey_and_in_colour(name):
    weights = kernel(name)
    for picture in (GREY, COLOUR):
        planes = np.atleast_3d(picture / 255)
        theirs = np.dstack(
            [scipy.ndimage.correlate(plane, weights, mode="constant") for plane in planes.transpose(2, 0, 1)]
        )
        ours = np.atleast_3d(apply(picture, name, padding="same"))
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
        cut = weights.shape[0] // 2
        inside = np.atleast_3d(apply(picture, name))
        np.testing.assert_allclose(inside, theirs[cut:-cut, cut:-cut], rtol=0, atol=1e-5)
        np.testing.assert_array_equal(apply(picture, name, relu=True), np.maximum(apply(picture, name), 0))


def test_keras_gives_the_same():
    import keras

    for name in ("sobel-x", "gaussian-5", "emboss"):
        weights = kernel(name)
        for picture in (GREY[..., None], COLOUR):
            channels = picture.shape[2]
            for stride, padding in ((1, "same"), (1, "valid"), (2, "same"), (2, "valid"), (3, "same")):
                layer = keras.layers.Conv2D(
                    channels, weights.shape, strides=stride, padding=padding, groups=1, use_bias=False
                )
                layer.build((None, *picture.shape))
                # One filter for each channel, which looks at that channel alone.
                full = np.zeros((*weights.shape, channels, channels), np.float32)
                for channel in range(channels):
                    full[:, :, channel, channel] = weights
                layer.set_weights([full])
                theirs = np.asarray(layer((picture / 255).astype(np.float32)[None]))[0]
                ours = apply(picture, name, stride=stride, padding=padding)
                np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sobel-x", "add up to 0: an even area becomes 0"),
        ("gaussian-5", "add up to 1: an even area keeps its brightness"),
        ("1 1; 1 1", "add up to 4: an even area becomes 4 times as bright"),
        ("1/2", "add up to 0.5: an even area becomes 0.5 times as bright"),
        ("-2", "add up to −2: an even area becomes negative, −2 times its brightness"),
    ],
)
def test_the_sum_of_the_weights_is_what_an_even_area_becomes(text, sentence):
    assert sentence in explain_sum(kernel(text))
    even = apply(np.full((9, 9), 0.5, np.float32), text)
    np.testing.assert_allclose(even, 0.5 * kernel(text).sum(), atol=1e-6)


def test_a_chain_is_one_kernel_after_another():
    each = outcomes(COLOUR, ["blur", "sobel-x"], stride=2, relu=True)
    chain = outcomes(COLOUR, ["blur", "sobel-x"], stride=2, relu=True, chain=True)
    blurred = apply(COLOUR, "blur", stride=2, relu=True)
    for found, values in (
        (each[1], blurred),
        (each[2], apply(COLOUR, "sobel-x", stride=2, relu=True)),
        (chain[1], blurred),
        (chain[2], apply(blurred, "sobel-x", stride=2, relu=True)),
    ):
        np.testing.assert_allclose(found.shown, values, atol=1e-6)
        assert found.size == values.shape[:2]
        assert (found.lowest, found.highest) == pytest.approx((values.min(), values.max()), abs=1e-6)


def test_grey_is_zero_where_even_areas_vanish_and_brightness_is_kept_elsewhere():
    before, edge, blur, relu = outcomes(COLOUR, ["edge", "blur", "sharpen"])
    assert edge.signed
    assert edge.limits()[0] == -edge.limits()[1] < 0
    assert not before.signed
    assert before.limits() == blur.limits() == relu.limits() == (0, 1)
    sharp = apply(COLOUR, "sharpen")
    assert relu.outside == pytest.approx(np.mean((sharp < 0) | (sharp > 1)), abs=1e-3)
    assert outcomes(COLOUR, ["edge"], relu=True)[1].limits()[0] == 0
    # A negative sum would make all of a picture black; zero stays in its middle.
    assert outcomes(COLOUR, ["-1"])[1].signed


def test_what_is_shown_is_reduced_by_means():
    large = NUMBERS.random((30, 1300, 1), dtype=np.float32)
    before, after = outcomes(large, ["edge"])
    assert (before.size, before.reduction, before.shown.shape) == ((30, 1300), 3, (10, 433, 1))
    assert before.shown[2, 5, 0] == pytest.approx(large[6:9, 15:18].mean())
    values = apply(large, "edge")
    assert (after.lowest, after.highest) == pytest.approx((values.min(), values.max()), abs=1e-6)


def test_low_and_high_frequencies_add_up_to_the_picture():
    low, high = low_pass(COLOUR, 0.1), high_pass(COLOUR, 0.1)
    np.testing.assert_allclose(low + high, COLOUR / 255, atol=1e-5)
    # Independently: a Gaussian whose transform is a half at the cutoff has this width in pixels.
    sigma = np.sqrt(np.log(2) / 2) / (np.pi * 0.1)
    slow = scipy.ndimage.gaussian_filter(GREY / 255, sigma, mode="reflect", truncate=8)
    np.testing.assert_allclose(low_pass(GREY, 0.1), slow, atol=2e-3)


def test_half_of_a_wave_at_the_cutoff_passes():
    wave = np.tile(0.5 + 0.5 * np.cos(2 * np.pi * 0.125 * np.arange(256)), (64, 1))
    passed = low_pass(wave, 0.125)[:, 64:192]
    assert passed.max() - passed.min() == pytest.approx(0.5, abs=0.01)


def test_the_spectrum_of_a_wave_is_at_its_frequency():
    wave = np.tile(np.cos(2 * np.pi * 0.25 * np.arange(64)), (32, 1))
    row, column = np.unravel_index(spectrum(wave)[:, 32:].argmax(), (32, 32))
    assert (row, column / 64) == (16, 0.25)
    # A blur takes what is fast away, an edge kernel what is slow.
    noise = NUMBERS.random((64, 64))
    before, blur, edge = outcomes(noise[..., None], ["gaussian", "edge"], spectra=True)
    slow, fast = (slice(30, 35), slice(30, 35)), (slice(0, 6), slice(0, 6))
    assert blur.spectrum[fast].mean() < 0.1 * before.spectrum[fast].mean()
    assert edge.spectrum[slow].mean() < 0.1 * before.spectrum[slow].mean()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: apply(GREY, "1 1; 1 1", padding="same"), "2x2: an even side has no middle, so same would need"),
        (lambda: apply(GREY, "1 1 1 1", padding="same"), "1x4: an even side"),
        (lambda: apply(GREY, "1 1; 1"), "row 2 of the kernel is 1 long and its first row 2"),
        (lambda: apply(GREY, "1 x"), "column 2 of the kernel is 'x'; expected a number"),
        (lambda: apply(GREY, np.ones((33, 1))), "the kernel is 33x1; on a picture it is at most 31x31"),
        (lambda: apply(GREY, np.ones(3)), r"the kernel has the axes \(3,\); expected \(height, width\)"),
        (lambda: apply(GREY, "edge", stride=0), "stride is 0; expected a whole number from 1 up"),
        (lambda: apply(GREY[:2], "edge"), "the kernel covers 3x3 and the image with its padding is 2x50"),
        (lambda: apply(GREY.astype(int), "edge"), "the image is of type int64; expected uint8, or numbers from 0 to 1"),
        (lambda: apply(GREY[0], "edge"), r"the image has the axes \(50,\)"),
        (lambda: low_pass(GREY, 0.6), "the cutoff is 0.6; expected cycles per pixel, above 0 and at most 0.5"),
        (lambda: low_pass(GREY, float("nan")), "the cutoff is nan"),
        (lambda: outcomes(COLOUR, []), "0 kernels were given; a picture shows 1 to 6"),
    ],
)
def test_what_cannot_be_filtered_is_said_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
