import json

import pytest

IMAGE = "3 0 1 2; 1 5 8 9; 2 7 2 5"


def test_each_pixel_of_the_output_is_explained(kerascnn):
    code, out, err = kerascnn("convolve", "--image", IMAGE, "--kernel", "vertical", "--explain")
    assert (code, err) == (0, "")
    assert "output (1×2)\n  -5  -4\n" in out
    assert "height: ⌊(3 − 3 + 2·0)/1⌋ + 1 = 1\nwidth: ⌊(4 − 3 + 2·0)/1⌋ + 1 = 2\n" in out
    assert out.index("kernel (3×3)") < out.index("output (1×2)") < out.index("height: ") < out.index("(0,0): ")
    assert "(0,0): 3·1 + 0·0 + 1·(−1) + 1·1 + 5·0 + 8·(−1) + 2·1 + 7·0 + 2·(−1) = −5\n" in out


def test_json_is_read_back(kerascnn):
    code, out, _ = kerascnn("convolve", "--example", "letter-a-sobel", "--format", "json")
    shown = json.loads(out)
    assert code == 0
    assert shown["matrices"]["output"][0] == [-1.2, -0.6, 0.6, 1.2]
    assert shown["matrices"]["relu"][1] == [0, 0.6, 0, 1.2]


def test_markdown_and_latex(kerascnn):
    words = ["convolve", "--image", "1 2; 3 4", "--kernel", "1/9 -1", "--explain"]
    _, out, _ = kerascnn(*words, "--format", "markdown")
    assert "**kernel (1×2)**\n\n| | |\n| ---: | ---: |\n| 1/9 | -1 |" in out
    assert "- (0,0): 1·1/9 + 2·(−1) = −17/9" in out
    _, out, _ = kerascnn(*words, "--format", "latex")
    assert "\\begin{bmatrix}\n  1 & 2 \\\\\n  3 & 4\n\\end{bmatrix}" in out
    assert "(0,0): 1$\\cdot$1/9 + 2$\\cdot$($-$1) = $-$17/9" in out
    # Every sign is in LaTeX's own words.
    for name in ("conv-7x7x3", "transpose-2x2", "avgpool-4x4-d", "strided-7x7-s2", "letter-a-sobel"):
        _, out, _ = kerascnn("convolve", "--example", name, "--format", "latex", "--explain")
        assert out.isascii(), name


def test_the_list_has_every_kernel_and_example(kerascnn):
    from kerascnn.filters import EXAMPLES, KERNELS

    code, out, _ = kerascnn("convolve", "--list")
    assert code == 0
    listed = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert listed == {*KERNELS, *EXAMPLES}


def test_an_image_from_a_file(kerascnn, tmp_path):
    (tmp_path / "image.txt").write_text("1 9 6 4\n5 4 7 8\n5 1 2 9\n6 7 6 0\n")
    _, from_file, _ = kerascnn("convolve", "--image", f"@{tmp_path}/image.txt", "--pool", "max")
    _, from_example, _ = kerascnn("convolve", "--image", "maxpool-4x4-a", "--pool", "max")
    assert from_file == from_example
    assert "output (2×2)\n  9  8\n  7  9\n" in from_file


def test_spanish(kerascnn):
    code, out, _ = kerascnn("convolve", "--example", "strided-7x7-s2", "--lang", "es")
    assert code == 0
    assert "imagen (7×7)" in out
    assert "una diapositiva pone 83" in out
    _, _, err = kerascnn("convolve", "--image", "1 x", "--kernel", "edge", "--lang", "es")
    assert err == "Error: imagen: la fila 1, columna 2 es 'x'; se esperaba un número como 3, -0.5 o 1/9\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--kernel", "edge"], "there is no image; give --image, or --example"),
        (["--image", "1"], "there is no kernel; give --kernel"),
        (["--image", "1 2", "--kernel", "edge"], "the kernel covers 3x3 and the image with its padding is 1x2"),
        (["--image", "1", "--kernel", "1", "--stride", 0], "stride is 0; expected a whole number from 1 up"),
        (["--image", "1", "--kernel", "1", "--padding", 10**30], "padding is 1000000000000000000000000000000; on a"),
        (["--image", "1", "--kernel", "1", "--dilation", -1], "dilation is -1; expected a whole number"),
        (["--image", "1", "--kernel", "1", "--size", 3], "--size does nothing beside --kernel; leave one of them out"),
        (["--image", "1", "--pool", "max", "--kernel", "1"], "--kernel does nothing beside --pool"),
        (["--image", "1", "--pool", "max", "--relu"], "--relu does nothing beside --pool"),
        (["--example", "step-10-0", "--image", "1"], "--image does nothing beside --example"),
        (["--example", "maxpool-4x4-a", "--flip"], "this worked example is no convolution; leave --flip out"),
        (["--example", "step"], "there is no worked example 'step'; did you mean 'step-10-0'?"),
        (["--image", "@/nowhere", "--kernel", "1"], "cannot read /nowhere: No such file or directory; give a text"),
    ],
)
def test_bad_input_is_one_line(kerascnn, words, message):
    code, out, err = kerascnn("convolve", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {message}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"1 2\n3", b"9 " * 600_000])
def test_a_file_that_is_no_matrix(kerascnn, tmp_path, content):
    (tmp_path / "image.txt").write_bytes(content)
    code, _, err = kerascnn("convolve", "--image", f"@{tmp_path}/image.txt", "--kernel", "1")
    assert code == 2
    assert err.count("\n") == 1


def test_what_is_written_rounded_has_the_sign_for_it(kerascnn):
    """0.123456789 has more digits than are written, and 10³⁰ more than a float holds."""
    out = kerascnn("convolve", "--image", "0.123456789 2; 3 4", "--kernel", "1.5 0; 0 1", "--explain")[1]
    assert "(0,0): 0.1234568·1.5 + 2·0 + 3·0 + 4·1 ≈ 4.185185" in out
    assert out.endswith("Note: some numbers are rounded\n")
    out = kerascnn("convolve", "--image", "1e15 2; 3 4", "--kernel", "1e15", "--explain")[1]
    assert "(0,0): 1000000000000000·1000000000000000 ≈ 1e+30\n" in out
    assert "(0,1): 2·1000000000000000 = 2000000000000000\n" in out
    out = kerascnn("convolve", "--image", "1234567890.123456 2; 3 4", "--pool", "average", "--explain")[1]
    assert "(0,0): (1234567890.1 + 2 + 3 + 4)/4 ≈ 308641974.8\n" in out
    out = kerascnn("convolve", "--image", "1 2; 3 4", "--kernel", "1/3 0; 0 1/7", "--explain")[1]
    assert "= 19/21" in out
    assert "Note" not in out
    latex = kerascnn("convolve", "--image", "0.123456789 2", "--kernel", "2", "--explain", "--format", "latex")[1]
    assert r"$\approx$" in latex
