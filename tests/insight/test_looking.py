"""What is seen inside a network, against what is worked out by hand or in another way."""

import keras
import numpy as np
import pytest

from kerascnn import insight
from kerascnn.errors import InputError
from kerascnn.insight.inside import Inside
from kerascnn.prediction import Network
from tiny_network import (
    FILTERS,
    GRADCAM,
    GRADCAM_OF_1,
    MAPS,
    PICTURE,
    SALIENCY,
    SCORES,
    WEIGHTS,
    tiny,
)

KINDS = ("sequential", "functional", "nested", "softmax-layer", "activation", "logits", "subclassed", "half")


@pytest.fixture(params=[*KINDS, "reloaded"])
def model(request, tmp_path):
    if request.param != "reloaded":
        return tiny(request.param)
    tiny().save(tmp_path / "model.keras")
    return keras.saving.load_model(tmp_path / "model.keras")


@pytest.fixture
def conv(model):
    return next(each.name for each in Inside(model, (3, 3, 1)).seen if each.name.endswith("conv"))


def test_every_kind_of_model_is_seen_as_worked_out_by_hand(model, conv):
    maps = insight.feature_maps(model, PICTURE)
    assert list(maps) == [conv]
    np.testing.assert_array_equal(maps[conv], MAPS)
    assert maps[conv].dtype == "float32"
    found = insight.gradcam(model, PICTURE)
    assert (found.layer, found.label) == (conv, 0)
    np.testing.assert_allclose(found.heat, GRADCAM, atol=1e-5)
    np.testing.assert_allclose(insight.gradcam(model, PICTURE, layer=conv, label=1).heat, GRADCAM_OF_1, atol=1e-5)
    found = insight.saliency(model, PICTURE)
    assert found.label == 0
    np.testing.assert_allclose(found.heat, SALIENCY, atol=1e-5)
    name, vector = insight.feature_vector(model, PICTURE)
    assert name == "flatten"
    np.testing.assert_array_equal(vector, MAPS.ravel())


def test_looking_changes_nothing_in_the_model(model):
    before = np.asarray(model(PICTURE[None]))
    activations = [getattr(layer, "activation", None) for layer in model.layers]
    precisions = [layer.compute_dtype for layer in model.layers]
    insight.gradcam(model, PICTURE)
    insight.saliency(model, PICTURE)
    with pytest.raises(InputError, match="there is no layer"):
        insight.feature_maps(model, PICTURE, ["none"])
    np.testing.assert_array_equal(np.asarray(model(PICTURE[None])), before)
    assert [getattr(layer, "activation", None) for layer in model.layers] == activations
    assert [layer.compute_dtype for layer in model.layers] == precisions
    assert not any("call" in vars(layer) for layer in model.layers)


def test_the_scores_before_the_softmax_are_those_worked_out_by_hand():
    for kind in KINDS:
        inside = Inside(tiny(kind), (3, 3, 1))
        np.testing.assert_allclose(np.asarray(inside.logits(PICTURE[None]))[0], SCORES)


def test_the_kernels_are_the_layer_s():
    name, kernels = insight.kernels(tiny("nested"))
    assert name == "features/conv"
    np.testing.assert_array_equal(kernels, FILTERS)


def test_uint8_pictures_are_scaled():
    maps = insight.feature_maps(tiny(), (PICTURE * 255).astype(np.uint8))
    np.testing.assert_allclose(maps["conv"], MAPS, rtol=1e-6)


def test_pooling_shows_what_goes_in_and_what_comes_out():
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.MaxPooling2D(2, name="pool")])
    # The course's matrix: 29 15 28 184 / 0 100 70 38 / 12 12 7 2 / 12 12 45 6, pooled 100 184 / 12 45.
    matrix = np.array([[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]], np.uint8)[..., None]
    (found,) = insight.pooling(model, matrix)
    np.testing.assert_allclose(found.before[..., 0] * 255, matrix[..., 0], rtol=1e-6)
    np.testing.assert_allclose(found.after[..., 0] * 255, [[100, 184], [12, 45]], rtol=1e-6)


def units_of(*layers, shape=(16, 16, 1)):
    inside = Inside(keras.Sequential([keras.Input(shape), *layers]))
    return {name: (seen.name, seen.activated) for name, seen in inside.units().items()}


def test_a_unit_answers_at_the_first_activation_behind_its_convolution():
    layers = keras.layers
    found = units_of(
        layers.Conv2D(2, 3, name="own", activation="relu"),
        layers.Conv2D(2, 3, name="behind"),
        layers.BatchNormalization(),
        layers.ReLU(name="relu"),
        layers.Conv2D(2, 3, name="pooled_first"),
        layers.MaxPooling2D(2),
        layers.BatchNormalization(),
        layers.Activation("relu", name="late"),
        layers.Conv2D(2, 3, padding="same", name="linear"),
        layers.BatchNormalization(name="last"),
    )
    assert found == {
        "own": ("own", True),
        "behind": ("relu", True),
        "pooled_first": ("late", True),
        "linear": ("last", False),
    }


def test_a_branch_ends_where_two_layers_take_it():
    inputs = keras.Input((8, 8, 1))
    x = keras.layers.Conv2D(2, 3, name="conv")(inputs)
    model = keras.Model(inputs, keras.layers.Add(name="sum")([keras.layers.ReLU(name="relu")(x), x]))
    inside = Inside(model)
    assert inside.units()["conv"].name == "conv"
    assert inside.last_maps().name == "sum"


def test_the_last_maps_are_in_front_of_what_only_pools():
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(2, 3, activation="relu", name="conv"),
            layers.MaxPooling2D(2),
            layers.SpatialDropout2D(0.5),
            layers.GlobalAveragePooling2D(keepdims=True, name="one"),
            layers.Flatten(name="flatten"),
            layers.Dense(3, name="fc"),
            layers.Dropout(0.5),
            layers.Dense(2, name="scores"),
        ]
    )
    inside = Inside(model)
    assert inside.last_maps().name == "conv"
    assert inside.vector().name == "fc"


def probability(logits):
    """Of class 1, from two logits: their softmax."""
    first, second = np.asarray(logits, "float64")[0]
    return 1 / (1 + np.exp(first - second))


def test_occlusion_equals_a_slow_loop():
    model = tiny("logits", (9, 8, 1))
    picture = np.random.default_rng(0).random((9, 8, 1)).astype("float32")
    found = insight.occlusion(model, picture, label=1, size=4, stride=3)
    tops, lefts = (0, 3, 5), (0, 3, 4)
    heat, count = np.zeros((9, 8)), np.zeros((9, 8))
    score = probability(model(picture[None]))
    for i, top in enumerate(tops):
        for j, left in enumerate(lefts):
            covered = picture.copy()
            for row in range(top, top + 4):
                for column in range(left, left + 4):
                    covered[row, column, 0] = picture.mean()
            lower = probability(model(covered[None]))
            assert found.scores[i, j] == pytest.approx(lower, abs=1e-5)
            for row in range(top, top + 4):
                for column in range(left, left + 4):
                    heat[row, column] += score - lower
                    count[row, column] += 1
    np.testing.assert_allclose(found.heat, heat / count, atol=1e-5)
    assert found.score == pytest.approx(score, abs=1e-6)
    with pytest.raises(InputError, match="size is 9; expected at most the picture's shorter side, 8"):
        insight.occlusion(model, picture, size=9)


def two_inputs():
    first, second = keras.Input((3, 3, 1)), keras.Input((3, 3, 1))
    return keras.Model([first, second], keras.layers.Dense(2)(keras.layers.Flatten()(first + second)))


def test_what_cannot_be_looked_at_is_said():
    with pytest.raises(InputError, match="the model takes 2 inputs; expected a network that takes one picture"):
        Inside(two_inputs())
    vector = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="the model takes 5; expected a network for pictures of a fixed size"):
        Inside(vector)
    inside = Inside(tiny("nested"))
    with pytest.raises(InputError, match=r"there is no layer conv; the closest are: features/conv, "):
        inside.find("conv")
    with pytest.raises(InputError, match=r"the layer flatten gives 8, without rows and columns; .*: features/conv"):
        inside.place("flatten")
    with pytest.raises(InputError, match="the layer scores has no kernels; those that have: conv"):
        insight.kernels(tiny(), "scores")
    with pytest.raises(InputError, match="has no layer that pools"):
        insight.pooling(tiny(), PICTURE)
    with pytest.raises(InputError, match="the layer conv does not pool"):
        insight.pooling(tiny(), PICTURE, ["conv"])
    mlp = keras.Sequential([keras.Input((3, 3, 1)), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="has no layer with rows and columns; expected a convolutional network"):
        insight.gradcam(mlp, PICTURE)


def test_a_class_that_does_not_depend_on_the_layer_has_no_heat():
    model = tiny()
    model.get_layer("scores").set_weights([WEIGHTS * 0, np.zeros(2)])
    assert not insight.gradcam(model, PICTURE).heat.any()
    assert not insight.saliency(model, PICTURE).heat.any()


@pytest.mark.parametrize("ending", [None, "tanh", "sigmoid"])
def test_a_single_output_is_the_score_of_the_second_class(ending):
    whole = tiny("logits")
    single = keras.Sequential([keras.Input(PICTURE.shape), *whole.layers[:-1], keras.layers.Dense(1, ending)])
    single.layers[-1].set_weights([WEIGHTS[:, 1:], np.zeros(1)])
    second = insight.gradcam(single, PICTURE, label=1)
    # A bounded score changes the less the farther it is from 0, and in the same places.
    assert second.heat / second.heat.max() == pytest.approx(np.array(GRADCAM_OF_1), abs=1e-6)
    assert insight.saliency(single, PICTURE, label=0).heat == pytest.approx(
        insight.saliency(single, PICTURE, label=1).heat
    )
    first, _second = keras.ops.convert_to_numpy(Inside(single).logits(PICTURE[None]))[0]
    assert first == pytest.approx({None: 4, "tanh": np.tanh(4), "sigmoid": 4}[ending])


def test_a_layer_that_is_called_twice_has_no_single_heat():
    inputs = keras.Input((8, 8, 3))
    shared = keras.layers.Conv2D(4, 3, name="shared")
    both = keras.layers.Add()([shared(inputs), shared(keras.layers.Rescaling(-1.0)(inputs))])
    last = keras.layers.Conv2D(2, 3, name="own")(both)
    model = keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(last)))
    picture = np.ones((8, 8, 3), "float32")
    assert insight.gradcam(model, picture).layer == "own"
    with pytest.raises(InputError, match=r"the layer shared is called 2 times for a picture, .* name another layer"):
        insight.gradcam(model, picture, layer="shared")


@pytest.mark.parametrize("form", [lambda scores: {"kind": scores}, lambda scores: [scores]])
def test_one_output_in_a_list_or_with_a_name_is_one(form):
    inputs = keras.Input((8, 8, 3), name="picture")
    maps = keras.layers.Conv2D(4, 3, activation="relu")(inputs)
    scores = keras.layers.Dense(3, activation="softmax")(keras.layers.GlobalAveragePooling2D()(maps))
    plain, formed = keras.Model(inputs, scores), keras.Model({"picture": inputs}, form(scores))
    picture = np.random.default_rng(0).random((8, 8, 3), "float32")
    np.testing.assert_array_equal(Network(plain).scores_of(picture[None]), Network(formed).scores_of(picture[None]))
    assert insight.gradcam(plain, picture).heat == pytest.approx(insight.gradcam(formed, picture).heat)


def test_the_layers_that_are_named_instead_can_be_shown():
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(PICTURE.shape),
            layers.Conv2D(2, 2, padding="same", name="one"),
            layers.MaxPooling2D(2, padding="same", name="two"),
            layers.Flatten(name="three"),
            layers.Dense(2, activation="softmax", name="four"),
        ]
    )
    for show, expected in (
        (lambda name: insight.kernels(model, name), {"one"}),
        (lambda name: insight.feature_maps(model, PICTURE, [name]), {"one", "two"}),
        (lambda name: insight.pooling(model, PICTURE, [name]), {"two"}),
        (lambda name: insight.gradcam(model, PICTURE, layer=name), {"one", "two"}),
        (lambda name: insight.feature_vector(model, PICTURE, name), {"one", "two", "three", "four"}),
    ):
        with pytest.raises(InputError, match="there is no layer none; the closest are: ") as refused:
            show("none")
        named = set(str(refused.value).split("the closest are: ")[1].split(", "))
        assert named == expected
        for name in named:
            show(name)
    with pytest.raises(InputError, match="the layer three does not pool; those that do: two"):
        insight.pooling(model, PICTURE, ["three"])
