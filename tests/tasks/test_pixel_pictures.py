"""What the tasks of pixels are fed: always the same when asked again, pictures and masks mirrored together."""

import numpy as np
import pytest

from kerascnn import datasets
from kerascnn.tasks.pixel_pictures import Arrays, Composed, PixelFeed, divided


@pytest.fixture(scope="module")
def numbered():
    """Pictures whose pixels are the numbers that are known of them."""
    known = np.random.default_rng(0).integers(0, 200, (10, 6, 7)).astype(np.uint8)
    return Arrays(known[..., None].repeat(3, axis=3), known)


@pytest.mark.parametrize("mirror", [False, True])
def test_a_batch_is_the_same_whenever_it_is_asked_for(numbered, mirror):
    feed = PixelFeed(numbered, batch_size=4, seed=3, mirror=mirror)
    first = feed.batch(1, 0)
    feed.batch(0, 1)
    for found, expected in zip(
        PixelFeed(numbered, batch_size=4, seed=3, mirror=mirror).batch(1, 0), first, strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_what_is_known_goes_with_its_pixel(numbered):
    feed = PixelFeed(numbered, batch_size=10, seed=0, mirror=True)
    images, known = feed.batch(0, 0)
    assert images.dtype == np.float32
    np.testing.assert_array_equal(np.round(images[..., 0] * 255), known)
    straight = numbered.known[feed.chosen(0, 0)]
    turned = (known != straight).any(axis=(1, 2))
    assert 0 < turned.sum() < 10
    np.testing.assert_array_equal(known[turned], straight[turned][:, :, ::-1])


def test_new_scenes_in_every_epoch_are_those_after_the_last():
    scenes = datasets.scenes("digits", seed=1, count=3, size=48, digits=(1, 1))
    renewed, fixed = (Composed(scenes, "edges", renewed=each) for each in (True, False))
    numbers = np.arange(3)
    np.testing.assert_array_equal(renewed.batch(numbers, 2)[0], scenes.batch(numbers + 6).images)
    np.testing.assert_array_equal(renewed.batch(numbers, 2)[1], scenes.batch(numbers + 6).edges)
    np.testing.assert_array_equal(fixed.batch(numbers, 2)[0], scenes.batch(numbers).images)


@pytest.mark.parametrize("count", [4, 5, 20])
def test_every_picture_has_its_part_and_no_part_is_empty(count):
    parts = divided(np.arange(count), 1)
    assert sorted(np.concatenate(parts).tolist()) == list(range(count))
    assert all(len(part) and (np.diff(part) > 0).all() for part in parts)
    learned, choosing, tested = divided(np.arange(2, count), 1, tested=np.arange(2))
    assert tested.tolist() == [0, 1]
    assert sorted([*learned, *choosing]) == list(range(2, count))
