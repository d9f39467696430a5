"""A network so small that all of it is worked out by hand, in every form that Keras has for it.

A picture of 3×3 goes through a convolution with two filters of 2×2 and ReLU, is flattened, and gets two scores:

    picture     filter 0    filter 1
    1 0 0        1  0        0  1
    0 1 0        0  1        1 -1
    0 0 1

    map 0: picture[r, c] + picture[r+1, c+1]                       = 2 0 / 0 2
    map 1: picture[r, c+1] + picture[r+1, c] − picture[r+1, c+1]   = −1 1 / 1 −1, after ReLU 0 1 / 1 0

The flattened maps are, place after place, (map 0, map 1): 2 0, 0 1, 0 1, 2 0. The score of class 0 weighs them with
1 −1, 2 3, 0 1, 5 1 and is 2·1 + 1·3 + 1·1 + 2·5 = 16; that of class 1 with −1 0, −1 0, −1 0, −1 4 and is −2 − 2 = −4.
"""

import keras
import numpy as np

PICTURE = np.eye(3, dtype="float32")[..., None]
FILTERS = np.array([[[1, 0], [0, 1]], [[0, 1], [1, -1]]], "float32").transpose(1, 2, 0)[:, :, None]
MAPS = np.array([[[2, 0], [0, 2]], [[0, 1], [1, 0]]], "float32").transpose(1, 2, 0)
WEIGHTS = np.array([[1, -1, 2, 3, 0, 1, 5, 1], [-1, 0, -1, 0, -1, 0, -1, 4]], "float32").T
SCORES = (16, -4)

# Grad-CAM, class 0: a channel's weight is the mean of the score's derivatives by its four values, which are the dense
# weights. Map 0: (1 + 2 + 0 + 5) / 4 = 2, map 1: (−1 + 3 + 1 + 1) / 4 = 1; 2·map 0 + 1·map 1:
GRADCAM = [[4, 1], [1, 4]]
# Class 1: map 0: −4 / 4 = −1, map 1: 4 / 4 = 1; −map 0 + map 1 is −2 1 / 1 −2, and what is negative counts as 0:
GRADCAM_OF_1 = [[0, 1], [1, 0]]

# Saliency, class 0: only what ReLU lets through counts. Map 0 at (0, 0), weight 1: picture 00 and 11 +1; map 0 at
# (1, 1), weight 5: 11 and 22 +5; map 1 at (0, 1), weight 3: 02 and 11 +3, 12 −3; map 1 at (1, 0), weight 1: 11 and
# 20 +1, 21 −1. The pixel 11 has 1 + 5 + 3 + 1 = 10. Sizes:
SALIENCY = [[1, 0, 3], [0, 10, 3], [1, 1, 5]]


@keras.saving.register_keras_serializable("tests")
class Subclassed(keras.Model):
    """The same network as a class."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.conv = keras.layers.Conv2D(2, 2, activation="relu", name="conv")
        self.flatten = keras.layers.Flatten(name="flatten")
        self.scores = keras.layers.Dense(2, activation="softmax", name="scores")

    def call(self, pictures):
        return self.scores(self.flatten(self.conv(pictures)))


def tiny(kind="sequential", shape=(3, 3, 1)):
    """The network: "sequential", "functional", "nested", "softmax-layer", "activation", "logits", "subclassed", "half".

    "half" is as `train-cifar10 --preset fast` makes its own: bfloat16 up to the softmax.
    """
    layers = keras.layers
    if kind == "half":
        keras.config.set_dtype_policy("mixed_bfloat16")
        try:
            scored = tiny("logits", shape).layers
            return keras.Sequential([keras.Input(shape), *scored, layers.Softmax(name="softmax", dtype="float32")])
        finally:
            keras.config.set_dtype_policy("float32")
    if kind == "subclassed":
        model = Subclassed()
        model(PICTURE[None])
        model.conv.set_weights([FILTERS, np.zeros(2)])
        model.scores.set_weights([WEIGHTS, np.zeros(2)])
        return model
    ends = {"softmax-layer": [layers.Softmax(name="softmax")], "activation": [layers.Activation("softmax", name="act")]}
    conv = layers.Conv2D(2, 2, activation="relu", name="conv")
    flatten = layers.Flatten(name="flatten")
    own = "softmax" if kind in ("sequential", "functional", "nested") else None
    scores = layers.Dense(2, activation=own, name="scores")
    if kind == "nested":
        inner = keras.Input(shape)
        features = keras.Model(inner, conv(inner), name="features")
        model = keras.Sequential([keras.Input(shape), features, flatten, scores])
    elif kind == "functional":
        inputs = keras.Input(shape)
        model = keras.Model(inputs, scores(flatten(conv(inputs))))
    else:
        model = keras.Sequential([keras.Input(shape), conv, flatten, scores, *ends.get(kind, [])])
    conv.set_weights([FILTERS, np.zeros(2)])
    if shape == (3, 3, 1):
        scores.set_weights([WEIGHTS, np.zeros(2)])
    return model
