import os
import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn.datasets import picture
from kerascnn.errors import InputError

SIZE = (8, 6)


@pytest.fixture
def photos(tmp_path):
    """Two classes of four pictures; a pixel's value says which class and picture it is."""
    for label, name in enumerate(("cat", "dog")):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for i in range(4):
            Image.new("RGB", (20, 30), (100 * label + i, 0, 0)).save(tmp_path / "photos" / name / f"{i}.png")
    return tmp_path / "photos"


def fill(root, classes):
    """Pictures of even colours: folders by their number of pictures."""
    for name, count in classes.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            Image.new("L", (4, 4), number).save(root / name / f"{number}.png")


def header_only_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    start = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + start + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def test_labels_are_the_folders_in_alphabetical_order(photos):
    folder = kc.datasets.open_folder(photos, size=SIZE, channels=3)
    assert folder.class_names == ("cat", "dog")
    assert folder.labels.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    images, labels = folder.read([5, 0])
    assert images.shape == (2, 8, 6, 3)
    assert images[:, 0, 0, 0].tolist() == [101, 0]
    assert labels.tolist() == [1, 0]


def test_the_stream_gives_the_pictures_in_the_order_asked_for(photos):
    folder = kc.datasets.open_folder(photos, size=SIZE, channels=3)
    batches = [(images.numpy(), labels.numpy()) for images, labels in folder.dataset([6, 1, 3], batch_size=2)]
    assert [images.shape for images, _ in batches] == [(2, 8, 6, 3), (1, 8, 6, 3)]
    assert np.concatenate([images[:, 0, 0, 0] for images, _ in batches]).tolist() == [102, 1, 3]
    assert np.concatenate([labels for _, labels in batches]).tolist() == [1, 0, 0]


def test_pictures_on_disk_are_indexed_as_an_array_of_them(photos):
    images = kc.datasets.open_folder(photos, size=SIZE, channels=3).images
    array = np.stack([np.asarray(images[i]) for i in range(8)])
    assert (images.shape, images.dtype, len(images), images.ndim) == (array.shape, array.dtype, 8, 4)
    for where in (3, -1, slice(1, 6, 2), [4, 0], np.array([], int), np.array([7, 7, 2]), np.arange(8) > 5):
        assert np.array_equal(images[where], array[where])
    with pytest.raises(IndexError):
        images[8]
    (photos / "dog" / "1.png").write_text("hello")
    with pytest.raises(InputError, match=r"dog/1\.png"):
        images[4:]


def test_a_folder_in_the_shape_that_load_gives(photos):
    dataset = kc.datasets.open_folder(photos, size=SIZE).as_dataset(0.25)
    assert (dataset.name, dataset.source, dataset.sample) == ("photos", str(photos), False)
    assert dataset.train_images.shape == (6, 8, 6, 3)
    assert np.array_equal(dataset.test_images[:][:, 0, 0, 0] >= 100, dataset.test_labels == 1)


def test_split_takes_the_same_part_of_every_class_and_depends_on_the_seed_alone(photos):
    for i in range(4, 20):
        Image.new("L", (4, 4)).save(photos / "dog" / f"{i}.png")
    folder = kc.datasets.open_folder(photos, size=SIZE, channels=1)
    train, test = folder.split(0.25, seed=1)
    assert sorted([*train, *test]) == list(range(24))
    assert np.bincount(folder.labels[test]).tolist() == [1, 5]
    assert np.array_equal(folder.split(0.25, seed=1)[1], test)
    assert not np.array_equal(folder.split(0.25, seed=2)[1], test)


def test_every_class_has_a_picture_in_both_parts_whatever_the_fraction(photos):
    folder = kc.datasets.open_folder(photos, size=SIZE, channels=3)
    for fraction in (0.01, 0.99):
        train, test = folder.split(fraction)
        assert set(folder.labels[train]) == set(folder.labels[test]) == {0, 1}
    with pytest.raises(InputError, match="fraction is 1; expected"):
        folder.split(1)


def test_train_and_test_folders_are_the_split(photos, tmp_path):
    for part in ("train", "test"):
        for name in ("cat", "dog"):
            (tmp_path / "divided" / part / name).mkdir(parents=True)
    for name in ("cat", "dog"):
        for i in range(4):
            part = "test" if i == 3 else "train"
            (photos / name / f"{i}.png").rename(tmp_path / "divided" / part / name / f"{i}.png")
    folder = kc.datasets.open_folder(tmp_path / "divided", size=SIZE)
    assert folder.class_names == ("cat", "dog")
    train, test = folder.split()
    assert {folder.files[i].parent.parent.name for i in train} == {"train"}
    assert folder.read(test)[0][:, 0, 0, 0].tolist() == [3, 103]
    fill(tmp_path / "divided", {"test/fox": 1})
    with pytest.raises(InputError, match=r"train/ and test/ have different classes: fox; expected the same"):
        kc.datasets.open_folder(tmp_path / "divided", size=SIZE)


@pytest.mark.parametrize(
    ("train", "test", "validation"),
    [
        ("train", None, "validation"),
        ("training_set", "test_set", None),
        ("Train", "Test", None),
        ("TRAINING", "TESTING", "VALID"),
        ("train", "test", "val"),
        ("entrenamiento", "prueba", "validación"),
        ("Entrenamiento", "Pruebas", "validacion"),
        ("conjunto de entrenamiento", "conjunto de prueba", None),
        ("trainset", "testset", "dev"),
        ("train_images", "test-images", "val.images"),
        ("seg_train/seg_train", "seg_test/seg_test", None),
        ("animals-train", "animals-test", "animals-valid"),
        ("01_train", "02_test", "03_val"),
    ],
)
def test_the_parts_of_a_data_set_are_no_classes(tmp_path, train, test, validation):
    counts = {train: 3, test: 2, validation: 1}
    for part, count in counts.items():
        if part:
            fill(tmp_path / "set" / part, {"cats": count, "dogs": count})
    (tmp_path / "set/results").mkdir()
    folder = kc.datasets.open_folder(tmp_path, size=SIZE, channels=1)
    assert folder.class_names == ("cats", "dogs")
    dataset = folder.as_dataset()
    assert len(dataset.test_labels) == (4 if test else 2)
    if test and validation:
        assert len(dataset.train_labels) == 8
        assert dataset.in_validation.sum() == 2
        assert {path.parents[1].name for path, held in zip(
            dataset.train_images.files, dataset.in_validation, strict=True) if held} == {validation}  # fmt: skip
    else:
        assert len(dataset.train_labels) == 6
        assert dataset.in_validation is None
    assert folder.left_out.counts == {"folder": 1}
    assert folder.left_out.examples["folder"] == "set/results/"
    said = "\n".join(dataset.taken_as)
    assert "2 classes: cats (" in said
    for part, use in ((train, "for the training"), (test, "for the test"), (validation, "")):
        if part:
            assert re.search(rf"^{re.escape(part.split('/')[0])}/: \d pictures .*{use}", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        ({"PetImages/Cat": 2, "PetImages/Dog": 2}, ("Cat", "Dog")),
        ({"a/b/c/Cat": 2, "a/b/c/Dog": 2, "a/notes": 0}, ("Cat", "Dog")),
        ({"10": 2, "2": 2, "1": 2, "0": 2}, ("0", "1", "2", "10")),
        ({"class10": 2, "class9": 2, "class1": 2}, ("class1", "class9", "class10")),
        ({"train": 2, "bus": 2, "ship": 2}, ("bus", "ship", "train")),
        ({"train/steam": 2, "train/electric": 2, "bus": 2}, ("bus", "train")),
        ({"test_a": 2, "test_b": 2}, ("test_a", "test_b")),
        ({"cat/siamese": 2, "cat/persian": 2, "dog": 2}, ("cat", "dog")),
        ({"train/cat": 2, "train/dog": 2}, ("cat", "dog")),
        ({"train/cat": 2, "train/dog": 2, "test": 3}, ("cat", "dog")),
        ({"all/cat": 2, "all/dog": 2, "__MACOSX/all/cat": 2, ".git/cat": 1, "$RECYCLE.BIN/a": 1}, ("cat", "dog")),
        ({"cat": 2, "dog": 2, "results": 0, "empty/deeper": 0}, ("cat", "dog")),
        # As Kaggle's chest_xray has it: all of it once more in a folder of its own name.
        (
            {f"{top}{part}/{name}": 2 for top in ("", "x/") for part in ("train", "test", "val") for name in "NP"}
            | {"__MACOSX": 1},
            ("N", "P"),
        ),
    ],
)
def test_where_the_classes_lie_and_their_order(tmp_path, classes, names):
    fill(tmp_path / "set", classes)
    folder = kc.datasets.open_folder(tmp_path / "set", size=SIZE)
    assert folder.class_names == names
    assert sorted({file.parent.name for file in folder.files} & set(names), key=names.index) or len(folder)
    dataset = folder.as_dataset()
    assert set(dataset.train_labels) == set(dataset.test_labels) == set(range(len(names)))
    assert len(dataset.train_labels) + len(dataset.test_labels) == len(folder)


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        ({"train": 2, "test": 2}, "test/ is a part of a data set, and there is no train/ with one folder a class"),
        ({"validation/cat": 2, "test/cat": 2}, "there is no train/ with one folder a class"),
        (
            {"train/cat": 1, "train/dog": 1, "unseen/cat": 1, "unseen/dog": 1},
            "train/ and unseen/ hold the same folders, so that they are parts and not classes",
        ),
        (
            {f"{part}/{name}": 1 for part in ("train", "val", "validation") for name in ("cat", "dog")},
            "train/ and val/ hold the same folders",
        ),
        (
            {f"{version}/{name}": 1 for version in ("color", "grayscale", "segmented") for name in ("scab", "healthy")},
            "its 3 folders, such as color/, hold the same folders: healthy/, scab/; if these are the classes",
        ),
        (
            {f"fold{n}/{part}/{name}": 1 for n in (1, 2) for part in ("train", "test") for name in ("cat", "dog")},
            "each folder has test/, train/ in it; put the parts above the classes, as train/fold1",
        ),
        ({f"{name}/{part}": 1 for name in ("cat", "dog") for part in ("test", "train")}, "as train/cat, test/cat"),
        (
            {f"{patient}/{name}": 1 for patient in "abcd" for name in "01"[: 1 if patient == "d" else 2]},
            "its 4 folders, such as a/, hold the same folders: 0/, 1/",
        ),
        (
            {
                f"{part}/{v}/{name}": 1
                for part in ("train", "test")
                for v in ("color", "grey")
                for name in ("cat", "dog")
            },
            "train: its 2 folders, such as color/, hold the same folders: cat/, dog/",
        ),
        (
            {"Train/cat": 1, "Train/dog": 1, "Test/cat": 1, "Test/Dog": 1},
            "Train/ and Test/ have different classes: D",
        ),
        ({"train/cat": 2, "test/cat": 2}, "has one class, cat; expected at least two"),
    ],
)
def test_parts_that_are_no_data_set(tmp_path, classes, message):
    fill(tmp_path, classes)
    with pytest.raises(InputError, match=message):
        kc.datasets.open_folder(tmp_path, size=SIZE)


def test_litter_is_skipped_and_what_else_is_left_out_is_counted(photos):
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._0.png", "cat/.DS_Store", "cat/Thumbs.db", "Icon\r"):
        (photos / name).write_text("litter")
    fill(photos, {"__MACOSX/cat": 1, "cat/__MACOSX": 1, "cat/@eaDir": 1})
    folder = kc.datasets.open_folder(photos, size=SIZE)
    assert (len(folder), bool(folder.left_out)) == (8, False)
    for name in ("cat/a.cr2", "cat/b.CR2", "dog/readme.txt", "dog/c.svg"):
        (photos / name).write_text("hello")
    fill(photos, {".": 2, "results": 0})
    os.mkfifo(photos / "cat" / "pipe.png")
    (photos / "cat" / "loop.png").symlink_to("loop.png")
    (photos / "cat" / "up").symlink_to(photos)
    folder = kc.datasets.open_folder(photos, size=SIZE)
    assert (len(folder), folder.class_names) == (8, ("cat", "dog"))
    assert str(folder.left_out) == (
        "left out: folders without pictures or beside the classes: 1 (results/); "
        "links that lead out of the folder or round in a circle: 2 (cat/loop.png); "
        "pictures beside the folders of the classes: 2 (0.png); "
        "pictures of a kind that is not read (HEIC, raw and others): 3 (cat/a.cr2); "
        "files that are no pictures by their names: 1 (dog/readme.txt); "
        "pipes or devices: 1 (cat/pipe.png)"
    )


def test_a_class_of_pictures_that_are_not_read_is_no_empty_folder(photos):
    (photos / "fox").mkdir()
    (photos / "fox" / "1.cr2").write_text("hello")
    with pytest.raises(InputError, match=r"the folder fox holds only pictures of a kind that is not read, such as fo"):
        kc.datasets.open_folder(photos, size=SIZE)


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.jfif", "JPEG"), ("a.JPG", "JPEG"), ("a.jpe", "JPEG"), ("a.avif", "AVIF"), ("a.pbm", "PPM"), ("a.apng", "PNG")],
)
def test_endings_that_browsers_and_cameras_give(photos, name, form):
    Image.new("1" if form == "PPM" else "L", (4, 4)).save(photos / "cat" / name, form)
    assert len(kc.datasets.open_folder(photos, size=SIZE)) == 9


def test_pointers_of_git_lfs_are_named_as_such(photos):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
    (photos / "cat" / "0.png").write_text(pointer)
    with pytest.raises(InputError, match=r"cat/0\.png is a Git LFS pointer, not the file itself; run `git lfs pull`"):
        kc.datasets.open_folder(photos, size=SIZE)
    (photos / "cat" / "1.png").write_text(pointer)
    with pytest.raises(
        InputError, match=r"2 of 8 pictures are Git LFS pointers, such as cat/0\.png; run `git lfs pull`"
    ):
        kc.datasets.open_folder(photos, size=SIZE)


def test_folders_without_end(photos):
    deep = photos / "cat"
    for _level in range(60):
        deep = deep / "a"
        deep.mkdir()
    (deep / "x.png").write_text("hello")
    folder = kc.datasets.open_folder(photos, size=SIZE)
    assert folder.left_out.counts == {"deep": 1}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"a.zip": b"x", "b.txt": b""},
            r"holds archives \(1 \.txt, 1 \.zip\) and no folder with pictures; unpack",
        ),
        ({"a.parquet": b"x"}, r"holds files \(1 \.parquet\) that are no data set known here"),
        ({"a.jpg": b"x", "b.jpg": b""}, r"holds pictures \(2 \.jpg\) but no folder a class"),
    ],
)
def test_a_folder_of_something_else_says_what_it_holds(tmp_path, files, message):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        kc.datasets.open_folder(tmp_path, size=SIZE)


def damage(path, how):
    whole = path.read_bytes()
    match how:
        case "hello":
            path.write_text("hello")
        case "empty":
            path.write_bytes(b"")
        case "without its last 20 bytes":
            path.write_bytes(whole[:-20])
        case "half":
            path.write_bytes(whole[: len(whole) // 2])
        case "other byte":
            path.write_bytes(whole[:45] + bytes([whole[45] ^ 1]) + whole[46:])


@pytest.mark.parametrize("how", ["hello", "empty", "without its last 20 bytes", "half", "other byte"])
@pytest.mark.parametrize("name", ["bad.jpg", "bad.png"])
def test_a_damaged_picture_is_named(photos, how, name):
    pixels = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    Image.fromarray(pixels).save(photos / "dog" / name)
    damage(photos / "dog" / name, how)
    if name == "bad.jpg" and how in ("without its last 20 bytes", "other byte"):
        return  # a JPEG carries no checksum
    with pytest.raises(InputError, match=name.replace(".", r"\.")) as caught:
        kc.datasets.open_folder(photos, size=SIZE)
    assert "\n" not in str(caught.value)


def test_all_damaged_pictures_are_named_or_left_out(photos):
    (photos / "dog" / "a.jpg").write_text("hello")
    (photos / "cat" / "b.png").write_text("hello")
    with pytest.raises(InputError, match=r"2 of 10 pictures cannot be read: cat/b\.png, dog/a\.jpg; take them out"):
        kc.datasets.open_folder(photos, size=SIZE)
    folder = kc.datasets.open_folder(photos, size=SIZE, skip_bad=True)
    assert len(folder) == 8
    assert len(folder.damaged) == 2
    assert "b.png" in folder.damaged[0]


def test_a_header_of_100000_by_100000_pixels_is_refused_without_unpacking(photos):
    (photos / "dog" / "bomb.png").write_bytes(header_only_png(100_000, 100_000))
    with pytest.raises(InputError, match=r"bomb\.png: its header promises 100000 x 100000 pixels, more than"):
        kc.datasets.open_folder(photos, size=SIZE)
    (photos / "dog" / "bomb.png").write_bytes(header_only_png(9_000, 9_000))
    with pytest.raises(InputError, match=r"bomb\.png: its header promises 9000 x 9000 pixels, more than 80,000,000"):
        kc.datasets.open_folder(photos, size=SIZE)


def test_links_out_of_the_folder_are_left_out_and_counted(photos, tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "secret.png")
    (photos / "cat" / "link.png").symlink_to(tmp_path / "secret.png")
    (photos / "fox").symlink_to(tmp_path)
    (photos / "cat" / "again.png").symlink_to(photos / "cat" / "0.png")
    (photos / "cat" / "round").symlink_to(photos)
    (photos / "cat" / "notes.txt").write_text("hello")
    (photos / "cat" / ".hidden.png").write_text("hello")
    folder = kc.datasets.open_folder(photos, size=SIZE)
    assert folder.class_names == ("cat", "dog")
    assert [path.name for path in folder.files[:5]] == ["0.png", "1.png", "2.png", "3.png", "again.png"]
    assert folder.left_out.counts == {"link": 3, "other": 1}


def test_a_folder_that_is_no_data_set(photos, tmp_path):
    with pytest.raises(InputError, match="none does not exist"):
        kc.datasets.open_folder(tmp_path / "none", size=SIZE)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="empty: holds no picture; expected one folder a class"):
        kc.datasets.open_folder(tmp_path / "empty", size=SIZE)
    (tmp_path / "one" / "cat").mkdir(parents=True)
    with pytest.raises(InputError, match="one: holds no picture; expected one folder a class"):
        kc.datasets.open_folder(tmp_path / "one", size=SIZE)
    Image.new("L", (4, 4)).save(tmp_path / "one" / "cat" / "a.png")
    with pytest.raises(InputError, match="one: has one class, cat; expected at least two"):
        kc.datasets.open_folder(tmp_path / "one", size=SIZE)
    (tmp_path / "one" / "dog").mkdir()
    Image.new("L", (4, 4)).save(tmp_path / "one" / "dog" / "a.png")
    with pytest.raises(InputError, match="the class cat has one picture; expected at least two"):
        kc.datasets.open_folder(tmp_path / "one", size=SIZE).split()
    with pytest.raises(InputError, match="channels is 4; expected 1 or 3"):
        kc.datasets.open_folder(photos, size=SIZE, channels=4)
    with pytest.raises(InputError, match="height is 0; expected"):
        kc.datasets.open_folder(photos, size=(0, 4))


class TestPicture:
    """Pictures whose pixels are known, in every shape that cameras and programs write."""

    def read(self, image, path, channels=3, **settings):
        image.save(path, **settings)
        return picture.read(path, size=image.size[::-1], channels=channels)

    def test_exif_rotation_is_followed(self, tmp_path):
        image = Image.new("RGB", (2, 1))
        image.putpixel((0, 0), (255, 0, 0))
        exif = Image.Exif()
        exif[0x0112] = 6  # to be turned a quarter clockwise: the left pixel comes to the top
        image.save(tmp_path / "turned.png", exif=exif)
        assert picture.read(tmp_path / "turned.png", size=(2, 1), channels=3)[:, 0, 0].tolist() == [255, 0]

    def test_transparency_is_white_paper(self, tmp_path):
        image = Image.new("RGBA", (1, 1), (0, 0, 0, 0))
        assert self.read(image, tmp_path / "clear.png").tolist() == [[[255, 255, 255]]]
        grey = Image.new("LA", (1, 1), (0, 128))
        assert self.read(grey, tmp_path / "half.png", channels=1).tolist() == [[[127]]]

    def test_a_palette_is_looked_up(self, tmp_path):
        image = Image.new("P", (1, 1))
        image.putpalette([10, 20, 30, 40, 50, 60])
        image.putpixel((0, 0), 1)
        assert self.read(image, tmp_path / "palette.png").tolist() == [[[40, 50, 60]]]
        assert self.read(image, tmp_path / "clear.png", transparency=1).tolist() == [[[255, 255, 255]]]

    def test_sixteen_bits_become_eight(self, tmp_path):
        image = Image.fromarray(np.array([[0, 256, 65_535]], np.uint16))
        assert self.read(image, tmp_path / "deep.png", channels=1).ravel().tolist() == [0, 1, 255]
        assert self.read(image, tmp_path / "deep.tiff", channels=1).ravel().tolist() == [0, 1, 255]

    def test_numbers_that_are_no_brightness_are_refused(self, tmp_path):
        with pytest.raises(InputError, match=r"float\.tiff: holds numbers that are no brightness"):
            self.read(Image.new("F", (1, 1)), tmp_path / "float.tiff")

    def test_of_an_animation_the_first_frame(self, tmp_path):
        frames = [Image.new("L", (1, 1), value) for value in (0, 255)]
        got = self.read(frames[0], tmp_path / "moving.gif", 1, save_all=True, append_images=frames[1:])
        assert got.tolist() == [[[0]]]

    def test_cmyk_and_black_and_white(self, tmp_path):
        assert self.read(Image.new("CMYK", (1, 1)), tmp_path / "print.tiff").tolist() == [[[255, 255, 255]]]
        assert self.read(Image.new("1", (1, 1), 1), tmp_path / "bits.png", 1).tolist() == [[[255]]]

    def test_a_large_photo_is_averaged_not_picked(self, tmp_path):
        stripes = np.zeros((64, 64), np.uint8)
        stripes[:, ::2] = 255
        Image.fromarray(stripes).save(tmp_path / "stripes.png")
        got = picture.read(tmp_path / "stripes.png", size=(4, 4), channels=1)
        assert abs(got.astype(int) - 127).max() <= 4

    def test_a_file_that_is_missing(self, tmp_path):
        with pytest.raises(InputError, match=r"none\.png does not exist"):
            picture.read(tmp_path / "none.png", size=SIZE, channels=1)


def test_choosing_a_folder_can_leave_damaged_pictures_out_with_a_warning(photos):
    whole = sorted(photos.rglob("*.png"))
    bad = whole[0]
    bad.write_bytes(bad.read_bytes()[:-20])
    with pytest.raises(InputError, match=bad.name):
        kc.datasets.choose("cifar10", data_dir=photos)
    with pytest.warns(kc.datasets.SkippedWarning, match=f"photos: left out: damaged pictures: 1 .*{bad.name}"):
        dataset = kc.datasets.choose("cifar10", data_dir=photos, skip_bad=True)
    everything = kc.datasets.open_folder(photos, size=(32, 32), skip_bad=True)
    assert len(dataset.train_images) + len(dataset.test_images) == len(everything)
    assert bad not in everything.files


def test_names_of_folders_are_text(tmp_path):
    for name in ("a\x1b[2J", "b$x^2$"):
        folder = tmp_path / "\x1b]0;data\x07" / name
        folder.mkdir(parents=True)
        for number in range(2):
            Image.new("RGB", (8, 8), (number, 0, 0)).save(folder / f"{number}.png")
    dataset = kc.datasets.choose("cifar10", data_dir=tmp_path / "\x1b]0;data\x07")
    assert dataset.name == "\\x1b]0;data\\x07"
    assert dataset.source.isprintable()
    assert dataset.class_names == ("a\\x1b[2J", "b$x^2$")


def test_long_names_of_classes_are_short_in_the_line_that_says_what_was_found(tmp_path):
    fill(tmp_path, {"a" * 200: 2, "a" * 199 + "b": 2, "cat": 2})
    (said, *_rest) = kc.datasets.open_folder(tmp_path, size=SIZE).as_dataset().taken_as
    assert "cat (2)" in said
    assert "…aaaaaaaaaaaab (2)" in said
    assert len(said) < len(str(tmp_path)) + 140


def test_classes_in_the_names_of_pictures_are_pointed_out(tmp_path):
    fill(tmp_path, {"train": 4})
    for number, file in enumerate(sorted((tmp_path / "train").iterdir())):
        file.rename(file.with_name(f"{'cat' if number % 2 else 'dog'}.{number}.png"))
    said = "has one class, train; the names of its pictures begin with cat, dog: if these are the classes"
    with pytest.raises(InputError, match=said):
        kc.datasets.open_folder(tmp_path, size=SIZE)
    (tmp_path / "train" / "cat.1.png").rename(tmp_path / "train" / "1.png")
    with pytest.raises(InputError, match="has one class, train; expected at least two folders"):
        kc.datasets.open_folder(tmp_path, size=SIZE)


def test_identities_may_have_folders_that_all_have(tmp_path):
    fill(tmp_path, {f"{name}/{view}": 1 for name in ("ana", "ben") for view in ("front", "side")})
    assert kc.datasets.open_folder(tmp_path, size=SIZE, one_level=False).class_names == ("ana", "ben")
