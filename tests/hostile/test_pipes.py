"""A pipe where a file is expected: whoever reads it waits for ever, so it is refused, or left out of a folder."""

import os
import signal

import pytest

import annotated_folders
from kerascnn.datasets import emnist

SECONDS = 20
NAMED = {
    "a matrix": ("convolve", "--image", "@pipe", "--kernel", "sobel-x"),
    "the layers of a network": ("shape-calc", "--from", "pipe"),
    "the code of a network": ("shape-calc", "--from", "pipe.py"),
    "the configuration of a model": ("inspect", "pipe.json"),
    "a drawn model": ("diagram", "pipe.keras", "-o", "drawn.svg"),
    "an answer": ("check", "pipe"),
    "boxes": ("nms", "pipe"),
    "a table of labels": ("data", "check", ".", "--labels", "pipe.csv"),
    "texts": ("train-text", "--data-dir", "pipe.csv"),
    "sound": ("train-wavenet", "--data-dir", "pipe.wav"),
}


@pytest.fixture(autouse=True)
def soon():
    """End what waits."""

    def late(*_):
        raise TimeoutError(f"waited for {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("words", NAMED.values(), ids=NAMED)
def test_a_pipe_that_is_named_is_refused(kerascnn, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(next(word for word in words if "pipe" in word).removeprefix("@"))
    code, out, err = kerascnn(*words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.count("\n") == 1


def test_a_pipe_beside_emnist_s_files_is_left_out(tmp_path):
    os.mkfifo(tmp_path / "emnist-letters-mapping.txt")
    assert emnist.characters(tmp_path, "emnist-letters")[1] == "A"


PLACES = {
    "coco": "annotations/instances_more.json",
    "voc": "Annotations/more.xml",
    "yolo": "labels/train/more.txt",
    "masks": "masks/more.png",
}


@pytest.mark.parametrize("form", PLACES)
def test_a_pipe_among_annotations_is_left_out(kerascnn, tmp_path, form):
    folder = annotated_folders.WRITERS[form](tmp_path)
    os.mkfifo(folder / PLACES[form])
    code, _out, err = kerascnn("data", "check", folder)
    assert code in (0, 2)
    assert "Traceback" not in err
