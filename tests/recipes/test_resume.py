import contextlib
import fcntl
import io
import json
import os
import re
import shutil
import signal

import keras
import pytest

from kerascnn import cli
from kerascnn.engine import record
from kerascnn.recipes import train_mnist
from kerascnn.tasks import classification
from kerascnn.tasks.classification import building
from kerascnn.training.recorder import Recorder
from publishers import digits, write_idx

pytestmark = pytest.mark.usefixtures("undrawn")

OPTIONS = ("--variant", "course", "--epochs", 3, "--batch-size", 16)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mnist")
    write_idx(folder, digits(300, 100))
    return folder


@pytest.fixture(scope="module")
def undisturbed(small, tmp_path_factory):
    """The SHA-256 of the weights of the run that nobody stopped."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    train_mnist.run(variant="course", epochs=3, batch_size=16, data_dir=small, out=out)
    return weights(out)


def weights(run):
    return json.loads((run / "metrics.json").read_text())["weights_sha256"]


def stop_after(monkeypatch, epochs, number=signal.SIGINT):
    """Let Ctrl-C be pressed at the end of an epoch."""
    original = Recorder.on_epoch_end

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == epochs:
            os.kill(os.getpid(), number)
        original(self, epoch, logs)

    monkeypatch.setattr(Recorder, "on_epoch_end", on_epoch_end)


@pytest.fixture(scope="module")
def stopped_once(small, tmp_path_factory):
    """A run that was stopped after two of its three epochs, and what it said."""
    out, said = tmp_path_factory.mktemp("runs") / "stopped", io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(said):
        patch.setenv("LANGUAGE", "en")
        stop_after(patch, 2, signal.SIGTERM)
        words = ["train-mnist", *OPTIONS, "--data-dir", small, "--out", out]
        assert cli.main(list(map(str, words))) == 130
    return out, said.getvalue()


@pytest.fixture
def stopped(stopped_once, tmp_path):
    """A copy of that run, for one test."""
    once, said = stopped_once
    out = shutil.copytree(once, tmp_path / "run")
    return out, said.replace(str(once), str(out))


def test_what_was_stopped_goes_on_to_the_same_result(kerascnn, stopped, small, undisturbed):
    out, err = stopped
    model = out / "model.keras"
    assert (
        f"stopped; the best model so far, of epoch 2, is {model}; `kerascnn resume {out} --data-dir {small}` goes on"
        in err
    )
    assert json.loads((out / "run.json").read_text())["status"] == "interrupted"
    keras.saving.load_model(model)
    code, printed, _ = kerascnn("resume", out, "--data-dir", small)
    assert code == 0
    lines = printed.splitlines()
    assert lines[1:3] == [
        "going on after epoch 2/3",
        "the result will be, bit for bit, that of the run that was never stopped",
    ]
    assert lines[3].startswith("epoch 3/3: ")
    assert weights(out) == undisturbed
    assert json.loads((out / "run.json").read_text())["status"] == "done"
    assert len((out / "history.csv").read_text().splitlines()) == 4
    assert not (out / "checkpoints").exists()
    again = keras.saving.load_model(model)
    assert (
        classification.evaluate(again, *digits(300, 100)[2:]).accuracy
        == json.loads((out / "metrics.json").read_text())["accuracy"]
    )

    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    code, printed, _ = kerascnn("resume", out)
    assert (code, printed) == (0, f"{out} is a finished run; there is nothing to go on with\n")
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_damaged_checkpoint_gives_way_to_the_one_before(kerascnn, stopped, small, undisturbed):
    out, _ = stopped
    newest = sorted((out / "checkpoints").iterdir())[-1]
    (newest / "state.npz").write_bytes(b"")
    code, printed, _ = kerascnn("resume", out, "--data-dir", small)
    assert code == 0
    assert printed.splitlines()[0] == f"{newest} is damaged (state.npz is not what was written)"
    assert "going on after epoch 1/3" in printed
    assert weights(out) == undisturbed


def test_it_says_what_is_not_as_it_was(kerascnn, stopped, small, monkeypatch):
    out, _ = stopped
    now = record.circumstances

    def other(facts):
        return now(facts) | {"TensorFlow": "2.99", "processor": "another"}

    monkeypatch.setattr(record, "circumstances", other)
    stop_after(monkeypatch, 3)
    code, printed, _ = kerascnn("resume", out, "--data-dir", small)
    assert code == 130
    line = printed.splitlines()[2]
    assert line.startswith("the result may differ from that of the run that was never stopped: TensorFlow: ")
    assert line.endswith(", now another")
    assert line.count("now") == 2
    # Where the versions are the first ones again, a part of the run still had others.
    monkeypatch.setattr(record, "circumstances", now)
    assert "may differ" in kerascnn("resume", out, "--data-dir", small)[1]


def test_only_one_process_at_a_time(kerascnn, stopped, small):
    out, _ = stopped
    number = os.open(out, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    try:
        for words in (
            ["resume", out, "--data-dir", small],
            ["train-mnist", *OPTIONS, "--data-dir", small, "--out", out, "--force"],
        ):
            code, _, err = kerascnn(*words)
            assert (code, err.count("\n")) == (2, 1)
            assert f"{out} is in use by another process; wait until it ends, or choose another folder" in err
    finally:
        os.close(number)


def test_what_cannot_go_on_is_one_line(kerascnn, tmp_path, stopped, small):
    out, _ = stopped
    nowhere, none, other = tmp_path / "nowhere", tmp_path / "none", tmp_path / "other"
    shutil.copytree(out, none)
    shutil.rmtree(none / "checkpoints")
    shutil.copytree(out, other)
    facts = json.loads((other / "run.json").read_text())
    (other / "run.json").write_text(json.dumps(facts | {"options": {"colour": "red"}}))
    nested = tmp_path / "nested"
    nested.mkdir()
    (nested / "run.json").write_text("[" * 200_000)
    for folder, expected in {
        nowhere: "does not exist; give the folder of a run",
        nested: "run.json holds no JSON object; it is damaged, or no training has written it",
        none: f"has no checkpoint yet; start again with `kerascnn train-mnist --out {none} --force`",
        other: "there is no option `options.colour` in this version; go on with the one that wrote it",
    }.items():
        code, printed, err = kerascnn("resume", folder, "--data-dir", small)
        assert (code, printed, err.count("\n")) == (2, "", 1), err
        assert expected in err
    write_idx(tmp_path / "fewer", digits(200, 100))
    (other / "run.json").write_text(json.dumps(facts))
    code, _, err = kerascnn("resume", other, "--data-dir", tmp_path / "fewer")
    assert code == 2
    assert "does not hold the data of this run: then 300 examples in 10 classes, now 200" in err


def test_other_pictures_of_the_same_number_are_said(kerascnn, stopped, tmp_path):
    out, _ = stopped
    images, labels, *test = digits(300, 100)
    write_idx(tmp_path / "inverted", (255 - images, labels, *test))
    code, printed, _ = kerascnn("resume", out, "--data-dir", tmp_path / "inverted")
    assert code == 0
    assert "may differ from that of the run that was never stopped: the data: " in printed


def test_a_stop_before_the_first_epoch_has_no_model(kerascnn, small, tmp_path, monkeypatch):
    original = Recorder.on_train_batch_end

    def on_train_batch_end(self, batch, logs=None):
        os.kill(os.getpid(), signal.SIGINT)
        original(self, batch, logs)

    monkeypatch.setattr(Recorder, "on_train_batch_end", on_train_batch_end)
    out = tmp_path / "run"
    code, _, err = kerascnn("train-mnist", *OPTIONS, "--data-dir", small, "--out", out)
    assert code == 130
    assert "stopped before the first epoch was done: there is no model yet" in err
    assert f"`kerascnn resume {out} --data-dir {small}` goes on" in err
    monkeypatch.undo()
    stop_after(monkeypatch, 1)
    code, printed, _ = kerascnn("resume", out, "--data-dir", small)
    # Steps are noted one by one where the whole training is drawn by its steps.
    assert re.search(r"going on after batch [1-9]\d* of epoch 1/3\n", printed)


def too_little(largest):
    """A `build` whose networks take batches up to `largest`."""
    original = building.build

    def build(plan, dataset):
        built = original(plan, dataset)
        if plan.options.batch_size > largest:

            def fail(*arguments, **settings):
                raise MemoryError

            built.model.fit = built.model.train_on_batch = fail
        return built

    return build


def test_too_little_memory_names_the_batch_size_that_fits(kerascnn, small, tmp_path, monkeypatch):
    original = building.build
    monkeypatch.setattr(building, "build", too_little(40))
    words = ["train-mnist", "--network", "mlp", "--epochs", 1, "--batch-size", 128, "--data-dir", small]
    code, _, err = kerascnn(*words, "--out", tmp_path / "a")
    assert (code, err.count("\n")) == (1, 1)
    assert "out of memory: a batch of 128 does not fit, one of 32 does; add --batch-size 32, or --auto-batch" in err
    code, printed, _ = kerascnn(*words, "--out", tmp_path / "b", "--auto-batch")
    assert code == 0
    assert "out of memory: a batch of 128 does not fit; from the start with batches of 32" in printed
    assert json.loads((tmp_path / "b" / "run.json").read_text())["options"]["batch_size"] == 32
    monkeypatch.setattr(building, "build", original)
    monkeypatch.setattr(building, "build", too_little(0))
    code, _, err = kerascnn(*words, "--out", tmp_path / "c")
    assert code == 1
    assert "out of memory, even with one example at a time; choose a smaller network or smaller examples" in err


def test_a_full_disk_at_the_end_says_how_to_go_on(kerascnn, small, tmp_path, monkeypatch, undisturbed):
    def full(*arguments):
        raise OSError(28, os.strerror(28))

    out = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(record, "save_metrics", full)
        code, _, err = kerascnn("train-mnist", *OPTIONS, "--data-dir", small, "--out", out)
    assert (code, err.count("\n")) == (1, 1)
    assert f"the disk is full: make room in {out}, then `kerascnn resume {out} --data-dir {small}` goes on" in err
    assert kerascnn("resume", out, "--data-dir", small)[0] == 0
    assert weights(out) == undisturbed


def test_a_new_run_in_an_old_folder_does_not_go_on_from_the_old_one_s_checkpoints(
    kerascnn, stopped, small, monkeypatch
):
    out, _ = stopped
    stop_after(monkeypatch, 1)
    words = ["train-mnist", "--network", "mlp", "--epochs", 2, "--data-dir", small, "--out", out, "--force"]
    assert kerascnn(*words)[0] == 130
    assert "going on after epoch 1/2" in kerascnn("resume", out, "--data-dir", small)[1]
