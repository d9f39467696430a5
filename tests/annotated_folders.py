"""Folders of two pictures, a dog and two cats in them, in each of the formats that annotations have."""

import json

import numpy as np
from PIL import Image

SIZE = 40, 60
"""Height and width."""
BOXES = {"a": [("dog", (5, 10, 25, 30))], "b": [("cat", (0, 0, 10, 10)), ("cat", (30, 20, 60, 40))]}
"""Class and xyxy box of each object."""


def write_picture(path, size=SIZE, seed=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (*size, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def voc(folder):
    for name, objects in BOXES.items():
        write_picture(folder / "JPEGImages" / f"{name}.png")
        (folder / "Annotations").mkdir(exist_ok=True)
        (folder / "Annotations" / f"{name}.xml").write_text(voc_text(f"{name}.png", objects))
    return folder


def voc_text(name, objects, size=SIZE):
    """A line an element, as the programs write it; the boxes count pixels from 1 and have their last one."""
    lines = ["<annotation>", f"<filename>{name}</filename>", "<size>", f"<width>{size[1]}</width>"]
    lines += [f"<height>{size[0]}</height>", "</size>"]
    for label, (left, top, right, bottom) in objects:
        lines += ["<object>", f"<name>{label}</name>", "<bndbox>", f"<xmin>{left + 1}</xmin>"]
        lines += [
            f"<ymin>{top + 1}</ymin>",
            f"<xmax>{right}</xmax>",
            f"<ymax>{bottom}</ymax>",
            "</bndbox>",
            "</object>",
        ]
    return "\n".join([*lines, "</annotation>", ""])


def coco(folder, change=None):
    """COCO's JSON, a line a record; `change` may change it before it is written."""
    found = {"images": [], "annotations": [], "categories": [{"id": 3, "name": "cat"}, {"id": 7, "name": "dog"}]}
    numbers = {"cat": 3, "dog": 7}
    for number, (name, objects) in enumerate(BOXES.items(), start=1):
        write_picture(folder / "train2017" / f"{name}.png")
        image = {"id": number, "file_name": f"{name}.png", "height": SIZE[0], "width": SIZE[1]}
        found["images"].append(image)
        for label, (left, top, right, bottom) in objects:
            corners = [left, top, right, top, right, bottom, left, bottom]
            row = {"id": len(found["annotations"]) + 1, "image_id": number, "category_id": numbers[label]}
            row |= {"bbox": [left, top, right - left, bottom - top], "segmentation": [corners], "iscrowd": 0}
            found["annotations"].append(row)
    if change:
        change(found)
    (folder / "annotations").mkdir(exist_ok=True)
    lists = ",\n".join(
        f'"{key}": [\n' + ",\n".join(json.dumps(each) for each in rows) + "\n]" for key, rows in found.items()
    )
    (folder / "annotations" / "instances_train2017.json").write_text("{" + lists + "}")
    return folder


def yolo(folder):
    (folder / "labels" / "train").mkdir(parents=True)
    for name, objects in BOXES.items():
        write_picture(folder / "images" / "train" / f"{name}.png")
        (folder / "labels" / "train" / f"{name}.txt").write_text("".join(map(yolo_line, objects)))
    (folder / "data.yaml").write_text("path: here\ntrain: images/train\nnames:\n  0: cat\n  1: dog  # a comment\n")
    return folder


def yolo_line(given, size=SIZE):
    label, (left, top, right, bottom) = given
    middle = (left + right) / 2 / size[1], (top + bottom) / 2 / size[0]
    shares = (*middle, (right - left) / size[1], (bottom - top) / size[0])
    return f"{['cat', 'dog'].index(label)} " + " ".join(f"{each:.6f}" for each in shares) + "\n"


def masks(folder):
    (folder / "masks").mkdir(parents=True)
    for name, objects in BOXES.items():
        write_picture(folder / "images" / f"{name}.png")
        Image.fromarray(mask_of(objects)).save(folder / "masks" / f"{name}.png")
    (folder / "classes.txt").write_text("background\ncat\ndog\n")
    return folder


def mask_of(objects, size=SIZE):
    found = np.zeros(size, np.uint8)
    for label, (left, top, right, bottom) in objects:
        found[top:bottom, left:right] = ["", "cat", "dog"].index(label)
    return found


WRITERS = {"coco": coco, "voc": voc, "yolo": yolo, "masks": masks}
