"""Networks that look through another network: whose layers these are, and where their weights come from."""

import keras
import numpy as np
import pytest

from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.shapes.chain import run
from kerascnn.shapes.saved import network_of
from kerascnn.summary.configurations import configuration
from kerascnn.tasks import backbones

SEEING = {
    "localizer": {"num_classes": 3, "stride": 4},
    "yolo-grid": {"num_classes": 3, "stride": 4},
    "siamese-encoder": {"dimensions": 8, "stride": 4},
    "unet": {"num_classes": 3, "width": 0.1},
    "hed": {},
}
SHAPE = (32, 32, 3)


def built(name, **settings):
    return networks.build(name, input_shape=SHAPE, backbone="resnet20", **SEEING[name] | settings)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A network that has learned something: its numbers are not those of a new one, and it has other classes."""
    model = networks.build("resnet20", input_shape=(48, 48, 3), num_classes=5)
    rng = np.random.default_rng(0)
    model.set_weights([rng.uniform(0.1, 1, each.shape) for each in model.get_weights()])
    path = tmp_path_factory.mktemp("saved") / "model.keras"
    model.save(path)
    return model, path


def test_hed_through_vgg16_is_hed_of_the_paper():
    # 14,714,688 of VGG-16's convolutions (Simonyan and Zisserman 2014), 1,477 of five 1×1 filters, 6 of the fusion.
    own = networks.build("hed", input_shape=(96, 96, 3), variant="vgg16")
    seen = networks.build("hed", input_shape=(96, 96, 3), backbone="vgg16")
    assert seen.count_params() == own.count_params() == 14_714_688 + 1_477 + 6
    assert [each.shape for each in seen.outputs] == [each.shape for each in own.outputs]


def test_unet_joins_the_last_map_of_each_size():
    model = networks.build("unet", input_shape=(64, 96, 3), num_classes=4, backbone="resnet18")
    assert model.output_shape == (None, 64, 96, 4)
    joined = [model.get_layer(f"up{level}_concat").input[0] for level in (1, 2, 3, 4)]
    assert [tuple(each.shape[1:3]) for each in joined] == [(64, 96), (32, 48), (16, 24), (8, 12)]
    whole = networks.build("resnet18", input_shape=(64, 96, 3))
    last = networks.feature_maps(whole)
    assert [each.shape for each in joined] == [last[stride].shape for stride in (1, 2, 4, 8)]


@pytest.mark.parametrize("name", SEEING)
def test_a_backbone_begins_with_what_it_learned_elsewhere(name, saved):
    source, path = saved
    model = built(name, weights=path)
    names = {each.name for each in source.layers}
    layers = [each for each in model.layers if each.name in names and each.weights]
    assert len(layers) > 15
    for layer in layers:
        for mine, other in zip(layer.get_weights(), source.get_layer(layer.name).get_weights(), strict=True):
            np.testing.assert_array_equal(mine, other)
    ours = [each for each in model.layers if each.name not in names and each.weights]
    assert ours  # and the head has numbers of its own


def test_a_head_with_a_name_of_the_backbone_is_not_filled(tmp_path):
    source = networks.build("cifar-cnn", input_shape=SHAPE, num_classes=3)
    source.save(tmp_path / "model.keras")
    model = networks.build(
        "unet", input_shape=SHAPE, num_classes=3, backbone="cifar-cnn", weights=tmp_path / "model.keras"
    )
    assert (source.get_layer("scores").units, model.get_layer("scores").filters) == (3, 3)
    np.testing.assert_array_equal(model.get_layer("conv3").get_weights()[0], source.get_layer("conv3").get_weights()[0])


def test_what_is_learned_for_imagenet_gets_the_scale_that_it_expects(tmp_path):
    application = keras.applications.MobileNet(input_shape=(224, 224, 3), weights=None)
    rng = np.random.default_rng(1)
    application.set_weights([rng.uniform(0.05, 0.2, each.shape) for each in application.get_weights()])
    path = tmp_path / "fetched.h5"
    application.save(path)  # the old format, which keras.applications still uses
    model = networks.build(
        "localizer", input_shape=(32, 32, 3), num_classes=3, backbone="mobilenet", stride=8, weights=path
    )
    seen = keras.Model(model.inputs[0], model.get_layer("strongest").input)
    pictures = rng.random((2, 32, 32, 3), np.float32)
    plain = keras.applications.MobileNet(input_shape=(32, 32, 3), weights=None, include_top=False)
    for layer in (each for each in plain.layers if each.weights):
        layer.set_weights(application.get_layer(layer.name).get_weights())
    maps = [each.output for each in plain.layers if getattr(each.output, "shape", ())[1:3] == (4, 4)]
    expected = keras.Model(plain.inputs[0], maps[-1])(pictures * 2 - 1)
    np.testing.assert_allclose(seen(pictures), expected, rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "settings", "reason"),
    [
        ("unet", {"backbone": "lenet5"}, "lenet5 for 32×32 pixels are not half as large .* such as resnet18"),
        ("hed", {"backbone": "resnet18", "input_shape": (50, 50, 3)}, "choose sides that are multiples of 32"),
        ("unet", {"backbone": "resnet20", "weights": "none.keras"}, "none.keras"),
        ("unet", {"backbone": "resnet20", "weights": "imagenet"}, "Keras offers no ImageNet weights for resnet20"),
        ("unet", {"backbone": "resnet21"}, "there is no network 'resnet21'"),
        ("unet", {"backbone": "resnet50:best"}, "best"),
        ("resnet18", {"backbone": "resnet20"}, "resnet18 has no backbone to choose"),
    ],
)
def test_what_cannot_be_looked_through(name, settings, reason):
    with pytest.raises(InputError, match=reason):
        networks.build(name, **{"input_shape": SHAPE} | settings)


def test_weights_of_another_network_are_refused(saved, tmp_path):
    _source, path = saved
    with pytest.raises(InputError, match="resnet20, whose layers are not those of resnet32"):
        networks.build("unet", input_shape=SHAPE, backbone="resnet32", weights=path)
    grey = networks.build("resnet20", input_shape=(32, 32, 1), num_classes=2)
    grey.save(tmp_path / "grey.keras")
    with pytest.raises(InputError, match="learned from grey pictures"):
        networks.build("unet", input_shape=SHAPE, backbone="resnet20", weights=tmp_path / "grey.keras")


def test_networks_that_have_no_maps_to_look_through_are_not_proposed():
    with pytest.raises(InputError, match="there is no network 'resnet8'; did you mean 'resnet18'") as refused:
        backbones.check("resnet8", None)
    assert not {"captioner", "text-cnn", "wavenet"} & set(str(refused.value).split("There are: ")[1].split(", "))
    backbones.check("siamese-encoder", None)


@pytest.mark.parametrize("name", networks.names("classification"))
def test_what_has_feature_maps_is_proposed_as_a_backbone(name):
    rows = run(network_of(configuration(name))).rows
    assert any(len(row.output) == 3 for row in rows) == (name in networks.backbones())


def test_a_network_without_feature_maps_is_neither_taken_nor_proposed():
    with pytest.raises(InputError, match="mlp has no feature maps to look at; choose a backbone such as resnet18"):
        backbones.check("mlp", None)
    with pytest.raises(InputError, match="mlp has no feature maps"):
        networks.features(networks.build("mlp"), 2)
    with pytest.raises(InputError, match="there is no network 'mpl'") as refused:
        backbones.check("mpl", None)
    assert "mlp," not in str(refused.value)
    assert "captioner" not in str(refused.value)
