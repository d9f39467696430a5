"""Whatever is wrong is one line with its file and line; with `skip_bad` the picture is left out, the rest is there."""

import dataclasses
import json
import re
import struct
import unicodedata
import zlib

import numpy as np
import pytest
from PIL import Image

import annotated_folders
from annotated_folders import BOXES
from kerascnn.datasets import annotations
from kerascnn.errors import InputError

COCO = "annotations/instances_train2017.json"


def edited(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def line_of(folder, name, piece):
    lines = (folder / name).read_text().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if piece in line)


def check(folder, message, left=1):
    """The error with its place, and what is left without the picture."""
    with pytest.raises(InputError) as raised:
        annotations.load(folder)
    said = str(raised.value)
    assert message in said
    assert "\n" not in said
    found = annotations.load(folder, skip_bad=True)
    assert len(found) == left
    assert message in str(found.problems[0])


@pytest.mark.parametrize(
    ("old", "new", "piece", "message"),
    [
        ("<xmax>25</xmax>", "<xmax>5</xmax>", "xmin", "the box 6 11 5 30 ends before it begins"),
        ("<xmax>25</xmax>", "<xmax>6</xmax>", "xmin", "the box 6 11 6 30 has no area"),
        ("<xmax>25</xmax>", "<xmax>62</xmax>", "xmin", "the box 6 11 62 30 reaches outside of the picture of 60×40"),
        ("<xmax>25</xmax>", "<xmax>nan</xmax>", "xmin", "the box 6 11 nan 30 has a number that is not finite"),
        ("<xmax>25</xmax>", "<xmax>25 px</xmax>", "xmax", "the xmax of 'dog' is '25 px'; expected a number"),
        ("<xmax>25</xmax>", "", None, "the xmax of 'dog' is ''; expected a number"),
        ("<name>dog</name>", "<name></name>", "<object>", "an object has no name"),
        ("<name>dog</name>", "<name>CAT</name>", "xmin", "the class 'CAT' differs from 'cat' by its capitals alone"),
        (
            "<width>60</width>",
            "<width>61</width>",
            "filename",
            "the annotation says 61×40; the picture a.png has 60×40",
        ),
        ("</name>", "</nome>", "nome", "is no XML (mismatched tag)"),
        ("<annotation>", "<annotation>\n<a>" + "<b>" * 30, "<b>", "is nested deeper than annotations are"),
        ("<annotation>", "<notes><annotation>", None, "begins with 'notes'; expected an element annotation"),
    ],
)
def test_voc(tmp_path, old, new, piece, message):
    folder = annotated_folders.voc(tmp_path)
    edited(folder, "Annotations/a.xml", old, new)
    place = f"Annotations/a.xml, line {line_of(folder, 'Annotations/a.xml', piece)}: " if piece else ""
    check(folder, place + message)


def test_an_entity_bomb_is_refused_before_anything_is_expanded(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    levels = "\n".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?>\n<!DOCTYPE annotation [\n<!ENTITY e0 "ha">\n{levels}\n]>\n'
    text = annotated_folders.voc_text("a.png", BOXES["a"]).replace("dog", "&e9;")
    (folder / "Annotations/a.xml").write_text(bomb + text)
    check(folder, "Annotations/a.xml, line 3: declares the entity 'e0'; annotations have none, and none is expanded")


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (f'<!DOCTYPE annotation [\n<!ENTITY a "{"x" * 5000}">\n]>\n', "line 2: declares the entity 'a'"),
        (f'<!--{"x" * 5000}-->\n<!DOCTYPE annotation [\n<!ENTITY a "x">]>\n', "line 3: declares the entity 'a'"),
        (None, "line 1: is no XML (no element found)"),
        ("\0" * 200, "line 1: is no XML"),
    ],
)
def test_a_file_of_which_the_beginning_tells_nothing_is_read_and_named(tmp_path, start, message):
    folder = annotated_folders.voc(tmp_path)
    file = folder / "Annotations/a.xml"
    file.write_text("" if start is None else start + file.read_text())
    check(folder, f"Annotations/a.xml, {message}")


def test_xml_of_other_programs_beside_annotations_is_passed_over(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    (folder / "Annotations/a.aux.xml").write_text("<PAMDataset><Metadata/></PAMDataset>")
    assert len(annotations.load(folder)) == 2


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
def test_nothing_outside_of_the_file_is_read(tmp_path, kind):
    (tmp_path / "secret.txt").write_text("dog")
    folder = annotated_folders.voc(tmp_path / "set")
    text = annotated_folders.voc_text("a.png", BOXES["a"]).replace("dog", "&file;")
    entity = f'<!DOCTYPE annotation [<!ENTITY file {kind} "file://{tmp_path}/secret.txt">]>\n'
    (folder / "Annotations/a.xml").write_text(entity + text)
    check(folder, "declares the entity 'file'")
    # An entity that a document type elsewhere would declare.
    entity = f'<!DOCTYPE annotation {kind} "file://{tmp_path}/secret.txt">\n'
    (folder / "Annotations/a.xml").write_text(entity + text)
    found = annotations.load(folder, skip_bad=True)
    assert "dog" not in found.class_names


def test_a_listed_class_is_asked_for(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    (folder / "classes.txt").write_text("cat\nbird\n")
    check(folder, "there is no class 'dog' in classes.txt, which lists 2")
    (folder / "classes.txt").write_text("cat\nbird\nCat\n")
    with pytest.raises(InputError, match=r"classes\.txt, line 3: the class 'Cat' differs from 'cat' by its capitals"):
        annotations.load(folder, skip_bad=True)


def test_a_picture_that_is_missing(tmp_path):
    for name, write in annotated_folders.WRITERS.items():
        folder = write(tmp_path / name)
        next(path for path in folder.rglob("a.png") if path.parent.name != "masks").unlink()
        line = ", line 2" if name in ("coco", "voc") else ""
        with pytest.raises(InputError, match=rf"{line}: there is no picture '(a|a\.png)' in the folder; get it"):
            annotations.load(folder)
        assert len(annotations.load(folder, skip_bad=True)) == 1


def test_a_name_that_leads_out_of_the_folder_finds_nothing(tmp_path):
    annotated_folders.write_picture(tmp_path / "secret.png")
    folder = annotated_folders.coco(
        tmp_path / "set", lambda found: found["images"][0].update(file_name="../secret.png")
    )
    check(folder, "there is no picture '../secret.png' in the folder")


def damaged_header(size):
    """A PNG of a few bytes whose header promises so many pixels."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", annotated_folders.WRITERS)
def test_a_header_of_a_hundred_thousand_pixels_each_way(tmp_path, form):
    folder = annotated_folders.WRITERS[form](tmp_path)
    path = next(path for path in folder.rglob("a.png") if path.parent.name != "masks")
    path.write_bytes(damaged_header((100_000, 100_000)))
    check(folder, f"{path}: its header promises 100000 x 100000 pixels, more than 80,000,000")


@pytest.mark.parametrize(
    ("key", "number", "change", "message"),
    [
        ("annotations", 0, {"bbox": [5, 10, -20, 20]}, "the box 5 10 -20 20 ends before it begins"),
        ("annotations", 0, {"bbox": [5, 10, 0, 20]}, "the box 5 10 0 20 has no area"),
        ("annotations", 0, {"bbox": [5, 10, 1e-12, 20]}, "the box 5 10 1e-12 20 has no area"),
        ("annotations", 0, {"bbox": [59.999, 10, 1, 20]}, "the box 59.999 10 1 20 reaches outside"),
        ("annotations", 0, {"segmentation": [[5, 5] * 3]}, "the region has no area: all its corners lie on a line"),
        ("annotations", 0, {"segmentation": [[5, 5, 9, 9, 20, 20]] * 2}, "the region has no area"),
        ("annotations", 0, {"segmentation": {"counts": [2400]}}, "the region has no area: its run lengths have no"),
        ("annotations", 0, {"segmentation": {"counts": [900, 0, 1500]}}, "the region has no area"),
        ("annotations", 0, {"bbox": [50, 10, 20, 20]}, "the box 50 10 20 20 reaches outside of the picture of 60×40"),
        ("annotations", 0, {"bbox": [float("nan"), 10, 20, 20]}, "the box nan 10 20 20 has a number that is"),
        ("annotations", 0, {"bbox": [5, 10, 20]}, "the bbox is '[5, 10, 20]'; expected four numbers"),
        ("annotations", 0, {"bbox": [5, 10, 20, "20"]}, "expected four numbers"),
        ("annotations", 0, {"bbox": [5, 10, 20, 10**400]}, "expected four numbers"),
        ("annotations", 0, {"category_id": 99}, "there is no category with the id '99'; there are: 3, 7"),
        ("annotations", 0, {"image_id": 99}, "there is no picture with the id '99', which the annotation names"),
        ("annotations", 0, {"image_id": [1]}, "there is no picture with the id '[1]'"),
        ("annotations", 1, {"id": "1"}, "annotations[1] has the id '1', which another annotation has"),
        ("annotations", 1, {"id": 1}, "annotations[1] has the id '1', which another annotation has"),
        ("annotations", 0, {"segmentation": [[1, 2, 3, 4]]}, "has 4 numbers; expected x and y of at least three"),
        ("annotations", 0, {"segmentation": [[1, 2, 3, 4, 5, 99]]}, "reaches outside of the picture of 60×40"),
        ("annotations", 0, {"segmentation": [[1, 2, 3, 4, 5, float("inf")]]}, "numbers that are not finite"),
        ("annotations", 0, {"segmentation": [["a"] * 6]}, "a polygon of the region is no list of numbers"),
        ("annotations", 0, {"segmentation": "mask.png"}, "the segmentation is 'mask.png'; expected polygons"),
        ("annotations", 0, {"segmentation": {"counts": [9], "size": [60, 40]}}, "the mask is '[60, 40]', height and"),
        ("annotations", 0, {"segmentation": {"counts": [9], "size": [40, 60]}}, "add up to 9 pixels; the picture"),
        ("annotations", 0, {"segmentation": {"counts": "~~~"}}, "the run lengths of the region are no list"),
        ("annotations", 0, {"segmentation": {"counts": [3000, -600]}}, "the run lengths of the region are no list"),
        ("images", 0, {"width": 61}, "says 61×40; the picture a.png has 60×40"),
        ("images", 0, {"width": 100_000, "height": 100_000}, "100000×100000 pixels are more than 80,000,000"),
        ("images", 0, {"width": "60"}, "height and width are '[40, '60']'; expected pixels"),
        ("images", 0, {"file_name": None}, "images[0] has no file_name"),
        ("categories", 1, {"name": "Cat"}, "the category 'Cat' is called as 'cat', but for capitals"),
        ("categories", 1, {"name": ""}, "categories[1] has no name"),
    ],
)  # fmt: skip
def test_coco(tmp_path, key, number, change, message):
    folder = annotated_folders.coco(tmp_path, lambda found: found[key][number].update(change))
    lines = (folder / COCO).read_text().splitlines()
    # A record a line, after the line of the list's name.
    line = next(at for at, text in enumerate(lines, start=1) if f'"{key}"' in text) + 1 + number
    left = 2 if "image_id" in change else 1
    place = f"{COCO}, line {line}: "
    check(folder, message, left)
    assert place in str(annotations.load(folder, skip_bad=True).problems[0])


def test_coco_with_two_pictures_of_one_id(tmp_path):
    def change(found):
        annotated_folders.write_picture(tmp_path / "train2017/c.png")
        found["images"].append({"id": 1, "file_name": "c.png", "height": 40, "width": 60})

    folder = annotated_folders.coco(tmp_path, change)
    # Which of the two an annotation means cannot be told: both are left out.
    check(folder, "line 4: images[2] has the id '1', which another picture has")


def test_coco_with_two_categories_of_one_id(tmp_path):
    folder = annotated_folders.coco(tmp_path, lambda found: found["categories"].append({"id": 7, "name": "horse"}))
    check(folder, "categories[2] has the id '7', which another category has")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"images": [\n{"id": 1},\n{"id": }], "annotations": []}', "line 3: is no JSON"),
        ('{"images": [], "annotations": [], \n"x": ' + "[" * 100_000, "is nested deeper than annotations are"),
        ('{"images": [\n{"id": 1' + "0" * 10_000 + '}], "annotations": []}', "line 2: is no JSON"),
        ('{"images": [], "annotations": []}', "has no categories"),
        ('{"images": [], "annotations": []\n} more', "line 2: is no JSON"),
        ('{"images": [], "annotations": [], \n\n "categories": [{"id": 1}', "line 3: is no JSON"),
        ('["images": [], "annotations": []]', "line 1: is no JSON"),
    ],
)
def test_json_that_is_none(tmp_path, text, message):
    (tmp_path / "a.json").write_text(text)
    for skip_bad in (False, True):
        with pytest.raises(InputError, match=message):
            annotations.load(tmp_path, skip_bad=skip_bad)


def test_a_giant_json_is_refused_by_its_length(tmp_path, monkeypatch):
    from kerascnn.datasets.annotations import json_records

    folder = annotated_folders.coco(tmp_path)
    monkeypatch.setattr(json_records, "LARGEST", 500)
    with pytest.raises(InputError, match=r"instances_train2017\.json: is longer than 500 bytes"):
        annotations.load(folder)


def test_records_that_are_none_are_named(tmp_path):
    folder = annotated_folders.coco(tmp_path, lambda found: found["annotations"].append(5))
    check(folder, "annotations[3] is no object with fields", left=2)
    folder = annotated_folders.coco(tmp_path, lambda found: found["images"].append({"file_name": "a.png"}))
    check(folder, "images[2] has no id", left=2)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 0.5 0.5 -0.2 0.2", "line 2: the box 0.5 0.5 -0.2 0.2 ends before it begins"),
        ("1 0.5 0.5 0 0.2", "line 2: the box 0.5 0.5 0 0.2 has no area"),
        ("1 0.9 0.5 0.4 0.2", "line 2: the box 0.9 0.5 0.4 0.2 reaches outside of the picture of 60×40"),
        ("1 nan 0.5 0.4 0.2", "line 2: the box nan 0.5 0.4 0.2 has a number that is not finite"),
        ("1 30 20 10 10", "line 2: has the number 30; expected parts of the picture, 0 to 1, not pixels"),
        ("1 0.5 0.5 0.4", "line 2: has 3 numbers after the class; expected 4"),
        ("1 0.5 x 0.4 0.2", "line 2: 'x' is no number"),
        ("2 0.5 0.5 0.4 0.2", "line 2: the class is 2; data.yaml lists the classes 0 to 1"),
        ("dog 0.5 0.5 0.4 0.2", "line 2: the class is 'dog'; expected its number, from 0"),
        ("1 0.5 0.5 1e-12 0.2", "line 2: the box 0.5 0.5 1e-12 0.2 has no area"),
        ("1 0.1 0.1 0.2 0.2 0.3 0.3", "line 2: the region has no area: all its corners lie on a line"),
        ("1 0.1 0.1 0.5 0.1 0.5 nan", "line 2: a polygon of the region has numbers that are not finite"),
    ],
)
def test_yolo(tmp_path, line, message):
    folder = annotated_folders.yolo(tmp_path)
    path = folder / "labels/train/a.txt"
    path.write_text(path.read_text() + line + "\n")
    check(folder, f"labels/train/a.txt, {message}")


def test_yolo_with_an_object_twice_or_no_text(tmp_path):
    folder = annotated_folders.yolo(tmp_path)
    path = folder / "labels/train/a.txt"
    path.write_text(path.read_text() * 2)
    check(folder, "line 2: the same object stands there twice")
    path.write_bytes(b"0 0.5 0.5 0.2 0.2\n\0\xfe\n")
    check(folder, "labels/train/a.txt is no text: it holds bytes that no text has")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("names: {0: cat, 2: dog}", "line 1: the names are written in a way that is not read"),
        ("names: [cat\n  dog: {\n", "line 1: the names are written in a way that is not read"),
        ("names: [cat: 1, dog]", "line 1: the names are written in a way that is not read"),
        ("path: x\nnams: [cat, dog]\n", "line 2: the key is 'nams'; did you mean names?"),
        ("nc: 3\nnames: [cat, dog]", "line 1: nc is 3, and names lists 2; make the two agree"),
        ("", "data.yaml: is empty; expected names:"),
        ("\0\1", "data.yaml is no text: it holds bytes that no text has"),
        ("nc: 2\nnames:\n  0: cat\n  2: dog\n", "line 4: the class has the number 2; expected 1"),
        ("names: [cat, Cat]", "line 1: the class 'Cat' differs from 'cat' by its capitals alone"),
        ("names:\n- cat\n- cat\n", "line 3: the class 'cat' stands there twice"),
        ("names: []", "written in a way that is not read"),
    ],
)
def test_names_in_yaml_that_cannot_be_used(tmp_path, text, message):
    folder = annotated_folders.yolo(tmp_path)
    (folder / "data.yaml").write_text(text)
    with pytest.raises(InputError, match=message):
        annotations.load(folder, skip_bad=True)


def test_masks(tmp_path):
    folder = annotated_folders.masks(tmp_path)
    good = (folder / "masks/a.png").read_bytes()
    Image.fromarray(np.zeros((60, 40), np.uint8)).save(folder / "masks/a.png")
    check(folder, "masks/a.png: the mask has 40×60 pixels; the picture a.png has 60×40")
    Image.fromarray(np.full((40, 60), 3, np.uint8)).save(folder / "masks/a.png")
    check(folder, "masks/a.png: has pixels of the class 3; classes.txt lists the classes 0 to 2")
    annotated_folders.write_picture(folder / "masks/a.png")
    check(folder, "masks/a.png: is a picture in colours (RGB); expected a number a pixel")
    Image.fromarray(np.zeros((40, 60), np.uint16)).save(folder / "masks/a.png")
    check(folder, "masks/a.png: has more than 8 bits a pixel (I;16); expected class numbers from 0 to 255")
    (folder / "masks/a.png").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    check(folder, "masks/a.png: is a Git LFS pointer, not the file itself")
    (folder / "masks/a.png").write_bytes(good[:-30])
    check(folder, "masks/a.png: the picture is damaged or cut short")
    (folder / "masks/a.png").unlink()
    Image.fromarray(np.zeros((40, 60), np.uint8)).save(folder / "masks/a.jpg")
    check(folder, "masks/a.jpg: a mask as JPG has lost its class numbers; save it as PNG")


@pytest.mark.parametrize("form", annotated_folders.WRITERS)
def test_a_picture_that_is_cut_short(tmp_path, form):
    folder = annotated_folders.WRITERS[form](tmp_path)
    path = next(path for path in folder.rglob("a.png") if path.parent.name != "masks")
    path.write_bytes(path.read_bytes()[:-100])
    check(folder, f"{path}: the picture is damaged or cut short")


def test_a_picture_that_is_annotated_twice(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    (folder / "Annotations/c.xml").write_text(annotated_folders.voc_text("a.png", BOXES["a"]))
    check(folder, "Annotations/c.xml, line 2: the picture a.png is annotated in a.xml too; keep one of the two")


@pytest.mark.parametrize("form", ["coco", "voc", "yolo"])
def test_an_accent_by_itself_makes_no_other_class(tmp_path, form):
    folder = annotated_folders.WRITERS[form](tmp_path)
    whole, parts = (unicodedata.normalize(kind, "camión") for kind in ("NFC", "NFD"))
    for file in [*folder.rglob("*.xml"), *folder.rglob("*.json"), *folder.rglob("*.yaml")]:
        name = parts if file.name == "b.xml" else whole
        text = re.sub(r"\bcat\b", parts, file.read_text())
        file.write_text(re.sub(r"\bdog\b", name, text))
    if form == "voc":
        assert annotations.load(folder).class_names == (whole,)
        (folder / "classes.txt").write_text(parts)
        assert annotations.load(folder).class_names == (whole,)
    elif form == "coco":
        check(folder, f"the category '{whole}' is called as '{whole}'")
    else:
        with pytest.raises(InputError, match=f"line 5: the class '{whole}' stands there twice"):
            annotations.load(folder)


def test_ids_may_be_texts_in_one_list_and_numbers_in_another(tmp_path):
    folder = annotated_folders.coco(tmp_path, lambda found: found["categories"][0].update(id="3"))
    assert len(annotations.load(folder)) == 2


def test_how_many_more_problems_there_are(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    for name in "ab":
        (folder / f"JPEGImages/{name}.png").unlink()
    with pytest.raises(InputError, match=r"there is no picture 'a\.png' in the folder; .* \(1 more problem\)$"):
        annotations.load(folder)
    # Nothing is left that could be used.
    with pytest.raises(InputError, match=r"\(1 more problem\)$"):
        annotations.load(folder, skip_bad=True)


def test_names_give_no_orders_to_a_terminal(tmp_path):
    folder = annotated_folders.coco(tmp_path, lambda found: found["images"][0].update(file_name="a\x1b[2J.png"))
    assert json.loads((folder / COCO).read_text())
    check(folder, r"there is no picture 'a\x1b[2J.png' in the folder")


@pytest.mark.parametrize(
    "text", ["names: {0: cat, 1: 'a, dog'}", "names: [cat, 'a, dog'] # two", "name: x\nnames:\n- cat\n- a, dog"]
)
def test_names_in_yaml_may_stand_in_brackets_or_braces(tmp_path, text):
    folder = annotated_folders.yolo(tmp_path)
    (folder / "data.yaml").write_text(text)
    assert annotations.load(folder).class_names == ("cat", "a, dog")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("0 30 20 10 10", "has the number 30; expected parts of the picture, 0 to 1, not pixels"),
        ("dog 0.5 0.5 0.2 0.2", "the class is 'dog'; expected its number, from 0"),
        ("0 0.5", "has 1 number after the class"),
        ("", "its annotations (yolo) have no object in them; expected one at least"),
    ],
)
def test_a_folder_laid_out_as_yolo_s_is_one_though_no_line_of_it_is_right(tmp_path, line, message):
    folder = annotated_folders.yolo(tmp_path)
    for file in folder.rglob("labels/**/*.txt"):
        file.write_text(line)
    for kept in (True, False):
        if not kept:
            (folder / "data.yaml").unlink()
        assert annotations.detect(folder) == ("yolo",)
        with pytest.raises(InputError, match=re.escape(message)):
            annotations.load(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"images": [{"id": 1, "file_name": "a.png"',
            "line 1: is no JSON (Expecting ',' delimiter); get the file again",
        ),
        ('{"pictures": []}', "has no list annotations, categories, images; expected COCO's lists"),
        ('{"images": [{"id": 1, "file_name": "a.png"}]}', "has no list annotations, categories; expected COCO's lists"),
        ("[]", "line 1: is no JSON"),
    ],
)
def test_a_broken_file_of_coco_s_is_named(tmp_path, text, message):
    folder = annotated_folders.coco(tmp_path)
    (folder / "annotations/instances_train2017.json").write_text(text)
    assert annotations.detect(folder) == ("coco",)
    with pytest.raises(InputError, match=re.escape(message)):
        annotations.load(folder)


def test_captions_and_other_files_make_no_annotations(tmp_path):
    for name in ("cat/a.png", "cat/b.png", "dog/c.png"):
        annotated_folders.write_picture(tmp_path / name)
    (tmp_path / "cat/a.txt").write_text("a cat on a mat")
    (tmp_path / "environment.yaml").write_text("name: photos\n")
    (tmp_path / "about.json").write_text('{"images": [], "by": "me"}')
    assert annotations.detect(tmp_path) == ()


def test_no_object_is_no_mask(tmp_path):
    folder = annotated_folders.yolo(tmp_path)
    found = annotations.load(folder)
    assert not found.has_masks
    empty = dataclasses.replace(
        found.images[0], boxes=found.images[0].boxes[:0], labels=found.images[0].labels[:0], regions=()
    )
    assert not dataclasses.replace(found, images=(empty,)).has_masks
