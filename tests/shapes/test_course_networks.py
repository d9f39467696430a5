"""Networks of public courses, read from their code: the shapes and parameters that Keras and PyTorch give them."""

import inspect
from pathlib import Path

import course_networks
import pytest

from kerascnn.shapes.chain import Trace, run
from kerascnn.shapes.reading import network_from
from kerascnn.shapes.source_code import keras_layers, pytorch_layers

KERAS, PYTORCH = course_networks.KERAS, course_networks.PYTORCH


def read(course: course_networks.Course, folder: Path) -> Trace:
    path = folder / "network.txt"
    path.write_text(course.code)
    return run(*network_from([], path, None, course.image or None))


def layer_outputs(net: Trace) -> list[tuple[int, ...]]:
    """Of the layers that the code calls; not of activations that are arguments of others."""
    rows = [row for row in net.rows if f"{row.node.text}(" in row.node.word.text]
    return [row.output if net.order == "hwc" else (row.output[-1], *row.output[:-1]) for row in rows]


def test_there_are_forty_of_them():
    assert len(KERAS) + len(PYTORCH) >= 40
    assert len({(course.name, course.source) for course in KERAS}) == len(KERAS)


@pytest.mark.parametrize("course", [*KERAS, *PYTORCH], ids=lambda course: course.name)
def test_shapes_and_parameters_are_those_of_the_libraries(course, tmp_path):
    net = read(course, tmp_path)
    expected = [tuple(map(int, word.split("x"))) for word in course.shapes.split()]
    assert layer_outputs(net) == expected
    assert net.parameters == course.parameters
    assert net.order == ("chw" if course in PYTORCH else "hwc")


@pytest.fixture(scope="module")
def keras_names():
    """What a notebook has imported; in a scope in which no weights are drawn."""
    keras = pytest.importorskip("keras")
    found = {"keras": keras, "layers": keras.layers, "models": keras.models, "Sequential": keras.Sequential}
    with keras.StatelessScope():
        yield found | {name: getattr(keras.layers, name) for name in dir(keras.layers) if name[0].isupper()}
        keras.utils.clear_session()  # or all weights would be drawn at the end of the scope


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning")
@pytest.mark.parametrize("course", KERAS, ids=lambda course: course.name)
def test_keras_says_so_itself(course, keras_names, monkeypatch):
    """The golden shapes are what the installed Keras gives; no weights are made."""
    import tensorflow as tf

    keras = keras_names["keras"]
    for name in ("compile", "summary"):
        monkeypatch.setattr(keras.Sequential, name, lambda *_arguments, **_settings: None)
    scope = {**keras_names, "tf": tf}

    def leaves(block: object) -> list[object]:
        found = []
        for layer in block.layers:
            found += leaves(layer) if isinstance(layer, keras.Sequential) else [layer]
        return found

    exec(course.code.replace("import matplotlib.pyplot as plt", ""), scope)
    model = [value for value in scope.values() if isinstance(value, keras.Sequential)][-1]
    shapes = ["x".join(map(str, layer.output.shape[1:])) for layer in leaves(model)]
    assert " ".join(shapes) == course.shapes
    assert model.count_params() == course.parameters


@pytest.mark.parametrize("course", PYTORCH, ids=lambda course: course.name)
def test_pytorch_says_so_itself(course, tmp_path):
    torch = pytest.importorskip("torch")
    image = read(course, tmp_path).image
    scope: dict[str, object] = {"nn": torch.nn, "torch": torch, "summary": lambda *_: None, "print": lambda *_: None}
    # On the device "meta" there are shapes and no numbers; lazy layers take their sizes from the first input.
    with torch.device("meta"), torch.no_grad():
        exec(course.code.replace('.to("cpu")', ""), scope)
        model = [value for value in scope.values() if isinstance(value, torch.nn.Sequential)][-1].eval()
        shapes: list[str] = []
        for module in [each for each in model.modules() if not list(each.children())]:
            module.register_forward_hook(
                lambda _module, _given, made: shapes.append("x".join(map(str, made.shape[1:])))
            )
        model(torch.zeros(1, image[-1], *image[:-1]))
    assert " ".join(shapes) == course.shapes
    kept = [each for name, each in model.named_buffers() if name.endswith(("running_mean", "running_var"))]
    assert sum(each.numel() for each in [*model.parameters(), *kept]) == course.parameters


def by_place(arguments: str) -> list[str]:
    return arguments.partition("*")[0].replace("!", "").split()


@pytest.mark.parametrize("name", sorted(keras_layers.LAYERS))
def test_the_arguments_of_a_layer_are_in_keras_s_order(name):
    keras = pytest.importorskip("keras")
    if not hasattr(keras.layers, name):
        pytest.skip("a layer of a later Keras")
    parameters = inspect.signature(getattr(keras.layers, name)).parameters
    known = by_place(keras_layers.LAYERS[name].arguments)
    assert list(parameters)[: len(known)] == known
    required = [each.rstrip("!") for each in keras_layers.LAYERS[name].arguments.split() if each.endswith("!")]
    assert required == [each for each in known if parameters[each].default is inspect.Parameter.empty]


@pytest.mark.parametrize("name", sorted(keras_layers.ALIASES))
def test_another_name_is_one_that_keras_has_or_had(name):
    keras = pytest.importorskip("keras")
    real = keras_layers.ALIASES[name]
    assert real in keras_layers.LAYERS
    assert getattr(keras.layers, name, getattr(keras.layers, real, None)) is getattr(keras.layers, real, None)


@pytest.mark.parametrize("name", sorted(pytorch_layers.LAYERS))
def test_the_arguments_of_a_layer_are_in_pytorch_s_order(name):
    torch = pytest.importorskip("torch")
    parameters = inspect.signature(getattr(torch.nn, name)).parameters
    known = by_place(pytorch_layers.LAYERS[name].arguments)
    if name != "Identity":
        assert list(parameters)[: len(known)] == known
        required = [each.rstrip("!") for each in pytorch_layers.LAYERS[name].arguments.split() if each.endswith("!")]
        assert required == [each for each in known if parameters[each].default is inspect.Parameter.empty]
