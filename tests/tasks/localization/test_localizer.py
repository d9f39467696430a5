"""Deck E's vector and its loss, and `train-localizer`: what it leaves, what it says, what it refuses."""

import json

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn import runs
from kerascnn.recipes import train_localizer
from kerascnn.tasks.localization import AnswerBatches, AnswerLoss
from kerascnn.tasks.localization.answers import answers, boxes_of
from kerascnn.tasks.localization.evaluation import Evaluation
from kerascnn.tasks.localization.losses import ClassesRight, MeanOverlap

TINY = {"size": 48, "width": 0.1, "epochs": 1, "batch_size": 8, "scenes": 16, "test_scenes": 24}
# Deck E: a car, the second of three classes, with its middle at (0.5, 0.7), 0.3 high and 0.4 wide.
CAR = [1, 0.5, 0.7, 0.3, 0.4, 0, 1, 0]


def test_the_vector_of_deck_e_and_back():
    boxes = np.array([[[60.0, 110, 140, 170]], [[0, 0, 0, 0]]])
    found = answers(boxes, np.array([[1], [-1]]), (200, 200), 3)
    np.testing.assert_allclose(found[0], CAR, atol=1e-6)
    assert not found[1].any()
    np.testing.assert_allclose(boxes_of(found[:1], (200, 200)), boxes[0], atol=1e-4)
    # What reaches out of the picture is cut off.
    assert boxes_of(np.array([[1, 0, 0, 0.5, 0.5]]), (100, 200)).tolist() == [[0, 0, 50, 25]]


def test_the_first_of_several_objects_counts():
    boxes = np.array([[[0.0, 0, 10, 10], [0, 0, 5, 5]]])
    assert answers(boxes, np.array([[2, 0]]), (20, 20), 3)[0].tolist() == [1, 0.25, 0.25, 0.5, 0.5, 0, 0, 1]


@pytest.mark.parametrize("kind", ["squared", "overlap"])
def test_where_nothing_is_only_p_c_counts(kind):
    loss, nothing = AnswerLoss(kind), np.zeros((1, 8), "float32")
    first, second = np.array([[0.3, 0.5, 0.7, 0.3, 0.4, 0.2, 0.5, 0.3]], "float32"), np.full((1, 8), 0.3, "float32")
    assert float(loss(nothing, first)) == pytest.approx(float(loss(nothing, second)))
    expected = 0.3**2 if kind == "squared" else -np.log(1 - 0.3)
    assert float(loss(nothing, first)) == pytest.approx(expected, rel=1e-5)


def test_where_something_is_all_of_it_counts():
    true = np.array([CAR], "float32")
    given = np.array([[0.8, 0.6, 0.7, 0.3, 0.4, 0.1, 0.7, 0.2]], "float32")
    # 0.2² + 0.1² + 0.1² + 0.3² + 0.2².
    assert float(AnswerLoss("squared")(true, given)) == pytest.approx(0.04 + 0.01 + 0.01 + 0.09 + 0.04, rel=1e-4)
    # The boxes have 0.3 of 0.5 in common; their middles are 0.1 apart, the box around both is 0.5 by 0.3.
    box = 1 - 0.6 + 0.1**2 / (0.5**2 + 0.3**2)
    assert float(AnswerLoss()(true, given)) == pytest.approx(-np.log(0.8) - np.log(0.7) + 2.5 * box, rel=1e-4)


def test_overlap_and_classes_are_means_over_the_pictures_with_an_object():
    true = np.array([CAR, [0] * 8, CAR], "float32")
    given = np.array([CAR, CAR, [1, 0.6, 0.7, 0.3, 0.4, 1, 0, 0]], "float32")
    for metric, expected in ((MeanOverlap(), (1 + 0.6) / 2), (ClassesRight(), 0.5)):
        metric.update_state(true[:2], given[:2])
        metric.update_state(true[2:], given[2:])
        assert float(metric.result()) == pytest.approx(expected, rel=1e-4)
    tested = Evaluation(true, given, (100, 100), 0.0)
    assert tested.score == pytest.approx(0.8)
    assert (tested.class_accuracy, tested.presence_accuracy) == (0.5, pytest.approx(2 / 3))
    assert tested.wholly_right.tolist() == [True, False, False]
    assert sorted(tested.worst(5)) == [1, 2]


def test_of_pictures_that_are_as_wrong_the_surest_mistake_is_the_worst():
    true = np.array([CAR] * 4, "float32")
    taken_for = [0, 0.1, 0.2], [0.5, 0.4, 0.1], [1, 0, 0], [0.2, 0.8, 0]
    given = np.array([[1, *CAR[1:5], *scores] for scores in taken_for], "float32")
    given[3, 0] = 0.4  # of the right class, but said not to be there
    assert Evaluation(true, given, (100, 100), 0.0).worst(4).tolist() == [2, 3, 0, 1]


def test_every_epoch_has_new_scenes():
    feed = AnswerBatches(kc.datasets.scenes(count=8, size=48, digits=(0, 1)), classes=10, batch_size=4, seed=1)
    pictures, targets = feed.batch(0, 0)
    assert (pictures.dtype, pictures.shape, targets.shape) == (np.float32, (4, 48, 48, 3), (4, 15))
    np.testing.assert_array_equal(feed.batch(0, 0)[0], pictures)
    assert (feed.batch(1, 0)[0] != pictures).any()


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    train_localizer.run(**TINY, loss="squared", out=out)
    return out


def test_what_a_run_leaves(trained):
    metrics = json.loads((trained / "metrics.json").read_text())
    assert sum(metrics["overlaps"]) == sum(each["objects"] for each in metrics["classes"].values())
    assert {path.name for path in (trained / "figures").iterdir()} == {"curves.png", "found.png", "misses.png"}
    assert runs.read(trained).options["loss"] == "squared"


def test_only_classifiers_are_looked_into(trained, tmp_path, kerascnn):
    code, _out, err = kerascnn("look", trained, "one.png", "-o", tmp_path / "looks")
    assert (code, err.count("\n")) == (2, 1)
    assert "does not classify pictures" in err


def test_predict_says_and_draws_where_the_digit_is(trained, tmp_path, kerascnn):
    Image.fromarray(kc.datasets.scenes(size=96, digits=(1, 1)).batch([0]).images[0][:, :80]).save(tmp_path / "a.png")
    code, out, _err = kerascnn("predict", trained, tmp_path / "a.png", "-o", tmp_path / "found.png")
    assert code == 0
    assert "p_c 0." in out
    assert "picture of 80×96, seen by the network at 40×48, its proportions kept" in out
    with Image.open(tmp_path / "found.png") as drawn:
        assert drawn.size[0] > 300
    code, out, _err = kerascnn("predict", trained, tmp_path / "a.png", "--format", "json")
    (said,) = json.loads(out)
    assert said["size"] == [80, 96]
    assert set(said["scores"]) == set("0123456789")
    assert (said["xyxy"] is None) == (said["object"] <= 0.5)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--epochs", 0], "epochs is 0"),
        (["--network", "locator"], "there is no network 'locator'"),
        (
            ["--network", "yolo-grid", "--stride", 8],
            r"yolo-grid is for another task \(detection\); expected one of: localizer",
        ),
        (["--backbone", "resnet18", "--stride", 3], "resnet18 has no feature map of stride 3"),
        (["--weights", "imagenet"], "weights are for a backbone"),
        (["--size", 20], "size is 20"),
        (["--loss", "cubed"], "cubed"),
        (["--data-dir", "nowhere"], "--scenes, --test-scenes: only for scenes that are composed"),
    ],
)
def test_what_cannot_be_trained_is_one_line_and_leaves_nothing(words, said, kerascnn, tmp_path, monkeypatch):
    import re

    monkeypatch.chdir(tmp_path)
    code, _out, err = kerascnn("train-localizer", "--scenes", 4, "--test-scenes", 4, "--out", "run", *words)
    assert code == 2
    assert re.search(said, err)
    assert "Traceback" not in err
    assert not (tmp_path / "run").exists()


def test_a_folder_that_is_not_there_is_said_to_be_not_there(kerascnn, tmp_path):
    code, _out, err = kerascnn("train-localizer", "--data-dir", tmp_path / "nowhere", "--out", tmp_path / "run")
    assert code == 2
    assert "nowhere does not exist" in err
    assert not (tmp_path / "run").exists()
