"""Diagrams as SVG, HTML and PNG, and of files that a stranger made."""

import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kerascnn import diagram
from kerascnn.drawing import page, svg
from kerascnn.drawing.marks import DARK, LIGHT, Text, wrapped
from kerascnn.drawing.scene import Scene

HEAVY = "('keras', 'tensorflow', 'numpy', 'matplotlib', 'PIL', 'rich')"
NAME = "<img src=x onerror=alert(1)>\x1b[2J\x9b2J\u202e\ud800"
SVG = "{http://www.w3.org/2000/svg}"


def saved(path: Path, *layers: tuple[str, dict[str, object]], name: str = "model") -> Path:
    listed = [{"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 8, 1], "name": "image"}}]
    listed += [{"class_name": kind, "config": {"name": kind.lower(), **config}} for kind, config in layers]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "config.json", json.dumps({"class_name": "Sequential", "config": {"name": name, "layers": listed}})
        )
    return path


CONV = {"filters": 4, "kernel_size": [3, 3], "padding": "valid"}


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_svg_and_html_are_drawn_without_anything_heavy(python, tmp_path, ending):
    path = saved(tmp_path / "m.keras", ("Conv2D", CONV), ("Flatten", {}), ("Dense", {"units": 10}))
    code = f"""
import sys
from kerascnn import cli
for number, network in enumerate(["resnet50", "lenet5", {str(path)!r}]):
    assert cli.main(["diagram", network, "-o", f"{tmp_path}/{{number}}.{ending}"]) == 0
print([name for name in {HEAVY} if name in sys.modules])"""
    assert python(code).splitlines()[-1] == "[]"


def test_the_command_says_what_it_wrote(kerascnn, tmp_path):
    path = tmp_path / "net.svg"
    assert kerascnn("diagram", "mlp", "-o", path) == (0, f"{path}: 316×270 points\n", "")
    code, out, _err = kerascnn("diagram", "resnet152", "--expand", "-o", path, "--force")
    assert code == 0
    assert "more than a sheet of A4 holds" in out


def test_an_svg_is_xml_with_text_that_stays_text():
    scene = diagram.draw("lenet5", variant="course")
    root = ElementTree.fromstring(svg(scene))
    assert root.get("viewBox") == f"0 0 {scene.width:.1f} {scene.height:.1f}".replace(".0", "")
    assert root.find(f"{SVG}title").text == "lenet5 (course)"
    assert "62,006 parameters" in root.find(f"{SVG}desc").text
    assert [each.text for each in root.iter(f"{SVG}text")] == [
        mark.text for mark in scene.marks if isinstance(mark, Text)
    ]
    assert "sans-serif" in root.find(f"{SVG}style").text


def test_the_same_network_gives_the_same_bytes():
    assert svg(diagram.draw("resnet50")) == svg(diagram.draw("resnet50"))


def test_themes():
    scene = diagram.draw("mlp")
    light, dark, auto = (svg(scene, theme) for theme in ("light", "dark", "auto"))
    assert LIGHT["dense"] in light
    assert DARK["dense"] not in light
    assert DARK["dense"] in dark
    assert LIGHT["dense"] not in dark
    assert "prefers-color-scheme: dark" in auto
    assert auto.index(LIGHT["dense"]) < auto.index(DARK["dense"])
    assert set(LIGHT) == set(DARK)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_stand_out_from_what_they_stand_on(palette):
    # WCAG 2: at least 4.5 to 1.
    for ground in ("page", "frame", "input", "conv", "pool", "dense", "merge", "block", "other"):
        pair = sorted((luminance(palette["text"]), luminance(palette[ground])))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) > 4.5, ground
    pair = sorted((luminance(palette["faint"]), luminance(palette["page"])))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) > 4.5


def test_a_page_runs_and_fetches_nothing():
    written = page(diagram.draw("resnet18"))
    assert re.search(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='", written)
    assert "<script" not in written
    assert not re.search(r"(?:href|src|url)\s*[=(]", written)
    assert "@page { size: A4 landscape; margin: 7mm; }" in written
    assert written.count("<style>") == 1
    assert "@page { size: A4 portrait" in page(Scene("tall", width=100, height=200))


@pytest.mark.parametrize("ending", ["svg", "html", "png"])
def test_a_stranger_s_names_are_text(kerascnn, tmp_path, ending):
    layers = [("Conv2D", {**CONV, "name": NAME}), ("Evil", {"name": "$x^2$"}), ("Evil", {"name": "]]>&amp;"})]
    model = saved(tmp_path / "m.keras", *layers, name=NAME)
    path = tmp_path / f"net.{ending}"
    code, out, err = kerascnn("diagram", model, "-o", path)
    assert (code, err) == (0, "")
    assert out.replace("\n", "").isprintable()
    if ending != "png":
        text = path.read_text()
        assert "<img" not in text
        assert text.replace("\n", "").isprintable()
        assert "]]&gt;&amp;amp;" in text
    if ending == "svg":
        ElementTree.fromstring(text)


def test_a_png_is_as_large_as_the_scene(tmp_path):
    from PIL import Image

    scene = diagram.draw("lenet5")
    for theme, palette in (("auto", LIGHT), ("dark", DARK)):
        with Image.open(diagram.save(scene, tmp_path / f"{theme}.png", theme=theme)) as picture:
            assert picture.size == pytest.approx((scene.width / 72 * 200, scene.height / 72 * 200), abs=1)
            assert "#{:02x}{:02x}{:02x}".format(*picture.convert("RGB").getpixel((2, 2))) == palette["page"]


def test_what_cannot_be_drawn_is_one_line_and_exit_code_2(kerascnn, tmp_path):
    there, new = tmp_path / "there.svg", tmp_path / "new.svg"
    there.write_text("mine")
    empty = saved(tmp_path / "empty.keras")
    (tmp_path / "png.keras").write_bytes(b"\x89PNG\r\n\x1a\n")
    for words, message in [
        (["resnet5", "-o", new], "there is no network 'resnet5'; did you mean"),
        (["mlp", "-o", tmp_path / "net.pdf"], "has an ending that cannot be drawn; expected one of: .svg, .html, .png"),
        (["mlp", "-o", tmp_path / "net\x1b"], "has an ending that cannot be drawn"),
        (["mlp", "-o", there], "exists; choose another name, or --force to replace it"),
        (["mlp", "-o", tmp_path / "no" / "net.svg"], "does not exist; make it first"),
        (["resnet18", "-o", new, "--style", "volumes"], "has branches, so that it cannot be drawn as volumes"),
        (["alexnet", "-o", new, "--input", "20x20x3"], "the smallest that it can look at have 67×67"),
        ([tmp_path / "png.keras", "-o", new], "it is empty, damaged or no saved Keras model"),
        ([empty, "-o", new], "model has no layers to draw"),
        ([empty, "-o", new, "--classes", 3], "num_classes can be chosen for the networks of the course"),
    ]:
        code, out, err = kerascnn("diagram", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert message in err
        assert "\x1b" not in err
        assert not new.exists()
    assert there.read_text() == "mine"
    code, _out, err = kerascnn("diagram", "mlp")
    assert code == 2
    assert "--output" in err


def test_a_picture_too_large_for_a_png(kerascnn, tmp_path):
    scene = Scene("long", width=8000, height=10)
    with pytest.raises(ValueError, match=r"too large for a PNG; write it as \.svg, or without --expand"):
        diagram.save(scene, tmp_path / "long.png")
    assert not (tmp_path / "long.png").exists()


def test_lines_are_divided_at_blanks():
    assert wrapped("a b c", 6) == ["a", "b", "c"]
    assert wrapped("one two", 100) == ["one two"]
    assert wrapped("", 100) == []
