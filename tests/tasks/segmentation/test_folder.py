"""A folder of pictures and masks: learned from, asked about, and what is wrong with it."""

import json

import numpy as np
import pytest
from PIL import Image

from kerascnn import networks, tasks
from kerascnn.errors import InputError
from kerascnn.recipes import train_segmenter
from kerascnn.runs.plan import DataChoice
from kerascnn.tasks.segmentation import Options
from kerascnn.tasks.segmentation.predicting import fitted

SIZE = {"size": 32, "epochs": 1, "batch_size": 4, "width": 0.5}


def write(folder, count=8, size=(30, 40)):
    """Pictures with a bright square, whose mask is the class 1 or 2."""
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    random = np.random.default_rng(0)
    for number in range(count):
        pixels = random.integers(0, 60, (*size, 3), np.uint8)
        mask = np.zeros(size, np.uint8)
        top, left = random.integers(0, 15, 2)
        pixels[top : top + 12, left : left + 12] += np.uint8(150)
        mask[top : top + 12, left : left + 12] = 1 + number % 2
        Image.fromarray(pixels).save(folder / "images" / f"{number}.png")
        Image.fromarray(mask).save(folder / "masks" / f"{number}.png")
    return folder


@pytest.fixture
def own(tmp_path):
    return write(tmp_path / "cells")


def loaded(folder, **settings):
    plan = train_segmenter.run.plan(**SIZE, data_dir=folder, **settings)
    return tasks.segmentation.load(plan.data, plan.options)


def test_it_is_divided_and_stretched(own):
    (own / "classes.txt").write_text("background\nround\nsquare\n")
    data = loaded(own)
    assert data.about.class_names == ("background", "round", "square")
    assert (data.about.training, data.about.test) == (7, 1)
    assert (len(data.training), len(data.validation), len(data.test)) == (6, 1, 1)
    images, masks = data.training.batch(np.array([0, 5]), 3)
    assert images.shape == (2, 32, 32, 3)
    assert masks.shape == (2, 32, 32)
    # Where the mask says so, the picture is bright.
    assert images[masks > 0].mean() > images[masks == 0].mean() + 60
    assert loaded(own).about == data.about
    assert "stretched to 32×32; classes: round, square" in data.about.taken_as[0]


def test_a_run_on_it_is_asked_about_pictures_of_any_size(own, kerascnn, tmp_path):
    """It looks through a network that has learned before."""
    out = tmp_path / "run"
    learned = tmp_path / "learned.keras"
    networks.build("cifar-cnn", input_shape=(32, 32, 3), num_classes=3).save(learned)
    options = [word for name, value in SIZE.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    options += ["--backbone", "cifar-cnn", "--weights", str(learned)]
    code, text, _err = kerascnn("train-segmenter", "--data-dir", str(own), *options, "--mirror", "--out", str(out))
    assert code == 0, text
    assert f"cifar-cnn starts from {learned}" in text
    assert "8 pictures with masks (masks)" in text
    photo = tmp_path / "photo.png"
    Image.fromarray(np.full((60, 240, 3), 90, np.uint8)).save(photo)
    code, text, _err = kerascnn("predict", str(out), str(photo), "--output", str(tmp_path / "drawn.png"))
    assert code == 0
    assert "picture of 240×60, seen by the network at 32×8, its proportions kept; the mask is of 240×60" in text
    assert (tmp_path / "drawn.png").is_file()
    code, text, _err = kerascnn("predict", str(out), str(photo), "--format", "json")
    (record,) = json.loads(text)
    assert record["size"] == [240, 60]
    assert set(record["classes"]) <= {"1", "2"}
    assert kerascnn("predict", str(out), str(photo), "--pixels", "0-1")[0] == 2
    code, _text, err = kerascnn("predict", str(out), str(tmp_path / "none.png"))
    assert (code, err.count("\n")) == (2, 1)


def test_the_proportions_of_a_picture_are_kept():
    picture = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    found = fitted(picture, 4, 3)
    assert found.size == (2, 3)
    assert found.pixels[:, :, 0].tolist() == [[0, 1, 2], [3, 4, 5], [3, 4, 5], [3, 4, 5]]


def spoil_size(own):
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(own / "masks" / "3.png")


def spoil_class(own):
    (own / "classes.txt").write_text("background\nonly\n")


def spoil_picture(own):
    (own / "images" / "2.png").unlink()


def spoil_all(own):
    for path in own.rglob("*.png"):
        path.unlink()


def spoil_most(own):
    for path in own.rglob("[2-9].png"):
        path.unlink()


def spoil_form(own):
    (own / "masks" / "3.png").unlink()
    Image.fromarray(np.zeros((30, 40), np.uint8)).save(own / "masks" / "3.jpg")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_size, r"3.png.*the mask has 9×9 pixels; the picture 3.png has 40×30"),
        (spoil_class, r"has pixels of the class 2; classes.txt lists the classes 0 to 1"),
        (spoil_picture, r"masks.2.png.*there is no picture '2' in the folder"),
        (spoil_all, "holds no masks; expected masks/ beside images/"),
        (spoil_most, "pictures with masks: 2; expected 3 or more"),
        (spoil_form, "a mask as JPG has lost its class numbers; save it as PNG"),
    ],
)
def test_what_is_wrong_with_a_folder_is_one_line(own, spoil, message, kerascnn, tmp_path):
    spoil(own)
    code, _out, err = kerascnn("train-segmenter", "--data-dir", str(own), "--out", str(tmp_path / "run"))
    assert (code, err.count("\n")) == (2, 1)
    with pytest.raises(ValueError, match=message):
        loaded(own)
    assert not (tmp_path / "run").exists()


def test_pictures_without_a_mask_are_counted(own):
    (own / "masks" / "3.png").unlink()
    data = loaded(own)
    assert data.about.training + data.about.test == 7
    assert data.about.taken_as[1].endswith("pictures without a mask, which are left alone: 1")


def test_bad_pictures_are_left_out_where_that_is_asked(own):
    spoil_size(own)
    with pytest.warns(UserWarning, match="pictures that were left out: 1; the first"):
        data = loaded(own, skip_bad=True)
    assert data.about.training + data.about.test == 7


def test_each_epoch_has_new_scenes_and_the_test_is_the_same_for_every_seed():
    plans = [train_segmenter.run.plan(size=48, digits=1, scenes=4, seed=seed) for seed in (0, 1)]
    first, second = (tasks.segmentation.load(plan.data, plan.options) for plan in plans)
    numbers = np.arange(4)
    assert (first.training.batch(numbers, 0)[0] != first.training.batch(numbers, 1)[0]).any()
    np.testing.assert_array_equal(first.training.batch(numbers, 1)[0], first.training.batch(numbers, 1)[0])
    np.testing.assert_array_equal(first.test.batch(numbers, 0)[0], second.test.batch(numbers, 7)[0])
    assert (first.training.batch(numbers, 0)[0] != second.training.batch(numbers, 0)[0]).any()
    assert first.about.sha256 != second.about.sha256
    plan = train_segmenter.run.plan(size=48, digits=1, scenes=4, hard=True)
    hard = tasks.segmentation.load(plan.data, plan.options)
    assert hard.about.name == "hard-scenes-48-1"
    assert hard.test.batch(numbers, 0)[0].mean() > 1.3 * first.test.batch(numbers, 0)[0].mean()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 8}, "size is 8; expected a whole number from 16 up"),
        ({"digits": 13}, "digits is 13; expected a whole number from 1 to 12"),
        ({"dice_weight": -1}, "dice-weight is -1"),
        ({"background_weight": 0}, "background-weight is 0; expected a number greater than 0"),
        ({"network": "une"}, "no network 'une'; did you mean 'unet'"),
        ({"network": "resnet20"}, "expected one of: unet"),
        ({"backbone": "resnet21"}, "there is no network 'resnet21'"),
        ({"weights": "imagenet"}, "weights are for a backbone; add --backbone"),
        ({"learning_rate": 0}, "learning-rate is 0"),
        ({"optimizer": "adamw"}, "the preset's learning rate 0.05 is for muon; add --learning-rate"),
    ],
)
def test_options_that_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        train_segmenter.run.plan(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"variant": "keras"}, "tells two classes apart, not 11"),
        ({"backbone": "cifar-cnn", "size": 50}, "choose sides that are multiples of 32"),
    ],
)
def test_networks_that_cannot_be(settings, message):
    plan = train_segmenter.run.plan(**{"size": 48, "scenes": 4} | settings)
    data = tasks.segmentation.load(DataChoice("scenes"), plan.options)
    assert isinstance(plan.options, Options)
    with pytest.raises(ValueError, match=message):
        tasks.segmentation.network(plan, data)


def test_a_folder_without_masks_is_not_told_to_have_boxes(tmp_path):
    (tmp_path / "images").mkdir()
    with pytest.raises(InputError, match="holds no masks; expected ") as refused:
        loaded(tmp_path)
    assert "VOC" not in str(refused.value)
