"""Data sets that are called otherwise: what is found, said and taken."""

import gzip
import pickle
import re
import struct

import numpy as np
import pytest

import kerascnn as kc
from kerascnn.datasets import pixel_table
from kerascnn.datasets.survey import survey
from kerascnn.errors import InputError
from publishers import digits, photos, python2_pickle, rows, write_idx

TRAIN, TRAIN_LABELS, TEST, TEST_LABELS = digits(200, 60)
HEADER = ",".join(f"pixel{number}" for number in range(784))


def idx(array):
    return struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape) + array.astype("u1").tobytes()


def put(folder, files):
    for name, content in files.items():
        (folder / name).write_bytes(content)


def four(names, train=TRAIN[..., 0], test=TEST[..., 0], first_label=0, pack=bytes):
    arrays = train, TRAIN_LABELS + first_label, test, TEST_LABELS + first_label
    return {name: pack(idx(array)) for name, array in zip(names, arrays, strict=True)}


def csv(images, labels=None, header="", last=False):
    pixels = images.reshape(len(images), -1)
    if labels is not None:
        pixels = np.hstack([pixels, labels[:, None]] if last else [labels[:, None], pixels])
    lines = [header] * bool(header) + [",".join(map(str, row)) for row in pixels]
    return ("\n".join(lines) + "\n").encode()


def names(form, **words):
    return [form.format(part=part, kind=kind, n=n, **words) for part in ("train", words.get("test", "t10k"))
            for kind, n in (("images", 3), ("labels", 1))]  # fmt: skip


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize(
    "form", ["{part}-{kind}.idx{n}-ubyte", "{part}-{kind}-idx{n}-ubyte", "my_{part}_{kind}.idx{n}", "{part}_{kind}"]
)
def test_idx_files_called_otherwise(tmp_path, form, pack):
    put(tmp_path, four(names(form), pack=pack))
    dataset = kc.datasets.choose("cifar10", data_dir=tmp_path)
    assert np.array_equal(dataset.train_images, TRAIN)
    assert np.array_equal(dataset.test_labels, TEST_LABELS)
    assert dataset.class_names == tuple("0123456789")
    assert "with 200 and 60 pictures of 28×28×1, 10 classes: 0 to 9" in dataset.taken_as[0]


@pytest.mark.parametrize("places", [("a.bin", "b.bin", "c.bin", "d.bin"), ("images/x", "labels/x", "more/x", "y/x")])
def test_idx_files_whose_names_say_nothing_belong_together_by_their_counts(tmp_path, places):
    for place in places:
        (tmp_path / place).parent.mkdir(exist_ok=True)
    put(tmp_path, four(places))
    dataset = kc.datasets.choose("cifar10", data_dir=tmp_path)
    assert np.array_equal(dataset.train_images, TRAIN)
    assert np.array_equal(dataset.test_labels, TEST_LABELS)


def test_idx_files_each_in_a_folder_of_its_name_as_kaggle_packs_them(tmp_path):
    files = four(names("{part}-{kind}-idx{n}-ubyte"))
    for name in files:
        (tmp_path / name).mkdir()
    put(tmp_path, {f"{name}/{name}": content for name, content in files.items()})
    dataset = kc.datasets.choose("cifar10", data_dir=tmp_path)
    assert (dataset.train_images.shape, dataset.test_images.shape) == ((200, 28, 28, 1), (60, 28, 28, 1))
    assert np.array_equal(dataset.train_labels, TRAIN_LABELS)


def test_idx_files_beside_the_archives_that_they_came_out_of(tmp_path):
    files = names("my-{part}-{kind}-idx{n}-ubyte")
    put(tmp_path, four(files) | four([f"{name}.gz" for name in files], pack=gzip.compress))
    assert len(kc.datasets.choose("cifar10", data_dir=tmp_path).test_labels) == 60


@pytest.mark.parametrize("counts", [(200, 60, 200, 60), (200, 199, 60, 60)])
def test_idx_files_whose_counts_do_not_tell_are_not_guessed(tmp_path, counts):
    arrays = [
        TRAIN[: counts[0], ..., 0],
        TRAIN_LABELS[: counts[1]],
        TRAIN[: counts[2], ..., 0],
        TEST_LABELS[: counts[3]],
    ]
    put(tmp_path, {name: idx(array) for name, array in zip("abcd", arrays, strict=True)})
    with pytest.raises(InputError, match="holds"):
        kc.datasets.choose("cifar10", data_dir=tmp_path)


@pytest.mark.parametrize("mapping", [True, False])
def test_emnist_is_set_upright_and_its_labels_from_1_are_letters(tmp_path, mapping):
    (tmp_path / "raw").mkdir()
    form = "emnist-letters-{part}-{kind}-idx{n}-ubyte.gz"
    lying = TRAIN[..., 0].transpose(0, 2, 1), TEST[..., 0].transpose(0, 2, 1)
    put(tmp_path / "raw", four(names(form, test="test"), *lying, 1, gzip.compress))
    if mapping:
        lines = "\n".join(f"{number} {64 + number} {96 + number}" for number in range(1, 27))
        put(tmp_path / "raw", {"emnist-letters-mapping.txt": lines.encode()})
    dataset = kc.datasets.choose("mnist", data_dir=tmp_path)
    assert np.array_equal(dataset.test_images, TEST)
    assert np.array_equal(dataset.train_labels, TRAIN_LABELS)
    assert dataset.class_names[:3] == (("A/a", "B/b", "C/c") if mapping else ("A", "B", "C"))
    assert "they are set upright" in dataset.taken_as[1]
    assert "the labels are 1 to 10" in dataset.taken_as[2]


def test_several_sets_in_one_folder_are_named(tmp_path):
    for name in ("balanced", "letters"):
        put(tmp_path, four(names("emnist-" + name + "-{part}-{kind}-idx{n}-ubyte", test="test")))
    with pytest.raises(InputError, match="holds 2 data sets: emnist-balanced, emnist-letters; put the files of one"):
        kc.datasets.choose("mnist", data_dir=tmp_path)


def test_other_pictures_in_the_names_of_mnist_are_neither_mnist_nor_fashion_mnist(tmp_path):
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, 70_000)
    arrays = np.zeros((60_000, 28, 28)), labels[:60_000], np.zeros((10_000, 28, 28)), labels[60_000:]
    files = names("{part}-{kind}-idx{n}-ubyte")
    put(tmp_path, {name: idx(array) for name, array in zip(files, arrays, strict=True)})
    mnist, fashion, _cifar, own = survey(tmp_path)
    assert (mnist.source, fashion.status) == ("inside kerascnn", "missing")
    assert (own.name, own.status, own.train, own.test) == (tmp_path.name, "other", 60_000, 10_000)
    for name in ("mnist", "fashion-mnist"):
        dataset = kc.datasets.choose(name, data_dir=tmp_path)
        assert dataset.name == tmp_path.name
        assert dataset.class_names == tuple("0123456789")
        with pytest.raises(InputError, match="holds other pictures than"):
            kc.datasets.load(name, data_dir=tmp_path)


@pytest.mark.parametrize("place", [".", "MNIST/raw"])
def test_a_few_pictures_in_the_names_of_mnist_are_mnist_only_if_they_are_its_own(tmp_path, place):
    images, labels, test_images, test_labels = digits(60, 20)
    turned = 255 - images, labels, 255 - test_images, test_labels
    renamed = images, 9 - labels, test_images, 9 - test_labels
    write_idx(tmp_path / place, (images, labels, test_images, test_labels))
    assert kc.datasets.choose("mnist", data_dir=tmp_path).name == "mnist"
    for other in (turned, renamed):
        write_idx(tmp_path / place, other)
        dataset = kc.datasets.choose("mnist", data_dir=tmp_path)
        assert dataset.name == (tmp_path.name if place == "." else "other-pictures")
        assert "IDX files with 60 and 20 pictures of 28×28×1, 10 classes: 0 to 9" in dataset.taken_as[0]
    mnist, *_others, own = survey(tmp_path)
    assert (mnist.source, own.name, own.status) == ("inside kerascnn", dataset.name, "other")
    with pytest.raises(InputError, match="holds other pictures than MNIST, in files of its names"):
        kc.datasets.load("mnist", data_dir=tmp_path)


@pytest.mark.parametrize(("side", "classes"), [(28, 26), (20, 10), (32, 3)])
def test_other_sizes_and_other_classes_in_the_names_of_mnist(tmp_path, side, classes):
    random = np.random.default_rng(0)
    parts = [(random.integers(0, 256, (n, side, side)), np.arange(n) % classes) for n in (90, 30)]
    write_idx(tmp_path, [array for part in parts for array in part])
    for name in ("mnist", "fashion-mnist"):
        dataset = kc.datasets.choose(name, data_dir=tmp_path)
        assert (dataset.name, dataset.train_images.shape[1:]) == (tmp_path.name, (side, side, 1))
        assert len(dataset.class_names) == classes
    assert [each.status for each in survey(tmp_path)] == ["full", "missing", "sample", "other"]


@pytest.mark.parametrize("kind", ["binary", "python"])
def test_cifar_100(tmp_path, kind):
    images, labels, test_images, test_labels = photos(50, 20)
    fine = [f"name{number}" for number in range(100)]
    if kind == "binary":
        for name, pictures, numbers in (("train", images, labels), ("test", test_images, test_labels)):
            records = np.hstack([numbers[:, None], numbers[:, None] * 9 + 1, rows(pictures)])
            put(tmp_path, {f"{name}.bin": records.astype("u1").tobytes()})
        put(tmp_path, {"fine_label_names.txt": "\n".join(fine).encode()})
    else:
        for name, pictures, numbers in (("train", images, labels), ("test", test_images, test_labels)):
            batch = python2_pickle(rows(pictures), (numbers * 9 + 1).tolist())
            put(tmp_path, {name: batch.replace(b"U\x06labels", b"U\x0bfine_labels")})
        put(tmp_path, {"meta": pickle.dumps({b"fine_label_names": [name.encode() for name in fine]}, 3)})
    dataset = kc.datasets.choose("cifar10", data_dir=tmp_path)
    assert np.array_equal(dataset.train_images, images)
    assert np.array_equal(dataset.test_images, test_images)
    named = [dataset.class_names[label] for label in dataset.test_labels]
    assert named == [f"name{label * 9 + 1}" for label in test_labels]


@pytest.mark.parametrize(
    "files",
    [
        {"mnist_train.csv": csv(TRAIN, TRAIN_LABELS), "mnist_test.csv": csv(TEST, TEST_LABELS)},
        {
            "f-mnist_train.csv": csv(TRAIN, TRAIN_LABELS, f"label,{HEADER}"),
            "f-mnist_test.csv": csv(TEST, TEST_LABELS, f"label,{HEADER}"),
        },
        {
            "train.csv": csv(TRAIN, TRAIN_LABELS, f"{HEADER},class", last=True),
            "test.csv": csv(TEST, TEST_LABELS, f"{HEADER},class", last=True),
        },
        {"train.csv": csv(TRAIN, TRAIN_LABELS, last=True), "test.csv": csv(TEST, TEST_LABELS, last=True)},
        {
            "train.csv": csv(TRAIN, TRAIN_LABELS).replace(b"\n", b"\r\n"),
            "test.csv": b"\xef\xbb\xbf" + csv(TEST, TEST_LABELS, f'"label",{HEADER}').rstrip(),
        },
    ],
    ids=["no header", "header", "last", "last without header", "of Windows"],
)
def test_tables_of_pixels(tmp_path, files):
    put(tmp_path, files)
    dataset = kc.datasets.choose("fashion-mnist", data_dir=tmp_path)
    assert np.array_equal(dataset.train_images, TRAIN)
    assert np.array_equal(dataset.train_labels, TRAIN_LABELS)
    assert np.array_equal(dataset.test_images, TEST)
    assert np.array_equal(dataset.test_labels, TEST_LABELS)


def test_a_table_without_labels_is_left_out_and_said(tmp_path):
    files = {"train.csv": csv(TRAIN, TRAIN_LABELS, f"label,{HEADER}"), "test.csv": csv(TEST, None, HEADER)}
    put(tmp_path, files | {"sample_submission.csv": b"ImageId,Label\n1,0\n"})
    dataset = kc.datasets.choose("mnist", data_dir=tmp_path, seed=3)
    assert (len(dataset.train_images), len(dataset.test_images)) == (160, 40)
    assert dataset.taken_as[1:] == (
        "test.csv has no labels; it is left out",
        "there is no test set; the test pictures are drawn from every class with seed 3",
    )


def test_the_header_of_the_handwritten_letters(tmp_path):
    header = ",".join(["0", *(f"0.{number}" for number in range(1, 785))])
    put(tmp_path, {"A_Z Handwritten Data.csv": csv(TRAIN, TRAIN_LABELS, header)})
    assert len(kc.datasets.choose("mnist", data_dir=tmp_path).train_images) == 160


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (csv(TRAIN, TRAIN_LABELS)[:-200] + b"\n", "no table of pixels"),
        (csv(TRAIN, TRAIN_LABELS) + b"hello\n", "no table of pixels"),
        (csv(TRAIN.astype(int) + 9, TRAIN_LABELS), "no whole numbers from 0 to 255"),
        (csv(TRAIN / 255, TRAIN_LABELS, f"label,{HEADER}"), "multiply what is from 0 to 1 by 255"),
        (csv(TRAIN, np.zeros(200, int)), "the label could be the first or the last column"),
        (b"1," * 2_000_000, "no table of pixels"),
    ],
    ids=["cut short", "a word", "above 255", "parts of 1", "two labels", "one line"],
)
def test_tables_that_are_none(tmp_path, content, message):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match=rf"a\.csv: .*{message}"):
        pixel_table.read(tmp_path / "a.csv")


@pytest.mark.parametrize("keys", [("x_train", "y_train", "x_test", "y_test"),
                                  ("train_images", "train_labels", "test_images", "test_labels")])  # fmt: skip
def test_npz_called_otherwise(tmp_path, keys):
    images, labels, test_images, test_labels = photos(50, 20)
    arrays = images, labels[:, None], test_images, test_labels[:, None]
    np.savez(tmp_path / "pathmnist.npz", **dict(zip(keys, arrays, strict=True)))
    dataset = kc.datasets.choose("mnist", data_dir=tmp_path)
    assert np.array_equal(dataset.train_images, images)
    assert np.array_equal(dataset.test_labels, test_labels)
    assert dataset.name == "pathmnist"


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "mnist.npz"])
def test_pointers_of_git_lfs(tmp_path, name):
    put(tmp_path, four(names("{part}-{kind}-idx{n}-ubyte")))
    (tmp_path / name).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    with pytest.raises(InputError, match=rf"{name} is a Git LFS pointer, not the file itself"):
        kc.datasets.choose("mnist", data_dir=tmp_path)


def test_a_known_set_in_other_names_is_not_trained_on_by_another_ones_command(tmp_path):
    whole = kc.datasets.load("mnist")
    arrays = whole.train_images[:20, ..., 0], whole.train_labels[:20], whole.test_images[..., 0], whole.test_labels
    files = names("my-{part}-{kind}.idx{n}")
    put(tmp_path, {name: idx(array) for name, array in zip(files, arrays, strict=True)})
    with pytest.raises(InputError, match="holds MNIST, not CIFAR-10; choose its own command"):
        kc.datasets.choose("cifar10", data_dir=tmp_path)


@pytest.mark.parametrize("name", ["kmnist", "k49"])
def test_npz_files_with_an_array_each_as_the_publishers_of_kmnist_have_them(tmp_path, name):
    parts = {"train": (TRAIN[..., 0], TRAIN_LABELS), "test": (TEST[..., 0], TEST_LABELS)}
    for part, (images, labels) in parts.items():
        np.savez(tmp_path / f"{name}-{part}-imgs.npz", images)
        np.savez(tmp_path / f"{name}-{part}-labels.npz", labels.astype("u1"))
    dataset = kc.datasets.choose("mnist", data_dir=tmp_path)
    assert (dataset.name, len(dataset.train_images), len(dataset.test_images)) == (name, 200, 60)
    assert np.array_equal(dataset.test_images, TEST)
    assert "NumPy's files with 200 and 60 pictures" in dataset.taken_as[0]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_tables_with_another_separator(tmp_path, separator):
    content = csv(TRAIN, TRAIN_LABELS, header=f"label,{HEADER}").replace(b",", separator.encode())
    put(tmp_path, {"train.csv": content})
    images, labels = pixel_table.read(tmp_path / "train.csv")
    assert np.array_equal(images, TRAIN)
    assert np.array_equal(labels, TRAIN_LABELS)
    assert pixel_table.is_table(tmp_path / "train.csv")


@pytest.mark.parametrize("form", [(), ("--format", "json")])
def test_data_check_says_what_the_files_are(tmp_path, kerascnn, form):
    put(tmp_path, four(names("emnist-mnist-{part}-{kind}-idx{n}-ubyte", test="test")))
    code, out, err = kerascnn("data", "check", tmp_path, *form)
    assert (code, err) == (0, "")
    assert "IDX files with 200 and 60 pictures of 28×28×1, 10 classes: 0 to 9" in out
    (tmp_path / "known").mkdir()
    write_idx(tmp_path / "known" / "MNIST" / "raw", digits())
    code, out, err = kerascnn("data", "check", tmp_path / "known", *form)
    assert (code, err) == (0, "")
    assert "MNIST" in out
    (tmp_path / "known/MNIST/raw/t10k-labels-idx1-ubyte.gz").write_bytes(b"no")
    code, _out, err = kerascnn("data", "check", tmp_path / "known", *form)
    assert (code, err.count("\n")) == (2, 1)


def cells(header, rows, order):
    """A table as FER-2013's: fields by their names, in some order."""
    return (header + "\n" + "\n".join(",".join(row[name] for name in order) for row in rows) + "\n").encode()


@pytest.mark.parametrize(
    ("header", "order", "quote"),
    [
        ("emotion,pixels,Usage", ("label", "pixels", "part"), ""),
        ("emotion, Usage, pixels", ("label", "part", "pixels"), ""),
        ('"Usage","pixels","emotion"', ("part", "pixels", "label"), '"'),
    ],
)
def test_pixels_in_one_cell_as_fer_2013_has_them(tmp_path, header, order, quote):
    images = np.concatenate([TRAIN, TEST])[..., 0]
    labels = np.arange(260) % 7
    parts = np.repeat(["Training", "PublicTest", "PrivateTest"], [180, 30, 50])
    rows = [
        {"label": str(label), "pixels": quote + " ".join(map(str, image.ravel())) + quote, "part": part}
        for image, label, part in zip(images, labels, parts, strict=True)
    ]
    put(tmp_path, {"fer2013.csv": cells(header, rows, order)})
    dataset = kc.datasets.choose("mnist", data_dir=tmp_path)
    assert np.array_equal(dataset.train_images[..., 0], images[:210])
    assert np.array_equal(dataset.test_images[..., 0], images[210:])
    assert np.array_equal(np.concatenate([dataset.train_labels, dataset.test_labels]), labels)
    assert dataset.in_validation.tolist() == [False] * 180 + [True] * 30
    assert dataset.class_names == ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    assert "fer2013.csv with 210 and 50 pictures of 28×28×1, 7 classes: angry to neutral" in dataset.taken_as[0]


@pytest.mark.parametrize(
    ("header", "order", "spoilt", "message"),
    [
        ("age,gender,pixels", ("label", "label", "pixels"), {}, "which column is the label? There are: age, gender"),
        ("emotion,pixels", ("label", "pixels"), {"pixels": "1 2 3"}, "no table of pixels"),
        ("emotion,pixels", ("label", "pixels"), {"pixels": " ".join(["256"] * 784)}, "no whole numbers from 0 to 255"),
        ("emotion,pixels", ("label", "pixels"), {"label": "sad"}, "line 3: expected 2 fields, and a whole number in"),
        ("emotion,pixels", ("label", "pixels"), {"label": "1,2"}, "line 3: expected 2 fields"),
        ("y,pixels,split", ("label", "pixels", "part"), {"part": "fold 7"}, "line 3: 'fold 7' is no part of a data"),
    ],
)
def test_pixels_in_one_cell_that_are_refused(tmp_path, header, order, spoilt, message):
    right = {"label": "1", "pixels": " ".join(["7"] * 784), "part": "train"}
    put(tmp_path, {"faces.csv": cells(header, [right, right | spoilt, right | {"label": "0"}], order)})
    with pytest.raises(InputError, match=re.escape(message)):
        kc.datasets.choose("mnist", data_dir=tmp_path)


def test_the_validation_of_medmnist_chooses_the_epoch(tmp_path):
    arrays = {}
    for part, count in (("train", 40), ("val", 10), ("test", 20)):
        arrays[f"{part}_images"] = np.full((count, 28, 28, 3), count, np.uint8)
        arrays[f"{part}_labels"] = (np.arange(count) % 9)[:, None]
    np.savez(tmp_path / "pathmnist.npz", **arrays)
    dataset = kc.datasets.choose("cifar10", data_dir=tmp_path)
    assert (len(dataset.train_images), len(dataset.test_images)) == (50, 20)
    assert np.array_equal(dataset.in_validation, dataset.train_images[:, 0, 0, 0] == 10)
    assert "10 pictures are there to choose the best epoch" in dataset.taken_as


@pytest.mark.parametrize("form", ["idx", "cells", "npz"])
def test_photographs_are_told_from_pictures_in_a_few_files(tmp_path, form):
    if form == "idx":
        put(tmp_path, four(names("{part}-{kind}.idx{n}")))
    elif form == "cells":
        row = {"label": "1", "pixels": " ".join(["7"] * 784)}
        put(tmp_path, {"fer2013.csv": cells("emotion,pixels", [row], ("label", "pixels"))})
    else:
        np.savez(tmp_path / "x.npz", x_train=TRAIN, y_train=TRAIN_LABELS, x_test=TEST, y_test=TEST_LABELS)
    with pytest.raises(InputError, match=r"in a few files; `kerascnn train-mnist --data-dir .*` trains on them"):
        kc.datasets.open_folder(tmp_path, size=(32, 32))
    assert kc.datasets.unnamed.find(tmp_path)  # the advice is followed elsewhere


def test_large_pictures_in_one_cell(tmp_path):
    rows = [{"label": str(n % 2), "pixels": " ".join([str(200 + n % 2)] * 224**2)} for n in range(6)]
    put(tmp_path, {"faces.csv": cells("label,pixels", rows, ("label", "pixels"))})
    dataset = kc.datasets.choose("mnist", data_dir=tmp_path)
    assert dataset.train_images.shape[1:] == (224, 224, 1)
    assert np.array_equal(dataset.train_images[:, 0, 0, 0] - 200, dataset.train_labels)


@pytest.mark.parametrize("length", [14, 20, 25])
def test_idx_files_whose_archives_are_cut_short(tmp_path, length):
    files = four("abcd", pack=gzip.compress)
    put(tmp_path, files | {"a": files["a"][:length]})
    with pytest.raises(InputError, match=r"holds|damaged"):
        kc.datasets.choose("cifar10", data_dir=tmp_path)
