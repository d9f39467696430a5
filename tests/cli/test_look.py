"""`kerascnn look`, `patches` and `embed`: what they write, and what they refuse."""

import json
import zlib

import keras
import numpy as np
import pytest
from PIL import Image

from kerascnn import insight, networks

KINDS = ["scores", "filters", "feature-maps", "pooling", "gradcam", "saliency", "occlusion", "vector"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a run with a network for CIFAR-10 that was never trained."""
    folder = tmp_path_factory.mktemp("run")
    keras.utils.set_random_seed(0)
    networks.build("cifar-cnn", input_shape=(16, 16, 3), num_classes=2).save(folder / "model.keras")
    (folder / "run.json").write_text(json.dumps({"data": {"name": "mine", "class_names": ["cat", "dog"]}}))
    return folder


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """A folder with two classes of six pictures each."""
    folder = tmp_path_factory.mktemp("photos")
    chance = np.random.default_rng(0)
    for number in range(12):
        name = ("cat", "dog")[number % 2]
        (folder / name).mkdir(exist_ok=True)
        Image.fromarray(chance.integers(0, 256, (20, 20, 3), np.uint8)).save(folder / name / f"{number}.png")
    return folder


def test_look_draws_everything_and_a_single_picture(kerascnn, run, photos, tmp_path):
    image = photos / "cat" / "0.png"
    code, out, err = kerascnn("look", run, image, "-o", tmp_path / "look")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "picture: stretched to 16×16, in colour; pixels from 0 to 1, which the model scales by itself (standardize)",
        *(str(tmp_path / "look" / f"{kind}.png") for kind in KINDS),
    ]
    for kind in KINDS:
        with Image.open(tmp_path / "look" / f"{kind}.png") as drawn:
            assert min(drawn.size) > 150
    code, out, err = kerascnn("look", run, image, "-o", tmp_path / "look")
    assert (code, "--force" in err) == (2, True)
    one = tmp_path / "one.png"
    assert kerascnn("look", run, image, "--what", "gradcam", "--class", "dog", "-o", one)[0] == 0
    assert one.is_file()
    assert kerascnn("look", run, image, "--layer", "conv2", "--layer", "fc1", "-o", tmp_path / "x")[0] == 2
    assert not (tmp_path / "x").exists()
    assert kerascnn("look", run, image, "--layer", "conv2", "--top", 3, "-o", tmp_path / "maps")[0] == 0
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["feature-maps.png"]


def test_what_a_network_has_not_is_left_out_unless_it_was_asked_for(kerascnn, photos, tmp_path):
    mlp = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    mlp.save(tmp_path / "mlp.keras")
    image = photos / "cat" / "0.png"
    code, out, err = kerascnn("look", tmp_path / "mlp.keras", image, "-o", tmp_path / "all")
    assert (code, err) == (0, "")
    assert "pooling: the network has no layer that pools with a window" in out
    assert {path.stem for path in (tmp_path / "all").iterdir()} == {"scores", "saliency", "occlusion", "vector"}
    code, _, err = kerascnn("look", tmp_path / "mlp.keras", image, "--what", "gradcam", "-o", tmp_path / "cam.png")
    assert (code, err.count("\n")) == (2, 1)


def test_what_is_done_to_a_picture_is_said(kerascnn, run, tmp_path):
    glass = Image.new("RGBA", (20, 20), (200, 0, 0, 100))
    glass.save(tmp_path / "glass.png")
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    for name, said in (("glass.png", "has transparency"), ("moving.gif", "has 3 frames; the first is taken")):
        code, out, _ = kerascnn("look", run, tmp_path / name, "--what", "scores", "-o", tmp_path / f"{name}-seen.png")
        assert (code, said in out) == (0, True)


def bad_looks(run, photos, folder):
    """Words after `look`, and what the one line must hold."""
    image = photos / "cat" / "0.png"
    (folder / "text.png").write_text("hello")
    (folder / "cut.png").write_bytes(image.read_bytes()[:-30])
    wide = bytearray(image.read_bytes())
    wide[16:24] = (200_000).to_bytes(4, "big") * 2  # the width and the height in the header
    wide[29:33] = zlib.crc32(wide[12:29]).to_bytes(4, "big")
    (folder / "wide.png").write_bytes(wide)
    first, second = keras.Input((8, 8, 3)), keras.Input((8, 8, 3))
    two = keras.Model([first, second], keras.layers.Dense(2)(keras.layers.Flatten()(first + second)))
    two.save(folder / "two.keras")
    vector = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    vector.save(folder / "vector.keras")
    return [
        ((run, image, "--what", "feature-maps", "--layer", "conv9"), "there is no layer conv9; the closest are: conv"),
        ((run, image, "--what", "gradcam", "--layer", "fc1"), "without rows and columns; choose one that has them"),
        ((run, image, "--what", "filters", "--layer", "pool1"), "has no kernels; those that have: conv1, conv2, conv3"),
        ((run, image, "--class", "dgo"), "there is no class 'dgo'; did you mean 'dog'"),
        ((run, image, "-o", folder / "all.png"), "name a folder, or one with --what"),
        ((run, image, "--what", "scores", "-o", folder / "all.txt"), "has an ending that cannot be drawn"),
        ((run, image, "-o", run), "choose another folder, or --force"),
        ((run, folder / "none.png"), "does not exist"),
        ((run, folder / "text.png"), "no picture that can be read"),
        ((run, folder / "cut.png"), "damaged or cut short"),
        ((run, folder / "wide.png"), "give a smaller picture"),
        ((folder / "two.keras", image), "the model takes 2 inputs; expected a network that takes one picture"),
        ((folder / "vector.keras", image), "expected a network for pictures"),
        ((folder / "none.keras", image), "give a .keras file or the folder of a run"),
    ]


def test_bad_input_is_one_line(kerascnn, run, photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words, message in bad_looks(run, photos, tmp_path):
        code, _, err = kerascnn("look", *words)
        assert (code, err.count("\n")) == (2, 1), (words, err)
        assert message in err, (words, err)
    assert not (tmp_path / "look-0").exists()
    bad = [
        (("patches", run, photos, "--layer", "fc1"), "without rows and columns"),
        (("patches", run, photos, "--layer", "conv9"), "there is no layer conv9; the closest are: conv"),
        (("patches", run, "cifar100"), "there is no data set 'cifar100'; did you mean 'cifar10'"),
        (("patches", run, "mnist"), "the network takes pictures of 16×16×3, those of MNIST are 28×28×1"),
        (("patches", run, photos, "-o", run), "choose another folder, or --force"),
        (("patches", tmp_path / "two.keras", photos), "the model takes 2 inputs"),
        (("embed", run, tmp_path / "nowhere"), "nowhere does not exist; give the folder with the data"),
        (("embed", run, photos, "--layer", "conv9"), "there is no layer conv9"),
        (("embed", run, photos, "-o", run), "choose another folder, or --force"),
    ]
    for words, message in bad:
        code, _, err = kerascnn(*words)
        assert (code, err.count("\n")) == (2, 1), (words, err)
        assert message in err, (words, err)
    assert not list(tmp_path.glob("patches-*"))


def test_patches_draws_a_file_a_layer(kerascnn, run, photos, tmp_path):
    code, out, err = kerascnn("patches", run, photos, "--ascent", "--steps", 2, "-o", tmp_path / "all", "--lang", "es")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "imágenes: píxeles de 0 a 1, que el modelo escala por sí mismo (standardize)",
        *(str(tmp_path / "all" / f"conv{number}.png") for number in (1, 2, 3)),
    ]
    assert kerascnn("patches", run, photos, "--layer", "pool1", "-k", 4, "--limit", 5, "-o", tmp_path / "one")[0] == 0
    with Image.open(tmp_path / "one" / "pool1.png") as drawn:
        assert min(drawn.size) > 300


def test_embed_writes_vectors_and_three_figures(kerascnn, run, photos, tmp_path):
    code, out, err = kerascnn("embed", run, photos, "-o", tmp_path / "map")
    assert (code, err) == (0, "")
    names = ["vectors.npz", "map.png", "thumbnails.png", "neighbours.png"]
    assert out.splitlines()[1:] == [str(tmp_path / "map" / name) for name in names]
    with np.load(tmp_path / "map" / "vectors.npz") as saved:
        assert saved["vectors"].shape == (12, 500)
        assert sorted(saved["labels"]) == [0] * 6 + [1] * 6
    # Without classes too.
    assert kerascnn("embed", run, photos / "cat", "-o", tmp_path / "cats")[0] == 0


def test_the_library_draws_what_the_command_does(run, photos):
    from kerascnn import plots

    network = insight.load_model(run)
    subject = plots.Subject(network, network.see(photos / "dog" / "1.png"), label=1)
    figure = plots.look("gradcam", subject)
    assert "dog" in figure.get_suptitle()
