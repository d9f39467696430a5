import hashlib
import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.datasets import embed, embedded
from kerascnn.datasets.known import KNOWN
from publishers import photos, write_binary, write_idx


def test_the_same_arrays_give_the_same_bytes_whatever_the_time(monkeypatch):
    members = {"a": np.arange(6, dtype=np.uint8).reshape(2, 3), "b": np.zeros(3, np.uint8)}
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    with zipfile.ZipFile(io.BytesIO(embed.packed(members))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with np.load(io.BytesIO(embed.packed(members)), allow_pickle=False) as stored:
        assert all(np.array_equal(stored[name], array) for name, array in members.items())


def test_the_sample_is_the_first_images_of_each_class():
    labels = np.array([2, 0, 0, 2, 2, 0, 1])
    assert embed.first_of_each_class(labels, 2).tolist() == [0, 1, 2, 3, 6]


def test_what_embed_writes_is_what_embedded_reads(tmp_path, monkeypatch, capsys):
    whole = kc.datasets.load("mnist")
    digits = [array[:10] for array in vars(whole).values() if isinstance(array, np.ndarray)]
    write_idx(tmp_path / "in/mnist", digits)
    write_binary(tmp_path / "in/cifar-10-batches-bin", photos(100, 50))
    for name, labels in (("mnist", digits[3]), ("cifar10", photos(100, 50)[3])):
        sha256 = hashlib.sha256(labels.astype(np.uint8).tobytes()).hexdigest()
        monkeypatch.setitem(KNOWN, name, replace(KNOWN[name], test_labels=sha256))  # what is published is this small
    monkeypatch.setattr(embedded, "FOLDER", tmp_path)
    monkeypatch.setattr(embed, "TRAIN_PER_CLASS", 3)
    embed.embed(tmp_path / "in")
    for line in capsys.readouterr().out.splitlines():
        name, sha256 = line.split('"')[1:4:2]
        monkeypatch.setitem(embedded.SHA256, name, sha256)
    assert np.array_equal(kc.datasets.load("mnist").train_images, whole.train_images[:10])
    sample = kc.datasets.load("cifar10", data="sample")
    assert np.bincount(sample.train_labels).tolist() == [3] * 10
    first = photos(100, 50)
    chosen = embed.first_of_each_class(first[1], 3)
    assert np.array_equal(sample.train_images, first[0][chosen])


def test_other_pictures_in_files_of_mnist_s_names_are_not_embedded(tmp_path, monkeypatch):
    digits = kc.datasets.load("mnist")
    write_idx(tmp_path / "mnist", [array[:10] for array in vars(digits).values() if isinstance(array, np.ndarray)])
    monkeypatch.setattr(embedded, "FOLDER", tmp_path / "out")
    with pytest.raises(SystemExit, match="does not hold the whole of MNIST"):
        embed.embed(tmp_path)
    assert not (tmp_path / "out").exists()
