"""Models that plain Keras saved, on the command line: what is said of them, and what is refused."""

import json

import keras
import numpy as np
import pytest
from PIL import Image

from kerascnn import insight, limits
from kerascnn.errors import InputError
from run_folders import facts, write_run

layers = keras.layers
SIDE = (8, 8, 3)
KINDS = ["scores", "filters", "feature-maps", "pooling", "gradcam", "saliency", "occlusion", "vector"]


def network(*last, first=(), shape=SIDE):
    convolution = layers.Conv2D(2, 3, activation="relu", name="conv")
    return keras.Sequential(
        [keras.Input(shape), *first, convolution, layers.MaxPooling2D(2), layers.Flatten(), *last], name="strangers"
    )


def two_outputs():
    pictures = keras.Input(SIDE)
    flat = layers.Flatten()(layers.Conv2D(2, 3)(pictures))
    return keras.Model(pictures, [layers.Dense(2, name="kind")(flat), layers.Dense(3, name="colour")(flat)])


def for_seven():
    """A network that adds to each of seven pictures something of its own, and so cannot take three."""
    pictures = keras.Input(SIDE)
    moved = keras.ops.add(pictures, np.zeros((7, 1, 1, 1), "float32"))
    return keras.Model(pictures, layers.Dense(2)(layers.Flatten()(layers.Conv2D(2, 3)(moved))))


def two_inputs():
    first, second = keras.Input(SIDE), keras.Input(SIDE)
    return keras.Model([first, second], layers.Dense(2)(layers.Flatten()(layers.Conv2D(2, 3)(first + second))))


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A folder with one file a model."""
    folder = tmp_path_factory.mktemp("models")
    keras.utils.set_random_seed(0)
    binary = network(layers.Dense(1, activation="sigmoid"))
    spoilt = network(layers.Dense(2), first=[layers.BatchNormalization(name="norm")])
    statistics = spoilt.get_layer("norm").get_weights()
    statistics[2][1] = np.nan
    spoilt.get_layer("norm").set_weights(statistics)
    below = network(layers.Dense(2), first=[keras.Sequential([layers.BatchNormalization(name="norm")], name="inner")])
    below.get_layer("inner").get_layer("norm").moving_variance.assign([1.0, -0.5, 1.0])
    adapted = network(layers.Dense(2), first=[layers.Normalization(mean=0.0, variance=-1.0, name="norm")])
    large = network(layers.Dense(2), first=[layers.Conv2D(2, 1, name="large")])
    large.get_layer("large").set_weights([np.full((1, 1, 3, 2), 3e38), np.zeros(2)])
    large.get_layer("conv").set_weights([np.array([1.0, -1] * 18).reshape(3, 3, 2, 2).swapaxes(2, 3), np.zeros(2)])
    infinite = network(layers.Dense(2, name="scores"))
    infinite.get_layer("scores").set_weights([np.full((18, 2), np.inf), np.zeros(2)])
    logits = network(layers.Dense(3))
    logits.layers[-1].set_weights([np.zeros((18, 3)), np.array([2, 1147.6, -599.4])])
    for name, model in {
        "binary": binary,
        "logits": logits,
        "scaling": network(layers.Dense(3, activation="softmax"), first=[layers.Rescaling(1 / 255)]),
        "several": network(layers.Dense(3, activation="sigmoid", bias_initializer=keras.initializers.Constant(2))),
        "nan": spoilt,
        "below": below,
        "large": large,
        "below-0": adapted,
        "nan-scale": network(layers.Dense(2), first=[layers.Rescaling(np.nan, name="scale")]),
        "infinite-mean": network(layers.Dense(2), first=[layers.Normalization(mean=np.inf, variance=1.0, name="norm")]),
        "infinite": infinite,
        "for-seven": for_seven(),
        "two-inputs": two_inputs(),
        "two-outputs": two_outputs(),
        "digits": network(layers.Dense(10, activation="softmax"), shape=(28, 28, 1)),
        "first": keras.Sequential(
            [
                keras.Input((3, 8, 8)),
                layers.Conv2D(2, 3, data_format="channels_first", name="conv"),
                layers.GlobalAveragePooling2D(data_format="channels_first"),
                layers.Dense(2),
            ]
        ),
    }.items():
        model.save(folder / f"{name}.keras")
    return folder


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photos") / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)).save(path)
    return path


def pixels(photo, shape=(8, 8)):
    """The photo as Pillow makes it small."""
    return np.asarray(Image.open(photo).resize(shape[::-1], Image.Resampling.BILINEAR), "float32")[None]


def test_logits_become_probabilities_and_bars_stay_short(kerascnn, models, photo, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    code, out, err = kerascnn("predict", models / "logits.keras", photo)
    assert (code, err) == (0, "")
    assert out.splitlines()[:4] == [
        f"{photo}: class 1 (100.0%)",
        "       class 0   0.00%",
        f"       class 1 100.00% {'█' * 26}",
        "       class 2   0.00%",
    ]
    assert "scores: the softmax of the model's outputs, which are no probabilities (--scores raw shows them)" in out
    code, out, _ = kerascnn("predict", models / "logits.keras", photo, "--scores", "raw")
    assert "class 1 (1148)" in out
    assert "-599.4\n" in out
    assert max(map(len, out.splitlines()[1:4])) < 50
    (found,) = json.loads(kerascnn("predict", models / "logits.keras", photo, "--format", "json")[1])
    assert found["scores"] == {"0": 0, "1": 1, "2": 0}
    assert (found["class"], found["outputs"], found["applied"], found["as"]) == ("1", "linear", "softmax", "picture")


def test_one_sigmoid_tells_two_classes_apart(kerascnn, models, photo, tmp_path):
    own = keras.saving.load_model(models / "binary.keras")
    p = float(np.asarray(own(pixels(photo) / 255))[0, 0])
    (found,) = json.loads(kerascnn("predict", models / "binary.keras", photo, "--format", "json")[1])
    assert found["scores"] == {"0": pytest.approx(1 - p, abs=1e-5), "1": pytest.approx(p, abs=1e-5)}
    _code, out, _ = kerascnn("predict", models / "binary.keras", photo, "-o", tmp_path / "scores.png")
    assert "scores: the model's single output is the probability of class 1" in out
    code, out, err = kerascnn("predict", models / "binary.keras", photo, "--scores", "raw")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"{photo}: output ({p:.4g})"


def test_a_binary_network_is_looked_at_from_both_sides(kerascnn, models, photo, tmp_path):
    code, _out, err = kerascnn("look", models / "binary.keras", photo, "--class", 1, "-o", tmp_path / "all")
    assert (code, err) == (0, "")
    assert {path.stem for path in (tmp_path / "all").iterdir()} == set(KINDS)
    code, _, err = kerascnn("look", models / "binary.keras", photo, "--class", 2, "-o", tmp_path / "none")
    assert (code, "there is no class '2'" in err) == (2, True)
    code, _, err = kerascnn("look", models / "binary.keras", photo, "--scores", "raw", "-o", tmp_path / "none")
    assert (code, "no class to explain" in err) == (2, True)
    own = insight.load_model(models / "binary.keras")
    picture = own.see(photo)
    inside = insight.Inside(own)
    first, second = np.asarray(inside.logits(picture[None] / np.float32(255)))[0]
    p = own.scores_of(picture[None])[0]
    assert second == pytest.approx(np.log(p[1] / p[0]), abs=1e-4)
    assert first == -second
    # What speaks for one class speaks against the other.
    slopes = [insight.saliency(own, picture, label=label).heat for label in (0, 1)]
    np.testing.assert_allclose(slopes[0], slopes[1], atol=1e-6)
    covered = [insight.occlusion(own, picture, label=label) for label in (0, 1)]
    np.testing.assert_allclose(covered[0].scores, 1 - covered[1].scores, atol=1e-6)
    assert insight.gradcam(own, picture).label == int(p[1] > p[0])


def test_several_sigmoids_name_all_classes_that_are_likely(kerascnn, models, photo):
    _code, out, _err = kerascnn("predict", models / "several.keras", photo)
    (found,) = json.loads(kerascnn("predict", models / "several.keras", photo, "--format", "json")[1])
    likely = [name for name, score in found["scores"].items() if score >= 0.5]
    assert found["classes"] == likely
    assert len(likely) > 1
    assert all(f"class {name} (" in out.splitlines()[0] for name in likely)
    assert "several may be right, or none" in out


def test_what_scales_by_itself_is_fed_0_to_255_by_every_command(kerascnn, models, photo, tmp_path):
    path = models / "scaling.keras"
    own = keras.saving.load_model(path)
    expected = np.asarray(own(pixels(photo)))[0]
    (found,) = json.loads(kerascnn("predict", path, photo, "--format", "json")[1])
    assert list(found["scores"].values()) == pytest.approx(expected.tolist(), abs=1e-5)
    assert found["pixels"] == "0-255"
    said = "pixels from 0 to 255, which the model scales by itself (rescaling)"
    for words in (
        ("predict", path, photo),
        ("look", path, photo, "--what", "gradcam", "-o", tmp_path / "cam.png"),
        ("patches", path, photo.parent, "--layer", "conv", "--ascent", "--steps", 2, "-o", tmp_path / "patches"),
    ):
        code, out, err = kerascnn(*words)
        assert (code, err) == (0, "")
        assert said in out.replace(own.layers[0].name, "rescaling"), words
    (asked,) = json.loads(kerascnn("predict", path, photo, "--pixels", "-1-1", "--format", "json")[1])
    expected = np.asarray(own(pixels(photo) / 127.5 - 1))[0]
    assert list(asked["scores"].values()) == pytest.approx(expected.tolist(), abs=1e-5)
    loaded = insight.load_model(path)
    picture = loaded.see(photo)
    maps = keras.Model(own.inputs[0], own.get_layer("conv").output)(picture[None].astype("float32"))
    for network in (loaded, own):
        np.testing.assert_allclose(insight.feature_maps(network, picture, ["conv"])["conv"], maps[0], atol=1e-5)
    (found,) = insight.strongest_patches(own, picture[None], layers=["conv"], k=1)
    np.testing.assert_allclose(found.values[0], np.asarray(maps).max(axis=(0, 1, 2)), atol=1e-5)
    _name, vectors = insight.feature_vectors(loaded, picture[None])
    flat = keras.Model(own.inputs[0], own.layers[-2].output)(picture[None].astype("float32"))
    np.testing.assert_allclose(vectors, flat, atol=1e-5)
    labels = own(picture[None].astype("float32")).numpy().argmax(axis=1)
    assert insight.accuracies(loaded, picture[None], labels, "rotation", [0]) == [1]


def test_only_what_is_known_to_read_digits_gets_digits(kerascnn, models, tmp_path):
    page = np.full((60, 60), 250, np.uint8)
    page[20:50, 25:32] = 10
    Image.fromarray(page).save(tmp_path / "one.png")
    path = models / "digits.keras"
    left = insight.load_model(path).see(tmp_path / "one.png")
    assert left.mean() > 150  # dark on light still
    made = insight.load_model(path, kind="digits")
    assert made.see(tmp_path / "one.png").mean() < 60
    assert made.class_names == tuple("0123456789")
    _code, out, _ = kerascnn("predict", path, tmp_path / "one.png")
    assert "picture: stretched to 28×28, grey (if it is a digit: --as digits); pixels from 0 to 1" in out
    assert "class 0 " in out
    _code, out, _ = kerascnn("predict", path, tmp_path / "one.png", "--as", "digits")
    assert "picture: made like MNIST's digits: light on dark, centred, 28×28" in out
    assert "class" not in out


def test_the_folder_of_a_run_knows_what_it_was_trained_on(models, tmp_path):
    (tmp_path / "model.keras").write_bytes((models / "digits.keras").read_bytes())
    names = [f"clothes {number}" for number in range(10)]
    about = {"recipe": "train-fashion-mnist", "data": {"name": "fashion-mnist", "class_names": names}}
    for data, digits in (("fashion-mnist", False), ("mnist", True)):
        about["data"]["name"] = data
        (tmp_path / "run.json").write_text(json.dumps(about))
        found = insight.load_model(tmp_path)
        assert (found.digits, found.class_names, found.inputs.why) == (digits, tuple(names), "run")
    assert not insight.load_model(tmp_path, kind="picture").digits


@pytest.mark.parametrize("task", [{"x": 1}, "../../etc", "clasification"])
def test_a_task_that_is_none_is_named(kerascnn, models, photo, tmp_path, task):
    (tmp_path / "model.keras").write_bytes((models / "digits.keras").read_bytes())
    (tmp_path / "run.json").write_text(json.dumps({"recipe": "train-mnist", "task": task}))
    code, _, err = kerascnn("predict", tmp_path, photo)
    assert (code, err.count("\n")) == (2, 1)
    assert "task" in err
    assert "asks it" not in err  # it is `predict` that was asked


def test_channels_first_are_predicted_and_not_looked_into(kerascnn, models, photo, tmp_path):
    code, out, err = kerascnn("predict", models / "first.keras", photo)
    assert (code, err) == (0, "")
    assert "channels first" in out
    code, _, err = kerascnn("look", models / "first.keras", photo, "--what", "gradcam", "-o", tmp_path / "cam.png")
    assert (code, err.count("\n")) == (2, 1)
    assert "the layer conv has its channels first; expected channels last" in err


@pytest.mark.parametrize("command", ["predict", "look"])
@pytest.mark.parametrize(
    ("model", "complaint"),
    [
        ("nan", "is not loaded: the weights of its layer norm hold NaN, which is no number"),
        ("infinite", "is not loaded: the weights of its layer scores hold an infinite number"),
        ("large", "its layer conv gives NaN, which is no number, for every picture"),
        ("below", "is not loaded: its layer inner/norm has a variance below 0"),
        ("below-0", "is not loaded: its layer norm has a variance below 0"),
        ("nan-scale", "is not loaded: scale has NaN in scale, with which no number can be worked out"),
        ("infinite-mean", "is not loaded: norm has ∞ in mean, with which no number can be worked out"),
        ("for-seven", "for-seven.keras was loaded and cannot be run on one picture"),
        ("two-inputs", "the model takes 2 inputs; expected a network that takes one picture"),
        ("two-outputs", "the model gives 2 outputs; expected a network that gives one score per class"),
        ("missing", "missing.keras does not exist; give a .keras file or the folder of a run"),
    ],
)
def test_what_cannot_be_used_is_one_line(kerascnn, models, photo, command, model, complaint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = kerascnn(command, models / f"{model}.keras", photo)
    assert (code, err.count("\n")) == (2, 1)
    assert complaint in err


def test_what_a_network_takes_until_its_first_picture_counts_together(kerascnn, models, photo, monkeypatch):
    """Loading, three colours, two pictures, the first one: each in its own limit, they could take minutes."""
    sent = []
    monkeypatch.setattr(limits, "_send", lambda **message: sent.append(message))
    path = models / "binary.keras"
    assert kerascnn("predict", path, photo, photo)[0] == 0
    blocks = [message for message in sent if "limit" in message]
    assert {block["limit"] for block in blocks} == {str(path)}
    assert [block["anew"] for block in blocks] == [True, False, False, False, True]


def test_inspect_says_that_weights_are_no_numbers(kerascnn, models):
    code, out, _ = kerascnn("inspect", models / "nan.keras")
    assert (code, "the weights of its layer norm hold NaN" in out) == (0, True)


def test_every_insight_refuses_several_inputs_and_outputs():
    picture = np.zeros(SIDE, np.uint8)
    for make, complaint in ((two_inputs, "takes 2 inputs"), (two_outputs, "gives 2 outputs")):
        model = make()
        for look in (insight.gradcam, insight.saliency, insight.occlusion, insight.feature_maps):
            with pytest.raises(InputError, match=complaint):
                look(model, picture)
        for search in (insight.strongest_patches, insight.feature_vectors):
            with pytest.raises(InputError, match=complaint):
                search(model, picture[None])


def test_a_run_s_folder_and_its_model_are_taken_alike(kerascnn, models, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    (run / "model.keras").write_bytes((models / "scaling.keras").read_bytes())
    for words in (("inspect",), ("summary",), ("shape-calc", "--from")):
        of_folder, of_file = (kerascnn(*words, path) for path in (run, run / "model.keras"))
        assert of_folder == of_file
        assert of_folder[0] == 0
    for number, path in enumerate((run, run / "model.keras")):
        assert kerascnn("diagram", path, "-o", tmp_path / f"{number}.svg")[0] == 0
    assert (tmp_path / "0.svg").read_text() == (tmp_path / "1.svg").read_text()
    empty = tmp_path / "empty"
    empty.mkdir()
    for words in (("inspect",), ("summary",), ("shape-calc", "--from"), ("predict",)):
        code, _, err = kerascnn(*words, empty, *(["x.png"] if words == ("predict",) else []))
        assert (code, err.count("\n")) == (2, 1)
        assert "holds no model.keras; give a .keras file or the folder of a run" in err


@pytest.mark.parametrize(
    "words",
    [
        ("predict", "{}", "x.png"),
        ("look", "{}", "x.png"),
        ("patches", "{}", "mnist"),
        ("embed", "{}", "mnist"),
        ("invariance", "{}"),
        ("inspect", "{}"),
        ("summary", "{}.keras"),
        ("diagram", "{}.keras", "-o", "x.svg"),
        ("shape-calc", "--from", "{}"),
        ("shape-calc", "--from", "{}.keras"),
        ("report", "{}"),
        ("compare", "{}", "{}2"),
        ("resume", "{}"),
        ("filter", "{}.png", "--kernel", "sobel-x"),
        ("pixels", "{}.png"),
        ("augment", "{}.png"),
        ("data", "--data-dir", "{}"),
        ("train-mnist", "--data-dir", "{}"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_path_that_is_not_there_is_said_to_be_not_there(kerascnn, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, _, err = kerascnn(*(word.format("nowhere") for word in words))
    assert (code, err.count("\n")) == (2, 1), err
    assert "nowhere" in err
    assert "does not exist" in err
    assert not list(tmp_path.iterdir())


def test_a_finished_run_is_taken_by_its_model_too(kerascnn, models, tmp_path):
    runs = [write_run(tmp_path / name, facts(seed=seed)) for seed, name in enumerate(("one", "other"))]
    files = [run / "model.keras" for run in runs]
    for file in files:
        file.write_bytes((models / "scaling.keras").read_bytes())
    compared = [kerascnn("compare", *paths, "-o", tmp_path / f"compared-{n}") for n, paths in enumerate((runs, files))]
    assert compared[0][0] == compared[1][0] == 0
    assert compared[0][1].splitlines()[:-1] == compared[1][1].splitlines()[:-1]
    code, out, err = kerascnn("resume", files[0])
    assert (code, err) == (0, "")
    assert f"{runs[0]} is a finished run" in out
    code, out, err = kerascnn("report", files[0])
    assert code == 0
    assert err.startswith("the report shows nothing of the test again: the sample inside kerascnn holds 1,000 test")
    assert (runs[0] / "report.html").is_file()
    code, _, err = kerascnn("compare", runs[0], files[0], "-o", tmp_path / "same")
    assert (code, err.count("\n")) == (2, 1)
