"""`train-detector` on a folder of the reader's own, and what its network says of pictures."""

import json

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn import report, runs
from kerascnn.datasets.letterbox import letterboxed, light_on_dark
from kerascnn.recipes import train_detector
from kerascnn.tasks.detection import figures

TINY = {"size": 48, "backbone": "mnist-cnn", "stride": 4, "width": 0.1, "anchors": 2, "epochs": 1, "batch_size": 4}


def write_yolo(folder, count=12):
    """Scenes of 60×48 pixels as YOLO's text files have them."""
    scenes = kc.datasets.scenes(seed=4, size=48, digits=(1, 2)).batch(range(count))
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True)
    for number, (picture, (boxes, labels)) in enumerate(zip(scenes.images, scenes.objects(), strict=True)):
        wide = np.pad(picture, ((0, 0), (0, 12), (0, 0)))
        Image.fromarray(wide).save(folder / "images" / f"{number}.png")
        middles = kc.boxes.convert(boxes, "xyxy", "cxcywh") / [60, 48, 60, 48]
        lines = [
            f"{label % 3} " + " ".join(f"{each:.6f}" for each in box)
            for label, box in zip(labels, middles, strict=True)
        ]
        (folder / "labels" / f"{number}.txt").write_text("\n".join(lines) + "\n")
    (folder / "data.yaml").write_text("train: images\nnames: [no, eins, ✓]\n")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_yolo(tmp_path_factory.mktemp("mine") / "street")


@pytest.fixture(scope="module")
def trained(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    train_detector.run(**TINY, least_score=0.0, data_dir=folder, out=out)
    return out


def test_a_folder_of_ones_own_is_learned_from_and_reported(trained, folder):
    run = runs.read(trained)
    assert (run.data.name, run.data.class_names) == ("street", ("no", "eins", "✓"))
    assert run.data.training + run.data.validation + run.data.test == 12
    metrics = json.loads((trained / "metrics.json").read_text())
    assert set(metrics["classes"]) == {"no", "eins", "✓"}
    assert metrics["thresholds"]["0.50"] == metrics["ap50"]
    assert len(metrics["precision_at_recall"]) == 101
    assert {path.name for path in (trained / "figures").iterdir()} == {
        *("curves.png", "found.png", "misses.png", "precision.png", "suppression.png")
    }
    page = report.of_run(run)
    assert "which is read where you name it" in page
    assert 'id="classes"' in page
    assert "data:image/jpeg" in report.of_run(run, data_dir=folder)


@pytest.mark.parametrize(
    ("field", "value"),
    [("precision_at_recall", [2] * 101), ("precision_at_recall", None), ("map", 7), ("classes", []), ("sizes", 3)],
)
def test_metrics_that_no_detector_has_written_are_refused(trained, tmp_path, field, value):
    import shutil

    copy = tmp_path / "run"
    shutil.copytree(trained, copy)
    metrics = json.loads((copy / "metrics.json").read_text())
    (copy / "metrics.json").write_text(json.dumps(metrics | {field: value}))
    with pytest.raises(ValueError, match=f"{field}.* is .*; expected"):
        report.of_run(runs.read(copy))


def test_predict_says_and_draws_where_objects_are(trained, folder, tmp_path, kerascnn):
    picture = folder / "images" / "3.png"
    code, out, _err = kerascnn("predict", trained, picture, "-o", tmp_path / "found.png")
    assert code == 0
    assert "non-max suppression left" in out
    assert "picture of 60×48, seen by the network at 48×38, its proportions kept" in out
    assert out.splitlines()[-1] == f"drawn: {tmp_path / 'found.png'}"
    with Image.open(tmp_path / "found.png") as drawn:
        assert drawn.size[0] > 300
    code, out, _err = kerascnn("predict", trained / "model.keras", picture, "--format", "json")
    (said,) = json.loads(out)
    assert said["size"] == [60, 48]
    assert said["boxes"]
    for box in said["boxes"]:
        left, top, right, bottom = box["xyxy"]
        assert 0 <= left <= right <= 60
        assert 0 <= top <= bottom <= 48
        assert box["class"] in ("no", "eins", "✓")
    assert [box["score"] for box in said["boxes"]] == sorted((box["score"] for box in said["boxes"]), reverse=True)


def test_a_drawing_without_boxes_says_that_nothing_was_found():
    none = kc.boxes.Detections(np.zeros((0, 4)), np.zeros(0, int), np.zeros(0))
    drawn = figures.draw_found(np.zeros((20, 20, 3), np.uint8), none, ("cat", "dog"))
    assert drawn.get_suptitle() == "nothing found"


def test_what_predict_cannot_use_is_one_line(trained, tmp_path, kerascnn):
    (tmp_path / "x.png").write_bytes(b"none")
    for words, said in (
        ((trained, tmp_path / "x.png"), "no picture that can be read"),
        ((trained, tmp_path / "y.png"), "y.png does not exist"),
        ((trained, tmp_path / "x.png", "--as", "digits"), "this one does detection"),
    ):
        code, _out, err = kerascnn("predict", *words)
        assert code == 2
        assert said in err
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--epochs", 0], "epochs is 0"),
        (["--network", "yolo"], "did you mean 'yolo-grid'"),
        (["--network", "mlp"], "the network mlp is for another task (classification); expected one of: yolo-grid"),
        (["--backbone", "resnet"], "there is no network 'resnet'"),
        (["--backbone", "resnet18", "--stride", 3], "resnet18 has no feature map of stride 3; expected one of"),
        (["--backbone", "resnet18", "--weights", "none.keras"], "none.keras"),
        (["--weights", "imagenet"], "weights are for a backbone"),
        (["--stride", 4], "stride is 4; yolo-grid without a backbone has 8"),
        (["--size", 20], "size is 20"),
        (["--anchors", 0], "anchors is 0"),
        (["--overlap", 1.5], "overlap is 1.5"),
        (["--least-score", -1], "least-score is -1"),
        (["--learning-rate", 0], "learning-rate is 0"),
        (["--data-dir", "nowhere"], "--scenes, --test-scenes: only for scenes that are composed"),
    ],
)
def test_what_cannot_be_trained_is_one_line_and_leaves_nothing(words, said, kerascnn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _out, err = kerascnn("train-detector", "--scenes", 4, "--test-scenes", 4, "--out", "run", *words)
    assert (code, err.count("\n")) == (2, 1), err
    assert said in err
    assert not (tmp_path / "run").exists()


def test_folders_that_cannot_be_divided_are_refused(tmp_path):
    folder = write_yolo(tmp_path / "two", count=2)
    with pytest.raises(ValueError, match="annotated pictures: 2; expected at least 3"):
        kc.datasets.locate(data_dir=folder)
    for path in (write_yolo(tmp_path / "empty", count=4) / "labels").iterdir():
        path.write_text("")
    with pytest.raises(ValueError, match="have no object in them; expected one at least"):
        kc.datasets.locate(data_dir=tmp_path / "empty")


def test_a_picture_in_a_frame_keeps_its_proportions_and_boxes_find_their_way_back():
    picture = np.zeros((20, 50, 3), np.uint8)
    picture[5:15, 10:20] = 255
    found, frame = letterboxed(picture, (100, 100))
    assert found.shape == (100, 100, 3)
    assert (found[:30] == 127).all()
    assert (found[70:] == 127).all()
    box = np.array([[10.0, 5, 20, 15]])
    (inside,) = frame.inside(box)
    assert inside.tolist() == [20, 40, 40, 60]
    assert found[45:55, 25:35].min() == 255
    np.testing.assert_allclose(frame.outside(frame.inside(box)), box)
    assert frame.outside(np.array([[-5.0, 0, 120, 90]])).tolist() == [[0, 0, 50, 20]]


def test_a_light_photograph_is_shown_as_its_negative():
    paper = np.full((40, 40, 3), 220, np.uint8)
    paper[10:20, 10:12] = 60
    seen, _frame, inverted = light_on_dark(paper, (40, 40), wanted=True)
    assert inverted
    assert seen[15, 11].tolist() == [255, 255, 255]
    assert seen[0, 0].tolist() == [0, 0, 0]
    for picture, wanted in ((paper, False), (seen, True)):
        again, _frame, inverted = light_on_dark(picture, (40, 40), wanted=wanted)
        assert not inverted
        np.testing.assert_array_equal(again, picture)


def test_a_folder_that_is_not_there_is_said_to_be_not_there(kerascnn, tmp_path):
    code, _out, err = kerascnn("train-detector", "--data-dir", tmp_path / "nowhere", "--out", tmp_path / "run")
    assert code == 2
    assert "nowhere does not exist" in err
    assert not (tmp_path / "run").exists()
