"""Whose features are compared, and what is said of their weights."""

import keras
import numpy as np
import pytest

from kerascnn import style_transfer
from kerascnn.errors import InputError
from kerascnn.style_transfer import choose, pair, with_colours


def test_vgg_from_keras_s_file_without_dense_layers(tmp_path, monkeypatch):
    keras.utils.set_random_seed(1)
    reference = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    reference.save(tmp_path / "notop.h5")
    monkeypatch.setattr("kerascnn.networks._imagenet.fetched", lambda name, width, *, head: tmp_path / "notop.h5")
    chosen = choose("vgg16")
    assert chosen.sentence == "vgg16 with ImageNet weights"
    names = ["block1_conv1", "block3_conv1"]
    extractor = style_transfer.Extractor(chosen.model, chosen.inputs, names, (32, 32), average_pooling=False)
    picture = np.random.default_rng(0).random((32, 32, 3), "float32")
    given = keras.applications.vgg16.preprocess_input(picture[None] * 255)
    for name, maps in extractor.maps(picture).items():
        expected = keras.Model(reference.input, reference.get_layer(name).output)(given)[0].numpy()
        np.testing.assert_allclose(maps, expected, rtol=1e-3, atol=1e-4 * np.abs(expected).max())
    with pytest.raises(InputError, match="does not hold the weights that Keras offers for vgg19"):
        choose("vgg19", str(tmp_path / "notop.h5"))


def test_random_weights_follow_from_the_seed():
    first, again, other = (choose("cifar-cnn", "random", seed=seed).model.get_weights()[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_model_of_somebody_else_is_fed_what_it_wants(tmp_path):
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((32, 32, 3)), layers.Rescaling(1 / 255), layers.Conv2D(4, 3, activation="relu", name="conv")]
    )
    model.save(tmp_path / "theirs.keras")
    chosen = choose(str(tmp_path / "theirs.keras"))
    assert (chosen.weights, chosen.inputs.pixels) == ("model", "0-255")
    picture = np.random.default_rng(0).random((20, 16, 3), "float32")
    maps = style_transfer.Extractor(chosen.model, chosen.inputs, ["conv"], (20, 16)).maps(picture)["conv"]
    kernel, bias = model.get_layer("conv").get_weights()
    corner = np.maximum((picture[:3, :3, :, None] * kernel).sum(axis=(0, 1, 2)) + bias, 0)
    np.testing.assert_allclose(maps[0, 0], corner, rtol=1e-4, atol=1e-5)


def test_models_within_models_are_refused():
    inner = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Conv2D(2, 3, activation="relu")], name="inner")
    model = keras.Sequential([keras.Input((16, 16, 3)), inner, keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="has no layer with rows and columns to look at"):
        style_transfer.places(model)


def test_the_style_picture_is_cut_to_the_shape_of_the_content(tmp_path):
    from PIL import Image

    down, across = np.mgrid[:60, :120]
    wide = np.stack([2 * across, 4 * down, 0 * down], axis=2).astype(np.uint8)
    Image.fromarray(wide).save(tmp_path / "style.png")
    Image.new("RGB", (30, 60), (200, 10, 10)).save(tmp_path / "content.png")
    found = pair(tmp_path / "content.png", tmp_path / "style.png", size=60)
    assert found.content.shape == found.style.shape == (60, 30, 3)
    np.testing.assert_allclose(found.style * 255, wide[:, 45:75], atol=1)
    assert found.remarks == (
        f"{tmp_path}/style.png: its middle, 25% of it, has the shape of the content picture and is taken",
    )


def test_colours_are_those_of_the_content_and_brightness_that_of_the_result():
    grey = np.full((4, 4, 1), 0.5, "float32")
    red = np.zeros((4, 4, 3), "float32") + np.array([0.6, 0.2, 0.2], "float32")
    mixed = with_colours(grey, red)
    luma = mixed @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(luma, 0.5, atol=0.01)
    # Red minus green is what it was: the colour is the same, only lighter.
    np.testing.assert_allclose(mixed[..., 0] - mixed[..., 1], 0.4, atol=0.02)


def test_the_strokes_follow_from_the_seed():
    first, again, other = (style_transfer.brush_strokes(48, seed=seed) for seed in (0, 0, 1))
    assert first.shape == (48, 48, 3)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    # More blue than red, as the painting that it brings to mind.
    assert first[..., 2].mean() > 1.2 * first[..., 0].mean()
