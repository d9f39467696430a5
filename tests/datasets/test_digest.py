import dataclasses

import numpy as np
from PIL import Image

from kerascnn import datasets
from publishers import digits


def dataset(images, labels):
    return datasets.Dataset(images, labels, images[:5], labels[:5], "mnist", tuple("0123456789"), "here")


def test_every_pixel_and_every_label_counts():
    images, labels, *_ = digits(60, 20)
    first = datasets.fingerprint(dataset(images, labels))
    assert first == datasets.fingerprint(dataset(images.copy(), labels.copy()))
    changed = images.copy()
    changed[7, 3, 3] ^= 1
    others = {datasets.fingerprint(dataset(changed, labels)), datasets.fingerprint(dataset(images, labels[::-1]))}
    assert len({first, *others}) == 3
    # A name is no part of the data.
    assert first == datasets.fingerprint(dataclasses.replace(dataset(images, labels), name="other"))


def test_of_pictures_on_disk_the_names_and_lengths(tmp_path):
    images, labels, *_ = digits(60, 20)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        (tmp_path / f"class {label}").mkdir(exist_ok=True)
        Image.fromarray(image[..., 0]).save(tmp_path / f"class {label}" / f"{number}.png")
    found = datasets.choose("mnist", data_dir=tmp_path)
    first = datasets.fingerprint(found)
    assert first == datasets.fingerprint(datasets.choose("mnist", data_dir=tmp_path))
    path = sorted(tmp_path.rglob("*.png"))[0]
    Image.fromarray(np.zeros((28, 28), np.uint8)).save(path)
    assert first != datasets.fingerprint(datasets.choose("mnist", data_dir=tmp_path))
