import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from kerascnn import runs
from kerascnn.datasets import Dataset
from kerascnn.errors import InputError
from kerascnn.loading import load_model
from kerascnn.recipes import train_cifar10, train_fashion_mnist
from kerascnn.report.retesting import retest
from kerascnn.runs.options import flat
from kerascnn.tasks import classification
from publishers import digits, write_idx


def planned(**options):
    """All options of the plan that a call comes to, by their names in `run.json`."""
    return SimpleNamespace(**flat(train_cifar10.run.plan(**options).options))


def test_the_preset_course_is_the_decks_network_without_augmentation():
    how = planned()
    assert (how.network, how.epochs, how.optimizer, how.augmentation) == ("cifar-cnn", 5, "adamw", "none")


def test_a_policy_takes_the_place_of_the_preset_s_own_shift_and_mirror():
    how = planned(preset="fast", augmentation="course", strength=0.5)
    assert (how.augmentation, how.strength, how.shift, how.mirror) == ("course", 0.5, 0, None)


@pytest.mark.parametrize("part", train_cifar10.PARTS)
def test_each_part_of_the_quick_training_can_be_left_out(part, monkeypatch):
    monkeypatch.setattr(train_cifar10, "_quickest", lambda device: "bfloat16")
    whole, rest = (train_cifar10.run.plan(preset="fast", without=without) for without in ((), (part,)))
    assert rest != whole
    if part == "half":
        assert (whole.computing.precision, rest.computing.precision) == ("bfloat16", "float32")
    else:
        changed = train_cifar10.PARTS[part]
        assert {name: flat(rest.options)[name] for name in changed} == changed
        assert all(flat(whole.options)[name] != value for name, value in changed.items())


def test_an_optimizer_with_a_rate_of_its_own_takes_the_place_of_the_preset_s():
    how = planned(preset="fast", optimizer="adamw", learning_rate=1e-3)
    assert (how.optimizer, how.learning_rate, how.whiten) == ("adamw", 1e-3, True)
    assert planned(preset="fast", optimizer="muon").learning_rate == 0.12
    assert planned(preset="fast", without=("muon",), learning_rate=0.1).learning_rate == 0.1


def test_another_network_is_trained_as_any_network_is():
    how = planned(preset="fast", network="resnet20")
    assert (how.network, how.optimizer, how.whiten, how.epochs) == ("resnet20", "adamw", False, 8)


def test_parts_belong_to_the_network_that_has_them():
    with pytest.raises(InputError, match="--without muon: only the network of the presets fast and best"):
        planned(without=("muon",))
    with pytest.raises(InputError, match="there is no part 'whiting'; did you mean 'whitening'"):
        planned(preset="fast", without=("whiting",))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run of the quick network, made tiny, on the sample."""
    out = tmp_path_factory.mktemp("runs") / "fast"
    return train_cifar10.run(preset="fast", width=0.125, epochs=3, batch_size=50, data="sample", out=out)


def test_the_quick_network_learns_from_the_sample(finished):
    run = json.loads((finished.folder / "run.json").read_text())
    assert run["data"]["sample"]
    assert finished.sample
    assert run["options"]["whiten"]
    # Ten classes in equal parts: guessing gives a tenth.
    assert finished.accuracy > 0.25
    assert (finished.folder / "figures/mistakes.png").is_file()


def test_the_quick_network_is_loaded_from_its_folder(finished):
    again = load_model(finished.folder / "model.keras")
    pictures = np.random.default_rng(0).random((4, 32, 32, 3), np.float32)
    assert np.array_equal(again.predict(pictures, verbose=0), finished.model.predict(pictures, verbose=0))


def test_what_is_shifted_has_no_black_border():
    white = np.full((40, 32, 32, 3), 255, np.uint8)
    labels = np.arange(40) % 10
    dataset = Dataset(white, labels, white, labels, "cifar10", tuple("abcdefghij"), "made up")
    for border, darkest in (("reflect", 1), ("black", 0)):
        plan = train_cifar10.run.plan(preset="fast", width=0.125, batch_size=30)
        assert plan.options.augmentation.border == "reflect"
        changed = replace(plan.options.augmentation, border=border)
        built = classification.build(replace(plan, options=replace(plan.options, augmentation=changed)), dataset)
        assert built.training[0][0].min() == darkest


def test_a_test_picture_is_seen_in_six_views_by_the_run_and_by_its_report(finished):
    run = runs.read(finished.folder)
    data, seen = retest(run, finished.model)
    pictures = data.test_images, data.test_labels
    six = classification.evaluate(finished.model, *pictures, mirror=True, shift=True)
    assert six.accuracy == finished.accuracy
    np.testing.assert_allclose(seen.scores, six.scores, atol=1e-6)
    assert np.abs(six.scores - classification.evaluate(finished.model, *pictures, mirror=True).scores).max() > 0.01


def test_a_class_with_one_picture_to_train_with_is_one_line(kerascnn, tmp_path):
    for name, grey in ("dark", 10), ("light", 240):
        (tmp_path / "two" / name).mkdir(parents=True)
        for number in range(2):  # one of them is for the test
            Image.new("RGB", (8, 8), (grey, grey, number)).save(tmp_path / "two" / name / f"{number}.png")
    code, _, err = kerascnn(
        "train-cifar10", "--data-dir", tmp_path / "two", "--network", "mlp", "--out", tmp_path / "run"
    )
    assert (code, err.count("\n")) == (2, 1)
    assert "the class dark has one picture left to train with; expected at least two" in err
    assert not (tmp_path / "run").exists()


def test_the_whitening_layer_stays_as_it_was_made(finished):
    layer = finished.model.get_layer("whitening")
    kernel = layer.kernel.numpy()
    assert not layer.trainable
    assert (kernel[..., :12] == -kernel[..., 12:]).all()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--augmentation", "curse"], "there is no policy 'curse'; did you mean 'course'?"),
        (["--augmentation", "course", "--strength", "3"], "strength is 3.0; expected a number from 0 to 2"),
        (["--strength", "nan"], "strength is nan; expected a number from 0 to 2"),
        (
            ["--preset", "fast", "--strength", "0.5"],
            "--strength 0.5: there is no policy to make weaker or stronger; add --augmentation",
        ),
        (
            ["--preset", "fast", "--optimizer", "adamw"],
            "the preset's learning rate 0.12 is for muon; add --learning-rate",
        ),
        (["--optimizer", "sgd"], "the preset's learning rate 0.002 is for adamw; add --learning-rate"),
        (["--preset", "fast", "--without", "muon", "--optimizer", "muon"], "--without muon and --optimizer decide"),
        (["--preset", "fast", "--without", "shift", "--augmentation", "flip"], "--without shift and --augmentation"),
        (["--preset", "fast", "--without", "half", "--precision", "bfloat16"], "--without half and --precision decide"),
        (["--preset", "fast", "--without", "smoothing", "--label-smoothing", "0.1"], "and --label-smoothing decide"),
        (
            ["--seed", "4294967296", "--data", "sample"],
            "seed is 4294967296; expected a whole number from 0 to 4294967295",
        ),
        (["--without", "muon"], "--without muon: only the network of the presets fast and best has such parts"),
        (["--network", "lenet", "--data", "sample"], "there is no network 'lenet'"),
        (["--network", "resnet18", "--width", "0", "--data", "sample"], "width is 0.0; expected a number greater"),
        (["--network", "googlenet", "--variant", "paper", "--data", "sample"], "the smallest that it can look at"),
        (["--data", "full"], "cifar10"),
    ],
)
def test_bad_input_is_one_line(kerascnn, tmp_path, words, complaint):
    code, _out, err = kerascnn("train-cifar10", *words, "--out", tmp_path / "run")
    assert code == 2
    assert complaint in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "run").exists()


def test_clothes_that_are_not_there_are_one_line(kerascnn, tmp_path):
    code, _out, err = kerascnn("train-fashion-mnist", "--data", "full", "--out", tmp_path / "run")
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "kerascnn data get fashion-mnist" in err


def test_clothes_are_trained_from_their_publishers_files(tmp_path):
    folder = tmp_path / "fashion-mnist"
    folder.mkdir()
    write_idx(folder, digits(600, 100))  # digits stand in for clothes
    result = train_fashion_mnist.run(variant="course", epochs=2, batch_size=16, data_dir=tmp_path, out=tmp_path / "run")
    run = json.loads((tmp_path / "run/run.json").read_text())
    assert run["data"]["name"] == "fashion-mnist"
    assert run["data"]["class_names"][9] == "Ankle boot"
    assert run["options"]["augmentation"] == "flip"
    assert result.accuracy > 0.3
