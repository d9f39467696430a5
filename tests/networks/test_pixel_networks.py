"""Networks that say something of every pixel: their sizes, their parameters by arithmetic, and that they learn."""

import keras
import numpy as np
import pytest

import kerascnn.layers  # noqa: F401 (so that saved networks can be read)
from golden_counts import COUNTS
from kerascnn import datasets, networks
from kerascnn.errors import InputError


def of_levels(filters, channels, classes, *, norm):
    """The parameters of a U-Net, level by level: two 3×3 convolutions down, a 2×2 one up and two 3×3 ones."""
    bias, total, before = (0 if norm else 1), 0, channels
    for count in filters:
        total += 9 * before * count + 9 * count * count + 2 * bias * count
        before = count
    for count in filters[-2::-1]:
        total += 4 * 2 * count * count + count + 9 * 2 * count * count + 9 * count * count + 2 * bias * count
    if norm:  # a scale and an offset
        total += 2 * 2 * (sum(filters) + sum(filters[:-1]))
    return total + filters[0] * classes + classes


def test_the_parameters_of_the_papers_u_net_by_arithmetic():
    paper = of_levels((64, 128, 256, 512, 1024), 1, 2, norm=False)
    assert COUNTS["unet", "paper"][0] == paper == 31_030_658
    # 64·2·9 + 2 for two more filters, 2 + 1 for the sigmoid, in place of 64·2 + 2.
    assert COUNTS["unet", "keras"][0] == paper - 130 + 1_154 + 3
    narrow = of_levels((16, 32, 64, 128, 256), 3, 2, norm=True)
    assert COUNTS["unet", "narrow"][0] == narrow


def test_the_two_ways_up_have_as_many_parameters():
    transpose, upsampling = (networks.build("unet", up=up) for up in ("transpose", "upsampling"))
    assert transpose.count_params() == upsampling.count_params()
    kinds = [type(networks.layer(each, "up4_up")).__name__ for each in (transpose, upsampling)]
    assert kinds == ["Conv2DTranspose", "Conv2D"]


@pytest.mark.parametrize("size", [(64, 64), (48, 80), (50, 75), (7, 1)])
def test_what_comes_out_is_as_large_as_the_picture(size):
    scores = networks.build("unet", input_shape=(*size, 1), num_classes=4, width=0.5)
    assert scores.output_shape == (None, *size, 4)
    pictures = np.random.default_rng(0).random((2, *size, 1), "float32")
    np.testing.assert_allclose(np.asarray(scores(pictures)).sum(-1), 1, rtol=1e-5)
    assert networks.build("hed", input_shape=(*size, 1)).output_shape == [(None, *size, 1)] * 4


def test_the_fusion_of_hed_begins_as_the_mean_of_its_sides():
    model = networks.build("hed", input_shape=(24, 24, 3))
    fuse, *sides = (np.asarray(each) for each in model(np.random.default_rng(0).random((1, 24, 24, 3), "float32")))
    logits = [np.log(each / (1 - each)) for each in sides]
    np.testing.assert_allclose(np.log(fuse / (1 - fuse)), np.mean(logits, axis=0), rtol=1e-3, atol=1e-3)


def test_the_layers_of_hed_are_those_of_vgg16():
    hed = networks.build("hed", variant="vgg16", width=0.125, input_shape=(32, 32, 3))
    vgg = networks.build("vgg16", width=0.125, input_shape=(32, 32, 3))
    names = [layer.name for layer in vgg.layers if "_conv" in layer.name]
    assert [layer.name for layer in hed.layers if "_conv" in layer.name] == names
    assert [hed.get_layer(name).kernel.shape for name in names] == [vgg.get_layer(name).kernel.shape for name in names]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("unet", {"num_classes": 11, "width": 0.5}),
        pytest.param("unet", {"num_classes": 11, "width": 0.5, "up": "upsampling"}, marks=pytest.mark.slow),
        pytest.param("unet", {"variant": "keras", "width": 0.125, "normalization": "batch"}, marks=pytest.mark.slow),
        ("hed", {}),
    ],
)
def test_it_learns_scenes_by_heart(name, settings, tmp_path):
    batch = datasets.scenes("digits", seed=3, size=48, digits=(1, 2)).batch(range(2))
    images = batch.images.astype("float32") / 255
    wanted = batch.edges[..., None] if name == "hed" else batch.masks
    if settings.get("variant") == "keras":
        wanted = (batch.masks > 0)[..., None]
    keras.utils.set_random_seed(0)
    model = networks.build(name, input_shape=images.shape[1:], **settings)
    loss = "sparse_categorical_crossentropy" if settings.get("num_classes") == 11 else "binary_crossentropy"
    outputs = len(model.outputs)
    model.compile(keras.optimizers.Adam(1e-2), [loss] * outputs if outputs > 1 else loss, jit_compile=False)
    losses = []
    while len(losses) < 60 and (not losses or losses[-1] > losses[0] / 2):
        losses.append(float(np.ravel(model.train_on_batch(images, [wanted] * outputs if outputs > 1 else wanted))[0]))
    assert losses[-1] < losses[0] / 2
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    for found, expected in zip(*(keras.tree.flatten(each(images)) for each in (again, model)), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("unet", {"variant": "keras", "num_classes": 11}, "tells two classes apart, not 11; choose the variant narrow"),
        ("unet", {"up": "bilinear"}, "no up 'bilinear'. There are: transpose, upsampling"),
        ("unet", {"normalization": "layer"}, "no normalization 'layer'. There are: batch, group, none"),
        ("hed", {"normalization": "layer"}, "no normalization 'layer'. There are: batch, group, none"),
        ("hed", {"num_classes": 2}, "the network hed has no number of classes to choose"),
    ],
)
def test_what_cannot_be_used(name, settings, message):
    with pytest.raises(InputError, match=message):
        networks.build(name, **settings)
