import numpy as np
import pytest

from kerascnn.tasks import classification

IMAGES = np.arange(10, dtype=np.uint8).reshape(10, 1, 1, 1)
LABELS = np.arange(10) % 2


def order(batches):
    """The pictures of an epoch; each is its own number."""
    return [int(value) for i in range(len(batches)) for value in np.rint(batches[i][0].ravel() * 255)]


def batches(**settings):
    return classification.Batches(IMAGES, LABELS, num_classes=2, **settings)


def test_without_a_seed_every_picture_in_order():
    fed = batches(batch_size=4)
    assert len(fed) == 3
    assert order(fed) == list(range(10))


def test_pictures_are_floats_from_0_to_1_and_labels_one_hot():
    images, labels = batches(batch_size=10)[0]
    assert images.dtype == np.float32
    assert images[9, 0, 0, 0] == np.float32(9 / 255)
    assert labels[:2].tolist() == [[1, 0], [0, 1]]


def test_each_epoch_has_its_own_order_which_the_seed_repeats():
    first, second = batches(batch_size=5, seed=3), batches(batch_size=5, seed=3)
    orders = []
    for _ in range(3):
        assert order(first) == order(second)
        assert sorted(order(first)) == list(range(10))
        orders.append(order(first))
        first.on_epoch_end()
        second.on_epoch_end()
    assert len({tuple(one) for one in orders}) == 3
    assert order(batches(batch_size=5, seed=4)) != orders[0]
    assert order(batches(batch_size=5, seed=3, first_epoch=2)) == orders[2]


def test_a_shuffled_epoch_leaves_out_the_smaller_last_batch():
    assert len(batches(batch_size=4, seed=0)) == 2
    assert len(batches(batch_size=64, seed=0)) == 1  # but is never empty


def test_only_the_chosen_pictures_are_fed():
    assert sorted(order(batches(batch_size=2, seed=0, indices=np.array([1, 3, 5, 7])))) == [1, 3, 5, 7]


def test_augmentation_is_seeded_by_epoch_and_batch():
    def augment(pictures, generator):
        return pictures * 0 + generator.integers(0, 255, pictures.shape, np.uint8)

    fed = batches(batch_size=5, seed=1, augment=augment)
    values = fed[0][0], fed[0][0], fed[1][0]
    assert np.array_equal(values[0], values[1])
    assert not np.array_equal(values[0], values[2])
    fed.on_epoch_end()
    assert not np.array_equal(values[0], fed[0][0])


@pytest.mark.parametrize("seed", [0, 1])
def test_a_split_keeps_the_proportions_of_the_classes(seed):
    labels = np.repeat([0, 1, 2], [100, 50, 3])
    larger, smaller = classification.split(labels, fraction=0.1, seed=seed)
    assert np.bincount(labels[smaller]).tolist() == [10, 5, 1]
    assert sorted([*larger, *smaller]) == list(range(153))


def test_another_seed_is_another_split():
    labels = np.zeros(100, int)
    assert (
        classification.split(labels, fraction=0.1, seed=0)[1].tolist()
        == classification.split(labels, fraction=0.1, seed=0)[1].tolist()
    )
    assert (
        classification.split(labels, fraction=0.1, seed=0)[1].tolist()
        != classification.split(labels, fraction=0.1, seed=1)[1].tolist()
    )


def test_alternating_mirrors_turn_each_picture_round_in_every_other_epoch():
    images = np.zeros((40, 4, 4, 1), np.uint8)
    images[:, :, 0] = 255  # the left column is white
    images[:, 0, 1] = np.arange(40)[:, None]  # says which picture it is, when it is not mirrored
    feed = classification.Batches(
        images, np.zeros(40, int), num_classes=2, batch_size=40, seed=0, indices=np.arange(40), mirror="alternating"
    )
    orders, mirrored = [], []
    for _epoch in range(2):
        order = feed.chosen(feed.epoch, 0)
        pictures, _labels = feed[0]
        turned = pictures[:, 1, 0, 0] == 0
        orders.append(order)
        mirrored.append({int(number): bool(each) for number, each in zip(order, turned, strict=True)})
        feed.on_epoch_end()
    assert 5 < sum(mirrored[0].values()) < 35
    assert all(mirrored[0][number] != mirrored[1][number] for number in range(40))


def test_random_mirrors_turn_about_half_of_the_pictures():
    images = np.zeros((400, 2, 2, 1), np.uint8)
    images[:, :, 0] = 255
    feed = classification.Batches(images, np.zeros(400, int), num_classes=2, batch_size=400, seed=3, mirror="random")
    turned = feed[0][0][:, 0, 0, 0] == 0
    assert 150 < turned.sum() < 250
