"""`kerascnn style-transfer`: the folder that it leaves, what it says, and what it refuses."""

import csv
import json
import re
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from kerascnn import cli, language, networks
from kerascnn.engine.style_transfer_settings import layers_of
from kerascnn.errors import InputError
from kerascnn.recipes import style_transfer
from kerascnn.style_transfer import pair

QUICK = ("--network", "cifar-cnn", "--weights", "random", "--size", 48, "--steps", 3)


def opened(path):
    with Image.open(path) as image:
        image.load()
        return image


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A content picture of 60×48 pixels, a style picture of 64×64, one without colours, and one as small as a stamp."""
    folder = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(0)
    down, across = np.mgrid[:48, :60]
    scene = np.stack([4 * down, 3 * across, 100 + 0 * down], axis=2).astype(np.uint8)
    Image.fromarray(scene).save(folder / "content.png")
    Image.fromarray(random.integers(0, 256, (64, 64, 3)).astype(np.uint8)).save(folder / "style.png")
    Image.fromarray(random.integers(0, 256, (64, 64)).astype(np.uint8)).save(folder / "grey.png")
    Image.fromarray(random.integers(0, 256, (8, 8, 3)).astype(np.uint8)).save(folder / "stamp.png")
    Image.fromarray(random.integers(0, 256, (40, 800, 3)).astype(np.uint8)).save(folder / "panorama.png")
    Image.new("RGB", (64, 64), (20, 90, 200)).save(folder / "blue.png")
    (folder / "text.png").write_text("no picture")
    return folder


@pytest.fixture(scope="module")
def styled(pictures):
    """The folder of a quick transfer from noise, with L-BFGS and total variation."""
    out = pictures / "run"
    words = [pictures / "content.png", pictures / "style.png", *QUICK, "-o", out]
    others = ["--optimizer", "l-bfgs", "--start", "noise", "--variation", 0.1, "--frames", 3]
    assert cli.main(["style-transfer", *map(str, [*words, *others])]) == 0
    return out


def test_the_folder_has_pictures_costs_figures_and_a_report(styled):
    assert {path.name for path in styled.iterdir()} == {
        *("content.png", "style.png", "result.png", "progress", "progress.gif", "figures", "history.csv"),
        *("metrics.json", "run.json", "report.html"),
    }
    names = sorted(path.stem for path in (styled / "figures").iterdir())
    assert names == ["costs", "pictures", "progress", "shares"]
    sizes = {opened(styled / f"{name}.png").size for name in ("content", "style", "result")}
    assert sizes == {(48, 38)}  # 60×48, its longer side 48 pixels
    with Image.open(styled / "progress.gif") as gif:
        assert gif.n_frames == len(list((styled / "progress").iterdir())) == 3
    last = np.asarray(opened(styled / "progress" / "step-00003.png"))
    np.testing.assert_array_equal(last, np.asarray(opened(styled / "result.png")))


def test_force_removes_only_the_steps_that_an_earlier_transfer_wrote(kerascnn, pictures, styled, tmp_path):
    out = tmp_path / "run"
    shutil.copytree(styled, out)
    before = {path.name for path in (out / "progress").iterdir()}
    kept = "step-00003.png"
    assert kept in before
    shutil.copy(pictures / "blue.png", out / "progress" / kept)  # changed since
    for mine in ("step-00077.png", "step-a.png", "notes.txt"):
        shutil.copy(pictures / "blue.png", out / "progress" / mine)
    words = (pictures / "content.png", pictures / "style.png", *QUICK[:-1], 1, "--frames", 2, "-o", out, "--force")
    assert kerascnn("style-transfer", *words)[0] == 0
    written = {"step-00000.png", "step-00001.png"}
    assert {path.name for path in (out / "progress").iterdir()} == {
        *written,
        kept,
        *("step-00077.png", "step-a.png", "notes.txt"),
    }
    assert (out / "progress" / kept).read_bytes() == (pictures / "blue.png").read_bytes()
    assert json.loads((out / "run.json").read_text())["progress"].keys() == written


def test_the_numbers_agree_with_each_other(styled):
    rows = list(csv.DictReader((styled / "history.csv").read_text().splitlines()))
    assert [int(row["step"]) for row in rows] == [0, 1, 2, 3]
    metrics, run = (json.loads((styled / f"{name}.json").read_text()) for name in ("metrics", "run"))
    alpha, beta, variation = (run["weights_of_the_deck"][name] for name in ("alpha", "beta", "variation"))
    for row in rows:
        style = sum(
            weight * float(row[f"style:{name}"]) for name, weight in run["weights_of_the_deck"]["lambdas"].items()
        )
        assert float(row["style"]) == pytest.approx(style, rel=1e-4)
        total = alpha * float(row["content"]) + beta * style + variation * float(row["variation"])
        assert float(row["total"]) == pytest.approx(total, rel=1e-4)
    assert metrics["style_fall"] == pytest.approx(float(rows[0]["style"]) / float(rows[-1]["style"]))
    assert metrics["content_part"] == pytest.approx(float(rows[-1]["content"]) / metrics["between"]["content"])
    assert metrics["style_part"] < float(rows[0]["style"]) / metrics["between"]["style"]
    assert run["status"] == "done"
    assert run["features"]["weights"] == "random"


def test_the_report_says_how_to_do_it_again(styled, pictures):
    page = (styled / "report.html").read_text(encoding="utf-8")
    words = re.sub("<[^>]+>", "", page)
    assert "cifar-cnn with RANDOM weights, which have learned nothing" in words
    command = json.loads((styled / "run.json").read_text())["command"]
    assert command.startswith(
        f"kerascnn style-transfer {pictures}/content.png {pictures}/style.png --network cifar-cnn"
    )
    assert command in words.replace("&#x27;", "'")
    assert "--force" not in command
    assert page.count("<img ") == 3 + 3
    assert "default-src &#x27;none&#x27;" in page
    assert not re.search(r"https?://", page)


def test_no_training_is_made_of_it(styled, kerascnn):
    code, _out, err = kerascnn("report", styled, "--force")
    assert code == 2
    assert "is no training but what style-transfer has left; its report.html says what came out" in err


def test_the_same_again_is_the_same(styled, pictures, tmp_path):
    result = style_transfer.run(
        pictures / "content.png",
        pictures / "style.png",
        network="cifar-cnn",
        weights="random",
        size=48,
        steps=3,
        optimizer="l-bfgs",
        start="noise",
        variation=0.1,
        out=tmp_path / "again",
    )
    assert result.content_part == json.loads((styled / "metrics.json").read_text())["content_part"]
    assert (tmp_path / "again" / "result.png").read_bytes() == (styled / "result.png").read_bytes()


def test_a_network_of_one_s_own_says_so_and_speaks_spanish(kerascnn, pictures, tmp_path):
    keras.utils.set_random_seed(0)
    networks.build("mnist-cnn", input_shape=(28, 28, 1)).save(tmp_path / "grey.keras")
    words = (pictures / "content.png", pictures / "style.png", "--network", tmp_path / "grey.keras", "--size", 32)
    code, out, err = kerascnn("style-transfer", *words, "--steps", 2, "-o", tmp_path / "a")
    assert code == 0, err
    assert "the network sees grey alone, so the result is grey; --keep-colours puts" in out
    assert re.search(rf"features: mnist.cnn\w* of {tmp_path}/grey.keras; CPU", out)
    assert opened(tmp_path / "a" / "result.png").mode == "L"
    words = (*words, "--steps", 2, "--keep-colours", "-o", tmp_path / "b", "--lang", "es")
    code, out, err = kerascnn("style-transfer", *words)
    assert code == 0, err
    assert re.search(r"características: mnist.cnn\w* de ", out)
    page = (tmp_path / "b" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in page
    assert "Transferencia de estilo" in page
    result, content = (
        np.asarray(opened(tmp_path / "b" / f"{name}.png").convert("YCbCr")) for name in ("result", "content")
    )
    # Colours that no screen has are cut off at black and white, so that a few differ.
    assert np.median(np.abs(result[..., 1:].astype(int) - content[..., 1:])) <= 2
    language.use(None)


def test_a_run_that_is_stopped_leaves_what_there_is(kerascnn, pictures, tmp_path, monkeypatch):
    from kerascnn.style_transfer import transfer

    noted = []

    def stopping(step):
        noted.append(step)
        if step.number == 2:
            raise KeyboardInterrupt

    original = transfer.__globals__["_adam"]

    def adam(objective, start, steps, rate, note):
        def noting(picture, costs):
            note(picture, costs)
            stopping(type("S", (), {"number": len(noted)}))

        original(objective, start, steps, rate, noting)

    monkeypatch.setitem(transfer.__globals__, "_adam", adam)
    words = (pictures / "content.png", pictures / "style.png", *QUICK[:-1], 9, "-o", tmp_path / "run")
    code, out, _err = kerascnn("style-transfer", *words)
    assert code == 130
    assert "stopped at step 2; what there is" in out
    assert json.loads((tmp_path / "run" / "run.json").read_text())["status"] == "interrupted"
    assert (tmp_path / "run" / "progress" / "step-00002.png").is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("content.png", "nothing.png"), "nothing.png does not exist"),
        (("content.png", "text.png"), "text.png: no picture that can be read"),
        (("content.png", "content.png"), "show the same: nothing would change"),
        (("content.png", "stamp.png"), "stamp.png has 8×8 pixels and would have to be enlarged 6.0 times"),
        (("content.png", "panorama.png"), "panorama.png has 800×40 pixels: only 6% of it has the shape"),
        (
            ("content.png", "style.png", "--content-layer", "conv9"),
            "the network has no layer conv9 with rows and columns; the closest are: conv",
        ),
        (
            ("content.png", "style.png", "--style-layers", "conv1,relu7"),
            "no layer relu7 with rows and columns; the closest are: relu",
        ),
        (
            ("content.png", "style.png", "--style-layers", "conv1=x"),
            "style-layers has 'conv1=x'; expected LAYER or LAYER=λ",
        ),
        (("content.png", "style.png", "--network", "vgg"), "there is no network 'vgg'; did you mean 'vgg"),
        (("content.png", "style.png", "--weights", ""), "nothing says which weights cifar-cnn is to have"),
        (
            ("content.png", "style.png", "--weights", "nothing.h5"),
            "nothing.h5 does not exist; expected a file of weights",
        ),
        (("content.png", "style.png", "--size", 8), "size is 8; expected a whole number from 16 up"),
        (("content.png", "style.png", "--learning-rate", 1, "--optimizer", "l-bfgs"), "--learning-rate is Adam's"),
        (("content.png", "style.png", "--beta", -1), "beta is -1.0; expected a number from 0 up"),
        (("content.png", "style.png", "--frames", 1), "frames is 1; expected a whole number from 2 up"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(kerascnn, pictures, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(pictures)
    words = [word for word in (*QUICK, *words) if word != ""]
    if words[-1] == "--weights":
        words = [word for word in words if word not in ("--weights", "random")]
    code, _out, err = kerascnn("style-transfer", *words, "-o", tmp_path / "run")
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_weights_of_another_network_and_folders_that_exist(kerascnn, pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(pictures)
    networks.build("mnist-cnn").save_weights(tmp_path / "other.weights.h5")
    words = ("content.png", "style.png", "--size", 48, "--steps", 1, "-o", tmp_path / "run")
    code, _out, err = kerascnn(
        "style-transfer", *words, "--network", "cifar-cnn", "--weights", tmp_path / "other.weights.h5"
    )
    assert code == 2
    assert "does not hold weights of cifar_cnn as it was built" in err
    networks.build("mlp").save(tmp_path / "mlp.keras")
    code, _out, err = kerascnn("style-transfer", *words, "--network", tmp_path / "mlp.keras")
    assert code == 2
    assert "mlp has no layer with rows and columns to look at" in err
    code, _out, err = kerascnn("style-transfer", *words, "--network", tmp_path / "mlp.keras", "--weights", "random")
    assert code == 2
    assert "mlp.keras has weights of its own" in err
    code, _out, err = kerascnn("style-transfer", *words)  # VGG-19, whose weights no test fetches
    assert code == 2
    assert "the weights of vgg19 are not in" in err
    assert not (tmp_path / "run").exists()
    (tmp_path / "run").mkdir()
    code, _out, err = kerascnn("style-transfer", *words)
    assert code == 2
    assert "exists; choose another folder, or --force to write into it" in err


def test_what_is_done_all_the_same_is_said(pictures, monkeypatch):
    monkeypatch.chdir(pictures)

    def said(content, style, **settings):
        return pair(Path(content), Path(style), size=24, **settings).remarks

    (remark,) = said("content.png", "grey.png")
    assert remark.startswith("grey.png has no colours, so those of the content picture will fade; --keep-colours")
    assert said("content.png", "grey.png", keep_colours=True) == ()
    assert said("content.png", "blue.png") == ("blue.png is of one colour: there is no texture in it, only a tint",)
    assert said("stamp.png", "style.png") == ("stamp.png has 8×8 pixels and is enlarged 3.0 times",)


def test_style_layers_with_their_weights():
    assert layers_of("a=0.5, b ,c=2") == {"a": 0.5, "b": 1.0, "c": 2.0}
    assert layers_of("a=0,5,b=1,25 ;c=2,d") == {"a": 0.5, "b": 1.25, "c": 2.0, "d": 1.0}
    for text, message in (
        ("a=-1", "has 'a=-1'; expected LAYER or LAYER=λ"),
        ("a,a", "names a twice"),
        (",", "has no layer with a λ above 0"),
        ("a=0", "has no layer with a λ above 0"),
        ("a=inf", "has 'a=inf'"),
    ):
        with pytest.raises(InputError, match=message):
            layers_of(text)
