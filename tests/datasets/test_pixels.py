"""A picture as numbers: regions, scales and histograms."""

import numpy as np
import pytest

from kerascnn.datasets import load, pixels

PICTURE = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)


def test_a_region_is_rows_and_columns_from_zero():
    shown = pixels.region(" 3,4, 2,5 ", (40, 50))
    np.testing.assert_array_equal(shown.of(PICTURE), PICTURE[3:5, 4:9])
    assert str(shown) == "rows 3 to 4, columns 4 to 8"
    assert pixels.region("39,49,1,1", (40, 50)).of(PICTURE).shape == (1, 1, 3)


def test_what_is_shown_unasked_can_be_read():
    assert pixels.middle((28, 28)) == pixels.Region(0, 0, 28, 28)
    assert pixels.middle((5, 900)) == pixels.Region(0, 444, 5, 12)
    assert pixels.shortened(pixels.Region(3, 4, 100, 5)) == pixels.Region(3, 4, 28, 5)


def test_the_scales_are_those_of_numpy():
    for channel, count in enumerate(pixels.counts(PICTURE)):
        plane = PICTURE[..., channel]
        unit = plane / 255
        for key, expected in (
            ("raw", plane),
            ("unit", unit),
            ("standard", (unit - unit.mean()) / unit.std()),
            ("half", (unit - 0.5) / 0.5),
        ):
            levels = pixels.scaled(count, key)
            np.testing.assert_allclose(levels[plane], expected, atol=1e-12)
            mean, deviation = pixels.moments(levels, count)
            assert (mean, deviation) == pytest.approx((expected.mean(), expected.std()), abs=1e-12)


def test_an_even_picture_becomes_zero():
    (count,) = pixels.counts(np.full((3, 3, 1), 7, np.uint8))
    assert pixels.scaled(count, "standard")[7] == 0


def test_the_text_has_each_channel_s_numbers_and_the_histogram():
    text = pixels.as_text(PICTURE, pixels.Region(3, 4, 2, 5))
    lines = text.splitlines()
    for channel, name in enumerate(("red", "green", "blue")):
        at = lines.index(f"{name}: rows 3 to 4, columns 4 to 8")
        grid = [[int(value) for value in line.split()] for line in lines[at + 1 : at + 3]]
        np.testing.assert_array_equal(grid, PICTURE[3:5, 4:9, channel])
        at = lines.index(f"{name}: values of the whole picture")
        plane = PICTURE[..., channel]
        raw = [float(word) for word in lines[at + 2].split()[1:]]
        assert raw == pytest.approx([plane.min(), plane.max(), plane.mean(), plane.std()], abs=0.005)
        counted = [int(line.split()[-1]) for line in lines[at + 8 : at + 24]]
        assert counted == np.histogram(plane, bins=16, range=(0, 256))[0].tolist()


def test_the_digit_is_the_first_of_mnist_s_test_set():
    np.testing.assert_array_equal(pixels.digit(), load("mnist").test_images[0])
    assert load("mnist").test_labels[0] == 7


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,x", "-1,0,3,3", "1,2,0,3", "1,2,3,00", "1.5,2,3,4", "1,2,3,4,5"])
def test_what_is_no_region_is_refused(text):
    with pytest.raises(ValueError, match="expected ROW,COLUMN,HEIGHT,WIDTH such as 100,80,12,12"):
        pixels.region(text, (40, 50))


@pytest.mark.parametrize("text", ["39,0,2,1", "0,49,1,2", "40,0,1,1"])
def test_a_region_beyond_the_picture_is_refused(text):
    with pytest.raises(ValueError, match="the picture has rows 0 to 39 and columns 0 to 49"):
        pixels.region(text, (40, 50))
