"""What systems and programs leave in folders stops no reader and is not learned from; what is left out is said."""

import json
import warnings

import numpy as np
import pytest
from PIL import Image

from kerascnn import tasks
from kerascnn.datasets import SkippedWarning, annotations, captions, sound
from kerascnn.datasets.search import is_litter
from kerascnn.datasets.sound import wav
from kerascnn.datasets.text.folders import read_place
from kerascnn.errors import InputError
from kerascnn.recipes import train_edges
from kerascnn.tasks.siamese.enrolment import files_of

ENDINGS = (".png", ".jpg", ".xml", ".txt", ".json", ".csv", ".wav")
RESOURCE_FORK = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(80)


def litter(folder):
    """What a Mac, Windows, a notebook and a telephone leave behind, in a folder and in all of its folders."""
    for place in [folder, *(each for each in folder.rglob("*") if each.is_dir())]:
        for name in (".DS_Store", "Thumbs.db", "desktop.ini", *(f"._x{ending}" for ending in ENDINGS)):
            (place / name).write_bytes(RESOURCE_FORK)
        for name in ("__MACOSX", ".ipynb_checkpoints"):
            (place / name).mkdir()
            for ending in ENDINGS:
                (place / name / f"0{ending}").write_bytes(RESOURCE_FORK)
        (place / "README").write_text("ours")
        (place / "IMG_1.HEIC").write_bytes(b"\0\0\0\x18ftypheic")
        (place / "empty").mkdir()


def pictures(folder, count=3):
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    for number in range(count):
        Image.fromarray(random.integers(0, 255, (20, 20, 3), np.uint8)).save(folder / f"{number}.png")


def voc(folder):
    pictures(folder / "JPEGImages")
    (folder / "Annotations").mkdir()
    for number in range(3):
        box = "<bndbox><xmin>3</xmin><ymin>3</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
        (folder / "Annotations" / f"{number}.xml").write_text(
            f"<annotation><filename>{number}.png</filename><object><name>cat</name>{box}</object></annotation>"
        )


def coco(folder):
    pictures(folder / "images")
    images = [{"id": n, "file_name": f"{n}.png", "width": 20, "height": 20} for n in range(3)]
    objects = [{"id": n, "image_id": n, "category_id": 1, "bbox": [3, 3, 6, 6], "area": 36} for n in range(3)]
    content = {"images": images, "annotations": objects, "categories": [{"id": 1, "name": "cat"}]}
    (folder / "instances.json").write_text(json.dumps(content))


def yolo(folder):
    pictures(folder / "images")
    (folder / "labels").mkdir()
    for number in range(3):
        (folder / "labels" / f"{number}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    (folder / "classes.txt").write_text("cat\n")


def masks(folder, name="masks"):
    pictures(folder / "images")
    (folder / name).mkdir()
    mask = np.zeros((20, 20), np.uint8)
    mask[4:9, 4:9] = 1
    for number in range(3):
        Image.fromarray(mask).save(folder / name / f"{number}.png")


def edges(folder):
    masks(folder, "edges")


def labels(folder):
    for label in ("good", "bad"):
        (folder / label).mkdir(parents=True)
        (folder / label / "1.txt").write_text(f"a {label} film")


def table(folder):
    folder.mkdir()
    (folder / "texts.csv").write_text("text,label\na good film,good\na bad film,bad\n")


def sounds(folder):
    folder.mkdir()
    for number in range(3):
        tone = np.sin(np.arange(32_000) * (0.1 + number / 10)).astype(np.float32) / 2
        wav.write(folder / f"{number}.wav", tone, 8_000)


def captioned(folder):
    pictures(folder / "Images")
    (folder / "captions.txt").write_text("image,caption\n" + "".join(f"{n}.png,a cat\n" for n in range(3)))


def people(folder):
    for name in ("ana", "luis"):
        pictures(folder / name, 2)


def annotated(folder):
    found = annotations.load(folder)
    return found.form, found.class_names, found.counts, [each.path for each in found], found.unannotated


def edge_maps(folder):
    return tasks.load(train_edges.run.plan(data_dir=folder, size=32)).about.sha256


READERS = {
    "voc": (voc, annotated),
    "coco": (coco, annotated),
    "yolo": (yolo, annotated),
    "masks": (masks, annotated),
    "edges": (edges, edge_maps),
    "folders of texts": (labels, lambda folder: read_place(folder).examples),
    "table of texts": (table, lambda folder: read_place(folder).examples),
    "sounds": (sounds, lambda folder: sound.load(data_dir=folder, rate=8_000).sha256),
    "captions": (captioned, lambda folder: captions.read(folder).pictures),
    "people": (people, files_of),
}


@pytest.mark.parametrize(("write", "read"), READERS.values(), ids=READERS)
def test_a_folder_with_litter_is_the_folder_without(tmp_path, write, read):
    folder = tmp_path / "mine"
    write(folder)
    clean = read(folder)
    litter(folder)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert read(folder) == clean
    lines = [str(each.message) for each in said if each.category is SkippedWarning]
    if read in (annotated, edge_maps, files_of) or write is captioned:
        assert len(lines) == 1
        assert "IMG_1.HEIC" in lines[0]
        assert "\n" not in lines[0]


def test_texts_and_sounds_of_other_kinds_are_counted_and_named(tmp_path):
    labels(tmp_path / "texts")
    (tmp_path / "texts" / "good" / "README").write_text("ours")
    assert (
        read_place(tmp_path / "texts").said[-1].endswith("left out, no .txt by their names: 1 (the first: good/README)")
    )
    sounds(tmp_path / "sounds")
    (tmp_path / "sounds" / "song.mp3").write_bytes(b"ID3")
    with pytest.warns(SkippedWarning, match=r"left out, sound that is no WAV: 1 \(the first: song\.mp3\)$"):
        sound.load(data_dir=tmp_path / "sounds", rate=8_000)


def test_somebody_whose_pictures_are_all_of_a_kind_that_is_not_read_is_not_passed_over(tmp_path):
    people(tmp_path / "all")
    (tmp_path / "all" / "eva").mkdir()
    with pytest.warns(SkippedWarning, match=r"left out: folders .* 1 \(eva/\)"):
        assert sorted(files_of(tmp_path / "all")) == ["ana", "luis"]
    (tmp_path / "all" / "eva" / "1.heic").write_bytes(b"\0\0\0\x18ftypheic")
    with pytest.raises(InputError, match="there is no picture of eva"):
        files_of(tmp_path / "all")


def test_names_of_real_files_are_no_litter():
    assert not any(map(is_litter, ("cat.jpg", "_cat.jpg", "Thumbs", "macosx", "x.DS_Store")))
