"""`kerascnn data check` and `kerascnn data show` on folders of annotated pictures."""

import json

import numpy as np
import pytest
from PIL import Image

import annotated_folders


@pytest.mark.parametrize(
    ("form", "about"),
    [
        ("coco", "coco, 2 pictures with 3 objects, with masks"),
        ("voc", "voc, 2 pictures with 3 objects, boxes alone"),
        ("yolo", "yolo, 2 pictures with 3 objects, boxes alone"),
        ("masks", "masks, 2 pictures with 2 objects, with masks"),
    ],
)
def test_check_says_what_is_there(kerascnn, tmp_path, form, about):
    folder = annotated_folders.WRITERS[form](tmp_path / "set")
    code, out, err = kerascnn("data", "check", folder)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"{folder}: {about}"
    assert lines[1] == ("classes: cat (1), dog (1)" if form == "masks" else "classes: cat (2), dog (1)")


def test_check_lists_what_is_wrong(kerascnn, tmp_path):
    folder = annotated_folders.voc(tmp_path / "set")
    path = folder / "Annotations/a.xml"
    path.write_text(path.read_text().replace("<xmax>25</xmax>", "<xmax>65</xmax>"))
    annotated_folders.write_picture(folder / "JPEGImages/other.png")
    code, out, err = kerascnn("data", "check", folder)
    assert code == 2
    assert out.splitlines()[0] == f"{path}, line 10: the box 6 11 65 30 reaches outside of the picture of 60×40"
    assert "1 picture of the folder is not annotated" in out
    assert err == f"Error: {folder}: 1 problem; --skip-bad leaves such pictures out\n"
    assert kerascnn("data", "check", folder, "--skip-bad")[0] == 0
    assert kerascnn("data", "check", folder, "--lang", "es")[2].startswith("Error: ")


def test_check_as_json(kerascnn, tmp_path):
    folder = annotated_folders.coco(tmp_path / "set", lambda found: found["annotations"][0].update(bbox=[0, 0, 99, 9]))
    code, out, _err = kerascnn("data", "check", folder, "--format", "json")
    assert code == 2
    found = json.loads(out)
    assert (found["annotations"], found["pictures"], found["objects"], found["masks"]) == ("coco", 1, 2, True)
    assert found["classes"] == {"cat": 2, "dog": 0}
    assert found["parts"] == {"train": 1}
    assert found["problems"] == [
        {
            "file": str(folder / "annotations/instances_train2017.json"),
            "line": 6,
            "problem": "the box 0 0 99 9 reaches outside of the picture of 60×40",
        }
    ]


def test_check_shows_the_first_problems_and_counts_the_others(kerascnn, tmp_path):
    folder = annotated_folders.yolo(tmp_path / "set")
    path = folder / "labels/train/a.txt"
    path.write_text(path.read_text() + "".join(f"9 0.5 0.5 0.{number} 0.1\n" for number in range(10, 80)))
    code, out, _err = kerascnn("data", "check", folder)
    assert code == 2
    assert out.count("the class is 9") == 50
    assert "and 20 more problems; --all shows them" in out
    assert kerascnn("data", "check", folder, "--all")[1].count("the class is 9") == 70


def test_check_of_a_folder_of_several_kinds(kerascnn, tmp_path):
    annotated_folders.coco(tmp_path)
    annotated_folders.voc(tmp_path)
    code, _out, err = kerascnn("data", "check", tmp_path)
    assert code == 2
    assert "several formats (coco, voc)" in err
    assert kerascnn("data", "check", tmp_path, "--annotations", "voc")[0] == 0


def test_show_draws_the_objects(kerascnn, tmp_path):
    folder = annotated_folders.masks(tmp_path / "set")
    drawn = tmp_path / "drawn.png"
    code, out, _err = kerascnn("data", "show", folder, "-o", drawn)
    assert (code, out) == (0, f"drawn: {drawn}\n")
    with Image.open(drawn) as image:
        pixels = np.asarray(image.convert("RGB"))
    # The frame of the dog's box in the second colour, of the cat's in the first.
    assert (pixels == (213, 94, 0)).all(axis=-1).sum() > 50
    assert (pixels == (0, 114, 178)).all(axis=-1).sum() > 50
    code, _out, err = kerascnn("data", "show", folder, "-o", drawn)
    assert code == 2
    assert "exists; choose another name, or --force" in err
    assert kerascnn("data", "show", folder, "-o", drawn, "--picture", "b.png", "--force")[0] == 0
    code, _out, err = kerascnn("data", "show", folder, "-o", tmp_path / "x.png", "--picture", "z.png")
    assert (code, "there is no annotated picture called 'z.png'" in err) == (2, True)
    assert not (tmp_path / "x.png").exists()


def test_show_goes_on_without_what_is_wrong(kerascnn, tmp_path):
    folder = annotated_folders.coco(tmp_path / "set", lambda found: found["annotations"][0].update(bbox=[0, 0, 99, 9]))
    drawn = tmp_path / "drawn.svg"
    code, _out, err = kerascnn("data", "show", folder, "-o", drawn)
    assert code == 2
    assert "line 6: the box 0 0 99 9 reaches outside" in err
    assert "--skip-bad leaves such pictures out" in err
    assert kerascnn("data", "show", folder, "-o", drawn, "--skip-bad")[0] == 0
