"""The receptive fields that are worked out, against what a pixel really reaches in the network."""

import json

import keras
import numpy as np
import pytest

from kerascnn import networks
from kerascnn.shapes.chain import run
from kerascnn.shapes.fields import Field
from kerascnn.shapes.saved import network_of
from kerascnn.summary import summarize

# Network, side of the picture (large enough for a field to lie within it), the last map, the receptive field.
NETWORKS = [
    ("alexnet", 259, "pool5", 195),
    ("vgg16", 256, "block5_pool", 212),
    ("resnet50", 544, "conv5_block3_out", 483),
    ("resnet50:torchvision", 512, "conv5_block3_out", 427),
    ("mobilenet", 384, "conv_pw_13_relu", 315),
]


def with_positive_weights(model: keras.Model) -> keras.Model:
    """Every kernel an average and no bias, so that a pixel that is not 0 reaches whatever looks at it."""
    for layer in model.layers:
        for weight in layer.weights:
            if weight.name == "kernel":
                # The parts of a kernel that read other channels only make the numbers smaller.
                weight.assign(np.full(weight.shape, 1 / np.prod(weight.shape[:2]) / weight.shape[2] ** 0.5))
            elif weight.name == "bias":
                weight.assign(np.zeros(weight.shape))
    return model


@pytest.mark.parametrize(("name", "side", "last", "size"), NETWORKS, ids=[row[0] for row in NETWORKS])
def test_an_impulse_reaches_an_output_if_and_only_if_its_field_holds_it(name, side, last, size):
    network, _colon, variant = name.partition(":")
    shape = (side, side, 1)
    model = networks.build(network, input_shape=shape, num_classes=2, width=0.05, variant=variant or None)
    last_map = with_positive_weights(keras.Model(model.input, model.get_layer(last).output))
    summary = summarize(name, input_shape=shape, num_classes=2, width=0.05)
    field: Field = next(row.fields[0] for row in summary.trace.rows if row.node.text == last)
    assert field.size == size
    middle = last_map.output.shape[1] // 2
    first = int(field.low + middle * field.step)
    around = [first - 1, first, first + size - 1, first + size]
    pictures = np.zeros((4, *shape), "float32")
    for picture, row in zip(pictures, around, strict=True):
        picture[row, int(field.centre + middle * field.step)] = 1e6
    reached = np.asarray(last_map(pictures))[:, middle, middle].max(-1)
    assert around[0] >= 0
    assert around[-1] < side
    assert (reached > 0).tolist() == [False, True, True, False]


def up_and_down(up: str) -> keras.Model:
    """A small U-Net: three levels of a 3×3 convolution, averaged down and made larger again."""
    layers = keras.layers
    x = inputs = layers.Input((64, 16, 1))
    passed = []
    for _level in range(3):
        x = layers.Conv2D(1, 3, padding="same")(x)
        passed.append(x)
        x = layers.AveragePooling2D(2)(x)
    for skip in reversed(passed):
        if up == "transposed":
            x = layers.Conv2DTranspose(1, 3, 2, padding="same")(x)
        elif up == "padded":
            x = layers.Conv2DTranspose(1, 3, 2, padding="same", output_padding=1)(x)
        else:
            x = layers.UpSampling2D(2, interpolation=up)(x)
        x = layers.Conv2D(1, 3, padding="same")(layers.Concatenate()([skip, x]))
    return keras.Model(inputs, x)


@pytest.mark.parametrize("up", ["nearest", "bilinear", "transposed", "padded"])
def test_each_output_of_a_network_that_goes_up_again_depends_on_the_rows_of_its_field_and_no_others(up):
    """The network is linear, so that what an impulse makes of the outputs is their gradient."""
    model = with_positive_weights(up_and_down(up))
    row = run(network_of(json.loads(model.to_json()))).rows[-1]
    impulses = np.eye(64, dtype="float32")[:, :, None, None] * np.ones((16, 1), "float32")
    reached = np.abs(np.asarray(model(impulses))[:, :, 8, 0]) > 1e-7
    for place in range(64):
        first, last = row.fields[0].seen(place)
        there = np.flatnonzero(reached[:, place])
        assert (there.min(), there.max()) == (max(0, first), min(63, last)), place
    assert row.receptive_field[0] == max(last - first + 1 for first, last in map(row.fields[0].seen, range(64)))
