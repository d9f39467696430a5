import csv
import json

import keras
import pytest
from PIL import Image

from kerascnn.recipes import train_mnist
from publishers import digits, write_idx


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """MNIST's first 600 + 200 digits, as their publishers' files."""
    folder = tmp_path_factory.mktemp("mnist")
    write_idx(folder, digits(600, 200))
    return folder


@pytest.fixture(scope="session")
def finished(small, tmp_path_factory):
    """The folder of a run of two epochs."""
    out = tmp_path_factory.mktemp("runs") / "mine"
    result = train_mnist.run(variant="course", epochs=2, batch_size=16, data_dir=small, out=out)
    return result, out


def test_a_run_leaves_its_folder(finished):
    result, out = finished
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert names == {
        "model.keras",
        "history.csv",
        "steps.csv",
        "metrics.json",
        "run.json",
        "report.html",
        "figures/curves.png",
        "figures/confusion.png",
        "figures/mistakes.png",
        "figures/filters.png",
    }
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["accuracy"] == result.accuracy
    assert 0.3 < result.accuracy <= 1
    assert sum(map(sum, metrics["confusion"])) == 200
    assert set(metrics["classes"]) == set("0123456789")
    assert metrics["images_per_second"] > 0
    assert metrics["peak_memory_bytes"] > 50e6
    with (out / "history.csv").open() as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["1", "2"]
    run = json.loads((out / "run.json").read_text())
    assert run["status"] == "done"
    assert run["options"]["epochs"] == 2
    assert run["data"]["training"] + run["data"]["validation"] == 600
    assert run["versions"]["Keras"] == keras.__version__


def test_the_report_is_of_this_run(finished):
    result, out = finished
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f"{result.accuracy:.2%}" in page
    # All 200 test pictures are somewhere in the matrix, and each cell that holds some shows them.
    cells = json.loads((out / "metrics.json").read_text())["confusion"]
    assert page.count('class="cell"') == sum(count > 0 for row in cells for count in row)
    words = ["kerascnn train-mnist", "--variant course", "--epochs 2"]
    assert " ".join(f"<span>{word}</span>" for word in words) in page
    assert len(page) < 3_000_000


def test_the_figures_are_pictures_with_something_on_them(finished):
    for path in (finished[1] / "figures").iterdir():
        with Image.open(path) as picture:
            assert min(picture.size) > 200
            assert len(picture.convert("RGB").getcolors(maxcolors=1_000_000)) > 20


def test_plain_keras_loads_the_model(finished):
    result, out = finished
    again = keras.saving.load_model(out / "model.keras")
    images = digits(600, 200)[2][:50].astype("float32") / 255
    assert (again.predict(images, verbose=0) == result.model.predict(images, verbose=0)).all()


def test_the_last_lines_say_accuracy_time_and_where_to_look(kerascnn, small, tmp_path):
    out = tmp_path / "run"
    code, printed, _ = kerascnn("train-mnist", "--preset", "fast", "--data-dir", small, "--out", out, "--lang", "es")
    assert code == 0
    *_, last, where = printed.splitlines()
    assert last.startswith("exactitud en prueba ")
    assert "s de entrenamiento" in last
    assert where.endswith(str(out))


@pytest.mark.parametrize(
    ("given", "changes"),
    [
        ({}, ("none", 1.0, 1)),
        ({"preset": "fast"}, ("none", 1.0, 0)),
        ({"preset": "best"}, ("course", 0.4, 0)),
        ({"preset": "best", "strength": 0.7}, ("course", 0.7, 0)),
        ({"preset": "best", "augmentation": "course"}, ("course", 1.0, 0)),
        ({"preset": "best", "augmentation": "none"}, ("none", 1.0, 0)),
        ({"preset": "best", "shift": 2}, ("none", 1.0, 2)),
        ({"augmentation": "course"}, ("course", 1.0, 0)),
    ],
)
def test_a_shift_or_a_policy_takes_the_place_of_the_presets(given, changes):
    how = train_mnist.run.plan(**given).options.augmentation
    assert (how.name, how.strength, how.shift) == changes


BAD = {
    ("--epochs", "0"): "epochs is 0; expected a whole number from 1 up",
    ("--epochs", "-1"): "epochs is -1; expected a whole number from 1 up",
    ("--batch-size", "0"): "batch-size is 0; expected a whole number from 1 up",
    ("--learning-rate", "nan"): "learning-rate is nan; expected a number greater than 0",
    ("--seed", "-1"): "seed is -1; expected a whole number from 0 up",
    ("--shift", "-1"): "shift is -1; expected a whole number from 0 up",
    ("--label-smoothing", "1"): "label-smoothing is 1.0; expected a number from 0 to less than 1",
    ("--network", "mnistcnn"): "there is no network 'mnistcnn'; did you mean 'mnist-cnn'? There are: ",
    ("--variant", "curse"): "there is no variant 'curse'; did you mean 'course'? There are: ",
    ("--epochs", "two"): "'two' is not a valid integer",
    ("--augmentation", "course", "--shift", "1"): "--shift and --augmentation decide the same thing; give one of them",
    ("--strength", "0.5"): "--strength 0.5: there is no policy to make weaker or stronger; add --augmentation",
    ("--preset", "fast", "--optimizer", "adamw"): "the preset's learning rate 0.25 is for sgd; add --learning-rate",
    ("--device", "tpu"): "'tpu' is not one of 'auto', 'cpu', 'gpu'",
    ("--epoch",): "No such option",
}


@pytest.mark.parametrize(("words", "message"), BAD.items(), ids=lambda value: " ".join(value) if value in BAD else "")
def test_bad_input_is_one_line_and_nothing_is_written(kerascnn, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    code, _, err = kerascnn("train-mnist", *words)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_written_into(kerascnn, small, tmp_path):
    (tmp_path / "mine").write_text("mine")
    code, _, err = kerascnn("train-mnist", "--out", tmp_path)
    assert code == 2
    assert "exists; choose another folder, or --force" in err
    code, _, err = kerascnn("train-mnist", "--out", tmp_path / "mine", "--force")
    assert code == 2
    assert "is a file" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_debug_shows_the_traceback(kerascnn):
    code, _, err = kerascnn("train-mnist", "--epochs", "0", "--debug")
    assert code == 2
    assert err.startswith("Traceback")


def write_folder(folder, images, labels, *, classes=(3, 7)):
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        if label in classes:
            (folder / f"a {label}").mkdir(parents=True, exist_ok=True)
            Image.fromarray(image[..., 0]).resize((60, 40)).save(folder / f"a {label}" / f"{number}.png")


def test_a_folder_of_images_is_a_data_set_too(kerascnn, tmp_path):
    images, labels, *_ = digits(600, 200)
    write_folder(tmp_path / "photos", images, labels)
    out = tmp_path / "run"
    words = ["train-mnist", "--variant", "course", "--batch-size", 16, "--out", out]
    code, printed, _ = kerascnn(*words, "--data-dir", tmp_path / "photos")
    assert code == 0, printed
    run = json.loads((out / "run.json").read_text())
    assert run["data"]["class_names"] == ["a 3", "a 7"]
    assert run["data"]["name"] == "photos"
    assert json.loads((out / "metrics.json").read_text())["accuracy"] > 0.8


def test_bad_folders_are_one_line_and_nothing_is_written(kerascnn, tmp_path):
    images, labels, *_ = digits(600, 200)
    out = tmp_path / "run"
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "one", images, labels, classes=(3,))
    write_folder(tmp_path / "damaged", images, labels)
    (tmp_path / "damaged" / "a 3" / "bad.jpg").write_text("hello")
    for name, message in {
        "empty": "holds no picture; expected one folder a class",
        "one": "has one class, a 3; expected at least two folders",
        "damaged": "bad.jpg: no picture that can be read",
        "nowhere": "does not exist; give the folder with the data",
    }.items():
        code, _, err = kerascnn("train-mnist", "--data-dir", tmp_path / name, "--out", out)
        assert (code, err.count("\n")) == (2, 1), (name, err)
        assert message in err
        assert not out.exists()


def test_damaged_pictures_can_be_left_out_where_the_command_has_that_option(kerascnn, tmp_path):
    images, labels, *_ = digits(600, 200)
    photos = tmp_path / "photos"
    write_folder(photos, images, labels)
    told = {
        "en": ("; --skip-bad leaves such pictures out", "expected PNG, JPEG", "take them out or get them again"),
        "es": ("; --skip-bad deja fuera esas imágenes", "se esperaba PNG, JPEG", "quítalas o consíguelas de nuevo"),
    }
    for place, folder in enumerate(("a 3", "a 7"), start=1):
        (photos / folder / "bad.jpg").write_text("hello")
        for language, said in told.items():
            for command in ("train-mnist", "train-fashion-mnist", "train-cifar10", "mlp-vs-cnn"):
                words = ["--data-dir", photos, "--out", tmp_path / "run", "--lang", language]
                code, _, err = kerascnn(command, *words)
                assert (code, err.count("\n")) == (2, 1), err
                assert said[place] in err
                assert err.endswith(said[0] + "\n") == (command != "mlp-vs-cnn"), err
    assert not (tmp_path / "run").exists()


def test_a_network_that_is_given_in_python(small, tmp_path, capsys):
    result = train_mnist.run(network="mlp", epochs=1, data_dir=small, out=tmp_path / "mlp")
    assert result.model.name == "mlp"
    assert not (tmp_path / "mlp" / "figures" / "filters.png").exists()  # it has no convolution
    assert "mlp, 109,386 parameters" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"preset": "fast"}, ("fast", 128, "sgd", 0.25)),
        ({"preset": "fast", "network": "mlp"}, (None, 64, "adamw", 8e-3)),
        ({"preset": "fast", "variant": "course"}, ("course", 64, "adamw", 8e-3)),
        ({"preset": "fast", "batch_size": 32, "learning_rate": 0.1}, ("fast", 32, "sgd", 0.1)),
        ({"optimizer": "sgd", "learning_rate": 0.1}, ("standard", 64, "sgd", 0.1)),
    ],
)
def test_a_preset_s_steps_are_for_its_own_network(settings, expected):
    how = train_mnist.run.plan(**settings).options
    assert (how.network.variant, how.batch_size, how.optimizer.name, how.optimizer.learning_rate) == expected
