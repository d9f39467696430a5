"""What is said of a folder of photographs before a training, and by `kerascnn data check`."""

import json

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn.errors import InputError


def photo(path, seed, size=(30, 40), **settings):
    """Noise, so that no two are the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)
    Image.fromarray(pixels).save(path, **settings)
    return path


@pytest.fixture
def photos(tmp_path):
    """Ten cats, three dogs: ends that lie, twins and a damaged one are put beside them by the tests."""
    for number in range(10):
        photo(tmp_path / "train" / "cat" / f"{number}.png", number, size=(20 + number, 50))
    for number in range(3):
        photo(tmp_path / "train" / "dog" / f"{number}.png", 100 + number, size=(70, 60))
    photo(tmp_path / "test" / "cat" / "0.png", 200)
    photo(tmp_path / "test" / "dog" / "0.png", 201)
    return tmp_path


def test_a_clean_folder(photos):
    found = kc.datasets.check_folder(photos)
    assert found.classes == {"cat": 11, "dog": 4}
    assert found.parts == {"training": 13, "test": 2}
    # The shorter sides are 20 to 29, three times 60, and twice 30: of fifteen the eighth is 27.
    assert (found.shortest, found.median, found.longest) == (20, 27, 60)
    assert (found.rare, found.in_both, found.in_two_classes, found.misnamed) == ((), (), (), ())
    assert found.lines()[-1] == "pixels along the shorter side: 20 to 60, half of the pictures at most 27"


def test_what_is_odd_is_named(photos, kerascnn):
    twin = Image.open(photos / "train" / "cat" / "3.png")
    twin.save(photos / "test" / "cat" / "copy.bmp")
    twin.save(photos / "train" / "dog" / "copy.png")
    photo(photos / "train" / "cat" / "jpeg.png", 300, format="JPEG")
    (photos / "train" / "cat" / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (photos / "train" / "cat" / "raw.cr2").write_bytes(b"raw")
    for number in range(4, 10):
        photo(photos / "train" / "cat" / f"more{number}.png", 400 + number)
    code, out, err = kerascnn("data", "check", photos)
    # What a training refuses is not fine.
    assert (code, err) == (
        2,
        f"Error: {photos}: 1 picture cannot be read, and no training begins; --skip-bad leaves it out\n",
    )
    assert kerascnn("data", "check", photos, "--skip-bad") == (0, out, "")
    assert out.splitlines()[4:] == [
        "the class dog is rare: 5 against 19 of the largest; --balance makes up for it",
        "in the training and in the test, which makes the test too easy: 1 (train/cat/3.png = test/cat/copy.bmp)",
        "the same picture in two classes: 1 (test/cat/copy.bmp = train/dog/copy.png)",
        "in another format than the ending says, and read all the same: 1 (train/cat/jpeg.png: JPEG)",
        f"{photos}/train/cat/bad.png: no picture that can be read; expected PNG, JPEG, GIF, BMP, TIFF, WebP, AVIF or "
        "PPM",
        "left out: damaged pictures: 1 (train/cat/bad.png); pictures of a kind that is not read (HEIC, raw and "
        "others): 1 (train/cat/raw.cr2)",
    ]
    said = json.loads(kerascnn("data", "check", photos, "--format", "json")[1])
    assert said["in_training_and_test"] == [["train/cat/3.png", "test/cat/copy.bmp"]]
    assert said["other_format"] == [{"picture": "train/cat/jpeg.png", "format": "JPEG"}]
    assert said["rare"] == ["dog"]


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        (["cat"], "has one class, cat; expected at least two folders"),
        (["Cat", "cat"], "the classes Cat and cat differ in capitals alone"),
        (["cat", "dog"], "the class cat has one picture; expected at least two, one to train and one to test"),
        (["__MACOSX", ".ipynb_checkpoints"], "holds no picture; expected one folder a class"),
    ],
)
def test_folders_that_nothing_can_be_learned_from(tmp_path, kerascnn, classes, message):
    for name in classes:
        photo(tmp_path / name / "0.png", 0)
    code, out, err = kerascnn("data", "check", tmp_path)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


class TestTable:
    """A CSV of names and classes in place of folders."""

    @pytest.fixture
    def flat(self, tmp_path):
        for number in range(8):
            photo(tmp_path / "all" / f"{number}.jpg", number)
        return tmp_path / "all"

    def read(self, flat, text, name="labels.csv"):
        (flat.parent / name).write_text(text, encoding="utf-8")
        return kc.datasets.open_folder(flat, size=(8, 8), labels=flat.parent / name)

    @pytest.mark.parametrize(
        "text",
        [
            "id,breed\n" + "".join(f"{n},{'dog' if n % 2 else 'cat'}\n" for n in range(8)),
            "\ufefffile;x;class\n" + "".join(f"{n}.jpg;7;{'dog' if n % 2 else 'cat'}\n" for n in range(8)),
            "".join(f"all/{n}.jpg\t{'dog' if n % 2 else 'cat'}\n" for n in range(8)),
            "Bild,Art\n" + "".join(f"{n}.jpg,{'dog' if n % 2 else 'cat'}\n" for n in range(8)),
        ],
        ids=["kaggle", "semicolons", "no header", "words that are not known"],
    )
    def test_in_several_forms(self, flat, text):
        folder = self.read(flat, text)
        assert folder.class_names == ("cat", "dog")
        assert [folder.class_names[label] for label in folder.labels] == ["cat", "dog"] * 4
        assert [file.name for file in folder.files] == [f"{n}.jpg" for n in range(8)]

    def test_with_parts_and_pictures_that_it_does_not_name(self, flat):
        rows = [f"{n}.jpg,{10 if n % 2 else 9},{'test' if n > 3 else 'train'}" for n in range(6)]
        folder = self.read(flat, "\n".join(["name,label,split", *rows]))
        assert folder.class_names == ("9", "10")
        assert folder.in_test.tolist() == [False] * 4 + [True] * 2
        assert folder.left_out.counts == {"loose": 2}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "file,class\n0.jpg,cat\n9.jpg,dog\n../labels.csv,dog\n",
                "2 of 3 pictures that it names are not in .*9.jpg",
            ),
            (
                "file,class\n0.jpg,cat\n1.jpg,dog\n0.jpg,dog\n",
                "line 4: 0.jpg is of the class dog here, and of cat above",
            ),
            ("a,b,c\n0.jpg,1,cat\n", "which columns of a, b, c are meant"),
            ("file,class\n0.jpg\n", "no table of names and classes"),
            ("file,class,split\n0.jpg,cat,later\n", "line 2: later is none of train, validation and test"),
            (
                "file,class,split\n0.jpg,cat,train\n1.jpg,cat,\n",
                "line 3: an empty cell is none of train, validation and test",
            ),
            ("file,class\n0.jpg,\n1.jpg,cat\n", "line 2: expected the name of a picture and its class"),
            ("file,class\n0.jpg,cat\n1.jpg,cat\n", r"labels\.csv: names one class, cat; expected at least two"),
            ("file,class\n0.jpg,cat\n1.jpg,CAT\n", "differ in capitals alone"),
            ("", "no table of names and classes"),
        ],
    )
    def test_what_is_wrong_is_one_line(self, flat, text, message):
        with pytest.raises(InputError, match=message):
            self.read(flat, text)

    @pytest.mark.parametrize(
        ("codec", "encoding"),
        [("latin-1", "Latin-1"), ("cp1252", "cp1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")],
    )
    def test_in_another_encoding(self, flat, codec, encoding):
        table = flat.parent / "latin.csv"
        name = "niño" if codec == "latin-1" else "“niño”"
        table.write_bytes(f"file,class\n0.jpg,gato\n1.jpg,{name}\n2.jpg,gato\n3.jpg,{name}\n".encode(codec))
        folder = kc.datasets.open_folder(flat, size=(8, 8), labels=table)
        assert set(folder.class_names) == {"gato", name}
        assert f"{table} is in {encoding}, not UTF-8" in folder.as_dataset().taken_as

    def test_what_is_no_text(self, flat):
        table = flat.parent / "table.csv"
        table.write_bytes(b"file,class\n0.jpg,gato\0\n1.jpg,perro\n")
        with pytest.raises(InputError, match=r"table\.csv is no text: it holds bytes that no text has"):
            kc.datasets.open_folder(flat, size=(8, 8), labels=table)

    def test_there_is_none(self, flat):
        with pytest.raises(InputError, match=r"none\.csv does not exist; give a table of names and classes"):
            kc.datasets.open_folder(flat, size=(8, 8), labels=flat / "none.csv")
