"""Files of many small things, each of which is read or drawn in no time."""

import json
import time

import annotated_folders
from kerascnn import cli, plots
from kerascnn.datasets import annotations

SECONDS = 30
"""Of processor time; a hundredth of it on an idle machine for most."""


def soon(kerascnn, *words):
    start = time.process_time()
    done = kerascnn(*words)
    assert time.process_time() - start < SECONDS
    return done


def test_a_table_that_names_pictures_that_are_not_there(kerascnn, tmp_path):
    annotated_folders.write_picture(tmp_path / "photos" / "a.png", (8, 8))
    lines = (f"{number}.png,class {number}\n" for number in range(200_000))
    (tmp_path / "labels.csv").write_text("image,label\n" + "".join(lines))
    code, _out, err = soon(kerascnn, "data", "check", tmp_path / "photos", "--labels", tmp_path / "labels.csv")
    assert code == 2
    assert "200,000 of 200,000 pictures that it names are not in" in err
    assert err.count("\n") == 1


def test_a_picture_of_thousands_of_objects_is_drawn_with_the_first(tmp_path):
    folder = annotated_folders.WRITERS["coco"](tmp_path / "d")
    path = folder / "annotations/instances_train2017.json"
    content = json.loads(path.read_text())
    content["annotations"] = [dict(content["annotations"][0], id=number) for number in range(5000)]
    path.write_text(json.dumps(content))
    start = time.process_time()
    (axes,) = plots.annotated(annotations.load(folder), [0]).axes
    assert time.process_time() - start < SECONDS
    assert len(axes.patches) == 200
    assert "the first 200 of 5,000 objects" in axes.get_title().replace("\n", " ")


def test_more_faces_than_fit_into_memory(kerascnn, tmp_path):
    code, out, err = soon(kerascnn, "train-siamese", "--identities", 10**9, "--out", tmp_path / "run")
    assert (code, out) == (2, "")
    assert "take 58,593,750 MB; expected 1,024 at most: choose fewer" in err
    assert not (tmp_path / "run").exists()


def test_memory_that_the_system_refuses_is_one_line(kerascnn, monkeypatch):
    def main(*_words, **_settings):
        raise MemoryError("Unable to allocate 55.9 TiB for an array")

    monkeypatch.setattr(cli.group, "main", main)
    said = "Error: there is not enough memory for this; choose smaller numbers, or give a smaller file\n"
    assert kerascnn("networks") == (1, "", said)
