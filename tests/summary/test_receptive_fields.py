"""The receptive fields that are worked out, against what a pixel really reaches in the network."""

import keras
import numpy as np
import pytest

from kerascnn import networks
from kerascnn.shapes.fields import Field
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
