"""`kerascnn filter`: what it prints, what it draws, and what it refuses in one line."""

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn import plots


@pytest.fixture
def photo(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def test_the_kernel_its_sum_and_the_outcome_are_printed_and_drawn(kerascnn, photo, tmp_path):
    code, out, err = kerascnn("filter", photo, "--kernel", "edge", "-o", tmp_path / "out.png")
    assert (code, err) == (0, "")
    assert out.startswith(
        "photo.png (20×30×3)\n\nedge\n   0  -1   0\n  -1   4  -1\n   0  -1   0\nthe weights add up to 0"
    )
    values = kc.filters.apply(np.asarray(Image.open(photo)), "edge")
    assert f"output 18×28, values from {values.min():.2f} to {values.max():.2f}\n" in out
    assert out.endswith(f"drawn: {tmp_path / 'out.png'}\n")
    with Image.open(tmp_path / "out.png") as drawn:
        assert drawn.width > 500


def test_without_a_picture_it_takes_matplotlib_s_photograph(kerascnn, tmp_path):
    code, out, _ = kerascnn("filter", "--grey", "--stride", 2, "--lang", "es", "-o", tmp_path / "out.svg")
    assert code == 0
    assert out.startswith("grace_hopper.jpg (600×512×1)\n\nsobel-x\n")
    assert "los pesos suman 0" in out
    assert "salida de 299×255" in out
    assert plots.photograph().shape == (600, 512, 3)


def test_what_is_done_to_an_animation_and_to_transparency_is_said(kerascnn, tmp_path):
    frames = [Image.new("L", (8, 8), level) for level in (0, 90, 200)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    _, out, _ = kerascnn("filter", tmp_path / "moving.gif", "-o", tmp_path / "out.png")
    assert f"Note: {tmp_path / 'moving.gif'} has 3 frames; the first is taken\n" in out
    assert out.startswith("moving.gif (8×8×1)\n")
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "glass.png")
    _, out, _ = kerascnn("filter", tmp_path / "glass.png", "--kernel", "identity", "-o", tmp_path / "2.png")
    assert f"Note: {tmp_path / 'glass.png'} has transparency; it is laid on white\n" in out
    assert "values from 1.00 to 1.00" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--kernel", "1 2; 3"], "row 2 of the kernel is 1 long and its first row 2; make all rows equally long"),
        (["--kernel", "1 x"], "row 1, column 2 of the kernel is 'x'; expected a number such as 3, -0.5 or 1/9"),
        (["--kernel", "sobl-x"], "there is no kernel 'sobl-x'; did you mean 'sobel-x'?"),
        (["--kernel", "lowpass"], "there is no kernel 'lowpass'; did you mean 'low-pass'?"),
        (["--kernel", ""], "the kernel is empty; give a name such as sobel-x"),
        (["--kernel", "1 1; 1 1", "--padding", "same"], "the kernel is 2x2: an even side has no middle, so same"),
        (["--stride", 0], "stride is 0; expected a whole number from 1 up"),
        (["--kernel", "low-pass", "--stride", 2], "low-pass takes the whole picture at once; leave --stride out"),
        (["--cutoff", 0], "the cutoff is 0.0; expected cycles per pixel, above 0 and at most 0.5"),
        (["--kernel", "edge"] * 7, "7 kernels were given; a picture shows 1 to 6"),
        (["-o", "out.doc"], "out.doc has an ending that cannot be drawn; expected one of"),
        (["-o", "photo.png"], "photo.png exists; choose another name, or --force to replace it"),
        (["-o", "nowhere/out.png"], "the folder nowhere does not exist; make it first"),
    ],
)
def test_bad_input_is_one_line(kerascnn, photo, monkeypatch, words, message):
    monkeypatch.chdir(photo.parent)
    code, out, err = kerascnn("filter", "photo.png", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {message}")
    assert err.count("\n") == 1
    assert [path.name for path in photo.parent.iterdir()] == ["photo.png"]


def test_pictures_that_cannot_be_read_are_one_line(kerascnn, photo, tmp_path, monkeypatch):
    (tmp_path / "cut.png").write_bytes(photo.read_bytes()[:-40])
    (tmp_path / "text.png").write_text("hello")
    Image.new("1", (10_000, 8_001)).save(tmp_path / "huge.png")
    for name, message in (
        ("cut.png", "cut.png: "),
        ("text.png", "text.png: no picture that can be read"),
        ("huge.png", "huge.png: its header promises 10000 x 8001 pixels, more than 80,000,000; give a smaller picture"),
        ("none.png", "none.png does not exist"),
        ("", "is a folder; give the name of a file"),
    ):
        code, _, err = kerascnn("filter", tmp_path / name, "-o", tmp_path / "out.png")
        assert code == 2
        assert message in err
        assert err.count("\n") == 1
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((6000, 6000), ("--spectrum",)),
        ((9000, 8000), ("--kernel", "low-pass")),
        ((90_000, 4), ("--kernel", "high-pass")),
    ],
    ids=["a spectrum", "a band", "a long row"],
)
def test_frequencies_that_take_gigabytes_are_refused_at_once(kerascnn, tmp_path, size, words):
    Image.new("L", size).save(tmp_path / "large.png")
    code, out, err = kerascnn("filter", tmp_path / "large.png", *words, "-o", tmp_path / "drawn.png")
    assert (code, out) == (2, "")
    assert f"the picture has {size[1]} x {size[0]} pixels, and frequencies are worked out for 25,000,000" in err
    assert not (tmp_path / "drawn.png").exists()
