"""Digits on rendered photographs are found where they were put, and look as they were drawn."""

import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

import photographs
from kerascnn.datasets.picture import load
from kerascnn.errors import InputError
from kerascnn.handwriting import find_digits
from kerascnn.handwriting.pieces import in_reading_order
from publishers import digits


def photographed(kind, *, seed=0, count=1, layout="single", longest=480):
    images, labels = digits(200, 20)[:2]
    rng = np.random.default_rng([photographs.SINGLE.index(kind), seed, count])
    chosen = rng.integers(len(images), size=count)
    photo = photographs.photograph(images[chosen, ..., 0], labels[chosen], rng, kind, longest=longest, layout=layout)
    return photo, images[chosen, ..., 0]


def grey(photo):
    return np.asarray(Image.fromarray(photo.pixels).convert("L"))


def overlap(digit, box):
    """Intersection over union."""
    left, top, right, bottom = box
    wide = min(digit.right, right) - max(digit.left, left)
    high = min(digit.bottom, bottom) - max(digit.top, top)
    both = max(0, wide) * max(0, high)
    own = (digit.right - digit.left) * (digit.bottom - digit.top)
    return both / (own + (right - left) * (bottom - top) - both)


def likeness(one, other):
    """The correlation of two pictures, one of them moved by a pixel at most."""
    return max(
        np.corrcoef(np.roll(one, (down, right), (0, 1)).ravel(), other.ravel())[0, 1]
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    )


@pytest.mark.parametrize("kind", photographs.SINGLE)
def test_a_digit_is_found_on_each_kind_of_photograph_as_it_was_drawn(kind):
    photo, (drawn,) = photographed(kind)
    (found,) = find_digits(grey(photo))
    assert overlap(found, photo.boxes[0]) > 0.6
    assert likeness(found.picture[..., 0].astype(float), drawn.astype(float)) > 0.7


@pytest.mark.parametrize(
    ("kind", "layout", "count"),
    [("squared", "row", 6), ("plain", "rows", 7), ("chalk", "column", 4), ("ruled", "rows", 8)],
)
def test_several_are_found_in_reading_order(kind, layout, count):
    photo, _drawn = photographed(kind, count=count, layout=layout, longest=900)
    found = find_digits(grey(photo))
    assert len(found) == count
    assert all(overlap(digit, box) > 0.5 for digit, box in zip(found, photo.boxes, strict=True))


@given(st.data())
def test_reading_order_is_that_of_the_rows_even_if_they_slope(data):
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 6))
    slope = data.draw(st.floats(-0.12, 0.12))
    places = []
    for row in range(rows):
        for column in range(columns):
            top = 100 * row + slope * 60 * column + data.draw(st.integers(-6, 6))
            places.append((round(top), 60 * column, round(top) + data.draw(st.integers(45, 60)), 60 * column + 40))
    mixed = data.draw(st.permutations(range(len(places))))
    order = in_reading_order([places[number] for number in mixed])
    assert [mixed[number] for number in order] == list(range(len(places)))


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photograph_that_exif_turns_gives_the_same(tmp_path, orientation):
    photo, _drawn = photographed("ruled")
    upright = find_digits(np.asarray(load(photo.save(tmp_path / "upright.png"), channels=1)))
    turned = find_digits(np.asarray(load(photo.save(tmp_path / "turned.png", orientation=orientation), channels=1)))
    assert [(each.left, each.top, each.right, each.bottom) for each in upright] == [
        (each.left, each.top, each.right, each.bottom) for each in turned
    ]
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(upright, turned, strict=True))


@pytest.mark.parametrize("kind", ["plain", "blue pen", "corner"])
def test_light_on_dark_gives_the_same_as_dark_on_light(kind):
    photo, _drawn = photographed(kind)
    (dark,), (light,) = find_digits(grey(photo)), find_digits(255 - grey(photo))
    assert overlap(dark, (light.left, light.top, light.right, light.bottom)) > 0.85
    assert likeness(dark.picture[..., 0].astype(float), light.picture[..., 0].astype(float)) > 0.95


def test_the_size_of_the_photograph_hardly_matters():
    photo, _drawn = photographed("shadow", longest=1000)
    small = Image.fromarray(grey(photo)).reduce(3)
    (large,), (reduced,) = find_digits(grey(photo)), find_digits(np.asarray(small))
    assert overlap(large, [3 * side for side in (reduced.left, reduced.top, reduced.right, reduced.bottom)]) > 0.8
    assert likeness(large.picture[..., 0].astype(float), reduced.picture[..., 0].astype(float)) > 0.9


def test_a_digit_broken_in_two_strokes_is_one():
    page = np.full((500, 400), 230, np.uint8)
    page[100:112, 170:260] = 30  # the bar of a 5, off its body
    page[120:200, 160:174] = 30
    page[200:214, 160:250] = 30
    page[200:300, 240:254] = 30
    page[290:304, 150:254] = 30
    (five,) = find_digits(page)
    assert (five.left, five.top, five.right, five.bottom) == pytest.approx((150, 100, 260, 304), abs=3)


def test_doubtful_digits_say_what_would_help():
    page = np.full((1000, 1000), 220, np.uint8)
    page[500:524, 500:504] = 185
    (one,) = find_digits(page)
    assert one.doubts.advice() == "go closer, more light or a darker pen"
    page[:] = 220
    page[:300, 480:520] = 20
    (cut,) = find_digits(page)
    assert cut.doubts.cut
    assert "show all of the digit" in cut.doubts.advice()


def written_page():
    page = Image.new("L", (900, 1200), 235)
    draw = ImageDraw.Draw(page)
    for row in range(30):
        draw.text((40, 30 + 38 * row), "a photograph of text shows no digits alone", 20, ImageFont.load_default(28))
    return np.asarray(page)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.full((300, 400), 128, np.uint8), "nothing but an even background"),
        (np.full((20, 20), 128, np.uint8), "nothing but an even background"),
        (
            np.random.default_rng(0).integers(0, 256, (400, 400), np.uint8),
            "no digit found in the picture; take it closer",
        ),
        (np.tile(np.repeat(np.array([0, 255], np.uint8), 30), (500, 9)), "ink covers so much of the picture"),
        (written_page(), "signs, more than 40; is it text"),
    ],
    ids=["even", "even and small", "noise", "ink everywhere", "text"],
)
def test_what_shows_no_digit_is_refused_in_one_line(picture, message):
    with pytest.raises(InputError, match=re.escape(message)) as refused:
        find_digits(picture)
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is measured as Linux counts it")
def test_a_photograph_of_25_million_pixels_takes_little_memory(tmp_path):
    page = np.full((5000, 5000), 225, np.uint8)
    page[2000:2600, 2400:2470] = 40
    Image.fromarray(page).save(tmp_path / "large.jpg")
    code = (
        "import re, time, sys, numpy as np\nfrom pathlib import Path\n"
        "from kerascnn.datasets.picture import load\nfrom kerascnn.handwriting import find_digits\n"
        "(one,) = find_digits(np.asarray(load(Path(sys.argv[1]), channels=1)))\n"
        # Not `ru_maxrss`, in which Linux counts what the process had that started this one.
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024\n"
        "print(one.place(), peak, round(time.process_time(), 1))"
    )
    out = subprocess.run(
        [sys.executable, "-P", "-c", code, tmp_path / "large.jpg"], check=True, capture_output=True, text=True
    ).stdout
    found = re.fullmatch(r"x (\d+) to (\d+), y (\d+) to (\d+) (\d+) ([\d.]+)\n", out)
    assert [int(side) for side in found.groups()[:4]] == pytest.approx([2400, 2470, 2000, 2600], abs=12)
    assert int(found[5]) < 1000
    assert float(found[6]) < 15
