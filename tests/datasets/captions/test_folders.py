"""Folders as Flickr8k is one: both kinds of files, several captions, parts, and what is wrong with a line."""

import numpy as np
import pytest
from PIL import Image

import kerascnn as kc
from kerascnn.datasets import SkippedWarning
from kerascnn.datasets.captions.vocabulary import SPECIAL
from kerascnn.recipes import train_captioner

captions = kc.datasets.captions
DOG = "A brown dog runs ."
CAPTIONS = [
    ("1.jpg", DOG),
    ("1.jpg", "A dog, brown, in the grass"),
    ("2.jpg", "Two dogs play"),
    ("3.jpg", "A child in a pink dress"),
    ("4.jpg", "A dog in the snow"),
    ("5.jpg", "Árbol verde"),
]


def write_pictures(folder, names=("1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg")):
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(0)
    for name in names:
        Image.fromarray(chance.integers(0, 256, (40, 60, 3), np.uint8)).save(folder / name)
    return folder


@pytest.fixture
def kaggle(tmp_path):
    """Pictures in a folder, `captions.txt` beside it."""
    write_pictures(tmp_path / "Images")
    rows = [f'{name},"{text}"' if "," in text else f"{name},{text}" for name, text in CAPTIONS]
    (tmp_path / "captions.txt").write_text("\n".join(["image,caption", *rows, ""]), encoding="utf-8")
    return tmp_path


@pytest.fixture
def flickr(tmp_path):
    """The layout of the first publication: pictures and texts in two folders, with lists of parts."""
    write_pictures(tmp_path / "Flicker8k_Dataset")
    texts = tmp_path / "Flickr8k_text"
    texts.mkdir()
    seen = {}
    lines = []
    for name, text in CAPTIONS:
        lines.append(f"{name}#{seen.setdefault(name, 0)}\t{text}")
        seen[name] += 1
    (texts / "Flickr8k.token.txt").write_text("\n".join(lines), encoding="utf-8")
    (texts / "Flickr8k.lemma.token.txt").write_text("1.jpg#0\tA lemma be here .", encoding="utf-8")
    for part, names in (("train", "1 2 5"), ("dev", "3"), ("test", "4")):
        listed = "\n".join(f"{name}.jpg" for name in names.split())
        (texts / f"Flickr_8k.{part}Images.txt").write_text(listed)
    return tmp_path


def test_both_kinds_of_files_say_the_same(kaggle, flickr):
    (kaggle / "captions.txt").rename(kaggle / "Images" / "captions.txt")
    first = captions.read(kaggle)
    assert first.form == "csv"
    (kaggle / "Images" / "captions.txt").unlink()
    # The pictures are there twice now, and a list means those beside it.
    for each in (kaggle / "Images").iterdir():
        each.unlink()
    second = captions.read(flickr)
    assert second.form == "token"
    assert second.file.name == "Flickr8k.token.txt"
    said = [(each.path.name, each.captions) for each in first.pictures]
    assert said == [(each.path.name, each.captions) for each in second.pictures]
    assert said[0] == (
        "1.jpg",
        (("a", "brown", "dog", "runs"), ("a", "dog", ",", "brown", ",", "in", "the", "grass")),
    )
    assert [each.part for each in second.pictures] == ["train", "train", "validation", "test", "train"]


def test_a_comma_of_an_unquoted_caption_is_its_own(tmp_path):
    write_pictures(tmp_path)
    (tmp_path / "captions.txt").write_text('1.jpg,A dog, brown\n2.jpg,"Two ""big"" dogs, here"\n3.jpg,A 5" nail')
    found = [each.captions[0] for each in captions.read(tmp_path).pictures]
    assert found == [("a", "dog", ",", "brown"), ("two", "big", "dogs", ",", "here"), ("a", "5", "nail")]


def test_parts_vocabulary_and_what_is_said(flickr):
    data = captions.load(data_dir=flickr, size=48, min_count=2, longest=4)
    assert (len(data.train), len(data.validation), len(data.test)) == (3, 1, 1)
    # Of what is learned from alone: "in" and "the" stand once there.
    assert data.vocabulary.words == (*SPECIAL, "a", "brown", "dog", ",")
    batch = data.test.batch(np.array([0]))
    assert batch.images.shape == (1, 48, 48, 3)
    assert batch.captions == ((("a", "dog", "in", "the", "snow"),),)
    said = "\n".join(data.taken_as)
    assert "captions 6, of pictures 5" in said
    assert "words that are known: 4; 9 are too rare" in said
    assert "captions of more than 4 words, which are cut there: 1" in said
    # The end is learned too, but not of a caption that is cut.
    encoded = data.vocabulary.encode(data.train.batch(np.array([0])).captions[0], data.longest)
    assert data.longest == 5
    assert encoded[0].tolist() == [4, 5, 6, SPECIAL.index("<unknown>"), SPECIAL.index("<end>")]


def test_a_folder_without_parts_is_divided_and_seeds_differ(kaggle):
    parts = [captions.load(data_dir=kaggle, size=48, min_count=1, seed=seed) for seed in (0, 0, 1, 2)]
    assert [(len(each.train), len(each.validation), len(each.test)) for each in parts] == [(3, 1, 1)] * 4
    assert parts[0].sha256 == parts[1].sha256
    assert len({each.sha256 for each in parts}) > 1


def test_a_picture_without_a_caption_is_left_alone(kaggle):
    write_pictures(kaggle / "more", ("6.jpg", "7.jpg"))
    data = captions.load(data_dir=kaggle, size=48, min_count=1)
    assert "pictures without a caption, which are left alone: 2" in "\n".join(data.taken_as)
    assert len(data.train) + len(data.validation) + len(data.test) == 5


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("9.jpg,A dog", "line 7: names 9.jpg, which is not in the folder; --skip-bad leaves such lines out"),
        ("../../1.png,A dog", "line 7: names ../../1.png, which is not in the folder"),
        ("1.jpg,", "line 7: the caption of 1.jpg is empty"),
        ("1.jpg, ... ", "line 7: the caption of 1.jpg is empty"),
        ("1.jpg", "line 7: expected the name of a picture, a comma and a caption"),
        ("1.jpg," + "very " * 500, "line 7: is longer than 2,000 letters; expected a caption of one sentence"),
        ("\x1b[2J.jpg,A dog", r"line 7: names \\x1b\[2J.jpg, which is not in the folder"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(kaggle, lines, message):
    rows = "\n".join(f"{name},{text}" for name, text in CAPTIONS)
    (kaggle / "captions.txt").write_text(f"{rows}\n{lines}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        captions.read(kaggle)
    if "expected the name" not in message:
        found = captions.read(kaggle, skip_bad=True)
        assert len(found.problems) == 1
        with pytest.warns(SkippedWarning, match="lines that are left out: 1; the first: "):
            captions.load(data_dir=kaggle, size=48, min_count=1, skip_bad=True)


def test_a_line_of_tokens_that_is_none(flickr):
    (flickr / "Flickr8k_text" / "Flickr8k.token.txt").write_text("1.jpg#0 A dog\n")
    with pytest.raises(ValueError, match="line 1: expected the name of a picture, #, a number, a tab and a caption"):
        captions.read(flickr)


@pytest.mark.parametrize(("codec", "encoding"), [("latin-1", "Latin-1"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32")])
def test_another_encoding_is_detected_and_said(kaggle, codec, encoding):
    path = kaggle / "captions.txt"
    path.write_bytes((path.read_text(encoding="utf-8") + "5.jpg,Un árbol\n").encode(codec))
    found = captions.read(kaggle)
    assert found.encoding == encoding
    assert "árbol" in found.pictures[-1].captions[-1]
    loaded = captions.load(data_dir=kaggle, size=48, min_count=1)
    assert f"{path} is in {encoding}, not UTF-8" in loaded.taken_as


def test_what_is_no_text_is_refused(kaggle):
    (kaggle / "captions.txt").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    with pytest.raises(ValueError, match=r"captions\.txt is no text"):
        captions.read(kaggle)


def test_a_mark_of_utf_8_is_passed_over(kaggle):
    content = (kaggle / "captions.txt").read_text(encoding="utf-8")
    (kaggle / "captions.txt").write_text(content, encoding="utf-8-sig")
    assert len(captions.read(kaggle).pictures) == 5


def test_folders_that_cannot_be_used(tmp_path, kaggle, monkeypatch):
    with pytest.raises(ValueError, match="does not exist; give the folder with the data"):
        captions.read(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"holds no captions; expected captions.txt with lines of image,caption"):
        captions.read(kaggle / "Images")
    with pytest.raises(ValueError, match="no word stands 50 times in the captions to learn from"):
        captions.load(data_dir=kaggle, size=48, min_count=50)
    (kaggle / "captions.txt").write_text("1.jpg,A dog\n2.jpg,A dog\n")
    with pytest.raises(ValueError, match="pictures with captions: 2; expected 3 or more"):
        captions.load(data_dir=kaggle, size=48)
    (kaggle / "captions.txt").write_text("image,caption\n")
    with pytest.raises(ValueError, match="holds no caption of a picture that is there"):
        captions.read(kaggle)
    monkeypatch.setattr("kerascnn.datasets.captions.files.LARGEST", 2**10)
    (kaggle / "captions.txt").write_text("1.jpg,A dog\n" * 100)
    with pytest.raises(ValueError, match="is larger than 0 MB; expected less"):
        captions.read(kaggle)


@pytest.mark.slow
def test_a_training_on_a_folder(kaggle, tmp_path, capsys):
    out = tmp_path / "run"
    result = train_captioner.run(
        data_dir=kaggle, size=48, width=0.1, epochs=1, min_count=1, longest=5, beam=2, batch_size=2, out=out
    )
    assert 0 <= result.score <= 1
    printed = capsys.readouterr().out
    assert "captions 6, of pictures 5" in printed
    page = (out / "report.html").read_text(encoding="utf-8")
    assert 'id="bleu"' in page
    assert 'id="kinds"' not in page
