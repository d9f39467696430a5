"""`kerascnn report`."""

import json
import shutil

import keras
import numpy as np
import pytest

from kerascnn import datasets
from kerascnn.tasks.classification import evaluate
from publishers import digits, write_idx
from run_folders import facts, metrics, write_run


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory):
    """A run on the sample of CIFAR-10 with a network that has learned nothing."""
    layers = keras.layers
    keras.utils.set_random_seed(0)
    pooling = layers.GlobalAveragePooling2D()
    model = keras.Sequential(
        [keras.Input((32, 32, 3)), layers.Conv2D(4, 3, strides=4), pooling, layers.Dense(10, activation="softmax")]
    )
    data = datasets.load("cifar10", data="sample")
    tested = evaluate(model, data.test_images, data.test_labels)
    about = facts() | {"called": {"network": "mlp"}}
    about["data"] |= {"test": 1000, "class_names": list(data.class_names)}
    measured = metrics(accuracy=tested.accuracy, confusion=tested.confusion.tolist())
    folder = write_run(tmp_path_factory.mktemp("runs") / "mine", about, measured)
    model.save(folder / "model.keras")
    return folder


@pytest.fixture
def folder(sample_run, tmp_path):
    return shutil.copytree(sample_run, tmp_path / "mine")


def test_one_run_is_tested_again_and_shown(kerascnn, folder):
    code, out, _err = kerascnn("report", folder)
    assert (code, out) == (0, f"report: {folder / 'report.html'}\n")
    page = (folder / "report.html").read_text(encoding="utf-8")
    counts = np.array(json.loads((folder / "metrics.json").read_text())["confusion"])
    assert page.count('class="cell"') == (counts > 0).sum()
    assert "classified anew" not in page
    assert "<span>kerascnn train-cifar10</span> <span>--network mlp</span>" in page
    code, _out, err = kerascnn("report", folder)
    assert code == 2
    assert "report.html exists; choose another name, or --force to replace it" in err
    assert kerascnn("--lang", "es", "report", folder, "--force")[0] == 0
    assert "Matriz de confusión" in (folder / "report.html").read_text(encoding="utf-8")


def test_numbers_that_do_not_come_out_again_are_pointed_at(kerascnn, folder):
    measured = json.loads((folder / "metrics.json").read_text())
    measured["confusion"][0][1] += 1
    (folder / "metrics.json").write_text(json.dumps(measured))
    assert kerascnn("report", folder)[0] == 0
    assert "classified anew, here, and not all of them came out" in (folder / "report.html").read_text(encoding="utf-8")


def test_data_that_have_changed_are_not_shown(kerascnn, folder):
    about = json.loads((folder / "run.json").read_text())
    about["data"]["test"] = 10_000
    (folder / "run.json").write_text(json.dumps(about))
    assert kerascnn("report", folder)[0] == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "holds 1,000 test examples of 10 classes, and the run had 10,000 of 10" in page
    assert 'id="filters"' in page


def test_a_data_set_that_is_not_here_is_not_fetched(kerascnn, folder, tmp_path, monkeypatch):
    monkeypatch.delenv("KERASCNN_OFFLINE")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr("kerascnn.datasets.sources.fetch", lambda *_arguments, **_settings: pytest.fail("fetched"))
    about = json.loads((folder / "run.json").read_text())
    about["data"]["sample"] = False
    (folder / "run.json").write_text(json.dumps(about))
    assert kerascnn("report", folder)[0] == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "The pictures of the cells are not here" in page


def test_a_folder_is_read_where_it_is_named_and_not_because_a_file_says_so(kerascnn, tmp_path):
    write_idx(tmp_path, digits(10, 30))
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
    data = datasets.load("mnist", data_dir=tmp_path)
    confusion = evaluate(model, data.test_images, data.test_labels).confusion.tolist()
    about = facts() | {"asked": {"name": "mnist", "data": "full", "data_dir": str(tmp_path)}}
    about["data"] |= {"name": "mnist", "sample": False, "test": 30, "class_names": list(data.class_names)}
    folder = write_run(tmp_path / "mine", about, metrics(confusion=confusion))
    model.save(folder / "model.keras")
    code, _out, err = kerascnn("report", folder)
    assert code == 0
    assert "the report shows nothing of the test again: the run learned from a folder of yours" in err
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "The pictures are not here: the run learned from a folder of yours, which is read where you name it" in page
    assert 'class="cell"' not in page
    good = folder / "report.html"
    assert kerascnn("report", folder, "--data-dir", tmp_path, "--force")[0] == 0
    # Who names the wrong folder keeps the good report.
    whole, other = good.read_bytes(), tmp_path / "other"
    other.mkdir()
    for wrong, reason in ((other, "other"), (tmp_path / "none", "none")):
        code, out, err = kerascnn("report", folder, "--data-dir", wrong, "--force")
        assert (code, out) == (2, "")
        assert reason in err
    write_idx(other, digits(10, 40))
    code, out, err = kerascnn("report", folder, "--data-dir", other, "--force")
    assert (code, out) == (2, "")
    assert "holds 40 test examples of 10 classes, and the run had 30 of 10" in err
    assert good.read_bytes() == whole
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "The pictures are not here" not in page
    assert page.count('class="cell"') == sum(count > 0 for row in confusion for count in row)


def test_a_network_that_is_a_link_out_of_the_run_s_folder_is_not_shown(kerascnn, folder, tmp_path):
    (folder / "model.keras").rename(tmp_path / "private.keras")
    (folder / "model.keras").symlink_to(tmp_path / "private.keras")
    assert kerascnn("report", folder)[0] == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "model.keras is a link that leads out of the run" in page
    assert 'id="filters"' not in page


def test_several_runs_need_the_name_of_a_file(kerascnn, tmp_path):
    folders = [write_run(tmp_path / "a"), write_run(tmp_path / "b", facts("cifar-cnn"))]
    code, _out, err = kerascnn("report", *folders)
    assert code == 2
    assert "several runs need the name of a file; add -o compared.html" in err
    out = tmp_path / "compared.html"
    assert kerascnn("report", *folders, "-o", out)[0] == 0
    assert "2 runs on cifar10" in out.read_text(encoding="utf-8")
    code, _out, err = kerascnn("report", *folders, "-o", out)
    assert code == 2
    assert "compared.html exists" in err


def test_what_is_no_run_is_refused(kerascnn, tmp_path):
    code, _out, err = kerascnn("report", tmp_path / "none")
    assert code == 2
    assert "does not exist; give the folder of a run, or the network in it" in err
    assert len(err.splitlines()) == 1
