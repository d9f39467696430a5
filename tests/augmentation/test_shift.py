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


def slow_shift(picture, down, right):
    moved = np.zeros_like(picture)
    height, width, _ = picture.shape
    for row in range(height):
        for column in range(width):
            if 0 <= row - down < height and 0 <= column - right < width:
                moved[row, column] = picture[row - down, column - right]
    return moved


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
