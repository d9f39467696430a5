"""Scenes: the same for the same seed, of their part's pictures alone, with boxes, masks and edges that are true."""

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.datasets import composed_scenes, scene_parts

COUNT = 200


@pytest.fixture(scope="module")
def some():
    return kc.datasets.scenes("digits", seed=3).batch(range(COUNT))


def there(batch):
    return np.nonzero(batch.labels >= 0)


def test_a_scene_is_the_same_in_any_company_and_another_with_another_seed_or_part(some):
    mine = kc.datasets.scenes(seed=3)
    for number in (0, 70, COUNT - 1):
        for alone, together in zip(mine.batch([number]), some, strict=True):
            np.testing.assert_array_equal(alone[0], together[number])
    for other in (kc.datasets.scenes(seed=4), kc.datasets.scenes(seed=3, part="validation")):
        assert (other.batch([0]).images != some.images[:1]).any()
        assert other.sha256 != mine.sha256
    assert kc.datasets.scenes(seed=3).sha256 == mine.sha256


def test_boxes_lie_tightly_around_the_ink(some):
    scene = kc.datasets.scenes(seed=3, digits=(1, 1)).batch(range(COUNT))
    for box, mask, label in zip(scene.boxes[:, 0], scene.masks, scene.labels[:, 0], strict=True):
        rows, columns = np.nonzero(mask)
        assert box.tolist() == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert set(np.unique(mask)) == {0, label + 1}
    boxes = some.boxes[there(some)]
    assert ((boxes >= 0) & (boxes <= 96)).all()
    longer = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    # A pixel more or less where a stroke's faint border crosses the half.
    assert 16 <= longer.min() <= 18
    assert 44 <= longer.max() <= 46


def test_what_is_in_a_scene(some):
    counts = (some.labels >= 0).sum(axis=1)
    assert set(counts) == {1, 2, 3, 4, 5, 6}
    assert set(some.labels[there(some)]) == set(range(10))
    # Digits come first, and boxes of nothing are zeros.
    assert ((some.labels >= 0) == (np.arange(6) < counts[:, None])).all()
    assert not some.boxes[some.labels < 0].any()
    for boxes, labels in some.objects():
        assert len(boxes) == len(labels) > 0
        overlaps = kc.boxes.iou(boxes, boxes) - np.eye(len(boxes))
        # A tenth of the smaller, which becomes a little more as the boxes close up to the ink.
        assert overlaps.max() < 0.15


def test_edges_are_the_border_of_the_ink(some):
    """As a loop over pixels finds them, where digits do not touch."""
    for mask, edges in zip(some.masks[:8], some.edges[:8], strict=True):
        ink = np.pad(mask, 1, mode="edge")
        for row, column in zip(*np.nonzero(mask), strict=True):
            beside = [ink[row, column + 1], ink[row + 2, column + 1], ink[row + 1, column], ink[row + 1, column + 2]]
            if any(each != mask[row, column] for each in beside):
                assert edges[row, column] == 1
        assert not edges[mask == 0].any()
        assert 0 < edges.sum() < (mask > 0).sum()


def test_digits_are_bright_on_dark_photographs_and_hard_ones_have_a_contrast(some):
    ink = some.masks > 0
    assert some.images[ink].max(axis=1).mean() > 200
    assert some.images[~ink].mean() < 60
    hard = kc.datasets.scenes(seed=3, digits=(1, 1), edges_hard=True).batch(range(COUNT))
    assert hard.images[hard.masks == 0].mean() > 70
    core = (hard.masks > 0) & (hard.edges == 0)
    grey = hard.images @ scene_parts.GREY
    around = [
        abs(grey[n][core[n]].mean() - grey[n][hard.masks[n] == 0].mean()) for n in range(COUNT) if core[n].sum() > 50
    ]
    # The photograph behind the digit is not the whole; half as bright a digit as asked for would fail.
    assert np.quantile(around, 0.25) > 40
    np.testing.assert_array_equal(hard.masks, kc.datasets.scenes(seed=3, digits=(1, 1)).batch(range(COUNT)).masks)


def test_each_part_has_digits_and_photographs_of_its_own():
    def seen(pictures):
        return {each.tobytes() for each in pictures}

    parts = [composed_scenes._pictures(part) for part in ("train", "validation", "test")]
    assert [len(part.digits.pictures) for part in parts] == [55_000, 5_000, 10_000]
    assert [len(part.backgrounds) for part in parts] == [1_800, 200, 1_000]
    mnist = kc.datasets.load("mnist", data="sample")
    assert seen(parts[2].digits.pictures) == seen(mnist.test_images)
    assert not seen(parts[0].digits.pictures) & seen(parts[1].digits.pictures)
    assert not seen(parts[0].backgrounds) & seen(parts[1].backgrounds)
    assert not seen(parts[0].backgrounds) & seen(parts[2].backgrounds)


def test_nothing_may_be_in_a_scene():
    batch = kc.datasets.scenes(size=64, digits=(0, 1)).batch(range(60))
    assert batch.images.shape == (60, 64, 64, 3)
    counts = (batch.labels >= 0).sum(axis=1)
    assert set(counts) == {0, 1}
    assert not batch.masks[counts == 0].any()
    assert not batch.edges[counts == 0].any()
    assert len(kc.datasets.scenes().batch(range(0)).images) == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"kind": "letters"}, "there is no kind of scenes 'letters'"),
        ({"part": "testing"}, "there is no part 'testing'; did you mean 'test'"),
        ({"size": 20}, "size is 20; expected a whole number from 48 up"),
        ({"size": 5000}, "size is 5000; expected a whole number from 48 to 1024"),
        ({"digits": (3, 2)}, "digits is 2; expected a whole number from 3 up"),
        ({"digits": (1, 40)}, "digits is 40; expected a whole number from 1 to 12"),
        ({"seed": -1}, "seed is -1"),
        ({"count": 0}, "count is 0"),
    ],
)
def test_what_is_no_scene_is_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        kc.datasets.scenes(**settings)


@pytest.mark.parametrize("numbers", [[-1], [[1]], [0.5], 3])
def test_what_is_no_number_of_a_scene_is_refused(numbers):
    with pytest.raises(ValueError, match="whole, from 0 up"):
        kc.datasets.scenes().batch(numbers)
