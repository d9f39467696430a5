import keras
import numpy as np

from kerascnn import datasets
from kerascnn.training.whitening import whiten


def test_what_the_layer_gives_of_the_pictures_is_uncorrelated_and_of_unit_variance():
    pictures = datasets.load("cifar10", data="sample").train_images
    layer = keras.layers.Conv2D(24, 2)
    layer.build((None, 32, 32, 3))
    whiten(layer, pictures)
    given = np.array(layer(pictures.astype("float32") / 255)).reshape(-1, 24)
    np.testing.assert_allclose(given.mean(axis=0), 0, atol=0.05)
    covariance = np.cov(given[:, :12].T)
    np.testing.assert_allclose(covariance - np.diag(np.diag(covariance)), 0, atol=0.01)
    # Directions in which next to nothing varies stay below 1, by what is added to their variance.
    assert np.diag(covariance).max() < 1.01
    assert np.median(np.diag(covariance)) > 0.95
    np.testing.assert_allclose(given[:, 12:], -given[:, :12], atol=1e-4)
    assert layer.trainable_variables == []
