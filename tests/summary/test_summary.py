"""Networks of the course: their numbers against the table of golden ones, and against what is shipped."""

import json
import zipfile

import keras
import pytest

from golden_counts import COUNTS
from kerascnn import networks
from kerascnn.errors import InputError
from kerascnn.shapes.saved import network_of
from kerascnn.summary import catalogue, summarize
from kerascnn.summary.catalogue import STORED, remarks, written
from kerascnn.summary.configurations import built, configuration, member, stored
from stored_networks import entry

KEYS = ("variant", "input", "parameters", "trainable", "multiply_adds", "receptive_field")
QUICK = {"vgg16", "resnet50", "lenet5", "googlenet", "mobilenet", "efficientnetb0", "resnet20", "locally-connected"}
FORMS = [(each.network, each.variant or None) for each in catalogue()]


def test_the_list_has_every_network_and_variant_with_its_golden_count():
    found = {(each.network, each.variant or None): each for each in catalogue()}
    assert {form: (each.trainable, each.parameters - each.trainable) for form, each in found.items()} == {
        form: (trained, fixed) for form, (trained, fixed, _source) in COUNTS.items()
    }


@pytest.mark.parametrize(
    ("name", "variant"),
    [form if form[0] in QUICK else pytest.param(*form, marks=pytest.mark.slow) for form in FORMS],
)
def test_what_is_shipped_is_what_keras_builds(name, variant):
    settings = {"variant": variant} if variant else {}
    shipped, expected = (network_of(config) for config in (configuration(name, **settings), built(name, **settings)))
    # What changes no shape is not stored: nobody asks these configurations for code.
    assert [each._replace(activation=None, lost="") for each in shipped.nodes] == [
        each._replace(activation=None, lost="") for each in expected.nodes
    ]
    assert (shipped.image, shipped.others) == (expected.image, expected.others)


@pytest.mark.parametrize(("name", "variant"), FORMS)
def test_the_numbers_in_the_list_are_those_of_the_network(name, variant):
    shipped = next(each for each in catalogue() if (each.network, each.variant or None) == (name, variant))
    assert entry(name, variant) == {key: getattr(shipped, key) for key in KEYS}


def test_what_is_stored_is_every_form_and_nothing_else():
    assert {path.stem for path in STORED.iterdir()} == set(networks.names()), "run tests/summary/stored_networks.py"
    for name in networks.names():
        with zipfile.ZipFile(stored(name)) as archive:
            assert archive.namelist() == [member(variant) for variant in networks.variants(name) or (None,)]


def test_a_network_as_it_is_made_needs_no_keras(python):
    code = """
import sys
from kerascnn.summary import summarize
summarize("resnet50:torchvision")
print([name for name in ("keras", "numpy") if name in sys.modules])"""
    assert python(code).strip() == "[]"


# Araujo, Norris and Sim (2019), Computing receptive fields of convolutional neural networks: AlexNet 195, VGG-16 212,
# ResNet-50 483, MobileNet 315. Torchvision's ResNet-50 has the stride of a block two steps later: 427. Multiply-adds:
# VGG-16 15,470,264,320, the sum over its layers; ResNet-50 4.09 billion in torchvision's table, 3.86 with the paper's
# stride; MobileNet 569 million in its paper.
GOLDEN = {
    ("alexnet", "paper"): (195, 724_406_816),
    ("vgg16", ""): (212, 15_470_264_320),
    ("resnet50", "keras"): (483, 3_857_973_248),
    ("resnet50", "torchvision"): (427, 4_089_184_256),
    ("mobilenet", ""): (315, 568_740_352),
}


@pytest.mark.parametrize(("name", "variant"), GOLDEN)
def test_published_receptive_fields_and_multiply_adds(name, variant):
    found = next(each for each in catalogue() if (each.network, each.variant) == (name, variant))
    assert (found.receptive_field, found.multiply_adds) == GOLDEN[name, variant]


def test_the_multiply_adds_of_alexnet_by_hand():
    convolutions = (55**2 * 96 * 11 * 11 * 3, 27**2 * 256 * 25 * 48, 13**2 * 384 * 9 * 256)
    towers = (13**2 * 384 * 9 * 192, 13**2 * 256 * 9 * 192)
    dense = (9216 * 4096, 4096 * 4096, 4096 * 1000)
    assert sum(convolutions + towers + dense) == GOLDEN["alexnet", "paper"][1]


def test_the_first_variant_is_the_default():
    for name in networks.names():
        first = next(each.variant for each in catalogue() if each.network == name)
        assert first == (networks.variants(name) or ("",))[0]


def test_remarks_are_about_networks_that_exist_and_carry_their_numbers():
    forms = {f"{each.network}:{each.variant}" if each.variant else each.network for each in catalogue()}
    assert {form for source in networks.sources().values() for form in source.remarks} <= forms
    assert remarks("alexnet", "single") == [
        "alexnet: the slide says about 60 million parameters; this variant has 62,378,344, because without the two "
        "towers conv2, conv4 and conv5 read all channels"
    ]
    assert remarks("resnet50") == remarks("resnet50", "keras") != []
    assert remarks("mlp") == []
    # What torchvision's convolutions lack.
    keras, torchvision = (
        next(each.trainable for each in catalogue() if (each.network, each.variant) == ("resnet50", variant))
        for variant in ("keras", "torchvision")
    )
    assert keras - torchvision == 26_560


def test_each_network_says_where_it_is_from(python):
    assert networks.published("resnet20") == (2015, "He et al.", "C E")
    assert networks.published("mnist-cnn").year is None
    code = "import sys; from kerascnn import networks; networks.published('vgg16'); print('keras' in sys.modules)"
    assert python(code).strip() == "False"
    with pytest.raises(InputError, match="there is no network 'resnet21'"):
        networks.published("resnet21")


def test_a_network_with_other_classes_is_not_compared_with_what_was_published():
    assert summarize("lenet5", variant="course").remarks
    summary = summarize("lenet5", variant="course", num_classes=5)
    assert summary.remarks == []
    assert summary.whole.parameters == 62_006 - 5 * 85


def test_the_same_as_the_model_that_is_built():
    model = networks.build("resnet20", input_shape=(40, 36, 1), num_classes=3, normalization="group")
    summary = summarize("resnet20", input_shape=(40, 36, 1), num_classes=3, normalization="group")
    assert summary.whole.parameters == model.count_params()
    shapes = {layer.name: tuple(layer.output.shape[1:]) for layer in model.layers}
    assert {row.node.text: row.output for row in summary.trace.rows}.items() <= shapes.items()


def test_unknown_networks_and_settings_that_do_not_fit():
    with pytest.raises(InputError, match="there is no network 'vgg17'; did you mean 'vgg1"):
        summarize("vgg17")
    with pytest.raises(InputError, match="there is no variant 'kera'; did you mean 'keras'"):
        summarize("resnet50:kera")
    with pytest.raises(InputError, match="num_classes is 0; expected a whole number from 2 up"):
        summarize("vgg16", num_classes=0)
    # 67 pixels: 15 after conv1, then 7, 3 and 1 after the three poolings.
    with pytest.raises(InputError, match="at the layer pool2; the smallest that it can look at have 67×67"):
        summarize("alexnet", input_shape=(20, 20, 3))


def test_the_list_in_its_formats():
    assert {"network", "variant", "parameters", "multiply_adds"} <= set(json.loads(written("json"))[0])
    assert "| vgg16 | – | 224×224×3 | 138,357,544 | 15,470,264,320 | 212 | 2015 |" in written("markdown")
    assert "<td" in written("html")
    names = [each.network for each in catalogue()]
    assert names.index("resnet20") < names.index("resnet101")
    with pytest.raises(InputError, match="there is no format csv; expected one of table, json, markdown, html"):
        written("csv")


@pytest.mark.filterwarnings("always:.*with this input the layer")
@pytest.mark.parametrize("command", ["summary", "shape-calc", "diagram"])
def test_an_input_that_the_weights_are_not_for_is_worked_out_and_said(kerascnn, tmp_path, command):
    path = tmp_path / "grey.keras"
    layers = [keras.Input((None, None, 1)), keras.layers.Conv2D(4, 3, name="conv"), keras.layers.GlobalMaxPool2D()]
    keras.Sequential(layers).save(path)
    words = ["--from", path] if command == "shape-calc" else [path]
    drawn = ["-o", tmp_path / "x.svg"] if command == "diagram" else []
    code, _, err = kerascnn(command, *words, "--input", "8x8x1", *drawn)
    assert (code, err) == (0, "")
    code, _, err = kerascnn(command, *words, "--input", "8x8x3", *drawn, *(["--force"] if drawn else []))
    assert code == 0
    assert err.startswith(f"Note: {path}: with this input the layer conv has 112 parameters, and the file holds 40: ")
    assert err.count("\n") == 1
