import csv
import json

import pytest
from PIL import Image

from kerascnn.cli import compare
from kerascnn.engine import training_run
from kerascnn.tasks import classification
from kerascnn.tasks.protocol import About
from run_folders import CLASSES, facts, metrics, write_run


@pytest.fixture
def two(tmp_path):
    """Two finished runs on the same data."""
    cnn = facts("cnn") | {"parameters": 90_000}
    return write_run(tmp_path / "mlp"), write_run(tmp_path / "cnn", cnn, metrics(accuracy=0.9))


@pytest.fixture
def trained(monkeypatch):
    """What was trained: instead of learning, a practical writes a finished run."""
    seen = []

    def carry_out(plan, data, folder, *, new):
        seen.append(folder)
        write_run(folder, facts() | plan.as_json())

    def about(choice):
        return About(choice.name, "", sample=True, test=20, class_names=CLASSES, training=20, sha256="")

    monkeypatch.setattr(classification, "load", lambda choice, options, fetch=True: choice)
    monkeypatch.setattr(classification, "about", about)
    monkeypatch.setattr(training_run, "carry_out", carry_out)
    return seen


def test_two_runs_in_one_table_and_one_figure(kerascnn, tmp_path, two):
    out = tmp_path / "compared"
    code, printed, err = kerascnn("compare", *two, "-o", out)
    assert (code, err) == (0, "")
    assert printed.splitlines()[0] == "cifar10, 20 test images (sample)"
    assert printed.splitlines()[-4].split() == ["cnn", "90,000", "2", "1", "90.00%", "69.90–97.21", "8.0"]
    assert printed.splitlines()[-2] == "differ in: network"
    assert printed.endswith(f"table and figure: {out}\n")
    assert {path.name for path in out.iterdir()} == {f"comparison.{ending}" for ending in ("json", "csv", "md", "png")}
    assert [group["label"] for group in json.loads((out / "comparison.json").read_text())["groups"]] == ["mlp", "cnn"]
    with (out / "comparison.csv").open() as file:
        assert [row["accuracy"] for row in csv.DictReader(file)] == ["0.7", "0.9"]
    with Image.open(out / "comparison.png") as picture:
        assert min(picture.size) > 1000


def test_quoted_commands_are_run_first(kerascnn, tmp_path, two, trained):
    out = tmp_path / "compared"
    first = "train-cifar10 --network lenet5 --epochs 2"
    second = f"kerascnn train-cifar10 --network mlp --out '{tmp_path}/my run'"
    code, printed, err = kerascnn("compare", two[0], first, second, "-o", out)
    assert code == 0, err
    assert trained == [out / "2-train-cifar10", tmp_path / "my run"]
    assert json.loads((out / "2-train-cifar10" / "run.json").read_text())["options"]["network"] == "lenet5"
    assert "lenet5" in printed


def test_help_of_the_table_in_spanish(kerascnn, tmp_path, two):
    code, printed, _ = kerascnn("compare", *two, "-o", tmp_path / "compared", "--lang", "es")
    assert code == 0
    assert printed.startswith("cifar10, 20 imágenes de prueba (muestra)")
    assert "exactitud" in printed


BAD = {
    ("nowhere", "mlp"): "nowhere does not exist; give the folder of a run, or a command in quotes such as",
    ("train-mnist",): "one run cannot be compared; give two or more",
    ("mlp",): "one run cannot be compared; give two or more",
    ("mlp", "./mlp"): "there is one run here, in mlp; give two or more",
    ("mlp", "copy"): "there is one run here, in mlp and copy; give two or more",
    ("mlp", "train-mnits --epochs 2"): "there is no practical 'train-mnits'; did you mean 'train-mnist'?",
    ("mlp", "predict runs/mine x.png"): "there is no practical 'predict'",
    ("mlp", "train-mnist --epochs two"): "'two' is not a valid integer",
    ("mlp", "train-mnist --epoch 2"): "No such option",
    ("mlp", "train-mnist 'unclosed"): "has a quote that is not closed",
    ("mlp", "train-mnist --out cnn"): "cnn exists; choose another folder",
    ("mlp", "other", "train-mnist"): "and other on mnist, 20 test images: their accuracies cannot be compared",
    ("mlp", "half", "train-mnist"): "half is not finished",
    ("mlp", "burst", "train-cifar10"): "the run in burst failed: its loss or a weight was no longer a number; train",
    (
        "mlp",
        "train-cifar10",
        "train-cifar10 --augmentation curse",
    ): "there is no policy 'curse'; did you mean 'course'",
    ("mlp", "train-cifar10", "train-cifar10 --epochs 0"): "epochs is 0; expected a whole number from 1 up",
    (
        "mlp",
        "train-cifar10",
        "train-mnist",
    ): "mlp was tested on cifar10, 20 test images (sample), and train-mnist on mnist",
    (*(f"rate{number}" for number in range(9)), "train-cifar10"): "9 different runs cannot be told apart in one figure",
    (
        "train-cifar10",
        "train-mnist",
    ): "train-cifar10 was tested on cifar10, 20 test images (sample), and train-mnist",
    ("mlp", "damaged"): "run.json holds no JSON object",
}


@pytest.mark.parametrize(("words", "message"), BAD.items(), ids=lambda value: " ".join(value) if value in BAD else "")
def test_what_cannot_be_compared_is_one_line_before_anything_is_trained(
    kerascnn, tmp_path, monkeypatch, two, trained, words, message
):
    monkeypatch.chdir(tmp_path)
    write_run(tmp_path / "other", facts() | {"data": facts()["data"] | {"name": "mnist", "sample": False}})
    write_run(tmp_path / "half", facts() | {"status": "running"})
    write_run(tmp_path / "burst", facts() | {"status": "failed"})
    write_run(tmp_path / "damaged", "{")
    write_run(tmp_path / "copy")
    for number in range(9):
        write_run(tmp_path / f"rate{number}", facts(learning_rate=float(number)))
    code, _, err = kerascnn("compare", *words)
    assert (code, err.count("\n")) == (2, 1), err
    assert message in err
    assert trained == []
    assert not (tmp_path / "runs").exists()


def test_more_than_eight_are_refused_and_seeds_count_once(kerascnn, tmp_path):
    seeds = [write_run(tmp_path / f"seed{number}", facts(seed=number)) for number in range(9)]
    assert kerascnn("compare", *seeds, "-o", tmp_path / "a")[0] == 0
    nine = [write_run(tmp_path / f"rate{number}", facts(learning_rate=float(number))) for number in range(9)]
    code, _, err = kerascnn("compare", *nine, "-o", tmp_path / "b")
    assert code == 2
    assert "9 different runs cannot be told apart in one figure; give 8 at most" in err
    assert not (tmp_path / "b").exists()


def test_a_folder_that_exists_is_not_written_into(kerascnn, tmp_path, two):
    (tmp_path / "mine").mkdir()
    assert kerascnn("compare", *two, "-o", tmp_path / "mine")[0] == 2
    assert kerascnn("compare", *two, "-o", tmp_path / "mine", "--force")[0] == 0


def test_practicals_are_those_that_train():
    from kerascnn.cli import group

    assert {"train-mnist", "train-cifar10"} <= set(compare.practicals())
    assert all(name in group.list_commands(None) for name in compare.practicals())
