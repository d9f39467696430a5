"""The first layer of a network, made from the pictures instead of learned."""

import keras
import numpy as np

__all__ = ["whiten"]

SMALLEST = 5e-4
"""Added to the variance of each direction, so that directions in which nothing varies are not blown up."""


def whiten(layer: keras.layers.Conv2D, pictures: np.ndarray) -> None:
    """Set a convolution so that what it gives of these pictures is uncorrelated, and keep it so in training.

    Its filters are the principal directions of all patches of the kernel's size, each divided by the square root of its
    variance, and the same with the opposite sign, so that a ReLU behind loses nothing. Sources: Page 2018, "How to
    train your ResNet 8"; Jordan 2024 (arXiv:2404.00498, section 3.2).

    Args:
        layer: built, with a bias and two filters for each number in a patch: 24 for 2×2 patches of colour.
        pictures: `(n, height, width, channels)` uint8; a few thousand are enough.
    """
    side = layer.kernel_size[0]
    values = pictures.astype("float32") / 255
    mean, deviation = values.mean(axis=(0, 1, 2)), values.std(axis=(0, 1, 2)) + 1e-6
    windows = np.lib.stride_tricks.sliding_window_view((values - mean) / deviation, (side, side), axis=(1, 2))
    patches = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, side * side * values.shape[-1])
    variances, directions = np.linalg.eigh(patches.T @ patches / len(patches))
    filters = (directions / np.sqrt(variances + SMALLEST)).reshape(side, side, values.shape[-1], -1)
    # The pictures come as they are, in [0, 1]: what makes them standard is folded into the filters and the bias.
    kernel = np.concatenate([filters, -filters], axis=-1) / deviation[:, None]
    layer.set_weights([kernel, -np.tensordot(mean, kernel.sum(axis=(0, 1)), axes=1)])
    layer.trainable = False
