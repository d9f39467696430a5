"""What all networks share: names, settings, bad input, and how long their code is."""

import ast
import inspect
import statistics
import typing
from pathlib import Path

import pytest

from kerascnn import networks
from kerascnn.errors import InputError

MODULES = sorted(Path(networks.__file__).parent.glob("[a-z]*.py"))


def test_names_come_without_keras(python):
    code = "import sys; from kerascnn import networks; print(networks.names()); print('keras' in sys.modules)"
    names, imported = python(code).splitlines()
    assert "'plain-20'" in names
    assert imported == "False"


def test_every_network_states_its_source():
    for name in networks.names():
        assert networks.function(name).__doc__, name


def test_a_network_knows_its_own_size_and_classes():
    assert networks.build("mnist-cnn").output_shape == (None, 10)
    assert networks.build("resnet18", width=0.1).input_shape == (None, 224, 224, 3)
    assert networks.build("resnet18", width=0.1).output_shape == (None, 1000)


def test_functions_are_as_good_as_names():
    from kerascnn.networks.resnet import resnet50

    by_name = networks.build("resnet50", input_shape=(32, 32, 3), num_classes=4, width=0.1)
    by_function = resnet50((32, 32, 3), 4, width=0.1)
    assert [layer.name for layer in by_name.layers][1:] == [layer.name for layer in by_function.layers][1:]


def test_sizes_of_a_family_have_one_signature():
    small, large = networks.function("efficientnetb0"), networks.function("efficientnetb3")
    ours, theirs = (inspect.signature(function).parameters for function in (small, large))
    assert list(ours) == list(theirs)
    # Tan and Le 2019: B3 looks at 300×300.
    assert theirs["input_shape"].default == (300, 300, 3)
    assert {name for name in ours if ours[name] != theirs[name]} == {"input_shape"}
    assert large.__name__ == "efficientnetb3"
    assert "12,320,535 parameters" in large.__doc__
    assert large.__module__ == small.__module__
    assert typing.get_type_hints(large) == typing.get_type_hints(small)  # what the reference of the manual asks


def test_the_features_of_a_stride_are_the_last_before_the_picture_shrinks():
    model = networks.build("resnet18", input_shape=(64, 96, 3), width=0.25)
    backbone = networks.features(model, 16)
    assert backbone.output_shape == (None, 4, 6, 64)
    assert backbone.layers[-1].name == "conv4_block2_out"
    assert backbone.layers[1] is model.layers[1]
    # 41 is odd: 41, 20, 10, 5 places along its sides.
    assert networks.features(networks.build("cifar-cnn", input_shape=(41, 41, 3)), 8).output_shape == (None, 5, 5, 64)
    with pytest.raises(InputError, match="resnet18 has no feature map of stride 3; expected one of 1, 2, 4, 8, 16, 32"):
        networks.features(model, 3)


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("lenet", {}, "no network 'lenet'; did you mean 'lenet5'"),
        ("vgg16", {"num_classes": 0}, "num_classes is 0; expected a whole number from 2 up"),
        ("vgg16", {"num_classes": 1}, "num_classes is 1; expected a whole number from 2 up"),
        ("vgg16", {"input_shape": (0, 32, 3)}, "height is 0; expected a whole number from 1 up"),
        ("vgg16", {"input_shape": (32, 32)}, r"input_shape is \(32, 32\); expected \(height, width, channels\)"),
        ("vgg16", {"width": 0}, "width is 0; expected a number greater than 0"),
        ("vgg16", {"normalization": "layer"}, "no normalization 'layer'. There are: batch, group, none"),
        ("vgg16", {"variant": "paper"}, "the network vgg16 has no variant to choose"),
        ("resnet50", {"variant": "caffe"}, "no variant 'caffe'. There are: keras, paper, torchvision"),
        ("mlp", {"width": 2}, "the network mlp has no width to choose"),
        ("mlp", {"anchors": 3}, "the network mlp has no anchors to choose"),
    ],
)
def test_what_cannot_be_used(name, settings, message):
    with pytest.raises(InputError, match=message):
        networks.build(name, **settings)


@pytest.mark.parametrize(
    ("name", "variant", "size", "layer", "smallest"),
    [
        # Five times halved: 32 is the first that leaves a pixel.
        ("vgg16", None, (31, 40), "block5_pool", 32),
        ("cifar-cnn", None, (7, 9), "pool3", 8),
        ("mnist-cnn", "course", (5, 5), "conv2", 10),
        # (67 − 11) / 4 + 1 = 15, then 7, 3 and 1.
        ("alexnet", None, (32, 32), "pool2", 67),
        # The head's 5×5 window needs ⌈side / 16⌉ = 5.
        ("googlenet", "paper", (32, 32), "aux1_pool", 65),
        ("locally-connected", "local", (4, 4), "local1", 5),
    ],
)
def test_a_picture_too_small(name, variant, size, layer, smallest):
    message = f"at the layer {layer}; the smallest that it can look at have {smallest}×{smallest}$"
    with pytest.raises(InputError, match=message):
        networks.build(name, variant=variant, input_shape=(*size, 3), num_classes=10)


def test_layers_by_name():
    model = networks.build("lenet5")
    assert networks.layer(model, "C3").output.shape == (None, 10, 10, 16)
    with pytest.raises(InputError, match=r"there is no layer 'S3'; did you mean 'S\d'"):
        networks.layer(model, "S3")


def test_direct_calls_are_checked_too():
    from kerascnn.networks.vgg import vgg11

    with pytest.raises(InputError, match="block5_pool"):
        vgg11((16, 16, 3), 10, width=0.1)


def _body_lines(function):
    documented = ast.get_docstring(function) is not None
    body = function.body[1:] if documented else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_a_network_is_read_in_one_sitting():
    assert statistics.median(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES) <= 120
    for path in sorted(Path(networks.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert _body_lines(node) <= 50, (path.name, node.name)
