import json
import shutil

import keras
import numpy as np
import pytest
from PIL import Image

from publishers import digits


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """A network that reads the first digits of MNIST, and the folder of its run."""
    from kerascnn.recipes import train_mnist

    out = tmp_path_factory.mktemp("predict") / "run"
    folder = tmp_path_factory.mktemp("data")
    from publishers import write_idx

    write_idx(folder, digits(2000, 200))
    train_mnist.run(variant="course", batch_size=32, learning_rate=4e-3, data_dir=folder, out=out)
    return out


def photo(digit, path, *, side=400, turned_round=True, paper=235, ink=20):
    """A digit of MNIST as a photo: large, off the middle, dark on light."""
    strength = np.asarray(Image.fromarray(digit[..., 0]).resize((side // 2, side // 2), Image.Resampling.BICUBIC)) / 255
    page = np.zeros((side, side + 100))
    page[20 : 20 + side // 2, 150 : 150 + side // 2] = strength
    grey = paper + (ink - paper) * page if turned_round else ink + (paper - ink) * page
    Image.fromarray(grey.clip(0, 255).astype(np.uint8)).save(path)
    return path


@pytest.mark.parametrize("turned_round", [True, False], ids=["dark on light", "light on dark"])
def test_photos_of_digits_are_read(trained, tmp_path, turned_round):
    from kerascnn.prediction import Classifier

    images, labels = digits(2000, 200)[:2]
    classifier = Classifier(trained)
    predictions = [
        classifier.predict(photo(image, tmp_path / f"{number}.png", turned_round=turned_round)).class_name
        for number, image in enumerate(images[:20])
    ]
    right = sum(int(name) == label for name, label in zip(predictions, labels, strict=False))
    assert right >= 17


def test_json_has_every_class(kerascnn, trained, tmp_path):
    image = photo(digits(2000, 200)[0][0], tmp_path / "five.jpg")
    code, out, _ = kerascnn("predict", trained / "model.keras", image, "--format", "json")
    assert code == 0
    (found,) = json.loads(out)
    assert found["image"] == str(image)
    assert sum(found["scores"].values()) == pytest.approx(1, abs=1e-4)
    assert found["class"] == max(found["scores"], key=found["scores"].get)


def test_the_scores_are_drawn(kerascnn, trained, tmp_path):
    image = photo(digits(2000, 200)[0][0], tmp_path / "five.png")
    drawing = tmp_path / "scores.png"
    code, out, _err = kerascnn("predict", trained, image, "-o", drawing)
    assert (code, out.splitlines()[-1]) == (0, f"drawn: {drawing}")
    with Image.open(drawing) as picture:
        assert min(picture.size) > 200
    code, _, err = kerascnn("predict", trained, image, "-o", drawing)
    assert (code, "--force" in err) == (2, True)
    code, _, err = kerascnn("predict", trained, image, "-o", tmp_path / "scores.txt")
    assert (code, "expected one of" in err) == (2, True)


def bad_models(folder):
    (folder / "empty.keras").write_bytes(b"")
    (folder / "text.keras").write_text("hello")
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    model.save(folder / "vector.keras")
    wide = keras.Sequential([keras.Input((8, 8, 7)), keras.layers.Flatten(), keras.layers.Dense(2)])
    wide.save(folder / "wide.keras")
    whole = (folder / "wide.keras").read_bytes()
    (folder / "cut.keras").write_bytes(whole[: len(whole) // 2])
    return {
        "empty.keras": "it is empty, damaged or no saved Keras model",
        "text.keras": "it is empty, damaged or no saved Keras model",
        "cut.keras": "it is empty, damaged or no saved Keras model",
        "vector.keras": "expected a network for pictures",
        "wide.keras": "expected a network for pictures",
        "none.keras": "does not exist; give a .keras file",
    }


def test_bad_models_and_pictures_are_one_line(kerascnn, trained, tmp_path):
    image = photo(digits(2000, 200)[0][0], tmp_path / "five.png")
    for name, message in bad_models(tmp_path).items():
        code, _, err = kerascnn("predict", tmp_path / name, image)
        assert (code, err.count("\n")) == (2, 1), (name, err)
        assert message in err
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "cut.png").write_bytes(image.read_bytes()[:-20])
    Image.new("L", (50, 50), 128).save(tmp_path / "grey.png")
    for name, message in {
        "text.png": "no picture that can be read",
        "cut.png": "damaged or cut short",
        "grey.png": "nothing but an even background",
        "none.png": "does not exist",
    }.items():
        code, _, err = kerascnn("predict", trained, tmp_path / name)
        assert (code, err.count("\n")) == (2, 1), (name, err)
        assert message in err


def test_a_model_that_carries_code_is_refused_and_nothing_runs(kerascnn, tmp_path):
    written = tmp_path / "written.txt"
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x), keras.layers.Flatten()])
    model.save(tmp_path / "lambda.keras")
    image = tmp_path / "picture.png"
    Image.fromarray(digits(2000, 200)[0][0][..., 0]).save(image)
    code, _, err = kerascnn("predict", tmp_path / "lambda.keras", image)
    assert code == 2
    assert "the layer lambda is a Lambda: it runs code out of the file" in err
    assert not written.exists()


def test_class_names_are_text_wherever_they_are_shown(kerascnn, trained, tmp_path):
    evil = ["\x1b[2Jcat", "$\\frac{1}{0}$", "<img src=x>", "a\u202eb", "../../up", "_{^", "$", "$$", "\\$", "]0;\x07"]
    shutil.copy(trained / "model.keras", tmp_path)
    (tmp_path / "run.json").write_text(json.dumps({"data": {"name": "mnist", "class_names": evil}}))
    image = photo(digits(2000, 200)[0][0], tmp_path / "\x1b[31mfive.png")
    code, out, err = kerascnn("predict", tmp_path, image, "-o", tmp_path / "scores.png")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\x1b[2Jcat" in out
    assert (tmp_path / "scores.png").stat().st_size > 1000
    code, out, _err = kerascnn("predict", tmp_path, image, "--format", "json")
    assert json.loads(out)[0]["scores"].keys() == set(evil)
    assert "\x1b" not in out


def test_a_run_json_that_is_no_such_thing_is_passed_over(tmp_path):
    from kerascnn.prediction.classifier import _facts_of_run

    for content in ("[" * 100_000, "null", "3", "\udcff", '{"data": {}}' + " " * 2**23):
        (tmp_path / "run.json").write_text(content, errors="surrogateescape")
        facts, problem = _facts_of_run(tmp_path / "model.keras")
        assert facts == {}
        assert "run.json" in problem
