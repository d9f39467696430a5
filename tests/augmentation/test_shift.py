import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascnn.augmentation import shift


@given(st.integers(0, 2**32), st.integers(0, 3))
def test_each_picture_is_the_original_moved(seed, pixels):
    pictures = np.random.default_rng(seed).integers(1, 255, (4, 6, 5, 2), np.uint8)
    moved = shift(pictures, np.random.default_rng(seed), pixels=pixels)
    assert moved.shape == pictures.shape
    assert moved.dtype == np.uint8
    for before, after in zip(pictures, moved, strict=True):
        assert any(
            np.array_equal(after, slow_shift(before, down, right))
            for down in range(-pixels, pixels + 1)
            for right in range(-pixels, pixels + 1)
        )


def slow_shift(picture, down, right, *, reflect=False):
    moved = np.zeros_like(picture)
    height, width, _ = picture.shape
    for row in range(height):
        for column in range(width):
            above, left = row - down, column - right
            if reflect:  # the border itself is not repeated: -1 is 1, and `height` is `height - 2`
                above, left = (size - 1 - abs(size - 1 - abs(at)) for size, at in ((height, above), (width, left)))
            if 0 <= above < height and 0 <= left < width:
                moved[row, column] = picture[above, left]
    return moved


@given(st.integers(0, 2**32), st.integers(0, 3))
def test_beside_the_border_lies_what_is_within_reflected(seed, pixels):
    pictures = np.random.default_rng(seed).integers(0, 256, (4, 6, 5, 2), np.uint8)
    shifted = shift(pictures, np.random.default_rng(seed), pixels=pixels, border="reflect")
    for before, after in zip(pictures, shifted, strict=True):
        assert any(
            np.array_equal(after, slow_shift(before, down, right, reflect=True))
            for down in range(-pixels, pixels + 1)
            for right in range(-pixels, pixels + 1)
        )


def test_all_shifts_are_drawn_about_equally_often():
    dots = np.zeros((9_000, 3, 3, 1), np.uint8)
    dots[:, 1, 1] = 1
    counts = shift(dots, np.random.default_rng(0), pixels=1).sum(axis=(0, 3))
    assert counts.sum() == 9_000
    assert counts.min() == pytest.approx(1_000, rel=0.1)


def test_the_generator_decides():
    pictures = np.arange(64, dtype=np.uint8).reshape(1, 8, 8, 1).repeat(10, axis=0)
    first, again, other = (shift(pictures, np.random.default_rng(seed), pixels=2) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
