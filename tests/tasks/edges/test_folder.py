"""A folder of pictures and edge maps: learned from, asked about, and what is wrong with it."""

import json
import re

import numpy as np
import pytest
from PIL import Image

from kerascnn import tasks
from kerascnn.errors import DamagedPicturesError
from kerascnn.recipes import train_edges

SIZE = {"size": 32, "epochs": 1, "batch_size": 4, "width": 0.5}


def write(folder, count=8, size=(40, 64)):
    """Pictures with a bright square, and its border."""
    for name in ("images", "edges"):
        (folder / name).mkdir(parents=True)
    random = np.random.default_rng(0)
    for number in range(count):
        pixels, edges = random.integers(0, 60, (*size, 3), np.uint8), np.zeros(size, np.uint8)
        top, left = random.integers(0, 20, 2)
        pixels[top : top + 16, left : left + 16] += np.uint8(150)
        edges[top : top + 16, left : left + 16] = 255
        edges[top + 1 : top + 15, left + 1 : left + 15] = 0
        Image.fromarray(pixels).save(folder / "images" / f"{number}.png")
        Image.fromarray(edges).save(folder / "edges" / f"{number}.png")
    return folder


@pytest.fixture
def own(tmp_path):
    return write(tmp_path / "squares")


def loaded(folder, **settings):
    plan = train_edges.run.plan(**SIZE, data_dir=folder, **settings)
    return tasks.edges.load(plan.data, plan.options)


def test_it_is_divided_and_stretched(own):
    data = loaded(own)
    assert (len(data.training), len(data.validation), len(data.test)) == (6, 1, 1)
    assert (data.about.training, data.about.test, data.about.class_names) == (7, 1, ())
    images, edges = data.training.batch(np.arange(6), 0)
    assert images.shape == (6, 32, 32, 3)
    assert set(np.unique(edges)) == {0, 1}
    # The border of 16×16 pixels, half as many across, is still a closed line of one or two pixels.
    assert (edges.sum(axis=(1, 2)) >= 2 * 8 + 2 * 12 - 4).all()
    assert loaded(own).about == data.about


def test_a_run_on_it_is_asked_about_pictures_of_any_size(own, kerascnn, tmp_path):
    out = tmp_path / "run"
    options = [
        word for name, value in SIZE.items() if name != "width" for word in (f"--{name.replace('_', '-')}", str(value))
    ]
    code, text, _err = kerascnn(
        "train-edges", "--data-dir", str(own), *options, "--mirror", "--backbone", "cifar-cnn", "--out", str(out)
    )
    assert code == 0, text
    assert "8 pictures with edge maps, stretched to 32×32" in text
    assert "the gradient filter has" in text
    photo = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (50, 70, 3), np.uint8)).save(photo)
    code, text, _err = kerascnn("predict", str(out), str(photo), "--output", str(tmp_path / "drawn.png"))
    assert code == 0
    assert "picture of 70×50, seen by the network at 64×46" in text
    assert (tmp_path / "drawn.png").is_file()
    code, text, _err = kerascnn("predict", str(out), str(photo), "--format", "json")
    (record,) = json.loads(text)
    assert record["seen_at"] == [64, 46]
    assert 0 <= record["edges"] <= 1
    code, _text, err = kerascnn("predict", str(out), str(own))
    assert (code, err.count("\n")) == (2, 1)


def spoil_size(own):
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(own / "edges" / "3.png")


def spoil_map(own):
    (own / "edges" / "3.png").unlink()


def spoil_picture(own):
    (own / "images" / "3.png").unlink()


def spoil_bytes(own):
    (own / "images" / "3.png").write_bytes((own / "images" / "3.png").read_bytes()[:200])


def spoil_folders(own):
    (own / "edges").rename(own / "lines")


def spoil_all(own):
    for path in own.rglob("*.png"):
        path.unlink()


def spoil_most(own):
    for path in own.rglob("[2-9].png"):
        path.unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_size, r"edges.3.png: the edge map has 9×9 pixels, the picture 3.png has 64×40"),
        (spoil_map, r"images.3.png: has no edge map of its name in edges/"),
        (spoil_picture, r"edges.3.png: has no picture of its name in images/"),
        (spoil_bytes, r"images.3.png: the picture is damaged"),
        (spoil_folders, r"expected the folders images/ and edges/ in it"),
        (spoil_all, "holds no picture"),
        (spoil_most, "pictures with edge maps: 2; expected 3 or more"),
    ],
)
def test_what_is_wrong_with_a_folder_is_one_line(own, spoil, message, kerascnn, tmp_path):
    spoil(own)
    code, _out, err = kerascnn("train-edges", "--data-dir", str(own), "--out", str(tmp_path / "run"))
    assert (code, err.count("\n")) == (2, 1)
    with pytest.raises(ValueError, match=message):
        loaded(own)
    assert not (tmp_path / "run").exists()


def spoil_name(own):
    (own / "images" / "3.jpg").write_bytes((own / "images" / "3.png").read_bytes())


LEFT_OUT = [
    (spoil_size, "edges.3.png: the edge map has 9×9", 7),
    (spoil_map, "images.3.png: has no edge map of its name", 7),
    (spoil_picture, "edges.3.png: has no picture of its name", 7),
    (spoil_bytes, "images.3.png: the picture is damaged", 7),
    (spoil_name, "images.3.png: 3.jpg has the same name but for its ending", 8),
]


@pytest.mark.parametrize(("spoil", "message", "left"), LEFT_OUT)
def test_bad_pictures_are_left_out_where_that_is_asked(own, spoil, message, left):
    spoil(own)
    with pytest.raises(DamagedPicturesError, match=message):
        loaded(own)
    with pytest.warns(UserWarning, match=f"pictures that were left out: 1; the first: .*{message}"):
        data = loaded(own, skip_bad=True)
    assert data.about.training + data.about.test == left


@pytest.mark.parametrize(("spoil", "message", "left"), LEFT_OUT)
def test_check_finds_what_a_training_would_refuse(own, spoil, message, left, kerascnn):
    assert kerascnn("data", "check", own)[:2] == (0, f"{own}: 8 pictures with edge maps\n")
    spoil(own)
    code, out, err = kerascnn("data", "check", own)
    assert (code, err) == (2, f"Error: {own}: 1 problem; --skip-bad leaves such pictures out\n")
    problem, said = out.splitlines()
    assert re.search(message, problem)
    assert said == f"{own}: {left} pictures with edge maps"
    code, out, _err = kerascnn("data", "check", own, "--skip-bad", "--format", "json")
    assert (code, json.loads(out)["pictures"], json.loads(out)["problems"]) == (0, left, [problem])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 8}, "size is 8; expected a whole number from 16 up"),
        ({"scenes": 0}, "scenes is 0; expected a whole number from 1"),
        ({"network": "hedd"}, "no network 'hedd'; did you mean 'hed'"),
        ({"optimizer": "sgd"}, "the preset's learning rate 0.05 is for muon; add --learning-rate"),
        ({"width": 0}, "width is 0; expected a number greater than 0"),
    ],
)
def test_options_that_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        train_edges.run.plan(**settings)


@pytest.mark.parametrize("network", ["cifar-cnn", "unet"])
def test_a_network_without_edge_maps_is_refused(network):
    with pytest.raises(ValueError, match=rf"the network {network} is for another task \(.*\); expected one of: hed"):
        train_edges.run.plan(size=48, scenes=4, network=network)
