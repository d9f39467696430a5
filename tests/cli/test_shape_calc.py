"""`kerascnn shape-calc` and `kerascnn check` as they are typed."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest

from kerascnn.shapes.notation import KINDS

LENET = ["32x32x3", "conv6@5", "pool2", "conv16@5", "pool2", "flatten", "dense120", "dense84", "dense10"]
HEAVY = "('keras', 'tensorflow', 'numpy', 'matplotlib', 'rich', 'PIL')"


def test_the_table_of_the_course(kerascnn):
    code, out, err = kerascnn("shape-calc", *LENET)
    assert (code, err) == (0, "")
    assert out.splitlines()[3].split() == ["conv6@5", "28×28×6", "4,704", "456", "352,800", "5", "1"]
    assert out.splitlines()[-1].split() == ["total", "62,006", "651,720"]


def test_the_working_of_the_course(kerascnn):
    _code, out, _err = kerascnn("shape-calc", *LENET, "--explain")
    assert "⌊(32 − 5 + 2·0)/1⌋ + 1 = 28\n" in out
    assert "(5·5·3 + 1)·6 = 456\n" in out


def test_it_speaks_spanish(kerascnn):
    _code, out, _err = kerascnn("shape-calc", *LENET, "--lang", "es", "--explain")
    assert "campo receptivo" in out
    assert "altura, anchura" in out
    code, _out, err = kerascnn("shape-calc", "32x32x3", "covn6@5", "--lang", "es")
    assert code == 2
    assert err == "Error: covn6@5: no existe esa capa; ¿quiso decir conv6@5?\n  32x32x3 covn6@5\n          ^^^^\n"


def test_the_notation_shows_every_kind(kerascnn):
    _code, out, _err = kerascnn("shape-calc", "--notation")
    for kind in KINDS:
        assert kind.example in out, kind.example
        assert all(f"/{option}" in out for option in [*kind.options, *kind.flags])


def test_json_and_csv_hold_the_same(kerascnn):
    content = json.loads(kerascnn("shape-calc", *LENET, "--format", "json")[1])
    assert (content["parameters"], content["multiply_adds"], content["output"]) == (62006, 651720, [10])
    rows = list(csv.DictReader(io.StringIO(kerascnn("shape-calc", *LENET, "--format", "csv")[1])))
    for row, layer in zip(rows, content["layers"], strict=True):
        assert row["output"] == "x".join(map(str, layer["output"]))
        assert int(row["parameters"]) == layer["parameters"]
        assert int(row["multiply_adds"]) == layer["multiply_adds"]
    first = json.loads(kerascnn("shape-calc", *LENET, "--format", "json", "--explain")[1])["layers"][0]
    assert ["parameters", "(5·5·3 + 1)·6 = 456"] in first["explanation"]


def test_what_a_stranger_named_is_escaped(kerascnn, tmp_path):
    name = '=HYPERLINK("<script>x</script>")|$\\`_*\x1b[31m&'
    layers = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 8, 1]}},
        {"class_name": "ReLU", "config": {"name": name}},
    ]
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as file:
        file.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))

    def written(form: str) -> str:
        code, out, _err = kerascnn("shape-calc", "--from", tmp_path / "m.keras", "--format", form)
        assert code == 0
        assert "\x1b" not in out
        return out

    assert "<script>" not in written("html")
    ElementTree.fromstring(f"<page>{written('html')}</page>")
    assert "<script>" not in written("markdown")
    assert all(line.count("|") - line.count("\\|") == 8 for line in written("markdown").splitlines())
    assert r"\$\textbackslash{}" in written("latex")
    cell = next(csv.DictReader(io.StringIO(written("csv"))))["layer"]
    assert cell.startswith("'=HYPERLINK")
    json.loads(written("json"))


def test_layers_from_a_file_and_from_standard_input(kerascnn, tmp_path, monkeypatch):
    path = tmp_path / "net.txt"
    path.write_text("\ufeff32x32x3\n# LeNet's first layers\nconv6@5\npool2\n")
    whole = kerascnn("shape-calc", "--from", path)
    assert whole[1] == kerascnn("shape-calc", "32x32x3", "conv6@5", "pool2")[1]
    path.write_text("conv6@5\npool2")
    assert kerascnn("shape-calc", "32x32x3", "--from", path) == whole
    for words in ([], ["--from", "-"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"32x32x3\nconv6@5 pool2")))
        assert kerascnn("shape-calc", *words) == whole


def test_what_is_wrong_in_a_file_is_shown_with_its_line(kerascnn, tmp_path):
    path = tmp_path / "net.txt"
    path.write_text("32x32x3\nconv6@5\n  pol2  # smaller\n")
    code, out, err = kerascnn("shape-calc", "--from", path)
    assert (code, out) == (2, "")
    assert (
        err
        == f"Error: {path}, line 3: pol2: there is no such layer; did you mean pool2?\n    pol2  # smaller\n    ^^^\n"
    )


def bad(kerascnn, *words: object) -> str:
    """The error's one line; below it are at most the line of the place and the carets."""
    code, out, err = kerascnn("shape-calc", *words)
    assert (code, out) == (2, "")
    first, *rest = err.splitlines()
    assert first.startswith("Error: ")
    assert len(rest) in (0, 2)
    return first


def test_files_that_cannot_be_read_are_refused(kerascnn, tmp_path):
    path = tmp_path / "net.txt"
    assert "net.txt does not exist" in bad(kerascnn, "--from", path)
    assert "holds no model.keras; give a .keras file" in bad(kerascnn, "--from", tmp_path)
    path.write_bytes(b"\xff\xfe3")
    assert "is no text in UTF-8" in bad(kerascnn, "--from", path)
    path.write_bytes(b" " * (8 * 2**20 + 1))
    assert "is larger than 8 MB" in bad(kerascnn, "--from", path)
    path.write_bytes(b"")
    assert "nothing to calculate" in bad(kerascnn, "--from", path)
    (tmp_path / "m.keras").write_bytes(b"")
    assert "is empty, damaged or no saved Keras model" in bad(kerascnn, "--from", tmp_path / "m.keras")
    (tmp_path / "m.keras").rename(tmp_path / "model")
    (tmp_path / "model").write_bytes(b"PK\x03\x04 and no more")
    assert "is empty, damaged or no saved Keras model" in bad(kerascnn, "--from", tmp_path / "model")
    assert "relu is no shape" in bad(kerascnn, "8x8x3", "relu", "--from", tmp_path / "model")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["5x5x6", "conv16@7"], "⌊(5 − 7 + 2·0)/1⌋ + 1 = −1"),
        (["32x32x3", "conv6@5/s0"], "0 is too small"),
        (["0x32x3"], "0 is too small"),
        (["-1x32x3"], "-1 is not a whole number; expected something like 1x32x3"),
        (["-1"], "-1 is no shape"),
        (["1e30x32x3"], "1e30 is not a whole number"),
        (["3x"], "a number is missing"),
        (["32x32x3", "covn6@5"], "did you mean conv6@5?"),
        (["32x32x3", "conv8@3/g2"], "its 2 groups do not divide the 3 channels"),
        (["5x5x16", "dense10"], "After a flatten it makes 10 of 400 numbers"),
        (["28x28x1", "conv4@3/s?", "--want", "40x40"], "comes closest, with 26×26×4"),
        ([""], "nothing to calculate"),
        (["32x32x3", "x" * 2**20], "too long for a layer"),
        (["32x32x3", "conv\x006@5"], "conv\\x006@5"),
        (["32x32x3", "--frmat", "json"], "Did you mean"),
        (
            ["32x32x3", "relu", "--explain", "--format", "csv"],
            "--explain goes with --format table, markdown, html, json",
        ),
        (["32x32x3", "conv4@?", "--want", "3x3", "--format", "csv"], "--want goes with --format table or json"),
        (["32x32x3", "conv4@?", "--want", "3x3", "--code", "keras"], "table or json, and without --code"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_one_line_and_exit_code_2(kerascnn, words, message):
    line = bad(kerascnn, *words)
    assert message in line
    assert len(line) < 500


def test_answers(kerascnn):
    assert kerascnn("check", "28x28x1", "conv4@3/p1", "--answer", "28x28x4") == (0, "right: 28×28×4\n", "")
    code, out, err = kerascnn("check", "28x28x1", "conv4@3/p1", "--answer", "27x27x4")
    assert (code, err) == (1, "")
    assert out.startswith("wrong at step 1, conv4@3/p1: 27×27×4 comes out when the padding is added once")
    assert kerascnn("check", "28x28x1", "conv4@3/p1")[0] == 2
    assert kerascnn("check", "28x28x1", "covn4@3", "--answer", "1x1x1")[0] == 2


def test_all_of_it_runs_without_anything_heavy(python, tmp_path):
    layers = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 8, 1]}},
        {"class_name": "Dense", "config": {"name": "scores", "units": 3}},
    ]
    with zipfile.ZipFile(tmp_path / "m.keras", "w") as file:
        file.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": layers}}))
    lines = [["shape-calc", *LENET, "--format", form] for form in ("table", "json", "csv", "markdown", "latex", "html")]
    lines += [["shape-calc", *LENET, "--code", code] for code in ("keras", "functional", "pytorch")]
    lines += [["shape-calc", *LENET, "--explain"], ["shape-calc", "--notation"]]
    lines += [["shape-calc", "28x28x1", "conv4@?", "--want", "26x26"], ["check", *LENET, "--answer", "10"]]
    lines += [["shape-calc", "--from", str(tmp_path / "m.keras")]]
    code = f"""
import sys
from kerascnn import cli
for line in {lines}:
    assert cli.main(line) == 0, line
assert cli.main(["shape-calc", "5x5x6", "conv16@7"]) == 2
print([name for name in {HEAVY} if name in sys.modules])"""
    assert python(code).splitlines()[-1] == "[]"


def test_it_is_light(python):
    """At most three times the time of `import click`, the best of five each, and 40 MB.

    Measured from a small process: what a process's parent uses counts in its largest memory.
    """
    code = f"""
import os, subprocess, sys

def usage(*words):
    process = subprocess.Popen([sys.executable, "-P", "-c", *words], stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss

mine = [usage("from kerascnn.cli import main; main()", "shape-calc", *{LENET}) for _run in range(5)]
click = [usage("import click") for _run in range(5)]
print(min(mine)[0] / min(click)[0], max(memory for _seconds, memory in mine) / 1024)"""
    times, megabytes = map(float, python(code).split())
    assert times <= 3
    assert megabytes <= 40
