import time

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.datasets import sources
from kerascnn.errors import InputError
from publishers import digits, photos, write_binary, write_idx, write_python

NAMES = ("train_images", "train_labels", "test_images", "test_labels")


def same(dataset, arrays):
    return all(np.array_equal(getattr(dataset, name), array) for name, array in zip(NAMES, arrays, strict=True))


def write_npz(folder, arrays, name):
    x_train, y_train, x_test, y_test = arrays
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / name, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("name", "place"), [("mnist", "."), ("mnist", "MNIST/raw"), ("fashion-mnist", "fashion-mnist")]
)
def test_idx_files_in_the_folder_or_in_one_named_as_the_publisher_does(tmp_path, packed, name, place):
    write_idx(tmp_path / place, digits(), packed=packed)
    found = kc.datasets.load(name, data_dir=tmp_path)
    assert same(found, digits())
    assert found.source == str(tmp_path / place)
    assert found.class_names[9] == {"mnist": "9", "fashion-mnist": "Ankle boot"}[name]
    assert not found.sample


@pytest.mark.parametrize("write", [write_binary, write_python])
@pytest.mark.parametrize("place", [".", "cifar-10-batches-bin", "cifar-10-batches-py"])
def test_cifar10_batches_binary_and_python(tmp_path, write, place):
    write(tmp_path / place, photos())
    found = kc.datasets.load("cifar10", data="full", data_dir=tmp_path)
    assert same(found, photos())
    assert found.train_labels.dtype == np.int64


def test_npz(tmp_path):
    write_npz(tmp_path, digits(), "fashion_mnist.npz")
    assert same(kc.datasets.load("fashion-mnist", data_dir=tmp_path), digits())
    x_train, y_train, x_test, y_test = photos()
    write_npz(tmp_path, (x_train, y_train[:, None].astype(np.uint8), x_test, y_test), "cifar10.npz")
    assert same(kc.datasets.load("cifar10", data_dir=tmp_path), photos())


def test_the_order_own_folder_then_what_ships_then_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    write_idx(tmp_path / "keras/datasets/fashion-mnist", digits(50))
    write_npz(tmp_path / "keras/datasets", digits(50), "mnist.npz")
    write_python(tmp_path / "keras/datasets/cifar-10-batches-py-target/cifar-10-batches-py", photos())
    assert len(kc.datasets.load("fashion-mnist").train_images) == 50
    assert len(kc.datasets.load("mnist").train_images) == 60_000
    assert len(kc.datasets.load("cifar10").train_images) == 50
    write_idx(tmp_path / "variable/mnist", digits(30))
    monkeypatch.setenv("KERASCNN_DATA", str(tmp_path / "variable"))
    assert len(kc.datasets.load("mnist").train_images) == 30
    write_idx(tmp_path / "option/mnist", digits(20))
    assert len(kc.datasets.load("mnist", data_dir=tmp_path / "option").train_images) == 20
    assert len(kc.datasets.load("fashion-mnist", data_dir=tmp_path / "option").train_images) == 50


def test_auto_falls_back_to_the_sample_with_a_warning_and_full_does_not():
    with pytest.warns(kc.datasets.SampleWarning, match=r"SAMPLE: .* 2,?000 \+ 1,?000 images instead of 50,?000"):
        found = kc.datasets.load("cifar10")
    assert found.sample
    with pytest.raises(
        InputError,
        match=r"CIFAR-10 is not in .*datasets and cannot be fetched \(\$KERASCNN_OFFLINE is set\); run",
    ):
        kc.datasets.load("cifar10", data="full")
    for data in ("auto", "full"):
        with pytest.raises(InputError, match=r"Fashion-MNIST is not in .*run `kerascnn data get fashion-mnist`"):
            kc.datasets.load("fashion-mnist", data=data)
    with pytest.raises(InputError, match="Fashion-MNIST has no sample"):
        kc.datasets.load("fashion-mnist", data="sample")


def test_a_damaged_cache_counts_as_none_but_a_damaged_folder_of_ones_own_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    write_binary(tmp_path / "datasets/cifar-10-batches-bin", photos())
    (tmp_path / "datasets/cifar-10-batches-bin/test_batch.bin").write_bytes(b"short")
    with pytest.warns(kc.datasets.SampleWarning):
        assert kc.datasets.load("cifar10").sample
    with pytest.raises(InputError, match=r"test_batch\.bin: 5 bytes are not a whole number"):
        kc.datasets.load("cifar10", data_dir=tmp_path / "datasets")


def test_one_set_in_another_ones_place_is_noticed(tmp_path):
    whole = kc.datasets.load("mnist")
    arrays = whole.train_images[:9], whole.train_labels[:9], whole.test_images, whole.test_labels
    write_idx(tmp_path, arrays, packed=False)
    with pytest.raises(InputError, match="holds MNIST, not Fashion-MNIST"):
        kc.datasets.load("fashion-mnist", data_dir=tmp_path)


def test_what_cannot_be_asked_for(tmp_path):
    with pytest.raises(InputError, match="there is no data set 'minst'; did you mean 'mnist'"):
        kc.datasets.load("minst")
    with pytest.raises(InputError, match="data is 'half'; expected auto, full or sample"):
        kc.datasets.load("mnist", data="half")
    with pytest.raises(InputError, match="nowhere does not exist"):
        kc.datasets.load("mnist", data_dir=tmp_path / "nowhere")


def test_the_network_is_given_up_after_a_bounded_time(monkeypatch, tmp_path):
    monkeypatch.delenv("KERASCNN_OFFLINE")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(sources, "PATIENCE", 0.2)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *_, **__: time.sleep(1))
    with pytest.warns(kc.datasets.SampleWarning, match=r"no data for 0\.2 seconds"):
        assert kc.datasets.load("cifar10").sample


def test_loading_imports_neither_keras_nor_tensorflow(python):
    out = python(
        "import sys, kerascnn as kc; kc.datasets.load('mnist');"
        "print([m for m in ('keras', 'tensorflow', 'PIL', 'rich') if m in sys.modules])"
    )
    assert out.strip() == "[]"
