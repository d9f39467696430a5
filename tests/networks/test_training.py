"""Every network trains, and comes back from its file as it was saved."""

from typing import NamedTuple

import keras
import numpy as np
import pytest

import kerascnn.layers  # noqa: F401 (so that saved networks can be read)
from kerascnn import datasets, networks

STEPS = 60


class Case(NamedTuple):
    """How a network is made small enough to learn 64 pictures by heart."""

    name: str
    learning_rate: float
    settings: dict
    side: int = 32
    slow: bool = True
    clipnorm: float | None = None
    linear: bool = False


SMALL, TINY = {"width": 0.25}, {"width": 0.125}
BATCH = {"normalization": "batch"}
NO_CLASSIFIERS = {"hed", "localizer", "siamese-encoder", "unet", "wavenet", "yolo-grid", "captioner", "text-cnn"}
"""Their own tests train them."""
CASES = [
    Case("mlp", 1e-3, {}, slow=False),
    Case("mnist-cnn", 2e-3, {"variant": "course"}, slow=False),
    *(Case("mnist-cnn", 2e-3, {"variant": variant}) for variant in ("standard", "fast", "wide")),
    Case("cifar-cnn", 1e-3, {}, slow=False),
    Case("cifar-cnn", 1e-3, {"normalization": "group"}),
    *(Case("airbench", 1e-3, {"variant": variant, "width": 0.25}) for variant in ("relu", "gelu")),
    Case("lenet5", 1e-3, {"variant": "paper"}, slow=False),
    *(Case("lenet5", 2e-3, {"variant": variant}) for variant in ("full", "course")),
    Case("locally-connected", 2e-3, {"variant": "local"}, slow=False),
    Case("locally-connected", 5e-3, {"variant": "shared"}),
    Case("locally-connected", 3e-4, {"variant": "dense"}),
    Case("alexnet", 1e-3, {"variant": "paper", **TINY}, side=96),
    Case("alexnet", 1e-3, {"variant": "single", **TINY}, side=96),
    Case("alexnet", 1e-3, {"variant": "torchvision", **TINY}, side=96),
    Case("vgg11", 5e-4, SMALL),
    Case("vgg13", 5e-4, SMALL),
    Case("vgg16", 5e-4, SMALL),
    Case("vgg19", 2e-4, SMALL),
    Case("googlenet", 1e-3, SMALL, clipnorm=1),
    Case("googlenet", 1e-3, {**SMALL, **BATCH}),
    Case("googlenet", 1e-3, {"variant": "paper", **SMALL, **BATCH}, side=96),
    Case("resnet18", 1e-3, TINY),
    Case("resnet34", 1e-3, TINY),
    Case("plain-18", 1e-3, TINY),
    Case("plain-34", 1e-3, TINY),
    *(Case("resnet50", 1e-3, {"variant": variant, **TINY}) for variant in ("keras", "torchvision", "paper")),
    Case("resnet50", 1e-3, {"normalization": "group", **TINY}, side=64),
    *(Case(f"resnet{depth}", 1e-3, TINY) for depth in (101, 152)),
    Case("resnet20", 3e-3, {}, slow=False),
    *(Case(f"resnet{depth}", 3e-3, {}) for depth in (32, 44, 56, 110)),
    *(Case(f"plain-{depth}", 3e-3, {}) for depth in (20, 32)),
    Case("plain-44", 1e-3, {}, side=8),
    Case("plain-110", 3e-4, {"normalization": "none"}, side=8, linear=True),
    Case("plain-56", 1e-3, {"width": 2}, side=8),  # in 52, 48 and 59 steps from three seeds
    Case("mobilenet", 3e-3, SMALL),
    Case("mobilenetv2", 3e-3, SMALL),
    *(Case(f"efficientnetb{number}", 3e-3, SMALL) for number in range(8)),
]


@pytest.fixture(autouse=True)
def clear():
    """What one network took in memory is free for the next."""
    keras.utils.set_random_seed(0)
    yield
    keras.backend.clear_session()


@pytest.fixture(scope="module")
def sample():
    """64 pictures of CIFAR-10 and their labels."""
    data = datasets.load("cifar10", data="sample")
    return data.train_images[:64].astype("float32") / 255, data.train_labels[:64].reshape(-1)


def built(case):
    """The network of a case, without dropout: learning by heart is what it is kept from by that."""
    model = networks.build(case.name, input_shape=(case.side, case.side, 3), num_classes=10, **case.settings)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0
    if case.linear:
        look_linear(model)
    return model


def look_linear(model):
    """Give a plain network weights with which it is linear, and as long a signal comes out as went in.

    Half of the filters are the negatives of the others, so that behind the ReLUs the two halves have all that went in,
    which the next layer subtracts; only the middle of each kernel is not zero, and orthogonal. Source: Balduzzi et al.
    2017, "The shattered gradients problem", arXiv:1702.08591, section 4.
    """
    random = np.random.default_rng(0)
    for number, layer in enumerate(each for each in model.layers if isinstance(each, keras.layers.Conv2D)):
        height, width, channels, filters = layer.kernel.shape
        rows, columns = channels if number == 0 else channels // 2, filters // 2
        square = np.linalg.qr(random.normal(size=(max(rows, columns),) * 2))[0][:rows, :columns]
        mirrored = np.concatenate([square, -square], axis=1)
        kernel = np.zeros(layer.kernel.shape)
        kernel[height // 2, width // 2] = mirrored if number == 0 else np.concatenate([mirrored, -mirrored])
        layer.kernel.assign(kernel)


def resized(images, side):
    """The pictures with each pixel repeated, or with the mean of as many pixels as become one."""
    if side < 32:
        return images.reshape(-1, side, 32 // side, side, 32 // side, 3).mean((2, 4))
    return images.repeat(side // 32, axis=1).repeat(side // 32, axis=2)


def learned(model, optimizer, images, labels):
    """The losses of up to `STEPS` steps, all on the same pictures, until one is below a tenth of the first."""
    outputs, loss = len(model.outputs), "sparse_categorical_crossentropy"
    model.compile(optimizer, loss=[loss] * outputs if outputs > 1 else loss, jit_compile=False)
    losses = []
    while len(losses) < STEPS and (not losses or losses[-1] >= losses[0] / 10):
        result = model.train_on_batch(images, [labels] * outputs if outputs > 1 else labels)
        losses.append(float(np.ravel(result)[0]))
    return losses


def test_every_network_is_here():
    assert {case.name for case in CASES} | NO_CLASSIFIERS == set(networks.names())


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id="-".join(map(str, (case.name, *case.settings.values()))), marks=[pytest.mark.slow] * case.slow
        )
        for case in CASES
    ],
)
def test_it_learns_64_pictures_by_heart(case, sample, tmp_path):
    images, labels = resized(sample[0], case.side), sample[1]
    model = built(case)
    before = [weight.numpy() for weight in model.trainable_weights]
    losses = learned(model, keras.optimizers.Adam(case.learning_rate, clipnorm=case.clipnorm), images, labels)
    assert losses[-1] < losses[0] / 10
    # The gradient reaches every weight: Adam moves whatever has one.
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert (weight.numpy() != old).any(), weight.path
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    for found, expected in zip(
        *(keras.tree.flatten(m(images[:4], training=False)) for m in (again, model)), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.slow
def test_110_layers_without_shortcuts_do_not_learn(sample):
    """What the shortcut brings: `resnet110` is among the cases above."""
    losses = learned(built(Case("plain-110", 3e-3, {})), keras.optimizers.Adam(3e-3), *sample)
    assert losses[-1] > losses[0] / 2
