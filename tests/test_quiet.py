import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import kerascnn


def stderr_of(code: str) -> str:
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    return done.stderr


def test_tensorflow_is_silent_when_it_starts_and_when_networks_follow_one_another():
    code = """
from kerascnn import quiet
quiet.start_keras()
import keras, logging, numpy
for _ in range(7):
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).predict(numpy.zeros((1, 2)), verbose=0)
logging.getLogger("tensorflow").warning("something else")
"""
    assert stderr_of(code).splitlines() == ["WARNING:tensorflow:something else"]


IMPORTED_FIRST = """
import importlib, sys, traceback

class Reached(BaseException):
    pass

class Watch:
    def find_spec(name, *_where):
        if name in ("keras", "tensorflow"):
            raise Reached

finders = [Watch, *sys.meta_path]
for module in sys.argv[1:]:
    for name in [name for name in sys.modules if name.partition(".")[0] == "kerascnn"]:
        del sys.modules[name]
    sys.meta_path[:] = finders
    try:
        importlib.import_module(module)
    except Reached as reached:
        by = [frame.f_code.co_name for frame, _line in traceback.walk_tb(reached.__traceback__)]
        print("quiet" if "start_keras" in by else "aloud", module)
"""
"""Imports each module as the first of kerascnn, and says who asks for Keras, which is not there."""


def test_whatever_of_kerascnn_is_imported_first_keras_starts_in_silence():
    root = Path(kerascnn.__file__).parent
    paths = [
        path for path in root.rglob("*.py") if re.search(r"^(import|from) keras\b", path.read_text(), re.MULTILINE)
    ]
    modules = [".".join(("kerascnn", *path.relative_to(root).with_suffix("").parts)) for path in sorted(paths)]
    packages = {module.rpartition(".")[0] for module in modules}
    tasks = [
        f"tasks.{name}" for name in ("classification", "detection", "edges", "localization", "segmentation", "text")
    ]
    rooms = ["augmentation", "insight", "layers", "loading", "networks", "prediction", *tasks, "training"]
    assert {f"kerascnn.{name}" for name in rooms} == packages
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            IMPORTED_FIRST,
            *modules,
            "kerascnn.layers",
            "kerascnn.insight",
            "kerascnn.training",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert [line for line in said if not line.startswith("quiet ")] == []
    assert len(said) == len(modules) + 3


def test_a_stream_of_pictures_starts_tensorflow_in_silence(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("L", (4, 4)).save(tmp_path / name / "0.png")
    code = f"""
import kerascnn as kc
folder = kc.datasets.open_folder({str(tmp_path)!r}, size=(4, 4))
assert [labels.numpy().tolist() for _pictures, labels in folder.dataset([0, 1], 1)] == [[0], [1]]
"""
    assert stderr_of(code) == ""


def test_only_chatter_is_dropped():
    code = """
import os
from kerascnn import quiet
with quiet._filtered_stderr():
    os.write(2, b"I0000 00:00:1795236034.879973 8609 port.cc:153] oneDNN custom operations are on.\\n")
    os.write(2, b"2026-01-01 10:00:00.000000: I tensorflow/core/util/port.cc:113] oneDNN\\n")
    os.write(2, b"2025-01-01 10:00:00.0: E external/local_xla/xla/cuda_fft.cc:477] Unable to register cuFFT factory\\n")
    os.write(2, b"E0000 00:00:1795644529.562669 29966 cuda_dnn.cc:8310] Unable to register cuDNN factory: it has\\n")
    os.write(2, b"2025-01-01 10:00:00.0: E external/cuda_driver.cc:152] failed call to cuInit: UNKNOWN ERROR (303)\\n")
    os.write(2, b"2025-01-01 10:00:00.0: E external/other.cc:1] something is wrong\\n")
    os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\\n")
    os.write(2, b"F0000 00:00:1795236034.879973 8609 cpu.cc:1] The TensorFlow library was compiled to use AVX\\n")
    os.write(2, b"Traceback\\n")
os.write(2, b"I0000 00:00:1795236034.879973 8609 after.cc:1] passes\\n")
"""
    assert [line.split("] ")[-1] for line in stderr_of(code).splitlines()] == [
        "something is wrong",
        "The TensorFlow library was compiled to use AVX",
        "Traceback",
        "passes",
    ]


def test_where_the_home_cannot_be_written_keras_does_not_go_on_in_tmp(tmp_path):
    """A Keras of our own stands for the real one, and says which folder it is given."""
    (tmp_path / "keras.py").write_text(
        "import os, types\n"
        "print(os.environ.get('KERAS_HOME', '/tmp/.keras'))\n"
        "config = types.SimpleNamespace(backend=lambda: 'torch')\n"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from kerascnn import quiet; quiet.start_keras()"
    home = tmp_path / "nowhere"
    environment = {key: value for key, value in os.environ.items() if key != "KERAS_HOME"} | {"HOME": str(home)}
    for given, expected in (({}, f"{home}/.keras"), ({"KERAS_HOME": "/elsewhere"}, "/elsewhere")):
        done = subprocess.run(
            [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True, env=environment | given
        )
        assert done.stdout == f"{expected}\n"


def test_where_the_home_cannot_be_written_fetching_fails(tmp_path, monkeypatch):
    from kerascnn.datasets import survey
    from kerascnn.errors import InputError

    (tmp_path / "home").write_text("no folder")
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with pytest.raises(InputError, match=r"cannot write into .*home/\.keras/datasets: Not a directory"):
        survey.get("cifar10")
