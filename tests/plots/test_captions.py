"""Captions below pictures, and pictures that are bright where a network looked."""

import numpy as np

from kerascnn import plots

PICTURE = np.full((8, 8, 3), 200, np.uint8)


def texts(drawn):
    return [text.get_text() for axes in drawn.axes for text in (*axes.texts, axes.title) if text.get_text()]


def test_captions_stand_below_and_are_coloured_by_whether_they_are_right():
    drawn = plots.captioned_pictures([PICTURE] * 3, ["one", "two", ""], ["", "three", ""], [True, False, True])
    assert texts(drawn) == ["one", "two", "\nthree", "—"]
    colours = [text.get_color() for axes in drawn.axes for text in axes.texts]
    assert colours[0] != colours[1]
    assert colours[0] == colours[3]


def test_no_pictures_are_said():
    assert [text.get_text() for text in plots.captioned_pictures([], []).texts] == ["nothing to show"]


def test_each_word_has_a_picture_with_its_probability():
    maps = [plots.WordMap(word, np.full((2, 2), 0.25), 0.5) for word in "abcdefg"]
    drawn = plots.attention_by_word(PICTURE, maps, title="all")
    assert texts(drawn) == ["picture", *(f"{word}  50%" for word in "abcdefg")]


def test_a_picture_is_bright_where_the_network_looked():
    seen = plots.lit(PICTURE, np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert seen[0, 0].tolist() == [200, 200, 200]
    assert seen[-1, -1].tolist() == [50, 50, 50]
    assert (np.diff(seen[0, :, 0].astype(int)) <= 0).all()


def test_no_caption_is_cut_off():
    long = "tres triángulos azules, dos círculos morados y una estrella verde muy grande"
    drawn = plots.captioned_pictures([PICTURE] * 5, [long] * 5, [long] * 5, [False] * 5, title="mistakes")
    drawn.canvas.draw()
    room = drawn.bbox
    for axes in drawn.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert (box.x0 >= room.x0, box.y0 >= room.y0, box.x1 <= room.x1) == (True, True, True), text.get_text()
