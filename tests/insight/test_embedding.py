import importlib.util

import numpy as np
import pytest
from PIL import Image

from kerascnn import insight
from kerascnn.errors import InputError
from publishers import digits
from tiny_network import MAPS, PICTURE, tiny


@pytest.mark.parametrize("shape", [(40, 6), (5, 9)], ids=["many pictures", "many features"])
def test_pca_has_the_variances_of_the_covariance(shape):
    vectors = np.random.default_rng(0).normal(size=shape) * np.arange(1, shape[1] + 1)
    places, parts = insight.flat_map(vectors)
    variances = np.linalg.eigvalsh(np.cov(vectors.T))[::-1]
    np.testing.assert_allclose(places.var(axis=0, ddof=1), variances[:2])
    np.testing.assert_allclose(parts, variances[:2] / variances.sum())
    assert np.corrcoef(places.T)[0, 1] == pytest.approx(0, abs=1e-9)


def test_pca_of_points_on_a_line_is_the_line():
    # Steps of (3, 4), whose length is 5: the first direction has all of it.
    places, parts = insight.flat_map(np.array([[0, 0], [3, 4], [6, 8]]))
    np.testing.assert_allclose(places, [[-5, 0], [0, 0], [5, 0]], atol=1e-12)
    np.testing.assert_allclose(parts, [1, 0], atol=1e-12)


def test_neighbours_are_the_nearest_by_angle():
    # Cosines with (1, 0): (2, 0) has 1, (1, 1) 1/√2, (0, 1) 0, (−1, 0) −1.
    vectors = np.array([[1, 0], [0, 1], [-1, 0], [1, 1], [2, 0]], float)
    found, distances = insight.neighbours(vectors, np.array([0]), k=8)
    assert found.tolist() == [[4, 3, 1, 2]]
    np.testing.assert_allclose(distances, [[0, 1 - 2**-0.5, 1, 2]], atol=1e-12)


def test_vectors_are_those_in_front_of_the_scores_and_maps_are_averaged():
    images = np.repeat((PICTURE * 255).astype(np.uint8)[None], 3, axis=0)
    name, vectors = insight.feature_vectors(tiny(), images)
    assert name == "flatten"
    np.testing.assert_allclose(vectors, [MAPS.ravel()] * 3, rtol=1e-6)
    _name, vectors = insight.feature_vectors(tiny(), images, layer="conv")
    np.testing.assert_allclose(vectors, [MAPS.mean(axis=(0, 1))] * 3, rtol=1e-6)


def test_methods_that_are_not_there_say_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="tsne needs scikit-learn, which is not installed; run `pip install scikit-le"):
        insight.check_method("tsne")
    with pytest.raises(InputError, match="umap needs umap-learn, which is not installed"):
        insight.check_method("umap")
    with pytest.raises(InputError, match="method is 'som'; expected one of: pca, tsne, umap"):
        insight.check_method("som")
    with pytest.raises(InputError, match="a map needs at least 3 vectors of at least 2"):
        insight.flat_map(np.zeros((2, 5)))


def test_an_embedding_is_saved_whole(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 3, 1), np.uint8)
    pictures = insight.Pictures(images, np.array([0, 1, 0, 1, 0]), ("left", "right"), "5 pictures")
    found = insight.embed(tiny(), pictures)
    with np.load(found.save(tmp_path / "vectors.npz")) as saved:
        np.testing.assert_array_equal(saved["vectors"], found.vectors)
        assert saved["places"].shape == (5, 2)
        assert saved["class_names"].tolist() == ["left", "right"]
        assert saved["layer"] == "flatten"


def test_pictures_come_from_a_data_set_or_a_folder(tmp_path):
    found = insight.pictures("mnist", (28, 28, 1))
    assert (len(found.images), found.title) == (10_000, "10,000 test pictures of MNIST")
    some = insight.pictures("mnist", (28, 28, 1), limit=5)
    assert some.title == "5 of 10,000 test pictures of MNIST, evenly chosen"
    # Evenly: 0, 2499.75, 4999.5, 7499.25 and 9999, rounded.
    for place, number in enumerate([0, 2500, 5000, 7499, 9999]):
        np.testing.assert_array_equal(some.images[np.array([place])][0], found.images[number])
        assert some.labels[place] == found.labels[number]
    train = insight.pictures("mnist", (28, 28, 1), split="train")
    assert train.title == "60,000 training pictures of MNIST"
    for number, image in enumerate(digits(12, 2)[0]):
        (tmp_path / f"class{number % 2}").mkdir(exist_ok=True)
        Image.fromarray(image[..., 0]).save(tmp_path / f"class{number % 2}" / f"{number}.png")
    folder = insight.pictures(str(tmp_path), (10, 12, 3))
    assert folder.images[np.arange(3)].shape == (3, 10, 12, 3)
    assert folder.class_names == ("class0", "class1")
    loose = insight.pictures(str(tmp_path / "class0"), (10, 10, 1))
    assert (len(loose.images), loose.labels, loose.title) == (6, None, "6 pictures of class0")


def test_a_sample_is_called_one():
    with pytest.warns(UserWarning, match="SAMPLE"):
        found = insight.pictures("cifar10", (32, 32, 3))
    assert found.title == "1,000 test pictures of CIFAR-10 (SAMPLE)"


@pytest.mark.parametrize(
    ("data", "shape", "options", "message"),
    [
        ("mnits", (28, 28, 1), {}, "there is no data set 'mnits'; did you mean 'mnist'.*or the name of a folder"),
        ("photos/none", (28, 28, 1), {}, "photos/none does not exist; give the folder with the data"),
        ("mnist", (32, 32, 3), {}, "the network takes pictures of 32×32×3, those of MNIST are 28×28×1"),
        ("mnist", (28, 28, 1), {"limit": 0}, "limit is 0; expected a whole number from 1 up"),
        ("mnist", (28, 28, 1), {"split": "dev"}, "split is 'dev'; expected train or test"),
    ],
)
def test_data_that_cannot_be_had_are_said(data, shape, options, message):
    with pytest.raises(InputError, match=message):
        insight.pictures(data, shape, **options)
