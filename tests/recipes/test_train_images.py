"""`train-images`: photographs of any size, from the folder to the report."""

import html
import json
import re
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

import annotated_folders
from kerascnn import runs
from kerascnn.datasets import opening, picture
from kerascnn.datasets.decoded_cache import DecodedCache
from kerascnn.datasets.listing import listed
from kerascnn.errors import InputError
from kerascnn.networks import _backbone
from kerascnn.recipes import train_images
from kerascnn.runs.plan import PHOTOGRAPHS, DataChoice
from kerascnn.tasks import classification
from kerascnn.tasks.classification import figures
from kerascnn.tasks.classification.feed import balanced
from kerascnn.training.recorder import Recorder

COLOURS = {"blue": (40, 60, 200), "green": (30, 160, 60), "red": (200, 50, 40)}


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Three classes by their colours, of all shapes, the last with few pictures."""
    folder, random = tmp_path_factory.mktemp("data") / "fotos 📷", np.random.default_rng(0)
    for name, colour in COLOURS.items():
        (folder / name).mkdir(parents=True)
        for number in range(5 if name == "red" else 16):
            height, width = random.integers(40, 90, 2)
            pixels = np.clip(random.normal(colour, 40, (height, width, 3)), 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.jpg")
    return folder


@pytest.fixture(scope="module")
def run(photos, tmp_path_factory):
    """A short training on them."""
    out = tmp_path_factory.mktemp("runs") / "run"
    train_images.run(photos, epochs=4, batch_size=8, balance=True, fit="crop", out=out)
    return out


def test_a_run_has_all_that_a_run_has(run, photos):
    assert {"model.keras", "run.json", "metrics.json", "history.csv", "steps.csv", "report.html", "figures"} == {
        path.name for path in run.iterdir()
    }
    finished = runs.read(run)
    assert finished.data.class_names == ("blue", "green", "red")
    assert finished.data.name == "fotos 📷"
    assert finished.score > 0.6
    asked = json.loads((run / "run.json").read_text())["asked"]
    assert (asked["fit"], asked["size"], asked["name"]) == ("crop", None, "photographs")
    report = html.unescape((run / "report.html").read_text(encoding="utf-8"))
    assert f"kerascnn train-images '{photos}'" in report
    assert "--balance" in report
    assert 'id="taken-for"' in report


def test_predict_and_what_looks_at_a_network_prepare_a_photograph_as_the_training_did(run, photos, kerascnn, tmp_path):
    # Blue in the middle, green to the left and right: what is cut out is blue.
    wide = np.zeros((60, 240, 3), np.uint8) + np.array(COLOURS["green"], np.uint8)
    wide[:, 90:150] = COLOURS["blue"]
    Image.fromarray(wide).save(tmp_path / "wide.png")
    code, out, _err = kerascnn("predict", run, tmp_path / "wide.png", "--format", "json")
    (said,) = json.loads(out)
    assert (code, said["class"]) == (0, "blue")
    code, out, _err = kerascnn("predict", run, tmp_path / "wide.png")
    assert "picture: its middle, at 48×48, in colour" in out
    code, _out, err = kerascnn("patches", run, photos, "--layer", "conv1", "-o", tmp_path / "patches")
    assert (code, err) == (0, "")
    code, _out, err = kerascnn("report", run, "--data-dir", photos, "--force")
    assert (code, err) == (0, "")


def test_what_was_stopped_goes_on_with_the_table_beside_the_folder(photos, tmp_path, kerascnn, monkeypatch):
    flat = tmp_path / "flat"
    flat.mkdir()
    rows = ["file,class"]
    for file in sorted(photos.rglob("*.jpg")):
        name = f"{file.parent.name}-{file.name}"
        shutil.copy(file, flat / name)
        rows.append(f"{name},{file.parent.name}")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    words = [
        "--labels",
        tmp_path / "labels.csv",
        "--size",
        32,
        "--epochs",
        2,
        "--batch-size",
        8,
        "--fit",
        "pad",
        "--network",
        "mlp",
    ]
    monkeypatch.setattr(figures, "draw", lambda *_arguments: None)  # which takes longer than all of the training
    assert kerascnn("train-images", flat, *words, "--out", tmp_path / "whole")[0] == 0
    original = Recorder.on_epoch_end

    def stop(self, epoch, logs=None):
        original(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "on_epoch_end", stop)
        assert kerascnn("train-images", flat, *words, "--out", tmp_path / "run")[0] == 130
    code, _out, err = kerascnn("resume", tmp_path / "run")
    assert (code, "name it, so that it is read" in err) == (2, True)
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(flat, moved / "flat")
    shutil.move(tmp_path / "labels.csv", moved / "labels.csv")
    code, out, err = kerascnn("resume", tmp_path / "run", "--data-dir", moved / "flat")
    assert (code, err) == (0, "")
    assert "bit for bit" in out
    sums = [json.loads((tmp_path / name / "metrics.json").read_text())["weights_sha256"] for name in ("whole", "run")]
    assert sums[0] == sums[1]
    assert kerascnn("report", tmp_path / "run", "--data-dir", moved / "flat", "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--size", 0], "size is 0; expected a whole number from 1 up"),
        (
            ["--size", 16, "--network", "alexnet"],
            "alexnet cannot look at pictures of 16×16: .* the smallest that it can",
        ),
        (["--network", "lenet"], "there is no network 'lenet'; did you mean 'lenet5'"),
        (["--size", 100_000], "size is 100000; expected a whole number from 1 to 2048"),
        (["--network", "unt"], "there is no network 'unt'. There are: airbench, .*vgg19$"),
        (["--network", "unet"], r"the network unet is for another task \(segmentation\); expected one of: airbench, "),
        (["--network", "hed"], r"the network hed is for another task \(edges\); expected one of: airbench, "),
        (
            ["--weights", "imagenet", "--network", "resnet50", "--variant", "paper"],
            "no ImageNet weights for resnet50 --variant paper; it does for: .*, resnet101, resnet152, resnet50, ",
        ),
        (["--labels", "none.csv"], "none.csv does not exist"),
        (["--width", 2, "--network", "lenet5"], "the network lenet5 has no width to choose"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_leaves_nothing(photos, tmp_path, kerascnn, words, message):
    code, _out, err = kerascnn("train-images", photos, *words, "--out", tmp_path / "run")
    assert code == 2
    assert err.count("\n") == 1
    assert re.search(message, err)
    assert not (tmp_path / "run").exists()


def test_two_pictures_are_too_few(tmp_path, kerascnn):
    for name in ("a", "b"):
        (tmp_path / "two" / name).mkdir(parents=True)
        Image.new("RGB", (40, 40), (9, 9, 9)).save(tmp_path / "two" / name / "0.png")
    code, _out, err = kerascnn("train-images", tmp_path / "two", "--out", tmp_path / "run")
    assert code == 2
    assert "the class a has one picture; expected at least two" in err


def test_weights_of_grey_pictures_do_not_fit_those_in_colour():
    grey, colour = (keras.Sequential([keras.Input((8, 8, channels)), keras.layers.Conv2D(2, 3)]) for channels in (1, 3))
    message = r"grey\.keras learned from grey pictures \(1 channel\), and these are pictures in colour \(3 channels\)"
    with pytest.raises(InputError, match=message):
        _backbone._check_channels(Path("grey.keras"), colour, grey)
    _backbone._check_channels(Path("grey.keras"), grey, grey)


def test_a_folder_with_annotations_and_no_classes_is_for_other_practicals(tmp_path):
    folder = annotated_folders.yolo(tmp_path / "set")
    with pytest.raises(
        InputError, match=r"is annotated \(yolo\) and has no folder a class; train-detector takes boxes"
    ):
        listed(folder)


def test_each_class_counts_alike(photos):
    assert balanced(np.array([0, 0, 0, 1]), 2).tolist() == pytest.approx([4 / 2 / 3, 4 / 2 / 1])
    plan = train_images.run.plan(photos, batch_size=8, balance=True)
    data = classification.load(plan.data, plan.options)
    feed = classification.build(plan, data).training
    _pictures, labels, weights = feed[0]
    counts = np.bincount(data.train_labels[feed.indices])
    assert weights == pytest.approx(len(feed.indices) / 3 / counts[labels.argmax(axis=1)])


def test_a_size_that_suits_pictures_and_network(photos):
    def side(**options):
        plan = train_images.run.plan(photos, **options)
        return classification.load(plan.data, plan.options).train_images.shape[1]

    # The shorter sides lie between 40 and 90; half are at most 54 or so, and 48 is the multiple of 8 below.
    sides = sorted(min(picture.header(file)[:2]) for file in photos.rglob("*.jpg"))
    assert side() == sides[len(sides) // 2] // 8 * 8
    assert side(network="alexnet") == 72  # which cannot look at fewer than 67
    assert side(size=33) == 33


def test_pictures_are_decoded_once(photos, monkeypatch):
    plan = train_images.run.plan(photos, size=32)
    data = classification.load(plan.data, plan.options)
    first = data.train_images[np.arange(5)]
    monkeypatch.setattr(picture, "read", lambda *_a, **_s: pytest.fail("decoded again"))
    assert np.array_equal(data.train_images[np.arange(5)], first)
    assert np.array_equal(data.train_images[3], first[3])


def test_a_cache_without_room_changes_nothing(photos, monkeypatch):
    plan = train_images.run.plan(photos, size=32)
    kept = classification.load(plan.data, plan.options)
    monkeypatch.setattr(opening, "kept", lambda *_arguments: None)
    again = classification.load(plan.data, plan.options)
    assert again.train_images.cache is None
    assert any("decoded anew in every epoch" in line for line in again.taken_as)
    assert np.array_equal(again.train_images[:], kept.train_images[:])


def test_a_full_disk_is_no_error(monkeypatch):
    cache = DecodedCache(2, (4, 4, 3))

    class Full:
        def seek(self, *_arguments):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "_file", Full())
    cache.put(0, np.zeros((4, 4, 3), np.uint8))
    assert not cache.has(0)


def test_no_folder_is_named_by_a_plan_of_hand():
    with pytest.raises(InputError, match="no folder is named"):
        classification.load(DataChoice(PHOTOGRAPHS), train_images.run.plan("x").options)
