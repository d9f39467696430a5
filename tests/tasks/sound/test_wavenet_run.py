"""`train-wavenet` on WAV files of the reader's own, and what its network makes and hears."""

import json
import shutil
import wave

import numpy as np
import pytest
from PIL import Image

from kerascnn import report, runs
from kerascnn.datasets.sound import wav
from kerascnn.loading import load_model
from kerascnn.recipes import train_wavenet

TINY = {"epochs": 1, "steps": 3, "batch_size": 2, "window": 256, "dilations": 4, "width": 0.25}


def tone(hertz, seconds=1.5, rate=11_025):
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("mine") / "whistles"
    (made / "deeper").mkdir(parents=True)
    for number in range(4):
        wav.write(made / "deeper" / f"{number}.wav", tone(300 + 100 * number), 11_025)
    (made / "notes.txt").write_text("no sound")
    return made


@pytest.fixture(scope="module")
def trained(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    train_wavenet.run(**TINY, rate=4_000, data_dir=folder, out=out)
    return out


def test_a_folder_of_ones_own_is_learned_from_and_reported(trained, folder):
    run = runs.read(trained)
    assert (run.data.name, run.task) == ("whistles", "sound")
    metrics = json.loads((trained / "metrics.json").read_text())
    assert metrics["floor"] is metrics["way"] is None
    assert metrics["receptive_field"] == 17
    assert {path.name for path in (trained / "figures").iterdir()} == {
        *("bits.png", "curves.png", "field.png", "foretold.png", "heard.wav", "made.wav", "spectrograms.png")
    }
    page = report.of_run(run)
    assert "which is read where you name it" in page
    assert 'id="bits"' in page
    assert 'id="field"' in page
    again = report.of_run(run, data_dir=folder)
    assert again.count("data:audio/wav;base64,") == 2
    assert "media-src data:" in again
    assert (trained / "report.html").read_text(encoding="utf-8").count("<audio") == 2


def test_the_network_loads_by_the_safe_loader_without_code_of_ours(trained):
    model = load_model(trained / "model.keras")
    assert {type(each).__module__.split(".")[0] for each in model.layers} == {"keras"}


@pytest.mark.parametrize(
    ("field", "value"), [("order_1", "six"), ("order_0", None), ("order_2", -1), ("floor", [2]), ("seeing_all", {})]
)
def test_metrics_that_no_training_has_written_are_refused(trained, tmp_path, field, value):
    copy = tmp_path / "run"
    shutil.copytree(trained, copy)
    metrics = json.loads((copy / "metrics.json").read_text())
    (copy / "metrics.json").write_text(json.dumps(metrics | {field: value}))
    with pytest.raises(ValueError, match=f"{field}.* is .*; expected"):
        report.of_run(runs.read(copy))


def test_generate_writes_a_sound_and_its_spectrogram(trained, tmp_path, kerascnn):
    words = ("--seconds", "0.25", "--seed", 7, "--temperature", "0,9", "--picture", tmp_path / "a.png")
    code, out, _err = kerascnn("generate", trained, "-o", tmp_path / "a.wav", *words)
    assert code == 0
    assert "0.25 seconds at 4,000 samples a second" in out
    with wave.open(str(tmp_path / "a.wav")) as reader:
        assert (reader.getnframes(), reader.getframerate(), reader.getsampwidth()) == (1_000, 4_000, 2)
    with Image.open(tmp_path / "a.png") as drawn:
        assert drawn.size[0] > 300
    code, out, _err = kerascnn(
        "generate", trained / "model.keras", "-o", tmp_path / "b.wav", *words[:6], "--format", "json"
    )
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert json.loads(out)["samples"] == 1_000


def test_predict_says_how_surprising_a_sound_is(trained, folder, tmp_path, kerascnn):
    path = folder / "deeper" / "1.wav"
    code, out, _err = kerascnn("predict", trained, path, "-o", tmp_path / "heard.png")
    assert code == 0
    assert "bits a sample over 1.50 seconds at 4,000 samples a second" in out
    with Image.open(tmp_path / "heard.png") as drawn:
        assert drawn.size[0] > 300
    _code, out, _err = kerascnn("predict", trained, path, "--format", "json")
    assert json.loads(out)[0]["samples"] == 6_001


@pytest.fixture
def strange(tmp_path, trained):
    """Files that no sound can be made of, or heard in."""
    (tmp_path / "x.wav").write_bytes(b"none")
    wav.write(tmp_path / "silent.wav", np.zeros(4_000), 4_000)
    whole = tmp_path / "whole.wav"
    wav.write(whole, tone(440), 11_025)
    (tmp_path / "cut.wav").write_bytes(whole.read_bytes()[:1_000])
    copy = tmp_path / "of-pictures"
    shutil.copytree(trained, copy)
    facts = json.loads((copy / "run.json").read_text())
    (copy / "run.json").write_text(json.dumps(facts | {"task": "detection"}))
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(trained / "model.keras", alone)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seconds", 0], "seconds is 0"),
        (["--seconds", 601], "seconds is 601"),
        (["--seconds", "nan"], "seconds is nan"),
        (["--temperature", -0.1], "temperature is -0.1"),
        (["--temperature", 11], "temperature is 11"),
        (["--seed", -1], "seed is -1"),
        (["-o", "out.mp3"], "would hold something else than its ending says; expected one of: .wav, .wave"),
        (["-o", "nowhere/out.wav"], "nowhere does not exist"),
        (["-o", "silent.wav"], "silent.wav exists"),
        (["--picture", "out.abc"], "has an ending that cannot be drawn"),
    ],
)
def test_what_cannot_be_generated_is_one_line_and_leaves_nothing(trained, strange, monkeypatch, kerascnn, words, said):
    monkeypatch.chdir(strange)
    given = words if "-o" in words else ["-o", "out.wav", *words]
    code, _out, err = kerascnn("generate", trained, *given)
    assert (code, err.count("\n")) == (2, 1), err
    assert said in err
    assert not (strange / "out.wav").exists()


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("nowhere", "nowhere"),
        ("alone", "no run.json lies beside it"),
        ("of-pictures", "the run beside it is of detection; expected the folder that train-wavenet has left"),
        ("x.wav", "x.wav"),
    ],
)
def test_runs_that_make_no_sound_are_one_line(strange, kerascnn, run, said):
    code, _out, err = kerascnn("generate", strange / run, "-o", strange / "out.wav")
    assert (code, err.count("\n")) == (2, 1), err
    assert said in err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x.wav", "is no WAV file"),
        ("silent.wav", "is silent"),
        ("cut.wav", "is cut short"),
        ("nowhere.wav", "nowhere.wav"),
    ],
)
def test_sounds_that_cannot_be_heard_are_one_line(trained, strange, kerascnn, name, said):
    for words in (("predict", trained, strange / name), ("train-wavenet", "--data-dir", strange / name)):
        code, _out, err = kerascnn(*words)
        assert (code, err.count("\n")) == (2, 1), err
        assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--epochs", 0], "epochs is 0"),
        (["--steps", 0], "steps is 0"),
        (["--window", 3], "window is 3"),
        (["--rate", 10], "rate is 10"),
        (["--noise", 0], "noise is 0"),
        (["--voices", 0], "voices is 0"),
        (["--seconds", 0], "seconds is 0"),
        (["--chords", 0], "chords is 0"),
        (["--dilations", 40], "dilations is 40"),
        (["--learning-rate", 0], "learning-rate is 0"),
        (["--network", "wavnet"], "did you mean 'wavenet'"),
        (["--network", "mlp"], "the network mlp has no"),
        (["--width", "nan"], "width is nan"),
    ],
)
def test_what_cannot_be_trained_is_one_line_and_leaves_nothing(words, said, kerascnn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = ("--chords", 2, "--seconds", 0.1, "--out", "run")
    code, _out, err = kerascnn("train-wavenet", *small, *words)
    assert (code, err.count("\n")) == (2, 1), err
    assert said in err
    assert not (tmp_path / "run").exists()
