"""`kerascnn iou` and `kerascnn nms`."""

import json

import numpy as np
import pytest
from PIL import Image

from kerascnn import boxes

BOXES = """# left top right bottom p
0 0 10 10 0.9
0 2 10 12 0.8
0 5 10 15 0.7
40 0 50 10 0.6
40 0 50 10 0.65
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "boxes.txt"
    path.write_text(BOXES)
    return path


def test_iou_writes_out_the_working(kerascnn):
    code, out, err = kerascnn("iou", "10 10 50 60", "30 20 70 60")
    assert (code, err) == (0, "")
    assert "union: 2000 + 1600 − 800 = 2800" in out
    assert "IoU = 800/2800 = 2/7 = 0.286" in out
    # The same boxes in the other formats.
    for kind, one, other in (("xywh", "10 10 40 50", "30 20 40 40"), ("cxcywh", "30 35 40 50", "50 40 40 40")):
        assert kerascnn("iou", one, other, "--boxes", kind)[1] == out
    found = json.loads(kerascnn("iou", "10 10 50 60", "30 20 70 60", "--format", "json")[1])
    assert found["iou"] == pytest.approx(2 / 7)
    assert found["intersection"] == [30, 20, 50, 60]
    assert json.loads(kerascnn("iou", "0 0 1 1", "2 2 3 3", "--format", "json")[1])["intersection"] is None


def test_a_box_may_begin_with_a_minus_and_is_printed_as_it_was_typed(kerascnn):
    code, out, _err = kerascnn("iou", "-5 0 3.00012 4", "0 0 1 1")
    assert code == 0
    assert out.startswith("A = −5 0 3.00012 4\nB = 0 0 1 1\narea of A: (3.00012 − (−5))·(4 − 0) = 32.00048\n")
    # The digits of a number that a float cannot hold: 123456789.125² = 15241578781054718.265625.
    assert "squared is 15241578781054719.265625" in kerascnn("iou", "0 0 123456789.125 1", "0 0 1 1")[1]
    code, _out, err = kerascnn("iou", "1 2 3 4", "0 0 1 1", "--bxes", "xywh")
    # click 8.1 has no quotes.
    assert (code, err.replace("'", "").partition("Did")[2]) == (2, " you mean --boxes?\n")
    code, _out, err = kerascnn("iou", "1", "2", "3", "4")
    assert (code, err) == (2, 'Error: expected two boxes, each in quotes: "10 10 50 60" "30 20 70 60"; got 4\n')


def test_iou_in_spanish(kerascnn):
    out = kerascnn("iou", "0 0 2 2", "1 0 3 2", "--lang", "es")[1]
    assert "unión: 4 + 4 − 2 = 6" in out


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_both_draw(kerascnn, file, tmp_path, ending):
    drawn = tmp_path / f"iou.{ending}"
    assert kerascnn("iou", "10 10 50 60", "30 20 70 60", "-o", drawn)[0] == 0
    assert kerascnn("nms", file, "-o", tmp_path / f"nms.{ending}")[0] == 0
    if ending == "png":
        with Image.open(drawn) as image:
            pixels = np.asarray(image.convert("RGB"))
        # A's, B's and the shared area: 1200, 800 and 800 of 60×50.
        counts = [
            (pixels == colour).all(axis=-1).sum() for colour in ((184, 217, 238), (248, 217, 168), (236, 201, 221))
        ]
        assert counts[0] / counts[2] == pytest.approx(1.5, abs=0.05)
        assert counts[1] / counts[2] == pytest.approx(1, abs=0.05)
    else:
        assert "IoU = 0.286" in drawn.read_text()
    code, _out, err = kerascnn("iou", "0 0 1 1", "0 0 1 1", "-o", drawn)
    assert (code, "exists; choose another name" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("0 0 1", "0 0 1 1"), "A has 3 numbers; expected four, with blanks between them"),
        (("0 0 1 1", "5 0 1 1"), "B is empty: 5 0 1 1; expected left < right and top < bottom"),
        (("0 0 1 x", "0 0 1 1"), "A: 'x' is no number"),
        (("0 0 1 1", "0 0 1 1", "-o", "iou.gif"), "has an ending that cannot be drawn"),
    ],
)
def test_iou_says_what_is_wrong(kerascnn, words, message):
    code, out, err = kerascnn("iou", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_nms_round_by_round(kerascnn, file):
    code, out, _err = kerascnn("nms", file, "--trace")
    assert code == 0
    assert out.splitlines() == [
        "D is dropped: p = 0.6, at most 0.6",
        "A is kept: the best p that is left, 0.9",
        "  IoU(A, B) = 80/120 = 0.667, at least 0.5: B is dropped",
        "  IoU(A, C) = 50/150 = 0.333, under 0.5: C stays",
        "  IoU(A, E) = 0/200 = 0, under 0.5: E stays",
        "C is kept: the best p that is left, 0.7",
        "  IoU(C, E) = 0/200 = 0, under 0.5: E stays",
        "E is kept: the best p that is left, 0.65",
        "",
        "3 of 5 boxes stay:",
        "A: 0 0 10 10, p = 0.9",
        "C: 0 5 10 15, p = 0.7",
        "E: 40 0 50 10, p = 0.65",
    ]
    assert "2 of 5 boxes stay" in kerascnn("nms", file, "--overlap", "0,3")[1]
    assert "3 of 5 boxes stay" in kerascnn("nms", file, "--score", "0")[1]


@pytest.mark.parametrize(
    "line",
    ['"0,5","0","10,5","10","0,9","big cat"', '"0,5";0;"10,5";10;"0,9";"big cat"', '"0,5",0,"10,5",10,"0,9",big cat'],
)
def test_nms_reads_the_quotes_of_spreadsheets(kerascnn, tmp_path, line):
    path = tmp_path / "boxes.csv"
    path.write_text(line + "\n")
    assert kerascnn("nms", path)[1] == "1 of 1 box stays:\nA big cat: 0.5 0 10.5 10, p = 0.9\n"


def test_nms_keeps_classes_apart(kerascnn, tmp_path):
    path = tmp_path / "boxes.txt"
    path.write_text("0 0 10 10 0.9 cat\n0 0 10 10 0.8 dog\n0 0 10 10 0.7 cat\n")
    found = json.loads(kerascnn("nms", path, "--format", "json")[1])
    assert [(row["number"], row["class"], row["score"]) for row in found["kept"]] == [(0, "cat", 0.9), (1, "dog", 0.8)]


def test_soft_nms_lowers(kerascnn, file):
    found = json.loads(kerascnn("nms", file, "--soft", "--score", "0.001", "--format", "json")[1])
    assert [row["number"] for row in found["kept"]] == [0, 4, 2, 1, 3]
    # C overlaps A by a third; B then overlaps A by two thirds and C by 7/13.
    assert found["kept"][2]["score"] == pytest.approx(0.7 * np.exp(-((1 / 3) ** 2) / 0.5))
    assert found["kept"][3]["score"] == pytest.approx(0.8 * np.exp(-((2 / 3) ** 2 + (7 / 13) ** 2) / 0.5))
    assert "p = 0.900, was 0.900" in kerascnn("nms", file, "--soft")[1]


def test_many_boxes_are_those_of_arrays(kerascnn, tmp_path):
    random = np.random.default_rng(0)
    corners = random.integers(0, 100, (300, 2))
    sides = np.concatenate([corners, corners + random.integers(1, 40, (300, 2))], axis=1)
    scores = random.integers(1, 100, 300) / 100
    path = tmp_path / "boxes.txt"
    path.write_text("\n".join(" ".join(map(str, (*box, score))) for box, score in zip(sides, scores, strict=True)))
    found = json.loads(kerascnn("nms", path, "--format", "json")[1])
    assert [row["number"] for row in found["kept"]] == boxes.nms(sides, scores, least_score=0.6).tolist()
    code, _out, err = kerascnn("nms", path, "--trace")
    assert (code, "has 300 boxes; at most 100 are traced or drawn" in err) == (2, True)


@pytest.mark.parametrize(
    ("content", "words", "message"),
    [
        (b"0 0 1 1 0.5\n3 0 1 1 0.9\n", (), "boxes.txt, line 2 is empty: 3 0 1 1"),
        (b"0 0 1 1 1 cat\n\n0 0 1 1 1 Cat\n", (), "boxes.txt, line 3: the class 'Cat' differs from 'cat' by its"),
        (b"0 0 1 1\n", (), "boxes.txt, line 1: expected left, top, right, bottom and p"),
        (b"\xff\xfe\n", (), "boxes.txt is no text: it begins as "),
        (b"", (), "holds no box; expected one a line"),
        (b"0.5 0 1 1 1\n0.9 0 10 10 50\n", (), "boxes.txt, line 2: p is 50; expected a number from 0 to 1, the last"),
        (b"0 0 1 1 1\n", ("--overlap", "0"), "--overlap is 0; expected a number above 0, up to 1"),
        (b"0 0 1 1 1\n", ("--overlap", "half"), "--overlap: 'half' is no number"),
        (b"0 0 1 1 1\n", ("--score", "2"), "--score is 2; expected a number from 0 to 1"),
        (b"0 0 1 1 1\n", ("--soft", "--trace"), "--soft drops nothing"),
    ],
)
def test_nms_says_what_is_wrong(kerascnn, tmp_path, content, words, message):
    path = tmp_path / "boxes.txt"
    path.write_bytes(content)
    code, out, err = kerascnn("nms", path, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_nms_of_what_is_no_file(kerascnn, tmp_path):
    for path in (tmp_path, tmp_path / "none.txt"):
        code, _out, err = kerascnn("nms", path)
        assert code == 2
        assert str(path) in err
