"""`kerascnn summary` and `kerascnn networks`, and files that a stranger made."""

import json
import os
import re
import zipfile
from pathlib import Path

import pytest

HEAVY = "('keras', 'tensorflow', 'numpy', 'matplotlib', 'PIL', 'rich')"


def saved(path: Path, config: object) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", config if isinstance(config, (bytes, str)) else json.dumps(config))
    return path


def sequential(*layers: tuple[str, dict[str, object]], name: str = "model") -> dict[str, object]:
    listed = [{"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 8, 1], "name": "image"}}]
    listed += [{"class_name": kind, "config": {"name": kind.lower(), **config}} for kind, config in layers]
    return {"class_name": "Sequential", "config": {"name": name, "layers": listed}}


CONV = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "padding": "valid"})


def test_a_saved_model_is_shown_without_keras(python, tmp_path):
    path = saved(tmp_path / "m.keras", sequential(CONV, ("Flatten", {}), ("Dense", {"units": 10})))
    code = f"""
import sys
from kerascnn import cli
assert cli.main(["summary", {str(path)!r}, "--batch", "2"]) == 0
print([name for name in {HEAVY} if name in sys.modules])"""
    out = python(code)
    assert out.splitlines()[-1] == "[]"
    assert ["dense", "10", "1,450", "1,440", "2,880", "8", "–", "–"] in [line.split() for line in out.splitlines()]
    assert "FLOPs are 2 × multiply-adds" in out
    assert "feature maps of 2 examples in float32: 1.7 kB at once to predict, 1.7 kB to train" in out


def test_a_network_of_the_course_by_its_name(kerascnn):
    code, out, err = kerascnn("summary", "lenet5", "--variant", "full")
    assert (code, err) == (0, "")
    assert out.startswith("lenet5 (full)\n")
    assert ["total", "61,706", "416,520", "833,040"] in [line.split() for line in out.splitlines()]
    assert "lenet5: the paper says 60,000 parameters; this variant has 61,706: 900 more in C3" in out


def test_options_change_the_network(kerascnn):
    words = ["--input", "64x48x1", "--classes", 3, "--width", 0.25, "--normalization", "none"]
    code, out, _err = kerascnn("summary", "resnet18", *words, "--format", "json", "--depth", 1)
    entry = json.loads(out)
    assert code == 0
    assert entry["input"] == [64, 48, 1]
    assert [layer["layer"] for layer in entry["layers"]][-3:] == ["conv5", "avg", "predictions"]
    assert entry["layers"][-1]["parameters"] == (128 + 1) * 3


def test_two_networks_side_by_side(kerascnn):
    words = ["summary", "resnet50", "--depth", 1, "--compare", "resnet50:torchvision"]
    code, out, _err = kerascnn(*words)
    assert code == 0
    assert out.startswith("resnet50 and resnet50 (torchvision)\n")
    assert "multiply-adds: 3,857,973,248 and 4,089,184,256, 1.06 times as many" in out
    assert "receptive field: 483 and 427 pixels" in out


def bombs(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("config.json", "w") as member:
        for _megabyte in range(300):
            member.write(b" " * 2**20)
    return path


def bad(folder: Path) -> dict[str, tuple[Path, str]]:
    """Every bad file by its name, with what is said of it."""
    whole = saved(folder / "whole.keras", sequential(CONV)).read_bytes()
    contents = {"empty": b"", "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "half": whole[: len(whole) // 2]}
    for name, content in contents.items():
        (folder / f"{name}.keras").write_bytes(content)
    with zipfile.ZipFile(folder / "other.keras", "w") as file:
        file.writestr("metadata.json", "{}")
    os.mkfifo(folder / "pipe.keras")
    (folder / "folder.keras").mkdir()
    damaged = "it is empty, damaged or no saved Keras model"
    found = {name: (folder / f"{name}.keras", damaged) for name in contents}
    found["pipe"] = (folder / "pipe.keras", "it is a folder or a device")
    found["folder"] = (folder / "folder.keras", "holds no model.keras")
    found["zero"] = (Path("/dev/zero"), "it is a folder or a device")
    found["other"] = (folder / "other.keras", "it holds no config.json")
    found["missing"] = (folder / "missing.keras", "does not exist; give a .keras file")
    found["bomb"] = (bombs(folder / "bomb.keras"), "its config.json is larger than 8 MB")
    configs = {
        "null": ("null", "describes no model"),
        "list": ("[1,2,3]", "describes no model"),
        "cut": ('{"class_name":', "is no JSON"),
        "deep": ("[" * 200_000, "nested deeper than 64 levels"),
        **{
            name: (sequential(("Flatten", {}), ("Dense", {"units": units})), "has no usable units")
            for name, units in (("huge", 10**11), ("negative", -3), ("words", "lots"))
        },
    }
    for name, (config, message) in configs.items():
        found[name] = (saved(folder / f"{name}.keras", config), message)
    return found


BAD = [
    *("empty", "png", "half", "pipe", "folder", "zero", "other", "missing", "bomb"),
    *("null", "list", "cut", "deep", "huge", "negative", "words"),
]


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory):
    return bad(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_line_and_exit_code_2(kerascnn, bad_files, name):
    path, message = bad_files[name]
    code, out, err = kerascnn("summary", path)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_a_lambda_is_listed_and_not_run(kerascnn, tmp_path):
    import base64
    import marshal

    written = tmp_path / "written"
    code = compile(f"lambda x: open({str(written)!r}, 'w')", "evil", "eval").co_consts[0]
    function = {"class_name": "__lambda__", "config": {"code": base64.b64encode(marshal.dumps(code)).decode()}}
    path = saved(tmp_path / "evil.keras", sequential(CONV, ("Lambda", {"function": function})))
    code, out, _err = kerascnn("summary", path)
    assert code == 0
    assert re.search(r"^lambda +\? +not counted +– +– +– +– +–$", out, re.MULTILINE)
    assert "1 layer is custom, not counted: nothing of the file is run" in out
    assert "receptive field: " not in out
    assert not written.exists()


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "html"])
def test_a_model_s_name_is_text(kerascnn, tmp_path, form):
    name = "<img src=x onerror=alert(1)>\x1b[2J\x9b2J\u202e\ud800"
    conv = ("Conv2D", {**CONV[1], "name": name})
    code, out, _err = kerascnn("summary", saved(tmp_path / "m.keras", sequential(conv, name=name)), "--format", form)
    assert code == 0
    assert out.replace("\n", "").isprintable()
    assert ("<img" in out) == (form in ("table", "json", "csv"))


def test_words_that_cannot_be(kerascnn, tmp_path):
    path = saved(tmp_path / "m.keras", sequential(CONV))
    for words, message in [
        (["vgg17"], "there is no network 'vgg17'; did you mean"),
        (["\x1b[31m"], r"there is no network '\x1b[31m'"),
        (["x" * 5000], "there is no network"),
        (["x" * 5000 + ".keras"], "does not exist; give a .keras file"),
        ([path, "--classes", 3], "num_classes can be chosen for the networks of the course"),
        ([path, "--layers", "conv:"], "there is no layer conv; the closest are: conv2d"),
        ([path, "--batch", 0], "batch is 0; expected a whole number from 1 up"),
        ([path, "--input", "9x9x1 2"], "--input is '9x9x1 2'; expected a shape"),
        ([path, "--input", "2x2x1"], "conv2d does not fit after 2×2×1"),
    ]:
        code, out, err = kerascnn("summary", *words)
        assert (code, out) == (2, "")
        assert message in err
        assert "\x1b" not in err


def test_the_list_of_networks_is_there_without_keras(python):
    code = f"""
import sys
from kerascnn import cli
assert cli.main(["networks"]) == 0
print([name for name in {HEAVY} if name in sys.modules])"""
    out = python(code)
    assert out.splitlines()[-1] == "[]"
    assert ["vgg16", "–", "224×224×3", "138,357,544", "15,470,264,320"] in [
        line.split()[:5] for line in out.splitlines()
    ]


def test_the_list_of_networks_in_other_formats_and_in_spanish(kerascnn):
    listed = {(row["network"], row["variant"]): row for row in json.loads(kerascnn("networks", "--format", "json")[1])}
    assert listed["alexnet", "paper"]["parameters"] == 60_965_224
    assert "hecha para el curso" in kerascnn("networks", "--lang", "es")[1]


def test_a_run_is_named_by_its_folder_its_model_or_its_record(kerascnn, tmp_path):
    saved(tmp_path / "model.keras", sequential(CONV))
    (tmp_path / "run.json").write_text("{}")
    names = (tmp_path, tmp_path / "model.keras", tmp_path / "run.json")
    for command in ("summary", "inspect"):
        (said,) = {kerascnn(command, name) for name in names}
        assert said[0] == 0
    (tmp_path / "model.keras").rename(tmp_path / "mine.keras")
    assert kerascnn("summary", tmp_path / "run.json")[0] == 2
