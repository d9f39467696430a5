"""Parameters of every network, against one table; no weight is allocated to count them."""

import inspect
from math import prod

import keras
import pytest

from golden_counts import COUNTS
from kerascnn import networks

KERAS_NAMES = {
    **{f"vgg{depth}": (f"VGG{depth}", {}) for depth in (16, 19)},
    **{f"resnet{depth}": (f"ResNet{depth}", {"variant": "keras"}) for depth in (50, 101, 152)},
    "mobilenet": ("MobileNet", {}),
    "mobilenetv2": ("MobileNetV2", {}),
    **{f"efficientnetb{number}": (f"EfficientNetB{number}", {}) for number in range(8)},
}

TWINS = (20, 32, 44, 56, 110)


def counts(build, *args, **kwargs):
    """How many parameters a model has: trained, not trained."""
    with keras.StatelessScope(initialize_variables=False):
        model = build(*args, **kwargs)
    return tuple(
        sum(prod(weight.shape) for weight in weights)
        for weights in (model.trainable_weights, model.non_trainable_weights)
    )


def test_the_table_has_every_network_and_variant():
    expected = {(name, variant) for name in networks.names() for variant in networks.variants(name) or (None,)}
    assert set(COUNTS) == expected


@pytest.mark.parametrize(("name", "variant"), COUNTS)
def test_parameters(name, variant):
    trained, fixed, _source = COUNTS[name, variant]
    assert counts(networks.build, name, variant=variant) == (trained, fixed)


QUICK = ("vgg16", "resnet50", "mobilenet", "mobilenetv2", "efficientnetb0")


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in KERAS_NAMES]
)
def test_as_many_as_in_keras(name):
    """The table has the numbers of ours: `test_parameters`."""
    application, settings = KERAS_NAMES[name]
    expected = counts(getattr(keras.applications, application), weights=None)
    assert COUNTS[name, settings.get("variant")][:2] == expected


@pytest.mark.parametrize("depth", TWINS)
def test_residual_networks_for_cifar_by_arithmetic(depth):
    """He et al. 2015, section 4.2: 6n + 2 layers; a scale and a shift per filter, no biases but the last."""
    blocks = (depth - 2) // 6
    total = 9 * 3 * 16 + 2 * 16
    for before, filters in ((16, 16), (16, 32), (32, 64)):
        total += 9 * before * filters + (2 * blocks - 1) * 9 * filters * filters + 2 * blocks * 2 * filters
    total += 64 * 10 + 10
    assert COUNTS[f"resnet{depth}", None][0] == COUNTS[f"plain-{depth}", None][0] == total


@pytest.mark.parametrize("depth", [18, 34])
def test_plain_networks_lack_the_projections(depth):
    projections = sum(before * after + 2 * after for before, after in ((64, 128), (128, 256), (256, 512)))
    assert COUNTS[f"resnet{depth}", None][0] - COUNTS[f"plain-{depth}", None][0] == projections


# The plain networks for CIFAR-10 say that they have as many as their residual twins.
@pytest.mark.parametrize("name", sorted({name for name, _variant in COUNTS} - {f"plain-{n}" for n in TWINS}))
def test_the_docstring_says_how_many(name):
    text = inspect.getdoc(networks.function(name))
    for (other, _variant), (trained, fixed, _source) in COUNTS.items():
        if other == name:
            assert f"{trained:,}" in text or f"{trained + fixed:,}" in text


TABLED = (
    *("alexnet", "cifar-cnn", "googlenet", "lenet5", "locally-connected", "mlp", "mnist-cnn"),
    *("resnet20", "resnet50", "vgg16", "localizer", "siamese-encoder", "yolo-grid", "captioner", "text-cnn"),
)


def tables(text):
    """The last columns of the tables in a docstring, without their headers."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.lstrip().startswith("|")]
    found = []
    for row in rows:
        last = row[-1].strip()
        if row[0].strip() in ("layer", "layers"):
            found.append((last, []))
        elif not last.startswith("-"):
            found[-1][1].append(last)
    return [cells for header, cells in found if header == "parameters"]


@pytest.mark.parametrize("name", TABLED)
def test_the_docstrings_tables_add_up(name):
    known = {trained + fixed for (other, _), (trained, fixed, _) in COUNTS.items() if other == name}
    found = tables(inspect.getdoc(networks.function(name)))
    assert found
    for cells in found:
        assert sum(int(cell.split()[0].replace(",", "")) for cell in cells) in known


@pytest.mark.parametrize(
    ("name", "more"),
    [
        # torchvision's vgg16_bn: 138,365,992, a scale and a shift for each of the 4,224 filters; their moving
        # averages beside them.
        ("vgg16", (2 * 4224, 2 * 4224)),
        ("cifar-cnn", (2 * 112, 2 * 112)),
    ],
)
def test_batch_normalisation_adds_two_per_filter(name, more):
    plain, normalized = (counts(networks.build, name, normalization=kind) for kind in ("none", "batch"))
    assert tuple(after - before for before, after in zip(plain, normalized, strict=True)) == more
    assert counts(networks.build, name, normalization="group") == (plain[0] + more[0], 0)
