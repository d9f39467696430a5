"""All windows of a picture in one pass: the scores of each window cut out; and what cannot slide is refused."""

import json
import re

import keras
import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn.prediction.windows import crops, fully_convolutional, windows
from kerascnn.recipes import sliding_window


def picture(height, width, channels):
    return np.random.default_rng(0).random((height, width, channels)).astype("float32")


def own(*middle, shape=(12, 10, 2)):
    return keras.Sequential([keras.Input(shape), *middle, keras.layers.Dense(3, activation="softmax")])


CHAINS = {
    "flattened": lambda: own(
        keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.MaxPooling2D(2), keras.layers.Flatten()
    ),
    "averaged": lambda: own(
        keras.layers.Rescaling(2.0, offset=-1.0),
        keras.layers.Conv2D(4, 3, strides=2),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(),
        keras.layers.GlobalAveragePooling2D(),
    ),
    "strongest": lambda: own(keras.layers.Conv2D(4, 5), keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(5)),
    "dense alone": lambda: own(keras.layers.Flatten(), keras.layers.Dense(6), keras.layers.Dropout(0.5)),
    "pointwise": lambda: own(
        keras.layers.Conv2D(4, 1, padding="same"), keras.layers.AveragePooling2D(3), keras.layers.Flatten()
    ),
    "mnist-cnn": lambda: kc.networks.build("mnist-cnn", variant="course"),
    "lenet5": lambda: kc.networks.build("lenet5", variant="course"),
    "mlp": lambda: kc.networks.build("mlp", input_shape=(12, 12, 1)),
}


@pytest.mark.parametrize("name", CHAINS)
def test_one_pass_gives_the_scores_of_every_window_cut_out(name):
    model = CHAINS[name]()
    sliding = fully_convolutional(model)
    height, width, channels = model.input_shape[1:]
    seen = picture(height + 17, width + 22, channels)
    scores = windows(sliding, seen)
    rows, columns = 1 + 17 // sliding.stride, 1 + 22 // sliding.stride
    assert scores.shape == (rows, columns, model.output_shape[-1])
    alone = []
    for row in range(rows):
        for column in range(columns):
            top, left = row * sliding.stride, column * sliding.stride
            alone.append(seen[top : top + height, left : left + width])
    np.testing.assert_array_equal(crops(sliding, seen), alone)
    expected = np.asarray(model(np.array(alone), training=False))
    np.testing.assert_allclose(scores.reshape(expected.shape), expected, atol=1e-5)
    box = sliding.boxes(rows, columns)[1, 2]
    assert box.tolist() == [2 * sliding.stride, sliding.stride, 2 * sliding.stride + width, sliding.stride + height]
    # Of a picture as large as one window, it says what the classifier says.
    np.testing.assert_allclose(windows(sliding, alone[0])[0, 0], expected[0], atol=1e-5)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda: kc.networks.build("mnist-cnn"), "conv1 pads its input"),
        (lambda: own(keras.layers.MaxPooling2D(2, padding="same"), keras.layers.Flatten()), "pads its input"),
        (lambda: own(keras.layers.ZeroPadding2D(1), keras.layers.Flatten()), "is a ZeroPadding2D, which cannot slide"),
        (lambda: own(keras.layers.Conv2D(4, 3, strides=(1, 2)), keras.layers.Flatten()), "the same down and across"),
        (lambda: kc.networks.build("resnet20"), "the layers are no chain at conv2_block1_add"),
        (lambda: own(keras.layers.Dense(3), shape=(7,)), "expected a classifier of pictures"),
        (lambda: keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3)]), "expected a classifier"),
    ],
)
def test_what_cannot_slide_is_refused_with_a_word(model, said):
    with pytest.raises(ValueError, match=said):
        fully_convolutional(model())


def test_a_picture_smaller_than_a_window_is_refused():
    sliding = fully_convolutional(CHAINS["flattened"]())
    for work in (windows, crops):
        with pytest.raises(ValueError, match="shape 11×30×2; expected at least one window of 12×10"):
            work(sliding, picture(11, 30, 2))


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """An untrained reader of digits in the folder of a run."""
    folder = tmp_path_factory.mktemp("run")
    kc.networks.build("mnist-cnn", variant="course").save(folder / "model.keras")
    data = {"name": "mnist", "class_names": list("0123456789")}
    (folder / "run.json").write_text(json.dumps({"recipe": "train-mnist", "data": data}))
    return folder


def test_the_practical_leaves_the_network_its_scores_and_a_figure(network, tmp_path, kerascnn):
    out = tmp_path / "slid"
    code, said, _err = kerascnn("sliding-window", network, "--least-score", 0, "--out", out)
    assert code == 0
    assert "times as fast as one batch of windows" in said
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["windows"] == 24 * 54
    assert metrics["difference"] <= 1e-5
    assert metrics["found"] == len(metrics["boxes"]) > 0
    assert keras.saving.load_model(out / "model.keras").input_shape == (None, None, None, 1)
    with Image.open(out / "figures" / "windows.png") as drawn:
        assert drawn.size[0] > 500
    assert json.loads((out / "run.json").read_text())["called"]["network"] == str(network)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f"kerascnn sliding-window {network}" in re.sub("<[^>]+>", "", page)
    assert page.count("<tr>") == 1 + metrics["found"]
    assert "<img " in page


def test_a_picture_of_ones_own_is_scaled(network, tmp_path):
    paper = np.full((90, 60, 3), 230, np.uint8)
    paper[20:70, 25:30] = 30
    Image.fromarray(paper).save(tmp_path / "paper.png")
    slid = sliding_window.run(network, picture=tmp_path / "paper.png", size=60, out=tmp_path / "out")
    # 60 × 40 pixels: nine windows below one another, four side by side.
    assert slid.windows == 9 * 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--size", 5], "size is 5"),
        (["--overlap", 0], "overlap is 0"),
        (["--least-score", 2], "least-score is 2"),
        (["--picture", "none.png"], "none.png does not exist"),
        (["--seed", -1], "seed is -1"),
    ],
)
def test_what_cannot_be_slid_over_is_one_line_and_leaves_nothing(network, words, said, kerascnn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _out, err = kerascnn("sliding-window", network, "--out", "slid", *words)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err
    assert not (tmp_path / "slid").exists()


def test_a_network_that_does_not_read_digits_needs_a_picture(tmp_path, kerascnn):
    own(keras.layers.Conv2D(4, 3), keras.layers.Flatten(), shape=(12, 10, 3)).save(tmp_path / "model.keras")
    code, _out, err = kerascnn("sliding-window", tmp_path, "--out", tmp_path / "slid")
    assert code == 2
    assert "name a picture with --picture" in err
    assert not (tmp_path / "slid").exists()
