"""Multiply-adds of the models of `keras.applications`, against torchvision's table of the same architectures.

The figures are the GFLOPS of torchvision's table (`_ops` of its weights, which are multiply-adds in 10^9), each at the
size of the pictures that it names: https://docs.pytorch.org/vision/stable/models.html.
"""

import json

import pytest

from kerascnn.shapes.chain import run
from kerascnn.shapes.saved import network_of

keras = pytest.importorskip("keras")

PUBLISHED = {
    "VGG16": (224, 15.47),
    "VGG19": (224, 19.632),
    "MobileNetV2": (224, 0.301),
    "MobileNetV3Large": (224, 0.217),
    "MobileNetV3Small": (224, 0.057),
    "DenseNet121": (224, 2.834),
    "DenseNet169": (224, 3.36),
    "DenseNet201": (224, 4.291),
    "InceptionV3": (299, 5.713),
    "EfficientNetB0": (224, 0.386),
    "EfficientNetB1": (240, 0.687),
    "EfficientNetB2": (288, 1.088),
    "EfficientNetB3": (300, 1.827),
    "EfficientNetB4": (380, 4.394),
    "EfficientNetB5": (456, 10.266),
    "EfficientNetB6": (528, 19.068),
    "EfficientNetB7": (600, 37.746),
    "EfficientNetV2S": (384, 8.366),
    "EfficientNetV2M": (480, 24.582),
    "EfficientNetV2L": (480, 56.08),
    "ConvNeXtTiny": (224, 4.456),
    "ConvNeXtSmall": (224, 8.684),
    "ConvNeXtBase": (224, 15.355),
    "ConvNeXtLarge": (224, 34.361),
}
# Keras's have the stride of a block on its first, 1×1 convolution, which then works on a quarter of the places that it
# has in torchvision's, where the stride is on the 3×3 one.
ANOTHER_STRIDE = {"ResNet50": 4.089, "ResNet101": 7.801, "ResNet152": 11.514}
QUICK = ("VGG16", "MobileNetV2")


def multiply_adds(name, size):
    """In 10^9, of a model whose weights are never made."""
    with keras.StatelessScope(initialize_variables=False):
        model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3))
    return run(network_of(json.loads(model.to_json()))).multiply_adds / 1e9


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PUBLISHED]
)
def test_they_are_the_published_ones(name):
    size, published = PUBLISHED[name]
    assert multiply_adds(name, size) == pytest.approx(published, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("name", ANOTHER_STRIDE)
def test_those_with_another_stride_are_fewer(name):
    # The 1×1 convolution that begins each of the last three stages: filters, channels before it, side before it.
    stages = [(128, 256, 56), (256, 512, 28), (512, 1024, 14)]
    fewer = sum((side**2 - (side // 2) ** 2) * filters * before for filters, before, side in stages)
    assert multiply_adds(name, 224) == pytest.approx(ANOTHER_STRIDE[name] - fewer / 1e9, rel=0.001)
