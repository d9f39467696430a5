import hashlib

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.datasets import embedded, idx
from kerascnn.datasets.known import KNOWN
from kerascnn.errors import InputError

# SHA-256 of the four uncompressed files as LeCun, Cortes and Burges published them; the same sums stand in the
# checksum lists of other projects that carry MNIST.
PUBLISHED = {
    "train_images": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train_labels": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "test_images": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "test_labels": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


@pytest.fixture(scope="module")
def mnist():
    return kc.datasets.load("mnist", data="sample")


def test_all_of_mnist_ships_byte_for_byte(mnist):
    assert mnist.train_images.shape == (60_000, 28, 28, 1)
    assert mnist.test_images.shape == (10_000, 28, 28, 1)
    assert (mnist.name, mnist.sample, mnist.class_names) == ("mnist", False, tuple("0123456789"))
    for name, published in PUBLISHED.items():
        array = getattr(mnist, name)
        header = idx.header(array.shape[: 3 if "images" in name else 1])
        assert hashlib.sha256(header + array.astype(np.uint8).tobytes()).hexdigest() == published


def test_labels_can_be_calculated_with(mnist):
    assert mnist.train_labels.dtype == np.int64
    assert mnist.train_images.dtype == np.uint8
    assert np.bincount(mnist.train_labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def test_the_sample_of_cifar10_is_balanced_and_says_that_it_is_one():
    sample = kc.datasets.load("cifar10", data="sample")
    assert sample.sample
    assert sample.train_images.shape == (2_000, 32, 32, 3)
    assert np.bincount(sample.train_labels).tolist() == [200] * 10
    assert np.bincount(sample.test_labels).tolist() == [100] * 10
    # The first image of data_batch_1 is a frog, and its first pixel is the well-known (59, 62, 63).
    assert sample.class_names[sample.train_labels[0]] == "frog"
    assert sample.train_images[0, 0, 0].tolist() == [59, 62, 63]


def test_what_ships_is_small_enough():
    assert embedded.path(KNOWN["mnist"]).stat().st_size <= 12_000_000
    assert embedded.path(KNOWN["cifar10"]).stat().st_size <= 7_000_000


def test_differences_are_undone():
    images = np.random.default_rng(0).integers(0, 256, (3, 5, 4, 3), np.uint8)
    stored = embedded.differences(images)
    assert not np.array_equal(stored.transpose(0, 2, 3, 1), images)
    assert np.array_equal(embedded.undo_differences(stored), images)


@pytest.mark.parametrize("damage", ["missing", "cut", "other pixel"])
def test_a_damaged_file_is_not_used(damage, tmp_path, monkeypatch):
    content = embedded.path(KNOWN["cifar10"]).read_bytes()
    monkeypatch.setattr(embedded, "FOLDER", tmp_path)
    if damage == "cut":
        (tmp_path / "cifar10-sample.npz").write_bytes(content[: len(content) // 2])
    if damage == "other pixel":
        (tmp_path / "cifar10-sample.npz").write_bytes(content)
        monkeypatch.setitem(embedded.SHA256, "cifar10", "0" * 64)
    with pytest.raises(InputError, match=r"cifar10-sample\.npz is damaged or missing; install kerascnn again"):
        kc.datasets.load("cifar10", data="sample")
