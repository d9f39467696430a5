import dataclasses
import json

import pytest
from PIL import Image

from kerascnn.engine import equal_time, study
from kerascnn.recipes import augmentation_study, mlp_vs_cnn, train_cifar10
from kerascnn.runs import read_run_json
from kerascnn.runs.options import flat
from kerascnn.runs.plan import Plan
from kerascnn.tasks import classification
from kerascnn.tasks.classification import Options
from publishers import photos, write_binary
from run_folders import facts, write_run

STUDIES = ["mlp-vs-cnn", "augmentation-study", "plain-vs-residual", "normalization-study"]


@pytest.fixture
def plans(monkeypatch):
    """What was to be trained: instead of learning, each leaves a finished run."""
    seen = []

    def run_plan(plan, out, *, force, data):
        seen.append((out.name, plan))
        write_run(out, facts() | plan.as_json())

    monkeypatch.setattr(study, "run_plan", run_plan)
    monkeypatch.setattr(classification, "load", lambda choice, options, fetch=True: None)
    return seen


@pytest.fixture
def timed(monkeypatch):
    """A machine on which a step with a policy takes so long."""
    seconds = {"none": 1.0, "flip": 1.1, "course": 2.0, "strong": 50.0}
    monkeypatch.setattr(equal_time, "_seconds_per_step", lambda plans: {name: seconds[name] for name in plans})


def trained(plans, *names):
    """For each run's folder, some of its options."""
    return [(folder, *(flat(plan.options)[name] for name in names)) for folder, plan in plans]


def test_mlp_vs_cnn_compares_four_networks(kerascnn, tmp_path, plans):
    out = tmp_path / "study"
    code, printed, err = kerascnn("mlp-vs-cnn", "--epochs", 2, "--seeds", 2, "--out", out)
    assert code == 0, err
    assert trained(plans, "network", "variant", "seed", "augmentation", "shift", "epochs") == [
        ("mlp-seed0", "mlp", None, 0, "none", 0, 2),
        ("mlp-seed1", "mlp", None, 1, "none", 0, 2),
        ("locally-connected-seed0", "locally-connected", "local", 0, "none", 0, 2),
        ("locally-connected-seed1", "locally-connected", "local", 1, "none", 0, 2),
        ("shared-weights-seed0", "locally-connected", "shared", 0, "none", 0, 2),
        ("shared-weights-seed1", "locally-connected", "shared", 1, "none", 0, 2),
        ("cnn-seed0", "cifar-cnn", None, 0, "none", 0, 2),
        ("cnn-seed1", "cifar-cnn", None, 1, "none", 0, 2),
    ]
    assert "3 of 8: locally-connected, seed 0" in printed
    assert printed.endswith(f"runs, table and figures: {out}\n")
    groups = json.loads((out / "comparison.json").read_text())["groups"]
    assert [(group["label"], len(group["runs"])) for group in groups] == [
        ("mlp", 2),
        ("locally-connected", 2),
        ("shared-weights", 2),
        ("cnn", 2),
    ]
    assert (out / "comparison.png").exists()


def test_mlp_vs_cnn_on_digits_moves_no_picture(tmp_path, plans):
    mlp_vs_cnn.run(data_set="mnist", out=tmp_path / "study")
    assert {plan.recipe for _, plan in plans} == {"train-mnist"}
    assert {plan.options.augmentation.shift for _, plan in plans} == {0}
    assert plans[-1][1].options.network.name == "mnist-cnn"


@pytest.mark.usefixtures("timed")
def test_augmentation_study_gives_equal_time(kerascnn, tmp_path, plans):
    words = [word for policy in ("none", "flip", "course", "strong") for word in ("--augmentation", policy)]
    code, printed, err = kerascnn("augmentation-study", *words, "--epochs", 11, "--out", tmp_path / "study")
    assert code == 0, err
    # 11 epochs of 1 s: 10 of 1.1 s, 5.5 of 2 s, and not even one of 50 s.
    assert trained(plans, "augmentation", "epochs") == [
        ("none-seed0", "none", 11),
        ("flip-seed0", "flip", 10),
        ("course-seed0", "course", 6),
        ("strong-seed0", "strong", 1),
    ]
    assert "flip: 10 epochs take about as long as 11 with none" in printed


def test_augmentation_study_gives_equal_epochs(tmp_path, plans):
    augmentation_study.run(equal="epochs", epochs=3, out=tmp_path / "study")
    assert trained(plans, "augmentation", "epochs") == [
        (f"{policy}-seed0", policy, 3) for policy in ("none", "shift", "flip", "course", "strong")
    ]


def test_plain_vs_residual_compares_pairs(kerascnn, tmp_path, plans):
    code, _, err = kerascnn("plain-vs-residual", "--depth", 20, "--depth", 56, "--out", tmp_path / "study")
    assert code == 0, err
    assert [plan.options.network.name for _, plan in plans] == ["plain-20", "resnet20", "plain-56", "resnet56"]
    assert {plan.options.augmentation.name for _, plan in plans} == {"standard"}


def test_normalization_study_is_a_grid(kerascnn, tmp_path, plans):
    out = tmp_path / "study"
    assert (train_cifar10.COURSE["batch_size"], train_cifar10.COURSE["learning_rate"]) == (32, 0.002)
    words = ["--batch-size", 8, "--batch-size", 32, "--batch-size", 128]
    code, _, err = kerascnn("normalization-study", *words, "--out", out)
    assert code == 0, err
    # The rate grows with the square root: a half of 0.002 at a quarter of 32.
    assert trained(plans, "normalization", "batch_size", "learning_rate")[3:6] == [
        ("batch-8-seed0", "batch", 8, 0.001),
        ("batch-32-seed0", "batch", 32, 0.002),
        ("batch-128-seed0", "batch", 128, 0.004),
    ]
    assert len(plans) == 9
    assert not (out / "comparison.png").exists()  # nine groups cannot be told apart
    with Image.open(out / "batch-sizes.png") as picture:
        assert min(picture.size) > 400


@pytest.mark.parametrize("name", STUDIES)
def test_bad_input_is_one_line_and_nothing_is_written(kerascnn, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for words, message in {
        ("--seeds", "0"): "seeds is 0; expected a whole number from 1 up",
        ("--epochs", "0"): "epochs is 0; expected a whole number from 1 up",
        ("--data-dir", "nowhere"): "nowhere does not exist",
    }.items():
        code, _, err = kerascnn(name, *words)
        assert (code, err.count("\n")) == (2, 1), err
        assert message in err
    assert list(tmp_path.iterdir()) == []


def test_unknown_choices_are_one_line(kerascnn, tmp_path):
    for words, message in {
        ("augmentation-study", "--augmentation", "corse"): "there is no policy 'corse'; did you mean 'course'?",
        ("plain-vs-residual", "--depth", "21"): "'21' is not one of",
        ("normalization-study", "--batch-size", "0"): "batch-size is 0; expected a whole number from 1 up",
        ("normalization-study", "--network", "mlp"): "the network mlp has no normalization to choose",
    }.items():
        code, _, err = kerascnn(*words, "--data", "sample", "--out", tmp_path / "study")
        assert (code, err.count("\n")) == (2, 1), err
        assert message in err
        assert not (tmp_path / "study").exists()


@pytest.fixture(scope="session")
def few(tmp_path_factory):
    """CIFAR-10's first 300 + 100 pictures, as their publishers' files."""
    folder = tmp_path_factory.mktemp("cifar")
    write_binary(folder, photos(300, 100))
    return folder


def test_a_real_study(tmp_path, few, capsys, monkeypatch):
    monkeypatch.setattr(equal_time, "ROUNDS", 1)
    out = tmp_path / "study"
    found = augmentation_study.run(augmentation=("none", "course"), network="mlp", epochs=2, data_dir=few, out=out)
    assert [group.label for group in found.groups] == ["none", "course"]
    assert all(0 < group.score.median < 1 for group in found.groups)
    # The epochs that were found are those that were trained.
    epochs = int(capsys.readouterr().out.split("course: ")[1].split()[0])
    assert found.groups[1].first.epochs == epochs
    first, second = (Plan.read(read_run_json(out / f"{name}-seed0"), Options).options for name in ("none", "course"))
    assert second.augmentation.name == "course"
    assert dataclasses.replace(second, augmentation=first.augmentation, epochs=2) == first


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_every_study_runs_on_real_pictures(kerascnn, tmp_path, few, name):
    out = tmp_path / "study"
    code, printed, err = kerascnn(name, "--epochs", 1, "--data-dir", few, "--out", out)
    assert code == 0, err
    assert "test images (sample)" not in printed
    for path in out.glob("*.png"):
        with Image.open(path) as picture:
            assert min(picture.size) > 400
