import json
import shutil

import keras
import numpy as np
import pytest
from PIL import Image

from kerascnn import datasets, insight, language, plots
from kerascnn.insight import invariance
from publishers import digits, write_idx

SIDE = 28
MIDDLE = slice(SIDE // 2 - 1, SIDE // 2 + 1)


def reader(weights, bias=0.0, *, side=SIDE, classes=2):
    """A network of one neuron that weighs the pixels: class 1 where the sum is above `-bias`."""
    model = keras.Sequential(
        [keras.Input((side, side, 1)), keras.layers.Flatten(), keras.layers.Dense(classes, activation="softmax")]
    )
    kernel = np.zeros((side * side, classes), np.float32)
    kernel[:, 1] = weights.ravel()
    offset = np.full(classes, -100.0)
    offset[:2] = 0, bias
    model.set_weights([kernel, offset])
    return model


def test_who_sees_only_the_middle_does_not_mind_turning():
    weights = np.zeros((SIDE, SIDE))
    weights[MIDDLE, MIDDLE] = 50
    pictures = np.zeros((2, SIDE, SIDE, 1), np.uint8)
    pictures[1, SIDE // 2 - 3 : SIDE // 2 + 3, SIDE // 2 - 3 : SIDE // 2 + 3] = 255  # a square of 6 pixels
    numbers = np.array([0, 1])
    model = reader(weights, bias=-50)  # half of the four pixels' light makes 100
    assert insight.accuracies(model, pictures, numbers, "rotation") == [1.0] * 13
    # The square ends 3 pixels right of the middle: moved by 4 it leaves one of the two columns, at 5 none; four
    # of four pixels make 200 - 50, two make 50, none makes -50.
    assert insight.accuracies(model, pictures, numbers, "shift", [-4, -2, 0, 2, 3, 4]) == [0.5, 1, 1, 1, 1, 0.5]
    # A third of the size is still 2 pixels wide, which fill the middle.
    assert insight.accuracies(model, pictures, numbers, "scale", [0.34, 1, 2]) == [1, 1, 1]


def test_who_compares_left_and_right_is_mistaken_after_a_quarter_turn_or_more():
    weights = np.zeros((SIDE, SIDE))
    weights[:, : SIDE // 2], weights[:, SIDE // 2 :] = -5, 5
    pictures = np.zeros((2, SIDE, SIDE, 1), np.uint8)
    pictures[0, 10:18, 3:9] = 255
    pictures[1, 10:18, 19:25] = 255
    found = insight.accuracies(reader(weights), pictures, np.array([0, 1]), "rotation", [-135, -60, 0, 60, 135, 180])
    assert found == [0, 1, 1, 1, 0, 0]


def test_the_mean_brightness_falls_with_the_square_of_the_scale():
    # A square of 12 pixels has 144 white ones of 784; the network wants 64 or more, which is a square of 8.
    pictures = np.zeros((1, SIDE, SIDE, 1), np.uint8)
    pictures[0, 8:20, 8:20] = 255
    model = reader(np.ones((SIDE, SIDE)), bias=-64)
    scales = [0.5, 0.6, 0.65, 0.7, 1, 1.5]
    side = [12 * scale for scale in scales]
    expected = [float(one**2 > 64) for one in side]
    assert expected == [0, 0, 0, 1, 1, 1]
    assert insight.accuracies(model, pictures, np.array([1]), "scale", scales) == expected


@pytest.mark.parametrize("change", list(invariance.CHANGES))
def test_the_original_is_among_the_values_and_stays(change):
    facts = invariance.CHANGES[change]
    assert facts.original in facts.values
    assert list(facts.values) == sorted(facts.values)
    pictures = digits(20, 10)[0]
    assert np.array_equal(insight.changed(pictures, change, facts.original), pictures)
    assert not np.array_equal(insight.changed(pictures, change, facts.values[0]), pictures)


def test_positive_is_counter_clockwise_right_and_larger():
    dot = np.zeros((1, 9, 9, 1), np.uint8)
    dot[0, 4, 6] = 255
    for change, value, place in (("rotation", 90, (2, 4)), ("shift", 2, (4, 8)), ("scale", 2, (4, 8))):
        assert np.unravel_index(insight.changed(dot, change, value).argmax(), (9, 9)) == place


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    write_idx(folder, digits(60, 40))
    return folder


def save_run(folder, model, *, facts=True):
    folder.mkdir()
    model.save(folder / "model.keras")
    if facts:
        about = {"name": "mnist", "class_names": list("0123456789")}
        (folder / "run.json").write_text(json.dumps({"data": about, "options": {"seed": 0}}))
    return folder


@pytest.fixture
def runs(tmp_path):
    """A run that takes every picture for a 1, and one that takes it for a 0."""
    one = save_run(tmp_path / "one", reader(np.zeros((SIDE, SIDE)), bias=5, classes=10))
    zero = save_run(tmp_path / "zero", reader(np.zeros((SIDE, SIDE)), bias=-5, classes=10))
    return one, zero


@pytest.fixture
def few_values(monkeypatch):
    """Three values of each change and of the turns, where what is tested does not depend on them."""
    few = {
        name: facts._replace(values=(facts.values[0], facts.original, facts.values[-1]))
        for name, facts in invariance.CHANGES.items()
    }
    monkeypatch.setattr(invariance, "CHANGES", few)
    monkeypatch.setattr(invariance, "TURNS", (-90, 0, 90))


def test_the_command_writes_figures_and_numbers_and_prints_a_table(kerascnn, runs, data, tmp_path):
    out = tmp_path / "out"
    code, printed, err = kerascnn("invariance", *runs, "--data-dir", data, "-o", out)
    assert (code, err) == (0, "")
    labels = digits(60, 40)[3]
    share = {name: float((labels == number).mean()) for name, number in (("one", 1), ("zero", 0))}
    numbers = json.loads((out / "invariance.json").read_text())
    assert numbers["accuracy"]["one"] == {
        change: pytest.approx([share["one"]] * len(facts.values)) for change, facts in invariance.CHANGES.items()
    }
    assert (numbers["data"], numbers["test"], numbers["sample"]) == ("mnist", 40, False)
    assert np.array(numbers["turned"]["scores"]["zero"]).shape == (len(invariance.TURNS), 10)
    assert "mnist, 40 test images\n" in printed
    assert f"0 {share['one']:>9.2%} {share['zero']:>9.2%} original" in printed
    for name in ("curves.png", "turning.png"):
        with Image.open(out / name) as drawn:
            assert min(drawn.size) > 300
    code, _, err = kerascnn("invariance", *runs, "--data-dir", data, "-o", out)
    assert (code, "--force" in err) == (2, True)


@pytest.mark.usefixtures("few_values")
def test_a_part_of_the_pictures_is_called_a_sample_everywhere(kerascnn, runs, data, tmp_path):
    out = tmp_path / "out"
    code, printed, _ = kerascnn("invariance", runs[0], "--data-dir", data, "--limit", 15, "-o", out, "--lang", "es")
    assert code == 0
    assert "mnist, 15 imágenes de prueba (muestra)\n" in printed
    assert "de las imágenes tal como son (intervalo del 95%: " in printed
    assert "rotación" in printed
    numbers = json.loads((out / "invariance.json").read_text())
    assert (numbers["test"], numbers["sample"]) == (15, True)


@pytest.mark.usefixtures("few_values")
def test_without_run_json_the_data_set_has_to_be_named(kerascnn, data, tmp_path):
    bare = save_run(tmp_path / "bare", reader(np.zeros((SIDE, SIDE)), classes=10), facts=False)
    file = shutil.copy(bare / "model.keras", tmp_path / "mine.keras")
    out = tmp_path / "out"
    for words in ((), ("--data-dir", data)):
        code, _, err = kerascnn("invariance", file, *words, "-o", out)
        assert (code, err.count("\n")) == (2, 1)
        assert "on which data it was trained; say it: --data-set mnist|fashion-mnist" in err
    code, printed, _ = kerascnn("invariance", file, "--data-dir", data, "--data-set", "mnist", "-o", out)
    assert (code, "mine" in printed) == (0, True)


@pytest.mark.usefixtures("few_values")
def test_a_run_has_the_whole_name_of_its_folder(kerascnn, runs, data, tmp_path, monkeypatch):
    rate = save_run(tmp_path / "rate-0.1", reader(np.zeros((SIDE, SIDE)), classes=10))
    monkeypatch.chdir(runs[0])
    code, printed, err = kerascnn("invariance", ".", rate, "--data-dir", data, "--limit", 5, "-o", tmp_path / "out")
    assert (code, err) == (0, "")
    assert ["rotation", "one", "rate-0.1"] in [line.split() for line in printed.splitlines()]


@pytest.mark.usefixtures("few_values")
def test_a_run_on_a_folder_of_pictures_is_tested_on_that_folder(kerascnn, tmp_path):
    photos, side = tmp_path / "photos", 12
    for part in ("train", "test"):
        for number, name in enumerate(("dark", "light")):
            (photos / part / name).mkdir(parents=True)
            for each in range(3):
                Image.new("L", (side, side), 20 + 200 * number + each).save(photos / part / name / f"{each}.png")
    run = save_run(tmp_path / "run", reader(np.ones((side, side)), bias=-70, side=side), facts=False)
    about = {"name": "photos", "class_names": ["dark", "light"]}
    (run / "run.json").write_text(json.dumps({"data": about, "options": {"seed": 3}}))
    code, printed, err = kerascnn("invariance", run, "--data-dir", photos, "-o", tmp_path / "out")
    assert (code, err) == (0, "")
    assert "photos, 6 test images\n" in printed
    assert printed.count("100.00% original") == 3
    code, _, err = kerascnn("invariance", run, "-o", tmp_path / "other")
    assert (code, err.count("\n")) == (2, 1)
    assert "give the folder with its pictures: --data-dir" in err
    # A folder that the file names is not read, since the file may be a stranger's.
    asked = {"name": "photos", "data": "auto", "data_dir": str(photos)}
    (run / "run.json").write_text(json.dumps({"data": about, "options": {"seed": 3}, "asked": asked}))
    code, _, err = kerascnn("invariance", run, "-o", tmp_path / "other")
    assert (code, err.count("\n")) == (2, 1)
    assert f"{run} learned from a folder of yours; name it, so that it is read: --data-dir {photos}" in err
    assert not (tmp_path / "other").exists()
    asked["data_dir"] = str(run / "photos")
    (run / "run.json").write_text(json.dumps({"data": about, "options": {"seed": 3}, "asked": asked}))
    photos.rename(run / "photos")
    code, again, err = kerascnn("invariance", run, "-o", tmp_path / "found")
    assert (code, err) == (0, "")
    assert again.splitlines()[:-1] == printed.splitlines()[:-1]


def test_bad_input_is_one_line_and_writes_nothing(kerascnn, runs, data, tmp_path):
    out = tmp_path / "out"
    small = save_run(tmp_path / "small", reader(np.zeros((12, 12)), side=12, classes=10))
    for words, message in {
        (tmp_path / "none",): "does not exist; give a .keras file",
        (runs[0], runs[0]): "the same run is given twice",
        (runs[0], runs[0] / "model.keras"): "the same run is given twice",
        (runs[0], small): "are for different pictures or classes",
        (small,): "takes pictures 12×12×1 of 10 classes; mnist has 28×28×1 of 10",
        (runs[0], "--limit", 0): "limit is 0; expected a whole number from 1 up",
        (runs[0], "--picture", 40): "picture is 40; expected a number from 0 to 39",
        (runs[0], "--data", "sometimes"): "'sometimes' is not one of",
    }.items():
        code, _, err = kerascnn("invariance", *words, "--data-dir", data, "-o", out)
        assert (code, err.count("\n")) == (2, 1), (words, err)
        assert message in err
        assert not out.exists()


def test_the_figures_have_a_line_and_a_row_for_each_network():
    language.use("es")
    curves = {"rotación": ("grados", (-1, 0, 1), 0, {"a": [0.1, 0.9, 0.2], "b": [0.5, 0.6, 0.7]})}
    (axes,) = plots.invariance_curves(curves).axes
    assert [list(line.get_ydata()) for line in axes.lines[:2]] == [[0.1, 0.9, 0.2], [0.5, 0.6, 0.7]]
    assert [text.get_text() for text in axes.texts] == ["original"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "b"]
    pictures = datasets.load("mnist").test_images[[0, 0]]
    scores = {"a": np.eye(10)[[3, 4]], "b": np.eye(10)[[5, 6]]}
    drawn = plots.turning_picture(pictures, [0, 90], scores, tuple("0123456789"))
    assert [axes.get_xticklabels()[0].get_text() for axes in drawn.axes[2:]] == ["3", "4", "5", "6"]
