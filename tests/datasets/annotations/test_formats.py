"""The same two pictures in each of the formats."""

import json

import numpy as np
import pytest
from PIL import Image

import annotated_folders
from annotated_folders import BOXES, SIZE, WRITERS
from kerascnn.datasets import annotations
from kerascnn.errors import InputError


@pytest.mark.parametrize("form", ["coco", "voc", "yolo"])
def test_the_boxes_are_those_that_were_written(form, tmp_path):
    found = annotations.load(WRITERS[form](tmp_path))
    assert (found.form, found.class_names, len(found)) == (form, ("cat", "dog"), 2)
    assert found.counts == {"cat": 2, "dog": 1}
    assert found.problems == ()
    for image, (name, objects) in zip(found, BOXES.items(), strict=True):
        assert (image.path.name, image.size) == (f"{name}.png", SIZE)
        # YOLO's files have six decimals.
        np.testing.assert_allclose(image.boxes, [box for _label, box in objects], atol=1e-4)
        assert [found.class_names[label] for label in image.labels] == [label for label, _box in objects]
        assert image.pixels().shape == (*SIZE, 3)
        assert image.has_masks == (form == "coco")


def test_masks_give_a_box_around_each_class(tmp_path):
    found = annotations.load(annotated_folders.masks(tmp_path))
    assert (found.form, found.class_names, found.has_masks) == ("masks", ("cat", "dog"), True)
    # Two cats in one mask are not told apart.
    assert [image.boxes.tolist() for image in found] == [[[5, 10, 25, 30]], [[0, 0, 60, 40]]]
    for image, objects in zip(found, BOXES.values(), strict=True):
        np.testing.assert_array_equal(image.class_map(), annotated_folders.mask_of(objects))


def test_polygons_of_coco_give_the_class_map(tmp_path):
    found = annotations.load(annotated_folders.coco(tmp_path))
    for image, objects in zip(found, BOXES.values(), strict=True):
        np.testing.assert_array_equal(image.class_map(), annotated_folders.mask_of(objects))
        assert image.masks().shape == (len(objects), *SIZE)
        assert image.part == "train"


def test_the_smaller_object_lies_above_and_a_crowd_is_no_class(tmp_path):
    def change(found):
        found["annotations"][2] |= {"iscrowd": 1, "segmentation": {"counts": [0, 20, 2380], "size": [40, 60]}}
        found["annotations"][2]["bbox"] = [0, 0, 60, 40]

    image = annotations.load(annotated_folders.coco(tmp_path, change))[1]
    assert image.ignored.tolist() == [False, True]
    numbers = image.class_map()
    # The run of 20 goes down the first column; of its pixels the first ten are the cat's.
    assert numbers[:10, 0].tolist() == [1] * 10
    assert numbers[10:20, 0].tolist() == [annotations.VOID] * 10
    assert numbers[20:].sum() == 0


def test_outlines_of_yolo_become_masks(tmp_path):
    folder = annotated_folders.yolo(tmp_path)
    (folder / "labels/train/a.txt").write_text("1 0.1 0.25 0.4 0.25 0.4 0.75 0.1 0.75\n")
    image = annotations.load(folder)[0]
    np.testing.assert_allclose(image.boxes, [[6, 10, 24, 30]])
    assert image.masks().sum() == 18 * 20
    assert image.masks()[0, 10:30, 6:24].all()


def test_a_picture_of_yolo_without_labels_has_no_object(tmp_path):
    folder = annotated_folders.yolo(tmp_path)
    annotated_folders.write_picture(folder / "images/train/c.png")
    found = annotations.load(folder)
    assert [len(image) for image in found] == [1, 2, 0]
    assert found[2].boxes.shape == (0, 4)
    assert found[2].class_map().sum() == 0


@pytest.mark.parametrize(
    "text",
    [
        "names: [cat, dog]\n",
        "names: ['cat',\n  \"dog\"]  # two\n",
        "names:\n- cat\n- dog\nnc: 2\n",
        "names:\n\n  0: cat\n  1: dog\n",
    ],
)
def test_the_ways_of_writing_names_in_yaml(text, tmp_path):
    folder = annotated_folders.yolo(tmp_path)
    (folder / "data.yaml").write_text("nc: 2\n" + text)
    assert annotations.load(folder).class_names == ("cat", "dog")


def test_darknet_has_labels_beside_the_pictures(tmp_path):
    for name, objects in BOXES.items():
        annotated_folders.write_picture(tmp_path / "obj" / f"{name}.png")
        (tmp_path / "obj" / f"{name}.txt").write_text("".join(map(annotated_folders.yolo_line, objects)))
    (tmp_path / "obj.names").write_text("cat\ndog\n")
    (tmp_path / "train.txt").write_text("obj/a.png\nobj/b.png\n")
    found = annotations.load(tmp_path)
    assert (found.form, found.class_names, len(found)) == ("yolo", ("cat", "dog"), 2)


def test_without_a_list_the_classes_of_yolo_are_numbers(tmp_path):
    folder = annotated_folders.yolo(tmp_path)
    (folder / "data.yaml").unlink()
    assert annotations.load(folder).class_names == ("0", "1")


def test_parts_come_from_folders_names_of_files_and_image_sets(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    (folder / "ImageSets/Main").mkdir(parents=True)
    (folder / "ImageSets/Main/train.txt").write_text("a\n")
    (folder / "ImageSets/Main/val.txt").write_text("b 1\n")
    found = annotations.load(folder)
    assert [image.part for image in found] == ["train", "validation"]
    train, test = found.split()
    assert (train.tolist(), test.tolist()) == ([0], [1])


def test_without_parts_the_test_pictures_are_drawn(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    for number in range(8):
        annotated_folders.write_picture(folder / "JPEGImages" / f"{number}.png")
        text = annotated_folders.voc_text(f"{number}.png", BOXES["a"])
        (folder / "Annotations" / f"{number}.xml").write_text(text)
    train, test = annotations.load(folder).split(0.3, seed=1)
    assert len(test) == 3
    assert sorted([*train, *test]) == list(range(10))
    assert annotations.load(folder).split(0.3, seed=1)[1].tolist() == test.tolist()


def test_a_palette_s_numbers_are_classes_and_255_is_none(tmp_path):
    folder = annotated_folders.masks(tmp_path)
    (folder / "classes.txt").unlink()
    values = annotated_folders.mask_of(BOXES["a"])
    values[:2] = 255
    image = Image.fromarray(values, mode="P")
    image.putpalette([channel for number in range(256) for channel in (number * 7 % 256, number, 255 - number)])
    image.save(folder / "masks/a.png")
    found = annotations.load(folder)
    assert found.class_names == ("1", "2")
    np.testing.assert_array_equal(found[0].class_map(), values)
    assert found[0].labels.tolist() == [1]


def test_masks_in_black_and_white_have_one_class(tmp_path):
    (tmp_path / "mask").mkdir()
    for name in "ab":
        annotated_folders.write_picture(tmp_path / "image" / f"{name}.png")
        Image.fromarray((annotated_folders.mask_of(BOXES[name]) > 0).astype(np.uint8) * 255).convert("RGB").save(
            tmp_path / "mask" / f"{name}_mask.png"
        )
    found = annotations.load(tmp_path)
    assert (found.class_names, [image.labels.tolist() for image in found]) == (("1",), [[0], [0]])
    assert found[0].boxes.tolist() == [[5, 10, 25, 30]]


def test_a_photograph_that_lies_on_its_side_is_annotated_as_it_is_shown(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    image = Image.new("RGB", (40, 60))  # lying: 60 rows of 40, shown as 40 rows of 60
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(folder / "JPEGImages/a.jpg", exif=exif)
    (folder / "JPEGImages/a.png").unlink()
    (folder / "Annotations/a.xml").write_text(annotated_folders.voc_text("a.jpg", BOXES["a"]))
    found = annotations.load(folder)[0]
    assert (found.size, found.pixels().shape) == ((40, 60), (40, 60, 3))
    (folder / "Annotations/a.xml").write_text(annotated_folders.voc_text("a.jpg", BOXES["a"], size=(60, 40)))
    with pytest.raises(InputError, match=r"says 40×60; the picture a\.jpg has 60×40 when it is upright"):
        annotations.load(folder)


def test_several_formats_are_asked_about(tmp_path):
    annotated_folders.coco(tmp_path)
    annotated_folders.voc(tmp_path)
    assert annotations.detect(tmp_path) == ("coco", "voc")
    with pytest.raises(InputError, match=r"holds annotations in several formats \(coco, voc\); leave one"):
        annotations.load(tmp_path)
    assert annotations.load(tmp_path, form="voc").form == "voc"
    with pytest.raises(InputError, match="holds no annotations in the format yolo"):
        annotations.load(tmp_path, form="yolo")
    with pytest.raises(InputError, match="there is no format 'pascal'"):
        annotations.load(tmp_path, form="pascal")


def test_a_folder_without_annotations_has_none(tmp_path):
    annotated_folders.write_picture(tmp_path / "cat/1.png")
    (tmp_path / "settings.json").write_text("{}")
    (tmp_path / "README.txt").write_text("Two pictures of cats\n")
    (tmp_path / "page.xml").write_text("<page/>")
    assert annotations.detect(tmp_path) == ()
    with pytest.raises(InputError, match="holds no annotations; expected COCO's JSON"):
        annotations.load(tmp_path)


def test_captions_beside_pictures_are_no_labels(tmp_path):
    for name in "ab":
        annotated_folders.write_picture(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.txt").write_text("2 dogs on a lawn\n")
    assert annotations.detect(tmp_path) == ()


def test_pictures_of_one_name_are_told_apart_by_their_folders(tmp_path):
    def change(found):
        for image, folder in zip(found["images"], ("x", "y"), strict=True):
            annotated_folders.write_picture(tmp_path / "frames" / folder / "1.png")
            image["file_name"] = f"{folder}/1.png"

    folder = annotated_folders.coco(tmp_path, change)
    assert [image.path.parent.name for image in annotations.load(folder)] == ["x", "y"]
    (tmp_path / "annotations/instances_train2017.json").rename(tmp_path / "frames/a.json")
    assert [image.path.parent.name for image in annotations.load(folder)] == ["x", "y"]


def test_pictures_are_found_by_the_names_of_other_machines(tmp_path):
    folder = annotated_folders.voc(tmp_path)
    (folder / "Annotations/a.xml").write_text(annotated_folders.voc_text("C:\\photos\\a.png", BOXES["a"]))
    (folder / "Annotations/b.xml").write_text(annotated_folders.voc_text("DSC_0001.JPG", BOXES["b"]))
    assert [image.path.name for image in annotations.load(folder)] == ["a.png", "b.png"]


def test_several_files_of_coco_go_together(tmp_path):
    folder = annotated_folders.coco(tmp_path)
    other = json.loads((folder / "annotations/instances_train2017.json").read_text())
    annotated_folders.write_picture(folder / "val2017/a.png")
    other["images"], other["annotations"] = other["images"][:1], other["annotations"][:1]
    other["categories"] = [{"id": 7, "name": "dog"}, {"id": 9, "name": "bird"}]
    (folder / "annotations/instances_val2017.json").write_text(json.dumps(other))
    found = annotations.load(folder)
    assert found.class_names == ("cat", "dog", "bird")
    assert [(image.path.parent.name, image.part) for image in found] == [
        ("train2017", "train"),
        ("train2017", "train"),
        ("val2017", "validation"),
    ]
