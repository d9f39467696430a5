"""Word vectors out of text files, and the reviews of keras.datasets.imdb."""

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from kerascnn.datasets.text import imdb, load_texts, read_vectors, vectors
from kerascnn.errors import InputError

GLOVE = "buena 0.5 -1 2e-1\nmala -0.5 1 0\n. . 1 2 3\nSEÑOR 7 8 9\n"


def write(tmp_path, content):
    path = tmp_path / "vectors.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("head", ["", "4 3\n"])
def test_both_formats(tmp_path, head):
    found = read_vectors(write(tmp_path, head + GLOVE), ["buena", "mala", "señor", "nadie"], dimension=3)
    assert sorted(found) == ["buena", "mala", "señor"]
    assert found["buena"].tolist() == pytest.approx([0.5, -1, 0.2])
    assert found["señor"].tolist() == [7, 8, 9]


def test_small_letters_come_first_and_tabs_are_read(tmp_path):
    content = "Buena\t1\t1\nbuena\t2\t2\nbuena\t3\t3\n"
    assert read_vectors(write(tmp_path, content), ["buena"], dimension=2)["buena"].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("buena 1 2 3\nmala 1 2\n", "line 2: has 2 numbers after its word; the lines before have 3"),
        ("2 3\nbuena 1 2 3\nmala 1 2 3 4\n", "line 3: has 4 numbers after its word; the lines before have 3"),
        ("buena 1 2\n", "its vectors have 2 numbers, and --dimension is 3; add --dimension 2"),
        ("2 300\n", "its vectors have 300 numbers, and --dimension is 3"),
        ("buena 1 x 3\n", "line 1: a number of the vector is none"),
        ("buena 1 nan 3\n", "line 1: a number of the vector is none"),
        ("perro 1 2 3\n", "has none of the 2 words of the texts"),
        ("", "has none of the 2 words of the texts"),
        ("texto\n", "expected a word and its numbers in each line"),
        (b"2 3\nbuena \x00\x00\x80?", "line 2: expected a word and its numbers in plain text.*binary"),
        (b"buena " + b"1" * 70_000, "line 1: expected a word and its numbers in plain text"),
    ],
)
def test_bad_files(tmp_path, content, message):
    with pytest.raises(InputError, match=message):
        read_vectors(write(tmp_path, content), ["buena", "mala"], dimension=3)


def test_a_file_without_end_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "LARGEST", 1 << 10)
    with pytest.raises(InputError, match="is larger than 0 GB"):
        read_vectors(write(tmp_path, "buena 1 2 3\n" * 1000), ["buena"], dimension=3)
    with pytest.raises(InputError, match="cannot read"):
        read_vectors(tmp_path / "nowhere.txt", ["buena"], dimension=3)


def stored(folder, monkeypatch):
    """Some reviews as Keras stores them, and the sums of these files in the place of the published ones."""
    folder.mkdir()
    words = {"the": 1, "film": 2, "good": 3, "bad": 4}
    (folder / "imdb_word_index.json").write_text(json.dumps(words), encoding="utf-8")

    def reviews(label):
        return [[1, 2, 3 + (not label)] + [2] * number for number in range(10)]

    both = np.array(reviews(True) + reviews(False), dtype=object)
    labels = np.array([1] * 10 + [0] * 10)
    np.savez(folder / "imdb.npz", x_train=both, y_train=labels, x_test=both, y_test=labels)
    for name, remote, kind in (("REVIEWS", imdb.REVIEWS, "sha256"), ("WORDS", imdb.WORDS, "md5")):
        content = (folder / remote.path).read_bytes()
        sums = {kind: hashlib.new(kind, content).hexdigest(), "size": len(content)}
        monkeypatch.setattr(imdb, name, replace(remote, **sums))


def test_the_reviews_are_words_again(tmp_path, monkeypatch):
    folder = tmp_path / "datasets"
    monkeypatch.setattr(imdb, "keras_cache", lambda: folder)
    with pytest.raises(InputError, match=r"IMDB's reviews are not in .*datasets, and are not to be fetched"):
        load_texts("imdb")
    stored(folder, monkeypatch)
    data = load_texts("imdb", skip_bad=True)
    assert data.class_names == ("negative", "positive")
    assert {"the film good", "the film bad film"} <= set(data.texts)
    assert not data.sample
    # A file with another sum is not opened: it could hold anything.
    (folder / "imdb.npz").write_bytes(b"x" * imdb.REVIEWS.size)
    with pytest.raises(InputError, match="not to be fetched"):
        load_texts("imdb")
