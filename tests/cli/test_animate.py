"""`kerascnn animate`: what it writes, and what it refuses in one line."""

import re

import pytest


def test_a_convolution_as_a_page(kerascnn, tmp_path):
    path = tmp_path / "conv.html"
    words = ["conv", "--input", "5x5", "--kernel", "3x3", "--stride", 2, "--padding", 1]
    code, out, err = kerascnn("animate", *words, "-o", path)
    assert (code, err) == (0, "")
    assert out == (
        "convolution 5×5, window 3×3, stride 2, padding 1\n"
        f"height and width: ⌊(5 − 3 + 2·1)/2⌋ + 1 = 3\n9 steps: {path}\n"
    )
    assert len(re.findall("<li>", path.read_text())) == 9


def test_every_operation_has_its_own_sizes(kerascnn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for what, line in (
        ("conv", "convolution 5×5, window 3×3, stride 1, padding 0"),
        ("dilated", "convolution 7×7, window 3×3, stride 1, padding 0, dilation 2"),
        ("pool", "max pooling 4×4, window 2×2, stride 2, padding 0"),
        ("transpose", "transpose convolution 2×2, window 3×3, stride 2, padding 0"),
        ("avgpool-4x4-d", "average pooling 4×4, window 2×2, stride 2, padding 0"),
    ):
        code, out, _ = kerascnn("animate", what, "-o", f"{what}.html")
        assert (code, out.splitlines()[0]) == (0, line)
    assert kerascnn("animate", "pool")[0] == 0
    assert (tmp_path / "pool.gif").read_bytes()[:4] == b"GIF8"


def test_the_numbers_are_those_that_were_given(kerascnn, tmp_path):
    path = tmp_path / "pool.html"
    kerascnn("animate", "pool", "--values", "1 9 6 4; 5 4 7 8; 5 1 2 9; 6 7 6 0", "--pool", "average", "-o", path)
    assert "<li>(0,0): (1 + 9 + 5 + 4)/4 = 4.75</li>" in path.read_text()
    words = ["animate", "transpose", "--values", "2 1; 3 2", "--kernel", "1 2 1; 2 0 1; 0 2 1", "--padding", 1]
    _, out, _ = kerascnn(*words, "--output-padding", 1, "-o", path, "--force")
    assert "height and width: (2 − 1)·2 − 2·1 + 3 + 1 = 4\n" in out
    pages = []
    for seed in (1, 1, 2):
        kerascnn("animate", "conv", "--seed", seed, "-o", path, "--force")
        pages.append(path.read_text())
    assert pages[0] == pages[1] != pages[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["convv"], "there is no animation 'convv'; did you mean 'conv'?"),
        (["conv", "--pool", "max"], "--pool does nothing with conv; leave it out"),
        (["pool", "--dilation", 2], "--dilation does nothing with pool; leave it out"),
        (["maxpool-4x4-a", "--stride", 1], "--stride does nothing with maxpool-4x4-a; leave it out"),
        (["conv", "--input", "5by5"], "--input is '5by5'; expected height and width such as 5x5"),
        (["conv", "--input", "500x500"], "the input with its padding is 500x500; step by step it is at most 20x20"),
        (["conv", "--kernel", "1 2; 3"], "row 2 of the kernel is 1 long and its first row 2"),
        (["conv", "--stride", 0], "stride is 0; expected a whole number from 1 up"),
        (["conv", "--padding", -1], "padding is -1; expected a whole number from 0 up"),
        (["conv", "--values", "1 2; 3"], "row 2 of the image is 1 long and its first row 2"),
        (["conv", "--values", "rampa"], "there is no worked example 'rampa'"),
        (["pool", "--kernel", "2x3"], "the pooling window is 2x3; expected as many rows as columns, such as 2x2"),
        (["pool", "--kernel", "sobel-x"], "--kernel is 'sobel-x'; expected height and width such as 5x5"),
        (["conv", "--seconds", 0], "seconds is 0.0; expected a number greater than"),
        (["conv", "-o", "conv.doc"], "conv.doc has an ending that cannot be animated; expected one of: .gif, .mp4"),
        (["conv", "-o", "there.gif"], "there.gif exists; choose another name, or --force to replace it"),
        (["conv", "--seed", -1], "seed is -1; expected a whole number from 0 up"),
    ],
)
def test_bad_input_is_one_line(kerascnn, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.gif").write_text("mine")
    code, out, err = kerascnn("animate", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {message}")
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["there.gif"]


def test_a_video_without_ffmpeg_offers_a_gif(kerascnn, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = kerascnn("animate", "pool", "-o", tmp_path / "pool.mp4")
    assert (code, err) == (2, "Error: an mp4 needs ffmpeg, which is not installed; install it, or choose pool.gif\n")
